"""Who stands against whom on a claim, and which of the two wordings is the weaker."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.claims.effects import Effect, Move, Restatement
from tracker.claims.evidence import ClaimState, Side, Stand, Testimony

# By these a responder speaks to the claim itself; thanks, a link or a better contact take nothing back.
SPEAKS = frozenset({Effect.CONFIRM, Effect.UPGRADE, Effect.DOWNGRADE, Effect.RESTATE})


def side_of(move: Move) -> Side | None:
    """Return the side a responder takes: against by lowering or correcting, for by confirming or raising."""
    if Effect.DOWNGRADE in move.effects or move.restatement is Restatement.CORRECTED:
        return "against"
    if Effect.CONFIRM in move.effects or Effect.UPGRADE in move.effects:
        return "for"
    return None


def own_stands(move: Move, own: Sequence[Testimony]) -> tuple[Stand, ...]:
    """Return the stands that the move itself adds, one for each responder it rests on."""
    side = side_of(move)
    if side is None:
        return ()
    return tuple(Stand(word.responder, word.authority, side, "") for word in own)


def opposed(stands: Sequence[Stand]) -> tuple[tuple[Stand, Stand], ...]:
    """Return the pairs (for, against) of different responders of authority A or B who stand by their word."""
    weighing = [stand for stand in stands if stand.authority.weighs and stand.standing]
    return tuple(
        (one, other)
        for one in weighing
        if one.side == "for"
        for other in weighing
        if other.side == "against" and other.responder != one.responder
    )


def contested(state: ClaimState) -> bool:
    """Return whether the claim is contested now, by two responders or by hand, and not adjudicated."""
    return not state.adjudicated and (state.contested_by_hand or bool(opposed(state.stands)))


def contested_after(state: ClaimState, move: Move, own: Sequence[Testimony]) -> bool:
    """Return whether the claim is contested once the words that the move rests on (`own`) are added.

    A later word of the same responder on the claim supersedes the earlier one. An adjudication settles
    what it had before it; a responder who takes a new side afterwards opens the contest again.
    """
    added = own_stands(move, own)
    speaking = {word.responder for word in own} if SPEAKS & set(move.effects) else set()
    kept = [stand for stand in state.stands if stand.responder not in speaking]
    pairs = opposed([*kept, *added])
    if state.adjudicated:
        before = {(stand.responder, stand.side) for stand in state.stands if stand.standing}
        fresh = {(stand.responder, stand.side) for stand in added} - before
        return any((stand.responder, stand.side) in fresh for pair in pairs for stand in pair)
    return state.contested_by_hand or bool(pairs)


def weaker_wording(state: ClaimState) -> str:
    """Return the wording to propose on a contested claim: that of the lowest level among those who stand.

    It is proposed, never imposed; empty when nobody who stands has said how it should read. Among equal
    levels the side against goes first.
    """
    involved = {stand for pair in opposed(state.stands) for stand in pair}
    worded = [stand for stand in state.stands if stand in involved and stand.wording]
    if not worded:
        return ""
    lowest = min(worded, key=lambda s: (s.level if s.level is not None else state.level, s.side != "against"))
    return lowest.wording
