"""The face that every mail server of the tests shows: one person's mailbox, filled and looked at by the test."""

from __future__ import annotations

import itertools
import os
import secrets
import shlex
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imapclient import IMAPClient

if TYPE_CHECKING:
    from tracker.accounts import Account

HOST = "127.0.0.1"
_NUMBERS = itertools.count(1)


def crlf(raw: bytes) -> bytes:
    """Return a message with the line ends of the wire (RFC 5322, section 2.3)."""
    return raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def batches(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Return UIDs in runs that fit on a command line: servers end a connection over one of 64 KiB."""
    return (uids[start : start + 1000] for start in range(0, len(uids), 1000))


class MailServer:
    """One user's mailbox on a server that runs on loopback; each test has a user of its own.

    `kind` is dovecot, pymap or scripted. `authority` is the PEM file of the authority that signed the
    server's certificate. The folder INBOX is always there. Ends with `close()`.
    """

    kind = ""
    host = HOST

    def __init__(self, user: str, password: str, plain_port: int, tls_port: int, authority: Path) -> None:
        self.user, self.password = user, password
        self.plain_port, self.tls_port, self.authority = plain_port, tls_port, authority
        self.password_variable = f"TRACKER_TEST_PASSWORD_{next(_NUMBERS)}"
        os.environ[self.password_variable] = password

    def close(self) -> None:
        """Forget the user: its password variable, its mail."""
        os.environ.pop(self.password_variable, None)

    def account(self, **changes: Any) -> Account:
        """Return the settings of an account for this user: over TLS unless `changes` say otherwise.

        The port follows `security`. The password comes from an environment variable of this server alone.
        """
        from tracker.accounts import Account

        security = changes.get("security", "tls")
        secret = {"password_command", "password_variable", "keyring", "token_command"} & set(changes)
        values: dict[str, Any] = {
            "name": "sample",
            "host": self.host,
            "user": self.user,
            "security": security,
            "port": self.tls_port if security == "tls" else self.plain_port,
            "authority": None if security == "plain" else self.authority,
        }
        if not secret:
            values["password_variable"] = self.password_variable
        return Account(**(values | changes))

    @contextmanager
    def session(self, folder: str | None = None, *, writing: bool = False) -> Iterator[IMAPClient]:
        """Open a connection of the test's own (plain, logged in), in `folder` when one is named."""
        client = IMAPClient(self.host, port=self.plain_port, ssl=False, timeout=30)
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each command waits 40 ms
        try:
            client.login(self.user, self.password)
            if folder is not None:
                client.select_folder(folder, readonly=not writing)
            yield client
        finally:
            client.shutdown()

    def make(self, folder: str) -> None:
        """Make a folder; its parents are parted by `/`. One that is there already is left alone."""
        with self.session() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)

    def deliver(self, folder: str, raw: bytes, date: datetime | None = None) -> None:
        """Put one message into a folder; `date` is when it arrived (IMAP's INTERNALDATE), now by default."""
        self.deliver_many(folder, [(raw, date)])

    def deliver_many(self, folder: str, messages: Iterable[tuple[bytes, datetime | None]]) -> None:
        """Put messages into a folder, in this order."""
        with self.session() as client:
            for raw, date in messages:
                client.append(folder, crlf(raw), msg_time=date)

    def uids(self, folder: str = "INBOX") -> list[int]:
        """Return the UIDs of a folder, ascending."""
        with self.session(folder) as client:
            return sorted(client.search("ALL"))

    def flags(self, folder: str = "INBOX") -> dict[int, set[str]]:
        """Return each message's flags, without `\\Recent`, which belongs to a session (RFC 3501, section 2.3.2)."""
        with self.session(folder) as client:
            uids = client.search("ALL")
            answers = {
                uid: one for some in batches(uids) for uid, one in client.fetch(some, ["FLAGS"]).items()
            }
        return {
            uid: {flag.decode() for flag in answer[b"FLAGS"]} - {"\\Recent"}
            for uid, answer in answers.items()
        }

    def uidvalidity(self, folder: str = "INBOX") -> int:
        """Return the folder's UIDVALIDITY."""
        with self.session() as client:
            return int(client.select_folder(folder, readonly=True)[b"UIDVALIDITY"])

    def expunge(self, folder: str, uids: Iterable[int]) -> None:
        """Remove messages from a folder, as another mail program would."""
        with self.session(folder, writing=True) as client:
            for some in batches(list(uids)):
                client.delete_messages(some, silent=True)
            client.expunge()

    def renumber(self, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY and every message in it a new UID."""
        raise NotImplementedError


class TokenServer(MailServer):
    """What a server adds that lets a person in by token (XOAUTH2, OAUTHBEARER).

    `token_file` holds the token that the account's token command prints; a test writes another one into it
    to play an expired or a renewed token.
    """

    token_file: Path

    def issue(self) -> str:
        """Return a new token that lets the user in."""
        raise NotImplementedError

    def expire(self, token: str) -> None:
        """Make a token invalid."""
        raise NotImplementedError

    def use(self, token: str) -> None:
        """Make the account's token command print this token from now on."""
        self.token_file.write_text(token + "\n", encoding="utf-8")

    def token_account(self, **changes: Any) -> Account:
        """Return the settings of an account that shows a token instead of a password."""
        return self.account(**({"token_command": self.token_command} | changes))

    @property
    def token_command(self) -> str:
        """The command that prints the token."""
        return f"cat {shlex.quote(str(self.token_file))}"


def new_secret(prefix: str) -> str:
    """Return a password or token that can be searched for: it stands nowhere else."""
    return f"{prefix}-canary-{secrets.token_hex(8)}"
