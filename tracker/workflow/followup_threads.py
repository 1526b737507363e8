"""The conversations that a follow-up can go to: of each leg its public one, and one with each private responder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from sqlmodel import Session, col

from tracker.documents.drafts import chain, is_address, is_message_id
from tracker.mail.message import Mail, Unreadable, open_mail
from tracker.record import queries
from tracker.record.ledger_tables import Raw
from tracker.record.models import Leg, Letter, Message, Person, Reading, Reply
from tracker.settings import Settings
from tracker.workflow.reacting import own_tokens

_CARRIED_BY = re.compile(r"(?:taken in as mail of|a copy came through) (\S+@\S+?)(?: by .*)?")


@dataclass(frozen=True)
class Heard:
    """A message as a thread sees it: its reply, when it was written, and one copy of it on the thread's channel."""

    reply: str
    person: str
    at: datetime
    message: Message
    sample: bool


@dataclass(frozen=True)
class Parent:
    """What an answer stands under: the thread's subject, and the Message-IDs that lead there ("" for a new thread)."""

    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """A conversation: the public one of leg `leg` (`person` ""), or the private one with a person in it.

    `key` names it to people: the leg's id, with `/P3` behind it where a leg has several. `to` is "" where it is not
    known how it is reached. `heard` are answers and `ours` our own messages on the same channel, oldest first;
    `asked` are the questions that it carries.
    """

    key: str
    leg: str
    letter: str
    state: str
    public: bool
    person: str
    name: str
    to: str
    heard: tuple[Heard, ...]
    ours: tuple[Heard, ...]
    asked: tuple[str, ...]

    @property
    def sample(self) -> bool:
        """Whether sample mail is in it: then it goes to nobody real."""
        return any(one.sample for one in (*self.heard, *self.ours))

    @property
    def last(self) -> datetime | None:
        """When the newest answer was written."""
        return max((one.at for one in self.heard), default=None)


