"""The guards inside the database: the ledger only grows, and nobody but an act writes what is audited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_samples import act, verdict
from sqlmodel import Session

from tracker.record import guards, verify
from tracker.record.act import Record
from tracker.record.models import AUDITED, Link, Message, Question

LAST = "SELECT seq, prev, hash, header FROM ledger_entry ORDER BY seq DESC LIMIT 1"
REFUSED = {
    "an entry altered": "UPDATE ledger_entry SET header = header || ' ' WHERE seq = 2",
    "an entry's hash altered": "UPDATE ledger_entry SET hash = prev WHERE seq = 2",
    "an entry deleted": "DELETE FROM ledger_entry WHERE seq = 4",
    "the ledger emptied": "DELETE FROM ledger_entry",
    "an entry replaced": f"INSERT OR REPLACE INTO ledger_entry (seq, prev, hash, header) {LAST}",
    "an entry replaced by its prev": "INSERT OR REPLACE INTO ledger_entry (seq, prev, hash, header) "
    "SELECT 5, prev, hash, header FROM ledger_entry WHERE seq = 4",
    "an entry inserted": "INSERT INTO ledger_entry (seq, prev, hash, header) "
    "SELECT seq + 1, hash, hash, header FROM ledger_entry WHERE seq = 4",
    "an entry inserted out of turn": "INSERT INTO ledger_entry (seq, prev, hash, header) VALUES (9, 'a', 'b', 'c')",
    "an opened value altered": "UPDATE ledger_open SET value = '{}'",
    "an opened value deleted": "DELETE FROM ledger_open WHERE seq = 2",
    "an opened value replaced": "INSERT OR REPLACE INTO ledger_open (seq, name, salt, value) "
    "VALUES (2, 'c0', 'aa', '{}')",
    "an opened value inserted": "INSERT INTO ledger_open (seq, name, salt, value) VALUES (1, 'c9', 'aa', '{}')",
    "a message's bytes altered": "UPDATE raw SET data = x'00'",
    "a message's bytes deleted": "DELETE FROM raw",
    "a message's bytes replaced": "INSERT OR REPLACE INTO raw (sha256, data) SELECT sha256, x'00' FROM raw",
    "a message's bytes inserted": "INSERT INTO raw (sha256, data) VALUES ('x', x'00')",
    "a level raised": "UPDATE question SET level = 5",
    "a question retired": "UPDATE question SET retired = 1",
    "a question deleted": "DELETE FROM question",
    "a question replaced": "INSERT OR REPLACE INTO question SELECT * FROM question",
    "a name uncovered": "UPDATE withhold SET row_key = 'P2'",
    "a private mark deleted": "DELETE FROM withhold",
}


@pytest.fixture
def raw_connection(record: Record, here: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody else's program, with no setting of ours."""
    with act(record) as one:
        one.keep_raw("a" * 64, b"the bytes")
        one.insert(Message(id="M1", sha256="a" * 64))
    connection = sqlite3.connect(here / "tracker.db", isolation_level=None)
    # Without this a REPLACE deletes rows unseen; the guards on inserts must hold by themselves.
    connection.execute("PRAGMA recursive_triggers = OFF")
    yield connection
    connection.close()


@pytest.mark.parametrize("case", REFUSED)
def test_a_write_outside_an_act_is_refused(case: str, raw_connection: sqlite3.Connection) -> None:
    before = list(raw_connection.iterdump())
    with pytest.raises(sqlite3.IntegrityError):
        raw_connection.execute(REFUSED[case])
    assert list(raw_connection.iterdump()) == before


@pytest.mark.parametrize("table", sorted(AUDITED))
def test_no_audited_table_is_written_outside_an_act(table: str, raw_connection: sqlite3.Connection) -> None:
    columns = [row[1] for row in raw_connection.execute(f"PRAGMA table_info({table})")]
    values = ", ".join("1" for _ in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"):
        with pytest.raises(sqlite3.IntegrityError, match="written by acts alone"):
            raw_connection.execute(f"{verb} INTO {table} ({names}) VALUES ({values})")


def test_nothing_is_deleted_even_inside_an_act(record: Record) -> None:
    with pytest.raises(Exception, match="nothing is deleted from question"), act(record) as one:
        one.insert(Link(id="T1", passage_id="R1.1", question_id="C1"))
        one.session.delete(one.session.get_one(Question, "C1"))
        one.session.flush()
    assert verdict(record).size == 4


def test_even_an_act_does_not_rewrite_the_ledger(record: Record) -> None:
    statements = (
        "UPDATE ledger_entry SET header = 'x' WHERE seq = 2",
        "INSERT OR REPLACE INTO ledger_entry (seq, prev, hash, header) VALUES (2, 'a', 'b', 'c')",
        "INSERT OR REPLACE INTO ledger_open (seq, name, salt, value) VALUES (2, 'c0', 'b', 'c')",
    )
    for statement in statements:
        with pytest.raises(Exception, match=r"append-only|does not follow"), act(record) as one:
            one.session.connection().exec_driver_sql(statement)
    assert verdict(record).ok


def test_every_guard_that_was_dropped_is_missed(record: Record) -> None:
    with record.database.engine.connect() as connection:
        for name in sorted(guards.names()):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            with Session(connection) as session:
                found = verify.verify(session, record.mirror)
            assert found.problems == (f"The database lacks 1 of its guards, e.g. {name}.",)
            connection.rollback()
    assert verdict(record).ok


def test_a_guard_left_open_is_told(record: Record, here: Path) -> None:
    connection = sqlite3.connect(here / "tracker.db")
    with connection:
        connection.execute("INSERT INTO act_guard (holder) VALUES ('somebody')")
    connection.close()
    assert any("guard stands open" in one for one in verdict(record).problems)
