"""Small records for the tests of the ledger: made by acts, on a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from tracker.record import guards, store, verify
from tracker.record.act import Act, Record
from tracker.record.database import Database
from tracker.record.ledger import Checkpoint
from tracker.record.mirror import Mirror
from tracker.record.models import Letter, Person, Question
from tracker.record.verify import Verdict

WORDING = "Public materials appear to support …"
SECRET = "the responder's name stays sealed"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def files_of(folder: Path) -> Mirror:
    """The ledger file of a folder, its private companion and its lock."""
    return Mirror(folder / "ledger.jsonl", folder / "private" / "sealed.jsonl", folder / "lock", 0.1)


def record_in(folder: Path, now: Callable[[], datetime]) -> Record:
    """A record in a folder, with its files."""
    folder.mkdir(parents=True, exist_ok=True)
    return Record(Database.in_file(folder / "tracker.db"), files_of(folder), now)


def act(record: Record, kind: str = "question.noted", reason: str = "") -> AbstractContextManager[Act]:
    """One act of a sample person."""
    return record.act(kind, actor="alice", reason=reason)


def fill(record: Record) -> None:
    """Four entries: the opening, a question with its reason, a person who stays sealed, and a change."""
    record.open_ledger("alice")
    with act(record, "question.opened", "opened from the letter") as one:
        one.insert(Question(id="C1", letter_id="L1", wording=WORDING, level=3))
    with act(record, "message.received") as one:
        one.insert(Person(id="P1", name=SECRET), private=True)
    with act(record, "question.noted", "a second look") as one:
        one.update(one.get(Question, "C1"), notes="looked at")


def add_letter(record: Record, key: str = "L1") -> None:
    """One more entry."""
    with act(record, "letter.opened") as one:
        one.insert(Letter(id=key, title="a letter"))


def verdict(record: Record, older: Checkpoint | None = None) -> Verdict:
    """What verification says of a record and its files."""
    with record.database.reading() as session:
        return verify.verify(session, record.mirror, older)


def size(record: Record) -> int:
    """How many entries the ledger has."""
    with record.database.reading() as session:
        return len(store.hashes(session))


def behind(record: Record, *statements: str) -> None:
    """Write to the database as somebody would who has the file in hand and drops its guards first."""
    with record.database.engine.connect().execution_options(writing=True) as connection:
        for name in sorted(guards.present(connection)):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(sa.text(statement))
        guards.install(connection)
        connection.commit()


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of the record's files."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.jsonl"))}
