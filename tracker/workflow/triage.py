"""Triage: what a person does with passages and responders before, or instead of, assessing."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session, col, select

from tracker.claims.evidence import Authority
from tracker.claims.review import unsupported
from tracker.errors import BadUse
from tracker.record import evidence, queries, reply_queries
from tracker.record.act import Act
from tracker.record.archive import rows_of_reply
from tracker.record.models import (
    AUDITED,
    Assessment,
    Leg,
    Link,
    Message,
    Passage,
    Person,
    Question,
    Reply,
    Standing,
)
from tracker.text import clean_line
from tracker.workflow import faces, legs, lookup
from tracker.workflow.judging import relied_on
from tracker.workflow.workspace import Workspace


def skip(ws: Workspace, passage: str, reason: str = "") -> None:
    """Mark a passage as nothing to assess."""
    _mark(ws, passage, "open", "skipped", "passage.skipped", reason)


def unskip(ws: Workspace, passage: str, reason: str = "") -> None:
    """Bring a skipped passage back to triage."""
    _mark(ws, passage, "skipped", "open", "passage.unskipped", reason)


def _mark(ws: Workspace, passage: str, before: str, after: str, kind: str, reason: str) -> None:
    with ws.act(kind, clean_line(reason)) as act:
        row = lookup.passage(act.session, passage)
        if row.state != before:
            raise BadUse(
                f"Passage {row.id} is {row.state}, not {before}.", "`tracker replies show` tells its state"
            )
        act.update(act.get(Passage, row.id), state=after)
    faces.refresh(ws)


def link(ws: Workspace, passage: str, question: str, reason: str = "") -> None:
    """Tie a passage to a question by hand; a suggested link becomes the person's own."""
    with ws.act("passage.linked", clean_line(reason)) as act:
        row = lookup.passage(act.session, passage)
        target = lookup.question(act.session, question)
        private = _is_private(act, row.reply_id)
        there = _links(act, row.id, target.id)
        if there:
            if there[0].how == "hand":
                raise BadUse(f"{row.id} is linked to {target.id} by hand already.", "nothing to do")
            act.update(there[0], how="hand", score=1000, reason=f"by hand; was {there[0].how}")
        else:
            act.insert(
                Link(id=act.new_id(Link), passage_id=row.id, question_id=target.id, reason="by hand"), private
            )
    faces.refresh(ws)


def unlink(ws: Workspace, passage: str, question: str, reason: str = "") -> None:
    """Take a link away; the ledger keeps that it was there."""
    with ws.act("passage.unlinked", clean_line(reason)) as act:
        row = lookup.passage(act.session, passage)
        target = lookup.question(act.session, question)
        there = _links(act, row.id, target.id)
        if not there:
            raise BadUse(f"{row.id} is not linked to {target.id}.", "`tracker replies show` lists its links")
        for one in there:
            act.retire(one)
    faces.refresh(ws)


def _links(act: Act, passage: str, question: str) -> list[Link]:
    query = select(Link).where(Link.passage_id == passage, Link.question_id == question)
    return [one for one in act.session.exec(query) if not one.retired]


def _is_private(act: Act, reply_id: str) -> bool:
    return act.get(Reply, reply_id).visibility != "list"


def next_open(ws: Workspace, after: str | None = None) -> str | None:
    """Return the next passage to triage behind `after` in the order of replies; None when there is none."""
    with ws.database.reading() as session:
        rows = [r for r in reply_queries.reply_rows(session) if r.kind == "reply"]
        views = [p for r in rows for p in reply_queries.passage_views(session, r.id)]
    ids = [one.id for one in views]
    start = ids.index(after) + 1 if after in ids else 0
    turned = views[start:] + views[:start]
    return next((one.id for one in turned if one.state == "open" and one.id != after), None)


def set_authority(ws: Workspace, who: str, grade: str, source: str, question: str = "*") -> None:
    """Rate a responder (a reply or person id) on a question, or on all (`*`), with where that is known from.

    What rests on the rating and no longer meets its row goes under review. Of somebody who wrote in private alone
    it stays sealed where that is known from, for their office would tell who they are.
    """
    grade = clean_line(grade).upper()
    if grade not in set(Authority):
        raise BadUse(
            f"There is no authority {grade!r}.", "it goes from A (speaks for the body) to F (not established)"
        )
    if not clean_line(source):
        raise BadUse("A rating needs its source.", "say where it is known from, such as the role map")
    with ws.database.reading() as session:
        sealed = _in_private_alone(session, lookup.person(session, who).id)
    with ws.act("authority.rated", clean_line(source), seal_reason=sealed) as act:
        person = lookup.person(act.session, who)
        told = f"the sealed reason of entry {act.seq}" if sealed else clean_line(source)
        place = "*" if question == "*" else lookup.question(act.session, question).id
        resting = _resting_on(act, person.id)
        query = select(Standing).where(Standing.person_id == person.id, Standing.question_id == place)
        there = [one for one in act.session.exec(query) if not one.retired]
        if there:
            act.update(there[0], grade=grade, source=told)
        else:
            act.insert(
                Standing(
                    id=act.new_id(Standing),
                    person_id=person.id,
                    question_id=place,
                    grade=grade,
                    source=told,
                )
            )
        _review_fallen(act, resting, f"the authority of {person.id} changed to {grade}")
    faces.refresh(ws)


def _in_private_alone(session: Session, person_id: str) -> bool:
    theirs = queries.live(session, Reply, col(Reply.person_id) == person_id)
    return not any(one.visibility == "list" for one in theirs)


