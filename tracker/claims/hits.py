"""Reads a wording: which signals it gives, without those that are negated, reported or another's words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from tracker.claims.vocabulary import Beside, Language, Signal, language_of, spoken

_NEGATION_REACH = 6
_NEAR = 80  # characters before and after a quotation that say whose it is
_AROUND = 12  # characters to both sides that tell one contrast from another
_SHORT_QUOTATION = 5  # words; so few are a source's words wherever the sentence names one
# What a negation before it turns around; hedges and absences have theirs built in.
_TURNED = frozenset(
    {"document", "confidence", "excess", "reach", "fact", "inference", "testimony", "partial"}
)


@dataclass(frozen=True)
class Hit:
    """A signal in a wording: where, in characters, in which sentence, and in which stretch of it between contrasts."""

    signal: Signal
    start: int
    end: int
    sentence: int
    stretch: int


@dataclass(frozen=True)
class BesideHit:
    """Words to look at beside the level: where, in characters, and in which sentence."""

    beside: Beside
    start: int
    end: int
    sentence: int


@dataclass(frozen=True)
class Text:
    """A wording as read: its language, its signals in order, and which of its sentences are questions."""

    wording: str
    language: Language
    hits: tuple[Hit, ...]
    beside: tuple[BesideHit, ...]
    questions: frozenset[int]

    def asks(self, sentence: int) -> bool:
        """Return whether that sentence is a question, which asserts nothing."""
        return sentence in self.questions


@lru_cache(maxsize=256)
def read(wording: str, proposition: str = "") -> Text:
    """Return the signals of a wording that count.

    Not counted: what is negated within six words before it in its clause; what a reporting verb quotes, and a word
    that is only mentioned; how far something reaches where a rule or a person says so, where the evidence is said to be
    missing, or where the proposition itself says it, since that is what the level rates.
    """
    language = language_of(wording)
    sentences = [match.span() for match in language.sentence.finditer(wording)]
    stated = _folded(proposition)
    contrasts = [
        match.start()
        for match in language.contrast.finditer(wording)
        if not _stated(wording, match.start(), match.end(), stated)
    ]
    found = [
        Hit(signal, *match.span(), number, bisect_right(contrasts, match.start()))
        for number, (start, end) in enumerate(sentences)
        for signal in (*language.signals, *_foreign(wording, language))
        for match in signal.pattern.finditer(wording, start, end)
    ]
    found.sort(key=lambda hit: (hit.start, hit.end))
    outside = _Outside(wording, language, found, proposition)
    hits = tuple(hit for hit in found if outside.counts(hit, sentences[hit.sentence][0]))
    beside = tuple(
        BesideHit(one, *match.span(), number)
        for number, (start, end) in enumerate(sentences)
        for one in language.beside
        for match in one.pattern.finditer(wording, start, end)
        if not outside.reported(*match.span())
        and not outside.negated(start, match.start())
        and not outside.proposed(match.group())
    )
    asked = frozenset(
        n for n, (start, end) in enumerate(sentences) if wording[start:end].rstrip().endswith(("?", "？"))
    )
    return Text(wording, language, hits, beside, asked)


def _foreign(wording: str, language: Language) -> tuple[Signal, ...]:
    """Return what is too strong wherever it stands, of the languages that the wording quotes beside its own."""
    quoted = {spoken(match.group()) for match in language.quoted.finditer(wording)}
    return tuple(
        signal
        for other in sorted((one for one in quoted if one and one is not language), key=lambda one: one.tag)
        for signal in other.signals
        if signal.strict == "always"
    )


def _stated(wording: str, start: int, end: int, proposition: str) -> bool:
    """Return whether a contrast is one that the proposition itself makes, which ends no hedge over all of it."""
    around = wording[max(0, start - _AROUND) : end + _AROUND]
    return bool(proposition) and _folded(around) in proposition


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


class _Outside:
    """What of a wording is not its own assertion."""

    def __init__(self, wording: str, language: Language, found: list[Hit], proposition: str) -> None:
        self._wording, self._language = wording, language
        # Where in each stretch of a sentence a kind of signal is first given.
        self._first: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
        for hit in found:
            self._first[hit.sentence, hit.stretch].setdefault(hit.signal.kind, hit.start)
        self._proposition = _folded(proposition)
        self._reported = [
            match.span() for match in language.quoted.finditer(wording) if self._is_reported(match, found)
        ]

    def _is_reported(self, match: re.Match[str], found: list[Hit]) -> bool:
        start, end = match.span()
        before, after = self._wording[max(0, start - _NEAR) : start], self._wording[end : end + _NEAR]
        if self._language.reporting.search(before) or self._language.mention.search(after):
            return True
        said = any(
            hit.signal.kind in ("document", "testimony") and not hit.signal.strict and hit.start < start
            for hit in found
        )
        return said and len(match.group().split()) <= _SHORT_QUOTATION

    def counts(self, hit: Hit, sentence: int) -> bool:
        kind = hit.signal.kind
        if self.reported(hit.start, hit.end):
            return False
        if kind in _TURNED and self.negated(sentence, hit.start):
            return False
        if kind == "document" and not hit.signal.strict and self._unasserted(sentence, hit.start):
            return False
        if self._beside(hit):
            return False
        return kind not in ("reach", "practice", "fact", "excess") or not self.proposed(
            self._wording[hit.start : hit.end]
        )

    def reported(self, start: int, end: int) -> bool:
        return any(a < end and start < b for a, b in self._reported)

    def negated(self, sentence: int, start: int) -> bool:
        """Return whether the clause before a word turns it around, within a reach of six words."""
        return bool(self._language.negation.search(self._near(sentence, start)))

    def _unasserted(self, sentence: int, start: int) -> bool:
        return bool(self._language.unasserted.search(self._near(sentence, start)))

    def _near(self, sentence: int, start: int) -> str:
        clause = self._language.clause.split(self._wording[sentence:start])[-1]
        return " ".join(clause.split()[-_NEGATION_REACH:])

    def proposed(self, words: str) -> bool:
        """Return whether the proposition has the same words, so that the level rates them."""
        return bool(self._proposition) and _folded(words) in self._proposition

    def _beside(self, hit: Hit) -> bool:
        """Return whether another signal of its sentence takes this one under itself, with no contrast between."""
        first = self._first[hit.sentence, hit.stretch]
        return any(kind in first for kind in hit.signal.yields) or any(
            first.get(kind, hit.start) < hit.start for kind in hit.signal.under
        )
