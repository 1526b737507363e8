"""What holds for every move: private mail never raises, lowering is free, nothing outruns its row."""

from __future__ import annotations

import dataclasses
from typing import Any

from claim_samples import PROPOSITION, WORDINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.claims.effects import Basis, Concern, Effect, Move, Override, Restatement, Rule, Step
from tracker.claims.evidence import (
    Authority,
    ClaimState,
    PartState,
    Relation,
    SourceEvidence,
    Stand,
    Visibility,
)
from tracker.claims.evidence import Testimony as Word  # pytest would collect a name that begins with Test
from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import lint
from tracker.claims.rules import judge
from tracker.claims.table import Evidence, row_holds

levels = st.sampled_from(list(Level))
responders = st.sampled_from(["P1", "P2", "P3"])
sources = st.builds(
    SourceEvidence,
    citation=st.sampled_from(["S1", "S2", "S3"]),
    source=st.sampled_from(["doc-1", "doc-2"]),
    relation=st.sampled_from(list(Relation)),
    official=st.booleans(),
    normative=st.booleans(),
    read=st.booleans(),
    quoted=st.booleans(),
    dated=st.booleans(),
    covers=st.sampled_from(["none", "part", "all"]),
    states=st.booleans(),
    part=st.sampled_from(["", "C2.1"]),
    body=st.sampled_from(["", "one", "two"]),
    independent_of=st.sampled_from([(), ("S1",), ("S2",)]),
)
effects = st.lists(st.sampled_from(list(Effect)), max_size=3).map(tuple)
words = st.builds(
    Word,
    reply=st.sampled_from(["R1", "R2"]),
    responder=responders,
    authority=st.sampled_from(list(Authority)),
    visibility=st.sampled_from(list(Visibility)),
    effects=effects,
    standing=st.booleans(),
)
stands = st.builds(
    Stand,
    responder=responders,
    authority=st.sampled_from(list(Authority)),
    side=st.sampled_from(["for", "against"]),
    assessment=st.just("A1"),
    yielded=st.booleans(),
)
states = levels.flatmap(
    lambda level: st.builds(
        ClaimState,
        question=st.just("C2"),
        level=st.just(level),
        wording=st.just(WORDINGS[level]),
        proposition=st.just(PROPOSITION),
        gap_status=st.none() | st.sampled_from(list(GapStatus)),
        parts=st.lists(st.builds(PartState, st.just("C2.1"), st.just("step"), levels), max_size=2).map(tuple),
        stands=st.lists(stands, max_size=3).map(tuple),
        adjudicated=st.booleans(),
    )
)
steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(list(Effect)),
        st.none() | st.sampled_from(list(Restatement)),
        st.none() | st.sampled_from(list(Concern)),
    ),
    max_size=3,
).map(tuple)
moves = st.builds(
    Move,
    basis=st.sampled_from(list(Basis)),
    steps=steps,
    reason=st.sampled_from(["", "Read again."]),
    replies=st.sampled_from([(), ("R1",), ("R1", "R2"), ("R9",)]),
    level=st.none() | levels,
    wording=st.none() | st.sampled_from(list(WORDINGS.values())),
    proposition=st.none() | st.just("another thing"),
    gap_status=st.none() | st.sampled_from(list(GapStatus)),
    overrides=st.lists(
        st.builds(Override, st.sampled_from(list(Rule)), st.just("A reason.")), max_size=3
    ).map(tuple),
)
cases = st.tuples(states, moves, st.lists(sources, max_size=3), st.lists(words, max_size=2))
Case = tuple[ClaimState, Move, list[SourceEvidence], list[Word]]


def without_overrides(case: Case) -> Any:
    state, move, cited, said = case
    return judge(state, dataclasses.replace(move, overrides=()), cited, said)


@settings(max_examples=120, deadline=None)
@given(cases)
def test_a_move_that_rests_on_private_mail_never_raises(case: Case) -> None:
    state, move, cited, said = case
    hidden = [dataclasses.replace(word, visibility=Visibility.PRIVATE) for word in said]
    judgement = judge(state, dataclasses.replace(move, replies=("R1",)), cited, hidden)
    assert not judgement.allowed or judgement.level_after <= state.level


@settings(max_examples=120, deadline=None)
@given(cases)
def test_private_testimony_changes_no_verdict_on_a_rise(case: Case) -> None:
    state, move, cited, said = case
    hidden = [dataclasses.replace(word, visibility=Visibility.PRIVATE) for word in said]
    rise = dataclasses.replace(move, replies=(), overrides=())
    with_mail, without = judge(state, rise, cited, hidden), judge(state, rise, cited, [])
    needs = Rule.NEEDS_SOURCE
    assert (needs in with_mail.refused_by) == (needs in without.refused_by)


@settings(max_examples=120, deadline=None)
@given(cases)
def test_lowering_never_needs_a_source_but_to_0(case: Case) -> None:
    judgement = without_overrides(case)
    if Level.CONTRADICTED < judgement.level_after < case[0].level:
        assert Rule.NEEDS_SOURCE not in judgement.refused_by


@settings(max_examples=120, deadline=None)
@given(cases)
def test_no_allowed_rise_outruns_its_row_or_its_parts(case: Case) -> None:
    state, _, cited, said = case
    judgement = without_overrides(case)
    if not (judgement.allowed and judgement.level_after > state.level):
        return
    public = [w for w in said if w.on_list]
    every = [dataclasses.replace(w, effects=(Effect.CONFIRM,), standing=True) for w in public]
    assert row_holds(judgement.level_after, Evidence(tuple(cited), tuple(every), state.parts))
    if judgement.level_after >= Level.APPARENT:
        assert all(part.level >= judgement.level_after for part in state.parts)


@settings(max_examples=120, deadline=None)
@given(cases)
def test_every_refusal_is_one_sentence_that_names_its_rule(case: Case) -> None:
    judgement = judge(*case)
    for verdict in judgement.refusals:
        assert verdict.message.startswith(f"{verdict.rule}: ")
        assert verdict.satisfy
        assert verdict.satisfy in verdict.message
        assert verdict.message.endswith(".")
        assert "\n" not in verdict.message
    assert judgement.allowed == (not judgement.refusals)
    assert not any(verdict.overridden and not verdict.rule.overridable for verdict in judgement.verdicts)


@settings(max_examples=60, deadline=None)
@given(cases)
def test_the_same_case_is_always_judged_the_same(case: Case) -> None:
    assert judge(*case) == judge(*case)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), levels)
def test_lint_takes_any_text_and_points_into_it(text: str, level: Level) -> None:
    for found in lint(text, level):
        assert 0 <= found.start <= found.end <= len(text)
