"""Reactions: what a responder made of what we did with their answer, recorded by a person and never guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col

from tracker.claims.review import not_satisfied
from tracker.errors import BadUse
from tracker.mail.labels import tokens
from tracker.mail.message import Unreadable, open_mail
from tracker.record import after_queries, evidence, queries, timeline
from tracker.record.act import Act
from tracker.record.ledger_tables import Raw
from tracker.record.models import (
    REACTIONS,
    Assessment,
    Link,
    Message,
    Passage,
    Person,
    Question,
    Reaction,
    Reading,
    Reply,
)
from tracker.record.views import AssessmentView, QuestionView, ReactionView
from tracker.text import clean_line
from tracker.workflow import lookup
from tracker.workflow.followup_guard import refuse_private_words
from tracker.workflow.workspace import Workspace

SATISFIED, UNSATISFIED, PENDING, NONE = REACTIONS


@dataclass(frozen=True)
class Reacted:
    """A finding on somebody's answer with the reaction to it: `value` is "" while nobody was told of the finding.

    `since` is when it was recorded, or for one that is pending because nothing was heard when we reported back.
    `maybe` is a passage of the same person since then that quotes the question's token: it may say so, and a person
    decides.
    """

    assessment: str
    question: str
    person: str
    role: str
    value: str
    passage: str
    since: datetime | None
    by: str
    reason: str
    maybe: str = ""


def react(ws: Workspace, assessment: str, value: str, passage: str = "", reason: str = "") -> ReactionView:
    """Record a reaction to a finding as one act; BadUse names what is not known or missing.

    The reaction is that of whoever wrote `passage`, else of the finding's responder. Who is not satisfied puts the
    question under review and changes no claim; their being satisfied later takes that review back.
    """
    from tracker.workflow import faces

    wanted = clean_line(value).lower().replace("-", " ")
    if wanted not in REACTIONS:
        names = ", ".join(one.replace(" ", "-") for one in REACTIONS)
        raise BadUse(f"There is no reaction {clean_line(value)!r}.", f"one of {names}")
    why = clean_line(reason)
    if not why:
        raise BadUse("Recording a reaction needs a reason.", "say where they said so, or that they did not")
    with ws.act("reaction.recorded", why) as act:
        finding = lookup.assessment(act.session, assessment)
        if finding.state == "withdrawn":
            raise BadUse(f"{finding.id} is withdrawn.", "a reaction goes with a finding that stands")
        said = lookup.passage(act.session, passage) if passage else None
        person = _person(act.session, finding, said)
        refuse_private_words(act.session, {"reason": why})
        row = act.insert(
            Reaction(
                id=act.new_id(Reaction),
                assessment_id=finding.id,
                question_id=finding.question_id,
                person_id=person,
                value=wanted,
                passage=said.id if said else "",
                at=act.at,
                by=act.actor,
            )
        )
        if said is not None and said.state == "open":
            act.update(act.get(Passage, said.id), state="assessed")
        _review(act, act.get(Question, finding.question_id), finding.id, wanted)
        key = row.id
    faces.refresh(ws)
    with ws.database.reading() as session:
        return next(one for one in after_queries.reactions(session) if one.id == key)


def _person(session: Session, finding: Assessment, said: Passage | None) -> str:
    if said is not None:
        reply = session.get_one(Reply, said.reply_id)
        if reply.kind != "reply":
            raise BadUse(f"{said.id} is no answer of a responder.", "name a passage of a reply")
        if reply.visibility != "list" and finding.person_id not in ("", reply.person_id):
            raise BadUse(
                f"{said.id} is a private answer, and {finding.id} rests on somebody else's.",
                "name a passage of the same responder, or one on the public list",
            )
        return reply.person_id
    if not finding.person_id:
        raise BadUse(f"{finding.id} rests on no answer.", "name where somebody reacts with --passage R5.1")
    return finding.person_id


def _review(act: Act, question: Question, finding: str, value: str) -> None:
    why = not_satisfied(finding)
    if value == UNSATISFIED and why not in question.review:
        act.update(question, review=[*question.review, why])
    elif value == SATISFIED and why in question.review:
        act.update(question, review=[one for one in question.review if one != why])


def listed(ws: Workspace) -> tuple[Reacted, ...]:
    """Return every standing finding on an answer with the reaction that counts, the last one recorded.

    Where none is recorded it is pending once we have written about the question in the leg of the answer.
    """
    with ws.database.reading() as session:
        counting = _counting(session)
        told = _Reports(session)
        reasons = _reasons(session, {one.id for one in counting.values()})
        roles = {one.id: one.role for one in queries.live(session, Person)}
        found = []
        for one in queries.assessments(session):
            view = counting.get(one.id)
            since = told.since(one.passages, one.question, one.at) if view is None else view.at
            if view is None and (one.state != "standing" or not one.person):
                continue
            found.append(
                Reacted(
                    assessment=one.id,
                    question=one.question,
                    person=view.person if view else one.person,
                    role=roles.get(view.person, "") if view and view.person != one.person else one.role,
                    value=view.value if view else PENDING if since else "",
                    passage=view.passage if view else "",
                    since=since,
                    by=view.by if view else "",
                    reason=reasons.get(view.id, "") if view else "",
                    maybe=_maybe(session, one, since) if view is None and since else "",
                )
            )
    return tuple(found)


def _maybe(session: Session, finding: AssessmentView, since: datetime) -> str:
    """The newest passage of a finding's responder that quotes the token of its question and came after our report."""
    names = {finding.question, finding.question.partition(".")[0]}
    replies = {
        one.id: one.date
        for one in queries.live(session, Reply, col(Reply.person_id) == finding.person)
        if one.kind == "reply" and one.date is not None and one.date > since
    }
    found = [
        (replies[one.passage_id.partition(".")[0]], one.passage_id)
        for one in queries.live(session, Link, col(Link.how) == "token")
        if one.question_id in names and one.passage_id.partition(".")[0] in replies
    ]
    return max(found, default=(since, ""))[1]


