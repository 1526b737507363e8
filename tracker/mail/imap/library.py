"""The imapclient library on a wire of ours: every read bounded in size and time, nothing that was sent kept or logged."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Sequence
from typing import Any

import imapclient
from imapclient.imapclient import join_message_ids
from imapclient.response_parser import parse_fetch_response, parse_message_list

from tracker.mail.imap.commands import LARGEST_UID, Literal, Piece
from tracker.mail.imap.failures import Status
from tracker.mail.imap.wire import NonsenseError, Wire

TROUBLE = (
    imaplib.IMAP4.error,
    AssertionError,
    AttributeError,
    TypeError,
)  # what the library raises on odd answers
# The library remarks on odd answers in a log that would reach the screen; what matters of them is an error of ours.
logging.getLogger("imapclient").addHandler(logging.NullHandler())
logging.getLogger("imapclient").propagate = False

_NUMBERS = re.compile(rb" *(?:\d{1,10} *)*(?:\(MODSEQ \d+\))?", re.IGNORECASE)
_STATUS = re.compile(
    rb"\S+ +(OK|NO|BAD|BYE|PREAUTH)\b *(?:\[([^\] ]+)[^\]]*\] *)?(.*)", re.IGNORECASE | re.DOTALL
)


def status_of(line: bytes) -> Status | None:
    """Return the status response that a line is (RFC 3501, section 7.1; RFC 5530); None when it is another."""
    match = _STATUS.fullmatch(line)
    if match is None:
        return None
    word, code, text = ((group or b"").decode("utf-8", "replace") for group in match.groups())
    return Status(word.upper(), code.upper(), text)


class GreetingError(Exception):
    """The server greeted with BYE; `status` holds why."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.word)
        self.status = status


def is_refusal(error: BaseException) -> bool:
    """Say whether an error of the library may stand for a NO or BAD, after which the conversation goes on."""
    return isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)


class Stream(imaplib.IMAP4):
    """imaplib, reading and writing through a Wire.

    `answered` is the status that ended the last command, `said_bye` the server's farewell, `broken` what was
    wrong with the wire: imaplib wraps the three in texts that cannot be told apart.
    """

    def __init__(self, wire: Wire, host: str) -> None:
        self.wire = wire
        self.answered: Status | None = None
        self.said_bye: Status | None = None
        self.broken: BaseException | None = None
        self.welcome_due = True
        super().__init__(host)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:  # noqa: ARG002
        """Take the wire as it is: connected, and under TLS where that comes first."""
        self.host, self.port = host, port
        self.sock = self.wire.sock

    def read(self, size: int) -> bytes:
        """Return a literal of `size` octets."""
        return self.wire.literal(size)

    def readline(self) -> bytes:
        """Return the next line, taking notice of a farewell and of how a command ended."""
        line = self.wire.line()
        due, self.welcome_due = self.welcome_due, False
        if line[:6].upper() == b"* BYE " or line.upper() == b"* BYE":
            self.said_bye = status_of(line)
            if due:
                raise GreetingError(self.said_bye or Status("BYE"))
        elif not line.startswith((b"* ", b"+")):
            self.answered = status_of(line)
        return line + b"\r\n"

    def send(self, data: bytes) -> None:  # type: ignore[override]
        """Send `data`."""
        try:
            self.wire.send(data)
        except OSError as error:
            self.broken = error
            raise

    def shutdown(self) -> None:
        """Close the wire."""
        self.wire.close()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """Say STARTTLS (RFC 3501, section 6.2.1); what the server said before TLS is forgotten."""
        status, data = self._simple_command("STARTTLS")
        if status == "OK":
            if self.wire.unread:
                raise NonsenseError("it said more before TLS than it may")
            assert ssl_context is not None
            self.sock = ssl_context.wrap_socket(self.wire.sock, server_hostname=self.host)
            self.wire.take_over(self.sock)
            self.untagged_responses.clear()
            self._get_capabilities()
        return status, data

    def _log(self, line: str) -> None:
        """Keep none of the last commands, as imaplib would: the login is among them."""


