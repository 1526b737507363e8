"""The database behind the record: SQLite in the workspace by default, PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, SQLModel

from tracker.errors import RecordBroken, TrackerError, WorkspaceBusy
from tracker.record import ledger_tables, machine_tables, models

_HEAD = "0004"


class Database:
    """One database with its tables; sessions read, `writing()` sessions hold the only write lock.

    `url` is a SQLAlchemy URL. `busy_seconds` is how long a writer waits for another one.
    """

    def __init__(self, url: str, busy_seconds: float = 5.0) -> None:
        self.url = url
        options: dict[str, Any] = {}
        if url.startswith("sqlite"):
            options["connect_args"] = {"timeout": busy_seconds, "check_same_thread": False}
            if url in ("sqlite://", "sqlite:///:memory:"):
                options["poolclass"] = sa.StaticPool
        self.engine = sa.create_engine(url, **options)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _on_connect)
            sa.event.listen(self.engine, "begin", _on_begin)

    @classmethod
    def in_file(cls, path: Path) -> Database:
        """Open the SQLite database at `path`, made and migrated when it is not there yet."""
        database = cls(f"sqlite:///{path}")
        database.migrate()
        return database

    @classmethod
    def in_memory(cls) -> Database:
        """A scratch database with the tables and no guards, for a state as of a date and for checks."""
        database = cls("sqlite://")
        SQLModel.metadata.create_all(database.engine)
        return database

    def migrate(self) -> None:
        """Bring the tables to the newest version; cheap when they are there already."""
        with told(), self.engine.connect() as connection:
            if self._version(connection) == _HEAD:
                return
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with told(), self.engine.connect().execution_options(writing=True) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def _version(self, connection: sa.Connection) -> str | None:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        if version is not None and version > _HEAD:
            raise TrackerError("This workspace was written by a newer tracker.", "update the program")
        return version

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads one consistent state."""
        with told(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock from its start; commits at the end, or changes nothing."""
        with (
            told(),
            self.engine.connect().execution_options(writing=True) as connection,
            Session(connection, autoflush=False) as session,
        ):
            session.connection()
            if connection.dialect.name == "postgresql":
                session.execute(sa.text("SELECT pg_advisory_xact_lock(7239041)"))
            yield session
            session.commit()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def told() -> Iterator[None]:
    """Turn the database's own errors into one sentence with a hint."""
    try:
        yield
    except OperationalError as error:
        words = str(error.orig).lower()
        if "locked" in words or "busy" in words:
            raise WorkspaceBusy(
                "Another tracker is writing to this workspace.", "wait until it is done, then try again"
            ) from error
        if "readonly" in words or "read-only" in words or "unable to open" in words:
            raise TrackerError(
                "The workspace's database cannot be written.", "make the folder .tracker writable"
            ) from error
        raise TrackerError(f"The database failed: {error.orig}.", "see `tracker audit verify`") from error
    except DBAPIError as error:
        raise RecordBroken(
            f"The database refused: {error.orig}.", "only acts write; see `tracker audit verify`"
        ) from error


def _on_connect(connection: Any, _: Any) -> None:
    # The driver's own transaction handling is off: _on_begin decides what kind of lock is taken.
    connection.isolation_level = None
    # Bytes altered on disk must reach the check as text that does not hold, not end it.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


__all__ = ["Database", "ledger_tables", "machine_tables", "models", "told"]
