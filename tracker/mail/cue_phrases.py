"""What each language's file says about effects, put in order so that a text is looked through once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from tracker.mail import languages
from tracker.mail.phrase_notation import Phrases, Rule

EFFECTS = ("confirm", "upgrade", "downgrade", "restate", "pointer", "redirect", "decline", "none")
# A hint that anything stronger beats; an answer by itself ("No."), which says more than the page that goes with it and less
# than what explains it; plain; hardly to be taken otherwise; sure.
WEIGHTS = {"hint": 1.0, "answer": 1.9, "plain": 2.0, "strong": 3.0, "sure": 4.0}
# What surrounds a phrase and changes what it hints at.
SIGNS = ("negations", "affirming", "frames", "reports", "conditions", "limits", "ends", "hedges")
IGNORE = "ignore"  # words that look like a phrase and hint at nothing ("right now")
DISAGREE = "disagree"  # dissent from another responder's words


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
    phrases: Phrases


@cache
def every() -> tuple[Language, ...]:
    """Return the languages that say something about effects; the files are read when first asked for."""
    return tuple(_language(table) for _, table in languages.section("effects"))


@cache
def speakers() -> dict[str, tuple[int, ...]]:
    """Return which languages each common word, or character, belongs to, by their places in `every()`."""
    found: dict[str, tuple[int, ...]] = {}
    for n, language in enumerate(every()):
        for word in language.common:
            found[word] = (*found.get(word, ()), n)
    return found


def _language(table: dict[str, Any]) -> Language:
    spaced = table["words"] == "apart"
    phrases = Phrases(spaced)
    for effect in EFFECTS:
        for strength, written in table.get(effect, {}).items():
            phrases.add(Rule(effect, WEIGHTS[strength], strength == "answer"), written)
    phrases.add(Rule(IGNORE, 9.0), table.get(IGNORE, []))
    phrases.add(Rule(DISAGREE, WEIGHTS["strong"]), table.get(DISAGREE, []))
    for sign in SIGNS:
        phrases.add(Rule(sign, 0.0), table.get(sign, []))
    return Language(
        spaced=spaced,
        common=frozenset(table["common"].split() if spaced else table["common"].replace(" ", "")),
        before=table.get("negation-before", 0),
        after=table.get("negation-after", 0),
        cancel=table.get("two-negations-cancel", True),
        asks=tuple(table.get("asks", [])),
        bodies=_bodies(table.get("bodies", []), spaced),
        phrases=phrases,
    )


def _bodies(nouns: list[str], spaced: bool) -> re.Pattern[str] | None:
    """Return the pattern of a group of people by name: a few words, then what groups are called."""
    if not nouns:
        return None
    one_of = "|".join(map(re.escape, nouns))
    if spaced:
        return re.compile(rf"(?<![\w-])(?:[^\W_][\w-]{{0,30}} ){{0,3}}(?:{one_of})\b", re.IGNORECASE)
    return re.compile(rf"[\w -]{{0,16}}?(?:{one_of})")
