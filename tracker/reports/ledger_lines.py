"""Tells the ledger a line an entry: number, day, who, what kind of act, why, what it changed, and the hash."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from tracker.record.views import EntryView
from tracker.reports import phrases
from tracker.reports.data import ReportData

PER_PAGE = 300
_SEALED = re.compile(rf"([a-z ]+) [^ :]+: {phrases.WITHHELD}")


@dataclass(frozen=True)
class LedgerLine:
    """One entry of the ledger as everybody may read it."""

    seq: int
    at: str
    by: str
    kind: str
    reason: str
    changes: tuple[str, ...]
    hash: str


@dataclass(frozen=True)
class LedgerPage:
    """A stretch of the ledger: the file it stands in and its lines."""

    file: str
    lines: tuple[LedgerLine, ...]

    @property
    def name(self) -> str:
        """The anchor of the page where all stand in one file."""
        return self.file.removesuffix(".html")


def ledger_pages(data: ReportData) -> tuple[LedgerPage, ...]:
    """Return the ledger in pages of a few hundred lines, oldest entry first; one page of nothing when empty."""
    lines = tuple(_line(data, one) for one in data.entries)
    chunks = [lines[at : at + PER_PAGE] for at in range(0, len(lines), PER_PAGE)] or [()]
    return tuple(
        LedgerPage("audit.html" if n == 1 else f"audit-{n}.html", chunk) for n, chunk in enumerate(chunks, 1)
    )


def _line(data: ReportData, entry: EntryView) -> LedgerLine:
    reason = entry.reason
    if reason == phrases.WITHHELD or (reason and entry.seq in data.sealed_reasons):
        reason = phrases.NOT_PUBLISHED
    sealed = Counter(match[1] for change in entry.changes if (match := _SEALED.fullmatch(change)))
    changes = [change for change in entry.changes if not _SEALED.fullmatch(change)]
    if sealed:
        rows = ", ".join(f"{count} of {table}" for table, count in sealed.items())
        changes.append(f"not published: {phrases.count(sealed.total(), 'row')} ({rows})")
    return LedgerLine(
        entry.seq,
        f"{entry.at:%Y-%m-%d %H:%M}",
        entry.actor,
        entry.kind,
        reason,
        tuple(changes),
        entry.hash,
    )
