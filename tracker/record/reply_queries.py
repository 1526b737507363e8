"""What the record knows about replies, their passages and the copies they came in, as views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import Session, col, select

from tracker.record.forms import natural
from tracker.record.models import (
    Assessment,
    Link,
    Message,
    Passage,
    PassageText,
    Person,
    Reading,
    Reply,
    Standing,
)
from tracker.record.queries import live
from tracker.record.views import LinkView, MessageView, PassageView, ReplyRow, ReplyView


def who(person: Person | None) -> str:
    """Return a responder as a researcher sees them: name and address; "withheld" where sealed."""
    if person is None:
        return "unknown"
    if person.withheld:
        return "withheld"
    return (
        f"{person.name} <{person.address}>"
        if person.name and person.address
        else person.name or person.address
    )


def reply_rows(session: Session, unsorted: bool = False, only: str | None = None) -> tuple[ReplyRow, ...]:
    """Return the replies by date, oldest first; with `unsorted` those that belong to no leg yet.

    With `only` the one of that id alone, without a look at all the others.
    """
    people = {one.id: one for one in session.exec(select(Person))}
    passages: dict[str, list[Passage]] = defaultdict(list)
    for passage in live(session, Passage, *_of(col(Passage.reply_id), only)):
        passages[passage.reply_id].append(passage)
    questions: dict[str, set[str]] = defaultdict(set)
    for link in live(session, Link, *_of_passages(only)):
        questions[link.passage_id.split(".")[0]].add(link.question_id)
    subjects: dict[str, str] = {}
    for message in live(session, Message, *_of(col(Message.reply_id), only)):
        subjects.setdefault(message.reply_id, message.subject)
    grades: dict[str, str] = {}
    for standing in live(session, Standing):
        grades[standing.person_id] = min(standing.grade, grades.get(standing.person_id, "F"))
    rows = []
    for one in live(session, Reply, *_of(col(Reply.id), only)):
        if bool(one.leg_id) == unsorted:
            continue
        person = people.get(one.person_id)
        waiting = [p for p in passages[one.id] if p.state == "open" and one.kind == "reply"]
        rows.append(
            ReplyRow(
                id=one.id,
                date=one.date,
                who=who(person),
                role=person.role if person and not person.withheld else "",
                authority=grades.get(one.person_id, "F"),
                kind=one.kind,
                visibility=one.visibility,
                questions=tuple(sorted(questions[one.id], key=natural)),
                to_triage=len(waiting),
                passages=len(passages[one.id]),
                belongs=one.belongs,
                subject=subjects.get(one.id, "withheld"),
            )
        )
    return tuple(sorted(rows, key=lambda row: (str(row.date or "9"), natural(row.id))))


def _of(column: SQLCoreOperations[str], only: str | None) -> list[sa.ColumnElement[bool]]:
    return [] if only is None else [column == only]


def _of_passages(reply_id: str | None) -> list[sa.ColumnElement[bool]]:
    """The links of a reply's passages, whose ids begin with the reply's."""
    return [] if reply_id is None else [col(Link.passage_id).startswith(f"{reply_id}.", autoescape=True)]


def reply_view(session: Session, key: str) -> ReplyView | None:
    """Return reply `key` (or the reply of passage `key`) with its text and passages; None when unknown."""
    reply = session.get(Reply, key.split(".", maxsplit=1)[0])
    if reply is None or reply.retired:
        return None
    (row,) = reply_rows(session, unsorted=not reply.leg_id, only=reply.id)
    person = session.get(Person, reply.person_id)
    reading = session.get(Reading, reply.id)
    standings = live(session, Standing, col(Standing.person_id) == reply.person_id)
    messages = live(session, Message, col(Message.reply_id) == reply.id)
    return ReplyView(
        row=row,
        person=reply.person_id,
        consent=bool(person and person.name_consent),
        text=reading.text if reading else "",
        passages=passage_views(session, reply.id),
        messages=tuple(message_view(one) for one in messages),
        authorities=tuple((one.question_id, one.grade, one.source) for one in standings),
        leg=reply.leg_id,
    )


def answers_of(session: Session, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the replies that count as answers and were written from one of `addresses`."""
    people = {one.id for one in live(session, Person, col(Person.address).in_(set(addresses)))}
    return tuple(
        one.id for one in live(session, Reply, col(Reply.kind) == "reply") if one.person_id in people
    )


def passage_views(session: Session, reply_id: str) -> tuple[PassageView, ...]:
    """Return the passages of a reply in order, with their links and the assessments that used them."""
    links: dict[str, list[Link]] = defaultdict(list)
    for link in live(session, Link, *_of_passages(reply_id)):
        links[link.passage_id].append(link)
    used: dict[str, list[str]] = defaultdict(list)
    for assessment in live(session, Assessment):
        if assessment.state != "withdrawn":
            for passage_id in assessment.passages:
                used[passage_id].append(assessment.id)
    found = []
    for one in live(session, Passage, col(Passage.reply_id) == reply_id):
        words = session.get(PassageText, one.id) or PassageText(id=one.id, text="withheld")
        found.append(
            PassageView(
                id=one.id,
                n=one.n,
                start=one.start,
                end=one.end,
                start_line=one.start_line,
                end_line=one.end_line,
                text=words.text,
                quoted=words.quoted,
                state=one.state,
                effect="" if words.withheld else words.effect,
                cues=tuple(words.cues),
                links_offered=tuple(words.links),
                links=tuple(
                    link_view(link)
                    for link in sorted(links[one.id], key=lambda x: (-x.score, natural(x.question_id)))
                ),
                assessments=tuple(used[one.id]),
            )
        )
    return tuple(found)


def link_view(one: Link) -> LinkView:
    """Return a link as a view; the score from per mille to 0–1."""
    return LinkView(
        one.id, one.passage_id, one.question_id, one.paragraph, one.how, one.score / 1000, one.reason
    )


def message_view(one: Message) -> MessageView:
    """Return one copy of a reply as a view."""
    return MessageView(
        id=one.id,
        sha256=one.sha256,
        message_id=one.message_id,
        subject=one.subject,
        date=one.date,
        visibility=one.visibility,
        why_visible=one.why_visible,
        authentication=one.authentication,
        flags=tuple(one.flags),
        sample=one.sample,
    )
