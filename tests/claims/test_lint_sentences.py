"""The lint on sentences that no list of words was made for, and on what it looks at beside the level."""

from __future__ import annotations

import pytest

from bench.wording.__main__ import HELD, score, sets
from tracker.claims.levels import Level
from tracker.claims.lint import Finding, lint
from tracker.claims.vocabulary import language_of

GERMAN = {
    0: "Öffentliche Quellen widersprechen folgender Aussage: Release-Zweige haben eigene Genehmigende.",
    1: "Die öffentlichen Quellen reichen nicht aus, um zu bestätigen: Release-Zweige haben eigene Genehmigende.",
    2: "Derzeit lässt sich nur Folgendes bestätigen: Release-Zweige haben eigene Genehmigende.",
    3: "Öffentliche Quellen stützen offenbar folgende Aussage: Release-Zweige haben eigene Genehmigende.",
    4: "Öffentlich dokumentiert ist: Release-Zweige haben eigene Genehmigende.",
    5: "Mit Sicherheit lässt sich sagen: Release-Zweige haben eigene Genehmigende.",
}
CHINESE = {
    0: "公开材料与以下说法相矛盾：发布分支有自己的审批人。",
    1: "公开材料不足以确认以下说法：发布分支有自己的审批人。",
    2: "目前仅能确认以下内容：发布分支有自己的审批人。",
    3: "公开材料似乎支持以下说法：发布分支有自己的审批人。",
    4: "有公开文件记载：发布分支有自己的审批人。",
    5: "可以有把握地说：发布分支有自己的审批人。",
}


def found(wording: str, level: int, proposition: str = "") -> list[Finding]:
    return lint(wording, Level(level), proposition=proposition)


def kinds(wording: str, level: int, proposition: str = "") -> list[str]:
    return [one.kind for one in found(wording, level, proposition)]


@pytest.mark.parametrize("name", sets())
def test_sentences_written_without_sight_of_the_lint_are_told_apart(name: str) -> None:
    figures = score(name)
    floor = 0.8 if name == HELD else 0.9
    assert figures.sentences >= 120
    assert (figures.precision >= floor, figures.recall >= floor) == (True, True), figures


@pytest.mark.parametrize(("wordings", "tag"), [(GERMAN, "de"), (CHINESE, "zh")], ids=["de", "zh"])
@pytest.mark.parametrize("worded", range(6))
@pytest.mark.parametrize("level", range(6))
def test_each_language_tells_its_levels(wordings: dict[int, str], tag: str, worded: int, level: int) -> None:
    assert language_of(wordings[worded]).tag == tag
    if (worded, level) in ((2, 1), (1, 0), (4, 5)) or worded == level:
        expected = []
    else:
        expected = ["overclaim"] if worded > level else ["underclaim"]
    assert kinds(wordings[worded], level) == expected


ENGLISH = (
    "external contributors first pass through CLA and /ok-to-test to enter central testing resources, then receive "
    "/lgtm from a reviewer based on OWNERS and /approve from an approver, and then proceed through the status checks"
)


@pytest.mark.parametrize(("wordings", "tag"), [(GERMAN, "de"), (CHINESE, "zh")], ids=["de", "zh"])
@pytest.mark.parametrize("level", range(6))
def test_the_words_around_a_quoted_statement_tell_the_language(
    wordings: dict[int, str], tag: str, level: int
) -> None:
    """The letter is in English whatever language a workspace words it in."""
    head, colon, _ = wordings[level].partition(":" if tag == "de" else "：")
    quoted = f"{head}{colon}{'„%s.“' if tag == 'de' else '“%s。”'}"
    assert language_of(quoted % ENGLISH).tag == tag
    assert kinds(quoted % ENGLISH, level) == []
    if level not in (1, 5):  # of what was not found nothing is asserted
        assert "overclaim" in kinds(quoted % f"it is certain that {ENGLISH}", level)


def test_evidence_is_no_testimony_in_chinese() -> None:
    assert kinds("就目前的公开证据而言，可以有把握地说：“发布分支有自己的审批人。”", 5) == []
    assert kinds("据一位发布经理，发布分支有自己的审批人。", 3) == ["date"]


