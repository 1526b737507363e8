"""The notation in which a speaker writes phrases down, and a search that walks through a text once, word by word.

`(a|b)` is one of them, `[a]` may be missing, `*` at the end of a word any more letters, `#` a number, `…` a few words of the
sentence. The search follows all phrases at once by taking each word off what is left of them (the derivatives of J. A. Brzozowski,
Derivatives of Regular Expressions, 1964); what is left is worked out when it is first met and kept. A phrase has no
repetition without a limit, so no text can make the search run away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_GAP = "…"
_NUMBER = "#"
_GAP_WORDS, _GAP_CHARACTERS = 6, 12
_STOPS = frozenset(".;:!?。；：！？")  # no gap reaches over them
_OPEN = 2  # letters that stand before a `*` at least
_MAX_KNOWN = 2_000  # words that a place remembers


class Rule(NamedTuple):
    """What a phrase stands for, how much it weighs, and whether it does so only as an answer that stands alone."""

    role: str
    weight: float
    alone: bool = False


class _Choice(NamedTuple):
    """One of several ways to go on, or none of them."""

    ways: list[_Sequence]
    optional: bool


_Item = str | int | _Choice  # a letter, a gap of so many words, a choice
_Sequence = list[_Item]
_Left = tuple[Rule, _Sequence]  # a phrase, and what is left of it


@dataclass
class Phrases:
    """Phrases and what they stand for; `spaced` says that words stand apart, else every character is one."""

    spaced: bool
    _written: list[tuple[Rule, str]] = field(default_factory=list)
    _start: _Place | None = None

    def add(self, rule: Rule, phrases: list[str]) -> None:
        """Take in phrases that stand for `rule`."""
        self._written += [(rule, phrase) for phrase in phrases]

    def check(self) -> None:
        """Raise a ValueError that names the first phrase that cannot be read."""
        for _, phrase in self._written:
            try:
                left = [parsed(phrase, self.spaced)]
                while left:
                    rests = [rest for one in left for _, _, rest in _first_words(one, self.spaced) if rest]
                    left = rests[:_MAX_KNOWN]
            except ValueError as error:
                raise ValueError(f"“{phrase}” cannot be read: {error}") from None

    def found(self, words: list[str]) -> list[tuple[int, int, Rule]]:
        """Return first word, last word and rule of the phrases that stand in `words`: of those that begin with one word
        the weightiest, then longest, and likewise of those that stand alone and of those that weigh nothing.
        """
        if self._start is None:
            self._start = _Place(
                [(rule, parsed(one, self.spaced)) for rule, one in self._written], self.spaced
            )
        start, found, last = self._start, [], len(words) - 1
        met = start.known
        for first, word in enumerate(words):
            place = met[word] if word in met else start.after(word)
            if place is None:
                continue
            n = first
            best: tuple[int, int, Rule] | None = None
            answer: tuple[int, int, Rule] | None = None
            sign: tuple[int, int, Rule] | None = None
            while place is not None:
                if place.rule and (best is None or place.rule.weight >= best[2].weight):
                    best = (first, n, place.rule)
                if place.answer:
                    answer = (first, n, place.answer)
                if place.sign:
                    sign = (first, n, place.sign)
                if n == last:
                    break
                n += 1
                then, known = words[n], place.known
                place = known[then] if then in known else place.after(then)
            if best:
                found.append(best)
            if answer:
                found.append(answer)
            if sign:
                found.append(sign)
        return found


class _Place:
    """How far some phrases have come: the rule (and the answer that stands alone, and the sign, which weighs nothing) of
    one that is complete, and what is left of them after each word.
    """

    __slots__ = ("_always", "_any", "_open", "_spaced", "_words", "answer", "known", "rule", "sign")

    def __init__(self, left: list[_Left], spaced: bool) -> None:
        self._spaced = spaced
        self._words: dict[str, list[_Left]] = {}
        self._open: dict[str, list[tuple[str, _Left]]] = {}  # beginnings of words, by their first letters
        self._always: list[_Left] = []
        self._any: _Place | None = None
        self.known: dict[str, _Place | None] = {}
        complete = []
        for rule, sequence in left:
            for word, is_open, rest in _first_words(sequence, spaced):
                if word == _GAP:
                    self._always.append((rule, rest))
                elif is_open:
                    self._open.setdefault(word[:_OPEN], []).append((word, (rule, rest)))
                elif word:
                    self._words.setdefault(word, []).append((rule, rest))
                else:
                    complete.append(rule)
        weighty = (rule for rule in complete if rule.weight and not rule.alone)
        self.rule: Rule | None = max(weighty, key=lambda rule: rule.weight, default=None)
        self.answer: Rule | None = next((rule for rule in complete if rule.alone), None)
        self.sign: Rule | None = next((rule for rule in complete if not rule.weight), None)

    def after(self, word: str) -> _Place | None:
        """Return the place that a word leads to, None when no phrase goes on with it; `known` has those met before."""
        left = list(self._words.get(word, ()))
        left += [one for begins, one in self._open.get(word[:_OPEN], ()) if word.startswith(begins)]
        if word.isdigit():
            left += self._words.get(_NUMBER, ())
        if self._always and word not in _STOPS:
            if (
                not left
            ):  # any word: they all lead to one place, else a long text would make ever more of them
                self._any = self._any or _Place(self._always, self._spaced)
                return self._any
            left += self._always
        place = _Place(left, self._spaced) if left else None
        if len(self.known) < _MAX_KNOWN:
            self.known[word] = place
        return place


def parsed(phrase: str, spaced: bool) -> _Sequence:
    """Return a phrase as what it is made of; a sign that stands alone is itself."""
    if len(phrase) == 1:
        return [phrase]
    ways, _ = _ways(phrase, 0, "", _GAP_WORDS if spaced else _GAP_CHARACTERS)
    return ways[0]


def _ways(phrase: str, at: int, closing: str, gap: int) -> tuple[list[_Sequence], int]:
    """Read alternatives up to the closing bracket; return them and where reading goes on."""
    ways: list[_Sequence] = [[]]
    while at < len(phrase):
        char = phrase[at]
        at += 1
        if char == closing:
            return ways, at
        if closing and char == "|":
            ways.append([])
        elif char in "([":
            inner, at = _ways(phrase, at, ")" if char == "(" else "]", gap)
            ways[-1].append(_Choice(inner, char == "["))
        else:
            ways[-1].append(gap if char == _GAP else char)
    if closing:
        raise ValueError("a bracket is not closed.")
    return ways, at


def _first_words(sequence: _Sequence, spaced: bool, begun: str = "") -> Iterator[tuple[str, bool, _Sequence]]:
    """Yield each word that a sequence can begin with, whether more letters may follow it, and what comes after.

    No word means that nothing is needed any more; a gap yields itself and, since it may be empty, what comes after it.
    """
    if not sequence:
        yield begun, False, []
        return
    item, rest = sequence[0], sequence[1:]
    if isinstance(item, _Choice):
        for way in item.ways:
            yield from _first_words(way + rest, spaced, begun)
        if item.optional:
            yield from _first_words(rest, spaced, begun)
    elif isinstance(item, int):
        if begun:
            yield begun, False, sequence
        else:
            if item:
                yield _GAP, False, [item - 1, *rest]
            yield from _first_words(rest, spaced)
    elif item == " ":
        if begun:
            yield begun, False, rest
        else:
            yield from _first_words(rest, spaced)
    elif item == "*":
        if len(begun) < _OPEN:
            raise ValueError(f"at least {_OPEN} letters stand before a *.")
        yield begun, True, rest
    elif not spaced:
        yield item, False, rest
    elif item.isalnum() or item == "_":
        yield from _first_words(rest, spaced, begun + item)
    elif begun:
        yield begun, False, sequence
    else:
        yield item, False, rest
