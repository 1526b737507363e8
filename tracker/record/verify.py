"""Verification: does the chain hold, do file and database agree, are the tables still the ledger's fold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, select

from tracker.errors import RecordBroken
from tracker.record import fold, guards, store
from tracker.record.ledger import Checkpoint, Entry, canonical, checkpoint, first_problem, merkle_root
from tracker.record.ledger_tables import ActGuard, LedgerEntry, LedgerOpen, Raw
from tracker.record.mirror import Mirror, parse
from tracker.record.models import AUDITED


@dataclass(frozen=True)
class Verdict:
    """What verification found: `problems` in words, first bad entry first; `checkpoint` of what was read."""

    size: int
    problems: tuple[str, ...]
    checkpoint: str

    @property
    def ok(self) -> bool:
        """True when nothing was found."""
        return not self.problems


def verify(session: Session, mirror: Mirror | None = None, older: Checkpoint | None = None) -> Verdict:
    """Check a workspace's record whole: chain, seals, guards, tables, raw bytes, and its file.

    Somebody may be recording at the same time: database and file are looked at as they were at one moment. Where a
    writer cannot be held off, the file is read again until it has what the database had.
    """
    problems: list[str] = []
    with nullcontext(True) if mirror is None else mirror.still() as still:
        data = b"" if mirror is None else mirror.data()  # first: what it holds the database held before
        size = store.size(session)  # what is read from here on is the state of this moment
    if mirror is not None and not still:
        data = mirror.reaching(size, data)
    entries = store.entries(session)
    bad = first_problem(entries)
    if bad:
        problems.append(f"Ledger entry {bad[0]} is the first that does not hold: {bad[1]}.")
    problems += _rows_beside(session, entries)
    missing = guards.names() - guards.present(session.connection())
    if missing:
        problems.append(f"The database lacks {len(missing)} of its guards, e.g. {min(missing)}.")
    if session.exec(select(ActGuard)).first() is not None:
        problems.append("The database's guard stands open outside an act (table act_guard).")
    if not bad:
        problems += _tables(session, entries)
    problems += _raw(session)
    if mirror is not None:
        problems += _file(mirror.path.name, data, entries, store.withheld_names(session))
    return _verdict(entries, problems, older)


def verify_entries(
    entries: Sequence[Entry], older: Checkpoint | None = None, end: str | None = None
) -> Verdict:
    """Check an export or a ledger file by itself; `end` is the checkpoint that it closes with."""
    problems: list[str] = []
    bad = first_problem(entries)
    if bad:
        problems.append(f"Ledger entry {bad[0]} is the first that does not hold: {bad[1]}.")
    verdict = _verdict(entries, problems, older)
    if end is not None and verdict.checkpoint != end:
        problems.append("The checkpoint at the end of the file is not that of its entries.")
        verdict = Verdict(verdict.size, tuple(problems), verdict.checkpoint)
    return verdict


def check_lines(data: bytes, name: str) -> list[str]:
    """Say which line of a ledger file is not byte for byte the canonical text of what it holds."""
    seq = 0
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        seq += line.startswith(b'{"entry"')
        try:
            text = line.decode()
            exact = canonical(json.loads(text)) == text
        except (ValueError, RecordBroken):
            exact = False
        if not exact:
            return [f"Line {number} of {name} (entry {seq}) is not in canonical form."]
    return []


def _verdict(entries: Sequence[Entry], problems: list[str], older: Checkpoint | None) -> Verdict:
    hashes = [entry.hash for entry in entries]
    try:
        ledger_id = entries[0].header["ledger"] if entries else "none"
        now = checkpoint(ledger_id, hashes)
    except (ValueError, KeyError, TypeError):
        return Verdict(len(entries), tuple(problems), "")
    if older is not None:
        if older.origin != now.origin:
            problems.append(f"The checkpoint is of another ledger ({older.origin}).")
        elif older.size > now.size:
            problems.append(
                f"The checkpoint saw {older.size} entries and there are {now.size}: "
                f"entries {now.size + 1} to {older.size} were dropped."
            )
        elif merkle_root(hashes[: older.size]) != older.root:
            problems.append(f"The first {older.size} entries are not those that the checkpoint saw.")
    return Verdict(now.size, tuple(problems), now.text)


def _rows_beside(session: Session, entries: Sequence[Entry]) -> list[str]:
    """The columns that repeat what a header says, and opened values that belong to no entry."""
    for number, row in enumerate(session.exec(select(LedgerEntry).order_by(sa.text("seq"))), start=1):
        if row.seq != number:
            return [f"Ledger entry {number} is the first that does not hold: it is missing."]
        try:
            prev = Entry(row.header, row.hash, {}).header.get("prev")
        except (ValueError, AttributeError):
            return []  # the chain check names it
        if prev != row.prev:
            return [f"Ledger entry {number} is the first that does not hold: its row was altered."]
    strange = [one.seq for one in session.exec(select(LedgerOpen)) if not 1 <= one.seq <= len(entries)]
    return [f"Values are opened for entry {strange[0]}, which does not exist."] if strange else []


def _tables(session: Session, entries: Sequence[Entry]) -> list[str]:
    rows = fold.folded(entries)
    problems = []
    for table, model in AUDITED.items():
        there = {}
        for stored in session.execute(sa.select(model.__table__)).mappings():  # type: ignore[attr-defined]
            there[stored["id"]] = stored
        for key, stored in there.items():
            if (table, key) not in rows:
                problems.append(f"The row {table} {key} is in the table and in no ledger entry.")
                continue
            row = rows[(table, key)]
            wrong = [n for n, v in row.values.items() if fold.plain(stored[n]) != v]
            if "retired" not in row.values and stored["retired"]:
                wrong.append("retired")
            if bool(stored["withheld"]) != row.withheld:
                wrong.append("withheld")
            if wrong:
                problems.append(
                    f"The row {table} {key} was changed behind the ledger's back ({', '.join(wrong)}); "
                    f"entry {row.last_seq} wrote it last."
                )
        for wanted_table, key in rows:
            if wanted_table == table and key not in there:
                last = rows[(table, key)].last_seq
                problems.append(f"The row {table} {key} is gone from the table; entry {last} wrote it last.")
    return problems


def _raw(session: Session) -> list[str]:
    kept = {row.sha256: row.data for row in session.exec(select(Raw))}
    return [
        f"The bytes kept as message {sha[:8]} are not those that were received."
        for sha, data in kept.items()
        if hashlib.sha256(data).hexdigest() != sha
    ]


def _file(name: str, data: bytes, entries: Sequence[Entry], withheld: dict[int, set[str]]) -> list[str]:
    try:
        found = parse(data, name)
    except RecordBroken as error:
        return [error.message]
    problems = check_lines(data, name)
    for seq, there in enumerate(found.entries, start=1):
        if seq > len(entries):
            problems.append(
                f"{name} runs ahead of the database by {len(found.entries) - len(entries)} entries."
            )
            break
        here = entries[seq - 1]
        late = set(found.opens.get(seq, {}))
        if (there.hash, there.header_text) != (here.hash, here.header_text):
            problems.append(f"Entry {seq} of {name} is the first that is not the database's.")
            break
        leaked = (set(there.opened) | late) & withheld.get(seq, set())
        if leaked:
            problems.append(f"Entry {seq} of {name} opens what is to stay sealed.")
            break
        if any(here.opened.get(n) != o for n, o in there.opened.items()):
            problems.append(f"Entry {seq} of {name} is the first that is not the database's.")
            break
    if len(found.entries) < len(entries):
        problems.append(
            f"{name} lacks the last {len(entries) - len(found.entries)} entries; `tracker sync` adds them."
        )
    return problems
