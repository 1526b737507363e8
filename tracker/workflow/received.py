"""A message taken in: the rows of its reply, copy, passages and links, as one act writes them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from tracker.errors import BadUse, TrackerError
from tracker.mail.authenticity import author
from tracker.mail.cues import Suggestion
from tracker.mail.message import Mail, open_mail
from tracker.mail.reading import Reading, read
from tracker.mail.vouching import vouched
from tracker.record.act import Act
from tracker.record.forms import natural
from tracker.record.ledger_tables import Raw
from tracker.record.models import Leg, Letter, Link, Message, Passage, PassageText, Person, Reply
from tracker.record.models import Reading as ReadingRow
from tracker.text import clean_line, fold_words
from tracker.workflow import correspondence, triage
from tracker.workflow.before import said_before

# The flags of a message whose From names a list instead of its writer, whom another header names, or nothing.
REWRITTEN, HIDDEN = "author-rewritten", "author-hidden"


@dataclass(frozen=True)
class Taken:
    """What became of one message: `outcome` is new, copy, known, unsorted or unreadable.

    `reason` says why it belongs or could not be read, and of the letter itself what could be set from it.
    """

    label: str
    outcome: str
    reply: str = ""
    questions: tuple[str, ...] = ()
    passages: int = 0
    reason: str = ""
    kind: str = ""


class Outcomes:
    """Counts what became of messages, wherever they came from; `all_taken` names them."""

    @property
    def all_taken(self) -> Sequence[Taken]:
        """The messages, in the order in which they were found."""
        raise NotImplementedError

    def count(self, outcome: str) -> int:
        """How many messages had this outcome."""
        return sum(1 for one in self.all_taken if one.outcome == outcome)

    @property
    def new(self) -> int:
        """Replies taken in."""
        return self.count("new")

    @property
    def copies(self) -> int:
        """Further copies of replies that were known."""
        return self.count("copy")

    @property
    def known(self) -> int:
        """Messages that were here already, byte for byte."""
        return self.count("known")

    @property
    def unsorted(self) -> int:
        """Messages that belong to no letter yet."""
        return self.count("unsorted")

    @property
    def unreadable(self) -> int:
        """Messages kept aside because they could not be read."""
        return self.count("unreadable")


def as_placed(reading: Reading, how: str) -> Reading:
    """Return a reading in the light of how its mail was found to belong ("" for nowhere).

    The letter itself, found again, is one of our own messages, whoever it came from; and what we wrote
    answers nothing, so it has no passages. What belongs to a leg and is neither ours nor automatic is a reply,
    whatever its headers lack.
    """
    if reading.kind == "ours" or how == "letter":
        return replace(reading, kind="ours", passages=())
    if how and reading.kind == "other" and not reading.machine:
        return replace(reading, kind="reply")
    return reading


def record(
    act: Act,
    label: str,
    reading: Reading,
    place: correspondence.Place | None,
    public: str,
    servers: Sequence[str] = (),
) -> Taken:
    """Write the rows of one message inside an act: a new reply, or a further copy of one that is known.

    `public` is the list that it came through, "" for private mail, whose content stays sealed; `servers` are the
    receiving servers whose word about where it comes from is taken.
    """
    mail = reading.mail
    private = not public
    person = _person(act, mail, private)
    twin, clash = _twin(act.session, mail, person.id, reading)
    act.keep_raw(mail.sha256, mail.raw)
    flags = [*mail.flags]
    if reading.author.rewritten:
        flags.append(HIDDEN if reading.author.address == mail.from_address else REWRITTEN)
    if clash:
        flags.append(f"the same Message-ID as {clash} over other words")
    reply_id = twin or act.new_id(Reply)
    if twin and public and act.get(Reply, twin).visibility != "list":
        triage.publish_reply(act, act.get(Reply, twin), f"a copy came through {public}")
    if twin is None:
        act.add(
            Reply(
                id=reply_id,
                leg_id=place.leg if place else "",
                person_id=person.id,
                date=mail.date,
                kind=reading.kind,
                visibility="private" if private else "list",
                belongs=(place.how if private else f"{place.how}: {clean_line(place.reason)}")
                if place
                else "",
            )
        )
    act.add(
        Message(
            id=act.new_id(Message),
            sha256=mail.sha256,
            message_id=clean_line(mail.message_id),
            subject=clean_line(mail.subject),
            date=mail.date,
            received_at=act.at,
            visibility="private" if private else "list",
            why_visible=f"taken in as mail of {public} by {act.actor}" if public else "",
            reply_id=reply_id,
            authentication=clean_line(vouched(mail, servers, public).line),
            flags=[clean_line(flag) for flag in flags],
            sample=mail.sample,
        ),
        private,
    )
    if twin is not None:
        return Taken(label, "copy", twin, kind=reading.kind)
    act.add(ReadingRow(id=reply_id, text=mail.text, body_kind=mail.body_kind), private)
    questions = _passages(act, reply_id, reading, private) if place else ()
    if place:
        _hear(act, place.leg, reading.kind)
    outcome = "new" if place else "unsorted"
    count = len(reading.passages) if place else 0
    reason = place.reason + _to_set(act.session, mail, place) if place else ""
    return Taken(label, outcome, reply_id, questions, count, reason, reading.kind)


def _to_set(session: Session, mail: Mail, place: correspondence.Place) -> str:
    """For the letter found again: the command that sets what was not known of it, "" when nothing is missing."""
    if place.how != "letter":
        return ""
    letter = session.get_one(Letter, place.letter)
    told = {
        "message-id": mail.message_id,
        "subject": mail.subject,
        "date": f"{mail.date:%Y-%m-%d}" if mail.date and "date-odd" not in mail.flags else "",
        "to": ", ".join(mail.to),
    }
    missing = [
        f"--{name} {shlex.quote(clean_line(value))}"
        for name, value in told.items()
        if value and not getattr(letter, name.replace("-", "_"))
    ]
    command = f"tracker letter set {letter.id} {' '.join(missing)}"
    return f"; more replies are recognised after `{command}`" if missing else ""


def _person(act: Act, mail: Mail, private: bool) -> Person:
    """The responder by address; somebody first met in private stays sealed until met in public.

    Where a list hides the writers, all have its address, and the name alone tells them apart.
    """
    who = author(mail)
    address, name = clean_line(who.address).lower(), clean_line(who.name)
    same = select(Person).where(Person.address == address, col(Person.withheld).is_(False))
    if who.rewritten and who.address == mail.from_address:
        same = same.where(Person.name == name)
    known = min(
        act.session.exec(same).all() if address else (), key=lambda one: natural(one.id), default=None
    )
    if known is not None:
        if not private:
            act.disclose(Person, known.id)
        return known
    return act.insert(Person(id=act.new_id(Person), name=name, address=address), private)


def _twin(session: Session, mail: Mail, person: str, reading: Reading) -> tuple[str | None, str]:
    """The reply that this message is a copy of, and a reply with its Message-ID over other words."""
    if not mail.message_id:
        return None, ""
    words = [fold_words(one.passage.text) for one in reading.passages]
    clash = ""
    same = session.exec(select(Message).where(Message.message_id == clean_line(mail.message_id))).all()
    for message in same:
        reply = session.get(Reply, message.reply_id)
        if reply is None:
            continue
        there = session.exec(select(Passage).where(Passage.reply_id == reply.id)).all()
        texts = [session.get(PassageText, p.id) for p in sorted(there, key=lambda p: p.n) if not p.retired]
        known = [fold_words(one.text) for one in texts if one is not None]
        if not known:  # an unsorted reply has no passages yet: its whole text is compared
            row = session.get(ReadingRow, reply.id)
            known, words = [fold_words(row.text if row else "")], [fold_words(mail.text)]
        if reply.person_id == person and known == words:
            return reply.id, ""
        clash = reply.id
    return None, clash


def _passages(act: Act, reply_id: str, reading: Reading, private: bool, first: int = 1) -> tuple[str, ...]:
    """Write the passages of a reply with what they suggest; returns the questions they seem to answer."""
    questions: dict[str, None] = {}
    for n, one in enumerate(reading.passages, start=first):
        passage = one.passage
        key = f"{reply_id}.{n}"
        act.add(
            Passage(
                id=key,
                reply_id=reply_id,
                n=n,
                start=passage.start,
                end=passage.end,
                start_line=passage.start_line,
                end_line=passage.end_line,
            )
        )
        act.add(
            PassageText(
                id=key,
                text=passage.text,
                quoted=passage.quoted,
                effect=one.suggestion.effect or "",
                cues=_cues(one.suggestion),
                links=[clean_line(url) for url in one.suggestion.links],
            ),
            private,
        )
        seen: set[str] = set()
        for answer in one.answers:
            if answer.question is None or answer.question in seen:
                continue
            seen.add(answer.question)
            questions[answer.question] = None
            act.add(
                Link(
                    id=act.new_id(Link),
                    passage_id=key,
                    question_id=answer.question,
                    paragraph=answer.paragraph,
                    how=answer.how,
                    score=round(answer.score * 1000),
                    reason=clean_line(answer.reason),
                ),
                private,
            )
    return tuple(questions)


def _cues(suggestion: Suggestion) -> list[str]:
    """The phrases that a suggestion rests on, and of a redirect whom it names."""
    named = suggestion.redirects if suggestion.effect == "redirect" else ()
    return [clean_line(text) for text in (*(cue.text for cue in suggestion.cues), *named)]


def _hear(act: Act, leg_id: str, kind: str) -> None:
    """A person's reply answers a leg that waits or sent us on; an automatic one and our own do not."""
    leg = act.get(Leg, leg_id)
    if kind == "reply" and leg.state in ("waiting", "redirected"):
        act.update(leg, state="answered")


