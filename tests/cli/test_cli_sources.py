"""`tracker sources check` and `copies`, as a person and a script see them."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_calls import Tracker, everything
from webservers.pages import PageServer, Said, answer

from tracker.workflow import sourcecheck

WORDS = "Release branches are locked by the branch approvers"


@pytest.fixture
def cited(in_root: Path, page_server: PageServer, tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> str:
    """A source on the server, read for C2 with its words; nobody dawdles between two requests."""
    monkeypatch.setattr(sourcecheck, "LIMITS", dataclasses.replace(sourcecheck.LIMITS, pause=0.0))
    url = f"{page_server.url}/policy"
    page_server.pages["/policy"] = answer(f"<h1>Policy</h1><p>{WORDS}.</p>")
    added = tracker("sources", "add", url, "--question", "C2", "--relation", "supports", "--json").json()
    read = ("--quote", WORDS, "--locator", "Policy", "--covers", "all", "--states", "--dated", "2026-05-01")
    assert tracker("sources", "read", added["id"], *read).code == 0
    assessed = (
        "--effect",
        "confirm",
        "--basis",
        "source",
        "--source",
        added["id"],
        "--reason",
        "It says so.",
    )
    assert tracker("assess", "C2", *assessed).code == 0
    return url


def test_a_check_is_told_in_a_table(cited: str, page_server: PageServer, tracker: Tracker) -> None:
    host = page_server.url.removeprefix("http://")
    first = tracker("sources", "check", cited)
    assert (first.code, first.err) == (0, f"Asking {host}, one page at a time; Ctrl+C stops.\n")
    assert "first copy  stands" in first.lines[1]
    assert first.lines[-1].startswith("1 source: 1 first copy. Recorded as entry ")
    page_server.pages["/policy"] = answer("<p>\x1b[2Jother words</p>", kind="text/html; x=\x1b[2J")
    second = tracker("sources", "check", cited)
    assert second.code == 0  # what changed is a finding, no failure
    assert "changed" in second.lines[1]
    assert "lost: K" in second.lines[1]
    assert "C2 is under review: the words read as K" in second.lines[-1]
    assert "\x1b" not in second.out + second.err
    assert "Under review: the words read as K" in tracker("show", "C2").out
    assert "sources.checked: 1 source checked: 1 changed" in tracker("audit", "log", "--limit", "1").out


def test_scripts_get_one_object_and_may_fail_on_change(
    cited: str, page_server: PageServer, tracker: Tracker
) -> None:
    found = tracker("sources", "check", cited, "--json", "--fail-on-change")
    assert found.code == 0
    run = found.json()
    assert run["stopped"] is False
    (one,) = run["checked"]
    assert (one["outcome"], one["url"], one["quotations"][0]["stands"]) == ("first copy", cited, True)
    del page_server.pages["/policy"]
    gone = tracker("sources", "check", cited, "--json", "--fail-on-change")
    assert gone.code == 1
    assert gone.json()["checked"][0]["outcome"] == "gone"
    assert gone.json()["reviews"][0]["question"] == "C2"
    assert tracker("sources", "check", cited).code == 0


def test_filters_and_offline_ask_nobody(
    cited: str, page_server: PageServer, tracker: Tracker, in_root: Path
) -> None:
    tracker("sources", "check", cited)
    asked, before = len(page_server.asked), everything(in_root)
    assert tracker("sources", "check", "--read", "--older-than", "1").lines == ["No source is to be checked."]
    offline = tracker("sources", "check", "--read", "--offline")
    assert "not checked  stands" in offline.lines[1]
    assert offline.lines[-1] == "1 source: 1 not checked. Nothing was recorded."
    assert tracker("sources", "check", "--question", "C3", "--offline").code == 0
    assert (len(page_server.asked), everything(in_root)) == (asked, before)
    assert "There is no source 'S999'" in tracker("sources", "check", "S999").refused(2)


def test_copies_are_listed_and_held_against_their_hash(cited: str, tracker: Tracker, in_root: Path) -> None:
    assert tracker("sources", "copies").lines == [
        "No copy was saved yet; `tracker sources check` saves them."
    ]
    tracker("sources", "check", cited)
    (copy,) = tracker("sources", "copies", "--verify", "--json").json_lines()
    path = Path(copy["path"])
    assert path.parent == in_root / "source-copies"
    assert WORDS.encode() in path.read_bytes()
    assert copy["snapshot"]["size"] == path.stat().st_size
    subprocess.run(["git", "init", "-q"], cwd=in_root, check=True)
    told = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=in_root, capture_output=True, text=True, check=True
    )
    assert "source-copies" not in told.stdout
    path.write_bytes(b"forged")
    listed = tracker("sources", "copies", copy["snapshot"]["source"])
    assert (listed.code, "altered" in listed.out) == (0, True)
    verified = tracker("sources", "copies", "--verify")
    assert verified.refused(1) == "1 copy was altered since it came."


def test_without_a_network_one_sentence_says_so(
    tracker: Tracker, cited: str, page_server: PageServer
) -> None:
    with PageServer() as gone:
        pass
    tracker("sources", "add", f"{gone.url}/x", "--question", "C2", "--relation", "context")
    refused = tracker("sources", "check", f"{gone.url}/x")
    assert refused.code == 1
    assert "No host could be reached, so nothing was recorded" in refused.err


def test_ctrl_c_records_what_was_learned(
    cited: str, page_server: PageServer, tracker: Tracker, in_root: Path
) -> None:
    url = f"{page_server.url}/slow"
    tracker("sources", "add", url, "--question", "C2", "--relation", "context")
    command = [sys.executable, "-m", "tracker", "sources", "check", cited, url, "--json"]
    process = subprocess.Popen(
        command, cwd=in_root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )

    def interrupt(said: Said) -> None:
        process.send_signal(signal.SIGINT)
        said.ended.wait(30)

    page_server.pages["/slow"] = interrupt
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopping; what was learned is recorded." in err
    assert "Traceback" not in err
    assert [one["outcome"] for one in json.loads(out)["checked"]] == ["first copy", "not checked"]
    assert tracker("audit", "verify").code == 0
