"""The outline of a letter, for whoever reads replies to it: its paragraphs and what each of them asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.text import clean, shorten

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(r"({})(?:ly)?\s*[,:.]".format("|".join(_ORDINALS)), re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:[\[(]?(?:question|claim|point|item|q|c|no\.?|#)?\s*(\d{1,2})[.):\]]+)(?=\s)", re.IGNORECASE
)
_LETTER = re.compile(r"\(?([a-j])\)\s", re.IGNORECASE)
_REGARDING = re.compile(
    r"(?:regarding|concerning|as regards|with regard to|with respect to|as for|on the (?:topic|subject) of)\s+",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"(?:(?:\w+,\s+)?(?:we|i)\s+(?:\w+\s+)?(?:understand|believe|assume|conclude|read|take)\b|(?:our|my) (?:current )?understanding)",
    re.IGNORECASE,
)
# A standing offer speaks about the whole letter under a condition; an announcement only says that something
# follows.
_OFFERS = re.compile(
    r"(?:if|should|where|in case) (?:any|some|one|this|these|those|you|the|it|there)\b", re.IGNORECASE
)
_ANNOUNCES = re.compile(r"(?:as follows|the following(?: \w+)?|below)\s*[.:]\s*$|:\s*$", re.IGNORECASE)
_QUOTED = re.compile('“[^”]*”|"[^"]*"|「[^」]*」|«[^»]*»')
_BULLET = re.compile(r"(?:[-*•–]|\(?[a-z]\)|\([ivx]+\))\s", re.IGNORECASE)


@dataclass(frozen=True)
class Topic:
    """One thing the letter asks.

    `question` is its id in the record (None for a letter that is only read), `paragraphs` its numbers in
    the letter, `proposed` an id suggested for it (`C1`, `Q2`), `how` what showed it: `ordinal`, `number`,
    `letter`, `regarding`, `question`, `statement` or `given`; `number` the number the letter itself gives
    it, if any; `parts` the texts of its parts, each as (id, text).
    """

    question: str | None
    paragraphs: tuple[int, ...]
    title: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()
    how: str = "given"
    number: int | None = None
    proposed: str = ""

    @property
    def label(self) -> str:
        """The id of the question, or the one proposed for it."""
        return self.question or self.proposed


@dataclass(frozen=True)
class Outline:
    """A letter as the reader of replies needs it: paragraphs from 0, topics in the letter's order, and its
    traces.
    """

    paragraphs: tuple[str, ...]
    topics: tuple[Topic, ...]
    letter: str = ""
    message_ids: tuple[str, ...] = ()
    subject: str = ""

    @classmethod
    def from_text(cls, text: str) -> Outline:
        """Return the outline of a plain-text letter: blocks between blank lines, topics proposed, question
        None.
        """
        paragraphs = split_paragraphs(text)
        return cls(paragraphs, tuple(propose_topics(paragraphs)))

    def topic_at(self, paragraph: int) -> Topic | None:
        """Return the topic that a paragraph belongs to, or None (a greeting, a standing offer)."""
        return next((topic for topic in self.topics if paragraph in topic.paragraphs), None)


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Return the blocks of `text` between blank lines, cleaned, without the space around them."""
    blocks = re.split(r"\n[ \t]*(?:\n[ \t]*)+", clean(text).strip("\n"))
    return tuple(block.strip() for block in blocks if block.strip())


def propose_topics(paragraphs: list[str] | tuple[str, ...]) -> list[Topic]:
    """Return what the paragraphs ask, with suggested ids: C1.. for statements to confirm, Q1.. for questions.

    A paragraph asks when it opens with an ordinal, a number or "Regarding …", states an understanding ("we
    understand that …") or holds a question mark. It does not when it is a standing offer ("If any of these
    …": it speaks about the letter as a whole, under a condition) or only announces what follows. Bullets
    below a paragraph are its parts.
    """
    topics: list[Topic] = []
    counts = {"C": 0, "Q": 0}
    for at, text in enumerate(paragraphs):
        below = bool(topics) and topics[-1].paragraphs[-1] == at - 1
        beside = bool(topics) and topics[-1].how == "letter" and bool(_LETTER.match(text))
        if below and not beside and _BULLET.match(text) and not _NUMBER.match(text):
            topics[-1] = _with_parts(topics[-1], at, text)
            continue
        how, number = _opening(text)
        asks = "?" in _QUOTED.sub("", text) or "？" in text
        if not how and (_ANNOUNCES.search(text) or (_OFFERS.match(text))):
            continue
        how = how or ("question" if asks else "statement" if _STATES.match(text) else "")
        if not how:
            continue
        series = "Q" if asks or how == "regarding" else "C"
        counts[series] += 1
        proposed = f"{series}{counts[series]}"
        topics.append(Topic(None, (at,), title_of(text), text, (), how, number, proposed))
    return topics


def _opening(text: str) -> tuple[str, int | None]:
    """Return how a paragraph opens (`ordinal`, `number`, `letter`, `regarding` or nothing) and the number
    it shows.
    """
    if match := _ORDINAL.match(text):
        return "ordinal", _ORDINALS.index(match[1].lower()) + 1
    if match := _NUMBER.match(text):
        return "number", int(match[1])
    if match := _LETTER.match(text):
        return "letter", ord(match[1].lower()) - ord("a") + 1
    return ("regarding", None) if _REGARDING.match(text) else ("", None)


def _with_parts(topic: Topic, at: int, text: str) -> Topic:
    part = (f"{topic.proposed}.{len(topic.parts) + 1}", text)
    return Topic(
        topic.question,
        (*topic.paragraphs, at),
        topic.title,
        f"{topic.text}\n\n{text}",
        (*topic.parts, part),
        topic.how,
        topic.number,
        topic.proposed,
    )


def title_of(text: str) -> str:
    """Return a short title for a paragraph: what it regards, or its first clause without the opening
    formula.
    """
    line = " ".join(text.split())
    for opening in (_ORDINAL, _NUMBER, _LETTER, _REGARDING):
        match = opening.match(line)
        if match:
            line = line[match.end() :].lstrip()
    stated = re.match(
        r"(?:we|i)\s+(?:\w+\s+)?(?:understand|believe|assume|conclude|read|take)(?:\s+that)?\s+",
        line,
        re.IGNORECASE,
    )
    line = line[stated.end() :] if stated else line
    clause = re.split(r",\s+(?:we|i|is|are|would|could|should|can|do|does)\b|[.;?:]\s", line, maxsplit=1)[0]
    title = shorten(clause.strip(" ,.:;?"), 72)
    return title[:1].upper() + title[1:]