def read_again(act: Act, reply: Reply, letter: Letter, ours: tuple[str, ...] = ()) -> None:
    """Read a reply anew against `letter` inside an act: old passages are retired, numbers never used twice.

    `ours` are our own addresses; what is known as ours stays so. Refused once one of its passages has been
    assessed, skipped or linked by hand.
    """
    message = act.session.exec(select(Message).where(Message.reply_id == reply.id)).first()
    raw = act.session.get(Raw, message.sha256) if message else None
    if raw is None:
        raise TrackerError(
            f"The bytes of {reply.id} are not on this machine.", "it can only be read where they are"
        )
    first = retire_passages(act, reply)
    mail, outline = open_mail(raw.data), correspondence.outline(act.session, letter.id)
    found = read(mail, outline, ours, said_before(act.session, letter.id, mail))
    reading = as_placed(replace(found, kind="ours") if reply.kind == "ours" else found, "hand")
    _passages(act, reply.id, reading, reply.visibility != "list", first)
    if reply.kind != reading.kind:
        act.update(act.get(Reply, reply.id), kind=reading.kind)
    _hear(act, reply.leg_id, reading.kind)


def retire_passages(act: Act, reply: Reply) -> int:
    """Retire the passages of a reply and their links inside an act; returns the next free number of a passage.

    BadUse once one of them has been assessed, skipped or linked by hand.
    """
    old = act.session.exec(select(Passage).where(Passage.reply_id == reply.id)).all()
    links = act.session.exec(select(Link)).all()
    touched = {one.passage_id for one in links if one.how == "hand" and not one.retired}
    if any(one.state != "open" or one.id in touched for one in old if not one.retired):
        raise BadUse(
            f"{reply.id} has been worked on: a passage of it is assessed, skipped or linked by hand.",
            "take that back first; else its passages stand as they are",
        )
    for passage in old:
        if not passage.retired:
            act.retire(passage)
            for one in links:
                if one.passage_id == passage.id and not one.retired:
                    act.retire(one)
    return max((one.n for one in old), default=0) + 1
