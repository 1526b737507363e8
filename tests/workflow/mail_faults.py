"""One fetch broken at a byte by a fault of the network, and what must hold after the next one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from fetched_mail import answering, chatter, clean, configure, message_ids, notes, plain, quoting, replies
from mailservers.base import MailServer
from mailservers.proxy import Proxy
from workspaces import size

from tracker.workflow import audit
from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace

Kind = Literal["cut", "reset", "stall", "bye"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PATIENCE = 0.25  # seconds after which a stalled connection is given up
AFTER = "Later"  # what is said of it comes after both replies were taken in
TAKEN = ["sample-1@example.org", "sample-2@example.org"]


@dataclass(frozen=True)
class Broken:
    """What a fault did: whether the connection met it, and how much of the fetch came before it."""

    met: bool
    taken: int
    failed: bool


class Trials:
    """A prepared workspace, a folder with two replies and two other mails, an empty one, and a proxy that can fail.

    `octets` is what the server sends in a fetch that nothing disturbs; faults strike below it.
    """

    def __init__(self, opened: Path, folder: Path, server: MailServer, proxy: Proxy) -> None:
        self.server, self.proxy, self.folder = server, proxy, folder
        server.make(AFTER)
        # The answer lies before what it answers: it is had again once that was taken in, and known to belong.
        for raw in (answering(2, "sample-1@example.org"), chatter(1), quoting(1), chatter(2)):
            server.deliver("INBOX", raw)
        self.uids = server.uids()  # a server numbers new mail when it is first looked at
        self.template = folder / "template"
        shutil.copytree(opened, self.template)
        configure(self.template, plain(server, proxy.port, folders=("INBOX", AFTER)))
        self.entries = self._undisturbed()
        self.octets = self._count()

    def _undisturbed(self) -> int:
        """Fetch once without a fault; returns the size of the ledger after it."""
        ws = self._copy("undisturbed")
        try:
            clean(fetch(ws))
            self.check(ws)
            return size(ws)
        finally:
            ws.close()

    def _count(self) -> int:
        assert self.proxy.wait_until_over()
        return self.proxy.connections[-1].down

    def _copy(self, name: str) -> Workspace:
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.template, root)
        return Workspace.open(root)

    def run(self, kind: Kind, offset: int) -> Broken:
        """Break a fetch at `offset`, fetch again, and check that nothing was lost and nothing came twice."""
        ws = self._copy("trial")
        try:
            self.proxy.fault, before = (kind, offset), len(self.proxy.connections)
            first = fetch(ws, timeout=PATIENCE)
            met = any(one.met for one in self.proxy.connections[before:])
            assert first.new == len(message_ids(ws))
            self.proxy.fault = None
            clean(fetch(ws))
            self.check(ws)
            assert size(ws) == self.entries
            return Broken(met, first.new, bool(first.failures))
        finally:
            ws.close()

    def check(self, ws: Workspace) -> None:
        """Both replies are there once, with their faces and the cursor behind them, and the record verifies."""
        assert message_ids(ws) == TAKEN
        assert [one.id for one in replies(ws)] == ["R1", "R2"]
        _, searches, messages = notes(ws)
        assert self.uids[-1] in {one.upto for one in searches}
        assert sorted((one.uid, one.absent, one.tombstone) for one in messages) == [
            (self.uids[0], 0, False),
            (self.uids[2], 0, False),
        ]
        faces = sorted(path.name for path in (ws.replies_folder / "private").glob("r*"))
        assert [(name.partition("-")[0], Path(name).suffix) for name in faces] == [
            ("r1", ".eml"),
            ("r1", ".md"),
            ("r2", ".eml"),
            ("r2", ".md"),
        ]
        verdict = audit.verify(ws)
        assert verdict.problems == ()
        assert verdict.ok
