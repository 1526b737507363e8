"""A workspace made by an earlier program opens with this one, its record as it was."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from ledger_samples import Clock, files_of, fill, verdict
from sqlmodel import Session, SQLModel, select

from tracker.record import guards, store
from tracker.record import migrations as migrations_folder
from tracker.record.act import Record
from tracker.record.database import Database
from tracker.record.machine_tables import Mailbox, MailboxMessage, MailboxSearch
from tracker.record.models import Question


def at_version(path: Path, version: str) -> Database:
    """The database of a program whose newest tables were those of `version`."""
    database = Database(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations_folder.__file__)).parent))
    with database.engine.connect().execution_options(writing=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.commit()
    return database


def tables(database: Database) -> dict[str, dict[str, tuple[str, bool]]]:
    """Every table with its columns: their types, and whether they may be empty."""
    found = sa.inspect(database.engine)
    return {
        name: {one["name"]: (str(one["type"]), bool(one["nullable"])) for one in found.get_columns(name)}
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def test_a_record_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    old = at_version(tmp_path / "tracker.db", "0001")
    assert "mailbox" not in tables(old)
    record = Record(old, files_of(tmp_path), Clock())
    fill(record)
    with old.reading() as session:
        before = store.hashes(session)
    ledger = (tmp_path / "ledger.jsonl").read_bytes()
    old.dispose()

    new = Database.in_file(tmp_path / "tracker.db")
    with new.reading() as session:
        assert store.hashes(session) == before
    with new.writing() as session:  # notes of this machine: no act is asked for
        box = Mailbox(account="work", folder="INBOX", uidvalidity=2**32 - 1)
        session.add(box)
        session.flush()
        assert box.id is not None
        session.add(
            MailboxSearch(mailbox_id=box.id, letter_id="L1", upto=2**32 - 1, terms=["id:a@example.org"])
        )
        session.add(MailboxMessage(mailbox_id=box.id, uid=7, sha256="a" * 64))
    with new.engine.connect() as connection:
        assert guards.present(connection) == guards.names()
    again = Record(new, files_of(tmp_path), Clock())
    assert verdict(again).ok
    with again.act("question.noted", actor="alice") as act:
        act.update(act.get(Question, "C1"), notes="looked at by the newer program")
    assert (tmp_path / "ledger.jsonl").read_bytes().startswith(ledger)
    assert verdict(again).ok
    new.dispose()


def test_the_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    migrated = Database.in_file(tmp_path / "tracker.db")
    scratch = Database.in_memory()
    assert tables(migrated) == tables(scratch)
    assert set(tables(scratch)) == set(SQLModel.metadata.tables)
    with Session(scratch.engine) as session:
        assert session.exec(select(Mailbox)).all() == []
    migrated.dispose()
    scratch.dispose()
