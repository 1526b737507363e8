"""What the command line prints: sentences, tables and JSON, made safe, plain when piped."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any, TextIO

from tracker import worddiff
from tracker.text import clean, clean_line

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_NARROWEST = 12  # cells that a column gives up last
_READABLE = 100  # cells beyond which prose is not spread


def is_terminal(stream: TextIO | None = None) -> bool:
    """Return whether `stream` (stdout when None) is a terminal that a person looks at."""
    stream = stream or sys.stdout
    try:
        return stream.isatty()
    except ValueError:  # closed
        return False


def styled(text: str, style: str, stream: TextIO | None = None) -> str:
    """Return `text` in a style on a terminal that takes colour; unchanged when piped or NO_COLOR is set."""
    if not is_terminal(stream) or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def say(text: str = "", style: str = "") -> None:
    """Print lines for people on stdout, cleaned."""
    safe = clean(text)
    sys.stdout.write((styled(safe, style) if style and safe else safe) + "\n")


def note(text: str) -> None:
    """Print a remark on stderr, cleaned, so that it never mixes with what a script reads."""
    sys.stderr.write(clean(text) + "\n")


def raw(line: str) -> None:
    """Print one line on stdout that has been cleaned and styled already."""
    sys.stdout.write(line + "\n")


def wrapped(line: str, indent: int = 0) -> list[str]:
    """Return a line broken at spaces to the terminal's width, `indent` cells less; whole when piped."""
    if not is_terminal():
        return [line]
    return textwrap.wrap(line, min(_terminal_width(), _READABLE) - indent, replace_whitespace=False)


def prose(text: str, indent: str = "") -> None:
    """Print paragraphs wrapped to the terminal; piped text keeps its own lines."""
    for block in clean(text).split("\n"):
        if is_terminal():
            width = min(_terminal_width(), _READABLE)
            lines = textwrap.wrap(block, width, initial_indent=indent, subsequent_indent=indent)
            sys.stdout.write("\n".join(lines or [""]) + "\n")
        else:
            sys.stdout.write((indent + block).rstrip() + "\n")


def section(title: str) -> None:
    """Print the heading of a section."""
    say()
    say(title, "bold")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], flexible: tuple[int, ...]) -> None:
    """Print an aligned table; on a terminal the columns `flexible` give way in turn, so that lines fit."""
    lines = [[clean_line(cell) for cell in row] for row in rows]
    widths = [max(cells(text) for text in one) for one in zip(headings, *lines, strict=True)]
    if is_terminal():
        over = sum(widths) + 2 * (len(widths) - 1) - _terminal_width()
        for column in flexible:
            given = min(max(0, over), max(0, widths[column] - _NARROWEST))
            widths[column] -= given
            over -= given
    say(_row(headings, widths), "bold")
    for line in lines:
        say(_row(line, widths))


def cells(text: str) -> int:
    """Return how many terminal cells `text` takes (Unicode East Asian Width; combining marks take none)."""
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _row(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_fit(text, width) for text, width in zip(texts, widths, strict=True)).rstrip()


def _fit(text: str, width: int) -> str:
    if cells(text) > width:
        kept, room = "", width - 1
        for char in text:
            if _cell(char) > room:
                break
            room -= _cell(char)
            kept += char
        text = kept.rstrip() + "…"
    return text + " " * (width - cells(text))


def _terminal_width() -> int:
    return max(40, shutil.get_terminal_size().columns)


def word_diff(runs: Iterable[worddiff.Run]) -> str:
    """Return a word diff: red and green on a terminal, else `[-out-]` and `{+in+}` as git writes them."""
    plain = styled("x", "red") == "x"
    shown = []
    for run in runs:
        text = clean(run.text)
        if run.op == "same" or not text.strip():
            shown.append(text)
        elif run.op == "out":
            shown.append(f"[-{text}-]" if plain else styled(text, "red"))
        else:
            shown.append("{+" + text + "+}" if plain else styled(text, "green"))
    return "".join(shown)


def show_diff(before: str, after: str) -> None:
    """Print the word diff of two texts."""
    sys.stdout.write(word_diff(worddiff.diff(before, after)) + "\n")


def as_json(value: object) -> None:
    """Print one JSON object on one line, every string cleaned."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False) + "\n")


def json_lines(values: Iterable[object]) -> None:
    """Print JSON Lines: one object a line."""
    for value in values:
        as_json(value)


def plain(value: object) -> Any:
    """Return `value` as JSON can hold it: dataclasses as objects, instants in ISO 8601 UTC, strings clean."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {clean(str(key)): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, (date, PurePath)):
        return clean(str(value))
    return clean(value) if isinstance(value, str) else value


def day(at: datetime | None) -> str:
    """Return the UTC day of an instant, `–` when there is none."""
    return "–" if at is None else f"{at.astimezone(UTC):%Y-%m-%d}"


def minute(at: datetime | None) -> str:
    """Return an instant to the minute, UTC, `–` when there is none."""
    return "–" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def level_name(level: int) -> str:
    """Return a level as people read it, such as `3 apparent`."""
    from tracker.claims.levels import Level

    return f"{level} {Level(level).label}"


def many(count: int, one: str, several: str = "") -> str:
    """Return a count with its noun: `1 reply`, `2 replies`."""
    return f"{count} {one if count == 1 else several or one + 's'}"
