"""Which letter and leg a mail belongs to, and what a fetch looks for: the legs of all letters, loaded once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.mail.authenticity import names_list
from tracker.mail.belonging import Correspondence, Sorter, bare_subject
from tracker.mail.message import Mail
from tracker.mail.outline import Outline, Topic, propose_topics
from tracker.record.forms import natural
from tracker.record.ledger_tables import LedgerEntry
from tracker.record.models import Leg, Letter, Message, Person, Question, Reply
from tracker.record.queries import live, paragraphs

if TYPE_CHECKING:
    from tracker.mail.sieve import Sought

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True)
class Place:
    """Where a mail belongs: the letter, the leg of it, how that was seen and the reason in words.

    `how` is `letter` when the mail is the letter itself, `hand` when a person said so.
    """

    letter: str
    leg: str
    how: str
    reason: str


@dataclass(frozen=True)
class _Heard:
    """A message of a leg, as far as the next ones are recognised by it."""

    message_id: str
    subject: str
    date: datetime | None
    address: str
    ours: bool


@dataclass
class _Looked:
    """What is looked for of one letter; grows while messages are taken in."""

    outline: Outline
    since: date | None
    legs: list[str] = field(default_factory=list)
    ids: dict[str, datetime | None] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    def learn(self, one: _Heard) -> None:
        """Take in a message; whom a leg asks may be a list, so only others count as people."""
        if one.message_id:
            self.ids.setdefault(one.message_id, one.date)
        if one.ours:
            self.subjects |= {bare_subject(one.subject)} - {""}
        elif one.address and one.address not in self.asked and not names_list(one.address):
            self.people.add(one.address)


class Conversations:
    """All legs of all letters as the reader sees them: loaded once, kept up to date while mail is taken in.

    With `letter` only its legs, and every mail belongs there, by the person's word; `fresh`: as if no mail had come
    yet. `place` never asks the database; `refresh` notices what others recorded meanwhile and loads anew.
    """

    def __init__(self, session: Session, letter: str | None = None, fresh: bool = False) -> None:
        self._letter = letter
        self._fresh = fresh
        self._load(session)

    def _load(self, session: Session) -> None:
        self._entry = newest_entry(session)
        self._looked: dict[str, _Looked] = {}
        self._letter_of: dict[str, str] = {}
        for letter in live(session, Letter):
            if self._letter in (None, letter.id):
                looked = _Looked(outline(session, letter.id), _day(letter.date))
                looked.ids = dict.fromkeys(looked.outline.message_ids, _at(looked.since))
                looked.subjects = {bare_subject(letter.subject or "")} - {""}
                looked.asked = set(_addresses(letter.to or ""))
                self._looked[letter.id] = looked
        legs = [one for one in live(session, Leg) if one.letter_id in self._looked]
        contacts = {}
        for leg in legs:
            looked = self._looked[leg.letter_id]
            first = () if looked.legs else looked.asked
            contacts[leg.id] = {*_addresses(leg.correspondent), *first}
            looked.legs.append(leg.id)
            self._letter_of[leg.id] = leg.letter_id
        for leg in legs:
            self._looked[leg.letter_id].asked |= contacts[leg.id]
        heard = defaultdict(list) if self._fresh else _heard(session)
        for leg in legs:
            for one in heard[leg.id]:
                self._looked[leg.letter_id].learn(one)
        self._sorter = Sorter(
            _correspondence(leg.id, self._looked[leg.letter_id], heard[leg.id], contacts[leg.id])
            for leg in legs
        )

    def refresh(self, session: Session) -> bool:
        """Load anew when others recorded something since; returns whether they did."""
        if newest_entry(session) == self._entry:
            return False
        self._load(session)
        return True

    def place(self, mail: Mail, public: str = "", letter: str | None = None) -> Place | None:
        """Return where `mail` belongs, None for nowhere yet.

        `public` is the list whose own folder it came from. With `letter` it belongs to that one, by the
        person's word: what speaks for another does not count.
        """
        wanted = letter or self._letter
        found = self._sorter.place(mail, public)
        if found is not None and wanted in (None, self._letter_of[found.key]):
            return Place(self._letter_of[found.key], found.key, found.how, found.reason)
        legs = self._looked[wanted].legs if wanted in self._looked else []
        if wanted and legs:
            return Place(wanted, legs[0], "hand", "attached to the letter when it was taken in")
        return None

    def outline(self, letter: str) -> Outline:
        """Return the outline of a letter: the same object until something else was recorded."""
        return self._looked[letter].outline

    def heard(self, place: Place, mail: Mail, person_address: str, ours: bool = False) -> None:
        """Note that `mail` was recorded at `place` as the word of `person_address`, or as one of ours."""
        address = person_address.lower()
        looked = self._looked[place.letter]
        looked.learn(_Heard(mail.message_id, mail.subject, mail.date, address, ours))
        known = address if ours or address in looked.people else ""
        self._sorter.learn(place.leg, mail.message_id, known, mail.subject, ours)

    def recorded(self, entry: int) -> None:
        """Note that ledger entry `entry` is our own and has been told; what others wrote before it is not."""
        if entry == self._entry + 1:
            self._entry = entry

    def is_next(self, entry: int) -> bool:
        """Return whether nobody recorded anything between the state loaded and ledger entry `entry`."""
        return entry == self._entry + 1

    def sought(self) -> tuple[Sought, ...]:
        """Return what a fetch looks for now, a `Sought` for each letter that has a leg."""
        from tracker.mail.sieve import Sought

        return tuple(
            Sought(
                letter=key,
                ids=dict(one.ids),
                subjects=frozenset(one.subjects),
                addresses=frozenset(one.people),
                tokens=frozenset(topic.label.upper() for topic in one.outline.topics),
                paragraphs=one.outline.paragraphs,
                since=one.since,
            )
            for key, one in self._looked.items()
            if one.legs
        )


def newest_entry(session: Session) -> int:
    """Return the number of the newest ledger entry, 0 when there is none: one look at the end of an index."""
    found: int | None = session.execute(select(sa.func.max(LedgerEntry.seq))).scalar()
    return found or 0


def outline(session: Session, letter_id: str) -> Outline:
    """Return the outline of a letter in the record, with its questions and their parts as topics."""
    letter = session.get_one(Letter, letter_id)
    blocks = paragraphs(letter.text)
    shown = {topic.paragraphs[0]: topic for topic in propose_topics(blocks) if topic.paragraphs}
    questions = [q for q in live(session, Question) if q.letter_id == letter_id]
    topics = []
    for one in sorted((q for q in questions if not q.parent_id), key=lambda q: (q.position, natural(q.id))):
        own = tuple(one.paragraphs)
        seen = shown.get(own[0]) if own else None
        topics.append(
            Topic(
                question=one.id,
                paragraphs=own,
                title=one.title,
                text=one.as_asked or one.proposition,
                parts=tuple(
                    (p.id, f"{p.title}. {p.proposition}") for p in questions if p.parent_id == one.id
                ),
                how=seen.how if seen else "given",
                number=seen.number if seen else None,
            )
        )
    return Outline(
        paragraphs=blocks,
        topics=tuple(topics),
        letter=letter_id,
        message_ids=own_ids(letter),
        subject=letter.subject or "",
    )


def own_ids(letter: Letter) -> tuple[str, ...]:
    """Return the letter's Message-ID as mail names it, whether a person set it with its brackets or without."""
    bare = (letter.message_id or "").strip().removeprefix("<").removesuffix(">")
    return (bare,) if bare else ()


