"""Entries as a person could write them by hand who knows the format of the ledger, with a correct chain."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from tracker.record.ledger import Entry, Opened, canonical, entry_hash, seal

Change = tuple[str, str, str, dict[str, Any] | None]


def forge(root: Path, kind: str, changes: list[Change], reason: str = "because", **header: Any) -> None:
    """Append an entry to a ledger file as a person could who knows the format; a value None stays sealed."""
    path = root / "ledger.jsonl"
    last = json.loads(
        [x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith('{"entry"')][-1]
    )
    opened = {"reason": Opened(secrets.token_hex(32), canonical(reason))}
    sealed = {}
    for n, (_, _, _, value) in enumerate(changes):
        one = Opened(secrets.token_hex(32), canonical({} if value is None else value))
        sealed[f"c{n}"] = seal(bytes.fromhex(one.salt), one.text)
        if value is not None:
            opened[f"c{n}"] = one
    sealed["reason"] = seal(bytes.fromhex(opened["reason"].salt), opened["reason"].text)
    text = canonical(
        {
            **last["entry"],
            "seq": last["entry"]["seq"] + 1,
            "actor": "somebody",
            "kind": kind,
            "data": {
                "schema": 1,
                "changes": [
                    {"table": table, "key": key, "op": op, "seal": f"c{n}"}
                    for n, (table, key, op, _) in enumerate(changes)
                ],
            },
            "sealed": sealed,
            "prev": last["hash"],
            **header,
        }
    )
    with path.open("a", encoding="utf-8") as file:
        file.write(Entry(text, entry_hash(text), opened).line())


def assessment(question: str = "C1", **values: Any) -> dict[str, Any]:
    """The row of a finding."""
    return {
        "id": "A90", "retired": False, "question_id": question, "basis": "self-review",
        "effects": [{"effect": "upgrade"}], "passages": [], "citations": [], "person_id": "", "authority": "F",
        "visibility": "list", "level_before": 3, "level_after": 5, "revision_before": 1, "revision_after": 2,
        "gap_before": "", "gap_after": "", "overrides": [], "state": "standing", "superseded_by": "",
        "at": "2026-07-01T00:00:00.000Z", "by": "somebody", "entry": 1, **values,
    }  # fmt: skip


NONE = assessment(effects=[{"effect": "none"}], level_after=3, revision_after=1)
