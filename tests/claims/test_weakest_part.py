"""A claim rises no higher than its weakest part, and a weak part holds up nothing else."""

from __future__ import annotations

from claim_samples import claim, move, refused, source

from tracker.claims.effects import Effect, Override, Rule
from tracker.claims.evidence import PartState
from tracker.claims.levels import Level
from tracker.claims.rules import judge


def parts(*levels: int) -> tuple[PartState, ...]:
    return tuple(PartState(f"Q6.{n}", f"step {n}", Level(level)) for n, level in enumerate(levels, 1))


def test_at_level_3_or_above_every_part_stands_at_that_level_or_above() -> None:
    rise = move(Effect.UPGRADE, level=3)
    judgement = judge(claim(2, parts=parts(3, 2)), rise, [source()])
    assert refused(judgement) == {"weakest-part"}
    assert "not Q6.2 (partial)" in judgement.refusals[0].message
    assert judge(claim(2, parts=parts(3, 4)), rise, [source()]).allowed
    assert refused(judge(claim(3, parts=parts(4, 3)), move(Effect.UPGRADE, level=4), [source()])) == {
        "weakest-part"
    }


def test_below_level_3_the_parts_may_be_weaker() -> None:
    assert judge(claim(1, parts=parts(1, 0)), move(Effect.UPGRADE, level=2), [source()]).allowed


def test_a_weak_part_never_holds_up_what_does_not_rise() -> None:
    state = claim(5, parts=parts(3, 1))
    for made in (move(Effect.DOWNGRADE, level=4), move(Effect.CONFIRM), move(Effect.POINTER)):
        assert judge(state, made).allowed


def test_a_new_meaning_meets_the_parts_as_well_as_the_table() -> None:
    corrected = move(
        Effect.RESTATE, wording="Public materials appear to support it now.", proposition="it, now"
    )
    assert refused(judge(claim(3, parts=parts(2)), corrected, [source()])) == {"weakest-part"}


def test_a_weak_part_can_be_overridden() -> None:
    override = Override(Rule.WEAKEST_PART, "The second step is about another repository.")
    rise = move(Effect.UPGRADE, level=3, overrides=(override,))
    assert judge(claim(2, parts=parts(2)), rise, [source()]).allowed
