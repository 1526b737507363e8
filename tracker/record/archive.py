"""Export, import and disclosure: the whole record as one file that anyone can check without this program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from tracker.errors import RecordBroken
from tracker.record import fold, naming, store
from tracker.record.ledger import Entry, canonical, checkpoint
from tracker.record.ledger_tables import Raw
from tracker.record.mirror import MirrorText, opens_line, parse, with_opens
from tracker.record.models import Message, Reply


@dataclass(frozen=True)
class Export:
    """An export as read from a file: its entries, the checkpoint it closes with and a signature, if any."""

    entries: list[Entry]
    checkpoint: str
    text: MirrorText


def write_export(
    session: Session, path: Path, public: bool = False, roles_only: bool = False, signature: str | None = None
) -> tuple[int, str]:
    """Write the ledger to `path` and public messages beside it as `messages/<sha256>.eml`.

    With `public` everything drawn from private mail stays sealed, with `roles_only` names and addresses
    too. Returns how many entries were written and the checkpoint's text.
    """
    entries = store.entries(session)
    hidden = store.withheld_names(session)
    people = naming.people(session) if roles_only else frozenset()
    lines = []
    for seq, entry in enumerate(entries, start=1):
        named = naming.values(entry, people) if roles_only else set()
        sealed = hidden.get(seq, set())
        lines.append(entry.line(set(entry.opened) - sealed - named))
        kept = {name: one for name, one in entry.opened.items() if name in sealed}
        if kept and not public and not roles_only:
            # On a line of their own, so that an import knows what is to stay sealed.
            lines.append(opens_line(seq, kept))
    ledger_id = entries[0].header["ledger"] if entries else "none"
    end = checkpoint(ledger_id, [entry.hash for entry in entries]).text
    lines.append(canonical({"checkpoint": end, "signature": signature}) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")
    if not roles_only:
        _write_messages(session, path.parent / "messages", private=not public)
    return len(entries), end


def _write_messages(session: Session, folder: Path, private: bool) -> None:
    for message in session.exec(select(Message)):
        raw = session.get(Raw, message.sha256)
        if raw is not None and (private or message.visibility == "list"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{raw.sha256}.eml").write_bytes(raw.data)


def read_export(path: Path) -> Export:
    """Read an export or a ledger file; RecordBroken when a line of it cannot be read."""
    found = parse(path.read_bytes(), path.name)
    if found.tail:
        raise RecordBroken(f"{path.name} ends in the middle of a line.", "it was cut off; get the whole file")
    return Export(with_opens(found), found.checkpoint or "", found)


def rows_of_reply(session: Session, reply_id: str) -> list[tuple[str, str]]:
    """Return (table, key) of every row drawn from a reply: what its disclosure opens."""
    reply = session.get_one(Reply, reply_id)
    keys = [("reply", reply_id), ("reading", reply_id), ("person", reply.person_id)]
    for (table, key), row in fold.folded(store.entries(session)).items():
        owner = row.values.get("reply_id") or row.values.get("passage_id") or key
        if table in ("message", "passage", "passage_text", "link") and str(owner).split(".")[0] == reply_id:
            keys.append((table, key))
    return keys
