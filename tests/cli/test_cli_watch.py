"""`tracker fetch` that takes long: how far it is, stopping it, and staying with `--watch`."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import Tracker
from cli_mail import configured, holding
from cli_terminal import CTRL_C, LIMIT, REPOSITORY, AtTerminal

from tracker.cli.stopping import progress_line
from tracker.workflow.fetched import Progress

if TYPE_CHECKING:
    from mailservers.base import MailServer
    from mailservers.proxy import Proxy

pytestmark = pytest.mark.usefixtures("in_root")


def deliver(server: MailServer, samples: Path, *numbers: str) -> None:
    """Deliver sample replies, named by their numbers, into INBOX."""
    for number in numbers:
        server.deliver("INBOX", next(samples.glob(f"{number}-*.eml")).read_bytes())


def test_how_far_it_is_in_words() -> None:
    shown = {
        Progress("work", "INBOX", "connecting"): "work/INBOX: connecting",
        Progress("work", "INBOX", "looking", 1200, 20000, 3, 12.4): (
            "work/INBOX: looking, 1200 of 20000, 3 found, about 12 s left"
        ),
        Progress("work", "INBOX", "looking", 1, 9, 0, 600.0): (
            "work/INBOX: looking, 1 of 9, 0 found, about 10 min left"
        ),
        Progress("work", "a\x1b[2Jb", "taking in", 9, 9, 1): (
            "work/a<U+001B>[2Jb: taking in, 9 of 9, 1 found"
        ),
    }
    assert {one: progress_line(one) for one in shown} == shown


def test_on_a_terminal_it_shows_how_far_it_is_and_clears_that_line(
    in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    deliver(mail_server, samples, "01")
    configured(in_root, mail_server.account())
    with AtTerminal(in_root, "fetch") as it:
        it.expect("\r\x1b[Ksample/INBOX: connecting")
        it.expect("\r\x1b[Ksample/INBOX: looking")
        it.expect("\r\x1b[K")
        it.expect("sample/INBOX#")
        assert it.end() == 0
    assert it.shown.splitlines()[-1].startswith("sample/INBOX: 1 new, ")


def test_ctrl_c_stops_cleanly_and_the_next_fetch_goes_on(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer, proxy: Proxy
) -> None:
    deliver(mail_server, samples, "01", "05", "10")
    configured(in_root, mail_server.account(security="plain", port=proxy.port))
    proxy.fault = ("stall", 3000)
    with AtTerminal(in_root, "fetch") as it:
        it.expect("sample/INBOX: looking")
        assert proxy.wait_for_fault()
        it.type(CTRL_C)
        it.expect("Stopping after this message; once more leaves at once.")
        it.expect("Stopped. What was taken in is kept (")
        assert it.end() == 130
        assert "Traceback" not in it.shown
        assert "Error" not in it.shown
    already = len(tracker("replies", "--json").json_lines())
    assert tracker("fetch", "--json").json()["new"] == 3 - already
    assert tracker("audit", "verify").code == 0


def test_the_second_signal_leaves_at_once(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer, tmp_path: Path
) -> None:
    deliver(mail_server, samples, "01")
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    command = f"cat {shlex.quote(str(gate))}"
    before = (in_root / "tracker.toml").read_text(encoding="utf-8")
    configured(in_root, mail_server.account(password_command=command))
    with AtTerminal(in_root, "fetch") as it:
        it.expect("sample/INBOX: connecting")
        with gate.open("w", encoding="utf-8"):  # once the command reads, and waits
            it.process.send_signal(signal.SIGTERM)
            it.expect("Stopping after this message; once more leaves at once.")
            assert it.process.poll() is None
            it.process.send_signal(signal.SIGTERM)
            assert it.process.wait(LIMIT) == 130
    (in_root / "tracker.toml").write_text(before, encoding="utf-8")
    configured(in_root, mail_server.account())
    assert tracker("fetch", "--json").json()["new"] == 1


def test_watching_tells_of_each_reply_as_it_comes(
    in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    deliver(mail_server, samples, "01")
    configured(in_root, mail_server.account(poll=2))
    with AtTerminal(in_root, "fetch", "--watch") as it:
        it.expect("  sample/INBOX  connecting\n")
        it.expect(": R1 (reply), ")
        it.expect("  sample/INBOX  watching\n")
        deliver(mail_server, samples, "05")
        it.expect(": R2 (reply), ")
        it.type(CTRL_C)
        it.expect("Stopped. What was taken in is kept: 2 new, ")
        assert it.end() == 130
        assert "Traceback" not in it.shown


def test_watching_for_scripts_is_a_line_per_event(
    in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    configured(in_root, mail_server.account(poll=1))
    command = [sys.executable, "-m", "tracker", "fetch", "--watch", "--json"]
    paths = {"PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        command, cwd=in_root, env={**os.environ, **paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as watching:
        try:
            assert watching.stdout
            assert watching.stderr
            states, taken = [], []
            for line in watching.stdout:
                event = json.loads(line)
                states.append(event["state"])
                taken += event["taken"]
                if states == ["connecting", "looking", "watching"]:
                    deliver(mail_server, samples, "01")
                if taken:
                    break
            watching.stdout.close()  # as `head` does; the next event finds nobody
            said = watching.stderr.read().decode()
            assert watching.wait(LIMIT) == 1
        finally:
            watching.kill()
    assert [one["outcome"] for one in taken] == ["new"]
    assert "Traceback" not in said


def test_watching_ends_by_itself_when_no_folder_is_left_to_watch(
    tracker: Tracker, in_root: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG_PASSWORD", "canary-wrong-password")
    configured(in_root, mail_server.account(password_variable="WRONG_PASSWORD"))
    found = tracker("fetch", "--watch")
    assert found.code == 1
    [stopped] = [line for line in found.lines if "  stopped: " in line]
    assert "refused the user name or password" in stopped
    assert found.lines[found.lines.index(stopped) + 1].startswith("  → check user")
    assert "canary" not in found.out + found.err
    assert holding(in_root, "canary") == []
