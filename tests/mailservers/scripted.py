"""A small IMAP server that does as it is told: Gmail's extensions, tokens, busy answers, and absent messages."""

from __future__ import annotations

import contextlib
import itertools
import re
import selectors
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from imapclient.imap_utf7 import decode as from_utf7

from mailservers.base import HOST, TokenServer, crlf, new_secret
from mailservers.certificates import Certificates
from mailservers.scripted_connection import Connection
from mailservers.scripted_mail import Folder, Stored

PLAIN = ("IMAP4rev1", "SASL-IR", "IDLE", "NAMESPACE", "ID", "UNSELECT", "CONDSTORE", "STARTTLS")
GMAIL = (*PLAIN, "X-GM-EXT-1", "AUTH=XOAUTH2", "AUTH=OAUTHBEARER")
READING = frozenset(
    ("CAPABILITY", "NOOP", "ID", "NAMESPACE", "LOGOUT", "STARTTLS", "LOGIN", "AUTHENTICATE", "LIST", "EXAMINE",
     "CLOSE", "UNSELECT", "UID SEARCH", "UID FETCH", "IDLE")
)  # fmt: skip


class ScriptedServer(TokenServer):
    """An IMAP server in threads of the test process, for one user, its mail in memory.

    - `capabilities`: what it offers; a test may set another tuple before it connects.
    - `gmail`: searches go by words, as Gmail's do; X-GM-RAW, X-GM-THRID and X-GM-MSGID are understood anyway.
    - `attributes`: by folder, what LIST says of it besides, as in `\\Drafts`; told only when asked for with RETURN
      where the server offers LIST-EXTENDED.
    - `refuse(command, answer, times)`: busy or other refusals. `absent`: UIDs that SEARCH names and FETCH omits.
    - `present(kind)`: which certificate it shows (`certificates.KINDS`).
    - `quoted_fields`: the names in `BODY[HEADER.FIELDS (…)]` come back in quotation marks, as on some servers.
    - `commands`: every command as received; `unwelcome()`: those that do more than read.
    """

    kind = "scripted"

    def __init__(
        self, certificates: Certificates, capabilities: tuple[str, ...] = PLAIN, *, gmail: bool = False
    ) -> None:
        self.capabilities, self.gmail = capabilities, gmail
        self.absent: set[int] = set()
        self.attributes: dict[str, str] = {}
        self.quoted_fields = False
        self.commands: list[str] = []
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._idle = 0
        self._pem, self._certificate = certificates.pem, "good"
        self._refusals: dict[str, tuple[bytes, int | None]] = {}
        self._tokens: set[str] = set()
        self._numbers = itertools.count(1)
        self._threads: dict[str, int] = {}
        self._folders: dict[str, Folder] = {}
        self.make("INBOX")
        self._connections: list[tuple[Connection, threading.Thread]] = []
        self._listeners = [socket.create_server((HOST, 0), backlog=64) for _ in range(2)]
        self._scratch = tempfile.TemporaryDirectory(prefix="tsc")
        self.token_file = Path(self._scratch.name) / "token"
        plain, tls = (one.getsockname()[1] for one in self._listeners)
        super().__init__("responder@example.org", new_secret("password"), plain, tls, certificates.authority)
        self._stop_out, self._stop_in = socket.socketpair()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """End every connection and stop."""
        super().close()
        self._stop_in.close()
        self._accepting.join()
        for listener in (*self._listeners, self._stop_out):
            listener.close()
        for connection, thread in self._connections:
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RDWR)
            thread.join()
        self._scratch.cleanup()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in (*self._listeners, self._stop_out):
                selector.register(one, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._stop_out:
                        return
                    assert isinstance(key.fileobj, socket.socket)
                    client, _ = key.fileobj.accept()
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    connection = Connection(self, client)
                    tls = key.fileobj is self._listeners[1]
                    thread = threading.Thread(target=connection.run, kwargs={"tls": tls}, daemon=True)
                    self._connections.append((connection, thread))
                    thread.start()

    # What a test tells it.

    def refuse(self, command: str, answer: str, times: int | None = None) -> None:
        """Answer `command` ("LOGIN", "EXAMINE", "UID FETCH", or "greeting") with `answer`, so often or for ever.

        `answer` starts with NO, BAD or BYE, as in "NO [INUSE] mailbox is in use" or "BYE [UNAVAILABLE] later".
        """
        with self.lock:
            self._refusals[command] = (answer.encode(), times)

    def accept(self, command: str) -> None:
        """Take a refusal back."""
        with self.lock:
            self._refusals.pop(command, None)

    def present(self, kind: str) -> None:
        """Show another certificate from the next connection on."""
        assert kind in self._pem
        self._certificate = kind

    def drop(self, farewell: str = "* BYE [UNAVAILABLE] going down") -> None:
        """Say a farewell to every client and close its connection."""
        self._wake(farewell.encode())

    def unwelcome(self) -> list[str]:
        """Return the commands that came and were not among those that only read; PEEK is asked for as well."""
        found = []
        for line in self.commands:
            name = re.match(r"\S+ ((?:UID )?[A-Z-]+)", line, re.IGNORECASE)
            if name is None or line.upper() == "DONE":
                continue
            if name[1].upper() not in READING or re.search(r"\bBODY\[|\bRFC822(?!\.SIZE)", line.upper()):
                found.append(line)
        return found

    def wait_for_idle(self, number: int = 1, limit: float = 30.0) -> bool:
        """Wait until so many clients are idle; False after `limit` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._idle >= number, limit)

    # The mailbox, as with every other server, but in memory.

    def make(self, folder: str) -> None:
        """Make a folder."""
        with self.lock:
            name = _known_as(folder)
            self._folders.setdefault(name, Folder(name, int(time.time()) + next(self._numbers)))

    def deliver_many(self, folder: str, messages: Iterable[tuple[bytes, datetime | None]]) -> None:
        """Put messages into a folder, in this order; each joins the X-GM-THRID of what it refers to."""
        with self.lock:
            into = self._folders[_known_as(folder)]
            for raw, date in messages:
                wire = crlf(raw)
                ident = next(self._numbers)
                stored = Stored(
                    into.uidnext, wire, date or datetime.now(UTC), self._thread(wire, ident), ident
                )
                into.messages[stored.uid] = stored
                into.uidnext += 1
                into.modseq += 1
        self._wake()

    def _thread(self, raw: bytes, ident: int) -> int:
        header = raw.partition(b"\r\n\r\n")[0].decode("latin-1")
        lines = re.sub(r"\r\n[ \t]+", " ", header).split("\r\n")
        ids = [
            one
            for line in lines
            if re.match(r"(message-id|references|in-reply-to):", line, re.IGNORECASE)
            for one in re.findall(r"<([^<>]+)>", line)
        ]
        thread = next((self._threads[one] for one in ids if one in self._threads), 10_000_000_000 + ident)
        for one in ids:
            self._threads.setdefault(one, thread)
        return thread

    def uids(self, folder: str = "INBOX") -> list[int]:
        """Return the UIDs of a folder, ascending."""
        with self.lock:
            return list(self._folders[_known_as(folder)].messages)

    def flags(self, folder: str = "INBOX") -> dict[int, set[str]]:
        """Return each message's flags."""
        with self.lock:
            stored = self._folders[_known_as(folder)].messages
            return {uid: set(message.flags) for uid, message in stored.items()}

    def uidvalidity(self, folder: str = "INBOX") -> int:
        """Return the folder's UIDVALIDITY."""
        return self._folders[_known_as(folder)].uidvalidity

    def expunge(self, folder: str, uids: Iterable[int]) -> None:
        """Remove messages from a folder."""
        with self.lock:
            kept = self._folders[_known_as(folder)]
            for uid in list(uids):
                del kept.messages[uid]
                kept.modseq += 1
        self._wake()

    def renumber(self, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY and its messages new UIDs; connections to the old one end."""
        with self.lock:
            name = _known_as(folder)
            old = self._folders[name]
            new = self._folders[name] = Folder(name, old.uidvalidity + 1)
            for message in old.messages.values():
                again = Stored(
                    new.uidnext, message.raw, message.date, message.thread, message.ident, message.flags
                )
                new.messages[again.uid] = again
                new.uidnext += 1
        self.drop("* BYE the folder was numbered anew")

    def issue(self) -> str:
        """Return a new token that lets the user in."""
        token = new_secret("token")
        self._tokens.add(token)
        return token

    def expire(self, token: str) -> None:
        """Make a token invalid."""
        self._tokens.discard(token)

    # What its connections ask it.

    def holds(self, token: str) -> bool:
        """Say whether a token lets the user in."""
        return token in self._tokens

    def context(self) -> ssl.SSLContext:
        """Return the TLS settings for a new connection."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._pem[self._certificate])
        return context

    def refusal(self, command: str) -> bytes | None:
        """Return how to refuse this command, None when it is served."""
        with self.lock:
            answer, times = self._refusals.get(command, (b"", 0))
            if times == 0:
                return None
            if times is not None:
                self._refusals[command] = (answer, times - 1)
            return answer

    def note(self, line: str) -> None:
        """Keep a line that came."""
        with self._changed:
            self.commands.append(line)
            self._changed.notify_all()

    def idling(self, change: int) -> None:
        """Count the clients that are idle."""
        with self._changed:
            self._idle += change
            self._changed.notify_all()

    def folder_names(self) -> list[str]:
        """Return the names of the folders."""
        with self.lock:
            return list(self._folders)

    def folder_on_wire(self, name: bytes) -> Folder | None:
        """Return the folder of that name in modified UTF-7 (RFC 3501, section 5.1.3)."""
        with self.lock:
            return self._folders.get(_known_as(from_utf7(name)))

    def _wake(self, farewell: bytes = b"") -> None:
        with self.lock:
            for connection, thread in getattr(self, "_connections", []):
                if thread.is_alive():
                    with contextlib.suppress(OSError):
                        connection.wake(farewell)


def _known_as(folder: str) -> str:
    return "INBOX" if folder.upper() == "INBOX" else folder
