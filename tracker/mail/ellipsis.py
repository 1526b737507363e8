"""Numbers whose noun is left out: "the second is wrong", "number three", "#3 is right", "1–4: fine", and "all five
claims"."""

from __future__ import annotations

from tracker.mail.label_words import LAST, Piece, figure
from tracker.mail.mentions import (
    DASHES,
    MOST,
    NOUNS,
    Mention,
    Number,
    Sort,
    number_at,
    own,
    role_of,
    sort_of,
)

_ENDS = frozenset(".!?;:。！？；：…")
_COMMAS = frozenset(",，、")
_CLOSE = frozenset(":：)）")
_AHEAD = 3  # words that may stand before a number: "as to the"


def elliptic(low: str, found: list[Piece], named: list[Mention]) -> list[Mention]:
    """Return the numbers of a folded text, cut into `found`, that stand for what they number, in order.

    A text that opens with one means the letter's; further on it takes a noun that was `named` before, because "the
    second is" may count anything.
    """
    out = _all(low, found)
    since = min((start for start, *_ in (*named, *out)), default=len(low))
    for at in range(len(found)):
        opening, fresh = at == 0, at == 0 or _fresh(low, found, at)
        if not (fresh or _goes_on(found, at)) or not (opening or since < found[at].start):
            continue
        first = _ahead(found, at)
        numbers, end = _series(found, first)
        if numbers and _stands(found, first, end, numbers[0], opening, fresh and first > at):
            before = [one for one in (*named, *out) if one[0] < found[first].start]
            sort = _sort(max(before)[2] if before else "number", numbers[0])
            shown = low[found[first].start : found[end - 1].end]
            out += [(found[first].start, one.value, sort, shown) for one in numbers]
            since = min(since, found[first].start)
    return out


def opening_range(found: list[Piece], at: int) -> tuple[tuple[int, ...], int]:
    """Return the figures in a row that open a text as one label, and the piece behind it: "1-4:", "1, 2 and 4:"."""
    values: list[int] = []
    while at < len(found) and (value := figure(found[at].text)) and value <= MOST:
        if values and (found[at - 1].text in DASHES or found[at - 1].may_be("until")):
            values += range(values[-1] + 1, value)
        values.append(value)
        at += 1
        if at + 1 < len(found) and _joins(found, at) and figure(found[at + 1].text):
            at += 1
            continue
        closed = at < len(found) and found[at].text in _CLOSE
        timed = at + 1 < len(found) and found[at + 1].start == found[at].end and figure(found[at + 1].text)
        rising = len(values) > 1 and values == sorted(set(values))
        return (tuple(values), at + 1) if closed and rising and not timed else ((), 0)
    return (), 0


def _all(low: str, found: list[Piece]) -> list[Mention]:
    """Return all that are counted with their noun: "all five claims"."""
    out: list[Mention] = []
    for at, piece in enumerate(found):
        here = at + 1
        if not piece.may_be("all"):
            continue
        while here < len(found) and found[here].may_be("before") and not found[here].may_be("cardinal"):
            here += 1
        number = number_at(found, here)
        if number is None or number.ordinal or not 1 < number.value <= MOST or number.end >= len(found):
            continue
        noun = number.end
        while noun + 1 < len(found) and found[noun].may_be("before", "nth") and not role_of(found[noun]):
            noun += 1
        role = role_of(found[noun])
        if role:
            shown = low[piece.start : found[noun].end]
            out += [(piece.start, n, sort_of(role, False), shown) for n in range(1, number.value + 1)]
    return out


def _fresh(low: str, found: list[Piece], at: int) -> bool:
    """Whether a sentence begins at `at`, or a clause behind a semicolon."""
    gap = low[found[at - 1].end : found[at].start]
    return "\n" in gap or (found[at - 1].text in _ENDS and (bool(gap) or found[at - 1].text > "\u3000"))


def _goes_on(found: list[Piece], at: int) -> bool:
    """Whether a clause may begin at `at`, behind a comma or "and"."""
    return found[at - 1].text in _COMMAS or found[at - 1].may_be("and")


def _ahead(found: list[Piece], at: int) -> int:
    """Return the piece behind what may stand before a number: "and", "as to", "the"."""
    end = min(len(found), at + _AHEAD)
    while at < end and _leads_up(found[at]):
        at += 1
    return at


def _leads_up(piece: Piece) -> bool:
    return piece.may_be("before", "and") and not piece.may_be("ordinal", "nth-before") and piece.text != "#"


def _joins(found: list[Piece], at: int) -> bool:
    piece = found[at]
    return piece.may_be("and", "until") or piece.text in _COMMAS or piece.text in DASHES


def _series(found: list[Piece], at: int) -> tuple[list[Number], int]:
    """Return the numbers in a row at `at`, all of one sort, and where they end."""
    signed = at < len(found) and found[at].may_be("number") and not found[at].may_be("ordinal")
    here = at + 1 if signed else at
    number = number_at(found, here)
    if number is None or (number.value != LAST and not 0 < number.value <= MOST):
        return [], at
    figures = bool(figure(found[here].text))
    # "No one is": what is written "no" takes figures.
    if own(found, at, number) or not (figures or number.ordinal or (signed and len(found[at].text) > 2)):
        return [], at
    out = [number]
    end = number.end
    while end + 1 < len(found) and _joins(found, end) and len(out) < MOST:
        further = number_at(found, _ahead(found, end + 1))
        if further is None or further.ordinal != number.ordinal or not 0 < further.value <= MOST:
            break
        out.append(further)
        end = further.end
    return out, end


def _stands(found: list[Piece], at: int, end: int, number: Number, opening: bool, introduced: bool) -> bool:
    """Whether what follows a number shows that its noun was left out: "is", "one", "too"; behind "for 6" a comma."""
    if end < len(found) and any(role in found[end].roles for role in NOUNS):
        return False
    signed = found[at].may_be("number")
    if opening and not (number.ordinal or signed):
        return False
    here = end
    while here < len(found) and here < end + 2 and found[here].text in _COMMAS:
        if introduced and not opening:
            return True
        here += 1
    return here < len(found) and _of_one_language(found[here], number)


def _of_one_language(piece: Piece, number: Number) -> bool:
    """Whether a word may follow a number whose noun is left out, in a language of the number."""
    languages = set(piece.roles.get("stands", ()))
    return bool(languages if number.languages is None else languages & number.languages)


def _sort(named: Sort, number: Number) -> Sort:
    """Return what a number counts: what was `named` last, if that is a question or a claim."""
    if named in ("question", "claim"):
        return named
    return "ordinal" if number.ordinal else "number"
