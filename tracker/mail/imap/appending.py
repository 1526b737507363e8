"""Puts a draft into a folder: the one thing that the tracker ever writes on a mail server, and always after asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tracker.mail.imap import commands, library
from tracker.mail.imap.connection import SMALL
from tracker.mail.imap.failures import MailFailure, Status
from tracker.mail.imap.server import UNOPENED, Server
from tracker.text import clean_line

FLAGS = (b"\\Draft", b"\\Seen")
DRAFTS = b"\\DRAFTS"
COMMON = ("Drafts", "INBOX/Drafts", "INBOX.Drafts", "[Gmail]/Drafts")
_APPENDED = re.compile(rb"\[APPENDUID (\d{1,10}) (\d{1,10})\]", re.IGNORECASE)

T = TypeVar("T")


@dataclass(frozen=True)
class Appended:
    """Where a draft lies: its folder and, where the server tells, its UID there."""

    folder: str
    uid: int | None


class DraftServer(Server):
    """A connection that reads as `Server` does, and may append one message to one folder."""

    def drafts(self) -> tuple[str, tuple[str, ...]]:
        """Return the folder of drafts, "" where it cannot be told, and all folders that can be opened.

        It is the one that the server marks \\Drafts (RFC 6154, asked for where the server offers to tell), if it
        marks just one, else one of the usual name.
        """

        def ask() -> tuple[str, tuple[str, ...]]:
            line = self._open()
            line.wire.allow(8 * 2**20, 10 * self._timeout)
            rows = [(flags, name) for flags, _, name in line.library.list_folders()]
            marked = _marked(rows)
            if not marked and {"SPECIAL-USE", "LIST-EXTENDED"} <= self.capabilities:
                marked = _marked([(flags, name) for flags, _, name in line.library.special_folders()])
            names = tuple(sorted({_text(name) for flags, name in rows if not UNOPENED & _upper(flags)}))
            usual = [one for one in COMMON if one in names] or [
                one for one in names if one.casefold() == "drafts"
            ]
            if len(marked) == 1:
                return marked[0], names
            return ("" if marked else next(iter(usual), "")), names

        return self._guarded("LIST", ask)

    def lying(self, folder: str, message_id: str) -> tuple[int, ...]:
        """Return the UIDs under which `folder` holds a message of this Message-ID; deleted ones do not count."""
        self.examine(folder)
        return tuple(self.search(["HEADER", "Message-ID", f"<{message_id}>", "UNDELETED"]))

    def append(self, folder: str, raw: bytes) -> Appended:
        """Append `raw`, with line ends of the wire, to `folder` as a draft that was read (RFC 3501, section 6.3.11).

        MailFailure "folder" where there is none. A connection lost on the way leaves open whether it lies there: the
        hint says to look.
        """
        commands.safe(folder)
        refusal: list[Status] = []

        def ask() -> bytes:
            line = self._open()
            line.wire.allow(SMALL, 10 * self._timeout)
            stream = line.library.talk
            try:
                said: bytes = line.library.append(folder, raw, flags=FLAGS)
            except library.TROUBLE as error:
                answer = stream.answered
                if stream.said_bye or answer is None or answer.word == "OK" or not library.is_refusal(error):
                    raise
                refusal.append(answer)
                return b""
            return said

        said = self._carefully(lambda: self._guarded("APPEND", ask))
        if refusal:
            raise self._refused(folder, refusal[0])
        match = _APPENDED.search(said)
        return Appended(folder, int(match[2]) if match else None)

    def _carefully(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except MailFailure as error:
            failure = error
        if failure.kind in ("lost", "protocol"):
            hint = "the draft may lie there: appending it again finds it, and puts no second one beside it"
            failure = MailFailure(failure.message, hint, kind=failure.kind)
        raise failure

    def _refused(self, folder: str, status: Status) -> MailFailure:
        if status.code == "OVERQUOTA":
            return MailFailure(
                f"The mailbox of account {self.account.name} is full.{self._blame.quoted(status)}",
                "make room on the server, then append the draft again",
                kind="refused",
            )
        if status.code in ("TRYCREATE", "NONEXISTENT"):
            return MailFailure(
                f"Account {self.account.name} has no folder {clean_line(folder)!r}.{self._blame.quoted(status)}",
                f"name another, as in --append {self.account.name}/Drafts",
                kind="folder",
            )
        if status.code == "NOPERM":
            return MailFailure(
                f"Account {self.account.name} may not write to the folder {clean_line(folder)!r}.",
                "name a folder of your own, or write the draft to a file with --out",
                kind="folder",
            )
        return self._blame.refused("APPEND", status)


def _upper(flags: object) -> set[bytes]:
    return {bytes(flag).upper() for flag in flags}  # type: ignore[attr-defined]


def _text(name: object) -> str:
    return name if isinstance(name, str) else bytes(name).decode("utf-8", "replace")  # type: ignore[call-overload]


def _marked(rows: list[tuple[object, object]]) -> list[str]:
    return [_text(name) for flags, name in rows if DRAFTS in _upper(flags) and not UNOPENED & _upper(flags)]
