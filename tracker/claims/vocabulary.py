"""Signals: the words by which a sentence shows how sure it is, read from `words/`, and the language they are in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from tracker.claims import words

Kind = Literal[
    "denial", "absence", "limit", "partial", "hearsay", "hedge", "inference", "testimony", "document",
    "confidence", "excess", "practice", "reach", "fact",
]  # fmt: skip

_SET = re.compile(r"<([a-z]+)>")
_GAP = " .. "
# What any of the languages sets between quotation marks.
_QUOTATION = re.compile(r"„[^“”]*[“”]|“[^“”]*”|\"[^\"]*\"|「[^」]*」|»[^«]*«|«[^»]*»")


@dataclass(frozen=True)
class Signal:
    """A way of saying how sure one is, and the levels `low` to `high` whose sentence may rest on it.

    `strict` says what it does below `low`: "always" overclaims whatever stands before it, "framed" unless
    weaker words before it in its clause take it under themselves, "" by itself never. A `loose` signal limits
    a wording where a limit is wanted and weakens none. `certainty` and `likelihood` are what ICD 203 keeps apart.
    `only` are the levels at which it counts, all when it is empty; `yields` are the kinds beside which, and
    `under` those after which, it says nothing of its own in its clause. `origin` says where the words come from.
    """

    name: str
    kind: Kind
    pattern: re.Pattern[str]
    low: int
    high: int
    origin: str
    strict: Literal["", "framed", "always"] = ""
    loose: bool = False
    certainty: bool = False
    likelihood: bool = False
    only: tuple[int, ...] = ()
    yields: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """Words to look at whatever the level is: `kind` of finding, and the finding's sentence and repair."""

    name: str
    kind: Literal["scope", "date"]
    pattern: re.Pattern[str]
    message: str
    repair: str
    origin: str


@dataclass(frozen=True)
class Language:
    """What one language says, compiled: its signals and what surrounds them."""

    tag: str
    signals: tuple[Signal, ...]
    beside: tuple[Beside, ...]
    marks: frozenset[str]
    negation: re.Pattern[str]
    unasserted: re.Pattern[str]
    reporting: re.Pattern[str]
    mention: re.Pattern[str]
    contrast: re.Pattern[str]
    clause: re.Pattern[str]
    dated: re.Pattern[str]
    sentence: re.Pattern[str]
    quoted: re.Pattern[str]


@cache
def languages() -> tuple[Language, ...]:
    """Return every language that has a file of words, English first."""
    return tuple(_language(tag, table) for tag, table in words.tables().items())


def language_of(wording: str) -> Language:
    """Return the language that most of the small words of `wording` belong to; English when nothing tells.

    Where a sentence quotes a statement in another language it is the words around the quotation that tell.
    """
    around = _QUOTATION.sub(" ", wording)
    return spoken(around) or spoken(wording) or languages()[0]


def spoken(text: str) -> Language | None:
    """Return the language whose small words `text` has most of, None where it has none of any."""
    runs = re.findall(r"[^\W\d_]+", text.casefold())
    best, most = None, 0
    for one in languages():
        # A script without spaces is told by its characters.
        found = sum(run in one.marks for run in runs) or sum(
            text.count(mark) for mark in one.marks if len(mark) == 1 and not mark.isascii()
        )
        if found > most:
            best, most = one, found
    return best


def _language(tag: str, table: Mapping[str, Any]) -> Language:
    compiler = _Compiler(table.get("sets", {}), spaced=table.get("spaced", True))
    context = table["context"]
    return Language(
        tag=tag,
        signals=tuple(
            Signal(
                name=one["name"],
                kind=one["kind"],
                pattern=compiler.pattern(one["patterns"]),
                low=one["low"],
                high=one["high"],
                origin=one["origin"],
                strict=one.get("strict", ""),
                loose=one.get("loose", False),
                certainty=one.get("certainty", False),
                likelihood=one.get("likelihood", False),
                only=tuple(one.get("only", ())),
                yields=tuple(one.get("yields", ())),
                under=tuple(one.get("under", ())),
            )
            for one in table["signals"]
        ),
        beside=tuple(
            Beside(
                one["name"],
                one["kind"],
                compiler.pattern(one["patterns"]),
                one["message"],
                one["repair"],
                one["origin"],
            )
            for one in table.get("beside", ())
        ),
        marks=frozenset(table["marks"].split()),
        negation=compiler.pattern([context["negation"]]),
        unasserted=compiler.pattern([context.get("unasserted", "(?!)")]),
        reporting=compiler.raw(rf"(?:{context['reporting']})\s*[:,：，]?\s*$"),
        mention=compiler.raw(rf"^\s*(?:{context['mention']})"),
        contrast=compiler.raw(context["contrast"]),
        clause=compiler.raw(context["clause"]),
        dated=compiler.raw(context["dated"]),
        sentence=compiler.raw(context.get("sentence", r".+?(?:[.!?][\"”’)\]]*(?=\s|$)|\Z)"), re.DOTALL),
        quoted=compiler.raw(context.get("quoted", r"“[^”]*”|\"[^\"]*\"")),
    )


class _Compiler:
    """Turns the notation of the files into patterns: `<set>`, ` .. ` for a few words, a space for any white space."""

    def __init__(self, sets: Mapping[str, str], *, spaced: bool) -> None:
        self._spaced = spaced
        self._sets = {name: "".join(value.split("\n ")).replace("\n", "") for name, value in sets.items()}

    def pattern(self, patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(f"(?:{one})" for one in patterns)
        while _SET.search(joined):
            joined = _SET.sub(lambda match: f"(?:{self._sets[match[1]]})", joined)
        if not self._spaced:
            return re.compile(joined.replace(_GAP.strip(), r"[^。；！？;]{0,24}?"), re.IGNORECASE)
        gap = r"\s+(?:[^\s;:]+\s+){0,8}?"
        joined = joined.replace(_GAP, "\0").replace(" ", r"\s+").replace("\0", gap)
        return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)

    def raw(self, pattern: str, flags: int = 0) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE | flags)
