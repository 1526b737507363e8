"""A connection to a mail server that a person's wish to stop breaks off, whatever it is waiting for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from tracker.accounts import Account
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server
from tracker.workflow import consent

Kind = TypeVar("Kind", bound=Server)
TIMEOUT = 30.0  # seconds that a server may be silent
_GLANCE = 0.2  # seconds between two looks whether to stop


class Stopped(Exception):
    """The person asked to stop."""


@contextmanager
def connected(account: Account, stop: threading.Event, timeout: float = TIMEOUT) -> Iterator[Server]:
    """Connect to the server of `account` and log in; once `stop` is set the connection is broken off.

    MailFailure tells why there is no connection, Stopped that it was not wanted any more.
    """
    with connected_as(Server, account, stop, timeout) as server:
        yield server


@contextmanager
def connected_as(
    kind: type[Kind], account: Account, stop: threading.Event, timeout: float = TIMEOUT
) -> Iterator[Kind]:
    """Connect as `connected` does, with a server that may do more than read.

    Every connection that is not part of setting an account up begins here, so it is here that consent is asked for.
    """
    consent.check(account)
    server = kind(account, timeout)
    over = threading.Event()

    def look() -> None:
        while not over.wait(_GLANCE):
            if stop.is_set():
                server.interrupt()
                return

    if stop.is_set():
        raise Stopped
    looking = threading.Thread(target=look, name=f"stop {account.name}", daemon=True)
    looking.start()
    try:
        with server:
            yield server
    except MailFailure:
        if stop.is_set():
            raise Stopped from None
        raise
    finally:
        over.set()
        looking.join()
