"""The six levels a claim can stand at, and the states of its evidence gap."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How far public material carries a proposition, 0 to 5 (in the manner of GRADE's certainty)."""

    CONTRADICTED = 0
    INSUFFICIENT = 1
    PARTIAL = 2
    APPARENT = 3
    DOCUMENTED = 4
    CORROBORATED = 5

    @property
    def label(self) -> str:
        """The level's name in a list or on the board, such as `apparent`."""
        return self.name.lower()

    @property
    def phrase(self) -> str:
        """The words that the letter uses for this level; empty for `contradicted`, for which it has none."""
        return _PHRASES[self]

    @property
    def takes(self) -> str:
        """What the level takes: its row of the table, in one phrase."""
        return _TAKES[self]

    @property
    def bar(self) -> str:
        """Five cells, as many of them filled as the level is high."""
        return "▰" * int(self) + "▱" * (5 - int(self))


_PHRASES = {
    Level.CONTRADICTED: "",
    Level.INSUFFICIENT: "insufficient public evidence",
    Level.PARTIAL: "can currently confirm only…",
    Level.APPARENT: "public materials appear to support",
    Level.DOCUMENTED: "publicly documented",
    Level.CORROBORATED: "with confidence",
}
_TAKES = {
    Level.CONTRADICTED: "an official public source, read, that disputes it",
    Level.INSUFFICIENT: "nothing",
    Level.PARTIAL: "a public source, read, that states a named part",
    Level.APPARENT: (
        "official sources, read, that cover it all, by inference; or on-list testimony by authority A or B, "
        "then worded as testimony"
    ),
    Level.DOCUMENTED: "a normative public source that states all of it: read, quoted, dated, uncontested",
    Level.CORROBORATED: (
        "level 4, and a second independent source or a public confirm of the same proposition "
        "by authority A or B"
    ),
}


class GapStatus(StrEnum):
    """Where an evidence gap stands; a claim without a gap has None."""

    OPEN = "open"
    SOURCE_PENDING = "source-pending"
    NARROWED = "narrowed"
    CLOSED = "closed"
    STANDING = "standing"
    DECLINED = "declined"


# What still asks for work comes first, then what an answer has left as a gap, then what is no gap any more.
_WORST_FIRST = (
    GapStatus.OPEN,
    GapStatus.SOURCE_PENDING,
    GapStatus.NARROWED,
    GapStatus.DECLINED,
    GapStatus.STANDING,
    GapStatus.CLOSED,
)


def worst_gap(statuses: Iterable[GapStatus | None]) -> GapStatus | None:
    """Return the worst of a question's own status and its parts', open first; None when none has a gap."""
    found = {status for status in statuses if status is not None}
    return next((status for status in _WORST_FIRST if status in found), None)