def _resting_on(act: Act, person_id: str) -> dict[str, int]:
    """The questions assessed from this person's words, with how much their level lacks by the table now."""
    keys = {
        one.question_id
        for one in act.session.exec(select(Assessment))
        if one.person_id == person_id and one.state == "standing"
    }
    return {key: _lacking(act, key) for key in sorted(keys)}


def _lacking(act: Act, question_id: str) -> int:
    question = act.get(Question, question_id)
    return len(
        unsupported(
            evidence.claim_state(act.session, question),
            relied_on(act.session, question, ()),
            evidence.testimony(act.session, question),
        )
    )


def _review_fallen(act: Act, resting: dict[str, int], why: str) -> None:
    for key, lacked in resting.items():
        question = act.get(Question, key)
        if _lacking(act, key) > lacked and why not in question.review:
            act.update(question, review=[*question.review, why])


def set_role(ws: Workspace, who: str, role: str) -> None:
    """Record the role by which reports name a responder."""
    with ws.act("person.described") as act:
        act.update(act.get(Person, lookup.person(act.session, who).id), role=clean_line(role))
    faces.refresh(ws)


def consent(
    ws: Workspace, who: str, name: bool | None = None, words: bool | None = None, reason: str = ""
) -> None:
    """Record whether a responder agrees to be named, and to have private words repeated."""
    if not clean_line(reason):
        raise BadUse("Consent needs a reason.", "say where and when it was given")
    if name is None and words is None:
        raise BadUse("Neither name nor words was given.", "say what the consent is for")
    with ws.act("consent.recorded", clean_line(reason)) as act:
        person = act.get(Person, lookup.person(act.session, who).id)
        values = {"name_consent": name, "words_consent": words}
        act.update(person, **{key: value for key, value in values.items() if value is not None})
    faces.refresh(ws)


def make_public(
    ws: Workspace, reply: str, reason: str, within: Callable[[Session], None] | None = None
) -> None:
    """Say, by name and with a reason, that a message taken for private is public; what was sealed is opened.

    `within` is called inside the same transaction.
    """
    if not clean_line(reason):
        raise BadUse("Making a message public needs a reason.", "say where it can be read")
    with ws.act("message.disclosed", clean_line(reason)) as act:
        row = act.get(Reply, lookup.reply(act.session, reply).id)
        if row.visibility == "list":
            raise BadUse(f"{row.id} is public already.", "nothing to do")
        publish_reply(act, row, f"by {act.actor}: {clean_line(reason)}")
        if within is not None:
            within(act.session)
    faces.refresh(ws)


def publish_reply(act: Act, reply: Reply, why: str) -> None:
    """Mark a reply and its copies as public inside an act and open what was sealed of it."""
    for message in act.session.exec(select(Message).where(Message.reply_id == reply.id)).all():
        act.update(message, visibility="list", why_visible=why)
    act.update(act.get(Reply, reply.id), visibility="list")
    for table, key in rows_of_reply(act.session, reply.id):
        act.disclose(AUDITED[table], key)


def attach(
    ws: Workspace, reply: str, letter: str | None = None, reason: str = "", leg: str | None = None
) -> None:
    """Attach an unsorted reply to a letter by hand; its passages are then read against that letter.

    It joins `leg`, else the letter's first. A reply that belongs already moves to `leg`, another one of its
    letter, as it is, for a reason that is given; the state of both legs follows.
    """
    from tracker.workflow.received import read_again

    with ws.act("reply.attached", clean_line(reason)) as act:
        row = act.get(Reply, lookup.reply(act.session, reply).id)
        there = lookup.leg(act.session, leg) if leg else None
        if row.leg_id:
            _move(act, row, there, letter, clean_line(reason))
        else:
            chosen = lookup.letter(act.session, letter or (there.letter_id if there else None))
            own = [one for one in queries.live(act.session, Leg) if one.letter_id == chosen.id]
            if not own:
                raise BadUse(f"Letter {chosen.id} has no leg.", "open it with `tracker letter add`")
            if there is not None and there.letter_id != chosen.id:
                raise BadUse(f"Leg {there.id} is not one of {chosen.id}.", "`tracker letter` lists its legs")
            act.update(row, leg_id=(there or own[0]).id, belongs=f"by hand ({act.actor})")
            read_again(act, act.get(Reply, row.id), chosen, ws.settings.own_addresses)
    faces.refresh(ws)


def _move(act: Act, row: Reply, to: Leg | None, letter: str | None, reason: str) -> None:
    """Move a reply to another leg of its letter: its passages and what was found in them stay as they are."""
    before = act.get(Leg, row.leg_id)
    home = before.letter_id
    if to is None:
        raise BadUse(
            f"{row.id} belongs to {before.id} of {home} already.",
            "name another leg of that letter with --leg",
        )
    if to.letter_id != home or (letter and lookup.letter(act.session, letter).id != home):
        raise BadUse(
            f"{row.id} belongs to {home}, and moves between its legs alone.",
            "`tracker letter` lists its legs",
        )
    if to.id == before.id:
        raise BadUse(f"{row.id} is in {to.id} already.", "nothing to do")
    if not reason:
        raise BadUse("Moving a reply to another leg needs a reason.", "say why it belongs there")
    act.update(row, leg_id=to.id, belongs=f"by hand ({act.actor})")
    legs.settle(act, before.id)
    legs.settle(act, to.id)
