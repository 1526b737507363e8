"""The ledger told to people: what each entry changed, and the state as of the end of a day."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from tracker.claims.levels import Level
from tracker.record import fold, naming, store
from tracker.record.database import Database
from tracker.record.forms import unstamp
from tracker.record.ledger import Entry
from tracker.record.ledger_tables import LedgerEntry, LedgerOpen
from tracker.record.models import Assessment, Citation, Link, Question, Revision
from tracker.record.views import EntryView
from tracker.text import shorten

_MANY = 4  # from so many on, rows added by one act are told as one line
_ALWAYS_OPEN = ("letter ", "question ", "revision ", "source ", "citation ")
_NOTES = re.compile("[:;] notes ")
_QUIET = {"id", "question_id", "revision", "position", "judged_revision", "meaning_since"}


# The tables whose rows hang on a question by `question_id`.
HANGING: tuple[type[Citation | Link | Revision | Assessment], ...] = (Citation, Link, Revision, Assessment)
Told = list[tuple[EntryView, set[tuple[str, str]]]]


def timeline(
    session: Session, question: str | None = None, told: Told | None = None
) -> tuple[EntryView, ...]:
    """Return every entry, oldest first, or those that touched `question`, its parts or what hangs on them.

    `told` is what `tell` returned, for a caller that asks about several questions.
    """
    told = tell(session) if told is None else told
    about = _touching(session, question) if question else None
    return tuple(view for view, keys in told if about is None or keys & about)


@dataclass(frozen=True)
class Read:
    """A ledger entry with its header and its changes, read once for whatever is told of them."""

    entry: Entry
    header: dict[str, Any]
    changes: list[fold.Change]


def read(session: Session) -> list[Read]:
    """Return every ledger entry as read, oldest first."""
    found = []
    for entry in store.entries(session):
        header = entry.header
        found.append(Read(entry, header, fold.changes(entry, header)))
    return found


def tell(session: Session, entries: list[Read] | None = None) -> Told:
    """Return every entry in words, with the rows (table, key) that it changed."""
    found: Told = []
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for seq, one in enumerate(read(session) if entries is None else entries, start=1):
        view = _told(seq, one, _reason(one.entry, one.header), one.changes, rows)
        found.append((view, {(change.table, change.key) for change in one.changes}))
    return found


def published(session: Session, entries: list[Read] | None = None) -> tuple[EntryView, ...]:
    """Return every entry as everybody may read it, oldest first.

    What stays sealed is `withheld` although it may be open on this machine, and so is what names or addresses
    somebody who did not agree to be named.
    """
    hidden, known = store.withheld_names(session), naming.people(session, consenting=False)
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    found = []
    for seq, one in enumerate(read(session) if entries is None else entries, start=1):
        left_out = hidden.get(seq, set()) | naming.values(one.entry, known, one.header)
        shown = [
            replace(change, value=None) if stored["seal"] in left_out else change
            for stored, change in zip(one.header["data"]["changes"], one.changes, strict=True)
        ]
        reason = "withheld" if "reason" in left_out else _reason(one.entry, one.header)
        view = _told(seq, one, reason, shown, rows)
        # An update tells old and new values of any column; what is published of a question is always open.
        changes = tuple(
            line
            if _is_published(line) or not naming.names_somebody(line, known)
            else f"{line.partition(':')[0]}: withheld"
            for line in view.changes
        )
        found.append(replace(view, changes=changes))
    return tuple(found)


def _is_published(line: str) -> bool:
    """Whether a line tells of what stands in the report in any case; the notes of a question do not."""
    return line.startswith(_ALWAYS_OPEN) and not _NOTES.search(line)


def reason_of(entry: Entry) -> str:
    """Return the reason given for an entry: "" when none was, "withheld" where it stays sealed."""
    return _reason(entry, entry.header)


def _reason(entry: Entry, header: dict[str, Any]) -> str:
    if "reason" in entry.opened:
        return str(entry.opened["reason"].value)
    return "withheld" if "reason" in header["sealed"] else ""


def reasons(session: Session, seqs: Iterable[int]) -> dict[int, str]:
    """Return the reasons of the entries `seqs` by their number."""
    wanted = sorted(set(seqs))
    rows = session.exec(select(LedgerEntry).where(col(LedgerEntry.seq).in_(wanted)))
    sealed = {row.seq: "reason" in json.loads(row.header)["sealed"] for row in rows}
    opened = session.exec(
        select(LedgerOpen).where(col(LedgerOpen.seq).in_(wanted), LedgerOpen.name == "reason")
    )
    found = {seq: "withheld" if has else "" for seq, has in sealed.items()}
    return {**found, **{one.seq: str(json.loads(one.value)) for one in opened}}


def _touching(session: Session, question: str) -> set[tuple[str, str]]:
    family = {question}
    family |= set(session.exec(select(Question.id).where(Question.parent_id == question)))
    keys = {("question", one) for one in family}
    for model in HANGING:
        rows = session.exec(select(model.id).where(col(model.question_id).in_(family)))
        keys |= {(str(model.__tablename__), key) for key in rows}
    return keys


def _told(
    seq: int,
    one: Read,
    reason: str,
    changes: list[fold.Change],
    rows: dict[tuple[str, str], dict[str, Any]],
) -> EntryView:
    header = one.header
    lines = []
    many = _many(changes) if len(changes) >= _MANY else {}
    for change in changes:
        before = rows.setdefault((change.table, change.key), {})
        if change.op != "insert" or change.table not in many or not change.value:
            lines.append(_describe(change, before))
        elif many[change.table]:
            lines.append(
                f"{many[change.table]} rows of {change.table.replace('_', ' ')} added, from {change.key} on"
            )
            many[change.table] = 0
        before.update(change.value or {})
    return EntryView(
        seq=seq,
        at=unstamp(header["ts"]),
        actor=header["actor"],
        kind=header["kind"],
        reason=reason,
        changes=tuple(lines),
        hash=one.entry.hash,
        keys=tuple(change.key for change in changes),
    )


def _many(changes: list[fold.Change]) -> dict[str, int]:
    """The tables to which an act added many rows, with how many."""
    added = Counter(change.table for change in changes if change.op == "insert" and change.value)
    return {table: count for table, count in added.items() if count >= _MANY}


def _describe(change: fold.Change, before: dict[str, Any]) -> str:
    name = f"{change.table.replace('_', ' ')} {change.key}"
    if change.value is None:
        return f"{name}: withheld"
    if change.op == "insert":
        return f"{name} added"
    if change.op == "retire":
        return f"{name} retired"
    told = [
        f"{column.replace('_', ' ')} {_short(column, before.get(column))} → {_short(column, value)}"
        for column, value in change.value.items()
        if column not in _QUIET
    ]
    return f"{name}: {'; '.join(told)}" if told else f"{name} renumbered"


def _short(column: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if column == "level" or column.startswith("level_"):
        return f"{value} {Level(value).label}"
    if isinstance(value, str):
        return shorten(value, 60)
    if isinstance(value, list):
        return ", ".join(shorten(str(one), 40) for one in value)
    return str(value)


@contextmanager
def as_of(database: Database, day: date) -> Iterator[Session]:
    """A session on the state at the end of `day` (UTC): the ledger folded up to then, in a scratch database."""
    with database.reading() as session:
        entries = store.entries(session, upto_ts=f"{day.isoformat()}T23:59:59.999Z")
    scratch = Database.in_memory()
    try:
        with Session(scratch.engine) as session:
            store.replay(session, entries)
            yield session
    finally:
        scratch.dispose()
