"""Words held against a level: the letter's own, stronger ones, weaker ones, mixed ones and quoted ones."""

from __future__ import annotations

import pytest
from claim_samples import DAY, PROPOSITION, TESTIFIED, WORDINGS, claim, move, on_reply, refused, source, word
from letter_paragraphs import PARAGRAPHS

from tracker.claims.effects import Effect, Override, Restatement, Rule
from tracker.claims.evidence import Authority, Visibility
from tracker.claims.levels import Level
from tracker.claims.lint import lint, worded_as_testimony
from tracker.claims.rules import judge
from tracker.claims.vocabulary import Language, languages
from tracker.claims.wording import written_dates


def kinds(wording: str, level: int) -> list[str]:
    return [found.kind for found in lint(wording, Level(level))]


def test_the_letters_fourth_claim_trips() -> None:
    level, paragraph = PARAGRAPHS["C4"]
    mixed, over = lint(paragraph, Level(level))
    assert (mixed.kind, mixed.words, mixed.refused) == ("mixed-certainty", "appears … with confidence", False)
    assert (over.kind, over.words, over.refused) == ("overclaim", "with confidence", True)
    assert paragraph[over.start : over.end] == "with confidence"
    assert paragraph[mixed.start : mixed.end].startswith("appears to support")
    assert "level 3 (apparent)" in over.message
    assert "public materials appear to support" in over.repair


@pytest.mark.parametrize("question", sorted(set(PARAGRAPHS) - {"C4"}))
def test_the_letters_other_questions_do_not(question: str) -> None:
    level, paragraph = PARAGRAPHS[question]
    assert lint(paragraph, Level(level)) == []


@pytest.mark.parametrize("worded", list(Level))
@pytest.mark.parametrize("level", list(Level))
def test_each_levels_words_fit_their_level_and_overclaim_below_it(worded: Level, level: Level) -> None:
    found = kinds(WORDINGS[worded], level)
    if worded > level and not (worded is Level.PARTIAL and level is Level.INSUFFICIENT):
        # "Insufficient" is the mildest word there is: it claims nothing at level 0 either.
        assert found == ([] if worded is Level.INSUFFICIENT else ["overclaim"])
    elif worded < level and not (worded is Level.DOCUMENTED and level is Level.CORROBORATED):
        assert found == ["underclaim"]
    else:
        assert found == []


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_plain_assertion_overclaims_below_level_4(level: int) -> None:
    plain = "  Release branches have approvers of their own. "
    found = lint(plain, Level(level))[0]
    assert (found.kind, found.refused) == ("overclaim", True)
    assert plain[found.start : found.end] == found.words == plain.strip()


@pytest.mark.parametrize("level", [4, 5])
def test_a_plain_assertion_is_let_be_from_level_4(level: int) -> None:
    assert kinds("Release branches have approvers of their own.", level) == []


@pytest.mark.parametrize(
    "booster",
    [
        "It is certain that",
        "We say with high confidence that",
        "Beyond doubt,",
        "Undoubtedly,",
        "The rule file proves that",
        "Public materials clearly show that",
        "Public rules state that",
        "It is publicly\ndocumented that",
        "These files demonstrate that",
    ],
)
def test_boosters_overclaim_at_level_3(booster: str) -> None:
    assert "overclaim" in kinds(f"{booster} {PROPOSITION}.", 3)


@pytest.mark.parametrize(
    "hedge", ["Apparently,", "It seems that", "It is likely that", "Public rules suggest that"]
)
def test_hedges_of_level_3_overclaim_below_and_underclaim_above(hedge: str) -> None:
    wording = f"{hedge} {PROPOSITION}."
    assert [kinds(wording, level) for level in (2, 3, 4)] == [["overclaim"], [], ["underclaim"]]


def test_what_is_negated_is_not_said() -> None:
    assert kinds("We have not yet seen publicly documented rules for design.", 1) == []
    assert kinds("We have seen publicly documented rules for design.", 1) == ["overclaim"]
    assert kinds("We have not seen rules for design, but those for build are publicly documented.", 1) == [
        "overclaim"
    ]
    assert kinds("It is not certain, and it is certain that it holds.", 3) == ["overclaim"]


def test_a_hedge_takes_a_mild_booster_under_itself_but_no_certainty() -> None:
    assert kinds("We understand that the chain is publicly documented.", 3) == []
    assert kinds("We understand it, but that it is publicly documented is another matter.", 3) == []
    assert kinds("We understand it; the chain is publicly documented.", 3) == ["overclaim"]
    assert kinds("We understand it. The chain is publicly documented.", 3) == ["overclaim"]
    assert kinds("The chain is publicly documented, we understand.", 3) == ["overclaim"]
    assert kinds("We understand with certainty that the chain holds.", 3) == ["overclaim"]


def test_quoted_wording_counts_but_not_what_a_source_says() -> None:
    assert kinds("The statement “it is publicly documented” can be made.", 3) == ["overclaim"]
    assert kinds("Appropriate wording: “public materials are insufficient”.", 1) == []
    assert (
        kinds("The guide says “this is publicly documented beyond doubt”, which appears to cover it.", 3)
        == []
    )
    assert kinds('The guide states: "certainly", and that is publicly documented.', 3) == ["overclaim"]


def test_likelihood_and_certainty_are_kept_apart_by_sentence() -> None:
    one = "It can be stated with confidence that this is likely."
    two = "It can be stated with confidence that this holds. The rest is likely."
    assert kinds(one, 5) == ["mixed-certainty"]
    assert kinds(two, 5) == []
    assert kinds("Users may verify this with confidence.", 5) == []


