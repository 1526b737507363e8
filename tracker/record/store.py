"""The ledger's rows in the database: reading entries, appending one, folding what it says."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.record import fold
from tracker.record.ledger import FIRST_PREV, Entry, Opened
from tracker.record.ledger_tables import ActGuard, LedgerEntry, LedgerOpen, Withhold


def entries(session: Session, after: int = 0, upto_ts: str | None = None) -> list[Entry]:
    """Return the entries with seq above `after`, in order; `upto_ts` leaves out those later than it."""
    opened: dict[int, dict[str, Opened]] = {}
    values = sa.select(LedgerOpen.seq, LedgerOpen.name, LedgerOpen.salt, LedgerOpen.value)  # type: ignore[call-overload]
    for seq, name, salt, value in session.execute(values.where(col(LedgerOpen.seq) > after)):
        opened.setdefault(seq, {})[name] = Opened(salt, value)
    rows = sa.select(LedgerEntry.seq, LedgerEntry.header, LedgerEntry.hash)  # type: ignore[call-overload]
    in_order = rows.where(col(LedgerEntry.seq) > after).order_by(col(LedgerEntry.seq))
    found = [Entry(header, mark, opened.get(seq, {})) for seq, header, mark in session.execute(in_order)]
    return found if upto_ts is None else [e for e in found if e.header["ts"] <= upto_ts]


def hashes(session: Session) -> list[str]:
    """Return every entry hash in order."""
    return list(session.exec(select(LedgerEntry.hash).order_by(col(LedgerEntry.seq))))


def size(session: Session) -> int:
    """Return how many entries there are."""
    found: int | None = session.execute(sa.select(sa.func.max(LedgerEntry.seq))).scalar()
    return found or 0


def hash_of(session: Session, seq: int) -> str | None:
    """Return the hash of entry `seq`, None when there is none."""
    return session.exec(select(LedgerEntry.hash).where(LedgerEntry.seq == seq)).first()


def head(session: Session) -> tuple[int, str, str, str | None]:
    """Return (size, hash, ts, ledger id) of the newest entry; (0, zeros, "", None) of an empty ledger."""
    row = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.seq).desc()).limit(1)).first()
    if row is None:
        return 0, FIRST_PREV, "", None
    header = Entry(row.header, row.hash, {}).header
    return row.seq, row.hash, header["ts"], header["ledger"]


def withheld_names(session: Session) -> dict[int, set[str]]:
    """Return, per entry, the opened values that stay out of `ledger.jsonl`."""
    names: dict[int, set[str]] = {}
    for row in session.exec(select(Withhold)):
        names.setdefault(row.seq, set()).add(row.name)
    return names


def raise_guard(session: Session) -> None:
    """Let this transaction write; `lower_guard` must follow before it commits."""
    session.execute(sa.insert(ActGuard).values(holder="act"))


def lower_guard(session: Session) -> None:
    """End this transaction's right to write."""
    session.flush()
    session.execute(sa.delete(ActGuard))


def append(session: Session, seq: int, entry: Entry) -> None:
    """Append the ledger rows of `entry`; the tables are written by `fold.apply`."""
    header = entry.header
    session.flush()
    row = {"seq": seq, "prev": header["prev"], "hash": entry.hash, "header": entry.header_text}
    session.execute(sa.insert(LedgerEntry), [row])
    add_opened(session, seq, entry.opened)


def add_opened(session: Session, seq: int, opened: dict[str, Opened]) -> None:
    """Add values opened now to entry `seq`."""
    session.flush()
    rows = [{"seq": seq, "name": name, "salt": one.salt, "value": one.text} for name, one in opened.items()]
    if rows:
        session.execute(sa.insert(LedgerOpen), rows)


def replay(session: Session, found: Iterable[Entry], start: int = 1) -> None:
    """Append `found` as entries `start`… and fold them; for a rebuild, a take-in or a state as of a date."""
    for seq, entry in enumerate(found, start=start):
        append(session, seq, entry)
        for change in fold.changes(entry):
            fold.apply(session, change)
