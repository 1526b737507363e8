"""What each effect makes of the evidence gap, and whose word a status takes."""

from __future__ import annotations

from typing import Any

import pytest
from claim_samples import claim, move, on_reply, refused, source, word

from tracker.claims.effects import Effect, Restatement
from tracker.claims.evidence import Authority, Relation, Visibility
from tracker.claims.levels import GapStatus, Level
from tracker.claims.rules import judge

OPEN = claim(gap="the first step", gap_status=GapStatus.OPEN)


@pytest.mark.parametrize("before", [None, *GapStatus])
def test_a_pointer_makes_the_gap_source_pending(before: GapStatus | None) -> None:
    judgement = judge(claim(gap_status=before), on_reply(Effect.POINTER), testimony=[word()])
    assert judgement.allowed
    assert judgement.gap_status_after is GapStatus.SOURCE_PENDING


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("authority", list(Authority))
def test_a_decline_takes_a_or_b_and_leaves_the_level(authority: Authority, visibility: Visibility) -> None:
    said = word(authority=authority, visibility=visibility)
    judgement = judge(OPEN, on_reply(Effect.DECLINE), testimony=[said])
    assert judgement.gap_status_after is GapStatus.DECLINED
    assert judgement.level_after is Level.APPARENT
    assert refused(judgement) == (set() if authority.weighs else {"effect-matches-move"})


def test_a_decline_takes_somebodys_word() -> None:
    assert refused(judge(OPEN, move(Effect.DECLINE))) == {"effect-matches-move"}
    assert refused(judge(OPEN, move(Effect.DECLINE), testimony=[word(effects=(Effect.CONFIRM,))])) == {
        "effect-matches-move"
    }


@pytest.mark.parametrize("authority", list(Authority))
def test_no_such_rule_from_a_or_b_makes_the_gap_standing(authority: Authority) -> None:
    stands = on_reply(Effect.CONFIRM, gap_status=GapStatus.STANDING)
    judgement = judge(OPEN, stands, testimony=[word(authority=authority)])
    assert refused(judgement) == (set() if authority.weighs else {"effect-matches-move"})
    assert judgement.gap_status_after is GapStatus.STANDING


@pytest.mark.parametrize("change", [{"standing": False}, {"effects": (Effect.POINTER,)}])
def test_a_word_taken_back_or_on_something_else_makes_no_gap_standing(change: dict[str, Any]) -> None:
    said = word(**{"effects": (Effect.CONFIRM,)} | change)
    stands = move(Effect.CONFIRM, gap_status=GapStatus.STANDING)
    assert judge(OPEN, stands, testimony=[word(effects=(Effect.CONFIRM,))]).allowed
    assert refused(judge(OPEN, stands, testimony=[said])) == {"effect-matches-move"}


def test_the_later_of_pointer_and_decline_has_the_last_word() -> None:
    first = judge(OPEN, on_reply(Effect.DECLINE, Effect.POINTER), testimony=[word()])
    second = judge(OPEN, on_reply(Effect.POINTER, Effect.DECLINE), testimony=[word()])
    assert first.allowed
    assert second.allowed
    assert (first.gap_status_after, second.gap_status_after) == (GapStatus.SOURCE_PENDING, GapStatus.DECLINED)


@pytest.mark.parametrize("status", [GapStatus.NARROWED, GapStatus.CLOSED])
def test_a_gap_shrinks_by_a_read_source_or_an_on_list_word_of_a_or_b(status: GapStatus) -> None:
    by_source = move(Effect.CONFIRM, gap_status=status)
    assert judge(OPEN, by_source, [source()]).allowed
    for weak in (source(read=False), source(relation=Relation.CONTEXT)):
        assert refused(judge(OPEN, by_source, [weak])) == {"effect-matches-move"}
    by_word = on_reply(Effect.CONFIRM, gap_status=status)
    assert judge(OPEN, by_word, testimony=[word()]).allowed
    assert refused(judge(OPEN, by_word, testimony=[word(authority=Authority.C)])) == {"effect-matches-move"}


