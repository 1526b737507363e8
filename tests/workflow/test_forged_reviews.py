"""Forged entries that would close a review, or silence a finding on record: refused, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from forged import NONE, Change, forge
from workspaces import DISAGREES, found, state

from tracker.errors import TrackerError
from tracker.workflow import board, sync
from tracker.workflow.assess import withdraw
from tracker.workflow.workspace import Workspace

REVIEW = ("question", "C1", "update", {"id": "C1", "review": []})
SATISFIED = {"id": "X90", "assessment_id": "A1", "question_id": "C2", "value": "satisfied"}
CLEARED: dict[str, tuple[str, list[Change]]] = {
    "by a finding that is no second look": (
        "claim.assessed",
        [REVIEW, ("assessment", "A90", "insert", {**NONE, "basis": "source"})],
    ),
    "by a second look at another question": (
        "claim.assessed",
        [REVIEW, ("assessment", "A90", "insert", {**NONE, "question_id": "C2"})],
    ),
    "by a rating": ("authority.rated", [REVIEW]),
    "by a check": ("sources.checked", [REVIEW]),
    "by a reaction to something else": (
        "reaction.recorded",
        [REVIEW, ("reaction", "X90", "insert", SATISFIED)],
    ),
    "by a reaction of somebody satisfied with another question's finding": (
        "reaction.recorded",
        [REVIEW, ("reaction", "X90", "insert", {**SATISFIED, "question_id": "C1"})],
    ),
    "in two steps": (
        "authority.rated",
        [("question", "C1", "update", {"id": "C1", "review": ["C1 is fine"]}), REVIEW],
    ),
}


def test_only_a_second_look_clears_a_review(opened: Workspace) -> None:
    older = found(opened, "C1", "none")
    found(opened, "C1", "none")
    withdraw(opened, older, "misread")
    review = board.question(opened, "C1").row.review
    path = opened.root / "ledger.jsonl"
    honest = path.read_bytes()
    for case, (kind, changes) in CLEARED.items():
        path.write_bytes(honest)
        forge(opened.root, kind, changes)
        with pytest.raises(TrackerError, match="clears the review of C1") as refused:
            pytest.fail(f"{case}: {sync.sync(opened)}")
        assert refused.value.hint == "restore the file from git"
        assert board.question(opened, "C1").row.review == review == (f"{older} was withdrawn",)
    path.write_bytes(honest)
    forge(opened.root, "claim.assessed", [REVIEW, ("assessment", "A90", "insert", NONE)])
    assert sync.sync(opened).taken_in == 1
    assert board.question(opened, "C1").row.review == ()


@pytest.mark.parametrize(
    "change",
    [
        ("update", {"state": "withdrawn"}),
        ("update", {"state": "superseded", "superseded_by": "A90"}),
        ("update", {"effects": [{"effect": "confirm"}]}),
        ("retire", {"retired": True}),
    ],
)
def test_a_finding_on_record_is_not_rewritten_beside_another(
    answered: Workspace, change: tuple[str, dict[str, Any]]
) -> None:
    """Who stands against a claim cannot be made to fall silent by somebody else's finding."""
    op, value = change
    against = found(answered, "C1", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2)
    rows = state(answered)
    beside = {**NONE, "level_after": 2}
    forge(
        answered.root,
        "claim.assessed",
        [("assessment", "A90", "insert", beside), ("assessment", against, op, {"id": against, **value})],
    )
    with pytest.raises(TrackerError, match=f"rewrites the finding {against}"):
        sync.sync(answered)
    assert state(answered) == rows
