"""Gathers what a report may say: what the record lets out, and nothing that stays private or sealed."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlmodel import Session, col, select

from tracker.record import after_queries, leg_queries, naming, queries, question_queries, store, timeline
from tracker.record.ledger import checkpoint
from tracker.record.ledger_tables import Withhold
from tracker.record.models import Leg, Letter, Message, Person, Reply
from tracker.record.views import QuestionView
from tracker.record.whole import Whole
from tracker.reports.data import PassagePublic, ReportData
from tracker.reports.phrases import NOT_PUBLISHED, WITHHELD
from tracker.workflow import lookup
from tracker.workflow.responders import answers
from tracker.workflow.workspace import Workspace


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep Python's collector of cycles from running: nothing of a report is garbage before it is written.

    It would walk the whole record again and again while that is read, which takes half of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def report_data(ws: Workspace, letter: str | None = None) -> ReportData:
    """Return everything that a report of a letter may say, as the record stands now.

    Each table and the ledger are read once, however many questions there are.
    """
    with collector_resting(), ws.database.reading() as session:
        key = lookup.letter(session, letter).id
        whole = Whole(session)
        size, head, ts, ledger_id = store.head(session)
        legs = tuple(one for one in leg_queries.legs(session) if one.letter == key)
        own = {reply for leg in legs for reply in leg.replies}
        responders, private = answers(session, own)
        unnamed = naming.people(session, consenting=False)
        entries = timeline.published(session, whole.entries)
        return ReportData(
            letter=next(one for one in queries.letters(session) if one.id == key),
            questions=tuple(_unnamed(one, unnamed) for one in question_queries.question_views(whole, key)),
            legs=legs,
            passages=_passages(whole, naming.any_of(unnamed)),
            checkpoint=checkpoint(ledger_id or "none", store.hashes(session)).text,
            size=size,
            head=head,
            generated_from=ts,
            open_triage=_open_triage(whole, own),
            unsorted=sum(not one.leg_id for one in whole.replies.values()),
            contacts=_contacts(ws, session),
            samples=frozenset(m.reply_id for m in queries.live(session, Message) if m.sample),
            sealed_reasons=frozenset(
                session.exec(select(Withhold.seq).where(col(Withhold.name) == "reason")).all()
            )
            | {one.seq for one in entries if one.reason == WITHHELD},
            reactions=after_queries.reactions(session),
            snapshots=after_queries.snapshots(session),
            checks=after_queries.checks(session),
            responders=responders,
            private_replies=private,
            entries=entries,
        )


def _unnamed(view: QuestionView, known: frozenset[str]) -> QuestionView:
    """Return a question without the reasons for setting a rule aside that name somebody of those `known`."""
    if not view.parts and not any(one.overrides for one in view.assessments):
        return view
    found = tuple(
        replace(
            one,
            overrides=tuple(
                (rule, NOT_PUBLISHED if naming.names_somebody(reason, known) else reason)
                for rule, reason in one.overrides
            ),
        )
        for one in view.assessments
    )
    return replace(view, assessments=found, parts=tuple(_unnamed(one, known) for one in view.parts))


def _open_triage(whole: Whole, replies: set[str]) -> int:
    """How many passages of these replies wait for a person."""
    answers = {key for key in replies if key in whole.replies and whole.replies[key].kind == "reply"}
    return sum(one.state == "open" and one.reply_id in answers for one in whole.passages.values())


def _passages(whole: Whole, unnamed: re.Pattern[str]) -> dict[str, PassagePublic]:
    found = {}
    for passage in whole.passages.values():
        reply = whole.replies.get(passage.reply_id)
        words = whole.words.get(passage.id)
        if reply is None or reply.visibility != "list" or words is None or words.withheld:
            continue
        person = whole.people.get(reply.person_id)
        known = person is not None and not person.withheld
        found[passage.id] = PassagePublic(
            id=passage.id,
            reply=reply.id,
            date=reply.date,
            role=person.role if person and known else "",
            text=naming.without_names(words.text, unnamed),
            name=person.name if person and known and person.name_consent else "",
        )
    return found


def _contacts(ws: Workspace, session: Session) -> dict[str, str]:
    """What a report may call the correspondent of each leg.

    A body named in public, a list that is configured or that the letter went to; anybody's own address only with
    recorded consent, and nothing that a private message named.
    """
    consent = {one.address for one in queries.live(session, Person) if one.name_consent and one.address}
    lists = {one.address.lower() for one in ws.settings.lists}
    lists |= {(one.to or "").lower() for one in queries.live(session, Letter)}
    private = {one.id for one in queries.live(session, Reply) if one.visibility != "list"}
    found = {}
    for leg in queries.live(session, Leg):
        name = leg.correspondent
        if leg.opened_by in private or leg.withheld:
            continue
        if "@" not in name or name.lower() in lists | consent:
            found[leg.id] = name
    return found
