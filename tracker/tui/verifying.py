"""Verification beside a watch that records: a problem counts once a second look finds the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.workflow import audit

if TYPE_CHECKING:
    from tracker.record.verify import Verdict
    from tracker.workflow.workspace import Workspace

_LOOKS = 5


def verify(ws: Workspace) -> Verdict:
    """Verify the record of `ws`.

    The database and the ledger file are read one after the other; an act of the watch in between makes them
    look at odds, and differently so at each look.
    """
    verdict = audit.verify(ws)
    for _ in range(1, _LOOKS):
        if verdict.ok:
            break
        before, verdict = verdict, audit.verify(ws)
        if before == verdict:
            break
    return verdict