def _heard(session: Session) -> dict[str, list[_Heard]]:
    """Every message of every leg, in the order in which they were taken in."""
    known = sa.and_(col(Person.id) == col(Reply.person_id), col(Person.withheld).is_(False))
    rows = session.execute(
        sa.select(
            col(Message.id),
            col(Reply.leg_id),
            col(Message.message_id),
            col(Message.subject),
            col(Message.date),
            col(Person.address),
            col(Reply.kind),
        )
        .join(Reply, col(Message.reply_id) == col(Reply.id))
        .join(Person, known, isouter=True)
        .where(
            col(Message.retired).is_(False), col(Message.withheld).is_(False), col(Reply.retired).is_(False)
        )
    ).all()
    found: dict[str, list[_Heard]] = defaultdict(list)
    for _, leg, message_id, subject, at, address, kind in sorted(rows, key=lambda row: natural(row[0])):
        found[leg].append(_Heard(message_id, subject, at, address or "", kind == "ours"))
    return found


def _correspondence(
    key: str, looked: _Looked, heard: list[_Heard], contacts: Iterable[str]
) -> Correspondence:
    people = (one.address for one in heard if not one.ours)
    return Correspondence(
        key=key,
        message_ids=tuple(one.message_id for one in heard),
        addresses=tuple(one for one in people if one in looked.people),
        outline=looked.outline,
        contacts=tuple(contacts),
        own=tuple(one.address for one in heard if one.ours),
        subjects=tuple(one.subject for one in heard if one.ours),
        since=_at(looked.since),
    )


def _addresses(text: str) -> list[str]:
    return [one.lower() for one in _ADDRESS.findall(text)]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _at(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
