"""One folder on one open connection: what every way of reading it shares — taking in, absences, progress, stop."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlmodel import Session

from tracker.errors import WorkspaceBusy
from tracker.mail.imap.failures import TooLarge
from tracker.mail.imap.server import Examined, Server
from tracker.mail.message import Unreadable, open_mail
from tracker.mail.sieve import Sieve
from tracker.text import clean_line
from tracker.workflow import intake, mailboxes
from tracker.workflow.connecting import Stopped
from tracker.workflow.correspondence import Conversations
from tracker.workflow.fetched import Progress, Stage
from tracker.workflow.metering import Meter
from tracker.workflow.received import Taken
from tracker.workflow.vanished import gone_of
from tracker.workflow.workspace import Workspace

Made = TypeVar("Made")
_ATTEMPTS = 4  # at a workspace in which another tracker is writing
_RANGES = 300  # of UIDs in one command: a line that every server takes


@dataclass(frozen=True)
class Wish:
    """How a folder is to be read, by whom it is heard and stopped; `lock` is held while something is written.

    `tell` hears how far it is, `took` of each message that was taken in.
    """

    everything: bool = False
    since: date | None = None
    tell: Callable[[Progress], None] | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    lock: AbstractContextManager[object] = field(default_factory=nullcontext)
    took: Callable[[Taken], None] | None = None


class FolderReading:
    """A folder being read: its mailbox in the notes, what was taken so far, what is to be told."""

    def __init__(self, ws: Workspace, server: Server, folder: str, wish: Wish) -> None:
        self.ws = ws
        self.server = server
        self.folder = folder
        self.wish = wish
        self.name = clean_line(f"{server.account.name}/{folder}")
        self.list_address = ws.settings.list_of_folder(server.account.name, folder) or ""
        with ws.database.reading() as session:
            self.conversations = Conversations(session)
        self.sieve: Sieve | None = None
        self.mailbox = 0
        self.known: set[int] = set()
        self.taken: list[Taken] = []
        self.told: list[str] = []
        self.looked_at = 0
        self.absent: set[int] = set()
        self.tombstones = 0

    def open(self, examined: Examined) -> None:
        """Find the mailbox that the folder is now, and hold what is noted of it against the server."""
        account = self.server.account.name
        found = self.writing(
            lambda session: mailboxes.opened(
                session, account, self.folder, examined.uidvalidity, examined.uidnext
            )
        )
        self.mailbox = found.id
        if found.renumbered:
            self.told.append(
                f"The server has numbered the messages of {self.name} anew: the folder is looked through "
                "again from its beginning, and what is known is not taken in twice."
            )
        with self.ws.database.reading() as session:
            noted = mailboxes.messages(session, self.mailbox)
        self.known = set(noted.known)
        self._check(noted)
        for uid in sorted(noted.owed - self.absent):
            try:
                raw = self.server.whole(uid)
            except TooLarge as failure:
                self.leave(failure)
                continue
            if raw is None:
                self.was_absent([uid])
            else:
                self.writing(lambda session, uid=uid: mailboxes.is_there(session, self.mailbox, uid))  # type: ignore[misc]
                self.take(uid, raw)

    def _check(self, noted: mailboxes.Messages) -> None:
        """Ask whether the server still has what was taken in; back again is no longer missed."""
        there: set[int] = set()
        for ranges in uid_sets(noted.there):
            there.update(self.server.search(["UID", ranges]))
        gone, back = sorted(noted.there - there), sorted(noted.missing & there)

        def note(session: Session) -> int:
            for uid in back:
                mailboxes.is_there(session, self.mailbox, uid)
            return sum(mailboxes.is_absent(session, self.mailbox, uid) for uid in gone)

        if gone or back:
            buried = self.writing(note)
            self.absent.update(gone)
            self.tombstones += buried
            self._tell_gone(buried)

    def _tell_gone(self, count: int) -> None:
        if count:
            self.told.append(
                f"{_messages(count)} of {self.name} taken in earlier {_is(count)} no longer on the server; "
                "the record keeps what it holds."
            )

    def finished(self) -> None:
        """Note that the folder was looked through to its end, and tell what went when it was numbered anew."""
        with self.ws.database.reading() as session:
            unseen = mailboxes.unseen(session, self.mailbox)
        if unseen:
            gone = gone_of(self.ws, self.server, unseen)
            self.writing(lambda session: mailboxes.vanished(session, self.mailbox, gone))
            self.tombstones += len(gone)
            self._tell_gone(len(gone))
        self.writing(lambda session: mailboxes.looked_through(session, self.mailbox, now()))

    def was_absent(self, uids: Iterable[int]) -> None:
        """Note messages that were asked for and not given: asked again next time, given up the second time."""
        missing = [uid for uid in uids if uid not in self.absent]
        if not missing:
            return
        buried = self.writing(
            lambda session: sum(mailboxes.is_absent(session, self.mailbox, uid) for uid in missing)
        )
        self.absent.update(missing)
        self.tombstones += buried
        if buried:
            self.known.update(missing)
            self.told.append(
                f"{_messages(buried)} that the server named in {self.name} could not be had twice and "
                f"{_is(buried)} no longer asked for."
            )

    def leave(self, failure: TooLarge) -> None:
        """Leave a message that is too large on the server, and say so once."""
        if failure.uid in self.known:
            raise failure
        self.writing(lambda session: mailboxes.leave(session, self.mailbox, failure.uid))
        self.known.add(failure.uid)
        self.told.append(f"{failure.message} It is left in {self.name}: {failure.hint}.")

    def take(
        self, uid: int, raw: bytes, cursors: Collection[str] = (), last_try: bool = False
    ) -> Taken | None:
        """Take one message in; None when it belongs nowhere and `last_try` is False.

        The cursors of these letters move past it in the transaction that records it.
        """
        self.go_on()
        sha = hashlib.sha256(raw).hexdigest()
        noted = False

        def within(session: Session) -> None:
            nonlocal noted
            mailboxes.keep(session, self.mailbox, uid, sha)
            mailboxes.move(session, self.mailbox, cursors, uid)
            noted = True

        def record() -> Taken | None:
            nonlocal noted
            noted = False
            return intake.take_one(
                self.ws,
                self.conversations,
                f"{self.name}#{uid}",
                raw,
                self.list_address,
                last_try=last_try,
                within=within,
            )

        taken = self._patiently(record)
        if taken is None:
            return None
        if not noted:  # kept aside as unreadable: no act was made
            self.writing(within)
        self.known.add(uid)
        self.taken.append(taken)
        if self.wish.took is not None:
            self.wish.took(taken)
        self._learn(raw)
        return taken

    def _learn(self, raw: bytes) -> None:
        if self.sieve is None:
            return
        try:
            self.sieve.learn(open_mail(raw).message_id)
        except Unreadable:
            return

    def writing(self, change: Callable[[Session], Made]) -> Made:
        """Change the notes in a transaction of its own."""

        def once() -> Made:
            with self.ws.database.writing() as session:
                return change(session)

        return self._patiently(once)

    def _patiently(self, write: Callable[[], Made]) -> Made:
        """Write while nobody else of this process does; another tracker at work is waited for a few times."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.wish.lock:
                    return write()
            except WorkspaceBusy:
                if attempt == _ATTEMPTS or self.wish.stop.wait(attempt * 0.5):
                    raise
        raise AssertionError("unreachable")

    def go_on(self) -> None:
        """Raise Stopped once the person asked to stop."""
        if self.wish.stop.is_set():
            raise Stopped

    def meter(self, total: int) -> Meter:
        """Return a meter for the next pass."""
        return Meter(self._progressed, total)

    def _progressed(self, stage: Stage, done: int, total: int, more: int, left: float | None) -> None:
        """Count what was decided, and tell how far it is."""
        self.looked_at += more
        if self.wish.tell is None:
            return
        found = sum(1 for one in self.taken if one.outcome in ("new", "copy"))
        account, folder = clean_line(self.server.account.name), clean_line(self.folder)
        self.wish.tell(Progress(account, folder, stage, done, total, found, left))


def uid_sets(uids: Iterable[int]) -> Iterator[str]:
    """Yield UIDs as sets for a command (RFC 3501 section 9: `1:5,9`), each short enough for one line."""
    ranges: list[str] = []
    first = last = 0
    for uid in sorted(uids):
        if first and uid == last + 1:
            last = uid
            continue
        if first:
            ranges.append(f"{first}:{last}" if last > first else f"{first}")
        first = last = uid
    if first:
        ranges.append(f"{first}:{last}" if last > first else f"{first}")
    for start in range(0, len(ranges), _RANGES):
        yield ",".join(ranges[start : start + _RANGES])


def now() -> datetime:
    """The clock of the notes."""
    return datetime.now(UTC)


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
