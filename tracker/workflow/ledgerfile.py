"""The ledger file taken in: a database rebuilt from it, or brought up to entries that others made."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from tracker.record import store
from tracker.record.ledger_tables import Raw
from tracker.record.mirror import verified
from tracker.record.models import Message
from tracker.workflow.foreign import judge_entry

if TYPE_CHECKING:
    from tracker.workflow.workspace import Workspace


def rebuild(ws: Workspace) -> int:
    """Rebuild an empty database from `ledger.jsonl`; returns how many entries were taken in.

    The chain is verified and every act held against the rules first. RecordBroken or RuleRefused
    leaves the database empty.
    """
    return take_in_file(ws)


def take_in_file(ws: Workspace) -> int:
    """Take in the entries that `ledger.jsonl` has and the database lacks, with values opened since.

    A file that lags is caught up; a fork, a merge marker or a broken chain is refused in one sentence and
    nothing is changed.
    """
    mirror = ws.record.mirror
    assert mirror is not None
    with mirror.locked():
        found = mirror.read()
        private = mirror.read_private()
        entries = verified(found, mirror.path.name)
        with ws.database.reading() as session:
            known = store.entries(session)
        mirror.refuse_fork(found, known)
        ahead = entries[len(known) :]
        if ahead:
            ws.record.take_in(ahead, len(known) + 1, judge_entry)
        ws.record.take_opened(dict(found.opens), withheld=False)
        ws.record.take_opened(dict(private), withheld=True)
        take_raw(ws)
        with ws.database.reading() as session:
            mirror.catch_up(session)
    return len(ahead)


def take_raw(ws: Workspace, folder: Path | None = None) -> int:
    """Keep the bytes of the `.eml` files that the record knows by their hash and has no bytes of."""
    files = {}
    for path in sorted((folder or ws.replies_folder).rglob("*.eml")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        files[hashlib.sha256(data).hexdigest()] = data
    if not files:
        return 0
    with ws.database.reading() as session:
        missing = wanted(session) & set(files)
    if not missing:
        return 0
    with ws.database.writing() as session:
        store.raise_guard(session)
        for sha in sorted(missing):
            session.add(Raw(sha256=sha, data=files[sha]))
        store.lower_guard(session)
    return len(missing)


def wanted(session: Session) -> set[str]:
    """Return the hashes of messages whose bytes are not in the database."""
    kept = set(session.exec(select(Raw.sha256)))
    return {sha for sha in session.exec(select(Message.sha256)) if sha not in kept}
