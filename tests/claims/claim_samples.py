"""Small claims, sources, words and moves for the tests; each call says only what matters to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.claims.effects import Basis, Concern, Effect, Move, Restatement, Step
from tracker.claims.evidence import (
    Authority,
    ClaimState,
    Relation,
    SourceEvidence,
    Stand,
    Testimony,
    Visibility,
)
from tracker.claims.judgement import Judgement
from tracker.claims.levels import Level

DAY = dt.date(2026, 5, 2)
PROPOSITION = "release branches have approvers of their own"
WORDINGS = {
    Level.CONTRADICTED: f"Public materials contradict the statement that {PROPOSITION}.",
    Level.INSUFFICIENT: f"Public materials are insufficient to confirm that {PROPOSITION}.",
    Level.PARTIAL: "We can currently confirm only that some release branches have approvers of their own.",
    Level.APPARENT: f"Public materials appear to support the statement that {PROPOSITION}.",
    Level.DOCUMENTED: f"It is publicly documented that {PROPOSITION}.",
    Level.CORROBORATED: f"It can be stated with confidence that {PROPOSITION}.",
}
TESTIFIED = f"According to a release lead, on the public list, 2 May 2026, {PROPOSITION}."


def claim(level: int = 3, **fields: Any) -> ClaimState:
    """A claim at `level` in the wording that goes with it."""
    at = Level(level)
    full: dict[str, Any] = {
        "question": "Q6",
        "level": at,
        "wording": WORDINGS[at],
        "proposition": PROPOSITION,
        "revision": 4,
    }
    return ClaimState(**full | fields)


def source(citation: str = "S1", **fields: Any) -> SourceEvidence:
    """A source that meets every clause of level 4."""
    full: dict[str, Any] = {
        "citation": citation,
        "source": f"doc-{citation}",
        "relation": Relation.SUPPORTS,
        "official": True,
        "normative": True,
        "read": True,
        "quoted": True,
        "dated": True,
        "covers": "all",
        "states": True,
        "body": "SIG Release",
    }
    return SourceEvidence(**full | fields)


def second(**fields: Any) -> SourceEvidence:
    """A second source of another body, stated by a person to be independent of S1."""
    return source(
        "S2",
        **{"body": "an auditor", "independent_of": ("S1",), "official": False, "normative": False} | fields,
    )


def word(reply: str = "R1", **fields: Any) -> Testimony:
    """A reply on the list by somebody who speaks for the body responsible."""
    full: dict[str, Any] = {
        "reply": reply,
        "responder": f"P-{reply}",
        "authority": Authority.A,
        "visibility": Visibility.LIST,
        "date": DAY,
    }
    return Testimony(**full | fields)


def stand(responder: str, side: Any, **fields: Any) -> Stand:
    """Where a responder of authority A stands."""
    return Stand(
        **{"responder": responder, "authority": Authority.A, "side": side, "assessment": "A1"} | fields
    )


def step(effect: Effect, kind: Restatement = Restatement.CORRECTED) -> Step:
    """An effect with what it has to name."""
    if effect is Effect.RESTATE:
        return Step(effect, restatement=kind)
    return Step(effect, concern=Concern.ADEQUACY if effect is Effect.DOWNGRADE else None)


def move(*effects: Effect, kind: Restatement = Restatement.CORRECTED, **fields: Any) -> Move:
    """A move by self-review with a reason; with a level, in the wording that goes with it."""
    level = fields.get("level")
    if level is not None:
        fields = {"wording": WORDINGS[Level(level)]} | fields | {"level": Level(level)}
    steps = tuple(step(effect, kind) for effect in effects)
    return Move(**{"basis": Basis.SELF_REVIEW, "steps": steps, "reason": "Read again."} | fields)


def on_reply(*effects: Effect, replies: tuple[str, ...] = ("R1",), **fields: Any) -> Move:
    """A move that rests on the passages of replies."""
    return move(*effects, basis=Basis.REPLY, replies=replies, **fields)


def refused(judgement: Judgement) -> set[str]:
    """The names of the rules that refuse."""
    return {rule.value for rule in judgement.refused_by}
