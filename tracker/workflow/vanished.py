"""Messages that went when a folder was numbered anew: asked for by their Message-IDs before they are told of."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, select

from tracker.mail.imap import terms
from tracker.mail.imap.server import Server
from tracker.mail.message import Unreadable, open_mail
from tracker.record.models import Message
from tracker.workflow.workspace import Workspace

_START = 16_384  # octets: the header fields of nearly every mail
_BATCH = 100


def gone_of(ws: Workspace, server: Server, shas: Collection[str]) -> frozenset[str]:
    """Return those of the messages `shas` whose Message-ID the open folder no longer has.

    A search for the letters need not meet what a person attached, or what was taken in with a whole folder, so the
    server is asked. Of a message without an id that can be asked for nothing is known, and nothing is said.
    """
    with ws.database.reading() as session:
        ids = _ids(session, shas)
    sought = set(ids.values())
    there = _there(server, {one for one in sought if terms.called([one])})
    return frozenset(sha for sha, one in ids.items() if one not in there and terms.called([one]))


def _ids(session: Session, shas: Collection[str]) -> dict[str, str]:
    rows = session.exec(select(Message).where(col(Message.message_id) != ""))
    return {row.sha256: row.message_id for row in rows if row.sha256 in shas}


def _there(server: Server, ids: Collection[str]) -> set[str]:
    """The Message-IDs among `ids` that messages of the folder have."""
    uids: set[int] = set()
    for criteria in terms.chunks(terms.called(ids)):
        uids.update(server.search(criteria))
    found: set[str] = set()
    ordered = sorted(uids)
    for at in range(0, len(ordered), _BATCH):
        for raw in server.start_of(ordered[at : at + _BATCH], _START).values():
            try:
                found.add(open_mail(raw).message_id)
            except Unreadable:
                continue
    return found
