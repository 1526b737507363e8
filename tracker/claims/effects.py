"""What an assessment does to a claim: its effects in order, its basis, and the move that they make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tracker.claims.levels import GapStatus, Level


class Effect(StrEnum):
    """What a finding does to the claim (kin of the W3C dispositions of a comment)."""

    CONFIRM = "confirm"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    RESTATE = "restate"
    POINTER = "pointer"
    REDIRECT = "redirect"
    DECLINE = "decline"
    NONE = "none"


class Restatement(StrEnum):
    """How a restatement changes the text."""

    NARROWER = "narrower"
    TERMINOLOGY = "terminology"
    BROADER = "broader"
    CORRECTED = "corrected"
    SPLIT = "split"

    @property
    def keeps_level(self) -> bool:
        """True for the kinds whose new text needs no more evidence than the old one had."""
        return self in (Restatement.NARROWER, Restatement.TERMINOLOGY)


class Concern(StrEnum):
    """Why a level falls (the four components of GRADE-CERQual)."""

    LIMITATION = "limitation"
    COHERENCE = "coherence"
    ADEQUACY = "adequacy"
    RELEVANCE = "relevance"


class Basis(StrEnum):
    """What an assessment rests on."""

    REPLY = "reply"
    SOURCE = "source"
    SELF_REVIEW = "self-review"
    ADJUDICATION = "adjudication"


class Rule(StrEnum):
    """The rules of evidence by the names that refusals, overrides and reports use."""

    NEEDS_SOURCE = "needs-source"
    PRIVATE_NEVER_RAISES = "private-never-raises"
    PRIVATE_WORDS = "private-words"
    CONTESTED = "contested"
    WEAKEST_PART = "weakest-part"
    EFFECT_MATCHES_MOVE = "effect-matches-move"
    SAME_WORDS = "same-words"
    OVERCLAIM = "overclaim"
    REASON_REQUIRED = "reason-required"
    STALE_REVISION = "stale-revision"

    @property
    def overridable(self) -> bool:
        """False for the four rules that no reason sets aside."""
        return self not in _NEVER_OVERRIDDEN


_NEVER_OVERRIDDEN = frozenset(
    {Rule.PRIVATE_NEVER_RAISES, Rule.PRIVATE_WORDS, Rule.REASON_REQUIRED, Rule.STALE_REVISION}
)


@dataclass(frozen=True)
class Step:
    """One effect of an act; `restatement` goes with a restate, `concern` with a downgrade."""

    effect: Effect
    restatement: Restatement | None = None
    concern: Concern | None = None


@dataclass(frozen=True)
class Override:
    """A rule set aside by name, with a reason of its own that every report shows."""

    rule: Rule
    reason: str


@dataclass(frozen=True)
class Move:
    """What a person wants to do to a claim, in one act.

    `steps` are the effects in order. `replies` are the ids of the replies whose passages the move rests on
    (needed with basis `reply`; each is looked up in the testimony, and one not found counts as private).
    `level`, `wording`, `proposition`, `confirmed`, `gap` and `gap_status` are the values after the move; None
    leaves each as it is (the gap status then follows from the effects). `expected_revision` is the revision
    that the person saw; None when the state was read inside the same act. `reason_sealed` is True when the
    reason is kept out of everything published.
    """

    basis: Basis
    steps: tuple[Step, ...]
    reason: str
    replies: tuple[str, ...] = ()
    level: Level | None = None
    wording: str | None = None
    proposition: str | None = None
    confirmed: str | None = None
    gap: str | None = None
    gap_status: GapStatus | None = None
    expected_revision: int | None = None
    overrides: tuple[Override, ...] = ()
    reason_sealed: bool = False

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects in order."""
        return tuple(step.effect for step in self.steps)

    @property
    def restatement(self) -> Restatement | None:
        """The kind of the (first) restatement, if the move restates."""
        return next((step.restatement for step in self.steps if step.effect is Effect.RESTATE), None)
