"""Two well-placed responders who stand against each other keep a claim from rising until it is settled."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from claim_samples import TESTIFIED, WORDINGS, claim, move, on_reply, refused, source, stand, word

from tracker.claims.contest import contested, own_stands, side_of, weaker_wording
from tracker.claims.effects import Basis, Effect, Override, Restatement, Rule
from tracker.claims.evidence import Authority
from tracker.claims.levels import Level
from tracker.claims.rules import judge

FOR, AGAINST = stand("P1", "for"), stand("P2", "against")
RISE = move(Effect.UPGRADE, level=2)


def rises(*stands: Any, **fields: Any) -> set[str]:
    return refused(judge(claim(1, stands=stands, **fields), RISE, [source()]))


def test_no_rise_while_two_stand_against_each_other() -> None:
    assert rises(FOR, AGAINST) == {"contested"}
    assert rises(FOR) == rises(AGAINST) == set()
    assert rises(FOR, stand("P2", "for")) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"yielded": True},
        {"withdrawn": True},
        {"superseded": True},
        {"authority": Authority.C},
        {"responder": "P1"},
    ],
)
def test_until_one_yields_is_withdrawn_or_never_weighed(change: dict[str, Any]) -> None:
    assert rises(FOR, stand(**{"responder": "P2", "side": "against"} | change)) == set()
    assert (
        rises(
            stand(**{"responder": "P1", "side": "for"} | change),
            stand("P1" if "responder" in change else "P2", "against"),
        )
        == set()
    )


def test_a_hand_mark_contests_too() -> None:
    assert rises(contested_by_hand=True) == {"contested"}


def test_until_a_person_adjudicates() -> None:
    state = claim(1, stands=(FOR, AGAINST))
    verdict = move(Effect.UPGRADE, level=2, basis=Basis.ADJUDICATION)
    assert judge(state, verdict, [source()]).allowed
    assert rises(FOR, AGAINST, adjudicated=True) == set()
    assert rises(contested_by_hand=True, adjudicated=True) == set()


def test_what_does_not_rise_is_not_held_up() -> None:
    state = claim(stands=(FOR, AGAINST))
    narrower = move(
        Effect.RESTATE, kind=Restatement.NARROWER, wording="Public materials appear to support a part."
    )
    for made in (move(Effect.CONFIRM), move(Effect.DOWNGRADE, level=1), move(Effect.POINTER), narrower):
        assert judge(state, made).allowed


def test_the_words_of_the_move_itself_count() -> None:
    state = claim(1, stands=(AGAINST,))
    rise = on_reply(Effect.UPGRADE, level=2)
    assert refused(judge(state, rise, [source()], [word(responder="P1")])) == {"contested"}
    assert judge(state, rise, [source()], [word(responder="P1", authority=Authority.D)]).allowed


def test_a_later_word_of_the_same_responder_supersedes_the_earlier_one() -> None:
    state = claim(1, stands=(FOR, AGAINST))
    rise = on_reply(Effect.UPGRADE, level=2)
    assert judge(state, rise, [source()], [word(responder="P2")]).allowed
    thanks = on_reply(Effect.POINTER)
    assert judge(state, thanks, testimony=[word(responder="P2")]).allowed


def test_an_older_reply_assessed_late_does_not_supersede_a_later_word() -> None:
    later = word("R2", responder="P1", date=dt.date(2026, 6, 1), effects=(Effect.DOWNGRADE,))
    older = word("R1", responder="P1", date=dt.date(2026, 5, 2))
    state = claim(1, stands=(stand("P1", "against"), stand("P2", "for")))
    rise = on_reply(Effect.UPGRADE, level=3, wording=TESTIFIED)
    assert refused(judge(state, rise, testimony=[later, older])) == {"contested", "needs-source"}
    newer = dataclasses.replace(older, date=dt.date(2026, 6, 2))
    dated = on_reply(Effect.UPGRADE, level=3, wording=TESTIFIED.replace("2 May", "2 June"))
    assert judge(state, dated, testimony=[later, newer]).allowed
    undated = dataclasses.replace(later, date=None)
    assert judge(claim(1), rise, testimony=[undated, older]).allowed
    withdrawn = dataclasses.replace(later, standing=False)
    assert judge(claim(1), rise, testimony=[withdrawn, older]).allowed
    confirmed = dataclasses.replace(later, effects=(Effect.CONFIRM,))
    assert judge(claim(4), on_reply(Effect.UPGRADE, level=5), [source()], [confirmed, older]).allowed
    nameless_day = dataclasses.replace(older, date=None)
    assert judge(claim(1), rise, testimony=[nameless_day, later]).allowed
    thanks = dataclasses.replace(later, effects=(Effect.NONE,))
    assert judge(claim(1), rise, testimony=[thanks, older]).allowed


def test_a_reply_whose_finding_was_withdrawn_can_be_assessed_again() -> None:
    taken_back = word(effects=(Effect.DOWNGRADE,), standing=False)
    rise = on_reply(Effect.UPGRADE, level=3, wording=TESTIFIED)
    assert judge(claim(1), rise, testimony=[taken_back]).allowed


def test_a_correction_that_raises_contests_what_another_confirmed() -> None:
    corrected = on_reply(
        Effect.RESTATE, Effect.UPGRADE, kind=Restatement.CORRECTED, level=2, proposition="some branches do"
    )
    assert refused(judge(claim(1, stands=(FOR,)), corrected, [source()], [word(responder="P3")])) == {
        "contested"
    }
    assert judge(claim(1, stands=(AGAINST,)), corrected, [source()], [word(responder="P3")]).allowed


@pytest.mark.parametrize(
    ("made", "side"),
    [
        (move(Effect.CONFIRM), "for"),
        (move(Effect.UPGRADE, level=4), "for"),
        (move(Effect.DOWNGRADE, level=2), "against"),
        (move(Effect.RESTATE, kind=Restatement.CORRECTED), "against"),
        (move(Effect.RESTATE, Effect.DOWNGRADE, kind=Restatement.NARROWER, level=2), "against"),
        (move(Effect.RESTATE, kind=Restatement.NARROWER), None),
        (move(Effect.RESTATE, kind=Restatement.BROADER), None),
        (move(Effect.POINTER), None),
        (move(Effect.DECLINE), None),
    ],
)
def test_the_effects_show_the_side_a_responder_takes(made: Any, side: str | None) -> None:
    assert side_of(made) == side
    assert [taken.side for taken in own_stands(made, [word()])] == ([side] if side else [])


def test_who_had_yielded_before_the_adjudication_takes_a_new_side_after_it() -> None:
    state = claim(1, stands=(stand("P1", "for", yielded=True), AGAINST), adjudicated=True)
    rise = on_reply(Effect.UPGRADE, level=2)
    assert refused(judge(state, rise, [source()], [word(responder="P1")])) == {"contested"}


def test_a_new_side_after_the_adjudication_opens_the_contest_again() -> None:
    state = claim(1, stands=(FOR, AGAINST), adjudicated=True)
    rise = on_reply(Effect.UPGRADE, level=2)
    assert judge(state, rise, [source()], [word(responder="P1")]).allowed
    assert refused(judge(state, rise, [source()], [word(responder="P3")])) == {"contested"}


def test_a_contest_keeps_a_claim_from_documented_even_when_overridden() -> None:
    override = Override(Rule.CONTESTED, "One of them wrote of another release.")
    rise = move(Effect.UPGRADE, level=4, overrides=(override,))
    assert refused(judge(claim(stands=(FOR, AGAINST)), rise, [source()])) == {"needs-source"}
    lower = move(Effect.UPGRADE, level=2, overrides=(override,))
    assert judge(claim(1, stands=(FOR, AGAINST)), lower, [source()]).allowed


def test_the_weaker_wording_is_there_to_be_proposed() -> None:
    strong = stand("P1", "for", level=Level.DOCUMENTED, wording=WORDINGS[Level.DOCUMENTED])
    weak = stand("P2", "against", level=Level.PARTIAL, wording=WORDINGS[Level.PARTIAL])
    assert weaker_wording(claim(stands=(strong, weak))) == WORDINGS[Level.PARTIAL]
    lower_for = stand("P1", "for", level=Level.INSUFFICIENT, wording=WORDINGS[Level.INSUFFICIENT])
    assert weaker_wording(claim(stands=(lower_for, weak))) == WORDINGS[Level.INSUFFICIENT]
    assert weaker_wording(claim(1, stands=(stand("P1", "for", wording="as it is"), weak))) == "as it is"
    assert weaker_wording(claim(stands=(strong, AGAINST))) == WORDINGS[Level.DOCUMENTED]
    assert (
        weaker_wording(
            claim(stands=(stand("P1", "for", wording="for"), stand("P2", "against", wording="less")))
        )
        == "less"
    )
    assert weaker_wording(claim(stands=(FOR, AGAINST))) == ""
    assert weaker_wording(claim(stands=(strong,))) == ""


def test_a_list_can_ask_whether_a_claim_is_contested() -> None:
    assert contested(claim(stands=(FOR, AGAINST)))
    assert contested(claim(contested_by_hand=True))
    assert not contested(claim(stands=(FOR, AGAINST), adjudicated=True))
    assert not contested(claim())
