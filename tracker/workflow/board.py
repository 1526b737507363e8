"""Looking: the board, a question now or as of a day, replies, sources and the timeline, as views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from tracker.claims.levels import Level
from tracker.claims.lint import Finding as LintFinding
from tracker.claims.lint import lint
from tracker.errors import BadUse, TrackerError
from tracker.record import (
    after_queries,
    leg_queries,
    queries,
    question_queries,
    reply_queries,
    store,
    timeline,
)
from tracker.record.models import Person, Question
from tracker.record.views import (
    Board,
    CheckView,
    CitationView,
    EntryView,
    LetterView,
    QuestionRow,
    QuestionView,
    ReplyRow,
    ReplyView,
)
from tracker.workflow import legclock, lookup, people, reacting
from tracker.workflow.workspace import Workspace


@contextmanager
def _state(ws: Workspace, as_of: date | None) -> Iterator[Session]:
    if as_of is None:
        with ws.database.reading() as session:
            yield session
    else:
        with timeline.as_of(ws.database, as_of) as session:
            yield session


def board(ws: Workspace) -> Board:
    """Return the whole workspace at a glance; what cannot be looked at becomes a warning on it."""
    from tracker.workflow import sync

    with ws.database.reading() as session:
        rows = question_queries.question_rows(session)
        replies = reply_queries.reply_rows(session)
        unsorted = reply_queries.reply_rows(session, unsorted=True)
        letters = queries.letters(session)
        legs = leg_queries.legs(session)
        clocks = legclock.told(session, legs, ws.settings.remind_after, ws.record.now())
        size, head, _, _ = store.head(session)
    warnings: list[str] = []
    try:
        waiting = sync.waiting(ws)
    except TrackerError as error:
        waiting, warnings = (), [str(error)]
    try:
        actor = ws.actor
    except BadUse as error:
        actor = ""
        warnings.append(str(error))
    return Board(
        letters=letters,
        rows=tuple(row for row in rows if not row.parent),
        parts=tuple(row for row in rows if row.parent),
        to_triage=sum(row.to_triage for row in replies),
        unsorted=len(unsorted),
        legs=legs,
        ledger_size=size,
        ledger_head=head,
        clocks=clocks,
        actor=actor,
        edits_waiting=waiting,
        warnings=tuple(warnings),
    )


def questions(ws: Workspace, as_of: date | None = None, parts: bool = True) -> tuple[QuestionRow, ...]:
    """Return the questions, each followed by its parts unless `parts` is False."""
    with _state(ws, as_of) as session:
        return tuple(row for row in question_queries.question_rows(session) if parts or not row.parent)


def question(ws: Workspace, key: str, as_of: date | None = None) -> QuestionView:
    """Return everything about a question or part; BadUse for one there is not, or was not on that day."""
    with _state(ws, as_of) as session:
        if as_of is not None and not session.exec(select(Question)).first():
            raise BadUse(
                f"There was no question yet on {as_of}.", "`tracker audit log` shows the first entries"
            )
        view = question_queries.question_view(session, lookup.question(session, key).id)
        assert view is not None
        return reacting.with_reactions(session, view)


def replies(ws: Workspace, unsorted: bool = False) -> tuple[ReplyRow, ...]:
    """Return the replies by date, or those that belong to no letter yet."""
    with ws.database.reading() as session:
        return reply_queries.reply_rows(session, unsorted)


def reply(ws: Workspace, key: str) -> ReplyView:
    """Return reply `R3`, or the reply of passage `R3.2`, with what the people file suggests; BadUse for an unknown
    one.
    """
    with ws.database.reading() as session:
        view = reply_queries.reply_view(session, lookup.reply(session, key).id)
        assert view is not None
        view = replace(view, reactions=reacting.of_reply(session, view.row.id))
        responder = session.get(Person, view.person)
        address = responder.address if responder is not None and not responder.withheld else ""
    return people.with_suggestions(ws, view, address)


def sources(ws: Workspace, question: str | None = None) -> tuple[CitationView, ...]:
    """Return the citations of a question, or all of them."""
    with ws.database.reading() as session:
        key = None if question is None else lookup.question(session, question).id
        return queries.citation_views(session, key)


def source_checks(ws: Workspace) -> dict[str, CheckView]:
    """Return how each source that was ever checked was last found, by source."""
    with ws.database.reading() as session:
        return {one.source: one for one in after_queries.checks(session)}


def history(ws: Workspace, question: str | None = None, limit: int | None = None) -> tuple[EntryView, ...]:
    """Return the timeline, newest last: of a question, or of everything; at most the newest `limit` entries."""
    with ws.database.reading() as session:
        key = None if question is None else lookup.question(session, question).id
        found = timeline.timeline(session, key)
    return found if limit is None else found[-limit:] if limit > 0 else ()


def letter(ws: Workspace, key: str | None = None) -> LetterView:
    """Return a letter, the only one when no id is given."""
    with ws.database.reading() as session:
        found = lookup.letter(session, key).id
        return next(one for one in queries.letters(session) if one.id == found)


def lint_of(ws: Workspace, key: str) -> tuple[LintFinding, ...]:
    """Return what lint finds in the present wording of a question at its level, and the unread that it names."""
    with ws.database.reading() as session:
        row = lookup.question(session, key)
        cited = [c.title for c in queries.citation_views(session, row.id) if c.title and not c.read]
        unread = [title for title in dict.fromkeys(cited) if title.casefold() in row.wording.casefold()]
        return tuple(lint(row.wording, Level(row.level), unread, row.proposition))
