"""One read-only connection to one IMAP account: what the tracker asks of a server, and nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar

from tracker.accounts import Account
from tracker.errors import BadUse
from tracker.mail.imap import commands, library, messages, waiting
from tracker.mail.imap.ahead import Ahead
from tracker.mail.imap.failures import Blame, MailFailure, Status, TooLarge
from tracker.mail.imap.library import Library
from tracker.mail.imap.messages import LARGEST, MIB, Line, TooLargeError
from tracker.mail.imap.opening import Address, capabilities, dial, log_in, resolve, secured, upgraded
from tracker.mail.imap.secrets import Secret, secret_of
from tracker.mail.imap.wire import NonsenseError, Wire
from tracker.tables import near
from tracker.text import clean_line

SMALL = MIB
LONGEST_SEARCH = 16 * MIB
GOODBYE = 0.3
UNOPENED = {b"\\NOSELECT", b"\\NONEXISTENT"}

# What can come out of a conversation with a server, however hostile; everything else is a mistake of ours.
TROUBLE = (OSError, EOFError, ValueError, LookupError, ArithmeticError, RecursionError, *library.TROUBLE)

T = TypeVar("T")


@dataclass(frozen=True)
class Examined:
    """What a server says of a folder it opened read-only (RFC 3501, section 6.3.2; RFC 7162)."""

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int
    highestmodseq: int | None = None


class Server:
    """A connection to the server of `account`; a context manager, for one thread alone.

    Nothing is changed on the server: folders are opened with EXAMINE and messages fetched with PEEK.
    Whatever goes wrong is a MailFailure; after one that broke the conversation every further call fails
    with "lost". `timeout` is how many seconds the server may be silent; each command is bounded as a
    whole too. The library is imapclient, on a wire of ours that bounds what it reads.
    """

    def __init__(self, account: Account, timeout: float = 30.0) -> None:
        self.account = account
        self.capabilities: frozenset[str] = frozenset()
        self._timeout = timeout
        self._secret: Secret | None = None
        self._wire: Wire | None = None
        self._library: Library | None = None
        self._blame = Blame(account)
        self._ahead = Ahead()

    def __enter__(self) -> Self:
        for _ in self.opening():
            pass
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def opening(self) -> Iterator[tuple[str, str]]:
        """Connect and log in, yielding the name of each step that is done and a sentence about it.

        The secret is got anew each time. A token that is rejected is got once more: it may have expired
        while the command that prints it still held it.
        """
        steps = self._opening()
        try:
            while (step := self._guarded("the connection", lambda: next(steps, None))) is not None:
                yield step
        except MailFailure:
            self._hang_up()
            raise

    def _opening(self) -> Iterator[tuple[str, str]]:
        self._renew_secret()
        yield "secret", "The secret was found."
        addresses = resolve(self.account, self._blame)
        yield "name", f"Its address is {addresses[0][1][0]}."
        yield from self._connected(addresses)
        if (failure := self._log_in()) is not None and failure.kind == "token":
            self._hang_up()
            self._renew_secret()
            for _ in self._connected(addresses):
                pass
            failure = self._log_in()
        if failure is not None:
            self._hang_up()
            raise failure
        self.capabilities = capabilities(self._open().library)
        yield "login", f"Logged in as {clean_line(self.account.user)}."

    def _renew_secret(self) -> None:
        self._secret = secret_of(self.account)
        self._blame = Blame(self.account, self._secret.hide)

    def _connected(self, addresses: list[Address]) -> Iterator[tuple[str, str]]:
        account = self.account
        sock = dial(addresses, self._timeout, self._blame)
        self._wire = wire = Wire(sock, self._timeout)
        where = f"port {account.port}"
        yield "connection", f"Connected to {where}."
        described = "none: this machine talks to itself"
        if account.security == "tls":
            safe, described = secured(sock, account, self._timeout, self._blame)
            wire.take_over(safe)
        wire.allow(SMALL, self._timeout * 4)
        self._library = self._greeted(wire)
        if account.security == "starttls":
            described = upgraded(self._library, account, self._blame)
        yield "TLS", f"{described}."

    def _greeted(self, wire: Wire) -> Library:
        """Read the greeting (RFC 3501, section 7.1)."""
        failure: MailFailure
        try:
            found = Library(wire, self.account.host, self.account.port)
        except TimeoutError:
            failure = self._blame.silent()
        except library.GreetingError as error:
            failure = self._blame.busy(error.status)
        else:
            if not found.let_in:
                return found
            failure = self._blame.unsafe(
                "lets us in without asking who we are", "check host and port in tracker.toml"
            )
        raise failure

    def _log_in(self) -> MailFailure | None:
        """Log in; return the failure when the server says no."""
        line = self._open()
        assert self._secret is not None
        line.wire.allow(SMALL, self._timeout * 4)
        stream = line.library.talk
        stream.answered = None
        try:
            log_in(line.library, self.account, self._secret, self._blame)
        except library.TROUBLE:
            # Some servers hang up on a wrong password without a NO.
            answer = stream.said_bye or stream.answered
            if (
                answer is None
                or answer.word == "OK"
                or (answer.word == "BYE" and answer.code != "AUTHENTICATIONFAILED")
            ):
                raise
            return self._blame.login(answer)
        return None

    @property
    def alive(self) -> bool:
        """Say whether the connection can still be used."""
        return self._library is not None

    def close(self) -> None:
        """Say goodbye and close; never raises, never waits long."""
        found, wire = self._library, self._wire
        self._library = self._wire = None
        if found is not None and wire is not None and not self._ahead.under_way:
            with suppress(*TROUBLE):
                wire.allow(SMALL, GOODBYE, GOODBYE)
                found.logout()
        if wire is not None:
            wire.close()
        self._ahead.forget()

    def interrupt(self) -> None:
        """Break off whatever the connection is waiting for; may be called from another thread."""
        wire = self._wire
        if wire is not None:
            wire.interrupt()

    def _hang_up(self) -> None:
        wire, self._library, self._wire = self._wire, None, None
        self._ahead.forget()
        if wire is not None:
            wire.close()

    def _guarded(self, command: str, call: Callable[[], T]) -> T:
        """Return what `call` returns; whatever goes wrong in it becomes a MailFailure.

        The failure is raised outside the `except`, so that it carries no chain to what was on its way to
        the server. NO and BAD leave the connection as it is; everything else ends it.
        """
        failure: MailFailure
        stream = self._library.talk if self._library is not None else None
        if stream is not None:
            stream.answered = None
        try:
            if self._ahead.under_way:
                self._ahead.settle(self._open())
            return call()
        except TooLargeError as error:
            failure = TooLarge(
                f"A message of account {self.account.name} (UID {error.uid}) is larger than {LARGEST // MIB} MiB.",
                "save it from your mail program and take it in with `tracker import`",
                error.uid,
            )
        except TROUBLE as error:
            failure = self._failed(command, error)
        except (BadUse, MailFailure):
            raise
        except BaseException:
            self._hang_up()
            raise
        raise failure

    def _failed(self, command: str, error: BaseException) -> MailFailure:
        """Return the failure that an error of the library or of the wire stands for."""
        stream = self._library.talk if self._library is not None else None
        if stream is None:
            self._hang_up()
            return self._blame.of(error)
        if stream.said_bye is not None:
            self._hang_up()
            return self._blame.farewell(stream.said_bye)
        answer = stream.answered
        if answer is not None and answer.word in ("NO", "BAD") and library.is_refusal(error):
            return self._blame.refused(command, answer)
        self._hang_up()
        return self._blame.of(stream.broken or error)

    def _open(self) -> Line:
        if self._library is None or self._wire is None:
            raise self._blame.lost(EOFError())
        return Line(self._library, self._wire)

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
            return self._examined(line, folder, said)

        examined = self._guarded("EXAMINE", ask)
        if examined is not None:
            return examined
        names: tuple[str, ...] = ()
        with suppress(MailFailure):
            names = self.folders()
        raise self._blame.folder(folder, refusal[0], near(folder, names))

    def _examined(self, line: Line, folder: str, said: dict[bytes, object]) -> Examined:
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
        told of a change since the folder was examined. A dead connection is MailFailure "lost", at once.
        """

        def ask() -> bool:
            line = self._open()
            if line.library.stirred():
                return True
            way = waiting.by_idle if "IDLE" in self.capabilities else waiting.by_asking
            return way(line.library, line.wire, seconds, stop)

        try:
            return self._guarded("IDLE", ask)
        except MailFailure:
            if stop.is_set():  # the server was too slow to end the waiting: the connection is closed
                return False
            raise


__all__ = ["LARGEST", "MIB", "Examined", "Server"]
