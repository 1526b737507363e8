"""Effects fit each other and the values of the move; texts change when, and only when, an effect says so."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from claim_samples import WORDINGS, claim, move, on_reply, refused, source, word

from tracker.claims.effects import Concern, Effect, Override, Restatement, Rule, Step
from tracker.claims.levels import Level
from tracker.claims.rules import judge

FINE = [
    (Effect.CONFIRM,),
    (Effect.POINTER,),
    (Effect.REDIRECT,),
    (Effect.NONE,),
    (Effect.CONFIRM, Effect.POINTER, Effect.REDIRECT),
]


@pytest.mark.parametrize("effects", FINE)
def test_effects_that_leave_the_claim_alone_are_fine(effects: tuple[Effect, ...]) -> None:
    judgement = judge(claim(), move(*effects))
    assert judgement.allowed
    assert judgement.level_after is Level.APPARENT
    assert judgement.wording_after == WORDINGS[Level.APPARENT]


@pytest.mark.parametrize(
    ("effects", "says"),
    [
        ((), "names no effect"),
        ((Effect.POINTER, Effect.POINTER), "named twice"),
        ((Effect.NONE, Effect.POINTER), "none goes with no other effect"),
        ((Effect.DECLINE, Effect.NONE), "none goes with no other effect"),
    ],
)
def test_a_sequence_that_means_nothing_is_refused(effects: tuple[Effect, ...], says: str) -> None:
    judgement = judge(claim(), move(*effects), testimony=[word(effects=(Effect.DECLINE,))])
    assert refused(judgement) == {"effect-matches-move"}
    assert says in judgement.refusals[0].message


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (Effect.UPGRADE, Effect.DOWNGRADE, 4),
        (Effect.CONFIRM, Effect.DOWNGRADE, 2),
        (Effect.CONFIRM, Effect.RESTATE, None),
        (Effect.DECLINE, Effect.UPGRADE, 4),
        (Effect.DECLINE, Effect.DOWNGRADE, 2),
    ],
)
def test_effects_that_contradict_each_other_are_two_acts(
    one: Effect, other: Effect, level: int | None
) -> None:
    wording = (
        "Public materials appear to support the narrower statement."
        if level is None
        else WORDINGS[Level(level)]
    )
    both = move(one, other, kind=Restatement.NARROWER, level=level, wording=wording)
    messages = [v.message for v in judge(claim(), both, [source()], [word()]).refusals]
    assert any(f"{one} and {other} do not go together" in message for message in messages)


@pytest.mark.parametrize(
    ("effect", "level", "says"),
    [
        (Effect.UPGRADE, 3, "does not rise"),
        (Effect.UPGRADE, None, "does not rise"),
        (Effect.UPGRADE, 2, "does not rise"),
        (Effect.DOWNGRADE, 3, "does not fall"),
        (Effect.DOWNGRADE, 4, "does not fall"),
        (Effect.CONFIRM, 4, "without upgrade"),
        (Effect.CONFIRM, 2, "without downgrade"),
        (Effect.POINTER, 4, "without upgrade"),
        (Effect.RESTATE, 4, "without upgrade"),
    ],
)
def test_the_level_moves_as_the_effect_says(effect: Effect, level: int | None, says: str) -> None:
    judgement = judge(claim(), move(effect, level=level), [source()])
    assert Rule.EFFECT_MATCHES_MOVE in judgement.refused_by
    assert any(says in verdict.message for verdict in judgement.refusals)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step(Effect.DOWNGRADE), "names no concern"),
        (Step(Effect.CONFIRM, concern=Concern.ADEQUACY), "a concern goes with no confirm"),
        (Step(Effect.RESTATE), "does not say of what kind"),
        (
            Step(Effect.CONFIRM, restatement=Restatement.NARROWER),
            "a kind of restatement goes with no confirm",
        ),
    ],
)
def test_each_effect_names_what_belongs_to_it_and_nothing_else(step: Step, says: str) -> None:
    level = 2 if step.effect is Effect.DOWNGRADE else None
    texts: dict[str, Any] = {"wording": "Public materials appear to support a part."}
    fields = texts if step.effect is Effect.RESTATE else {}
    made = dataclasses.replace(move(step.effect, level=level, **fields), steps=(step,))
    judgement = judge(claim(), made)
    assert refused(judgement) == {"effect-matches-move"}
    assert says in judgement.refusals[0].message


def test_a_reply_as_basis_names_its_passages() -> None:
    judgement = judge(claim(), on_reply(Effect.CONFIRM, replies=()))
    assert refused(judgement) == {"effect-matches-move"}
    assert judge(claim(), on_reply(Effect.CONFIRM), testimony=[word()]).allowed


def test_several_effects_go_in_one_act() -> None:
    both = move(Effect.RESTATE, Effect.DOWNGRADE, level=2, kind=Restatement.NARROWER)
    assert judge(claim(), both).allowed


def test_a_mismatch_can_be_set_aside_with_a_reason() -> None:
    override = Override(Rule.EFFECT_MATCHES_MOVE, "The concern is told in the reason.")
    bare = dataclasses.replace(
        move(Effect.DOWNGRADE, level=2), steps=(Step(Effect.DOWNGRADE),), overrides=(override,)
    )
    assert judge(claim(), bare).allowed


TEXTS: dict[str, Any] = {
    "wording": "Public materials appear to support another text.",
    "proposition": "another text",
}
OTHERS: dict[str, Any] = {"confirmed": "the last step is public", "gap": "the first step"}


@pytest.mark.parametrize("name", ["wording", "proposition", "confirmed", "gap"])
@pytest.mark.parametrize("effect", [Effect.CONFIRM, Effect.POINTER, Effect.REDIRECT, Effect.NONE])
def test_a_confirmation_and_its_like_change_no_text(effect: Effect, name: str) -> None:
    changed: dict[str, Any] = {name: (TEXTS | OTHERS)[name]}
    judgement = judge(claim(), move(effect, **changed))
    assert refused(judgement) == {"same-words"}
    assert f"{effect} does not change the {name}" in judgement.refusals[0].message


def test_a_move_without_effects_changes_no_text_either() -> None:
    assert refused(judge(claim(), move(**TEXTS))) == {"effect-matches-move", "same-words"}


@pytest.mark.parametrize("name", ["wording", "proposition", "confirmed", "gap"])
def test_a_restatement_changes_a_text(name: str) -> None:
    same = move(Effect.RESTATE, kind=Restatement.NARROWER)
    assert refused(judge(claim(), same)) == {"same-words"}
    changed: dict[str, Any] = {name: (TEXTS | OTHERS)[name]}
    assert judge(claim(), dataclasses.replace(same, **changed)).allowed


def test_the_same_words_wrapped_anew_are_no_change() -> None:
    wrapped = WORDINGS[Level.APPARENT].replace(" support ", "\n  support ")
    assert judge(claim(), move(Effect.CONFIRM, wording=wrapped)).allowed
    again = move(Effect.RESTATE, kind=Restatement.TERMINOLOGY, wording=wrapped)
    assert refused(judge(claim(), again)) == {"same-words"}
    renamed = move(Effect.RESTATE, kind=Restatement.TERMINOLOGY, wording=wrapped.replace("Public", "public"))
    assert judge(claim(), renamed).allowed


@pytest.mark.parametrize(("effect", "level"), [(Effect.UPGRADE, 4), (Effect.DOWNGRADE, 2)])
def test_a_new_level_brings_its_wording_but_not_another_proposition(effect: Effect, level: int) -> None:
    assert judge(claim(), move(effect, level=level, **OTHERS), [source()]).allowed
    reworded = move(effect, level=level, proposition="another text")
    assert refused(judge(claim(), reworded, [source()])) == {"same-words"}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_every_move_has_a_reason_and_no_override_stands_in_for_it(reason: str) -> None:
    override = Override(Rule.REASON_REQUIRED, "No time.")
    judgement = judge(claim(), move(Effect.NONE, reason=reason, overrides=(override,)))
    assert refused(judgement) == {"reason-required"}
    assert "no override sets this rule aside" in judgement.refusals[0].message


def test_an_override_without_a_reason_of_its_own_sets_nothing_aside() -> None:
    empty = Override(Rule.NEEDS_SOURCE, " ")
    judgement = judge(claim(), move(Effect.UPGRADE, level=4, overrides=(empty,)))
    assert refused(judgement) == {"needs-source", "reason-required"}


def test_a_move_on_an_older_revision_is_refused_whatever_override_is_given() -> None:
    assert judge(claim(), move(Effect.CONFIRM, expected_revision=4)).allowed
    override = Override(Rule.STALE_REVISION, "I know.")
    stale = move(Effect.CONFIRM, expected_revision=3, overrides=(override,))
    judgement = judge(claim(), stale)
    assert refused(judgement) == {"stale-revision"}
    assert "revision 3, but Q6 is at revision 4" in judgement.refusals[0].message
    assert refused(judge(claim(), move(Effect.CONFIRM, expected_revision=5))) == {"stale-revision"}


def test_every_rule_gives_a_verdict_in_a_fixed_order() -> None:
    judgement = judge(claim(), move(Effect.CONFIRM))
    assert [verdict.rule for verdict in judgement.verdicts] == list(Rule)
    assert {rule.value for rule in Rule if not rule.overridable} == {
        *("private-never-raises", "private-words", "reason-required", "stale-revision")
    }
