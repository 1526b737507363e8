"""The notation in which a speaker writes phrases down, turned into patterns that are quick and cannot run away."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A phrase is looked up by the first letters of its first word, where words stand apart, or by its first sign.
KEY = 3
_HEAD = re.compile(r"\w+|[^\w\s]")
_GAP = "…"


@dataclass(frozen=True)
class _Choice:
    """One of several ways to go on, or none of them."""

    ways: list[_Sequence]
    optional: bool


_Sequence = list["str | _Choice"]


def pattern(phrase: str, spaced: bool) -> str:
    """Return the pattern of a phrase.

    `(a|b)` one of them, `[a]` may be missing, `*` any more letters, `…` up to forty letters of the same sentence (twelve
    where words do not stand apart). Nothing in it repeats without a limit, so no text can make a search run away.
    """
    body = _pattern(_parsed(phrase), spaced)
    if not spaced:
        return body
    # Not inside a word, and not a command to a bot: `/approve` assents to nothing.
    start = r"(?<![\w/])" if re.match(r"[\w(\[]", phrase) else ""
    end = r"(?!\w)" if re.search(r"[\w)\]*]$", phrase) else ""
    return f"{start}(?:{body}){end}"


def keys(phrase: str, spaced: bool) -> set[str]:
    """Return the keys under which the words that the phrase can begin with are looked up."""
    found = set()
    for one in _openings(_parsed(phrase), spaced):
        head = _HEAD.match(one)
        if head is None or (spaced and one[head.end() :].startswith("*") and len(head[0]) < KEY):
            raise ValueError(f"“{phrase}” begins with fewer than {KEY} letters of its own.")
        found.add(head[0][:KEY] if spaced else one[0])
    return found


def _parsed(phrase: str) -> _Sequence:
    return [phrase] if len(phrase) == 1 else _ways(phrase, 0, "")[0][0]


def _ways(phrase: str, at: int, closing: str) -> tuple[list[_Sequence], int]:
    """Read alternatives up to the closing bracket; return them and where reading goes on."""
    ways: list[_Sequence] = [[]]
    while at < len(phrase):
        char, now = phrase[at], ways[-1]
        at += 1
        if closing and char == closing:
            return ways, at
        if closing and char == "|":
            ways.append([])
        elif char in "([":
            apart = not now or now[-1] == " "
            inner, at = _ways(phrase, at, ")" if char == "(" else "]")
            if char == "[" and apart and phrase[at : at + 1] == " ":
                inner = [[*way, " "] for way in inner]  # "[very] right": the space is missing with the word
                at += 1
            elif char == "[" and apart and now:
                inner = [[now[-1], *way] for way in inner]  # "right [now]"
                now.pop()
            now.append(_Choice(inner, char == "["))
        elif char == _GAP:
            if now and now[-1] == " ":
                now.pop()
            at += phrase[at : at + 1] == " "
            now.append(_GAP)
        else:
            now.append(char)
    if closing:
        raise ValueError(f"“{phrase}” has a bracket that is not closed.")
    return ways, at


def _pattern(sequence: _Sequence, spaced: bool) -> str:
    out = []
    for item in sequence:
        if isinstance(item, _Choice):
            inner = "|".join(_pattern(way, spaced) for way in item.ways)
            out.append(f"(?:{inner}){'?' if item.optional else ''}")
        elif item == _GAP:
            out.append(r" (?:[^.;:!?]{0,40} )??" if spaced else r"[^。；：！？]{0,12}?")
        elif item == " ":
            out.append(" {1,3}")
        else:
            out.append(r"\w{0,20}" if item == "*" else re.escape(item))
    return "".join(out)


def _openings(sequence: _Sequence, spaced: bool) -> set[str]:
    """Return what the phrase can begin with, up to the end of its first word."""
    found = {""}
    for item in sequence:
        more: set[str] = set()
        for one in found:
            if one[-1:] == " " or (one and not spaced):
                more.add(one)
            elif isinstance(item, str):
                more.add(one + item.replace(_GAP, " ") if one or item != " " else "")
            else:
                more |= {one + way for inner in item.ways for way in _openings(inner, spaced)}
                if item.optional:
                    more.add(one)
        found = more
    return found
