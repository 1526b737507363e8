"""Sources on a server that are read, relied on and checked, for the tests of checks and of copies."""

from __future__ import annotations

import threading
from collections.abc import Callable

from webservers.visitors import Visiting

from tracker.workflow import board, sourcecheck, sourcework
from tracker.workflow.sourcecheck import Checked, Progress, Run
from tracker.workflow.workspace import Workspace

WORDS = "Release branches are locked by the branch approvers"
PAGE = f"<html><body><h1>Policy</h1><p>{WORDS}.</p><p>nonce 1</p></body></html>"


class Checking:
    """Checks what is named in a workspace, without dawdling."""

    def __init__(self, ws: Workspace, visiting: Visiting) -> None:
        self.ws, self.visiting = ws, visiting

    def __call__(
        self,
        *which: str,
        stop: threading.Event | None = None,
        tell: Callable[[Progress], None] | None = None,
    ) -> Run:
        planned = sourcecheck.plan(self.ws, which)
        return sourcecheck.check(self.ws, planned, tell, stop, self.visiting(stop))


def cite(ws: Workspace, url: str, question: str = "C2", words: str = WORDS) -> str:
    """A source read for a question with its words; returns the citation."""
    view = sourcework.add(ws, url, question, "supports", title="Policy", kind="repo-rule-file")
    sourcework.read(ws, view.id, words, "Policy", covers="all", states=True, dated="2026-05-01")
    return view.id


def only(run: Run) -> Checked:
    """The one source of a run."""
    (one,) = run.checked
    return one


def level_and_review(ws: Workspace, question: str) -> tuple[int, tuple[str, ...]]:
    """Where a question stands."""
    row = board.question(ws, question).row
    return row.level, row.review