def with_reactions(session: Session, view: QuestionView) -> QuestionView:
    """Return a question, and its parts, with the reactions to its findings, pending ones among them."""
    if not any(one.assessments for one in (view, *view.parts)):
        return view
    return _filled(view, _counting(session), _Reports(session))


def _filled(view: QuestionView, counting: dict[str, ReactionView], told: _Reports) -> QuestionView:
    found = []
    for one in view.assessments:
        since = told.since(one.passages, one.question, one.at) if one.person else None
        if one.id in counting:
            found.append(counting[one.id])
        elif one.state == "standing" and since is not None:
            found.append(ReactionView("", one.id, one.question, one.person, PENDING, "", since, ""))
    parts = tuple(_filled(part, counting, told) for part in view.parts)
    return replace(view, reactions=tuple(found), parts=parts)


def of_reply(session: Session, reply: str) -> tuple[ReactionView, ...]:
    """Return the reactions to what was found from a reply, and those that its own words are."""
    from_it = {
        one.id for one in queries.live(session, Assessment) if reply in evidence.reply_ids(one.passages)
    }
    return tuple(
        one
        for one in _counting(session).values()
        if one.assessment in from_it or one.passage.partition(".")[0] == reply
    )


def _counting(session: Session) -> dict[str, ReactionView]:
    """The reaction to each finding that counts: the last one."""
    return {one.assessment: one for one in after_queries.reactions(session)}


def _reasons(session: Session, keys: Collection[str]) -> dict[str, str]:
    if not keys:
        return {}
    return {
        key: entry.reason
        for entry in timeline.timeline(session)
        if entry.kind == "reaction.recorded"
        for key in entry.keys
        if key in keys
    }


class _Reports:
    """When we wrote about which question in which leg, to the list or to whom in private, by the tokens in our own
    messages.
    """

    def __init__(self, session: Session) -> None:
        people = {one.id: one.address for one in queries.live(session, Person)}
        self._places = {
            one.id: (one.leg_id, "" if one.visibility == "list" else people.get(one.person_id, "?"))
            for one in queries.live(session, Reply)
        }
        self._wrote: list[tuple[tuple[str, str], frozenset[str], datetime]] = list(self._told(session))

    def _told(self, session: Session) -> Iterator[tuple[tuple[str, str], frozenset[str], datetime]]:
        for one in queries.live(session, Reply, col(Reply.kind) == "ours"):
            reading = session.get(Reading, one.id)
            if one.date is not None and reading is not None and not reading.withheld:
                about = frozenset(own_tokens(reading.text))
                for to in ("",) if one.visibility == "list" else _written_to(session, one.id):
                    yield (one.leg_id, to), about, one.date

    def since(self, passages: Iterable[str], question: str, at: datetime | None) -> datetime | None:
        """Return when a finding was first written about where its answer came from; None while it was not."""
        places = {self._places.get(one) for one in evidence.reply_ids(tuple(passages))}
        names = {question, question.partition(".")[0]}
        days = [
            day
            for place, about, day in self._wrote
            if place in places and names & about and (at is None or day > at)
        ]
        return min(days, default=None)


def _written_to(session: Session, reply: str) -> Iterator[str]:
    """The addresses that a message of ours went to."""
    for copy in queries.live(session, Message, col(Message.reply_id) == reply):
        raw = session.get(Raw, copy.sha256)
        try:
            mail = open_mail(raw.data) if raw is not None else None
        except Unreadable:
            continue
        if mail is not None:
            yield from (*mail.to, *mail.cc)


def own_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens that a message of ours has outside of what it quotes."""
    return tokens("\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">")))
