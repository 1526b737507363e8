"""How the record writes an instant, and in which order its ids come; for whoever reads it without the tables."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from tracker.errors import TrackerError

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_RUNS = re.compile(r"\d+|\D+")


def stamp(at: datetime) -> str:
    """Return `at` as the ledger writes it: UTC, milliseconds. A naive datetime is refused."""
    if at.tzinfo is None:
        raise TrackerError("A date without a time zone was offered to the record.", "give it in UTC")
    at = at.astimezone(UTC)
    # %Y does not pad a year before 1000, and a mail may name any.
    return f"{at.year:04d}-{at:%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def unstamp(text: str) -> datetime:
    """Return the aware datetime that `stamp` wrote as `text`; ValueError when it is not of that form."""
    if _STAMP.fullmatch(text):
        return datetime.fromisoformat(text)  # many times faster than to match a format
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def natural(key: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key under which C2 comes before C10 and C2.1 after C2."""
    return tuple((0, int(run)) if run.isdecimal() else (1, run) for run in _RUNS.findall(key))
