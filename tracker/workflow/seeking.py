"""What a folder still has to be searched for: the terms of each letter against those searched before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from tracker.mail.sieve import Sought
from tracker.workflow.mailboxes import Cursor


@dataclass(frozen=True)
class Behind:
    """What has to be asked of UIDs `first` to `upto` for one letter: it was learned after they were searched."""

    sought: Sought
    ids: frozenset[str]
    subjects: frozenset[str]
    first: int
    upto: int


@dataclass(frozen=True)
class Stretch:
    """UIDs `first` to `last`, which these letters have not been searched for yet."""

    sought: tuple[Sought, ...]
    first: int
    last: int

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters whose cursors move with this stretch."""
        return tuple(one.letter for one in self.sought)


def terms(sought: Sought) -> frozenset[str]:
    """Return what is sought as the strings that a cursor keeps."""
    return frozenset(
        {
            *(f"id:{one}" for one in sought.ids),
            *(f"subject:{one}" for one in sought.subjects),
            *(f"address:{one}" for one in sought.addresses),
            f"text:{_text(sought)}",
            f"since:{sought.since or ''}",
        }
    )


def _text(sought: Sought) -> str:
    words = "\0".join((*sorted(sought.tokens), "", *sought.paragraphs))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def with_since(sought: Sought, cursor: Cursor, since: date | None) -> Sought:
    """Return what is sought with the oldest day to look at: `since` where it is given, else the letter's date.

    `date.min` stands for no bound. Where an earlier fetch has looked further back than that, its bound stays:
    what is new in the folder is held against the widest bound that was ever asked for.
    """
    wanted = sought.since if since is None else (None if since == date.min else since)
    before = _bound(cursor)
    if cursor.upto and before is not _NEVER and (before is None or (wanted is not None and before < wanted)):
        wanted = before
    return replace(sought, since=wanted)


_NEVER = date.max


def _bound(cursor: Cursor) -> date | None:
    """The oldest day that was looked at; None is every day."""
    found = next((one[6:] for one in cursor.terms if one.startswith("since:")), None)
    if found is None:
        return _NEVER
    return date.fromisoformat(found) if found else None


def starts_again(sought: Sought, cursor: Cursor) -> bool:
    """Return whether what was searched is no longer enough: the letter's text is another, or its bound earlier."""
    if not cursor.upto:
        return False
    before = _bound(cursor)
    if f"text:{_text(sought)}" not in cursor.terms or before is _NEVER:
        return True
    return before is not None and (sought.since is None or sought.since < before)


def learned(before: Sequence[Sought], now: Sequence[Sought]) -> tuple[set[str], set[str], bool] | None:
    """Return the Message-IDs and the subjects that were learned, and whether people were met; None for nothing."""
    ids = {one for sought in now for one in sought.ids} - {one for sought in before for one in sought.ids}
    subjects = {s for sought in now for s in sought.subjects} - {
        s for sought in before for s in sought.subjects
    }
    people = {s for sought in now for s in sought.addresses} - {
        s for sought in before for s in sought.addresses
    }
    return (ids, subjects, bool(people)) if ids or subjects or people else None


def behind(sought: Sought, cursor: Cursor) -> Behind | None:
    """Return what must be asked of the UIDs up to the cursor; None when nothing was learned since."""
    new = terms(sought) - cursor.terms
    ids = frozenset(one for one in sought.ids if f"id:{one}" in new)
    subjects = frozenset(one for one in sought.subjects if f"subject:{one}" in new)
    if any(one.startswith("address:") for one in new):
        subjects = sought.subjects  # a person met since may have written under the letter's subject before
    if not cursor.upto or not (ids or subjects):
        return None
    return Behind(sought, ids, subjects, cursor.first, cursor.upto)


def stretches(found: Sequence[tuple[Sought, int]], last: int) -> Iterator[Stretch]:
    """Yield the UIDs still to be searched, ascending, each stretch with all the letters that it is new to.

    `found` holds what is sought with the UID up to which it has been searched; `last` is the newest UID.
    """
    bounds = sorted({upto for _, upto in found if upto < last} | {last})
    for low, high in pairwise(bounds):
        yield Stretch(tuple(one for one, upto in found if upto <= low), low + 1, high)
