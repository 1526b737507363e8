"""Figures as aligned tables of plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return the lines of a table: the first column to the left, the others to the right."""
    widths = [max(_width(row[n]) for row in (head, *rows)) for n in range(len(head))]
    lines = []
    for row in (head, *rows):
        first = row[0] + " " * (widths[0] - _width(row[0]))
        rest = (" " * (width - _width(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
        lines.append((indent + "  ".join((first, *rest))).rstrip())
    return lines


def decimal(value: float | int | None) -> str:
    """Return a share with three places, `–` where there is none."""
    return "–" if value is None else f"{value:.3f}"


def short(value: float | int | None) -> str:
    """Return a share as `1`, `.98` or `0`, never rounded up to a one that it is not."""
    if value is None:
        return "–"
    if value in (0, 1):
        return f"{value:.0f}"
    return f"{min(0.99, max(0.01, value)):.2f}".removeprefix("0")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
