"""What a call of the command line leaves behind: its output, its exit code and the files of the workspace."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What a call left behind."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.out.splitlines()

    def json(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)

    def json_lines(self) -> list[Any]:
        """The JSON Lines on stdout."""
        return [json.loads(line) for line in self.lines]

    def refused(self, code: int) -> str:
        """Return the sentence, after checking that it is one sentence with a hint and nothing else."""
        assert self.code == code, self
        lines = self.err.splitlines()
        assert len(lines) == 2, self
        assert lines[0].startswith("Error: "), self
        assert lines[0].endswith((".", "?", "!")), self
        assert lines[1].startswith("Hint: "), self
        assert "Traceback" not in self.err
        return lines[0].removeprefix("Error: ")


Tracker = Callable[..., Outcome]


def everything(root: Path) -> dict[str, object]:
    """Return the bytes of every file of a workspace, and the contents of its database, for comparison.

    The database is compared row by row: SQLite may rewrite its own pages when it is merely opened.
    """
    state: dict[str, object] = {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("tracker.db")
    }
    database = root / ".tracker" / "tracker.db"
    if database.exists():
        connection = sqlite3.connect(database)
        try:
            state["database"] = list(connection.iterdump())
        finally:
            connection.close()
    return state
