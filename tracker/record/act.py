"""The one write path: an act is one unit of work by one person, one transaction, one ledger entry."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import Session, col, select

from tracker.errors import BadUse, RecordBroken, TrackerError
from tracker.record import fold, store
from tracker.record.columns import Audited
from tracker.record.database import Database
from tracker.record.forms import stamp, unstamp
from tracker.record.ledger import SCHEMA, VERSION, Entry, Opened, canonical, entry_hash, read_open, seal
from tracker.record.ledger_tables import Raw, Withhold
from tracker.record.mirror import Mirror
from tracker.record.models import AUDITED

Row = TypeVar("Row", bound=Audited)


def utc_now() -> datetime:
    """The clock of a record; another may be given to `Record`."""
    return datetime.now(UTC)


class Act:
    """An act under way: describe its changes with `insert`, `update` and `retire`.

    Each change is folded into the tables at once, so that later reads of `session` see it; nothing
    is kept unless the whole act ends well. `seq` is the number its entry will have, `at` its time.
    """

    def __init__(self, session: Session, seq: int, at: datetime, actor: str) -> None:
        self.session = session
        self.seq = seq
        self.at = at
        self.actor = actor
        self.changes: list[dict[str, str]] = []
        self.opened: dict[str, Opened] = {}
        self.disclosed: list[int] = []
        self.withheld: list[Withhold] = []
        self._numbers: dict[str, int] = {}

    def insert(self, row: Row, private: bool = False) -> Row:
        """Insert `row` and return it as it stands; with `private` its content stays out of what travels with
        the repository.
        """
        self.add(row, private)
        return self.get(type(row), row.id)

    def add(self, row: Audited, private: bool = False) -> None:
        """Insert `row` like `insert` where nobody needs it back: one question less to the database."""
        table = str(row.__tablename__)
        checked = type(row).model_validate(row.model_dump())  # table classes skip validation by themselves
        self._change(fold.Change(table, row.id, "insert", fold.row_value(checked)), private)

    def update(self, row: Row, **values: Any) -> Row:
        """Change the named columns of `row`. Values equal to what stands are left out; sealed rows stay sealed."""
        table = str(row.__tablename__)
        known = fold.columns(table)
        unknown = set(values) - set(known)
        if unknown or "id" in values:
            raise RecordBroken(f"{table} has no columns {sorted(unknown)} that an act may change.")
        now = {name: fold.plain(getattr(row, name)) for name in values}
        value = {name: fold.plain(new) for name, new in values.items() if fold.plain(new) != now[name]}
        if value:
            change = fold.Change(table, row.id, "update", {"id": row.id, **value})
            self._change(change, self._is_private(table, row.id))
        return self.get(type(row), row.id)

    def retire(self, row: Audited) -> None:
        """Take `row` out of use; it stays in the tables and in the ledger."""
        table = str(row.__tablename__)
        value = {"id": row.id, "retired": True}
        self._change(fold.Change(table, row.id, "retire", value), self._is_private(table, row.id))

    def keep_raw(self, sha256: str, data: bytes) -> None:
        """Keep the exact bytes of a message beside the act that records it."""
        if self.session.get(Raw, sha256) is None:
            self.session.add(Raw(sha256=sha256, data=data))
            self.session.flush()

    def disclose(self, model: type[Audited], key: str) -> bool:
        """Open what was sealed of a row: it no longer stays out of what travels. True when anything was."""
        rows = self.session.exec(
            select(Withhold).where(Withhold.row_table == model.__tablename__, Withhold.row_key == key)
        ).all()
        for row in rows:
            self.disclosed.append(row.seq)
            self.session.delete(row)
        own = [w for w in self.withheld if (w.row_table, w.row_key) == (model.__tablename__, key)]
        for withheld in own:
            self.withheld.remove(withheld)
        self.session.flush()
        return bool(rows)

    def get(self, model: type[Row], key: str) -> Row:
        """Return the row `key` as it stands inside this act."""
        row = self.session.get(model, key)
        if row is None or row.retired:
            raise BadUse(f"There is no {model.__tablename__} {key}.", "list what there is first")
        return row

    def new_id(self, model: type[Audited]) -> str:
        """Return the next free id of a table (`A13`); numbers are never used twice."""
        prefix = model.prefix
        if prefix not in self._numbers:  # looked up once an act: nobody else writes while it lasts
            taken = self.session.exec(select(model.id)).all()
            numbers = (int(one[len(prefix) :]) for one in taken if one[len(prefix) :].isdigit())
            self._numbers[prefix] = max(numbers, default=0)
        self._numbers[prefix] += 1
        return f"{prefix}{self._numbers[prefix]}"

    def _is_private(self, table: str, key: str) -> bool:
        if any((w.row_table, w.row_key) == (table, key) for w in self.withheld):
            return True
        query = select(Withhold).where(col(Withhold.row_table) == table, col(Withhold.row_key) == key)
        return self.session.exec(query).first() is not None

    def _change(self, change: fold.Change, private: bool) -> None:
        name = f"c{len(self.changes)}"
        self.changes.append({"table": change.table, "key": change.key, "op": change.op, "seal": name})
        self.opened[name] = Opened(secrets.token_hex(32), canonical(change.value))
        if private:
            self.withheld.append(
                Withhold(seq=self.seq, name=name, row_table=change.table, row_key=change.key)
            )
        fold.apply(self.session, change)

    def finish(self, kind: str, ledger_id: str, prev: str, reason: str, seal_reason: bool) -> Entry:
        """Make the ledger entry of this act and append it; `Record.act` alone calls this."""
        if reason:
            self.opened["reason"] = Opened(secrets.token_hex(32), canonical(reason))
            if seal_reason:
                self.withheld.append(Withhold(seq=self.seq, name="reason"))
        sealed = {n: seal(bytes.fromhex(o.salt), o.text) for n, o in self.opened.items()}
        header = {
            "v": VERSION,
            "ledger": ledger_id,
            "seq": self.seq,
            "ts": stamp(self.at),
            "actor": self.actor,
            "kind": kind,
            "data": {"schema": SCHEMA, "changes": self.changes},
            "sealed": sealed,
            "prev": prev,
        }
        text = canonical(header)
        entry = Entry(text, entry_hash(text), self.opened)
        store.append(self.session, self.seq, entry)
        for one in self.withheld:
            self.session.add(Withhold(**one.model_dump()))
        self.session.flush()
        return entry


class Record:
    """A workspace's record: its database and its mirror, written by acts alone."""

    def __init__(
        self, database: Database, mirror: Mirror | None = None, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.database = database
        self.mirror = mirror
        self.now = now

    @contextmanager
    def act(self, kind: str, *, actor: str, reason: str = "", seal_reason: bool = False) -> Iterator[Act]:
        """Open one act; at the end of the block it becomes one ledger entry, or nothing at all.

        `kind` is in the past tense (`claim.assessed`). A block that changes nothing leaves no entry.
        Raises WorkspaceBusy while another writer is at work, RecordBroken when the ledger file does
        not belong to this database; whatever is raised inside the block undoes it whole.
        """
        if not actor:
            raise BadUse("Every act needs a named person.", "give --by NAME or set actor in tracker.toml")
        entry, simple = None, False
        with self._locked() as mirror:
            with self.database.writing() as session:
                size, prev, last_ts, ledger_id = store.head(session)
                if mirror is not None:
                    simple = mirror.refuse_foreign(session)
                at = self.now()
                if last_ts and stamp(at) < last_ts:
                    at = unstamp(last_ts)  # time never goes back, whatever the clock says
                store.raise_guard(session)
                act = Act(session, size + 1, at, actor)
                yield act
                if act.changes or kind == "ledger.opened" or act.disclosed:
                    entry = act.finish(kind, ledger_id or str(uuid.uuid4()), prev, reason, seal_reason)
                store.lower_guard(session)
            if mirror is not None:
                self._write_mirror(mirror, act, entry if simple and not act.disclosed else None)

    def _write_mirror(self, mirror: Mirror, act: Act, entry: Entry | None) -> None:
        try:
            if entry is not None:
                mirror.append(act.seq, entry, {one.name for one in act.withheld})
            else:
                with self.database.reading() as session:
                    mirror.catch_up(session)
        except OSError as error:
            raise TrackerError(
                f"The act is recorded, but {mirror.path.name} could not be written: {error.strerror}.",
                "make room, then `tracker sync` catches the file up",
            ) from error

    def open_ledger(self, actor: str = "tracker") -> None:
        """Begin a new ledger; refused when there is one."""
        with self.database.reading() as session:
            if store.head(session)[0]:
                raise TrackerError("This workspace has a ledger already.", "`tracker audit log` shows it")
        with self.act("ledger.opened", actor=actor):
            pass

    def take_in(self, found: list[Entry], start: int, before: Callable[[Session, Entry], None]) -> None:
        """Append verified entries that came from elsewhere and fold them, in one transaction.

        `before(session, entry)` may refuse an entry by raising; it sees the state the entry met.
        """
        with self.database.writing() as session:
            store.raise_guard(session)
            for seq, entry in enumerate(found, start=start):
                try:
                    before(session, entry)
                    store.replay(session, [entry], start=seq)
                except DBAPIError:
                    raise
                except (
                    ArithmeticError,
                    AttributeError,
                    LookupError,
                    SQLAlchemyError,
                    TypeError,
                    ValueError,
                ) as error:
                    raise RecordBroken(
                        f"Entry {seq} of the ledger file holds values that do not fit the tables.",
                        "restore the file from git",
                    ) from error
            store.lower_guard(session)

    def take_opened(self, opened: dict[int, dict[str, object]], withheld: bool) -> int:
        """Take in values that were opened after their entry was; returns how many were new.

        `opened` maps seq to the `open` member of a line. With `withheld` they come from the private
        file and stay out of what travels.
        """
        taken, touched = 0, set()
        with self.database.writing() as session:
            store.raise_guard(session)
            known = store.entries(session)
            for seq, member in opened.items():
                if not 1 <= seq <= len(known):
                    continue
                entry = known[seq - 1]
                new = {n: o for n, o in read_open(member).items() if n not in entry.opened}
                for name, one in new.items():
                    if entry.header["sealed"].get(name) != seal(bytes.fromhex(one.salt), one.text):
                        raise RecordBroken(f"The value {name} of entry {seq} does not fit its seal.")
                if not withheld:  # opened in what travels: nothing of it stays out any more
                    for held in session.exec(select(Withhold).where(Withhold.seq == seq)).all():
                        if held.name in member:
                            session.delete(held)
                store.add_opened(session, seq, new)
                keys = {c["seal"]: (c["table"], c["key"]) for c in entry.header["data"]["changes"]}
                for name in new:
                    table, key = keys.get(name, ("", ""))
                    if withheld:
                        session.add(Withhold(seq=seq, name=name, row_table=table, row_key=key))
                    if table in AUDITED:
                        touched.add((table, key))
                taken += len(new)
            rows = fold.folded(store.entries(session)) if touched else {}
            for table, key in sorted(touched):
                fold.refold(session, table, key, rows[(table, key)])
            store.lower_guard(session)
        return taken

    @contextmanager
    def _locked(self) -> Iterator[Mirror | None]:
        if self.mirror is None:
            yield None
        else:
            with self.mirror.locked():
                yield self.mirror
