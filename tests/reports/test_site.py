"""The site: whole, valid, closed in itself, the same bytes wherever it is built."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag

import html5lib
import pytest
from lxml import html as lxml_html
from report_samples import DAY, assessment, full_report, question, report, row
from test_hostile_text import HOSTILE, everywhere

from tracker.record.views import EntryView
from tracker.reports import build
from tracker.reports.data import ReportData
from tracker.reports.ledger_lines import PER_PAGE
from tracker.reports.places import distinct

SITE = build.site(full_report())
PAGES = [name for name in SITE if name.endswith(".html")]


def trees(data: ReportData) -> dict[str, lxml_html.HtmlElement]:
    """Every page of the site and the single file, parsed."""
    pages = {**build.site(data), "single.html": build.html(data)}
    return {name: lxml_html.document_fromstring(text) for name, text in pages.items() if name != "style.css"}


def test_there_is_a_page_for_each_question_and_one_for_each_matter() -> None:
    assert list(SITE) == [
        "index.html", "c1.html", "q1.html", "q2.html", "q3.html", "q4.html", "q5.html",
        "sources.html", "responders.html", "methods.html", "audit.html", "style.css",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [None, *HOSTILE])
def test_every_page_is_html_that_a_strict_parser_takes(text: str | None) -> None:
    data = full_report() if text is None else everywhere(text)
    for name, page in {**build.site(data), "single.html": build.html(data)}.items():
        if name.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(page)


@pytest.mark.parametrize("text", [None, *HOSTILE])
def test_no_page_runs_or_loads_anything(text: str | None) -> None:
    for name, tree in trees(full_report() if text is None else everywhere(text)).items():
        assert not tree.xpath(
            "//script | //img | //iframe | //object | //embed | //form | //base | //@style"
        ), name
        assert not [one for one in tree.xpath("//@*") if one.attrname.lower().startswith("on")], name
        assert tree.xpath("//link/@href") == ([] if name == "single.html" else ["style.css"]), name
        assert not tree.xpath("//@src | //@srcset | //@action | //@background"), name
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        style = "'unsafe-inline'" if name == "single.html" else "'self'"
        assert policy == [f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'"]
        assert tree.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
    assert not re.search(r"@import|url\(|expression|javascript", SITE["style.css"])


@pytest.mark.parametrize("text", [None, *HOSTILE])
def test_every_link_leads_somewhere_within_the_site_or_openly_out_of_it(text: str | None) -> None:
    found = trees(full_report() if text is None else everywhere(text))
    ids = {name: set(tree.xpath("//@id")) for name, tree in found.items()}
    for name, tree in found.items():
        assert len(ids[name]) == len(tree.xpath("//@id")), name
        assert set(tree.xpath("//@aria-labelledby")) <= ids[name]
        for link in tree.iter("a"):
            page, anchor = urldefrag(link.get("href"))
            if re.match(r"https?://", page):
                assert "noreferrer" in link.get("rel", "")
            else:
                assert name != "single.html" or not page
                assert (page or name) in found, (name, page)
                assert not anchor or anchor in ids[page or name], (name, link.get("href"))


@pytest.mark.parametrize("text", [None, HOSTILE[0], HOSTILE[7]])
def test_every_page_has_one_first_heading_and_none_skips_a_rank(text: str | None) -> None:
    for name, tree in trees(full_report() if text is None else everywhere(text)).items():
        ranks = [int(node.tag[1]) for node in tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert ranks[0] == 1, name
        assert ranks.count(1) == 1, name
        assert all(after - before <= 1 for before, after in itertools.pairwise(ranks)), name
        assert tree.xpath("count(//main)") == 1
        assert tree.xpath("//body/*[1][@class='skip']/@href") == ["#content"]
        assert tree.get("lang") == "en"


def test_the_single_file_says_what_the_pages_say() -> None:
    def said(tree: lxml_html.HtmlElement) -> str:
        return " ".join(tree.xpath("//main")[0].text_content().split())

    found = trees(full_report())
    whole = said(found.pop("single.html"))
    for name, tree in found.items():
        assert said(tree) in whole, name


def test_no_mark_of_ours_and_no_control_character_is_left() -> None:
    for data in (full_report(), everywhere("\x01\x02c1.html\x04f-a1\x05 \x032")):
        for name, text in {**build.site(data), "single.html": build.html(data)}.items():
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text), name


def test_a_question_turns_to_its_neighbours() -> None:
    tree = lxml_html.document_fromstring(SITE["q2.html"])
    assert tree.xpath("//a[@rel='prev']/@href") == ["q1.html"]
    assert tree.xpath("//a[@rel='next']/@href") == ["q3.html"]
    assert not lxml_html.document_fromstring(SITE["c1.html"]).xpath("//a[@rel='prev']")


def test_the_timeline_tells_each_finding_with_its_day_reason_words_and_reaction() -> None:
    events = lxml_html.document_fromstring(SITE["c1.html"]).xpath("//li[contains(@class, 'event')]")
    told = [" ".join(one.text_content().split()) for one in events]
    assert told[0].startswith("2026-05-02 Recorded as the letter has it level 3 apparent")
    assert "restate (narrower), upgrade finding A1, by reader" in told[1]
    assert "Yes, that is how it works here." in told[1]
    assert "Revision 2" in told[1]
    assert "the responder is satisfied with what was made of their reply, said in passage R1.1" in told[1]
    assert [re.search(r"finding (A\d)", one)[1] for one in told[1:]] == ["A1", "A2", "A3"]  # type: ignore[index]


def test_a_source_tells_its_kept_copy_its_check_and_where_it_is_cited() -> None:
    text = " ".join(
        lxml_html.document_fromstring(SITE["sources.html"]).xpath("//main")[0].text_content().split()
    )
    assert f"copy kept of 2026-05-02, sha256 {'ab' * 32}" in text
    assert "last checked on 2026-05-02: changed (the page has other words)" in text
    assert "C1, Approval: offered in support; read by reader on 2026-05-02" in text
    assert "the quotation is not found there any more" in text
    assert "the quotation is not found there any more" in build.markdown(full_report())


def test_responders_are_told_by_role_and_grade_and_private_ones_are_a_number() -> None:
    text = lxml_html.document_fromstring(SITE["responders.html"]).xpath("//main")[0].text_content()
    text = " ".join(text.split())
    assert (
        "2 people answered in public, in 2 messages; 1 private reply came besides. Of these, 1 are sample"
        in text
    )
    assert (
        "Authority B holds a published role near it Steering member 1 public reply: R1 on 2026-05-02" in text
    )
    assert "Sample Responder A sample mail" in text
    assert "C on C1 (not published: sealed, or it names somebody" in text
    assert "R2" not in text


def test_the_ledger_is_told_without_what_is_sealed() -> None:
    text = " ".join(lxml_html.document_fromstring(SITE["audit.html"]).xpath("//ol")[0].text_content().split())
    assert "2 2026-05-02 09:30 claim.assessed by reader: not published: sealed" in text
    assert "question C1: level 3 apparent → 4 documented; not published: 2 rows (2 of link)" in text
    assert "ef" * 32 in text


def test_a_reason_that_is_sealed_here_is_not_published_though_this_machine_holds_it_open() -> None:
    entry = EntryView(1, DAY, "reader", "claim.assessed", "told in confidence", (), "ab" * 32)
    data = report(question(), entries=(entry,))
    assert "told in confidence" in build.site(data)["audit.html"]
    assert "told in confidence" not in build.site(replace(data, sealed_reasons=frozenset({1})))["audit.html"]


def test_a_long_ledger_is_split_and_every_entry_is_there_once() -> None:
    entries = tuple(
        EntryView(n, DAY, "reader", "note", "", (), f"{n:064x}") for n in range(1, 2 * PER_PAGE + 2)
    )
    site = build.site(report(question(), entries=entries))
    pages = [name for name in site if name.startswith("audit")]
    assert pages == ["audit.html", "audit-2.html", "audit-3.html"]
    found = [key for name in pages for key in re.findall(r'id="(e-\d+)"', site[name])]
    assert found == [f"e-{n}" for n in range(1, 2 * PER_PAGE + 2)]


@pytest.mark.parametrize(
    "keys",
    [
        ["../../etc/passwd", "..", "/", "\x00", ""],
        ["C1", "c1", "C1 ", "c1-2"],
        ["index", "audit", "audit-2", "AUDIT-2", "con", "nul.txt", "style", "sources"],
        ["a" * 300, "a" * 299],
        ["<script>", "é", "日本", "x"],
    ],
)
def test_names_are_safe_and_never_the_same(keys: list[str]) -> None:
    names = distinct(keys)
    assert list(names) == keys
    assert len(set(names.values())) == len(keys)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,59}", name)
        assert f"{name}.html" not in {"index.html", "audit.html", "audit-2.html", "sources.html", "con.html"}


def test_hostile_ids_reach_no_file_name_and_no_anchor() -> None:
    asked = [question(text, assessments=(assessment(text),)) for text in HOSTILE]
    site = build.site(report(*asked))
    assert len(site) == len(HOSTILE) + 6
    for name, text in site.items():
        assert re.fullmatch(r"[a-z0-9.-]+\.(html|css)", name)
        anchors = lxml_html.document_fromstring(text).xpath("//@id") if name.endswith("html") else []
        assert all(re.fullmatch(r"[a-z0-9.-]+", one) for one in anchors)


_BUILD = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from report_samples import full_report
from tracker.reports import build
data = full_report()
text = "".join(f"{k}\\0{v}" for k, v in build.site(data).items()) + build.html(data) + build.markdown(data)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def test_the_bytes_are_the_same_in_another_process_place_and_language() -> None:
    def built(**environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", _BUILD, str(Path(__file__).parent)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    here = built(PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    assert here == built(PYTHONHASHSEED="2", TZ="Pacific/Auckland", LC_ALL="tr_TR.UTF-8")
    assert build.site(full_report()) == SITE


def test_parts_of_any_depth_stand_on_the_page_of_their_question() -> None:
    deep = question("C1.2.1", {"parent": "C1.2"}, assessments=(assessment("A7"),))
    data = report(question("C1", parts=(question("C1.2", {"parent": "C1"}, parts=(deep,)),)), legs=())
    page = build.site(data)["c1.html"]
    assert 'id="q-c1.2.1"' in page
    assert 'href="c1.html#f-a7"' in build.site(data)["index.html"]
    assert row("C1").id in page
