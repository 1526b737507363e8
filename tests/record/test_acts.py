"""Acts: one unit of work is one entry or nothing, ids are never used twice, time never goes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_samples import Clock, act, add_letter, files, size, verdict
from sqlmodel import SQLModel, select

from tracker.errors import BadUse, RecordBroken, TrackerError, WorkspaceBusy
from tracker.record import fold, guards, store, timeline
from tracker.record.act import Record
from tracker.record.database import Database
from tracker.record.forms import stamp, unstamp
from tracker.record.ledger_tables import Raw
from tracker.record.models import Link, Message, Question, Source


def test_an_act_is_one_entry_with_its_reason(record: Record) -> None:
    with record.database.reading() as session:
        entry = store.entries(session)[1]
    assert entry.header["kind"] == "question.opened"
    assert entry.header["actor"] == "alice"
    assert entry.opened["reason"].value == "opened from the letter"
    assert verdict(record).ok


def test_an_act_that_raises_leaves_nothing(record: Record, here: Path) -> None:
    before = files(here)
    with pytest.raises(ZeroDivisionError), act(record) as one:
        one.insert(Source(id="S1", url="https://example.org/"))
        one.update(one.get(Question, "C1"), level=5)
        one.keep_raw("0" * 64, b"bytes")
        raise ZeroDivisionError
    with record.database.reading() as session:
        assert session.get(Source, "S1") is None
        assert session.get(Raw, "0" * 64) is None
        assert session.get_one(Question, "C1").level == 3
    assert files(here) == before
    assert size(record) == 4
    add_letter(record)
    assert verdict(record).ok


def test_an_act_that_changes_nothing_leaves_no_entry(record: Record, here: Path) -> None:
    before = files(here)
    with act(record, reason="for nothing") as one:
        one.update(one.get(Question, "C1"), level=3)
    assert files(here) == before


def test_an_act_needs_a_person(record: Record) -> None:
    with pytest.raises(BadUse, match="named person"), record.act("x.done", actor=""):
        pass


def test_a_second_writer_is_told_to_wait(record: Record, new_record: Callable[[str], Record]) -> None:
    other = new_record("here")
    with act(record) as one:
        with pytest.raises(WorkspaceBusy), act(other):
            pass
        one.update(one.get(Question, "C1"), level=2)
    assert size(record) == 5


def test_two_records_of_one_folder_take_turns(record: Record, new_record: Callable[[str], Record]) -> None:
    other = new_record("here")
    for n, one in enumerate([other, record, other, record]):
        add_letter(one, f"L{n + 1}")
    assert size(other) == 8
    assert verdict(record).ok


def test_an_unknown_column_is_refused(record: Record) -> None:
    with pytest.raises(RecordBroken, match="no columns"), act(record) as one:
        one.update(one.get(Question, "C1"), colour="blue")
    with pytest.raises(RecordBroken, match="no columns"), act(record) as one:
        one.update(one.get(Question, "C1"), id="C2")


@pytest.mark.parametrize("level", [6, -1, 2**53])
def test_a_level_that_does_not_exist_is_refused(record: Record, level: int) -> None:
    with pytest.raises(RecordBroken), act(record) as one:
        one.update(one.get(Question, "C1"), level=level)
    assert size(record) == 4


def test_a_row_is_not_inserted_twice(record: Record) -> None:
    with pytest.raises(RecordBroken), act(record) as one:
        one.insert(Question(id="C1", letter_id="L1"))
    assert size(record) == 4


def test_ids_are_never_used_twice_even_when_retired(record: Record) -> None:
    with act(record) as one:
        assert one.new_id(Link) == "T1"
        one.insert(Link(id="T1", passage_id="R1.1", question_id="C1"))
        assert one.new_id(Link) == "T2"
        one.retire(one.get(Link, "T1"))
    with act(record) as one:
        assert one.new_id(Link) == "T2"
        with pytest.raises(BadUse, match="There is no link T1"):
            one.get(Link, "T1")


def test_what_is_retired_stays_in_table_and_ledger(record: Record) -> None:
    with act(record) as one:
        one.retire(one.get(Question, "C1"))
    with record.database.reading() as session:
        assert session.get_one(Question, "C1").retired
    assert verdict(record).ok


def test_time_never_goes_back(record: Record, clock: Clock) -> None:
    first = clock.at
    clock.at = first + timedelta(days=1)
    add_letter(record, "L1")
    clock.at = first - timedelta(days=400)
    add_letter(record, "L2")
    with record.database.reading() as session:
        stamps = [entry.header["ts"] for entry in store.entries(session)]
    assert stamps == sorted(stamps)
    assert stamps[-1] == stamps[-2] == stamp(first + timedelta(days=1))
    assert verdict(record).ok


def test_a_time_without_a_zone_is_refused(record: Record, clock: Clock) -> None:
    clock.at = clock.at.replace(tzinfo=None)
    with pytest.raises(TrackerError, match="without a time zone"):
        add_letter(record)
    with pytest.raises(TrackerError, match="without a time zone"):
        stamp(datetime(2026, 1, 1))  # noqa: DTZ001
    assert size(record) == 4


def test_a_time_of_another_zone_is_the_same_instant(record: Record) -> None:
    east = datetime(2026, 1, 2, 4, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=5)))
    assert stamp(east) == "2026-01-01T23:00:00.999Z"


@pytest.mark.parametrize("year", [1, 99, 999, 1000, 9999])
def test_a_date_far_away_reads_back(record: Record, year: int) -> None:
    at = datetime(year, 6, 1, tzinfo=timezone.utc)  # noqa: UP017
    assert unstamp(stamp(at)) == at
    with act(record) as one:
        one.insert(Message(id="M1", sha256="0" * 64, date=at))
    with record.database.reading() as session:
        assert session.get_one(Message, "M1").date == at


def test_a_ledger_is_opened_once(record: Record) -> None:
    with pytest.raises(TrackerError, match="has a ledger already"):
        record.open_ledger()


def test_the_timeline_says_who_did_what_and_why(record: Record) -> None:
    with record.database.reading() as session:
        told = timeline.timeline(session)
    assert [one.kind for one in told] == [
        "ledger.opened",
        "question.opened",
        "message.received",
        "question.noted",
    ]
    assert told[-1].reason == "a second look"
    assert told[-1].changes == ("question C1: notes – → looked at",)


def test_the_tables_are_the_fold_of_the_ledger(record: Record) -> None:
    with record.database.reading() as session:
        rows = fold.folded(store.entries(session))
        question = session.get_one(Question, "C1")
        assert fold.row_value(question) == rows[("question", "C1")].values


def test_a_fresh_database_has_the_tables_of_the_models_and_every_guard(tmp_path: Path) -> None:
    database = Database.in_file(tmp_path / "tracker.db")
    with database.engine.connect() as connection:
        found = sa.inspect(connection)
        assert set(found.get_table_names()) == {*SQLModel.metadata.tables, "alembic_version"}
        for name, table in SQLModel.metadata.tables.items():
            there = {one["name"]: one for one in found.get_columns(name)}
            assert list(there) == [column.name for column in table.columns], name
            for column in table.columns:
                assert there[column.name]["nullable"] == column.nullable, (name, column.name)
                kind = column.type.compile(connection.dialect)
                assert str(there[column.name]["type"]) == kind, (name, column.name)
            assert found.get_pk_constraint(name)["constrained_columns"] == [c.name for c in table.primary_key]
            indexed = {one["column_names"][0] for one in found.get_indexes(name)}
            assert indexed >= {c.name for c in table.columns if c.index}, name
            checks = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            assert {one["name"] for one in found.get_check_constraints(name)} >= checks, name
        assert guards.present(connection) == guards.names()
    database.dispose()


def test_migrating_again_keeps_the_guards_and_the_record(record: Record) -> None:
    record.database.migrate()
    with record.database.engine.connect() as connection:
        assert guards.present(connection) == guards.names()
    assert verdict(record).ok


def test_a_database_of_a_newer_program_is_refused(record: Record, here: Path) -> None:
    with sqlite3.connect(here / "tracker.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(TrackerError, match="newer tracker"):
        Database.in_file(here / "tracker.db")


def test_readers_see_one_state_while_an_act_is_under_way(record: Record) -> None:
    with act(record) as one:
        one.update(one.get(Question, "C1"), level=1)
        with record.database.reading() as session:
            assert session.exec(select(Question.level)).one() == 3
