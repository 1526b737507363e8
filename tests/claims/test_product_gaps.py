"""Gaps, contests and overrides over their own products, expectations by hand from section 4."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from product_evidence import DISPUTE, FULL
from product_moves import EFFECTS, Shape

from tracker.claims import evidence
from tracker.claims.effects import Basis, Concern, Effect, Move, Override, Restatement, Rule, Step
from tracker.claims.evidence import Authority, ClaimState, PartState, PrivateText, Stand, Visibility
from tracker.claims.judgement import Judgement
from tracker.claims.levels import GapStatus, Level
from tracker.claims.rules import judge

A, B, C, F = Authority.A, Authority.B, Authority.C, Authority.F
PLAIN = "Insufficient public evidence of gates."

# Which gap a move leaves when nobody sets one: only a pointer and a decline bring theirs.
BROUGHT = {"pointer": GapStatus.SOURCE_PENDING, "decline": GapStatus.DECLINED}
# Which effects may leave a gap that somebody sets. "No such public rule exists" is said by confirming,
# lowering or restating a claim; the other two bring exactly their own.
MAY_SET = {
    GapStatus.OPEN: "confirm upgrade downgrade restate",
    GapStatus.NARROWED: "confirm upgrade downgrade restate",
    GapStatus.CLOSED: "confirm upgrade downgrade restate",
    GapStatus.STANDING: "confirm downgrade restate",
    GapStatus.SOURCE_PENDING: "pointer",
    GapStatus.DECLINED: "decline",
}


def gap_judgement(
    shape: Shape, seen: Visibility, who: Authority, asked: GapStatus | None, cited: bool
) -> Judgement:
    before = Level.INSUFFICIENT if shape.name == "upgrade" else Level.PARTIAL
    after = {"upgrade": Level.PARTIAL, "downgrade": Level.INSUFFICIENT}.get(shape.name)
    now = GapStatus.SOURCE_PENDING if asked is GapStatus.OPEN else GapStatus.OPEN
    state = ClaimState("C1", before, PLAIN, "Gates exist.", gap="Which gates.", gap_status=now)
    move = Move(
        basis=Basis.REPLY,
        steps=shape.steps,
        reason="Read.",
        replies=("R9",),
        level=after,
        wording="Insufficient public evidence of two gates." if shape.restates else None,
        gap_status=asked,
    )
    said = evidence.Testimony("R9", "speaker", who, seen)
    return judge(state, move, (FULL,) if cited else (), (said,))


def test_every_effect_voice_and_gap() -> None:
    count, wrong = 0, []
    shapes = [shape for shape in EFFECTS if "t" not in shape.cell(2, 2)]
    for shape, seen, who, asked, cited in product(
        shapes, Visibility, Authority, (None, *GapStatus), (False, True)
    ):
        count += 1
        effect = str(shape.steps[0].effect)
        weighs, on_list = who in (A, B), seen is Visibility.LIST
        gap = asked or BROUGHT.get(effect, GapStatus.OPEN)
        refused = set()
        # What the gap takes: standing and declined the word of A or B, in private too; narrowed and closed
        # something public, a source read or such a word on the list.
        if asked and effect not in MAY_SET[gap]:
            refused.add(Rule.EFFECT_MATCHES_MOVE)
        if gap in (GapStatus.STANDING, GapStatus.DECLINED) and not weighs:
            refused.add(Rule.EFFECT_MATCHES_MOVE)
        if gap in (GapStatus.NARROWED, GapStatus.CLOSED):
            if not cited and not (weighs and on_list):
                refused.add(Rule.EFFECT_MATCHES_MOVE)
            if not on_list:
                refused.add(Rule.PRIVATE_NEVER_RAISES)
        if effect == "upgrade":
            refused |= (set() if cited else {Rule.NEEDS_SOURCE}) | (
                set() if on_list else {Rule.PRIVATE_NEVER_RAISES}
            )
        judgement = gap_judgement(shape, seen, who, asked, cited)
        if set(judgement.refused_by) != refused or judgement.gap_status_after is not gap:
            wrong.append(f"{shape.name} {asked} {seen} {who} {cited}: {refused} but {judgement.refused_by}")
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:12])
    assert count == 9 * 3 * 6 * 7 * 2


Standing = tuple[str, Authority, evidence.Side, str]
FOR: Standing = ("P1", A, "for", "")
AGAINST: Standing = ("P2", B, "against", "")
# Who stands where on the claim, and whether that holds up a rise: by a source; by the word on the list of
# somebody new of authority A, of P2, and of somebody new of authority C.
CONTESTS: tuple[tuple[tuple[Standing, ...], str], ...] = (
    ((), "no no no no"),
    ((FOR,), "no no no no"),
    ((AGAINST,), "no yes no no"),
    ((FOR, AGAINST), "yes yes no yes"),
    ((FOR, ("P3", A, "for", "")), "no no no no"),
    ((AGAINST, ("P3", A, "against", "")), "no yes yes no"),
    ((FOR, ("P2", C, "against", "")), "no no no no"),
    ((("P1", F, "for", ""), AGAINST), "no yes no no"),
    ((FOR, ("P1", B, "against", "")), "no yes yes no"),
    ((FOR, ("P2", B, "against", "yielded")), "no no no no"),
    ((FOR, ("P2", B, "against", "withdrawn")), "no no no no"),
    ((FOR, ("P2", B, "against", "superseded")), "no no no no"),
    ((("P1", A, "for", "withdrawn"), AGAINST), "no yes no no"),
)
VOICES: tuple[tuple[str, Authority] | None, ...] = (None, ("P9", A), ("P2", B), ("P9", C))


@pytest.mark.parametrize("level", range(1, 6))
def test_every_contest_and_every_rise(level: int) -> None:
    for (stands, held), by_hand in product(CONTESTS, (False, True)):
        state = ClaimState(
            "C1",
            Level(level - 1),
            PLAIN,
            "Gates exist.",
            stands=tuple(_stand(*stand) for stand in stands),
            contested_by_hand=by_hand,
        )
        for voice, answer in zip(VOICES, held.split(), strict=True):
            rise = Move(
                basis=Basis.REPLY if voice else Basis.SOURCE,
                steps=(Step(Effect.UPGRADE),),
                reason="Read.",
                replies=("R9",) if voice else (),
                level=Level(level),
            )
            said = [evidence.Testimony("R9", *voice, Visibility.LIST)] if voice else []
            found = Rule.CONTESTED in judge(state, rise, (FULL,), said).refused_by
            assert found == (answer == "yes" or by_hand), (stands, by_hand, voice)
        settled = Move(
            Basis.ADJUDICATION, (Step(Effect.UPGRADE),), "One wrote of a fork.", level=Level(level)
        )
        assert Rule.CONTESTED not in judge(state, settled, (FULL,)).refused_by


# What P2, who stood against P1, says next, and whether the claim stays contested: only a word on the claim
# itself takes an earlier one back.
NEXT = (
    (Step(Effect.CONFIRM), False),
    (Step(Effect.UPGRADE), False),
    (Step(Effect.RESTATE, restatement=Restatement.NARROWER), False),
    (Step(Effect.RESTATE, restatement=Restatement.CORRECTED), True),
    (Step(Effect.DOWNGRADE, concern=Concern.COHERENCE), True),
    (Step(Effect.POINTER), True),
    (Step(Effect.REDIRECT), True),
    (Step(Effect.DECLINE), True),
    (Step(Effect.NONE), True),
)


@pytest.mark.parametrize(("step", "contested"), NEXT)
def test_only_a_word_on_the_claim_takes_an_earlier_one_back(step: Step, contested: bool) -> None:
    stands = (_stand(*FOR), _stand(*AGAINST))
    state = ClaimState("C1", Level.INSUFFICIENT, PLAIN, "Gates exist.", stands=stands)
    rise = Move(Basis.REPLY, (step,), "Read.", replies=("R9",), level=Level.PARTIAL)
    said = [evidence.Testimony("R9", "P2", B, Visibility.LIST)]
    assert (Rule.CONTESTED in judge(state, rise, (FULL,), said).refused_by) == contested


@pytest.mark.parametrize(("step", "_contested"), NEXT)
def test_an_earlier_word_carries_on_unless_a_later_one_lowers(step: Step, _contested: bool) -> None:
    earlier = evidence.Testimony("R8", "P2", B, Visibility.LIST, effects=(Effect.CONFIRM,))
    later = evidence.Testimony("R9", "P2", B, Visibility.LIST)
    state = ClaimState("C1", Level.INSUFFICIENT, PLAIN, "Gates exist.")
    rise = Move(Basis.REPLY, (step,), "Read.", replies=("R9",), level=Level.APPARENT)
    lowered = step.effect is Effect.DOWNGRADE
    assert (Rule.NEEDS_SOURCE in judge(state, rise, (), (earlier, later)).refused_by) == lowered


def test_a_correction_stands_against_a_confirm_wherever_it_is_named() -> None:
    state = ClaimState("C1", Level.INSUFFICIENT, PLAIN, "Gates exist.", stands=(_stand(*FOR),))
    both = (Step(Effect.UPGRADE), Step(Effect.RESTATE, restatement=Restatement.CORRECTED))
    said = evidence.Testimony("R9", "P2", B, Visibility.LIST)
    for steps in (both, both[::-1]):
        rise = Move(Basis.REPLY, steps, "Read.", ("R9",), Level.PARTIAL, proposition="Two gates exist.")
        assert set(judge(state, rise, (FULL,), (said,)).refused_by) == {Rule.CONTESTED}


def test_a_kind_of_restatement_on_another_effect_is_no_restatement() -> None:
    state = ClaimState("C1", Level.PARTIAL, PLAIN, "Gates exist.")
    odd = Step(Effect.POINTER, restatement=Restatement.BROADER)
    said = evidence.Testimony("R9", "P2", B, Visibility.PRIVATE)
    found = judge(state, Move(Basis.REPLY, (odd,), "Read.", replies=("R9",)), (), (said,))
    assert set(found.refused_by) == {Rule.EFFECT_MATCHES_MOVE}


def _stand(responder: str, who: Authority, side: evidence.Side, over: str) -> Stand:
    return Stand(
        responder,
        who,
        side,
        "A1",
        yielded=over == "yielded",
        withdrawn=over == "withdrawn",
        superseded=over == "superseded",
    )


def test_every_part_and_every_level() -> None:
    for before, after, part in product(range(6), range(6), range(6)):
        state = ClaimState(
            "C1", Level(before), PLAIN, "Gates exist.", parts=(PartState("C1.1", "step", Level(part)),)
        )
        steps = {True: Step(Effect.UPGRADE), False: Step(Effect.DOWNGRADE, concern=Concern.ADEQUACY)}
        move = Move(Basis.SOURCE, (steps[after > before],), "Read.", level=Level(after))
        held = Rule.WEAKEST_PART in judge(state, move, (FULL, DISPUTE)).refused_by
        assert held == (after > before and after >= 3 and part < after), (before, after, part)


# One move that each rule refuses and no other, and whether a reason can set the rule aside.
SAID = "the branch managers approve every single cherry pick"
REFUSED: dict[Rule, tuple[dict[str, Any], dict[str, Any], bool]] = {
    Rule.NEEDS_SOURCE: ({}, {"level": Level.DOCUMENTED}, True),
    Rule.PRIVATE_NEVER_RAISES: ({}, {"level": Level.PARTIAL, "replies": ("R1",)}, False),
    Rule.PRIVATE_WORDS: ({}, {"level": Level.PARTIAL, "gap": f"Whether {SAID}."}, False),
    Rule.CONTESTED: ({"contested_by_hand": True}, {"level": Level.PARTIAL}, True),
    Rule.WEAKEST_PART: (
        {"parts": (PartState("C1.1", "step", Level.PARTIAL),)},
        {"level": Level.APPARENT},
        True,
    ),
    Rule.EFFECT_MATCHES_MOVE: ({}, {"steps": (Step(Effect.UPGRADE),)}, True),
    Rule.SAME_WORDS: ({}, {"steps": (Step(Effect.RESTATE, restatement=Restatement.NARROWER),)}, True),
    Rule.OVERCLAIM: (
        {},
        {"level": Level.PARTIAL, "wording": "It is publicly documented that gates exist."},
        True,
    ),
    Rule.REASON_REQUIRED: ({}, {"level": Level.PARTIAL, "reason": " "}, False),
    Rule.STALE_REVISION: ({}, {"level": Level.PARTIAL, "expected_revision": 0}, False),
}


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_refuses_alone_and_four_are_never_set_aside(rule: Rule) -> None:
    of_state, of_move, overridable = REFUSED[rule]
    state = replace(
        ClaimState("C1", Level.INSUFFICIENT, PLAIN, "Gates exist.", gap_status=GapStatus.OPEN), **of_state
    )
    rise = Move(Basis.SOURCE, (Step(Effect.UPGRADE),), "Read.")
    said = [evidence.Testimony("R1", "P1", A, Visibility.PRIVATE)]
    private = [PrivateText("R1", f"In short, {SAID}.")]

    def refused(*overrides: Override) -> set[Rule]:
        move = replace(rise, overrides=overrides, **of_move)
        return set(judge(state, move, [replace(FULL, quoted=False)], said, private).refused_by)

    assert refused() == {rule}
    assert refused(Override(rule, "The second step is another's.")) == (set() if overridable else {rule})
    others = [other for other in Rule if other is not rule]
    assert refused(*(Override(other, "Not this one.") for other in others)) == {rule}
    assert refused(Override(rule, " ")) == {rule, Rule.REASON_REQUIRED}
