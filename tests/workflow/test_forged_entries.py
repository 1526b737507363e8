"""Entries that somebody forges, with a correct chain, and that break a rule: refused, and nothing changes."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forged import NONE, Change, assessment, forge
from workspaces import clone, files, found, holds, size, state

from tracker.errors import TrackerError
from tracker.record.ledger import Entry, Opened, canonical, entry_hash, seal
from tracker.workflow import board, sync
from tracker.workflow.workspace import Workspace


def raised(level: int = 5, **values: Any) -> dict[str, Any]:
    """The question's row after a rise."""
    return {"id": "C1", "level": level, "revision": 2, **values}


REVISION = {"id": "C1@1", "level": 5}
FORGED: dict[str, tuple[str, list[Change]]] = {
    "a rise without evidence": (
        "claim.assessed",
        [("question", "C1", "update", raised()), ("assessment", "A90", "insert", assessment())],
    ),
    "a rise whose finding stays sealed": (
        "claim.assessed",
        [("question", "C1", "update", raised()), ("assessment", "A90", "insert", None)],
    ),
    "a rise that stays sealed itself": (
        "claim.assessed",
        [("question", "C1", "update", None), ("assessment", "A90", "insert", NONE)],
    ),
    "a rise without a finding": ("claim.assessed", [("question", "C1", "update", raised())]),
    "a rise hidden behind another finding": (
        "claim.assessed",
        [
            ("assessment", "A90", "insert", NONE),
            ("question", "C1", "update", {"id": "C1", "notes": "x"}),
            ("question", "C1", "update", raised()),
        ],
    ),
    "a rise of another question than the finding's": (
        "claim.assessed",
        [
            ("assessment", "A90", "insert", {**NONE, "question_id": "C2"}),
            ("question", "C1", "update", raised()),
        ],
    ),
    "a rise to another level than the finding says": (
        "claim.assessed",
        [("question", "C1", "update", raised(4)), ("assessment", "A90", "insert", assessment(level_after=5))],
    ),
    "a rise by a rule set aside that cannot be": (
        "claim.assessed",
        [
            ("question", "C1", "update", raised()),
            (
                "assessment",
                "A90",
                "insert",
                assessment(
                    overrides=[
                        {"rule": "stale-revision", "reason": "r"},
                        {"rule": "needs-source", "reason": ""},
                    ]
                ),
            ),
        ],
    ),
    "a rise as a reading": ("source.read", [("question", "C1", "update", raised())]),
    "a rise as an opening": ("question.opened", [("question", "C1", "update", raised())]),
    "a rise as an edit": ("question.edited", [("question", "C1", "update", raised())]),
    "a rise of what it was sent as": (
        "question.edited",
        [("question", "C1", "update", {"id": "C1", "level_as_sent": 5})],
    ),
    "a rise as a retirement": (
        "source.read",
        [("question", "C1", "retire", {"id": "C1", "retired": True, "level": 5})],
    ),
    "a rise as a withdrawal": (
        "assessment.withdrawn",
        [
            ("assessment", "A1", "update", {"id": "A1", "state": "withdrawn"}),
            ("question", "C1", "update", raised()),
        ],
    ),
    "new words outside a finding": (
        "letter.described",
        [("question", "C1", "update", {"id": "C1", "wording": "Sure."})],
    ),
    "a gap closed outside a finding": (
        "source.cited",
        [("question", "C1", "update", {"id": "C1", "gap_status": "closed"})],
    ),
    "a question sealed": ("question.edited", [("question", "C1", "update", None)]),
    "a revision rewritten": ("source.read", [("revision", "C1@1", "update", REVISION)]),
    "a revision sealed": ("claim.assessed", [("revision", "C1@1", "update", None)]),
    "a finding made up on the side": ("source.read", [("assessment", "A90", "insert", NONE)]),
    "a question made up on the side": (
        "source.read",
        [("question", "C9", "insert", {"id": "C9", "letter_id": "L1", "level": 5})],
    ),
    "a question opened twice": (
        "question.opened",
        [("question", "C1", "insert", {"id": "C1", "letter_id": "L1"})],
    ),
    "no reason": (
        "claim.assessed",
        [("assessment", "A90", "insert", {**NONE, "basis": "adjudication", "effects": []})],
    ),
    "an unknown effect": (
        "claim.assessed",
        [("assessment", "A90", "insert", {**NONE, "effects": [{"effect": "fly"}]})],
    ),
    "effects that are none": (
        "claim.assessed",
        [("assessment", "A90", "insert", {**NONE, "effects": "confirm"})],
    ),
    "a finding on nothing": (
        "claim.assessed",
        [("assessment", "A90", "insert", {**NONE, "question_id": "C99"})],
    ),
    "a finding without its columns": ("claim.assessed", [("assessment", "A90", "insert", {"id": "A90"})]),
    "a withdrawal of nothing": (
        "assessment.withdrawn",
        [("assessment", "A99", "update", {"id": "A99", "state": "withdrawn"})],
    ),
    "a standing as an answer in a leg": (
        "leg.said",
        [("standing", "N90", "insert", {"id": "N90", "person_id": "P1", "grade": "A"})],
    ),
    "a reaction as a word on a leg": (
        "leg.said",
        [("reaction", "X90", "insert", {"id": "X90", "assessment_id": "A1", "question_id": "C1"})],
    ),
    "a reading as a check": (
        "sources.checked",
        [("citation", "K1", "update", {"id": "K1", "read_by": "somebody", "states": True})],
    ),
    "an unknown table": ("source.read", [("sqlite_master", "x", "insert", {"id": "x"})]),
    "a table of the machine's own": ("source.read", [("act_guard", "x", "insert", {"id": "x"})]),
    "an unknown column": ("source.read", [("source", "S1", "update", {"id": "S1", "colour": "red"})]),
    "a column of this machine alone": (
        "source.read",
        [("source", "S1", "update", {"id": "S1", "withheld": False})],
    ),
    "a row that is not there": (
        "source.read",
        [("source", "S9999", "update", {"id": "S9999", "title": "x"})],
    ),
    "a row under another key": ("source.read", [("source", "S1", "update", {"id": "S2", "title": "x"})]),
    "a yes that is none": ("source.read", [("source", "S1", "update", {"id": "S1", "implemented": "yes"})]),
    "a time that is none": (
        "source.read",
        [("citation", "K1", "update", {"id": "K1", "read_at": "yesterday"})],
    ),
    "a relation that is none": (
        "source.read",
        [("citation", "K1", "update", {"id": "K1", "relation": "proves"})],
    ),
    "a level that is none": (
        "question.opened",
        [("question", "C9", "insert", {"id": "C9", "letter_id": "L1", "level": 9})],
    ),
    "a key that leaves the folder": (
        "letter.opened",
        [("letter", "../../../outside", "insert", {"id": "../../../outside", "text": "x"})],
    ),
}


