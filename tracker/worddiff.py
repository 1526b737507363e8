"""Word-level difference of two texts: what a revision of a wording took out and put in."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

Op = Literal["same", "out", "in"]
_TOKEN = re.compile(r"\s+|[^\W_]+(?:['\u2019-][^\W_]+)*|[^\w\s]|_")


@dataclass(frozen=True)
class Run:
    """A run of text that stayed (`same`), was removed (`out`) or was added (`in`)."""

    op: Op
    text: str


def diff(before: str, after: str) -> list[Run]:
    """Return the runs that turn `before` into `after`, by whole words (difflib on word tokens).

    Joining the runs that are not `in` gives `before`; joining those that are not `out` gives `after`.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs: list[Run] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Run("out", "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(Run("in", "".join(new[j1:j2])))
    return runs


def plain(runs: list[Run]) -> str:
    """Return `runs` as one line of plain text: removed words as `[-…-]`, added ones as `{+…+}` (wdiff's marks)."""
    marks = {"same": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}
    return "".join(f"{marks[run.op][0]}{run.text}{marks[run.op][1]}" for run in runs)
