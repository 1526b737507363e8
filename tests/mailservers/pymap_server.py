"""pymap, an IMAP server in Python that pip installs: in the place of Dovecot where that is missing."""

from __future__ import annotations

import itertools
import sys
from contextlib import suppress
from pathlib import Path

from imapclient.exceptions import ProtocolError

from mailservers.base import MailServer, batches, new_secret
from mailservers.certificates import Certificates
from mailservers.running import Guarded, short_folder


class Pymap:
    """A running pymap. Everybody may log in, with one password; mail is kept in its memory."""

    def __init__(self, certificates: Certificates) -> None:
        self.authority = certificates.authority
        self.password = new_secret("password")
        self._names = itertools.count(1)
        folder = short_folder("tpm")
        script = Path(__file__).with_name("pymap_process.py")
        pem = certificates.pem["good"]
        self._process = Guarded([sys.executable, str(script), str(folder), str(pem), self.password], folder)
        try:
            up = self._process.wait_until((folder / "ports").is_file, lambda said: "Error" in said)
            if not up:
                raise RuntimeError(f"pymap did not start: {self._process.output()[-2000:]}")
            ports = (folder / "ports").read_text(encoding="ascii").split()
        except BaseException:
            self._process.stop()
            raise
        self.plain_port, self.tls_port = int(ports[0]), int(ports[1])

    def new_user(self) -> PymapMailbox:
        """Return the empty mailbox of a new user."""
        return PymapMailbox(
            f"responder{next(self._names)}", self.password, self.plain_port, self.tls_port, self.authority
        )

    def stop(self) -> None:
        """Stop the server; its mail goes with it."""
        self._process.stop()


class PymapMailbox(MailServer):
    """One user's mail on a pymap; messages are put there over IMAP."""

    kind = "pymap"

    def close(self) -> None:
        """Remove the user's mail, as far as IMAP can; folders whose names the library cannot list stay."""
        with self.session() as client:
            with suppress(ProtocolError):
                for flags, _, folder in client.list_folders():
                    if folder != "INBOX" and b"\\Noselect" not in flags:
                        client.delete_folder(folder)
            client.select_folder("INBOX")
            for some in batches(client.search("ALL")):
                client.delete_messages(some, silent=True)
            client.expunge()
        super().close()

    def renumber(self, folder: str = "INBOX") -> None:
        """Put the folder aside, make it again and copy its messages back: UIDVALIDITY and UIDs are new."""
        before = self.uidvalidity(folder)
        with self.session() as client:
            client.rename_folder(folder, "aside")
            if not client.folder_exists(folder):
                client.create_folder(folder)
            client.select_folder("aside")
            for some in batches(client.search("ALL")):
                client.copy(some, folder)
            client.close_folder()
            client.delete_folder("aside")
        assert self.uidvalidity(folder) != before
