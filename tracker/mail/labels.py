"""Labels that a responder puts on an answer: tokens `[C2]`, numbers "2.", ordinals "Third,", "your second
question", in every language.

Section `[topics]` of the language files: `about` (what a topic is named with: "Regarding"), `clause` (the same, up to
a comma or colon), `headed` (up to a colon), `after` (what stands behind it: "について"); `[labels]` see `label_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.mail.ellipsis import elliptic, opening_range
from tracker.mail.label_words import LAST, OPENING, Piece, figure, may_open, pieces, speaks_of
from tracker.mail.languages import phrases
from tracker.mail.mentions import (
    DASHES,
    Sort,
    mentions,
    number_at,
    own,
    role_of,
    shared,
    single,
    sort_of,
)
from tracker.mail.phrases import UNSPACED, Phrases, folded

_TOKEN = re.compile(r"[\[［]\s?([CQ]\d{1,2}(?:\.\d{1,2})?)\s?[\]］]", re.IGNORECASE)
_SHORT = re.compile(r"\b([cq])(\d{1,2})(?:\.\d{1,2})?\b")
_BULLET = re.compile(r"^\s{0,8}(?:[-–•*]\s{1,4})?")
_DECOR = re.compile(r"\s{0,4}[*_#]{0,3}\s?")
_DATE = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,12}\.?\s(?:19|20)\d\d)")
_CLOSE = frozenset(".):]、．：,，،؛)）】/")
_CLOSE_OR_BOLD = _CLOSE | {"*", "_"}
_OPENING = 120  # characters of a line in which its label is looked for
_SEARCHED = 4000  # characters of a text in which numbers are looked for


@dataclass(frozen=True)
class Label:
    """A number that names what is answered: `sort` says whether it was a bare number, an ordinal, a
    question or claim; -1 stands for the last one.
    """

    number: int
    sort: Sort
    text: str
    leads: bool = False


@dataclass(frozen=True)
class _Lead:
    """A number at the opening with what stands around it: whether a noun goes with it, whether it counts."""

    value: int
    sort: Sort
    at: int
    end: int
    named: bool
    ordinal: bool
    code: bool = False


def opens(line: str) -> str:
    """Return how a line is labelled as an answer of its own: `token`, `number`, `topic`, or an empty
    string.
    """
    if line[:8].lstrip(" *_-–•")[:1] in ("[", "［") and re.match(
        r"\s*(?:[-–•*]\s{1,4})?[*_]{0,2}[\[［]\s?[CQ]\d", line, re.IGNORECASE
    ):
        return "token"
    if leads(line):
        return "number"
    return "topic" if _topic(line) else ""


def tokens(text: str) -> tuple[str, ...]:
    """Return the `[C2]`-style tokens in a text, in order, in capitals, without brackets."""
    return tuple(dict.fromkeys(match[1].upper() for match in _TOKEN.finditer(text)))


@lru_cache(maxsize=128)
def labels(text: str) -> tuple[Label, ...]:
    """Return the numbers that name a question: the label a text opens with, then those mentioned in its
    words.
    """
    out = list(leads(text))
    text = text[:_SEARCHED]
    low = folded(text)
    found = [
        (match.start(), int(match[2]), sort_of(match[1], False), match[0]) for match in _SHORT.finditer(low)
    ]
    speaks = speaks_of(low)
    cut = pieces(low if speaks else low[:OPENING])
    if speaks:
        found += mentions(low, cut)
    found += elliptic(low, cut, found)
    for start, number, sort, shown in sorted(found, key=lambda one: one[0]):
        label = Label(number, sort, text[start : start + len(shown)].strip())
        if all((other.number, other.sort) != (label.number, label.sort) for other in out):
            out.append(label)
    return tuple(label for label in out if label.number)


def named_topic(text: str) -> str:
    """Return the words in which a text names its topic at the opening ("Regarding X, …", "On X: …"), or
    nothing.
    """
    opening = _topic(text)
    return (
        re.split(r"[.?!;:\n。？！；：]|, |，", text, maxsplit=1)[0][:200] + " " + opening if opening else ""
    )


def leads(text: str) -> tuple[Label, ...]:
    """Return the label that a text opens with, behind a bullet or not: "2.", "Zu 2:", "Third,", "On your second
    question:", "问题二："; all of several numbers in a row: "1-4:".
    """
    line = text.lstrip("\n").split("\n", 1)[0][:_OPENING]
    line = _BULLET.sub("", line, count=1)
    decor = _DECOR.match(line)
    skipped = decor.end() if decor else 0
    low = folded(line)[skipped:]
    if not may_open(low):
        return ()
    found = pieces(low[:OPENING])
    values, end = opening_range(found, 0)
    if values:
        shown = line[: skipped + found[end - 1].end].strip()
        return tuple(Label(value, "number", shown, True) for value in values)
    lead = _lead(line, skipped, low, found)
    return (lead,) if lead else ()


def _lead(line: str, skipped: int, low: str, found: list[Piece]) -> Label | None:
    """Return the single label that a line opens with behind what is `skipped`, None when there is none."""
    at, introduced = 0, False
    for _ in range(5):
        if at >= len(found) or _DATE.match(low, found[at].start):
            return None
        for number in _numbered(found, at):
            end = _closed(found, number, low, introduced)
            if end:
                return Label(number.value, number.sort, line[: skipped + end].strip(), True)
        if at + 1 < len(found) and found[at].may_be("before"):
            introduced = True
            at += 2 if found[at + 1].text == ":" else 1
        else:
            break
    return None


def _numbered(found: list[Piece], at: int) -> Iterator[_Lead]:
    """Yield what the number at `at` may be, its noun taken in first: "Q2", "question 2", "2. Frage", "(2", "2"."""
    begins = at
    if at < len(found) and found[at].text in "(（":
        at += 1
    if at >= len(found):
        return
    piece = found[at]
    role = role_of(piece)
    if role or piece.may_be("number"):
        after = at + 1
        while after < len(found) and (
            found[after].may_be("number") or (found[after].text == "." and after == at + 2)
        ):
            after += 1
        adjacent = after < len(found) and found[after].start == piece.end
        number = number_at(found, after) if adjacent or len(piece.text) > 1 else None
        if number and (
            shared(piece, role, number, noun_after=number.ordinal) if role else number.languages is None
        ):
            end = number.end
            if adjacent and end + 1 < len(found) and found[end].text == "." and figure(found[end + 1].text):
                end += 2  # "C2.4" names a part
            yield _Lead(
                number.value,
                sort_of(role, number.ordinal),
                begins,
                end,
                True,
                number.ordinal,
                adjacent and len(piece.text) == 1,
            )
    number = number_at(found, at)
    if number is None or own(found, at, number):
        return
    noun = number.end
    if noun + 1 < len(found) and found[noun].text in ".º" and role_of(found[noun + 1]):
        noun += 1  # "2. Frage"
    named = (
        role_of(found[noun])
        if noun < len(found) and (len(found[noun].text) > 1 or single(found, noun))
        else ""
    )
    if named and (number.ordinal or noun > number.end):
        yield _Lead(number.value, sort_of(named, True), begins, noun + 1, True, True)
    yield _Lead(number.value, sort_of("", number.ordinal), begins, number.end, False, number.ordinal)


def _closed(found: list[Piece], lead: _Lead, low: str, introduced: bool) -> int:
    """Return where a label ends in the text, 0 when no comma, colon or dash makes a label of the number."""
    at = lead.end
    if lead.at == at or (lead.value == LAST and not lead.named):
        return 0
    if at >= len(found):
        return found[-1].end if lead.named or introduced else 0
    if introduced and lead.code:
        return found[at - 1].end  # "Zu Q3 …"
    mark = found[at]
    behind = low[mark.end : mark.end + 1]
    bare = not lead.named and not lead.ordinal
    if mark.may_be("then") and (lead.ordinal or lead.named):
        return mark.end
    if mark.text in DASHES:
        return mark.end if not behind.strip() or mark.text != "-" else 0
    if mark.text not in _CLOSE or behind.isdigit():
        return 0
    if bare and not figure(found[at - 1].text) and not single(found, at - 1):
        return 0  # "Two, three, …", and "To:" says two in some languages
    if bare and mark.text == "/" and behind.isalnum():
        return 0
    if mark.text == "," and at + 1 < len(found) and figure(found[at + 1].text):
        return 0  # "Points 1, 3 and 4"
    end = mark.end
    for other in found[at + 1 :]:
        if other.start != end or other.text not in _CLOSE_OR_BOLD:
            break
        end = other.end
    return end


def _topic(text: str) -> str:
    """Return the words with which a text opens to name its topic, empty when it names none."""
    line = text.lstrip("\n").split("\n", 1)[0][:_OPENING]
    decor = _DECOR.match(line)
    skipped = decor.end() if decor else 0
    low = folded(line)[skipped:]
    end = _about().end(low)
    if end and (
        not low[end : end + 1].strip()
        or re.match(f"[{UNSPACED}:：,，،]", low[end : end + 1])
        or re.match(f"[{UNSPACED}]", low)
    ):
        return line[: skipped + end].strip() + " "
    for openings, marks in ((_clauses(), ",:"), (_headed(), ":：")):
        end = openings.end(low)
        found = re.match(rf"\s(?!\d)[^.?!\n:,]{{1,60}}[{marks}](?=\s|$)", low[end:]) if end else None
        if found and len(found[0].split()) <= 9:
            return line[: skipped + end + found.end()]
    head = re.split("[:：,，、\n]", low, maxsplit=1)[0]
    if len(head) < len(low) and len(head) <= 60 and head.rstrip("は는은").endswith(_after()):
        return line[: skipped + len(head)]
    return ""


@cache
def _about() -> Phrases:
    return Phrases(phrases("topics", "about"))


@cache
def _clauses() -> Phrases:
    return Phrases(phrases("topics", "clause"))


@cache
def _headed() -> Phrases:
    return Phrases(phrases("topics", "headed"))


@cache
def _after() -> tuple[str, ...]:
    """Return what stands behind a topic; a syllable alone and a word of a script with spaces need one before it."""
    listed = (folded(one) for one in phrases("topics", "after"))
    return tuple(one if re.match(f"[{UNSPACED}]", one) and len(one) > 1 else f" {one}" for one in listed)
