"""How the status of an evidence gap follows from the effects, and what each status takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.claims.effects import Effect, Move
from tracker.claims.evidence import ClaimState, Relation, SourceEvidence, Testimony
from tracker.claims.judgement import Refusal
from tracker.claims.levels import GapStatus

# A pointer and a decline bring their status with them; the others only allow a person to set one.
_BROUGHT = {Effect.POINTER: GapStatus.SOURCE_PENDING, Effect.DECLINE: GapStatus.DECLINED}
_ANSWERED = frozenset({GapStatus.OPEN, GapStatus.NARROWED, GapStatus.CLOSED})
_MAY_SET = {
    Effect.CONFIRM: _ANSWERED | {GapStatus.STANDING},
    Effect.UPGRADE: _ANSWERED,
    Effect.DOWNGRADE: _ANSWERED | {GapStatus.STANDING},
    Effect.RESTATE: _ANSWERED | {GapStatus.STANDING},
    Effect.POINTER: frozenset({GapStatus.SOURCE_PENDING}),
    Effect.DECLINE: frozenset({GapStatus.DECLINED}),
    Effect.REDIRECT: frozenset[GapStatus](),
    Effect.NONE: frozenset[GapStatus](),
}
_SAYS_NO_RULE = frozenset({Effect.CONFIRM, Effect.DOWNGRADE, Effect.RESTATE})
SHRUNK = frozenset({GapStatus.NARROWED, GapStatus.CLOSED})


def brought(effects: Iterable[Effect]) -> GapStatus | None:
    """Return the status that the effects bring; of a pointer and a decline the later one decides."""
    statuses = [_BROUGHT[effect] for effect in effects if effect in _BROUGHT]
    return statuses[-1] if statuses else None


def gap_status_after(state: ClaimState, move: Move) -> GapStatus | None:
    """Return the gap status after the move: what the person sets, the effects bring, or as now."""
    return move.gap_status or brought(move.effects) or state.gap_status


def gap_refusals(
    state: ClaimState, move: Move, sources: Sequence[SourceEvidence], testimony: Sequence[Testimony]
) -> list[Refusal]:
    """Return what stands against the gap's status after the move; these are refused as `effect-matches-move`.

    Every effect may only set the statuses that go with it; `standing` and `declined` take the word of
    authority A or B, in public or in private; a gap narrows or closes only by a source that a person has read
    or by such a word on the list, since a gap is what public material does not show.
    """
    after = gap_status_after(state, move)
    refusals: list[Refusal] = []
    wanted = brought(move.effects)
    if wanted is not None and after is not wanted:
        refusals.append(
            Refusal(
                f"the effect makes the gap {wanted}, not {after}", f"leave the gap status out or set {wanted}"
            )
        )
    elif after is not state.gap_status and not any(after in _MAY_SET[effect] for effect in move.effects):
        refusals.append(
            Refusal(
                f"no effect of this move makes a gap {after}",
                f"name {_effects_for(after)}, or keep the status",
            )
        )
    if after is state.gap_status and wanted is None:
        return refusals
    return refusals + status_refusals(after, sources, testimony)


def status_refusals(
    status: GapStatus | None, sources: Sequence[SourceEvidence], testimony: Sequence[Testimony]
) -> list[Refusal]:
    """Return what a gap lacks to stand at `status`, by the evidence alone."""
    if status is GapStatus.STANDING and not _weighty(testimony, _SAYS_NO_RULE):
        return [
            Refusal(
                "a standing gap takes the word of authority A or B",
                "cite a reply of A or B that confirms it, or keep the gap open",
            )
        ]
    if status is GapStatus.DECLINED and not _weighty(testimony, {Effect.DECLINE}):
        return [
            Refusal(
                "a declined gap takes the word of authority A or B",
                "establish the responder's authority first, or record the passage as none",
            )
        ]
    if status in SHRUNK and not _shown(sources, testimony):
        return [
            Refusal(
                f"a gap is not {status} before public material shows it",
                "read a source that bears on it, or cite an on-list reply of authority A or B",
            )
        ]
    return []


def _weighty(testimony: Sequence[Testimony], effects: Iterable[Effect]) -> bool:
    looked_for = set(effects)
    return any(
        word.standing and word.authority.weighs and looked_for & set(word.effects) for word in testimony
    )


def _shown(sources: Sequence[SourceEvidence], testimony: Sequence[Testimony]) -> bool:
    if any(source.read and source.relation is not Relation.CONTEXT for source in sources):
        return True
    return any(word.on_list for word in testimony if _weighty([word], _SAYS_NO_RULE | {Effect.UPGRADE}))


def _effects_for(status: GapStatus | None) -> str:
    return " or ".join(effect for effect, statuses in _MAY_SET.items() if status in statuses)