class Threads:
    """The threads of the workspace, read from a session; mails are opened once."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        self._settings = settings
        self._mails: dict[str, Mail | None] = {}
        self._people = {one.id: one for one in queries.live(session, Person)}
        self._messages: dict[str, list[Message]] = {}
        for one in queries.live(session, Message):
            if not one.withheld:
                self._messages.setdefault(one.reply_id, []).append(one)

    def of_letter(self, letter: str) -> tuple[Thread, ...]:
        """Return the threads of a letter's legs, in the order of the legs."""
        legs = queries.live(self._session, Leg, col(Leg.letter_id) == letter)
        return tuple(thread for place, leg in enumerate(legs) for thread in self._of(leg, first=not place))

    def _of(self, leg: Leg, first: bool) -> Iterator[Thread]:
        rows = queries.live(self._session, Reply, col(Reply.leg_id) == leg.id)
        answers = [one for one in rows if one.kind == "reply"]
        private = list(dict.fromkeys(one.person_id for one in answers if one.visibility != "list"))
        open_ = [one for one in answers if one.visibility == "list"]
        address = self._public_address(leg, open_, first)
        theirs = {who.address for one in private if (who := self._people.get(one)) is not None}
        main = bool(open_) or not private or bool(address and address not in theirs)
        if main:
            yield self._thread(leg, leg.id, "", address, open_, self._ours(rows, ""))
        for person in private:
            key = leg.id if not main and len(private) == 1 else f"{leg.id}/{person}"
            own = [one for one in answers if one.person_id == person and one.visibility != "list"]
            who = self._people.get(person)
            to = who.address if who is not None and not who.withheld else ""
            yield self._thread(leg, key, person, to, own, self._ours(rows, to))

    def _thread(
        self, leg: Leg, key: str, person: str, to: str, replies: list[Reply], ours: tuple[Heard, ...]
    ) -> Thread:
        who = self._people.get(person)
        heard = sorted(
            filter(None, (self._heard(one, not person) for one in replies)), key=lambda one: one.at
        )
        asked = tuple(leg.questions) if not person or "/" not in key else ()
        return Thread(
            key=key,
            leg=leg.id,
            letter=leg.letter_id,
            state=leg.state,
            public=not person,
            person=person,
            name=who.name if who is not None and not who.withheld else "",
            to=to if is_address(to) else "",
            heard=tuple(heard),
            ours=ours,
            asked=asked,
        )

    def _heard(self, reply: Reply, public: bool) -> Heard | None:
        """The reply with the copy that came by the thread's channel; None where nothing of it can be read here."""
        copies = self._messages.get(reply.id, [])
        on_list = [one for one in copies if one.visibility == "list"]
        copy = next(iter(on_list if public else copies), None)
        if copy is None:
            return None
        dates = [at for at in (reply.date, copy.received_at) if at is not None]
        at = min(dates, default=datetime.min.replace(tzinfo=UTC))
        return Heard(reply.id, reply.person_id, at, copy, any(one.sample for one in copies))

    def _ours(self, rows: list[Reply], to: str) -> tuple[Heard, ...]:
        """Our own messages on a channel: public ones, or the private ones that went to the address `to`."""
        found = []
        for reply in rows:
            if reply.kind != "ours" or (reply.visibility == "list") == bool(to):
                continue
            one = self._heard(reply, not to)
            mail = self.mail(one.message) if one is not None else None
            if one is not None and (not to or (mail is not None and to in {*mail.to, *mail.cc})):
                found.append(one)
        return tuple(sorted(found, key=lambda one: one.at))

    # How a leg is reached

    @cached_property
    def lists(self) -> frozenset[str]:
        """The addresses of public lists that are known: configured, or said by a person when mail was taken in."""
        found = {one.address.lower() for one in self._settings.lists}
        for message in (one for copies in self._messages.values() for one in copies):
            carried = _CARRIED_BY.fullmatch(message.why_visible) if message.visibility == "list" else None
            if carried is not None:
                found.add(carried[1].lower())
        return frozenset(one for one in found if is_address(one))

    def _public_address(self, leg: Leg, replies: list[Reply], first: bool) -> str:
        """The list that the newest answer came through, else whom the leg asks, else where the letter went."""
        newest = sorted(
            filter(None, (self._heard(one, public=True) for one in replies)), key=lambda one: one.at
        )
        for one in reversed(newest):
            carried = _CARRIED_BY.fullmatch(one.message.why_visible)
            if carried is not None and is_address(carried[1]):
                return carried[1].lower()
            mail = self.mail(one.message)
            named = [to for to in (*mail.to, *mail.cc) if to in self.lists] if mail is not None else []
            if named:
                return named[0]
        letter = self._session.get(Letter, leg.letter_id) if first else None
        for text in (leg.correspondent, (letter.to or "") if letter is not None else ""):
            found = [one for one in re.split(r"[\s<>,;()\"]+", text.lower()) if is_address(one)]
            if len(found) == 1:
                return found[0]
        return ""

    # What is answered

    def mail(self, message: Message) -> Mail | None:
        """Return the mail of a message, None where its bytes are not here."""
        if message.sha256 not in self._mails:
            raw = self._session.get(Raw, message.sha256)
            try:
                self._mails[message.sha256] = open_mail(raw.data) if raw is not None else None
            except Unreadable:
                self._mails[message.sha256] = None
        return self._mails[message.sha256]

    def parent(self, thread: Thread) -> Parent:
        """Return what a follow-up in the thread answers: the newest answer of its channel, else our own newest
        message, else the letter; each only where its Message-ID can be named.
        """
        letter = self._session.get_one(Letter, thread.letter)
        for one in (*reversed(thread.heard), *reversed(thread.ours)):
            if not is_message_id(one.message.message_id):
                continue
            mail = self.mail(one.message)
            before = (mail.references or mail.in_reply_to[:1]) if mail is not None else ()
            return Parent(one.message.subject, one.message.message_id, chain(before, one.message.message_id))
        newest = (*thread.heard, *thread.ours)[-1:]
        subject = newest[0].message.subject if newest else letter.subject or letter.title
        known = (letter.message_id or "").strip("<> ")
        return Parent(subject, known, (known,)) if is_message_id(known) else Parent(subject)

    def reported(self, thread: Thread) -> dict[str, datetime]:
        """Return when we last wrote in the thread about each question, by the tokens in what we wrote ourselves."""
        found: dict[str, datetime] = {}
        for one in thread.ours:
            reading = self._session.get(Reading, one.reply)
            text = reading.text if reading is not None and not reading.withheld else ""
            found.update(dict.fromkeys(own_tokens(text), one.at))
        return found

    def addressed(self, thread: Thread) -> tuple[str, ...]:
        """Return whom the newest answer was written to: one of them may be an address of ours."""
        mail = self.mail(thread.heard[-1].message) if thread.heard else None
        return (*mail.to, *mail.cc) if mail is not None else ()
