"""The connection below a Server: opened and logged in, guarded against whatever a server does, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

from tracker.accounts import Account
from tracker.errors import BadUse
from tracker.mail.imap import library
from tracker.mail.imap.ahead import Ahead
from tracker.mail.imap.failures import Blame, MailFailure, TooLarge
from tracker.mail.imap.library import Library
from tracker.mail.imap.messages import LARGEST, MIB, Line, TooLargeError
from tracker.mail.imap.opening import Address, capabilities, dial, log_in, resolve, secured, upgraded
from tracker.mail.imap.secrets import Secret, secret_of
from tracker.mail.imap.wire import Wire
from tracker.text import clean_line

SMALL = MIB
GOODBYE = 0.3

# What can come out of a conversation with a server, however hostile; everything else is a mistake of ours.
TROUBLE = (OSError, EOFError, ValueError, LookupError, ArithmeticError, RecursionError, *library.TROUBLE)

T = TypeVar("T")


class Connection:
    """A connection to the server of `account`; a context manager, for one thread alone.

    Whatever goes wrong is a MailFailure; after one that broke the conversation every further call fails
    with "lost". `timeout` is how many seconds the server may be silent; each command is bounded as a
    whole too. `adding` says that the account is being set up (see `Blame`). The library is imapclient, on a
    wire of ours that bounds what it reads.
    """

    def __init__(self, account: Account, timeout: float = 30.0, adding: bool = False) -> None:
        self.account = account
        self._adding = adding
        self.capabilities: frozenset[str] = frozenset()
        self._timeout = timeout
        self._secret: Secret | None = None
        self._wire: Wire | None = None
        self._library: Library | None = None
        self._blame = Blame(account, adding=adding)
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
        assert self._secret is not None
        doubt = " It is very short: is it the whole of it?" if self._secret.short else ""
        yield "secret", f"The secret was found.{doubt}"
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
        self._secret = secret_of(self.account, self._adding)
        self._blame = Blame(self.account, self._secret.hide, self._adding)

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
                "lets us in without asking who we are", self._blame.advice.check("host", "port")
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
