"""A report that is watched follows the record, and keeps the last good one when it cannot be built."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from workspaces import found

from tracker.errors import BadUse, TrackerError
from tracker.workflow import publish, serving
from tracker.workflow.workspace import Workspace

LIMIT = 60


def read(url: str) -> str:
    """What a page says."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=LIMIT)
    connection.request("GET", parts.path)
    response = connection.getresponse()
    assert response.status == 200
    return response.read().decode()


class Heard:
    """What an open page is told: `changed` waits until it says something else."""

    def __init__(self, url: str, path: str) -> None:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.netloc, timeout=LIMIT)
        connection.request("GET", f"/-/changes/{path}")
        self._stream = connection.getresponse()
        self.changed()  # the first that it is told is what it says now

    def changed(self) -> None:
        while not self._stream.fp.readline().startswith(b"data: "):
            pass


class Watched:
    """A report served in a thread; `warned` are the reasons why it could not be built."""

    def __init__(self, ws: Workspace, out: Path) -> None:
        self.ws, self.out = ws, out
        self.stop, self.came = threading.Event(), threading.Event()
        self.url, self.warned = "", queue.SimpleQueue[str]()
        self.broken: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def build(self) -> tuple[Path, ...]:
        if self.broken is not None:
            raise self.broken
        return publish.report(self.ws, self.out)

    def _run(self) -> None:
        def tell(url: str) -> None:
            self.url = url
            self.came.set()

        serving.serve(self.ws, self.out, self.build, 0, self.stop, tell, self.warned.put)

    def __enter__(self) -> Watched:
        self._thread.start()
        assert self.came.wait(LIMIT)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(LIMIT)
        assert not self._thread.is_alive()

    def says(self, path: str = "report.html") -> str:
        return read(self.url + path)


@pytest.fixture
def watched(opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """The letter's report, looked at anew without a pause worth waiting for."""
    monkeypatch.setattr(serving, "EVERY", 0.02)
    monkeypatch.setattr(serving, "_AGAIN", 0.02)
    with Watched(opened, tmp_path / "report") as running:
        yield running


def test_what_is_recorded_shows_after_a_moment(watched: Watched, opened: Workspace) -> None:
    before = watched.says()
    assert "EventSource" in before
    assert "<script" not in (watched.out / "report.html").read_text(encoding="utf-8")
    page = Heard(watched.url, "report.html")
    found(
        opened, "C1", "downgrade:limitation", basis="self-review", level=2, wording="It is partly documented."
    )
    page.changed()
    assert "It is partly documented." in watched.says()
    assert "It is partly documented." in watched.says("report.md")


def test_a_report_that_cannot_be_built_leaves_the_last_good_one(watched: Watched, opened: Workspace) -> None:
    before = watched.says("report.md")
    watched.broken = TrackerError("There is no room.", "make some")
    found(
        opened, "C1", "downgrade:limitation", basis="self-review", level=2, wording="It is partly documented."
    )
    first = watched.warned.get(timeout=LIMIT)
    assert first.startswith("The report could not be built anew, so the last one stays: There is no room.")
    (watched.out / "report.md").write_text("half a rep", encoding="utf-8")
    assert watched.says("report.md") == before
    watched.broken = ZeroDivisionError("a bug")
    assert "a bug" in watched.warned.get(timeout=LIMIT)
    page = Heard(watched.url, "report.md")
    (watched.out / "report.md").unlink()  # as it is now it would count as somebody's and be left alone
    watched.broken = None
    page.changed()
    assert "It is partly documented." in watched.says("report.md")
    assert watched.warned.empty()  # each reason was told once, however often it was tried


def test_links_and_what_lies_beside_are_not_served(opened: Workspace, tmp_path: Path) -> None:
    out, secret = tmp_path / "out", tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("secret", encoding="utf-8")
    site = out / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>words</p>", encoding="utf-8")
    (site / "link.txt").symlink_to(secret / "key.txt")
    (site / "folder").symlink_to(secret, target_is_directory=True)
    (out / "notes.txt").write_text("not of the report", encoding="utf-8")
    (out / "linked").symlink_to(secret, target_is_directory=True)
    written = (site, out / "linked", secret / "key.txt")
    assert serving.gathered(written, out) == {"site/index.html": b"<p>words</p>"}


def test_a_first_build_that_fails_is_a_failure(opened: Workspace, tmp_path: Path) -> None:
    def broken() -> tuple[Path, ...]:
        raise TrackerError("There is no room.")

    with pytest.raises(TrackerError, match="no room"):
        serving.serve(opened, tmp_path, broken, 0, threading.Event(), print, print)


def test_a_port_that_is_taken_is_told(watched: Watched, opened: Workspace, tmp_path: Path) -> None:
    port = int(watched.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(BadUse, match=f"Port {port} cannot be used"):
        serving.serve(opened, tmp_path / "o", lambda: (), port, threading.Event(), print, print)


def test_ctrl_c_ends_it_without_a_traceback(root: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tracker",
        "report",
        "--watch",
        "--port",
        "0",
        "--out",
        str(tmp_path / "r"),
    ]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("The report is at http://127.0.0.1:")
    url = line.split()[4]
    assert "<h1>" in read(f"{url}report.html")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
