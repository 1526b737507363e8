"""The tracker as it is measured: a workspace with the letter opened, an account on the server, whole processes."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from bench import mails, planted
from bench.imap.contenders import LIMIT, Contender, environment, expect, run
from bench.imap.server import FOLDER, REPOSITORY, ListServer

_SETTINGS = """actor = "Sample Researcher"
ours = ["researcher@example.org"]

[[accounts]]
name = "bench"
host = "{host}"
port = {port}
security = "plain"
user = "{user}"
folders = ["{folder}"]
password-variable = "BENCH_PASSWORD"
"""
_NUMBER = re.compile(rb"^X-Sample-Number: (\d+)\r?$", re.MULTILINE)


class Tracker(Contender):
    """`tracker fetch`; `dated` says whether the workspace knows when the letter was sent."""

    title = "tracker fetch"

    def __init__(self, server: ListServer, home: Path, dated: bool = True) -> None:
        self.dated = dated
        if not dated:
            self.title = "tracker fetch, letter's date unknown"
        self.template = home.with_name(f"{home.name}-template")
        self.root = home / "workspace"
        home.mkdir(parents=True, exist_ok=True)
        self.server, self.home = server, home
        self._make_template()
        super().__init__(server, home)

    def _make_template(self) -> None:
        """A workspace with the letter of this repository as it was opened, and no reply."""
        shutil.rmtree(self.template, ignore_errors=True)
        opening = self.home / "opening.jsonl"
        lines = (REPOSITORY / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [
            line for line in lines if json.loads(line).get("entry", {}).get("kind", "").endswith(".opened")
        ]
        opening.write_text("".join(kept), encoding="utf-8")
        self._tracker("audit", "import", str(opening), str(self.template), root=None)
        server = self.server
        text = _SETTINGS.format(host=server.host, port=server.port, user=server.user, folder=FOLDER)
        (self.template / "tracker.toml").write_text(text, encoding="utf-8")
        date = ["--date", planted.SENT.date().isoformat()] if self.dated else []
        known = ["--message-id", planted.LETTER_ID, "--subject", planted.SUBJECT, "--to", mails.LIST]
        self._tracker("letter", "set", *known, *date, root=self.template)

    def _command(self, *words: str, root: Path | None) -> list[str]:
        where = ["--workspace", str(root)] if root else []
        return [sys.executable, "-m", "tracker", *where, *words]

    def _tracker(self, *words: str, root: Path | None) -> tuple[float, str]:
        return run(self._command(*words, root=root), self.home, {"BENCH_PASSWORD": self.server.password})

    def reset(self) -> None:
        """Start again from the letter alone."""
        super().reset()
        shutil.copytree(self.template, self.root)
        self._tracker("account", "allow", "bench", "--yes", root=self.root)

    def fetch(self) -> dict[str, float]:
        """Run `tracker fetch`."""
        return {"tracker": self._tracker("fetch", root=self.root)[0]}

    def check(self, messages: int, wanted: Mapping[str, str]) -> None:
        """Each message of the conversation is in the record, none besides, and each reply is ready for triage."""
        del messages
        here = {_number(file.read_bytes()) for file in (self.root / "replies").rglob("*.eml")}
        strange, missing = here - set(wanted), sorted({wanted[number] for number in set(wanted) - here})
        expect((len(strange), missing), (0, []), f"{self.title} (others taken in, replies missed)")
        replies = [
            json.loads(line) for line in self._tracker("replies", "--json", root=self.root)[1].splitlines()
        ]
        expect(len(replies), len(set(wanted.values())), f"{self.title}, replies listed")

    @contextmanager
    def watching(self) -> Iterator[Watch]:
        """Run `tracker fetch --watch` while inside; it has looked at what was there when this begins."""
        process = subprocess.Popen(
            self._command("fetch", "--watch", "--json", root=self.root),
            env=environment(self.home, {"BENCH_PASSWORD": self.server.password}),
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            watch = Watch(process)
            watch.until_watching()
            yield watch
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


class Watch:
    """A watching process, heard through the states it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def _states(self) -> Iterator[dict[str, object]]:
        assert self._process.stdout is not None
        until = perf_counter() + LIMIT
        for line in self._process.stdout:
            yield json.loads(line)
            if perf_counter() > until:
                break
        raise RuntimeError("the watch ended")

    def until_watching(self) -> None:
        """Wait until it waits for news."""
        next(state for state in self._states() if state["state"] == "watching")

    def until_taken(self, number: int) -> float:
        """Wait until it has told of so many new replies; returns the seconds since it began to look for them."""
        began = 0.0
        for state in self._states():
            if state["state"] == "looking":
                began = began or perf_counter()
            taken = state["taken"]
            assert isinstance(taken, list)
            number -= sum(one["outcome"] == "new" for one in taken)
            if number <= 0:
                break
        return perf_counter() - began


def _number(raw: bytes) -> str:
    found = _NUMBER.search(raw)
    return found[1].decode("ascii") if found else "none"