def test_a_plain_sentence_of_any_language_overclaims_below_level_4() -> None:
    for plain in (
        "Die Release-Zweige haben eigene Genehmigende und werden von ihnen betreut.",
        "发布分支有自己的审批人。",
    ):
        assert [kinds(plain, level) for level in (1, 2, 3)] == [["overclaim"]] * 3
        assert kinds(plain, 4) == []


@pytest.mark.parametrize(
    ("wording", "words", "repair"),
    [
        (
            "The guide asks for disclosure, and contributors follow it.",
            "and contributors follow it",
            "what the rule says",
        ),
        (
            "The guide requires /approve, so that no unreviewed line is merged.",
            "so that no",
            "what the rule says",
        ),
        ("The rule on approval is ironclad.", "ironclad", "name what the sources cover"),
        ("Each of the repositories has that gate.", "Each of the", "name what the sources cover"),
        (
            "It goes without saying that keys are rotated.",
            "goes without saying",
            "name what the sources cover",
        ),
    ],
)
def test_what_no_level_bears_is_refused_at_every_level(wording: str, words: str, repair: str) -> None:
    for level in (4, 5):
        over = next(one for one in found(wording, level) if one.refused)
        assert over.words == words
        assert repair in over.repair


def test_absence_of_evidence_is_not_told_as_absence() -> None:
    told = found("There is no procedure for rotating the keys, and we found no public source on it.", 1)
    assert [one.kind for one in told if one.refused] == ["overclaim"]
    assert "public evidence is what is absent" in told[0].message
    assert kinds("We found no public page on rotating the keys; a procedure may exist all the same.", 1) == []


@pytest.mark.parametrize(
    ("absent", "limited"),
    [
        ("There is no rule on dependencies.", "There is no public rule on dependencies."),
        ("There are no rules for this.", "There are no rules for this that we could find."),
        ("Kubernetes has no policy on dependencies.", "Kubernetes has no policy on them in public material."),
    ],
)
def test_a_missing_rule_is_what_was_not_found(absent: str, limited: str) -> None:
    (refused,) = found(absent, 1)
    assert (refused.kind, refused.repair) == ("overclaim", "say what was not found in public material")
    assert found(limited, 1) == []


def test_no_question_is_certainty_and_no_absence() -> None:
    wording = "There can be no question that public rules require labels."
    assert [(one.kind, one.words) for one in found(wording, 3)] == [("overclaim", "be no question that")]
    assert found(wording, 5) == []


def test_what_two_signals_say_is_told_once() -> None:
    assert kinds("Public materials support the entire chain from CLA to merge.", 2) == ["overclaim"]


def test_scope_is_a_warning_unless_the_proposition_has_the_word() -> None:
    wording = "It is publicly documented that all binaries are signed."
    scope = found(wording, 4)
    assert [(one.kind, one.words, one.refused) for one in scope] == [("scope", "all", False)]
    assert "name what the sources cover" in scope[0].repair
    assert kinds(wording, 4, "All binaries are signed") == []
    assert kinds("Public materials are insufficient to confirm a unified regime.", 1) == []
    assert kinds("We can currently confirm only that binaries are signed.", 2) == []


def test_words_that_date_themselves_and_testimony_without_a_day_are_warned_of() -> None:
    assert kinds("It is publicly documented that a rule was recently added.", 4) == ["date"]
    assert kinds("It is publicly documented that a rule was added in v1.30.", 4) == []
    undated = found("According to a release lead, on the public list, keys are rotated.", 3)
    assert [one.kind for one in undated] == ["date"]
    assert undated[0].repair == "name the day on which it was said"
    assert kinds("According to a release lead, on the public list, 2 May 2026, keys are rotated.", 3) == []


def test_what_a_rule_says_of_every_case_is_the_rules() -> None:
    assert kinds("The policy says that a leak must never be passed on.", 4) == ["scope"]
    assert kinds("A leak is never passed on.", 4) == ["overclaim"]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("no page ", ["underclaim"]),
        ("one of the ", []),
        ('("', ["overclaim"]),
        ("claim is not ", ["underclaim"]),
    ],
)
def test_text_that_repeats_itself_is_read_like_any_other(run: str, expected: list[str]) -> None:
    """With a pattern that goes back each of these would take minutes; the suite's timeout is the judge."""
    assert kinds(run * 5, 2) == kinds(run * 5_000, 2) == expected
