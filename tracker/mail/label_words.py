"""The words with which labels are made in every language, and a text cut into them.

Section `[labels]` of the language files: `question`, `claim` and `point` (what may be numbered), `number` ("No."),
`before` (what may stand before a label: "to your"), `nth` and `nth-before` (what makes an ordinal of a figure:
"2nd", "第二"), `mine` (what says that the thing is not the letter's: "a second question"), `and`, `until`, `then` (what
may close a label instead of a comma), `stands` (what follows a number whose noun is left out: "the second is wrong"),
`all` (what may stand before a number of things: "all five claims"), `order` (`noun first` where an ordinal follows its noun), `ordinals` and
`numbers` (a line each, opening with the figure, or with `last`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tracker.mail.languages import parted, section
from tracker.mail.phrases import UNSPACED, folded

OPENING = 60  # characters in which a label stands
LAST = -1  # what "the last question" counts
_ROLES = (
    "question",
    "claim",
    "point",
    "number",
    "before",
    "nth",
    "nth-before",
    "mine",
    "and",
    "until",
    "then",
    "stands",
    "all",
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_WORD = r"[A-Za-zª°º\u00c0-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u0dff\u0f00-\u109f\u1e00-\u1fff]+"


@dataclass(frozen=True)
class Piece:
    """A word, figure or mark of a text, with what it may be: each role with the languages where it has it."""

    start: int
    end: int
    text: str
    roles: dict[str, dict[str, int]]

    def may_be(self, *roles: str) -> bool:
        """Return whether the piece has one of the roles in any language."""
        return any(role in self.roles for role in roles)


def pieces(text: str) -> list[Piece]:
    """Return folded text cut into pieces; words that make one phrase ("câu hỏi") are one piece."""
    table, longest = _table()
    raw = [(match.start(), match.end(), match[0]) for match in _lexer().finditer(text)]
    out: list[Piece] = []
    at = 0
    while at < len(raw):
        start, end, word = raw[at]
        took = 1
        roles = table.get(word, _NONE)
        for many in range(min(longest.get(word, 1), len(raw) - at), 1, -1):
            found = table.get(" ".join(raw[n][2] for n in range(at, at + many)))
            if found is not None:
                roles, took, end = found, many, raw[at + many - 1][1]
                break
        out.append(Piece(start, end, text[start:end], roles))
        at += took
    return out


def may_open(text: str) -> bool:
    """Return whether folded text begins as a label may, up to a number: a cheap look before the real one."""
    counting, openings = _counting(), _openings()
    for word in (match[0] for match in _lexer().finditer(text[:OPENING])):
        if word in counting or figure(word):
            return True
        if word not in openings:
            return False
    return False


def speaks_of(text: str) -> bool:
    """Return whether a folded text names anything that may be numbered: a cheap look before the real one."""
    return not _nouns().isdisjoint(_lexer().findall(text))


def noun_first(language: str) -> bool:
    """Return whether an ordinal follows its noun in a language."""
    return language in _table_noun_first()


def figure(text: str) -> int:
    """Return what digits or a circled figure say, 0 when it is neither."""
    if text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    return int(text) if text.isdecimal() and len(text) <= 2 else 0


_NONE: dict[str, dict[str, int]] = {}


@cache
def _table() -> tuple[dict[str, dict[str, dict[str, int]]], dict[str, int]]:
    """Return the roles of every phrase, and for its first word how many words the longest phrase has."""
    table: dict[str, dict[str, dict[str, int]]] = {}
    longest: dict[str, int] = {}
    for language, role, value, phrase in _listed():
        words = _lexer().findall(phrase)
        table.setdefault(" ".join(words), {}).setdefault(role, {})[language] = value
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return table, longest


@cache
def _nouns() -> frozenset[str]:
    """Return the words with which the name of anything that may be numbered begins."""
    return frozenset(
        _lexer().findall(phrase)[0]
        for _, role, _, phrase in _listed()
        if role in ("question", "claim", "point")
    ) - {"a"}


@cache
def _counting() -> frozenset[str]:
    """Return the words with which an ordinal or a number word begins."""
    return frozenset(
        _lexer().findall(phrase)[0] for _, role, _, phrase in _listed() if role in ("ordinal", "cardinal")
    )


@cache
def _openings() -> frozenset[str]:
    """Return the words and marks that may stand in a label before its number."""
    aside = ("mine", "and", "until", "then", "stands", "all", "ordinal", "cardinal")
    listed = (
        word for _, role, _, phrase in _listed() if role not in aside for word in _lexer().findall(phrase)
    )
    return frozenset(listed) | frozenset("(（:.")


@cache
def _table_noun_first() -> frozenset[str]:
    return frozenset(language for language, table in section("labels") if table.get("order") == "noun first")


@cache
def _listed() -> tuple[tuple[str, str, int, str], ...]:
    """Return every phrase with its language, its role and the number it says."""
    out: list[tuple[str, str, int, str]] = []
    for language, table in section("labels"):
        out += [(language, role, 0, folded(one)) for role in _ROLES for one in parted(table.get(role, ""))]
        for role, key in (("ordinal", "ordinals"), ("cardinal", "numbers")):
            for line in table.get(key, "").split("\n"):
                shown, _, listed = line.strip().partition(" ")
                number = LAST if shown == "last" else int(shown or 0)
                out += [(language, role, number, folded(one)) for one in parted(listed)]
    return tuple(out)


@cache
def _lexer() -> re.Pattern[str]:
    """Return the pattern of one piece: a word, a figure, a phrase of a script without spaces, or one sign."""
    runs = sorted({one[3] for one in _listed() if re.match(f"[{UNSPACED}]", one[3])}, key=len, reverse=True)
    joined = "|".join(map(re.escape, runs))
    return re.compile(rf"{_WORD}(?:['-]{_WORD})*|\d+|{joined}|[^\s]")
