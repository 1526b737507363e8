"""The README cannot lie: its five minutes are walked, command by command, and compared with what it shows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from cli_calls import Tracker

REPOSITORY = Path(__file__).resolve().parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
_CHANGES = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")


def steps() -> list[tuple[str, str]]:
    """Return the commands of the README's console blocks, each with the output that it shows."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"(?m)^\$ ", block.replace("\\\n", " "))[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def agrees(shown: str, printed: str) -> bool:
    """Return whether output is as shown: `…` on a line of its own stands for any lines, dates may differ."""
    pieces = [re.escape(_CHANGES.sub("DATE", piece)) for piece in re.split(r"(?m)^…\n", shown)]
    return re.fullmatch(r"(?:.*\n)*?".join(pieces), _CHANGES.sub("DATE", printed)) is not None


def test_the_five_minutes_of_the_readme(
    tracker: Tracker, opening: Path, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(samples, tmp_path / "tracker" / "samples")
    shutil.copy(opening, tmp_path / "ledger.jsonl")
    monkeypatch.chdir(tmp_path)
    walked = 0
    for command, shown in steps():
        words = shlex.split(command)
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] == "tracker":
            found = tracker(*words[1:])
            printed = found.out + found.err
            assert found.code == (1 if "Error:" in shown else 0), printed
            assert agrees(shown, printed), f"$ {command}\n{printed}"
            walked += 1
        else:
            subprocess.run(["bash", "-c", command], check=True)
    assert walked == 11


def test_the_readme_names_every_setting_and_no_other() -> None:
    from tracker import settings

    row = next(line for line in README.splitlines() if line.startswith("| `tracker.toml`"))
    named = set(re.findall(r"`([a-z-]+)`", row))
    assert named == {*settings.KEYS, *settings.LIST_KEYS} - {"lists"}
    assert "[[lists]]" in row


def test_the_two_commands_of_the_readme_are_in_the_makefile() -> None:
    targets = re.findall(r"(?m)^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"))
    named = set(re.findall(r"make ([a-z-]+)", README)) - {"and"}
    assert named <= set(targets), named - set(targets)
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"tracker": "tracker.cli:main"}
