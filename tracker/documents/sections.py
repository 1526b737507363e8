"""Cuts a Markdown body into sections and puts text into them so that no text can become structure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.text import clean, clean_line

Known = Callable[[str], bool]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^\n]*)\Z")
_ESCAPED_FENCE = re.compile(r" {0,3}\\+(?:`{3}|~{3})")
_SMALL = re.compile(r"- ([a-z][a-z-]*):(?:[ \t]+(.*?))?[ \t]*\Z")


@dataclass
class Section:
    """A heading line and what stands under it, both as written; what precedes all headings has no name."""

    name: str
    head: str
    raw: str
    line: int

    @property
    def whole(self) -> str:
        """The section as it stands in the file."""
        return self.head + self.raw


def fold(name: str) -> str:
    """Return a heading's name for comparison: one case, straight apostrophes, single spaces."""
    return clean_line(name).casefold().replace("\u2019", "'")


def tidy(text: str) -> str:
    """Return `text` in its normal form: cleaned, without blank lines before it or white space after it."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", clean(text).rstrip(" \t\n"))


def _heading(depth: int) -> re.Pattern[str]:
    return re.compile(rf"#{{2,{depth}}}[ \t]+(\S.*)\Z")


_HEADINGS = {depth: _heading(depth) for depth in (2, 3)}


def _name(line: str, depth: int) -> str | None:
    found = _HEADINGS[depth].match(line)
    return None if found is None else found.group(1).strip()


def _fences(lines: list[str], known: Known, depth: int) -> tuple[set[int], set[int]]:
    """Return the lines inside closed code fences (CommonMark 4.5), and those that open one never closed.

    Unlike CommonMark an unclosed fence protects nothing, and a known heading ends every fence: no text can
    swallow the section after it.
    """
    inside: set[int] = set()
    unclosed: set[int] = set()
    hopeless: dict[str, int] = {}  # fence character → shortest length that found no end in this stretch
    at = 0
    while at < len(lines):
        name = _name(lines[at], depth)
        if name is not None and known(name):
            hopeless = {}
        opening = _FENCE.match(lines[at])
        if opening and not (opening.group(1)[0] == "`" and "`" in opening.group(2)):
            mark = opening.group(1)
            end = None
            if len(mark) < hopeless.get(mark[0], len(mark) + 1):
                end = _closing(lines, at + 1, mark, known, depth)
            if end is None:
                hopeless[mark[0]] = min(len(mark), hopeless.get(mark[0], len(mark)))
                unclosed.add(at)
            else:
                inside.update(range(at, end + 1))
                at = end
        at += 1
    return inside, unclosed


def _closing(lines: list[str], at: int, mark: str, known: Known, depth: int) -> int | None:
    for index in range(at, len(lines)):
        name = _name(lines[index], depth)
        if name is not None and known(name):
            return None
        closing = _FENCE.match(lines[index])
        if closing and closing.group(1).startswith(mark) and not closing.group(2).strip(" \t"):
            return index
    return None


def cut(body: str, known: Known, depth: int = 2, line: int = 1) -> list[Section]:
    """Return the sections of `body`, whose first line is line `line` of its file; joined they are `body`.

    With `depth` 2 a section begins at `## Name`, with 3 also at `### Name`. `known` says whether a name is
    one of the tracker's own; those begin a section even inside a code fence.
    """
    lines = body.split("\n")
    inside, _ = _fences(lines, known, depth)
    sections = [Section("", "", "", line)]
    for index, text in enumerate(lines):
        ended = text if index == len(lines) - 1 else text + "\n"
        name = _name(text, depth)
        if name is not None and (index not in inside or known(name)):
            sections.append(Section(name, ended, "", line + index))
        else:
            sections[-1].raw += ended
    return sections


def guard(text: str, known: Known, depth: int = 2) -> str:
    """Return `text` so that `cut` finds no heading in it: a backslash goes before what looks like one."""
    return _each(text, known, depth, _add)


def unguard(text: str, known: Known, depth: int = 2) -> str:
    """Return what `guard` was given; text that a person wrote keeps every other backslash."""
    return _each(text, known, depth, _remove)


def _each(text: str, known: Known, depth: int, change: Callable[[str, bool, int], str]) -> str:
    lines = text.split("\n")
    inside, unclosed = _fences(lines, known, depth)
    for index, line in enumerate(lines):
        if index not in inside:
            lines[index] = change(line, index in unclosed, depth)
    return "\n".join(lines)


def _slashed(line: str, depth: int) -> bool:
    return _name(line.lstrip("\\"), depth) is not None


def _add(line: str, unclosed: bool, depth: int) -> str:
    if _slashed(line, depth):
        return "\\" + line
    if unclosed or _ESCAPED_FENCE.match(line):
        spaces = len(line) - len(line.lstrip(" "))
        return line[:spaces] + "\\" + line[spaces:]
    return line


def _remove(line: str, _unclosed: bool, depth: int) -> str:
    if line.startswith("\\") and _slashed(line, depth):
        return line[1:]
    return line.replace("\\", "", 1) if _ESCAPED_FENCE.match(line) else line


def text_of(section: Section, known: Known, depth: int = 2) -> str:
    """Return the words of a section, in their normal form."""
    return tidy(unguard(section.raw.strip("\n"), known, depth))


def under(text: str, known: Known, depth: int = 2) -> str:
    """Return what stands under a heading for `text`, with a blank line on both sides."""
    text = tidy(text)
    return f"\n{guard(text, known, depth)}\n\n" if text else "\n"


def small_fields(raw: str, keys: Iterable[str]) -> tuple[list[tuple[str, str, int]], str]:
    """Return the `- key: value` lines that open `raw` as (key, value, line offset), and the text after them.

    Only lines whose key is among `keys` count; the first other line ends them.
    """
    allowed = set(keys)
    lines = raw.split("\n")
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    found: list[tuple[str, str, int]] = []
    while at < len(lines) and (match := _SMALL.match(lines[at])) and match.group(1) in allowed:
        found.append((match.group(1), clean_line(match.group(2) or ""), at))
        at += 1
    return found, "\n".join(lines[at:])


def join(sections: list[Section]) -> str:
    """Return the body of `sections`, with a blank line before each heading and one line end at its end."""
    body = ""
    for section in sections:
        if section.head and body.strip() and not body.endswith("\n\n"):
            body = body.rstrip("\n") + "\n\n"
        body += section.whole
    return body.rstrip("\n") + "\n"
