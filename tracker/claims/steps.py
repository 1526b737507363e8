"""Whether the effects of a move fit each other, the values that it sets and the text that it changes."""

from __future__ import annotations

from collections import Counter

from tracker.claims.case import differs
from tracker.claims.effects import Basis, Effect, Move, Step
from tracker.claims.evidence import ClaimState
from tracker.claims.judgement import Refusal

_BRINGS_TEXT = frozenset({Effect.UPGRADE, Effect.DOWNGRADE})
# Pairs that one act cannot both mean, with why.
_APART = (
    (Effect.UPGRADE, Effect.DOWNGRADE, "a level cannot rise and fall in one act"),
    (Effect.CONFIRM, Effect.RESTATE, "assent to the wording does not change it"),
    (Effect.CONFIRM, Effect.DOWNGRADE, "assent to the wording does not lower it"),
    (Effect.DECLINE, Effect.UPGRADE, "a decline leaves the level unchanged and nothing is inferred from it"),
    (
        Effect.DECLINE,
        Effect.DOWNGRADE,
        "a decline leaves the level unchanged and nothing is inferred from it",
    ),
)


def step_refusals(state: ClaimState, move: Move) -> list[Refusal]:
    """Return where the effects do not match the move (rule `effect-matches-move`).

    Several effects go in order, each at most once. `none` stands alone; an upgrade and a downgrade, or a
    confirm and a change of what was confirmed, are two acts. A confirm may go before an upgrade (assent that
    also carries the claim higher), and every effect may go with a pointer or a redirect.
    """
    return [*_sequence(move), *_level(state, move), *_details(move.steps), *_basis(move)]


def _sequence(move: Move) -> list[Refusal]:
    effects = move.effects
    if not effects:
        return [Refusal("the move names no effect", "name one, or none if nothing bears on the claim")]
    refusals = [
        Refusal(f"{effect} is named twice", "name each effect once, or make two acts of it")
        for effect, times in Counter(effects).items()
        if times > 1
    ]
    if Effect.NONE in effects and set(effects) != {Effect.NONE}:
        refusals.append(Refusal("none goes with no other effect", "leave none out"))
    refusals += [
        Refusal(f"{one} and {other} do not go together: {why}", "record them as two acts, or leave one out")
        for one, other, why in _APART
        if one in effects and other in effects
    ]
    return refusals


def _level(state: ClaimState, move: Move) -> list[Refusal]:
    before, after = state.level, state.level if move.level is None else move.level
    refusals: list[Refusal] = []
    if Effect.UPGRADE in move.effects and after <= before:
        refusals.append(
            Refusal(f"an upgrade from {int(before)} to {int(after)} does not rise", "name a higher level")
        )
    if Effect.DOWNGRADE in move.effects and after >= before:
        refusals.append(
            Refusal(f"a downgrade from {int(before)} to {int(after)} does not fall", "name a lower level")
        )
    needed = Effect.UPGRADE if after > before else Effect.DOWNGRADE
    if after != before and needed not in move.effects:
        refusals.append(
            Refusal(f"the level goes from {int(before)} to {int(after)} without {needed}", f"name {needed}")
        )
    return refusals


def _details(steps: tuple[Step, ...]) -> list[Refusal]:
    refusals: list[Refusal] = []
    for step in steps:
        if step.effect is Effect.DOWNGRADE and step.concern is None:
            refusals.append(
                Refusal("a downgrade names no concern", "name limitation, coherence, adequacy or relevance")
            )
        if step.effect is not Effect.DOWNGRADE and step.concern is not None:
            refusals.append(Refusal(f"a concern goes with no {step.effect}", "name it with a downgrade"))
        if step.effect is Effect.RESTATE and step.restatement is None:
            refusals.append(
                Refusal(
                    "a restatement does not say of what kind it is",
                    "name narrower, terminology, broader, corrected or split",
                )
            )
        if step.effect is not Effect.RESTATE and step.restatement is not None:
            refusals.append(Refusal(f"a kind of restatement goes with no {step.effect}", "name restate"))
    return refusals


def _basis(move: Move) -> list[Refusal]:
    if move.basis is Basis.REPLY and not move.replies:
        return [
            Refusal("the basis is a reply, but no passage is named", "name the passages or another basis")
        ]
    return []


def text_refusals(state: ClaimState, move: Move) -> list[Refusal]:
    """Return where the text changes though it must not, or stays though it must change (rule `same-words`).

    A restatement changes the wording, the proposition, the confirmed part or the gap. A rise or fall may
    bring the wording, the confirmed part and the gap to its level, but only a restatement touches the
    proposition. Nothing else changes a word. Re-wrapping is no change.
    """
    changed = {
        "wording": differs(state.wording, move.wording),
        "proposition": differs(state.proposition, move.proposition),
        "confirmed part": differs(state.confirmed, move.confirmed),
        "gap": differs(state.gap, move.gap),
    }
    names = [name for name, differ in changed.items() if differ]
    effects = set(move.effects)
    if Effect.RESTATE in effects:
        return [] if names else [Refusal("a restatement changes no word", "give the new text")]
    if names and not effects & _BRINGS_TEXT:
        said = " and ".join(move.effects) or "a move without effects"
        return [
            Refusal(f"{said} does not change the {names[0]}", "keep the words, or name restate with its kind")
        ]
    if changed["proposition"]:
        return [Refusal("a new level does not change the proposition", "name restate with its kind as well")]
    return []
