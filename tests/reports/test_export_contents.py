"""What each export says, what all of them show, and what none of them may say."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from export_samples import eventful, simple, written
from prov.constants import PROV_TYPE
from prov.identifier import QualifiedName
from prov.model import ProvActivity, ProvAgent, ProvDerivation, ProvDocument, ProvInfluence, ProvUsage
from pybtex.database import parse_string
from report_samples import assessment, passage, question, read_citation, report

from tracker import worddiff
from tracker.reports import build
from tracker.reports.data import ReportData

HERE = Path(__file__).parent
WITH_FINDINGS = {
    "findings.csv", "report.json", "report.prov.json", "disposition.md", "disposition.html", "comments.csv",
    "comments.html",
}  # fmt: skip


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def one(name: str, data: ReportData) -> str:
    return written(data)[name]


def graph(data: ReportData) -> ProvDocument:
    return ProvDocument.deserialize(content=one("report.prov.json", data), format="json")


def exports(data: ReportData) -> dict[str, str]:
    return {name: text for name, text in written(data).items() if not name.startswith("report.md")}


# What must not be said.


def test_a_private_message_leaves_nothing_but_that_there_was_one() -> None:
    private = assessment(
        "A9", passages=("R7.1",), person="P77", role="Secret role", visibility="private", reason="Told to us."
    )
    for name, text in exports(report(question(assessments=(private,)), passages={})).items():
        assert "Secret role" not in text, name
        assert "P77" not in text, name
        assert name not in WITH_FINDINGS or "A9" in text
        assert name not in ("replies.csv", "references.bib", "references.csl.json", "report.prov.json") or (
            "R7" not in text
        ), name
    found = graph(report(question(assessments=(private,)), passages={}))
    (finding,) = (x for x in found.get_records(ProvActivity) if x.identifier.localpart == "A9")
    assert [value for name, value in finding.attributes if name.localpart == "restsOnWordsNotPublished"] == [
        True
    ]


def test_words_that_are_sealed_are_not_said() -> None:
    closed = {"R1.1": passage(text="withheld")}
    data = report(question(assessments=(assessment(),)), passages=closed)
    assert rows(one("replies.csv", data)) == []
    assert "R1" not in one("references.bib", data)
    assert "R1" not in one("report.prov.json", data)


@pytest.mark.parametrize("state", ["standing", "withdrawn"])
def test_a_sealed_reason_is_said_nowhere(state: str) -> None:
    finding = assessment(reason="They told us on the phone.", state=state)
    data = report(question(assessments=(finding,)), sealed_reasons=frozenset({7}))
    for name, text in exports(data).items():
        assert "on the phone" not in text, name


def test_a_name_is_said_with_consent_alone() -> None:
    data = report(question(assessments=(assessment(),)))
    assert "a responder (Steering member)" in one("references.bib", data)
    named = replace(data, passages={"R1.1": passage(name="Sample Name")})
    assert "author = {{Sample Name}}" in one("references.bib", named)
    (item,) = json.loads(one("references.csl.json", named))
    assert item["author"] == [{"literal": "Sample Name"}]
    assert any("Sample Name" in str(agent.attributes) for agent in graph(named).get_records(ProvAgent))


def test_what_nobody_has_read_has_no_quotation() -> None:
    unread = replace(read_citation("K5"), read=False, read_quote="LOOKS CHECKED", quote="LOOKS CHECKED")
    for name, text in exports(report(question(citations=(unread,)))).items():
        assert "LOOKS CHECKED" not in text, name


def test_notes_and_what_no_finding_uses_stay_out() -> None:
    unused = {"R1.1": passage(), "R2.1": passage("R2.1", text="Said and not looked at.")}
    data = report(question(notes="OUR OWN NOTES", assessments=(assessment(),)), passages=unused)
    for name, text in exports(data).items():
        assert "OUR OWN NOTES" not in text, name
        assert "Said and not looked at." not in text, name


# What must be seen.


@pytest.mark.parametrize("name", sorted(WITH_FINDINGS))
def test_overrides_and_withdrawn_and_superseded_findings_are_seen(name: str) -> None:
    text = one(name, eventful())
    for said in ("weakest-part", "The part is read next week.", "withdrawn", "superseded"):
        assert said in text, said


@pytest.mark.parametrize("name", sorted({*WITH_FINDINGS, "questions.csv"}))
def test_contested_claims_and_claims_under_review_are_seen(name: str) -> None:
    text = one(name, eventful())
    assert "contested" in text.lower()
    # The two tables of findings have no row for a part without one.
    assert "C1.2 fell below its claim" in text or name in ("findings.csv", "comments.csv")


@pytest.mark.parametrize(
    "name", sorted({*WITH_FINDINGS, "questions.csv", "replies.csv", "references.bib", "references.csl.json"})
)
def test_samples_are_seen(name: str) -> None:
    assert "sample" in one(name, eventful()).lower()
    assert "Sample mail" not in one(name, eventful(samples=frozenset()))


@pytest.mark.parametrize("name", sorted(WITH_FINDINGS))
def test_the_last_reaction_is_seen(name: str) -> None:
    text = one(name, eventful())
    assert "not satisfied" in text
    if name != "report.prov.json":
        assert '"pending"' not in text


# CSV.


def test_questions_have_a_row_each_with_level_and_words_as_sent_and_now() -> None:
    found = rows(one("questions.csv", eventful()))
    assert [row["id"] for row in found] == ["C1", "C1.2", "Q1", "Q2", "Q3", "Q4", "Q5"]
    first, part = found[:2]
    assert (first["level_as_sent"], first["level"], first["level_name"]) == ("3", "4", "documented")
    assert first["wording_as_sent"] == "Public materials appear to support the gates."
    assert first["wording"].startswith("It is publicly documented")
    assert (first["sources_read"], first["contested"], part["parent"]) == ("1", "yes", "C1")
    assert part["under_review"] == "C1.2 fell below its claim"


def test_tables_of_findings_sources_and_replies_name_each_other() -> None:
    data = eventful()
    findings, sources, replies = (
        rows(one(f"{name}.csv", data)) for name in ("findings", "sources", "replies")
    )
    assert [row["id"] for row in findings] == ["A1", "A2", "A3"]
    assert findings[0]["effects"] == "restate (narrower)\nupgrade"
    assert {row["citation"] for row in sources} >= set(findings[0]["citations"].split())
    assert [(row["source"], row["read"], row["check"]) for row in sources] == [
        ("S1", "no", "changed"),
        ("S1", "yes", "changed"),
    ]
    assert [(row["passage"], row["findings"], row["words"]) for row in replies] == [
        ("R1.1", "A1\nA2", "Yes, that is how it works here.")
    ]


def test_csv_has_no_byte_order_mark() -> None:
    assert one("questions.csv", eventful()).startswith("id,parent,")


# JSON.


def test_the_document_holds_to_its_schema_and_rebuilds_what_the_report_says() -> None:
    data = eventful()
    found = json.loads(one("report.json", data))
    schema = json.loads((HERE.parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found)
    text = re.sub(r"\\(?=[-{}+\[\]])", "", build.markdown(data))
    first = found["questions"][0]
    for said in _strings({**found, "method": {}, "sources": [], "letter": {}}):
        if said in (first["revisions"][0]["wording"], "C1.2 fell below its claim") or len(said) < 24:
            continue  # told as a difference, or a word that stands anywhere
        assert " ".join(said.split()) in " ".join(text.replace("> ", "").split()), said
    before, after = (one["wording"] for one in first["revisions"])
    assert worddiff.plain(worddiff.diff(before, after)).split("[-")[0] in text
    assert found["sources"][0]["check"]["outcome"] == "changed"
    assert first["findings"][0]["reaction"] == {
        "value": "not satisfied", "at": "2026-05-02T09:30:00.000Z", "passage": "R1.1",
    }  # fmt: skip


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if not re.match(r"[0-9a-f]{64}|\d{4}-\d\d-\d\dT|tracker/", value) else []
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [said for item in values for said in _strings(item)]


# References.


def test_a_source_is_an_online_entry_with_day_copy_and_quotation() -> None:
    read = read_citation("K1", source="S12", dated="4f2c9d1", body="Steering & co_100%")
    found = parse_string(one("references.bib", report(question(citations=(read,)))), "bibtex").entries["S12"]
    assert found.type == "online"
    assert found.fields["url"] == "https://example.org/rules.md"
    assert found.fields["urldate"] == "2026-05-02"
    assert found.fields["version"] == "4f2c9d1"
    assert found.fields["organization"] == r"{Steering \& co\_100\%}"
    assert "“An approver approves every change.” (section Approval)" in found.fields["note"]


def test_the_day_of_the_copy_goes_before_the_day_of_reading() -> None:
    (item,) = json.loads(one("references.csl.json", report(question(citations=(read_citation(),)))))
    assert item["accessed"] == {"date-parts": [[2026, 4, 30]]}
    assert "version" not in item


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("repo-rule-file", "software"),
        ("official-doc", "webpage"),
        ("governance-doc", "document"),
        ("KEP", "document"),
        ("mailing-list", "post"),
        ("blog", "post-weblog"),
        ("data-feed", "dataset"),
        ("other", "webpage"),
    ],
)
def test_each_kind_of_source_has_its_type(kind: str, type_: str) -> None:
    (item,) = json.loads(one("references.csl.json", report(question(citations=(read_citation(kind=kind),)))))
    assert item["type"] == type_


def test_a_public_reply_is_a_post_on_its_list_by_a_role() -> None:
    items = json.loads(one("references.csl.json", eventful()))
    (post,) = (item for item in items if item["id"] == "R1")
    assert post["type"] == "post"
    assert post["container-title"] == "list@example.org"
    assert post["author"] == [{"literal": "a responder (Steering member)"}]
    assert post["issued"] == {"date-parts": [[2026, 5, 2]]}
    assert "personal_communication" not in one("references.csl.json", eventful())


def test_a_citation_processor_prints_the_items() -> None:
    items = json.loads(one("references.csl.json", eventful()))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    printed = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        printed.register(Citation([CitationItem(item["id"])]))
    text = "\n".join(str(entry) for entry in printed.bibliography())
    assert "a responder (Steering member)" in text
    assert "Blog on merging" in text


# Provenance.


def test_the_way_of_a_claim_can_be_followed() -> None:
    found = graph(eventful())
    derived = {
        (d.args[0].localpart, d.args[1].localpart, d.args[2].localpart if d.args[2] else "")
        for d in found.get_records(ProvDerivation)
        if any(name == PROV_TYPE and str(value) == "prov:Revision" for name, value in d.attributes)
    }
    assert derived == {("C1@2", "C1@1", "A1")}
    used = {(u.args[0].localpart, u.args[1].localpart) for u in found.get_records(ProvUsage)}
    assert {("A1", "R1.1"), ("A1", "S1"), ("A1", "C1@1"), ("K2", "S1")} <= used
    assert not any("R2" in entity for _, entity in used)
    influence = {(i.args[0].localpart, i.args[1].localpart) for i in found.get_records(ProvInfluence)}
    assert {("A1", "A1-weakest-part"), ("X2", "A1")} <= influence
    labels = [str(dict(agent.attributes)) for agent in found.get_records(ProvAgent)]
    assert any("reader" in label for label in labels)
    assert any("a responder (Steering member)" in label for label in labels)
    finding = next(x for x in found.get_records(ProvActivity) if x.identifier == _name(found, "A1"))
    assert str(finding.get_endTime()) == "2026-05-02 09:30:00+00:00"


def test_a_withdrawal_is_an_act_of_its_own_with_its_own_reason() -> None:
    found = graph(eventful())
    (act,) = (x for x in found.get_records(ProvActivity) if x.identifier == _name(found, "A2-withdrawn"))
    assert "Wrong person." in str(act.attributes)


def _name(found: ProvDocument, key: str) -> QualifiedName:
    (space,) = (one for one in found.namespaces if one.prefix == "tracker")
    assert space.uri == "urn:uuid:3f2a6c1e-0000-4000-8000-000000000001#"
    return QualifiedName(space, key)


# Dispositions.

MOVED = {"level_after": 2, "revision_after": 2, "wording_before": "before", "wording_after": "after"}
SENT_ON = {"gap_before": "open", "gap_after": "source-pending", "revision_after": 2}


@pytest.mark.parametrize(
    ("effects", "changes", "resolution", "kind"),
    [
        (("confirm",), {}, "no change", "ge"),
        (("upgrade",), MOVED, "accepted", "te"),
        (("downgrade (coherence)",), MOVED, "accepted", "te"),
        (("restate (narrower)", "confirm"), MOVED, "accepted", "te"),
        (("restate (terminology)",), MOVED, "accepted", "ed"),
        (("restate (narrower)", "pointer"), MOVED, "partially accepted", "te"),
        (("downgrade (adequacy)", "decline"), MOVED, "partially accepted", "te"),
        (("pointer",), {}, "no change", "ge"),
        (("redirect",), {}, "no change", "ge"),
        (("decline",), {}, "no change", "ge"),
        (("pointer",), SENT_ON, "no change", "ge"),
        (("decline",), SENT_ON, "no change", "ge"),
        (("confirm",), SENT_ON, "no change", "ge"),
        (("confirm",), {"basis": "adjudication", "passages": ()}, "not accepted", "ge"),
        (("none",), {}, "out of scope", "ge"),
    ],
)
def test_the_resolution_and_the_type_follow_from_the_effects(
    effects: tuple[str, ...], changes: dict[str, Any], resolution: str, kind: str
) -> None:
    data = simple(*effects, **changes)
    text = one("disposition.md", data)
    assert f"### A1: {resolution}" in text
    assert f"| {resolution} | 1 |" in text
    (row,) = rows(one("comments.csv", data))
    assert row["Type of comment"] == kind
    assert row["Observations of the secretariat"].startswith(resolution)


def test_what_was_superseded_or_withdrawn_is_counted_apart() -> None:
    text = one("disposition.md", simple("confirm", state="withdrawn"))
    assert "| no change | 0 |" in text
    assert "| superseded or withdrawn since | 1 |" in text
    assert "withdrawn; no longer counts" in text


def test_what_the_researchers_found_by_themselves_has_no_commenter_who_could_react() -> None:
    data = replace(simple("confirm", basis="self-review", passages=(), person="", role=""), reactions=())
    assert "Reactions of commenters: satisfied 0, not satisfied 0, pending 0, none 0." in one(
        "disposition.md", data
    )
    assert "Commenter's reaction" not in one("disposition.md", data)
    assert "commenter: " not in one("comments.csv", data)


def test_a_comment_shows_its_words_who_said_them_what_changed_and_why() -> None:
    for name in ("disposition.md", "disposition.html"):
        text = one(name, simple("restate (narrower)", **{**MOVED, "level_after": 3})).replace("\\", "")
        for said in (
            "a responder (Steering member)", "Yes, that is how it works here.", "[-before-]{+after+}",
            "revision 1 → 2", "They agree with the sentence.",
        ):  # fmt: skip
            assert said in text, (name, said)


def test_the_template_has_its_columns_and_says_where_in_the_letter() -> None:
    text = one("comments.csv", simple("restate (narrower)", **MOVED))
    assert text.split("\r\n")[0] == (
        "MB/NC,Line number,Clause/Subclause,Paragraph/Figure/Table,Type of comment,Comments,Proposed change,"
        "Observations of the secretariat"
    )
    (row,) = rows(text)
    assert (row["MB/NC"], row["Line number"], row["Clause/Subclause"]) == ("SM", "4", "C1")
    assert row["Proposed change"] == "restate (narrower)\nafter"
    assert "landscape" in one("comments.html", simple("none"))


@pytest.mark.parametrize("name", ["disposition.html", "comments.html"])
def test_a_page_forbids_all_but_its_style(name: str) -> None:
    text = one(name, eventful())
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "<script" not in text
    assert " style=" not in text


def test_a_report_of_nothing_gives_valid_files() -> None:
    nothing = written(report(question(), passages={}))
    assert json.loads(nothing["references.csl.json"]) == []
    assert nothing["references.bib"] == ""
    assert rows(nothing["findings.csv"]) == []
    assert rows(nothing["replies.csv"]) == []
    assert "No comment." in nothing["disposition.md"]
