"""Whatever is changed behind the tracker's back is found, and the first bad entry is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from ledger_samples import add_letter, behind, size, verdict
from sqlmodel import Session

from tracker.record import guards, ledger, store, verify
from tracker.record.act import Record
from tracker.record.ledger import Entry, Opened
from tracker.record.models import Person, Question


def other_bytes(text: str, at: int) -> Iterator[str]:
    """Put other characters in the place of one: the next, a blank, a quotation mark, the other case."""
    old = text[at]
    for new in {chr(ord(old) ^ 1), " ", '"', "0", old.swapcase()} - {old}:
        yield text[:at] + new + text[at + 1 :]


def first_bad(problems: tuple[str, ...]) -> int:
    """The number of the entry that the first problem names."""
    found = re.match(r"Ledger entry (\d+) is the first that does not hold: ", problems[0])
    assert found, problems
    return int(found.group(1))


def entries_of(record: Record) -> list[Entry]:
    with record.database.reading() as session:
        return store.entries(session)


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
def test_any_altered_byte_of_an_entry_is_named(seq: int, record: Record) -> None:
    entries = entries_of(record)
    entry = entries[seq - 1]
    altered = [
        replace(entry, header_text=text)
        for at in range(len(entry.header_text))
        for text in other_bytes(entry.header_text, at)
    ]
    altered += [
        replace(entry, hash=text) for at in range(len(entry.hash)) for text in other_bytes(entry.hash, at)
    ]
    for one in altered:
        tampered = [*entries[: seq - 1], one, *entries[seq:]]
        assert first_bad(verify.verify_entries(tampered).problems) == seq, one


@pytest.mark.parametrize("seq", [2, 3, 4])
def test_any_altered_byte_of_an_opened_value_is_named(seq: int, record: Record) -> None:
    entries = entries_of(record)
    entry = entries[seq - 1]
    for name, one in entry.opened.items():
        altered = [Opened(s, one.text) for at in range(len(one.salt)) for s in other_bytes(one.salt, at)]
        altered += [Opened(one.salt, t) for at in range(len(one.text)) for t in other_bytes(one.text, at)]
        for other in altered:
            tampered = [
                *entries[: seq - 1],
                replace(entry, opened={**entry.opened, name: other}),
                *entries[seq:],
            ]
            assert first_bad(verify.verify_entries(tampered).problems) == seq, other


# Every byte is tried above on what the columns hold; here every column in the database itself.
STRIDE = {"header": 29, "hash": 13, "prev": 17, "salt": 13, "value": 29, "name": 1}
COLUMNS = [("ledger_entry", "header"), ("ledger_entry", "hash"), ("ledger_entry", "prev")]
COLUMNS += [("ledger_open", "salt"), ("ledger_open", "value"), ("ledger_open", "name")]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_altered_byte_of_any_column_in_the_database_is_named(
    table: str, column: str, record: Record
) -> None:
    with record.database.engine.connect() as connection:
        for name in guards.names():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        rows = connection.execute(sa.text(f"SELECT rowid, seq, {column} FROM {table}")).all()
        for rowid, seq, value in rows:
            for at in range(0, len(value.encode()), STRIDE[column]):
                for byte in (0x20, 0xFF, value.encode()[at] ^ 1):
                    data = bytearray(value.encode())
                    data[at] = byte
                    if data == value.encode():
                        continue
                    bad = _first_bad_with(connection, table, column, rowid, bytes(data))
                    assert bad == seq, (at, byte)
        connection.rollback()


def _first_bad_with(connection: sa.Connection, table: str, column: str, rowid: int, data: bytes) -> int:
    within = connection.begin_nested()
    connection.execute(
        sa.text(f"UPDATE {table} SET {column} = CAST(:data AS TEXT) WHERE rowid = :row"),
        {"data": data, "row": rowid},
    )
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        found = verify.verify(session)
    within.rollback()
    return first_bad(found.problems)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_entry SET seq = 9 WHERE seq = 2", 2),
        ("UPDATE ledger_entry SET seq = 9 WHERE seq = 4", 4),
        ("UPDATE ledger_entry SET seq = 0 WHERE seq = 1", 1),
        ("UPDATE ledger_open SET seq = 1 WHERE seq = 2 AND name = 'c0'", 1),
        ("UPDATE ledger_open SET seq = 3, name = 'reason' WHERE seq = 2 AND name = 'reason'", 3),
        ("DELETE FROM ledger_entry WHERE seq = 1", 1),
        ("DELETE FROM ledger_entry WHERE seq = 3", 3),
        ("UPDATE ledger_entry SET header = CAST(header AS BLOB) WHERE seq = 3", 3),
        ("UPDATE ledger_entry SET header = '' WHERE seq = 3", 3),
        ("UPDATE ledger_entry SET header = '[]' WHERE seq = 3", 3),
        ("UPDATE ledger_open SET value = CAST(value AS BLOB) WHERE seq = 2 AND name = 'c0'", 2),
        ("UPDATE ledger_open SET salt = 7 WHERE seq = 2 AND name = 'c0'", 2),
    ],
)
def test_moved_deleted_and_retyped_rows_are_named(statement: str, named: int, record: Record) -> None:
    behind(record, statement)
    assert first_bad(verdict(record).problems) == named


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE question SET level = 5 WHERE id = 'C1'",
            "The row question C1 was changed behind the ledger's back (level); entry 4 wrote it last.",
        ),
        (
            "UPDATE question SET notes = notes || ' ', wording = '' WHERE id = 'C1'",
            "The row question C1 was changed behind the ledger's back (notes, wording); entry 4 wrote it last.",
        ),
        (
            "UPDATE person SET name = 'somebody else'",
            "The row person P1 was changed behind the ledger's back (name); entry 3 wrote it last.",
        ),
        (
            "UPDATE question SET retired = 1",
            "The row question C1 was changed behind the ledger's back (retired); entry 4 wrote it last.",
        ),
        (
            "UPDATE person SET withheld = 1",
            "The row person P1 was changed behind the ledger's back (withheld); entry 3 wrote it last.",
        ),
        ("DELETE FROM person", "The row person P1 is gone from the table; entry 3 wrote it last."),
        (
            "INSERT INTO source (id, retired, withheld, url, latest, title, body, implemented) "
            "VALUES ('S1', 0, 0, 'u', '', '', '', 0)",
            "The row source S1 is in the table and in no ledger entry.",
        ),
    ],
)
def test_a_table_edited_behind_the_ledgers_back_names_the_row(
    statement: str, told: str, record: Record
) -> None:
    behind(record, statement)
    assert verdict(record).problems == (told,)


def test_a_value_dropped_from_the_database_is_missed_by_its_row_and_its_file(record: Record) -> None:
    behind(record, "DELETE FROM ledger_open WHERE seq = 2 AND name = 'c0'")
    problems = verdict(record).problems
    assert (
        "The row question C1 was changed behind the ledger's back (withheld); entry 4 wrote it last."
        in problems
    )
    assert "Entry 2 of ledger.jsonl is the first that is not the database's." in problems


def test_a_value_opened_for_no_entry_is_told(record: Record) -> None:
    behind(record, "UPDATE ledger_open SET seq = 99 WHERE seq = 2")
    assert "Values are opened for entry 99, which does not exist." in verdict(record).problems


def test_altered_bytes_of_a_message_are_told(record: Record) -> None:
    with record.act("message.received", actor="alice") as one:
        one.keep_raw("ab" * 32, b"never these")
        one.insert(Person(id="P2"))
    assert verdict(record).problems == (
        "The bytes kept as message abababab are not those that were received.",
    )


def test_a_dropped_tail_is_found_by_a_checkpoint_from_before(record: Record, here: Path) -> None:
    seen = ledger.parse_checkpoint(verdict(record).checkpoint)
    behind(
        record,
        "DELETE FROM ledger_entry WHERE seq = 4",
        "DELETE FROM ledger_open WHERE seq = 4",
        "UPDATE question SET notes = ''",
    )
    lines = (here / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    (here / "ledger.jsonl").write_bytes(b"".join(lines[:3]))
    assert verdict(record).ok  # a chain alone does not show a tail that was cut off
    assert verdict(record, seen).problems == (
        "The checkpoint saw 4 entries and there are 3: entries 4 to 4 were dropped.",
    )


def test_a_ledger_that_only_grew_holds_against_every_older_checkpoint(record: Record) -> None:
    for n in range(3):
        seen = ledger.parse_checkpoint(verdict(record).checkpoint)
        add_letter(record, f"L{n + 1}")
        assert verdict(record, seen).ok
    assert size(record) == 7


def test_a_rewritten_ledger_and_another_one_are_found_by_a_checkpoint(
    record: Record, new_record: Callable[[str], Record]
) -> None:
    seen = ledger.parse_checkpoint(verdict(record).checkpoint)
    other = new_record("other")
    other.open_ledger("alice")
    assert "of another ledger" in verdict(other, seen).problems[0]
    rewritten = replace(seen, root=bytes(32))
    assert verdict(record, rewritten).problems == (
        "The first 4 entries are not those that the checkpoint saw.",
    )


def test_a_proposition_that_was_strengthened_by_hand_is_told(record: Record) -> None:
    behind(record, "UPDATE question SET proposition = 'a stronger one'")
    with record.database.reading() as session:
        assert session.get_one(Question, "C1").proposition == "a stronger one"
    assert not verdict(record).ok
