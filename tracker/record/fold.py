"""The fold: the one function that turns a ledger's changes into rows, here and on every rebuild alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.errors import RecordBroken
from tracker.record.columns import Audited, Instant
from tracker.record.forms import stamp, unstamp
from tracker.record.ledger import SCHEMA, Entry
from tracker.record.models import AUDITED
from tracker.text import clean_line

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
LOCAL = ("withheld",)  # columns that say something about this machine, not about the record


@dataclass(frozen=True)
class Change:
    """One row's change: `op` is insert, update or retire; `value` is None where it stays sealed."""

    table: str
    key: str
    op: str
    value: dict[str, Any] | None


def columns(table: str) -> dict[str, sa.Column[Any]]:
    """Return the audited columns of `table` by name; RecordBroken when there is no such table."""
    model = AUDITED.get(table)
    if model is None:
        raise RecordBroken(f"The ledger speaks of a table {table!r} that is not known.", "update the program")
    return {c.name: c for c in model.__table__.columns if c.name not in LOCAL}  # type: ignore[attr-defined]


def is_key(key: str) -> bool:
    """Return whether `key` can be the id of a row; ids reach file names."""
    return bool(_KEY.fullmatch(key))


def row_value(row: Audited, only: Iterable[str] | None = None) -> dict[str, Any]:
    """Return a row as the ledger writes it: every audited column, or `only` those named and the id."""
    names = columns(str(row.__tablename__)) if only is None else {"id", *only}
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """Return `value` in the ledger's kinds: datetimes as stamps, tuples as lists, enums by value."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, str):
        return str.__str__(value)
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def apply(session: Session, change: Change) -> None:
    """Write one change to its table. A sealed insert leaves a placeholder that says it is withheld."""
    known = columns(change.table)
    table = AUDITED[change.table].__table__  # type: ignore[attr-defined]
    if change.op == "insert":
        if not is_key(change.key):
            raise RecordBroken(
                f"{clean_line(change.key)!r} cannot be an id.",
                "ids are letters and digits, such as C2 or C2.4",
            )
        row = _placeholder(change, known) if change.value is None else _stored(change, known)
        session.connection().execute(sa.insert(table), {**row, "withheld": change.value is None})
    elif change.op in ("update", "retire"):
        row = {"withheld": True} if change.value is None else _stored(change, known)
        row.pop("id", None)
        if change.op == "retire":
            row["retired"] = True
        done = session.execute(sa.update(table).where(table.c.id == change.key).values(**row))
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise RecordBroken(f"The ledger changes {change.table} {change.key}, which was never inserted.")
    else:
        raise RecordBroken(f"The ledger speaks of an operation {change.op!r} that is not known.")
    session.expire_all()


def _stored(change: Change, known: dict[str, sa.Column[Any]]) -> dict[str, Any]:
    assert change.value is not None
    unknown = set(change.value) - set(known)
    if unknown or change.value.get("id") != change.key:
        raise RecordBroken(f"The ledger's value of {change.table} {change.key} does not fit the table.")
    row = {}
    for name, value in change.value.items():
        is_instant = isinstance(known[name].type, Instant)
        row[name] = unstamp(value) if is_instant and value is not None else value
    return row


def _placeholder(change: Change, known: dict[str, sa.Column[Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, column in known.items():
        if isinstance(column.type, Instant):
            row[name] = None
        elif isinstance(column.type, sa.JSON):
            row[name] = []
        elif isinstance(column.type, sa.Boolean):
            row[name] = False
        elif isinstance(column.type, sa.Integer):
            row[name] = None if column.nullable else 0
        else:
            row[name] = "withheld"
    return {**row, "id": change.key}


def changes(entry: Entry, header: dict[str, Any] | None = None) -> list[Change]:
    """Return the changes of `entry` in order, each with its value where that is opened; `header` if read already."""
    data = (entry.header if header is None else header)["data"]
    if data.get("schema", SCHEMA) > SCHEMA:
        raise RecordBroken("This ledger was written by a newer tracker.", "update the program")
    found = []
    for change in data["changes"]:
        opened = entry.opened.get(change["seal"])
        value = None if opened is None else opened.value
        found.append(Change(change["table"], change["key"], change["op"], value))
    return found


@dataclass
class FoldedRow:
    """A row as the ledger says it is: disclosed columns, whether some are withheld, who wrote it last."""

    values: dict[str, Any] = field(default_factory=dict)
    withheld: bool = False
    last_seq: int = 0


def folded(entries: Iterable[Entry]) -> dict[tuple[str, str], FoldedRow]:
    """Fold `entries` in memory: (table, key) → row, in the ledger's own kinds."""
    rows: dict[tuple[str, str], FoldedRow] = {}
    for seq, entry in enumerate(entries, start=1):
        for change in changes(entry):
            row = rows.setdefault((change.table, change.key), FoldedRow())
            row.last_seq = seq
            if change.op == "retire":
                row.values["retired"] = True
            if change.value is None:
                row.withheld = True
            else:
                row.values.update(change.value)
    return rows


def refold(session: Session, table: str, key: str, row: FoldedRow) -> None:
    """Write what is now known of a row whose values were opened later."""
    value = {**row.values, "id": key}
    apply(session, Change(table, key, "update", value))
    if not row.withheld:
        model = AUDITED[table].__table__  # type: ignore[attr-defined]
        session.execute(sa.update(model).where(model.c.id == key).values(withheld=False))
        session.expire_all()
