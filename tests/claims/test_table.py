"""The table of levels, clause by clause: each row holds in full, and fails by each single condition."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from claim_samples import second, source, word

from tracker.claims.effects import Effect
from tracker.claims.evidence import Authority, PartState, Relation, SourceEvidence, Visibility
from tracker.claims.levels import Level
from tracker.claims.table import Evidence, independent, missing_for, row_holds

# For each row the least source that meets it, and every change that breaks it with the clause named.
LEAST: dict[int, dict[str, Any]] = {
    0: {"relation": Relation.DISPUTES, "normative": False, "quoted": False, "dated": False, "covers": "none"}
    | {"states": False},
    2: {
        "official": False,
        "normative": False,
        "quoted": False,
        "dated": False,
        "covers": "part",
        "part": "step 2",
    },
    3: {"normative": False, "quoted": False, "dated": False, "states": False},
    4: {},
}
BREAKS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"read": False}, "read"),
    (0, {"official": False}, "official"),
    (0, {"relation": Relation.QUALIFIES}, "disputes"),
    (2, {"read": False}, "read"),
    (2, {"states": False}, "states"),
    (2, {"part": " "}, "named-part"),
    (2, {"covers": "none"}, "named-part"),
    (2, {"relation": Relation.CONTEXT}, "carries"),
    (3, {"read": False}, "read"),
    (3, {"official": False}, "official"),
    (3, {"covers": "part", "part": "step 2"}, "covers-all"),
    (3, {"relation": Relation.QUALIFIES}, "carries"),
    (4, {"read": False}, "read"),
    (4, {"quoted": False}, "quoted"),
    (4, {"dated": False}, "dated"),
    (4, {"normative": False}, "normative"),
    (4, {"states": False}, "states"),
    (4, {"covers": "part", "part": "step 2"}, "covers-all"),
    (4, {"relation": Relation.CONTEXT}, "carries"),
]


def lacking(level: int, *sources: SourceEvidence, **fields: Any) -> list[str]:
    return [item.clause for item in missing_for(Level(level), Evidence(sources=sources, **fields))]


@pytest.mark.parametrize("level", sorted(LEAST))
def test_the_least_source_meets_its_row(level: int) -> None:
    assert lacking(level, source(**LEAST[level])) == []


@pytest.mark.parametrize(("level", "change", "clause"), BREAKS)
def test_each_condition_is_needed(level: int, change: dict[str, Any], clause: str) -> None:
    assert lacking(level, source(**LEAST[level] | change)) == [clause]


@pytest.mark.parametrize("level", [0, 2, 3, 4])
def test_without_a_source_the_row_fails(level: int) -> None:
    assert lacking(level) == ["cited"]


def test_level_1_takes_nothing() -> None:
    assert row_holds(Level.INSUFFICIENT, Evidence())


@pytest.mark.parametrize("level", [2, 3, 4])
def test_an_answer_to_an_open_question_carries_as_support_does(level: int) -> None:
    assert lacking(level, source(relation=Relation.ANSWERS)) == []


def test_a_source_that_states_all_states_each_part() -> None:
    assert lacking(2, source(covers="all", part="")) == []


def test_conditions_of_one_row_are_met_by_one_source() -> None:
    assert lacking(4, source(quoted=False), source("S2", dated=False)) == ["quoted"]


def test_official_sources_may_cover_the_parts_between_them() -> None:
    parts = tuple(PartState(f"Q6.{n}", f"step {n}", Level.APPARENT) for n in (1, 2))
    one, two = source(covers="part", part="Q6.1"), source("S2", covers="part", part="Step 2")
    assert lacking(3, one, two, parts=parts) == []
    assert lacking(3, one, parts=parts) == ["covers-all"]
    assert lacking(3, one, two) == ["covers-all"]
    assert lacking(3, one, dataclasses.replace(two, covers="none"), parts=parts) == ["covers-all"]
    assert lacking(3, one, dataclasses.replace(two, read=False), parts=parts) == ["covers-all"]
    assert lacking(3, one, dataclasses.replace(two, official=False), parts=parts) == ["covers-all"]


@pytest.mark.parametrize("effect", [Effect.CONFIRM, Effect.UPGRADE, Effect.RESTATE])
@pytest.mark.parametrize("authority", [Authority.A, Authority.B])
def test_on_list_testimony_by_a_or_b_carries_level_3_and_no_other(
    effect: Effect, authority: Authority
) -> None:
    said = Evidence(testimony=(word(authority=authority, effects=(effect,)),))
    assert [int(level) for level in Level if row_holds(level, said)] == [1, 3]


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Visibility.PRIVATE},
        {"visibility": Visibility.UNKNOWN},
        {"standing": False},
        *({"authority": authority} for authority in Authority if not authority.weighs),
        *({"effects": (e,)} for e in (Effect.POINTER, Effect.REDIRECT, Effect.DECLINE, Effect.NONE)),
        {"effects": (Effect.RESTATE, Effect.DOWNGRADE)},
        {"effects": ()},
    ],
)
def test_other_testimony_carries_nothing(change: dict[str, Any]) -> None:
    said = word(**{"effects": (Effect.UPGRADE,)} | change)
    assert not row_holds(Level.APPARENT, Evidence(testimony=(said,)))


def test_a_contest_or_a_source_that_disputes_keeps_a_claim_from_level_4() -> None:
    assert lacking(4, source(), contested=True) == ["uncontested"]
    blog = source("S3", relation=Relation.DISPUTES, official=False, normative=False)
    assert lacking(4, source(), blog) == ["uncontested"]
    assert lacking(4, source(), dataclasses.replace(blog, read=False)) == []


def test_level_5_takes_level_4_and_a_second_independent_source() -> None:
    assert lacking(5, source(), second()) == []
    assert lacking(5, source()) == ["second"]
    assert lacking(5, source(quoted=False), second(quoted=False)) == ["quoted", "second"]


@pytest.mark.parametrize(
    "change",
    [
        {"read": False},
        {"states": False},
        {"covers": "part", "part": "step 2"},
        {"relation": Relation.CONTEXT},
        {"body": "sig release"},
        {"body": ""},
        {"source": "doc-S1"},
        {"independent_of": ()},
        {"independent_of": ("S9",)},
    ],
)
def test_each_condition_on_the_second_source_is_needed(change: dict[str, Any]) -> None:
    assert lacking(5, source(), second(**change)) == ["second"]


def test_independence_may_be_stated_on_either_source_by_citation_or_document() -> None:
    plain = second(independent_of=())
    assert independent(source(independent_of=("S2",)), plain)
    assert independent(source(independent_of=("doc-S2",)), plain)
    assert independent(source(), second(independent_of=("doc-S1",)))
    assert not independent(source(body=""), second())


def test_level_5_also_by_a_public_confirm_of_a_or_b() -> None:
    assert lacking(5, source(), testimony=(word(effects=(Effect.CONFIRM,)),)) == []
    assert lacking(5, testimony=(word(effects=(Effect.CONFIRM,)),)) == ["cited"]


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Visibility.PRIVATE},
        {"authority": Authority.C},
        {"standing": False},
        {"effects": (Effect.UPGRADE,)},
    ],
)
def test_each_condition_on_the_confirm_is_needed(change: dict[str, Any]) -> None:
    said = word(**{"effects": (Effect.CONFIRM,)} | change)
    assert lacking(5, source(), testimony=(said,)) == ["second"]
