"""Withdrawing an assessment: the newest restores the revision before, an older one is put under review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.claims.case import Case, counting_sources, counting_testimony
from tracker.claims.contest import contested
from tracker.claims.effects import Override, Rule
from tracker.claims.evidence import ClaimState, PrivateText, SourceEvidence, Testimony
from tracker.claims.gaps import status_refusals
from tracker.claims.judgement import Judgement
from tracker.claims.levels import GapStatus, Level
from tracker.claims.rules import case_refusals, judgement_of
from tracker.claims.table import Evidence


@dataclass(frozen=True)
class Revision:
    """The values of a claim at the revision that a withdrawal restores."""

    level: Level
    wording: str
    proposition: str
    confirmed: str = ""
    gap: str = ""
    gap_status: GapStatus | None = None


@dataclass(frozen=True)
class Withdrawal:
    """Taking an assessment back; `restores` is the revision before it, None when it is not the newest one.

    `meaning_changes` is True when the assessment gave the proposition a new meaning, so that going back does
    so again.
    """

    reason: str
    restores: Revision | None = None
    meaning_changes: bool = False
    expected_revision: int | None = None
    overrides: tuple[Override, ...] = ()
    reason_sealed: bool = False


def judge_withdrawal(
    state: ClaimState,
    withdrawal: Withdrawal,
    sources: Sequence[SourceEvidence] = (),
    testimony: Sequence[Testimony] = (),
    private_texts: Sequence[PrivateText] = (),
) -> Judgement:
    """Return what the rules say of a withdrawal; `state.stands` and `testimony` leave out what is withdrawn.

    Taking back a fall is a rise: what is restored meets the table, the lint and the other rules as any move
    does. The three rules about the effects of a move have nothing to hold here. Withdrawing an older
    assessment changes no value and puts the question under review.

    When `meaning_changes`, the caller gives as `proposition_revision` None for what was judged against the
    proposition that comes back; what was judged against the present one does not count.
    """
    back = withdrawal.restores
    here = Revision(
        state.level, state.wording, state.proposition, state.confirmed, state.gap, state.gap_status
    )
    after = back or here
    changed = withdrawal.meaning_changes and back is not None
    texts = {
        "wording": after.wording,
        "proposition": after.proposition,
        "confirmed part": after.confirmed,
        "gap": after.gap,
        "reason": "" if withdrawal.reason_sealed else withdrawal.reason,
        "override reason": " ".join(override.reason for override in withdrawal.overrides),
    }
    case = Case(
        state=state,
        level=after.level,
        gap_status=after.gap_status,
        wording=after.wording,
        proposition=after.proposition,
        new_meaning=changed,
        evidence=Evidence(
            sources=counting_sources(state, sources, changed),
            testimony=counting_testimony(state, testimony, changed),
            parts=state.parts,
            contested=contested(state),
        ),
        testimony=tuple(testimony),
        own=(),
        open_texts={name: text for name, text in texts.items() if text},
        private_texts=tuple(private_texts),
        reason=withdrawal.reason,
        overrides=withdrawal.overrides,
        expected_revision=withdrawal.expected_revision,
    )
    refusals = case_refusals(case)
    if after.gap_status is not state.gap_status:
        refusals[Rule.EFFECT_MATCHES_MOVE] = status_refusals(
            after.gap_status, case.evidence.sources, case.testimony
        )
    return judgement_of(case, refusals, under_review=back is None)
