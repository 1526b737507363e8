"""What each language's file says about effects, put in order so that a text is looked through once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from tracker.mail import languages, phrase_notation

EFFECTS = ("confirm", "upgrade", "downgrade", "restate", "pointer", "redirect", "decline", "none")
# A hint that anything stronger beats; plain; hardly to be taken otherwise; sure.
WEIGHTS = {"hint": 1.0, "plain": 2.0, "strong": 3.0, "sure": 4.0}
# What surrounds a phrase and changes what it hints at.
SIGNS = ("negations", "affirming", "ends", "limits", "conditions", "hedges")
IGNORE = "ignore"  # words that look like a phrase and hint at nothing ("right now")
DISAGREE = "disagree"  # dissent from another responder's words


class Rule(NamedTuple):
    """What a phrase stands for, and how much it weighs."""

    role: str
    weight: float


@dataclass
class Table:
    """Phrases by the letters that they begin with; those under a key are compiled when they are first met."""

    spaced: bool
    _written: dict[str, list[tuple[Rule, str]]] = field(default_factory=dict)
    _ready: dict[str, tuple[re.Pattern[str], list[Rule]]] = field(default_factory=dict)

    def add(self, rule: Rule, phrases: list[str]) -> None:
        """Take in phrases that stand for `rule`."""
        for phrase in phrases:
            for key in phrase_notation.keys(phrase, self.spaced):
                self._written.setdefault(key, []).append((rule, phrase))

    def __contains__(self, key: str) -> bool:
        return key in self._written

    def at(self, text: str, start: int, key: str) -> tuple[int, Rule] | None:
        """Return where the weightiest, then longest, phrase that begins at `start` ends, and its rule."""
        ready = self._ready.get(key)
        if ready is None:
            rows = sorted(self._written[key], key=lambda row: (-row[0].weight, -len(row[1])))
            one_of = "|".join(f"({phrase_notation.pattern(phrase, self.spaced)})" for _, phrase in rows)
            ready = self._ready[key] = (re.compile(one_of), [rule for rule, _ in rows])
        match = ready[0].match(text, start)
        return (match.end(), ready[1][(match.lastindex or 1) - 1]) if match else None


@dataclass(frozen=True)
class Language:
    """One language: whether its words stand apart, how far a negation reaches, its phrases and its signs."""

    spaced: bool
    common: frozenset[str]
    before: int
    after: int
    cancel: bool
    asks: tuple[str, ...]
    bodies: re.Pattern[str] | None
    phrases: Table
    signs: Table


@cache
def every() -> tuple[Language, ...]:
    """Return the languages that say something about effects; the files are read when first asked for."""
    return tuple(_language(table) for _, table in languages.section("effects"))


def _language(table: dict[str, Any]) -> Language:
    spaced = table["words"] == "apart"
    phrases, signs = Table(spaced), Table(spaced)
    for effect in EFFECTS:
        for strength, written in table.get(effect, {}).items():
            phrases.add(Rule(effect, WEIGHTS[strength]), written)
    phrases.add(Rule(IGNORE, 9.0), table.get(IGNORE, []))
    phrases.add(Rule(DISAGREE, WEIGHTS["strong"]), table.get(DISAGREE, []))
    for sign in SIGNS:
        signs.add(Rule(sign, 1.0), table.get(sign, []))
    bodies = "|".join(map(re.escape, table.get("bodies", [])))
    few = r"(?<![\w-])(?:[^\W_][\w-]{0,30} ){0,3}" if spaced else r"[\w -]{0,16}?"
    return Language(
        spaced=spaced,
        common=frozenset(table["common"].split() if spaced else table["common"].replace(" ", "")),
        before=table.get("negation-before", 0),
        after=table.get("negation-after", 0),
        cancel=table.get("two-negations-cancel", True),
        asks=tuple(table.get("asks", [])),
        bodies=re.compile(rf"{few}(?:{bodies})" + (r"\b" if spaced else ""), re.IGNORECASE) if bodies else None,
        phrases=phrases,
        signs=signs,
    )
