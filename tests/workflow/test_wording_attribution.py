"""Whose word a proposed wording names: by role, channel and day, by name with consent alone, a private one never."""

from __future__ import annotations

from workspaces import DECLINE, INLINE, SEALED, TOP_POSTED

from tracker.workflow import board, triage
from tracker.workflow.assess import Finding, assess, preview
from tracker.workflow.workspace import Workspace

ROLE = "a sample responder in a steering role"


def _offered(ws: Workspace, finding: Finding) -> list[str]:
    return [one.text for one in preview(ws, finding).proposals]


def test_a_responder_is_named_by_role_and_by_name_only_with_consent(answered: Workspace) -> None:
    name = board.reply(answered, INLINE).row.who.partition(" <")[0]
    finding = Finding("Q6.1", ("upgrade",), (f"{INLINE}.2",), level=3)
    first = _offered(answered, finding)[0]
    assert first.startswith(f"According to {ROLE}, on the public list, 4 May 2026, security-sensitive paths")
    assert name not in first
    triage.consent(answered, INLINE, name=True, reason="they wrote so")
    assert _offered(answered, finding)[0].startswith(
        f"According to {name}, {ROLE}, on the public list, 4 May 2026, "
    )
    triage.consent(answered, INLINE, name=False, reason="they took it back")
    assert _offered(answered, finding)[0] == first


def test_a_restatement_of_testimony_stays_testimony(answered: Workspace) -> None:
    assess(answered, Finding("Q6.1", ("upgrade",), (f"{INLINE}.2",), level=3, reason="an approver says so"))
    stands = board.question(answered, "Q6.1").wording
    offered = _offered(answered, Finding("Q6.1", ("restate:narrower",)))
    assert offered
    assert all(text.startswith(f"According to {ROLE}, on the public list, 4 May 2026, ") for text in offered)
    assert stands not in offered


def test_a_private_word_leaves_no_trace_in_a_wording(answered: Workspace) -> None:
    person = board.reply(answered, SEALED)
    moves = (
        Finding("C4", ("downgrade:adequacy",), (f"{SEALED}.1",), level=2),
        Finding("Q3.1", ("restate:narrower",), (f"{SEALED}.1",), gap_status="standing"),
    )
    for move in moves:
        for text in _offered(answered, move):
            assert "list" not in text
            assert "private" not in text.replace("privately", "")
            assert "responder" not in text
            assert person.row.role not in text


def test_what_brings_no_new_words_proposes_the_words_that_stand(answered: Workspace) -> None:
    for effect, passage in (("confirm", f"{TOP_POSTED}.1"), ("decline", f"{DECLINE}.1"), ("pointer", "")):
        finding = Finding("C1", (effect,), (passage,) if passage else ())
        assert [(one.manner, one.text) for one in preview(answered, finding).proposals] == [
            ("as it stands", board.question(answered, "C1").wording)
        ]


def test_a_standing_gap_names_who_said_so_in_public(answered: Workspace) -> None:
    finding = Finding(
        "Q3.3", ("restate:terminology",), (f"{DECLINE}.1",), gap_status="standing", reason="said so"
    )
    witness = "the testimony of a sample responder in a release manager role, on the public list, "
    assert witness in _offered(answered, finding)[0]
    assess(answered, finding)
    later = Finding("Q3.3", ("restate:narrower",), gap="We have found no public rule on it.")
    assert witness in _offered(answered, later)[0]
