"""Puts the revisions and findings of a claim in one order of days: what was found, and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.reports.changes import ChangeText
from tracker.reports.digest import QuestionText
from tracker.reports.findings import FindingText
from tracker.reports.phrases import day

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """A point of a claim's timeline: a finding, the revision it made, or a revision that no finding made.

    The first event of a claim is how it was recorded as sent; it has neither.
    """

    day: str
    finding: FindingText | None
    change: ChangeText | None


def timeline(text: QuestionText) -> tuple[Event, ...]:
    """Return what happened to a claim, oldest first; what has no date keeps its place in the record."""
    left = {(change.assessment, change.number): change for change in text.changes}
    events: list[tuple[datetime, Event]] = []
    at = _EARLIEST
    for finding in text.findings:
        at = instant(finding.at) or at
        made = min((n for key, n in left if key == finding.id), default=None)
        change = None if made is None else left.pop((finding.id, made))
        events.append((at, Event(day(finding.at), finding, change)))
    at = _EARLIEST
    for change in left.values():
        at = instant(change.at) or at
        events.append((at, Event(day(change.at), None, change)))
    events.sort(key=lambda one: one[0])
    first = min(text.view.revisions, key=lambda one: one.number, default=None)
    opening = [] if first is None else [Event(day(first.at), None, None)]
    return (*opening, *(event for _, event in events))


def instant(at: datetime | None) -> datetime | None:
    """Return `at` in UTC; naive is taken for UTC."""
    return at if at is None else at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
