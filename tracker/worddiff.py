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

    Changes with nothing but blanks between them are one change, so that a rewritten phrase reads as a phrase.

    What both begin and end with is set aside first: most revisions change a phrase, and difflib looks at all pairs.

    Joining the runs that are not `in` gives `before`; joining those that are not `out` gives `after`.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = tail = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    lead, trail = "".join(old[:head]), "".join(old[len(old) - tail :])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    runs: list[Run] = [Run("same", lead)] if lead else []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Run("out", "".join(old[i1:i2])))
        if j2 > j1:
            runs.append(Run("in", "".join(new[j1:j2])))
    return _joined([*runs, Run("same", trail)] if trail else runs)


def _joined(runs: list[Run]) -> list[Run]:
    found: list[Run] = []
    out = put = ""
    for index, run in enumerate([*runs, Run("same", "")]):
        if run.op == "same" and (run.text.strip() or index == 0 or index >= len(runs) - 1):
            found += [change for change in (Run("out", out), Run("in", put), run) if change.text]
            out = put = ""
            continue
        out += run.text if run.op != "in" else ""
        put += run.text if run.op != "out" else ""
    return found


def plain(runs: list[Run]) -> str:
    """Return `runs` as one line of plain text: removed words as `[-…-]`, added ones as `{+…+}` (wdiff's marks)."""
    marks = {"same": ("", ""), "out": ("[-", "-]"), "in": ("{+", "+}")}
    return "".join(f"{marks[run.op][0]}{run.text}{marks[run.op][1]}" for run in runs)