@pytest.mark.parametrize(
    ("effect", "status"),
    [
        (Effect.POINTER, GapStatus.CLOSED),
        (Effect.POINTER, GapStatus.DECLINED),
        (Effect.DECLINE, GapStatus.STANDING),
        (Effect.CONFIRM, GapStatus.SOURCE_PENDING),
        (Effect.CONFIRM, GapStatus.DECLINED),
        (Effect.REDIRECT, GapStatus.CLOSED),
        (Effect.NONE, GapStatus.STANDING),
    ],
)
def test_an_effect_brings_no_status_that_does_not_go_with_it(effect: Effect, status: GapStatus) -> None:
    said = [word(), word("R2", effects=(Effect.DECLINE, Effect.CONFIRM))]
    judgement = judge(OPEN, on_reply(effect, gap_status=status), [source()], said)
    assert refused(judgement) == {"effect-matches-move"}


ANSWERED = {GapStatus.OPEN, GapStatus.NARROWED, GapStatus.CLOSED}
MAY_SET = {
    Effect.CONFIRM: ANSWERED | {GapStatus.STANDING},
    Effect.UPGRADE: ANSWERED,
    Effect.DOWNGRADE: ANSWERED | {GapStatus.STANDING},
    Effect.RESTATE: ANSWERED | {GapStatus.STANDING},
    Effect.POINTER: {GapStatus.SOURCE_PENDING},
    Effect.DECLINE: {GapStatus.DECLINED},
    Effect.REDIRECT: set(),
    Effect.NONE: set(),
}


@pytest.mark.parametrize("status", list(GapStatus))
@pytest.mark.parametrize("effect", list(Effect))
def test_each_effect_may_set_its_own_statuses_and_no_other(effect: Effect, status: GapStatus) -> None:
    level = {Effect.UPGRADE: 4, Effect.DOWNGRADE: 2}.get(effect)
    text: dict[str, Any] = {"gap": "a smaller step"} if effect is Effect.RESTATE else {}
    made = on_reply(effect, kind=Restatement.NARROWER, level=level, gap_status=status, **text)
    judgement = judge(claim(), made, [source()], [word()])
    assert refused(judgement) == (set() if status in MAY_SET[effect] else {"effect-matches-move"})
    assert judgement.gap_status_after is status


def test_what_a_pointer_or_a_decline_brings_is_not_set_otherwise_beside_it() -> None:
    closes = on_reply(Effect.POINTER, Effect.CONFIRM, gap_status=GapStatus.CLOSED)
    judgement = judge(OPEN, closes, [source()], [word()])
    assert refused(judgement) == {"effect-matches-move"}
    assert "the effect makes the gap source-pending, not closed" in judgement.refusals[0].message


def test_a_decline_takes_a_or_b_also_where_the_gap_is_declined_already() -> None:
    declined = claim(gap_status=GapStatus.DECLINED)
    again = judge(declined, on_reply(Effect.DECLINE), testimony=[word(authority=Authority.C)])
    assert refused(again) == {"effect-matches-move"}


def test_the_refusal_names_the_effects_that_would_do() -> None:
    judgement = judge(OPEN, on_reply(Effect.REDIRECT, gap_status=GapStatus.STANDING), testimony=[word()])
    assert judgement.refusals[0].message == (
        "effect-matches-move: no effect of this move makes a gap standing; name confirm or downgrade or "
        "restate, or keep the status."
    )


def test_a_gap_may_open_again_and_may_stay_as_it_is() -> None:
    pending = claim(gap_status=GapStatus.SOURCE_PENDING)
    assert judge(pending, move(Effect.CONFIRM, gap_status=GapStatus.OPEN)).allowed
    stays = judge(claim(gap_status=GapStatus.STANDING), move(Effect.NONE, gap_status=GapStatus.STANDING))
    assert stays.allowed
    assert judge(claim(), move(Effect.CONFIRM)).gap_status_after is None
    assert judge(OPEN, move(Effect.CONFIRM)).gap_status_after is GapStatus.OPEN
