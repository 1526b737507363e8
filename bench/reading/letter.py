"""The letter as the tracker knows it in a workspace: this repository's own, as it was opened."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from bench.reading.labels import REPOSITORY
from tracker.mail.outline import Outline


def letter_outline() -> Outline:
    """Return the outline that a workspace gives the reader, with the ids of the questions and their parts.

    It is rebuilt from the opening entries of the repository's ledger, so findings of a later day and
    replies that were taken in decide nothing here.
    """
    from tracker.workflow import audit, lookup
    from tracker.workflow.correspondence import outline

    lines = (REPOSITORY / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line).get("entry", {}).get("kind", "").endswith(".opened")]
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as folder:
        opening = Path(folder) / "opening.jsonl"
        opening.write_text("".join(kept), encoding="utf-8")
        workspace = audit.import_(opening, Path(folder) / "workspace")
        try:
            with workspace.database.reading() as session:
                return outline(session, lookup.letter(session).id)
        finally:
            workspace.close()