def test_an_unread_citation_is_a_warning_where_it_stands() -> None:
    wording = "It is publicly documented that it holds (Cherry picks)."
    found = lint(wording, Level.DOCUMENTED, ("Cherry picks", "Release Phases"))
    assert [(f.kind, f.words, f.refused) for f in found] == [
        ("unread-citation", "Release Phases", False),
        ("unread-citation", "Cherry picks", False),
    ]
    assert wording[found[1].start : found[1].end] == "Cherry picks"
    assert (found[0].start, found[0].end) == (0, 0)


def test_an_address_ends_no_sentence_and_no_words_are_no_finding() -> None:
    assert kinds("It appears from kubernetes.io with confidence.", 5) == ["mixed-certainty"]
    assert kinds("", 0) == kinds(" \n", 2) == []


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.tag)
def test_every_signal_says_where_it_comes_from_and_covers_levels_in_order(language: Language) -> None:
    signals = language.signals
    assert all(one.origin and 0 <= one.low <= one.high <= 6 for one in signals)
    assert len({one.name for one in signals}) == len(signals)


def test_the_rule_refuses_stronger_words_and_names_the_repair() -> None:
    strong = move(Effect.RESTATE, kind=Restatement.NARROWER, wording=WORDINGS[Level.DOCUMENTED])
    judgement = judge(claim(), strong)
    assert refused(judgement) == {"overclaim"}
    assert judgement.refusals[0].message == (
        "overclaim: “publicly documented” says more than level 3 (apparent) bears; leave “publicly "
        "documented” out or say “public materials appear to support”."
    )
    override = Override(Rule.OVERCLAIM, "The phrase is the title of the page.")
    set_aside = move(Effect.RESTATE, kind=Restatement.NARROWER, wording=strong.wording, overrides=(override,))
    assert judge(claim(), set_aside).allowed


def test_a_fall_that_keeps_its_words_is_refused_and_weaker_words_are_not() -> None:
    assert refused(judge(claim(), move(Effect.DOWNGRADE, level=2, wording=None))) == {"overclaim"}
    timid = move(Effect.UPGRADE, level=4, wording=None)
    assert judge(claim(), timid, [source()]).allowed


def test_words_that_the_letter_sent_do_not_hold_up_what_leaves_them_alone() -> None:
    as_sent = claim(wording=PARAGRAPHS["C4"][1])
    for effect in (Effect.CONFIRM, Effect.POINTER, Effect.NONE):
        assert judge(as_sent, move(effect)).allowed


@pytest.mark.parametrize("date", written_dates(DAY))
def test_what_testimony_alone_carries_is_worded_as_testimony(date: str) -> None:
    worded = f"According to a release lead, on the public list, {date}, {PROPOSITION}."
    assert judge(claim(1), on_reply(Effect.UPGRADE, level=3, wording=worded), testimony=[word()]).allowed


@pytest.mark.parametrize(
    "wording",
    [
        WORDINGS[Level.APPARENT],
        TESTIFIED.replace("2 May", "3 May"),
        TESTIFIED.replace("on the public list, ", ""),
        TESTIFIED.replace("According to a release lead,", "A release lead said"),
    ],
)
def test_and_is_refused_in_any_other_wording(wording: str) -> None:
    made = on_reply(Effect.UPGRADE, level=3, wording=wording)
    assert refused(judge(claim(1), made, testimony=[word()])) == {"overclaim"}
    if "According" not in wording:
        assert judge(claim(1), made, [source()], [word()]).allowed


def test_the_day_is_that_of_a_word_that_carries_the_level() -> None:
    other_day = DAY.replace(day=9)
    made = on_reply(Effect.UPGRADE, level=3, wording=TESTIFIED.replace("2 May", "9 May"))
    for beside in (
        word("R2", date=other_day, effects=(Effect.POINTER,)),
        word("R2", date=other_day, effects=(Effect.CONFIRM,), visibility=Visibility.PRIVATE),
        word("R2", date=other_day, effects=(Effect.CONFIRM,), authority=Authority.C),
    ):
        assert refused(judge(claim(1), made, testimony=[word(), beside])) == {"overclaim"}
    with_it = word("R2", date=other_day, effects=(Effect.CONFIRM,))
    assert judge(claim(1), made, testimony=[word(), with_it]).allowed
    assert judge(claim(1), made, testimony=[word(date=None)]).allowed


def test_testimony_stays_testimony_through_a_change_of_words() -> None:
    said = word(effects=(Effect.UPGRADE,))
    laundered = move(Effect.RESTATE, kind=Restatement.TERMINOLOGY, wording=WORDINGS[Level.APPARENT])
    assert refused(judge(claim(wording=TESTIFIED), laundered, testimony=[said])) == {"overclaim"}
    assert judge(claim(wording=TESTIFIED), laundered, [source()], [said]).allowed
    renamed = move(Effect.RESTATE, kind=Restatement.TERMINOLOGY, wording=TESTIFIED.replace("lead", "manager"))
    assert judge(claim(wording=TESTIFIED), renamed, testimony=[said]).allowed
    fall = move(Effect.DOWNGRADE, level=3)
    assert judge(claim(4), fall, testimony=[said]).allowed


def test_testimony_without_a_known_date_needs_the_two_phrases() -> None:
    assert worded_as_testimony(TESTIFIED)
    assert not worded_as_testimony(WORDINGS[Level.APPARENT])
