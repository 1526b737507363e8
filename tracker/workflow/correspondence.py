"""Which letter and leg a mail belongs to, and the letter's outline as the reader of replies needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import Session, select

from tracker.mail.belonging import Correspondence
from tracker.mail.belonging import belongs as belonging
from tracker.mail.message import Mail
from tracker.mail.outline import Outline, Topic, propose_topics
from tracker.record.models import Leg, Letter, Message, Person, Question, Reply
from tracker.record.queries import live, natural, paragraphs


@dataclass(frozen=True)
class Place:
    """Where a mail belongs: the letter, the leg of it, how that was seen and the reason in words."""

    letter: str
    leg: str
    how: str
    reason: str


def outline(session: Session, letter_id: str) -> Outline:
    """Return the outline of a letter in the record, with its questions and their parts as topics."""
    letter = session.get_one(Letter, letter_id)
    blocks = paragraphs(letter.text)
    numbers = {topic.paragraphs[0]: topic.number for topic in propose_topics(blocks) if topic.paragraphs}
    questions = [q for q in live(session, Question) if q.letter_id == letter_id]
    topics = []
    for one in sorted((q for q in questions if not q.parent_id), key=lambda q: (q.position, natural(q.id))):
        own = tuple(one.paragraphs)
        topics.append(
            Topic(
                question=one.id,
                paragraphs=own,
                title=one.title,
                text=one.as_asked or one.proposition,
                parts=tuple(
                    (p.id, f"{p.title}. {p.proposition}") for p in questions if p.parent_id == one.id
                ),
                number=numbers.get(own[0]) if own else None,
            )
        )
    known = [row.message_id for row in live(session, Message) if row.message_id]
    own_id = _own_id(letter)
    return Outline(
        paragraphs=blocks,
        topics=tuple(topics),
        letter=letter_id,
        message_ids=(*own_id, *known),
        subject=letter.subject or "",
    )


def belongs(session: Session, mail: Mail, letter: str | None = None) -> Place | None:
    """Return where `mail` belongs; with `letter` it is that one, by the person's word. None: nowhere yet."""
    legs = [leg for leg in live(session, Leg) if letter in (None, leg.letter_id)]
    found = belonging(mail, [_as_seen(session, leg) for leg in legs])
    if found is not None:
        leg = next(one for one in legs if one.id == found.key)
        return Place(leg.letter_id, leg.id, found.how, found.reason)
    if letter is not None and legs:
        return Place(letter, legs[0].id, "hand", "attached to the letter when it was taken in")
    return None


def _own_id(letter: Letter) -> list[str]:
    """The letter's Message-ID as mail names it, whether a person set it with its brackets or without."""
    bare = (letter.message_id or "").strip().removeprefix("<").removesuffix(">")
    return [bare] if bare else []


def _as_seen(session: Session, leg: Leg) -> Correspondence:
    letter = session.get_one(Letter, leg.letter_id)
    replies = {row.id: row for row in session.exec(select(Reply).where(Reply.leg_id == leg.id))}
    ids = [row.message_id for row in live(session, Message) if row.reply_id in replies and row.message_id]
    people = {row.person_id for row in replies.values()}
    addresses = [p.address for p in live(session, Person) if p.id in people and p.address]
    addresses += re.findall(r"[\w.+-]+@[\w.-]+", f"{leg.correspondent} {letter.to or ''}")
    return Correspondence(
        key=leg.id,
        message_ids=(*_own_id(letter), *ids),
        subject=letter.subject or "",
        addresses=tuple(addresses),
        outline=outline(session, letter.id),
    )
