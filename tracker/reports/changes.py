"""Says what each revision of a claim changed, the words as a diff that reads phrase by phrase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker import worddiff
from tracker.record.views import RevisionView
from tracker.reports import phrases
from tracker.reports.phrases import day

_LONGEST_DIFF = 20_000  # characters; beyond it a word diff takes too long, and the two texts are shown whole


@dataclass(frozen=True)
class ChangeText:
    """One revision after the first: what else changed, and the words as a diff (empty: unchanged).

    `texts` are those of the `facts` that no finding tells: what gap, proposition and confirmed part now say.
    """

    title: str
    facts: tuple[str, ...]
    runs: tuple[worddiff.Run, ...]
    texts: tuple[str, ...]
    number: int
    at: datetime | None
    by: str
    assessment: str


def change_text(old: RevisionView, new: RevisionView) -> ChangeText:
    """Return what `new` changed against `old`, the revision before it."""
    moves, texts = [], []
    if old.level != new.level:
        moves.append(f"level {phrases.level(old.level)} → {phrases.level(new.level)}")
    if old.gap_status != new.gap_status:
        moves.append(f"gap {phrases.gap(old.gap_status)} → {phrases.gap(new.gap_status)}")
    if old.gap != new.gap:
        texts.append(f"gap now reads: {new.gap}" if new.gap else "gap text removed")
    if old.proposition != new.proposition:
        texts.append(f"proposition now reads: {new.proposition}")
    if old.confirmed != new.confirmed:
        texts.append(f"part that the wording rests on, now: {new.confirmed or 'none'}")
    same = ["wording unchanged"] if old.wording == new.wording else []
    made_by = f"by {new.by}, " if new.by else ""
    finding = f"finding {new.assessment}" if new.assessment else "no finding named"
    return ChangeText(
        f"Revision {new.number}, {day(new.at)}, {made_by}{finding}",
        (*moves, *texts, *same),
        word_changes(old.wording, new.wording),
        tuple(texts),
        new.number,
        new.at,
        new.by,
        new.assessment,
    )


def word_changes(before: str, after: str) -> tuple[worddiff.Run, ...]:
    """Return the runs that turn `before` into `after`, and nothing where they are equal."""
    if before == after:
        return ()
    if len(before) + len(after) > _LONGEST_DIFF:
        return (worddiff.Run("out", before), worddiff.Run("in", after))
    return tuple(worddiff.diff(before, after))
