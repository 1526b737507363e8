"""The wire of the scripted server: a command's bytes into words and lists (RFC 3501, section 9), sets of UIDs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_LITERAL = re.compile(rb"\{(\d+)(\+?)\}$")
_WORD = re.compile(rb'"(?:[^"\\\r\n]|\\["\\])*"|\(|\)|[^\s()"\[]*(?:\[[^\]]*\])?(?:<[\d.]+>)?')

Part = bytes | tuple[bytes]  # a stretch of a line, or one literal
Word = bytes | list["Word"]


class Malformed(Exception):
    """A command that cannot be read."""


def literal_after(line: bytes) -> tuple[bytes, int, bool] | None:
    """Split a line that announces a literal: what stands before, its length, whether the client waits for leave."""
    found = _LITERAL.search(line)
    if found is None:
        return None
    return line[: found.start()], int(found[1]), not found[2]


def words(parts: Sequence[Part]) -> list[Word]:
    """Return the words of a command; a bracketed list becomes a list. Strings lose their quotation marks."""
    stack: list[list[Word]] = [[]]
    for part in parts:
        if isinstance(part, tuple):
            stack[-1].append(part[0])
            continue
        position = 0
        while position < len(part):
            if part[position : position + 1].isspace():
                position += 1
                continue
            found = _WORD.match(part, position)
            if found is None or found.end() == position:
                raise Malformed(repr(part[position : position + 20]))
            position = found.end()
            word = found[0]
            if word == b"(":
                stack.append([])
            elif word == b")":
                if len(stack) == 1:
                    raise Malformed("a bracket closes that was not opened")
                closed = stack.pop()
                stack[-1].append(closed)
            elif word.startswith(b'"'):
                stack[-1].append(re.sub(rb"\\(.)", rb"\1", word[1:-1]))
            else:
                stack[-1].append(word)
    if len(stack) > 1:
        raise Malformed("a bracket is not closed")
    return stack[0]


def is_set(word: Word) -> bool:
    """Say whether a word is a set of numbers, as in 1:5,9,12:*."""
    return (
        isinstance(word, bytes)
        and re.fullmatch(rb"[\d*]+(?::[\d*]+)?(?:,[\d*]+(?::[\d*]+)?)*", word) is not None
    )


def members(text: bytes, of: Sequence[int]) -> Iterable[int]:
    """Return those of the ascending numbers `of` that a set names; `*` is the last one, and n:* always has it."""
    last = of[-1] if of else 0
    ranges = []
    for part in text.split(b","):
        low, _, high = part.partition(b":")
        ends = sorted(last if end == b"*" else int(end) for end in (low, high or low))
        ranges.append((ends[0], ends[1]))
    return [number for number in of if any(low <= number <= high for low, high in ranges)]
