"""Whom the tracker is measured against: mbsync followed by notmuch, and a script that fetches everything."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from bench.imap.server import FOLDER, REPOSITORY, ListServer

LIMIT = 3600.0  # seconds a run may take

_MBSYNC = """
IMAPAccount bench
Host {host}
Port {port}
User {user}
Pass {password}
AuthMechs LOGIN
{tls} None

IMAPStore remote
Account bench

MaildirStore local
Path {mail}/
Inbox {mail}/inbox
SubFolders Verbatim

Channel bench
Far :remote:
Near :local:
Patterns INBOX
Sync Pull
Create Near
SyncState *
"""

_NOTMUCH = """
[database]
path={mail}
[user]
name=Sample Researcher
primary_email=researcher@example.org
[new]
tags=unread;new
[maildir]
synchronize_flags=false
"""


def run(command: Sequence[str], home: Path, more: Mapping[str, str] | None = None) -> tuple[float, str]:
    """Run a program with `home` for its home and nothing of ours in its environment; returns seconds and output."""
    began = perf_counter()
    done = subprocess.run(
        command,
        env=environment(home, more),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    seconds = perf_counter() - began
    if done.returncode:
        said = f"{done.stdout[-2000:]} {done.stderr[-2000:]}"
        raise RuntimeError(f"{' '.join(command)} failed ({done.returncode}): {said}")
    return seconds, done.stdout


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a measured program: everything that it could read or write of ours is elsewhere."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(REPOSITORY),
        **(more or {}),
    }


class Contender:
    """Somebody who brings a folder's mail home; `home` is its own folder, empty before the first run."""

    title = ""

    def __init__(self, server: ListServer, home: Path) -> None:
        self.server, self.home = server, home
        self.reset()

    def reset(self) -> None:
        """Forget everything that was brought home."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)

    def fetch(self) -> dict[str, float]:
        """Bring home what is new; returns the seconds of each program that had to run."""
        raise NotImplementedError

    def check(self, messages: int, wanted: Mapping[str, str]) -> None:
        """Raise where what was brought home is wrong, given how many `messages` there are.

        `wanted` are the messages of the letter's conversation: the name of the reply by X-Sample-Number.
        """
        raise NotImplementedError


class Script(Contender):
    """Fetches every body, 500 at a time, into one file."""

    title = "imapclient script, every message"

    def fetch(self) -> dict[str, float]:
        """Run the script."""
        server = self.server
        where = [server.host, str(server.port), server.user, FOLDER, str(self.home / "mails")]
        command = [sys.executable, "-m", "bench.imap.everything", *where]
        return {"script": run(command, self.home, {"BENCH_PASSWORD": server.password})[0]}

    def check(self, messages: int, wanted: Mapping[str, str]) -> None:
        """Every message is here."""
        data = (self.home / "mails").read_bytes()
        expect(data.count(b"From sample\n"), messages, self.title)
        here = sum(f"X-Sample-Number: {number}\r".encode() in data for number in wanted)
        expect(here, len(wanted), self.title)


class Mirror(Contender):
    """mbsync, then notmuch over the folder that it mirrored."""

    title = "mbsync, then notmuch new"

    def reset(self) -> None:
        """Write both configurations anew."""
        super().reset()
        mail = self.home / "mail"
        mail.mkdir()
        version = run(["mbsync", "--version"], self.home)[1].split()[-1]
        newer = tuple(int(each) for each in version.split(".")[:2]) >= (1, 5)
        server = self.server
        values = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
        text = _MBSYNC.format(**values, mail=mail, tls="TLSType" if newer else "SSLType")
        (self.home / "mbsyncrc").write_text(text, encoding="utf-8")
        (self.home / "notmuch").write_text(_NOTMUCH.format(mail=mail), encoding="utf-8")

    def fetch(self) -> dict[str, float]:
        """Mirror, then index."""
        config = str(self.home / "notmuch")
        mirror = ["mbsync", "-q", "-c", str(self.home / "mbsyncrc"), "bench"]
        new = ["notmuch", f"--config={config}", "new", "--quiet"]
        return {
            "mbsync": run(mirror, self.home)[0],
            "notmuch": run(new, self.home, {"NOTMUCH_CONFIG": config})[0],
        }

    def check(self, messages: int, wanted: Mapping[str, str]) -> None:
        """Every message is here, and notmuch knows those of the conversation that have a Message-ID."""
        here = sum(1 for part in ("cur", "new") for _ in (self.home / "mail" / "inbox" / part).iterdir())
        expect(here, messages, self.title)
        config = str(self.home / "notmuch")
        files = run(["notmuch", f"--config={config}", "count", "--output=files", "*"], self.home)[1]
        expect(int(files), messages, f"{self.title}, indexed")
        del wanted


def expect(got: object, wanted: object, what: str) -> None:
    """Raise when a run did not do its work: its time would mean nothing."""
    if got != wanted:
        raise RuntimeError(f"{what}: {got}, expected {wanted}")
