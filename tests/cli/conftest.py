"""The command line as its tests call it, in this process."""

from __future__ import annotations

import io

import pytest
from cli_calls import Outcome, Tracker

from tracker.cli import main


@pytest.fixture
def tracker(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """Call the command line: `tracker("show", "C1")`; `stdin` gives what is piped in."""

    def call(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        found = capsys.readouterr()
        return Outcome(int(left.value.code or 0), found.out, found.err)

    return call