def test_a_forged_entry_is_refused_and_nothing_changes(opened: Workspace) -> None:
    path = opened.root / "ledger.jsonl"
    honest, entries, rows = path.read_bytes(), size(opened), state(opened)
    for case, (kind, changes) in FORGED.items():
        path.write_bytes(honest)
        forge(opened.root, kind, changes, reason="" if case == "no reason" else "because")
        before = files(opened.root)
        with pytest.raises(TrackerError) as refused:
            pytest.fail(f"{case}: {sync.sync(opened)}")
        assert refused.value.message.count(". ") <= 1, refused.value.message
        assert files(opened.root) == before, case
        assert size(opened) == entries, case
    assert state(opened) == rows


def test_a_forged_rise_is_refused_by_a_fresh_clone(opened: Workspace, tmp_path: Path) -> None:
    forge(opened.root, *FORGED["a rise without evidence"])
    with pytest.raises(TrackerError, match="does not hold against the rules: needs-source") as refused:
        Workspace.open(clone(opened.root, tmp_path / "clone"))
    assert refused.value.hint == "nothing was taken in"


def test_a_sealed_rise_that_is_opened_later_is_refused(opened: Workspace) -> None:
    """A value that is opened on a later line counts as the entry's own."""
    from tracker.record.mirror import opens_line

    value = raised()
    one = Opened(secrets.token_hex(32), canonical(value))
    forge(opened.root, "claim.assessed", [("question", "C1", "update", value)])
    path = opened.root / "ledger.jsonl"
    *kept, last = path.read_text(encoding="utf-8").splitlines(keepends=True)
    loaded = json.loads(last)
    loaded["entry"]["sealed"]["c0"] = seal(bytes.fromhex(one.salt), one.text)
    text = canonical(loaded["entry"])
    entry = Entry(text, entry_hash(text), {})
    path.write_text("".join([*kept, entry.line(), opens_line(len(kept) + 1, {"c0": one})]), encoding="utf-8")
    with pytest.raises(TrackerError, match=r"outside an assessment|may not be sealed"):
        sync.sync(opened)
    assert board.question(opened, "C1").row.level == 3


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"ts": "2020-01-01T00:00:00.000Z"}, "its time is malformed or goes back"),
    ({"ts": "tomorrow"}, "its time is malformed or goes back"),
    ({"seq": 99}, "it says it is number 99"),
    ({"ledger": "another"}, "it belongs to another ledger"),
    ({"prev": "0" * 64}, "it does not follow the entry before it"),
    ({"v": 2}, "another version"),
    ({"data": {"schema": 2, "changes": []}}, "written by a newer tracker"),
    ({"data": {"schema": "1", "changes": []}}, "its data are malformed"),
    (
        {"data": {"schema": 1, "changes": [{"table": [], "key": "x", "op": "insert", "seal": "c0"}]}},
        "malformed",
    ),
    ({"data": []}, "its data are malformed"),
    ({"sealed": {"c0": 7}}, "its seals are malformed"),
    ({"actor": 7}, "its header"),
]


