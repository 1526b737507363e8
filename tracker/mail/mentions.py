"""Numbers beside what they number: "your second question", "questions 2 and 3", "第二个问题", in every language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tracker.mail.label_words import Piece, figure, noun_first
from tracker.mail.phrases import UNSPACED

Sort = Literal["number", "ordinal", "question", "claim"]
Mention = tuple[int, int, Sort, str]  # where it stands, the number, what it names, the words
NOUNS = ("question", "claim", "point")
DASHES = frozenset("-–—")
MOST = 12  # questions that one mention may name


@dataclass(frozen=True)
class Number:
    """A number in a text: where it ends, whether it counts ("second") or only says ("two"), in which languages."""

    value: int
    end: int
    ordinal: bool
    languages: frozenset[str] | None = None


def sort_of(role: str, ordinal: bool) -> Sort:
    """Return what a label with a noun of that role names."""
    if role in ("question", "q"):
        return "question"
    if role in ("claim", "c"):
        return "claim"
    return "ordinal" if ordinal else "number"


def single(found: list[Piece], at: int) -> bool:
    """Whether a piece of a script where one sign can be a word stands at `at`."""
    return at < len(found) and bool(re.match(f"[{UNSPACED}]", found[at].text))


def role_of(piece: Piece) -> str:
    """Return which noun a piece is, empty when it is none."""
    return next((role for role in NOUNS if role in piece.roles), "")


def shared(piece: Piece, role: str, number: Number, *, noun_after: bool = False) -> bool:
    """Whether noun and ordinal are of one language, which with `noun_after` puts the noun first."""
    languages = set(piece.roles.get(role, ()))
    if number.languages is not None:
        languages &= number.languages
    return any(noun_first(one) for one in languages) if noun_after else bool(languages)


def number_at(found: list[Piece], at: int) -> Number | None:
    """Return the number that stands at `at`: figures, an ordinal, a number word, with what makes an ordinal of it."""
    if at >= len(found):
        return None
    piece = found[at]
    if piece.may_be("ordinal"):
        values = piece.roles["ordinal"]
        return Number(next(iter(values.values())), at + 1, True, frozenset(values))
    counted = piece.may_be("nth-before") and at + 1 < len(found)
    here = at + 1 if counted else at
    said = found[here].roles.get("cardinal", {})
    value = figure(found[here].text) or next(iter(said.values()), 0)
    if not value:
        return None
    end = here + 1
    if counted and _is_noun(found, end):
        return Number(value, end, True, None)
    languages = frozenset(said) if said and not figure(found[here].text) else None
    if end < len(found) and found[end].may_be("nth"):
        apart = found[end].start - found[here].end
        if apart == 0 or (apart == 1 and re.match(f"[{UNSPACED}]", found[end].text)):
            return Number(value, end + 1, True, languages)
    return Number(value, end, counted, languages)


def _is_noun(found: list[Piece], at: int) -> bool:
    """Whether a sign that counts is itself what is counted, no other noun standing behind it: "第三点"."""
    return (
        at < len(found)
        and found[at].may_be("nth")
        and bool(role_of(found[at]))
        and not (at + 1 < len(found) and role_of(found[at + 1]))
    )


def mentions(low: str, found: list[Piece]) -> list[Mention]:
    """Return the numbers of a folded text, cut into `found`, that stand beside the name of what is numbered."""
    out: list[Mention] = []
    for at, piece in enumerate(found):
        role = role_of(piece)
        if not role or (len(piece.text) == 1 and not single(found, at)):
            continue
        for first, last, values in (_ahead(found, at, role), _behind(found, at, role)):
            start, end = found[first].start, found[last].end
            out += [(start, value, sort_of(role, values.ordinal), low[start:end]) for value in values.numbers]
    return out


@dataclass(frozen=True)
class _Values:
    numbers: tuple[int, ...] = ()
    ordinal: bool = False


def _ahead(found: list[Piece], at: int, role: str) -> tuple[int, int, _Values]:
    """Return the numbers behind a noun: "question 2", "questions 2 and 3", "câu hỏi thứ tư"."""
    here = at + 1
    while here < len(found) and here <= at + 2 and (found[here].may_be("number") or found[here].text == "."):
        here += 1
    number = number_at(found, here)
    if number is None or not shared(found[at], role, number, noun_after=number.ordinal):
        return at, at, _Values()
    if found[here].start - found[here - 1].end > 1 or _decimal(found, number.end):
        return at, at, _Values()
    if number.ordinal and own(found, at, number):
        return at, at, _Values()
    values = [number.value]
    end = number.end
    while end + 1 < len(found) and len(values) < MOST:
        joins = found[end].may_be("and") or found[end].text in ",、&/"
        spans = found[end].may_be("until") or found[end].text in DASHES
        further = number_at(found, end + 1) if joins or spans else None
        if further is None or further.ordinal != number.ordinal:
            break
        values += range(values[-1] + 1, further.value) if spans and further.value <= MOST else ()
        values.append(further.value)
        end = further.end
    return at, end - 1, _Values(tuple(values), number.ordinal)


def _decimal(found: list[Piece], at: int) -> bool:
    """Whether figures go on as "1.30" does, so that they are no number of a question."""
    return (
        at + 1 < len(found)
        and found[at].text in ".:"
        and found[at + 1].text.isdecimal()
        and found[at + 1].start == found[at].end
    )


def _behind(found: list[Piece], at: int, role: str) -> tuple[int, int, _Values]:
    """Return the numbers before a noun: "your second question", "der ersten bis dritten Annahme"."""
    for back in range(1, 5):
        first = at - back
        if first < 0:
            break
        number = number_at(found, first)
        if number is None or number.value == 0:
            continue
        end = number.end
        counts = number.ordinal
        if not counts and end < at and found[end].text in ".º°":
            counts, end = True, end + 1
        between = found[end:at] if end <= at else None
        if not counts or between is None or not all(one.may_be("before") for one in between):
            continue
        if not shared(found[at], role, number) or own(found, first, number):
            continue
        if first > 0 and found[first - 1].may_be("nth-before"):
            continue  # seen with its sign when looked at one further back
        return first, at, _Values(_series(found, first, number.value), True)
    return at, at, _Values()


def own(found: list[Piece], at: int, number: Number) -> bool:
    """Whether the word before says that the thing is not the letter's: "a second question"."""
    if at == 0 or "mine" not in found[at - 1].roles:
        return False
    mine = set(found[at - 1].roles["mine"])
    return number.languages is None or bool(mine & number.languages)


def _series(found: list[Piece], first: int, value: int) -> tuple[int, ...]:
    """Return the ordinals that go before one: "the first and third", "ersten bis dritten"."""
    values = [value]
    while first >= 2 and len(values) < MOST:
        spans = found[first - 1].may_be("until")
        before = number_at(found, first - 2)
        if (
            before is None
            or not before.ordinal
            or not (spans or found[first - 1].may_be("and") or found[first - 1].text == ",")
        ):
            break
        values = [before.value, *(range(before.value + 1, values[0]) if spans else ()), *values]
        first -= 2
    return tuple(values)
