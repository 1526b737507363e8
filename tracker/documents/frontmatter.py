"""Splits a face into frontmatter and body and loads the YAML safely; a fault is named with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import yaml
from frontmatter.default_handlers import YAMLHandler

from tracker.errors import TrackerError
from tracker.text import clean, clean_line

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
BOM = "\ufeff"
# Exactly one line of three dashes, so that the pieces put together are the text again.
_HANDLER = YAMLHandler(fm_boundary=re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE))
_HINT = "correct the file by hand, or check out the last committed version"
_NULLS = ("", "~", "null", "Null", "NULL")
_YES, _NO = ("yes", "true", "on"), ("no", "false", "off", "")


def refuse(path: str, line: int, reason: str) -> TrackerError:
    """Return the error for line `line` (1-based) of the face at `path`."""
    where = clean_line(path) or "the text"
    return TrackerError(f"{where}, line {line}: {reason}.", _HINT)


@dataclass
class Fields:
    """A mapping of the frontmatter whose scalars are text as written, with typed access that names the line.

    YAML 1.1 guesses (`no` is False, `1.10` a float, `12:30` is 750) never happen: a scalar is a string, a
    plain empty one or `null` is None, and each reader method says what it wants.
    """

    path: str = ""
    line: int = 1
    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def wrong(self, key: str, reason: str) -> TrackerError:
        """Return the error for `key`, at its line."""
        return refuse(self.path, self.lines.get(key, self.line), reason)

    def maybe(self, key: str) -> str | None:
        """Return the cleaned text of `key`, None where it is absent or left empty."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(key, f"{key} must be text")
        return clean(value).strip() or None

    def text(self, key: str) -> str:
        """Return the cleaned text of `key`, '' where it is absent or empty."""
        return self.maybe(key) or ""

    def number(self, key: str, low: int, high: int, absent: int) -> int:
        """Return the whole number of `key` within `low` and `high`, or `absent`."""
        value = self.maybe(key)
        return absent if value is None else self._whole(key, value, low, high)

    def _whole(self, key: str, value: str, low: int, high: int) -> int:
        if re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high:
            return int(value)
        bounds = f"from {low} to {high}" if high < 10**9 else f"of at least {low}"
        raise self.wrong(key, f"{key} must be a whole number {bounds}, not {shown(value)}")

    def flag(self, key: str) -> bool:
        """Return whether `key` says yes (yes, true, on); absent or empty is no."""
        value = (self.maybe(key) or "").casefold()
        if value in _YES or value in _NO:
            return value in _YES
        raise self.wrong(key, f"{key} must be yes or no, not {shown(value)}")

    def words(self, key: str) -> list[str]:
        """Return `key` as a list of texts; a single text counts as a list of one."""
        value = self.values.get(key)
        if value is None:
            return []
        items = value if isinstance(value, list) else [value]
        found = []
        for item in items:
            if not isinstance(item, str):
                raise self.wrong(key, f"{key} must be a list of texts")
            found.append(clean(item).strip())
        return [word for word in found if word]

    def numbers(self, key: str) -> list[int]:
        """Return `key` as a list of whole numbers."""
        return [self._whole(key, word, 0, 10**9) for word in self.words(key)]

    def one_of(self, key: str, allowed: tuple[str, ...], absent: str) -> str:
        """Return `key`, which must be one of `allowed`, or `absent`."""
        value = self.maybe(key) or absent
        if value not in allowed:
            known = ", ".join(word for word in allowed if word)
            raise self.wrong(key, f"{key} must be one of {known}, not {shown(value)}")
        return value

    def maps(self, key: str) -> list[Fields]:
        """Return `key` as a list of mappings."""
        items = self.values.get(key) or []
        if not isinstance(items, list) or not all(isinstance(item, Fields) for item in items):
            raise self.wrong(key, f"{key} must be a list of entries with keys of their own")
        return items

    def map(self, key: str) -> Fields | None:
        """Return `key` as a mapping, None where it is absent or empty."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, Fields):
            raise self.wrong(key, f"{key} must have keys of its own")
        return value


def shown(value: str) -> str:
    """Return `value` quoted and short enough for an error message."""
    line = clean_line(value)
    return f"“{line if len(line) <= 40 else line[:39] + '…'}”"


@dataclass(frozen=True)
class Pieces:
    """A face cut up: `before + yaml + fence + body` is the text with LF line ends and no BOM."""

    before: str
    yaml: str
    fence: str
    body: str
    fields: Fields
    body_line: int  # 1-based line of the file at which the body begins


def split(text: str, path: str = "") -> Pieces:
    """Return the pieces of the face `text`; TrackerError where it is not one.

    Refused: no frontmatter, over 64 KB of it, nesting deeper than 8, aliases, tags, a key twice, broken YAML.
    """
    text = text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")
    boundary = _HANDLER.FM_BOUNDARY
    assert boundary is not None
    opening = boundary.match(text)
    if opening is None:
        raise refuse(path, 1, "the file does not begin with frontmatter between two lines of ---")
    closing = boundary.search(text, opening.end())
    if closing is None:
        raise refuse(path, 1, "the frontmatter is not closed by a line of ---")
    source, body = _HANDLER.split(text)
    fields = load(source, path)
    body_line = text.count("\n", 0, closing.end()) + 1
    return Pieces(opening.group(), source, closing.group(), body, fields, body_line)


def load(source: str, path: str = "", first_line: int = 2, what: str = "the frontmatter") -> Fields:
    """Return the frontmatter `source`, whose first line is line `first_line` of the file at `path`.

    `what` is what errors call it, for a file that is YAML as a whole.
    """
    if len(source.encode("utf-8", "replace")) > MAX_BYTES:
        raise refuse(path, first_line, f"{what} is longer than {MAX_BYTES // 1024} KB")
    try:
        return _Builder(path, first_line, what).build(yaml.parse(source, Loader=yaml.SafeLoader))
    except yaml.reader.ReaderError as error:
        line = first_line + source.count("\n", 0, error.position)
        reason = f"{what} holds the character U+{_code(error):04X}, which YAML does not allow"
        raise refuse(path, line, reason) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark is not None else 0)
        problem = clean_line(error.problem or "unreadable")
        raise refuse(path, line, f"{what} is not valid YAML ({problem})") from None


def _code(error: yaml.reader.ReaderError) -> int:
    # PyYAML gives the character's number for text, though it is typed as the character.
    return error.character if isinstance(error.character, int) else ord(error.character)


class _Builder:
    """Builds `Fields` from the parser's events: one pass, never recursive, nothing multiplied."""

    def __init__(self, path: str, first_line: int, what: str) -> None:
        self.path = path
        self.what = what
        self.first_line = first_line
        self.root = Fields(path, first_line)
        self.open: list[Fields | list[object]] = []
        self.keys: list[str | None] = []  # for each open mapping the key that waits for its value
        self.documents = 0

    def build(self, events: Iterable[yaml.Event]) -> Fields:
        """Return the mapping that `events` describe; an empty stream is an empty mapping."""
        for event in events:
            line = self.first_line + (event.start_mark.line if event.start_mark is not None else 0)
            if isinstance(event, yaml.AliasEvent):
                raise refuse(self.path, line, f"{self.what} uses an alias (*name), which is not allowed")
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise refuse(self.path, line, f"{self.what} holds a second document")
            elif isinstance(event, yaml.CollectionEndEvent):
                self.open.pop()
                self.keys.pop()
            elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
                if event.tag is not None:
                    raise refuse(self.path, line, f"{self.what} uses a tag (!name), which is not allowed")
                self._node(event, line)
        return self.root

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None
            self._put(None if plain and event.value in _NULLS else str(event.value), event.value, line)
            return
        if len(self.open) == MAX_DEPTH:
            raise refuse(self.path, line, f"{self.what} is nested deeper than {MAX_DEPTH}")
        made: Fields | list[object] = (
            Fields(self.path, line) if isinstance(event, yaml.MappingStartEvent) else []
        )
        self._put(made, None, line)
        self.open.append(made)
        self.keys.append(None)

    def _put(self, value: object, written: str | None, line: int) -> None:
        """Put a value where it belongs; `written` is a scalar's text, None for a collection."""
        if not self.open:
            if isinstance(value, Fields):
                self.root = value
            elif value is not None:
                raise refuse(self.path, line, f"{self.what} must be a list of keys with values")
            return
        within = self.open[-1]
        if isinstance(within, list):
            within.append(value)
        elif (key := self.keys[-1]) is not None:
            within.values[key] = value
            self.keys[-1] = None
        elif not written:
            raise refuse(self.path, line, f"a key of {self.what} must be a word")
        elif written in within.values:
            raise refuse(self.path, line, f"the key {shown(written)} stands there twice")
        else:
            self.keys[-1] = written
            within.lines[written] = line
