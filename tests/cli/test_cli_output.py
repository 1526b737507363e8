"""What the command line prints, byte for byte: safe, aligned, plain when piped, quiet when cut off."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cli_calls import Tracker

from tracker import worddiff
from tracker.cli import output, to_front
from tracker.cli.app import COMMANDS

HEAVY = (
    "alembic", "imapclient", "jinja2", "lxml", "markdown", "nh3", "pydantic", "rapidfuzz", "rich", "ruamel",
    "sqlalchemy", "sqlmodel", "textual",
)  # fmt: skip


class Terminal(io.StringIO):
    """A stdout that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make stdout a terminal of 60 columns (inside the test: pytest sets its own before each)."""
    stream = Terminal()
    monkeypatch.setattr("sys.stdout", stream)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    return stream


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom tracker.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as left:\n    assert not left.code, left.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"


def test_every_command_has_help_with_an_example(tracker: Tracker) -> None:
    def commands(*path: str) -> list[str]:
        shown = tracker(*path, "--help")
        assert shown.code == 0
        assert "Example" in shown.out, path
        listed = shown.out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
        return [line.split()[0] for line in listed if line[2:3].isalpha()]

    top = commands()
    assert (top[0], top[-1]) == ("init", "demo")
    below = {name: commands(name) for name in top}
    assert below["audit"] == ["log", "verify", "export", "import", "disclose"]
    for name, subcommands in below.items():
        for sub in subcommands:
            commands(name, sub)


def test_the_list_of_commands_says_what_each_command_says_of_itself(tracker: Tracker) -> None:
    for name, (_, told) in COMMANDS.items():
        assert f"\n  {told}\n" in tracker(name, "--help").out


def test_outside_text_cannot_reach_the_terminal_raw(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "a\x1b]52;c;x\x07b\u202ec\u200bd\x9b2J"
    output.say(hostile)
    output.prose(hostile)
    output.table(("T",), [(hostile,)], flexible=(0,))
    output.as_json({"t": hostile})
    output.note(hostile)
    shown = "".join(capsys.readouterr())
    assert not set("\x1b\x07\u202e\u200b\x9b") & set(shown)
    assert shown.count("<U+001B>") == 5


def test_a_table_fits_the_terminal_and_keeps_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    rows = [
        ("C1", "a title that is far too long for a terminal of sixty columns", "open"),
        ("C2", "漢字" * 30, "–"),
    ]
    output.table(("ID", "Title", "Gap"), rows, flexible=(1,))
    lines = [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in terminal.getvalue().splitlines()]
    assert all(output.cells(line) <= 60 for line in lines)
    assert lines[1].endswith("…  open")
    assert output.cells(lines[1].removesuffix("open")) == output.cells(lines[2].removesuffix("–"))


def test_a_piped_table_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    output.table(("ID", "Title"), [("C1", "x" * 500)], flexible=(1,))
    assert "x" * 500 in capsys.readouterr().out


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    output.say("shown", "bold")
    assert "\x1b[1m" in terminal.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.seek(0)
    terminal.truncate()
    output.say("shown", "bold")
    assert terminal.getvalue() == "shown\n"


def test_a_piped_diff_shows_what_went_out_and_came_in() -> None:
    assert output.word_diff(worddiff.diff("one two", "one three")) == "one [-two-]{+three+}"


def test_json_holds_instants_in_utc_and_tuples_as_lists(capsys: pytest.CaptureFixture[str]) -> None:
    @dataclass(frozen=True)
    class Row:
        at: datetime
        ids: tuple[str, ...]
        none: None = None

    east = timezone(timedelta(hours=2))
    output.as_json(Row(datetime(2026, 5, 2, 1, 30, tzinfo=east), ("C1",)))
    assert json.loads(capsys.readouterr().out) == {
        "at": "2026-05-01T23:30:00.000Z",
        "ids": ["C1"],
        "none": None,
    }
    assert output.day(datetime(2026, 5, 2, 1, 30, tzinfo=east)) == "2026-05-01"
    assert output.minute(datetime(2026, 5, 2, 1, 30, tzinfo=UTC)) == "2026-05-02 01:30"


def test_the_person_and_the_workspace_may_be_named_anywhere() -> None:
    assert to_front(["show", "C1", "--by", "me"]) == ["--by", "me", "show", "C1"]
    assert to_front(["--workspace=w", "show"]) == ["--workspace=w", "show"]
    assert to_front(["explain", "--", "--by", "x"]) == ["explain", "--", "--by", "x"]
    assert to_front(["show", "--by"]) == ["--by", "show"]


def test_a_closed_pipe_is_quiet(root: Path) -> None:
    command = f"{sys.executable} -m tracker sources --json --workspace {root} | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, timeout=60
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_on_a_terminal_lines_fit_it_and_nothing_is_left_open(root: Path) -> None:
    leader, follower = pty.openpty()
    try:
        environment = {**os.environ, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "questions", "--workspace", str(root)],
            stdin=subprocess.DEVNULL, stdout=follower, stderr=subprocess.PIPE, env=environment, timeout=60,
        )  # fmt: skip
        shown = os.read(leader, 65536).decode().replace("\r\n", "\n")
    finally:
        os.close(follower)
        os.close(leader)
    assert done.returncode == 0, done.stderr
    assert len(shown.splitlines()) == 12
    assert max(output.cells(line) for line in shown.splitlines()) <= 80
    assert "\x1b" not in shown