class Library(imapclient.IMAPClient):  # type: ignore[misc]  # it carries no types
    """An IMAPClient on a Wire."""

    def __init__(self, wire: Wire, host: str, port: int) -> None:
        self._wire = wire
        super().__init__(host, port, ssl=False)
        self._imap.debug = 0  # the library has every line of the conversation logged
        self._exists = 0
        self._stirred = False

    def _create_IMAP4(self) -> Stream:  # noqa: N802
        return Stream(self._wire, self.host)

    def _set_read_timeout(self) -> None:
        """Leave time to the wire, which gives each command its own."""

    @property
    def let_in(self) -> bool:
        """Say whether the server greeted with PREAUTH."""
        return bool(self._imap.state == "AUTH")

    @property
    def talk(self) -> Stream:
        """The imaplib below."""
        talk: Stream = self._imap
        return talk

    def ask(self, uids: Sequence[int], wanted: str) -> bytes:
        """Send a UID FETCH for `wanted` and return its tag; `had` reads the answer, before anything else is asked."""
        tag: bytes = self._imap._command("UID", "FETCH", join_message_ids(uids), f"({wanted})")  # noqa: SLF001
        return tag

    def had(self, tag: bytes, uids: Sequence[int]) -> dict[int, dict[bytes, Any]]:
        """Return the rows about `uids` in the answer to a FETCH, as the library's `fetch` does in one go."""
        status, data = self._imap._command_complete("FETCH", tag)  # noqa: SLF001
        self._checkok("fetch", status, data)
        _, data = self._imap._untagged_response(status, data, "FETCH")  # noqa: SLF001
        rows = parse_fetch_response(data, self.normalise_times, self.use_uid)
        return {uid: rows[uid] for uid in uids if uid in rows}

    def found(self, criteria: Sequence[Piece], charset: str | None = None) -> list[int]:
        """Return the UIDs that match `criteria`, written by us: the library quotes nothing but spaces and quotes."""
        words = [b"CHARSET", charset.encode("ascii")] if charset else []
        plain = b""
        for piece in criteria:
            if isinstance(piece, Literal):
                words += [one for one in (plain.strip(),) if one]
                words.append(piece.octets)
                plain = b""
            else:
                plain += piece
        words += [one for one in (plain.strip(),) if one]
        answers = self._raw_command_untagged(b"SEARCH", words)
        if any(one and not _NUMBERS.fullmatch(one) for one in answers):
            raise NonsenseError("it answered a search with something else than numbers")
        found = list(parse_message_list(answers))
        if any(uid > LARGEST_UID for uid in found):
            raise NonsenseError("it numbers messages beyond all bounds")
        return found

    def special_folders(self) -> list[tuple[Any, Any, Any]]:
        """Return the folders as `list_folders` does, with what each is for (RFC 6154, section 4)."""
        status, data = self._imap._simple_command("LIST", '""', '"*"', "RETURN", "(SPECIAL-USE)")  # noqa: SLF001
        self._checkok("LIST", status, data)
        _, data = self._imap._untagged_response(status, data, "LIST")  # noqa: SLF001
        return list(self._proc_folder_list(data))

    def heard(self, line: bytes) -> None:
        """Take notice of an EXISTS or EXPUNGE that was read past the library."""
        _, number, kind = line.split()
        self._imap.untagged_responses.setdefault(kind.decode("ascii").upper(), []).append(number)

    def warned(self) -> bool:
        """Say whether the server gave an untagged NO or BAD since the last call that is no mere alert."""
        said = [one for word in ("NO", "BAD") for one in self._imap.untagged_responses.pop(word, [])]
        return any(not one.upper().startswith(b"[ALERT]") for one in said)

    def opened(self, exists: int) -> None:
        """Count the messages of a folder from now on."""
        self._count()
        self._exists, self._stirred = exists, False

    @property
    def exists(self) -> int:
        """How many messages the open folder holds, as far as the server has told."""
        self._count()
        return self._exists

    def stirred(self) -> bool:
        """Say whether messages came or went since the last call, whatever was asked for at that moment."""
        self._count()
        stirred, self._stirred = self._stirred, False
        return stirred

    def _count(self) -> None:
        """Take notice of EXISTS, which some servers repeat without need, and EXPUNGE (RFC 3501, 7.3.1, 7.4.1)."""
        gone = self._imap.untagged_responses.pop("EXPUNGE", [])
        self._exists -= len(gone)
        counts = self._imap.untagged_responses.pop("EXISTS", [])
        number = int(counts[-1]) if counts else self._exists
        self._stirred = self._stirred or bool(gone) or number != self._exists
        self._exists = number