def test_a_malformed_header_is_named(opened: Workspace) -> None:
    path = opened.root / "ledger.jsonl"
    honest = path.read_bytes()
    for header, said in MALFORMED:
        path.write_bytes(honest)
        forge(opened.root, "x.done", [("source", "S1", "update", {"id": "S1", "title": "x"})], **header)
        before = files(opened.root)
        with pytest.raises(TrackerError, match=said):
            sync.sync(opened)
        assert files(opened.root) == before


def test_an_honest_entry_made_elsewhere_is_taken_in(
    opened: Workspace, tmp_path: Path, open_: Callable[[Path], Workspace]
) -> None:
    other = open_(clone(opened.root, tmp_path / "clone"))
    found(other, "C1", "downgrade:limitation", level=2, reason="less than it seemed")
    shutil.copy(other.root / "ledger.jsonl", opened.root)
    report = sync.sync(opened)
    assert report.taken_in == 1
    assert board.question(opened, "C1").row.level == 2
    assert "level: 2" in sync.edit_path(opened, "C1").read_text(encoding="utf-8")
    holds(opened)


def test_two_clones_that_both_went_on_are_named_as_a_fork(
    opened: Workspace, tmp_path: Path, open_: Callable[[Path], Workspace]
) -> None:
    other = open_(clone(opened.root, tmp_path / "clone"))
    found(other, "C1", "downgrade:limitation", level=2)
    found(opened, "C2", "downgrade:limitation", level=2)
    entry = size(opened)
    shutil.copy(other.root / "ledger.jsonl", opened.root)
    before, rows = files(opened.root), state(opened)
    with pytest.raises(TrackerError, match=rf"part ways at entry {entry}\."):
        sync.sync(opened)
    with pytest.raises(TrackerError, match=rf"part ways by entry {entry}\."):
        found(opened, "C3", "none")
    assert files(opened.root) == before
    assert state(opened) == rows
