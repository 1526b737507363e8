"""The server of the bench: a throwaway Dovecot with one list folder, whose index can be put back as it was."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.planted import Listed

REPOSITORY = Path(__file__).resolve().parents[2]
LETTER = (REPOSITORY / "tests" / "letter" / "letter.txt").read_text(encoding="utf-8")
FOLDER = "INBOX"


class ListServer:
    """One user's mailbox on the throwaway Dovecot of the tests, with messages delivered as a delivery agent does."""

    def __init__(self, mailbox: Any, maildir: Path, keep: Path) -> None:
        self.mailbox, self.maildir, self.keep = mailbox, maildir, keep
        self.host, self.port = mailbox.host, mailbox.plain_port
        self.user, self.password = mailbox.user, mailbox.password

    def deliver(self, messages: Iterable[Listed]) -> int:
        """Put messages into the folder, stored with the line ends of a Maildir; returns how many."""
        count = 0

        def one_by_one() -> Iterator[tuple[bytes, Any]]:
            nonlocal count
            for one in messages:
                count += 1
                yield one.raw.replace(b"\r\n", b"\n"), one.arrived

        self.mailbox.deliver_many(FOLDER, one_by_one())
        return count

    def settle(self) -> None:
        """Have the server number all messages, so that no contender pays for it; remember its index as it is now.

        It then knows UIDs, flags, sizes and dates, and no header field: what it is asked for first, it must read.
        """
        with self.mailbox.session(FOLDER) as client:
            client.search("ALL")
            client.search(["SINCE", "1-Jan-2026"])
        shutil.rmtree(self.keep, ignore_errors=True)
        self.keep.mkdir(parents=True)
        for file in self.maildir.glob("dovecot*"):
            shutil.copy2(file, self.keep / file.name)

    def cool(self) -> None:
        """Put the index back as `settle` left it: whatever a contender has made the server remember is forgotten."""
        owner = self.maildir.stat()
        for file in self.maildir.glob("dovecot*"):
            file.unlink()
        for file in self.keep.iterdir():
            to = self.maildir / file.name
            shutil.copy2(file, to)
            shutil.chown(to, owner.st_uid, owner.st_gid)


@contextmanager
def list_server(keep: Path) -> Iterator[ListServer]:
    """Start a Dovecot with one empty mailbox; stopped, and its mail removed, at the end."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from mailservers.certificates import make_certificates
    from mailservers.dovecot import Dovecot

    dovecot = Dovecot(make_certificates(keep.parent / "certificates"))
    try:
        mailbox = dovecot.new_user()
        yield ListServer(mailbox, dovecot.folder / "home" / mailbox.user / "Maildir", keep)
    finally:
        dovecot.stop()
