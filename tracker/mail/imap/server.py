"""One read-only connection to one IMAP account: what the tracker asks of a server, and nothing else."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import inf

from tracker.accounts import Account
from tracker.errors import BadUse
from tracker.mail.imap import commands, library, messages, waiting
from tracker.mail.imap.connection import SMALL, Connection
from tracker.mail.imap.failures import MailFailure, Status
from tracker.mail.imap.messages import LARGEST, MIB, Line
from tracker.mail.imap.wire import NonsenseError
from tracker.tables import near
from tracker.text import clean_line

LONGEST_SEARCH = 16 * MIB
TRUSTED = 30.0  # seconds for which a folder that was opened because of trouble is believed, whatever is said
UNOPENED = {b"\\NOSELECT", b"\\NONEXISTENT"}


@dataclass(frozen=True)
class Examined:
    """What a server says of a folder it opened read-only (RFC 3501, section 6.3.2; RFC 7162)."""

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int | None = None


class Server(Connection):
    """A connection that asks; nothing is changed on the server: folders are opened with EXAMINE, messages fetched
    with PEEK.
    """

    def __init__(self, account: Account, timeout: float = 30.0, adding: bool = False) -> None:
        super().__init__(account, timeout, adding)
        self._examined: Examined | None = None
        self._told = False  # whether `wait` heard of a change that nobody has looked at
        self._troubled = -inf  # when `wait` last heard of trouble

    def folders(self) -> tuple[str, ...]:
        """Return the names of the folders that can be opened, as a person writes them, sorted."""

        def ask() -> tuple[str, ...]:
            line = self._open()
            line.wire.allow(8 * MIB, 10 * self._timeout)
            rows = line.library.list_folders()
            return tuple(
                sorted(
                    {
                        name if isinstance(name, str) else name.decode("utf-8", "replace")
                        for flags, _, name in rows
                        if not UNOPENED & {bytes(flag).upper() for flag in flags}
                    }
                )
            )

        return self._guarded("LIST", ask)

    def examine(self, folder: str) -> Examined:
        """Open `folder` read-only (EXAMINE); MailFailure "folder" when there is none, naming the nearest."""
        commands.safe(folder)
        refusal: list[Status] = []

        def ask() -> Examined | None:
            line = self._open()
            line.wire.allow(SMALL, 10 * self._timeout)
            stream = line.library.talk
            try:
                said = line.library.select_folder(folder, readonly=True)
            except library.TROUBLE as error:
                answer = stream.answered
                if stream.said_bye or answer is None or answer.word == "OK" or not library.is_refusal(error):
                    raise
                refusal.append(answer)
                return None
            return self._numbers(line, folder, said)

        self._examined = examined = self._guarded("EXAMINE", ask)
        if examined is not None:
            self._told = False
            return examined
        names: tuple[str, ...] = ()
        with suppress(MailFailure):
            names = self.folders()
        raise self._blame.folder(folder, refusal[0], near(folder, names), names)

    def look(self, folder: str) -> Examined:
        """Return what `folder` holds by now, as `examine` does, without opening it anew where it is open.

        A server tells of new messages while it answers and waits (RFC 3501, sections 5.2 and 7.3.1), and a folder
        that is open keeps its UIDVALIDITY; opening a large one after mail came takes a server long.
        """
        before = self._examined
        if before is None or before.folder != folder or not self.alive:
            return self.examine(folder)

        def ask() -> Examined:
            line = self._open()
            if not (line.library.stirred() or self._told):
                return before
            self._told = False
            newest = max(self._search([b"UID %d:*" % before.uidnext], None), default=0)
            return replace(before, uidnext=max(before.uidnext, newest + 1), exists=line.library.exists)

        self._examined = found = self._guarded("SEARCH", ask)
        return found

    def _numbers(self, line: Line, folder: str, said: dict[bytes, object]) -> Examined:
        numbers = {}
        for name in ("UIDVALIDITY", "EXISTS", "UIDNEXT", "HIGHESTMODSEQ"):
            value = said.get(name.encode())
            most = 2**63 if name == "HIGHESTMODSEQ" else 2**32
            if value is not None and not (isinstance(value, int) and 0 <= value < most):
                raise NonsenseError("it numbers messages beyond all bounds")
            numbers[name] = value
        if numbers["UIDVALIDITY"] is None or numbers["EXISTS"] is None:
            raise NonsenseError("it does not number the messages of a folder")
        exists, uidnext = numbers["EXISTS"], numbers["UIDNEXT"]
        if uidnext is None:  # older servers leave it out
            uidnext = max(self._search([b"UID *"], None), default=0) + 1 if exists else 1
        line.library.opened(exists)
        return Examined(folder, numbers["UIDVALIDITY"], uidnext, exists, numbers["HIGHESTMODSEQ"])

    def search(self, criteria: Sequence[object], charset: str | None = None) -> list[int]:
        """Return the UIDs that match `criteria`, sorted (UID SEARCH, RFC 3501, section 6.4.4).

        `criteria` are keywords, strings, sets ("1:500"), numbers, dates, and lists of these (put in
        brackets). Strings are quoted where they must be; what is not ASCII goes as a literal, with
        CHARSET UTF-8. BadUse on CR, LF and NUL: they would end the command.
        """
        pieces, foreign = commands.criteria(criteria)
        charset = charset or ("UTF-8" if foreign else None)
        if charset is not None and not re.fullmatch(r"[A-Za-z0-9._-]+", charset):
            raise BadUse(f"{clean_line(charset)!r} is not the name of a character set.", 'write "UTF-8"')
        return self._guarded("SEARCH", lambda: self._search(pieces, charset))

    def _search(self, pieces: Sequence[commands.Piece], charset: str | None) -> list[int]:
        line = self._open()
        # A search through the bodies of a large folder may take minutes without a word.
        line.wire.allow(LONGEST_SEARCH, 40 * self._timeout, 4 * self._timeout)
        return sorted(set(line.library.found(pieces, charset)))

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        """Return RFC822.SIZE of each, in octets; absent messages are missing."""
        return self._guarded("FETCH", lambda: messages.sizes(self._open(), uids))

    def start_of(self, uids: Iterable[int], octets: int) -> dict[int, bytes]:
        """Return the first `octets` of each; absent messages are missing. All are held at once: ask in batches."""
        wanted = tuple(uids)

        def ask() -> dict[int, bytes]:
            found = self._ahead.take(wanted, octets)
            return messages.starts(self._open(), wanted, octets) if found is None else found

        return self._guarded("FETCH", ask)

    def start_ahead(self, uids: Iterable[int], octets: int) -> None:
        """Ask for what `start_of` will be asked for next: it is on its way while the caller is busy."""
        self._guarded("FETCH", lambda: self._ahead.ask(self._open(), uids, octets))

    def headers(self, uids: Iterable[int]) -> dict[int, bytes]:
        """Return the header fields that tell where a message belongs; absent messages are missing."""
        return self._guarded("FETCH", lambda: messages.headers(self._open(), uids))

    def whole(self, uid: int) -> bytes | None:
        """Return the message, in pieces of 1 MiB when it is larger; None when absent; TooLarge over 64 MiB."""
        return self._guarded("FETCH", lambda: messages.whole(self._open(), uid))

    def wholes(self, uids: Iterable[int]) -> dict[int, bytes]:
        """Return the messages, as `whole` does; absent ones are missing. All are held at once: ask in batches."""
        wanted = tuple(uids)
        return self._guarded("FETCH", lambda: messages.wholes(self._open(), wanted))

    def gmail_threads(self, uids: Iterable[int]) -> dict[int, int]:
        """Return X-GM-THRID of each (Gmail only: capability X-GM-EXT-1)."""
        return self._guarded("FETCH", lambda: messages.gmail_threads(self._open(), uids))

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until messages came or went (True), `seconds` passed or `stop` was set (False, within 1 s).

        With IDLE where the server offers it, else by asking now and then; True at once when the server
        told of a change since the folder was examined. False too, and early, when the server has trouble with
        the folder: it has to be examined anew. A dead connection is MailFailure "lost", at once.
        """

        def ask() -> waiting.Heard:
            line = self._open()
            if line.library.stirred():
                return "change"
            if "IDLE" not in self.capabilities:
                return waiting.by_asking(line.library, line.wire, seconds, stop)
            trusted = max(0.0, self._troubled + TRUSTED - time.monotonic())
            return waiting.by_idle(line.library, line.wire, seconds, stop, trusted)

        def wait() -> bool:
            heard = ask()
            if heard == "trouble":
                self._troubled = time.monotonic()
            self._told = self._told or heard == "change"
            return heard == "change"

        try:
            return self._guarded("IDLE", wait)
        except MailFailure:
            if stop.is_set():  # the server was too slow to end the waiting: the connection is closed
                return False
            raise


__all__ = ["LARGEST", "MIB", "Examined", "Server"]
