"""The sentences proposed for a claim: from which values, in which manner, and what a set of templates may say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from claim_samples import DAY

from tracker.claims.effects import Concern, Restatement
from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import lint, worded_as_testimony
from tracker.claims.templating import Templates, checked
from tracker.claims.wording import Document, Part, Speaker, WordingParts, propose, worded, written_dates
from tracker.errors import BadUse
from tracker.workflow.templates import shipped

GATES = "Release-related paths have gates beyond OWNERS and CI."
SAID = "release-related paths have gates beyond OWNERS and CI"
GAP = "we have not found public rules for … unified SCA thresholds"
RULES = Document("Cherry picks", "Review", "commit 24e7d8f5409c")
COMMITTEE = Speaker("a responder of the Steering Committee", date=DAY)


def parts(level: int, **fields: Any) -> WordingParts:
    return WordingParts(Level(level), **{"proposition": GATES} | fields)


def texts(made: WordingParts, templates: Templates | None = None) -> dict[str, str]:
    return {one.manner: one.text for one in propose(made, templates or shipped("en"))}


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("claim", [True, False])
@pytest.mark.parametrize("status", [None, *GapStatus])
def test_every_proposal_fits_its_level(level: Level, claim: bool, status: GapStatus | None) -> None:
    made = parts(
        level,
        claim=claim,
        confirmed="The user-side verification chain is public",
        gap=GAP,
        gap_status=status,
        documents=(RULES,),
    )
    proposals = propose(made, shipped("en"))
    assert len({one.text for one in proposals}) == len(proposals) >= 2
    found = [one for made_one in proposals for one in lint(made_one.text, level, proposition=GATES)]
    assert [one for one in found if one.refused] == []


@pytest.mark.parametrize(
    ("level", "usual"),
    [
        (0, f"Public materials contradict the statement that {SAID}."),
        (1, f"There is insufficient public evidence for the statement that {SAID}."),
        (2, f"We can currently confirm only part of the statement that {SAID}; public materials are insufficient to "
            "confirm the rest."),
        (3, f"Public materials appear to support the statement that {SAID}."),
        (4, f"It is publicly documented that {SAID}."),
        (5, f"It can be stated with confidence that {SAID}."),
    ],
)  # fmt: skip
def test_the_sentence_speaks_in_the_letters_register(level: int, usual: str) -> None:
    assert texts(parts(level))["usual"] == usual


def test_an_open_question_is_worded_as_the_letter_words_its_questions() -> None:
    made = parts(1, claim=False, confirmed="PRs pass the mainline gates.", gap=GAP, gap_status=GapStatus.OPEN)
    assert texts(made)["usual"] == (
        f"Public materials are insufficient to confirm that {SAID}; we can currently confirm only that PRs pass the "
        "mainline gates. We have not found public rules for unified SCA thresholds."
    )


def test_a_gap_is_one_sentence_with_the_confirmed_part_at_level_2() -> None:
    made = parts(2, confirmed="The chain is public.", gap=GAP, gap_status=GapStatus.OPEN)
    assert texts(made)["usual"] == (
        "We can currently confirm only that the chain is public, but we have not found public rules for unified SCA "
        "thresholds."
    )
    named = texts(parts(2, part="who may review"))["usual"]
    assert named.startswith(
        f"We can currently confirm only one part, “who may review,” of the statement that {SAID}"
    )
    assert named.endswith("; public materials are insufficient to confirm the rest.")


def test_a_confirmed_part_that_points_back_goes_behind_what_it_points_at() -> None:
    made = parts(2, confirmed="Such changes are gated", gap=GAP, gap_status=GapStatus.OPEN)
    assert texts(made)["plain"] == (
        f"As to the statement that {SAID}, we can currently confirm only that such changes are gated; the rest is not "
        "confirmed."
    )


def test_several_sentences_are_quoted_instead_of_running_on_after_that() -> None:
    two = texts(parts(3, proposition="Authors disclose AI use; “agents” sign nothing."))
    assert two["usual"] == (
        "Public materials appear to support the following statement: “Authors disclose AI use; ‘agents’ sign nothing.”"
    )


def test_the_gap_is_said_by_its_status() -> None:
    def last(status: GapStatus, **fields: Any) -> str:
        return texts(parts(1, gap=GAP, gap_status=status, **fields))["usual"].partition("thresholds. ")[2]

    assert last(GapStatus.OPEN) == ""
    assert last(GapStatus.SOURCE_PENDING) == "A public source has been named for this and is not yet read."
    assert last(GapStatus.NARROWED) == "This gap has since narrowed."
    assert last(GapStatus.STANDING) == "This is kept as a standing public evidence gap."
    assert last(GapStatus.STANDING, standing_by=(COMMITTEE,)) == (
        "That there is no public rule on this is the testimony of a responder of the Steering Committee, on the public "
        "list, 2 May 2026."
    )
    assert last(GapStatus.DECLINED).startswith(
        "Those responsible do not discuss this publicly; nothing is inferred"
    )
    assert "SCA" not in texts(parts(1, gap=GAP, gap_status=GapStatus.CLOSED))["usual"]


def test_a_gap_that_is_no_clause_is_named_as_one() -> None:
    made = parts(1, gap="the owner of the signing keys", gap_status=GapStatus.OPEN)
    assert texts(made)["usual"].endswith("Public evidence gap: the owner of the signing keys.")


def test_above_level_2_the_words_of_the_gap_do_not_speak_against_the_level() -> None:
    shown = texts(parts(4, gap=GAP, gap_status=GapStatus.OPEN, documents=(RULES,)))
    assert shown["cautious"].endswith("A public evidence gap on this is still open.")
    assert all("have not found" not in text for text in shown.values())


def test_doubt_and_change_show_in_the_cautious_wording() -> None:
    made = parts(2, concern=Concern.COHERENCE, restatement=Restatement.CORRECTED)
    assert texts(made)["cautious"].endswith(
        "The sources that bear on this differ. This corrects our earlier wording."
    )
    assert not any("differ" in texts(made)[manner] for manner in ("usual", "plain"))


def test_level_4_names_its_document_and_level_5_what_corroborates_it() -> None:
    assert texts(parts(4, documents=(RULES,)))["usual"] == (
        f"It is publicly documented in “Cherry picks” (Review, commit 24e7d8f5409c) that {SAID}."
    )
    second = texts(parts(5, documents=(RULES,), second=Document("Audit", version="2026-05-02")))["usual"]
    assert second.endswith("and “Audit” (copy of 2 May 2026) states it independently.")
    confirmed = texts(parts(5, documents=(RULES,), confirmed_by=(COMMITTEE,)))["usual"]
    assert confirmed.endswith(
        "and was confirmed by a responder of the Steering Committee, on the public list, 2 May 2026."
    )
    many = texts(parts(4, documents=tuple(Document(title) for title in "ABBCD")))["usual"]
    assert "in “A”, “B”, and two further sources that" in many


@pytest.mark.parametrize(
    ("speakers", "named"),
    [
        ((COMMITTEE,), "a responder of the Steering Committee, on the public list, 2 May 2026"),
        ((Speaker("Chair of SIG X.", date=DAY),), "a responder (Chair of SIG X), on the public list, 2 May 2026"),
        ((Speaker(date=DAY),), "a responder on the public list, 2 May 2026"),
        ((Speaker("a lead", "Sample Person", DAY),), "Sample Person, a lead, on the public list, 2 May 2026"),
        ((Speaker("", "Sample Person", DAY),), "Sample Person, on the public list, 2 May 2026"),
        ((Speaker("a lead"),), "a lead, on the public list"),
        ((COMMITTEE, COMMITTEE, Speaker(date=DAY)), "a responder of the Steering Committee, on the public list, 2 May "
         "2026, and a responder on the public list, 2 May 2026"),
    ],
)  # fmt: skip
def test_level_3_on_testimony_says_whose_it_is(speakers: tuple[Speaker, ...], named: str) -> None:
    shown = texts(parts(3, testimony=speakers))
    assert shown["usual"] == f"According to {named}, {SAID}."
    assert set(shown) == {"usual", "cautious"}
    assert worded_as_testimony(shown["usual"], written_dates(DAY) if "2026" in named else ())


def test_parts_that_stand_apart_are_told_apart() -> None:
    two = (
        Part("Security", "Security-sensitive paths have gates.", Level.INSUFFICIENT),
        Part("Release", "Release-related paths have gates.", Level.DOCUMENTED),
    )
    first = propose(parts(1, parts=two), shipped("en"))[0]
    assert (first.manner, first.text) == (
        "by parts",
        "Public materials are insufficient to confirm that security-sensitive paths have gates, while it is publicly "
        "documented that release-related paths have gates.",
    )
    same = tuple(Part(one.title, one.proposition, Level.APPARENT) for one in two)
    assert "by parts" not in texts(parts(3, parts=same))
    many = tuple(Part(f"Gate {n}", f"Gate {n} holds.", Level(3 + (n == 1))) for n in range(1, 6))
    fallen = (*many, Part("Merge", "Code is merged.", Level.INSUFFICIENT))
    assert texts(parts(3, parts=fallen))["by parts"] == (
        "Public materials appear to support four of the six parts of this question (gate 2, gate 3, gate 4, gate 5), "
        "while it is publicly documented that gate 1 holds. Public materials are insufficient to confirm that code is "
        "merged."
    )


def test_a_proposition_that_is_itself_too_strong_gets_no_wording() -> None:
    certain = "Users can verify release artifacts with confidence"
    assert propose(WordingParts(Level.APPARENT, certain), shipped("en")) == []
    assert propose(WordingParts(Level.CORROBORATED, certain), shipped("en"))


def test_names_keep_their_capital_inside_the_sentence() -> None:
    for proposition in ("Kubernetes has gates", "SIG Release decides", "KEPs are required", "kubectl signs"):
        assert proposition in texts(WordingParts(Level.DOCUMENTED, proposition))["usual"]
    known = WordingParts(Level.DOCUMENTED, "Krel builds releases", gap="what Krel signs")
    assert "that Krel builds" in texts(known)["usual"]


def test_a_workspace_replaces_single_entries() -> None:
    own = shipped("en").replaced(
        checked({"documented": {"usual": ["In $documents: $proposition; $$5.", "So it is."]}}, "wording.toml")
    )
    assert texts(parts(4, documents=(Document("Rules"),)), own)["usual"] == f"In “Rules”: {SAID}; $5."
    assert texts(parts(4), own)["usual"] == "So it is."
    assert texts(parts(3), own) == texts(parts(3))


def test_a_replaced_template_is_held_against_the_level_too() -> None:
    own = shipped("en").replaced(
        checked({"apparent": {"usual": "It is certain that $proposition."}}, "wording.toml")
    )
    assert "usual" not in texts(parts(3), own)


@pytest.mark.parametrize(
    ("loaded", "says", "hint"),
    [
        ({"aparent": {}}, "wording.toml has an unknown key 'aparent'", "'apparent'"),
        ({"apparent": {"usuall": "x"}}, "wording.toml: [apparent] has an unknown key 'usuall'", "'usual'"),
        ({"apparent": {"usual": "$propositon."}}, "[apparent] usual has $propositon", "$proposition"),
        ({"apparent": {"usual": "$zebra."}}, "[apparent] usual has $zebra", "it may use $alone, $attribution"),
        ({"concern": {"coherence": "$gap differs."}}, "[concern] coherence has $gap", "no value"),
        ({"apparent": {"usual": "For 5 $."}}, "[apparent] usual has a lone $", "$$"),
        ({"apparent": {"usual": " "}}, "[apparent] usual is empty", "keep ours"),
        ({"apparent": {"usual": []}}, "[apparent] usual is empty", "keep ours"),
        ({"apparent": {"usual": 3}}, "usual must be a list of strings", "usual ="),
        ({"apparent": "x"}, "wording.toml: apparent must be a table", "[apparent]"),
    ],
)  # fmt: skip
def test_a_wrong_template_is_named(loaded: dict[str, Any], says: str, hint: str) -> None:
    with pytest.raises(BadUse) as caught:
        checked(loaded, "wording.toml")
    assert says in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_set_has_a_sentence_for_everything(language: str) -> None:
    templates = shipped(language)
    for level in Level:
        for status in [None, *GapStatus]:
            made = parts(
                level,
                gap="x.",
                gap_status=status,
                concern=Concern.RELEVANCE,
                confirmed="Y.",
                documents=(RULES,),
            )
            proposals = worded(made, templates)
            assert [one.manner for one in proposals][:2] == ["usual", "cautious"]
            assert all("$" not in one.text for one in proposals)


def test_days_are_written_without_the_locale() -> None:
    assert written_dates(dt.date(2026, 12, 1)) == (
        "1 December 2026", "1. Dezember 2026", "2026年12月1日", "2026-12-01", "December 1, 2026",
    )  # fmt: skip
