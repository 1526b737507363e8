"""Intake: mail becomes record, each message in one act with its passages, links and exact bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from tracker.errors import BadUse
from tracker.mail.archives import Item, items
from tracker.mail.known import NOTHING
from tracker.mail.message import Unreadable, open_mail
from tracker.mail.reading import read
from tracker.record.models import Message, Reply
from tracker.text import clean_line
from tracker.workflow import faces, lookup, received, triage
from tracker.workflow.before import said_before
from tracker.workflow.correspondence import Conversations
from tracker.workflow.received import Outcomes, Taken
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Intake(Outcomes):
    """What became of everything that was offered, in the order it was found."""

    items: tuple[Taken, ...]

    @property
    def all_taken(self) -> tuple[Taken, ...]:
        """Everything that was offered."""
        return self.items


def take_in(
    ws: Workspace,
    paths: Iterable[Path | str],
    list_address: str | None = None,
    letter: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Take in every message under `paths` (.eml, mbox, Maildir, folders); doing it again changes nothing.

    `list_address` says, in the acting person's name, that they come from that public list; else only
    what lies in an archive configured as a list's own is public. `letter` attaches what is found to that
    letter. `progress` is told (done, seen so far). What was read and what was not is in the answer; nothing
    is dropped.
    """
    paths = list(paths)
    for path in paths:
        if not Path(path).exists():
            raise BadUse(f"There is no file {clean_line(str(path))}.", "name .eml, mbox or Maildir paths")
    if list_address is not None and "@" not in list_address:
        raise BadUse(f"{clean_line(list_address)!r} is not the address of a list.", "give --list NAME@HOST")
    with ws.database.reading() as session:
        chosen = lookup.letter(session, letter).id if letter else None
        conversations = Conversations(session)
    ws.actor  # noqa: B018  (asked for now, before anything is read)
    found: list[Taken] = []
    waiting: list[tuple[int, Item]] = []
    for item in items(paths):
        taken = _take(ws, conversations, item, list_address, chosen, last_try=False)
        if taken is None:
            waiting.append((len(found), item))
        found.append(taken or Taken(item.label, "unsorted"))
        if progress:
            progress(len(found), len(found))
    # A message may have been found before the one that it answers: try again while that helps.
    helped = True
    while waiting and helped:
        rest = [
            (at, item, _take(ws, conversations, item, list_address, chosen, last_try=False))
            for at, item in waiting
        ]
        helped = any(taken for _, _, taken in rest)
        waiting = [(at, item) for at, item, taken in rest if taken is None]
        for at, _, taken in rest:
            found[at] = taken or found[at]
    for at, item in waiting:
        found[at] = _take(ws, conversations, item, list_address, chosen, last_try=True) or found[at]
    faces.refresh(ws)
    return Intake(tuple(found))


def _take(
    ws: Workspace,
    conversations: Conversations,
    item: Item,
    list_address: str | None,
    letter: str | None,
    last_try: bool,
) -> Taken | None:
    if item.raw is None:
        return Taken(item.label, "unreadable", reason=clean_line(item.problem))
    public = list_address or ws.settings.list_of(Path(item.label.split("#")[0])) or ""
    return take_one(ws, conversations, item.label, item.raw, public, letter, last_try)


def take_one(
    ws: Workspace,
    conversations: Conversations,
    label: str,
    raw: bytes,
    public: str,
    letter: str | None = None,
    last_try: bool = True,
    within: Callable[[Session], None] | None = None,
) -> Taken | None:
    """Take one message in, in one act; None when it belongs nowhere yet and `last_try` is False.

    `public` is the list whose own folder or archive it came from, "" for private mail; with `letter` it
    belongs to that one, by the person's word. `within` is called
    inside the transaction of the message's act (or in one of its own when nothing needs an act), so that a
    mailbox's cursor moves with the data or not at all; it may be called again when the first try came to
    nothing. It is not called when None is returned.
    """
    sha = hashlib.sha256(raw).hexdigest()
    while True:
        with ws.database.reading() as session:
            conversations.refresh(session)
            reply = session.exec(
                select(Reply).join(Message, col(Message.reply_id) == Reply.id).where(Message.sha256 == sha)
            ).first()
        if reply is not None:
            return _known(ws, label, reply, public, within)
        try:
            mail = open_mail(raw)
        except Unreadable as error:
            _keep_aside(ws, sha, raw, error.message)
            _only(ws, within)
            return Taken(label, "unreadable", reason=error.message)
        place = conversations.place(mail, public, letter)
        if place is None and not last_try:
            return None
        outline, earlier = None, NOTHING
        if place is not None:
            outline = conversations.outline(place.letter)
            with ws.database.reading() as session:
                earlier = said_before(session, place.letter, mail)
        found = read(mail, outline, ws.settings.own_addresses, earlier)
        reading = received.as_placed(found, place.how if place else "")
        with ws.act("message.received") as act:
            if not conversations.is_next(act.seq):
                continue  # somebody else recorded something since: it is looked at again
            taken = received.record(
                act, label, reading, place, clean_line(public), ws.settings.receiving_servers
            )
            if within is not None:
                within(act.session)
        if place is not None:
            conversations.heard(place, mail, reading.author.address, reading.kind == "ours")
        conversations.recorded(act.seq)
        return taken


def _known(
    ws: Workspace, label: str, reply: Reply, public: str, within: Callable[[Session], None] | None
) -> Taken:
    """A message that is here byte for byte; met in a list's own folder it turns out to be public."""
    if public and reply.visibility != "list":
        triage.make_public(ws, reply.id, f"found in the archive of {clean_line(public)}", within)
    else:
        _only(ws, within)
    return Taken(label, "known", reply.id, kind=reply.kind)


def _only(ws: Workspace, within: Callable[[Session], None] | None) -> None:
    if within is not None:
        with ws.database.writing() as session:
            within(session)


def _keep_aside(ws: Workspace, sha: str, raw: bytes, reason: str) -> None:
    folder = ws.root / ".tracker" / "unreadable"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / f"{sha}.eml").exists():
        (folder / f"{sha}.eml").write_bytes(raw)
        (folder / f"{sha}.txt").write_text(reason + "\n", encoding="utf-8")
