"""The rules as they bear on a workspace: private words, contests, and what goes under review."""

from __future__ import annotations

import pytest
from workspaces import AGREES, DISAGREES, INLINE, SEALED, TOP_POSTED, found, holds, state

from tracker.errors import BadUse, RuleRefused
from tracker.workflow import board, sourcework, triage
from tracker.workflow.assess import Finding, assess, preview, withdraw
from tracker.workflow.demo_script import CHERRY_PICK
from tracker.workflow.workspace import Workspace

KEP = "We can currently confirm only that the KEP README requires a KEP for most non-trivial changes."


def private_words(ws: Workspace) -> str:
    """Eight words running of the private reply."""
    return " ".join(board.reply(ws, SEALED).passages[0].text.split()[:8])


@pytest.mark.parametrize("field", ["reason", "wording", "gap", "override reason", "proposition", "confirmed"])
def test_no_open_text_repeats_a_private_message(field: str, answered: Workspace) -> None:
    words = private_words(answered)
    values = {"reason": "a reason", "overrides": ()}
    if field == "override reason":
        values["overrides"] = (("overclaim", f"since {words.upper()}"),)
    else:
        values[field] = f"We note: “{words.upper()}”, as was said."
    effect = "none" if field in ("reason", "override reason") else "restate:narrower"
    rows = state(answered)
    with pytest.raises(RuleRefused) as refused:
        assess(answered, Finding("Q3.1", (effect,), **values))  # type: ignore[arg-type]
    assert "private-words" in refused.value.rules
    assert state(answered) == rows


def test_consent_lets_private_words_be_repeated(answered: Workspace) -> None:
    words = private_words(answered)
    for missing in ({"words": True}, {"reason": "by mail"}):
        with pytest.raises(BadUse):
            triage.consent(answered, SEALED, **missing)  # type: ignore[arg-type]
    triage.consent(answered, SEALED, words=True, reason="by mail of today")
    found(answered, "Q3.1", "none", reason=f"“{words}”")
    triage.consent(answered, SEALED, words=False, reason="taken back by mail")
    with pytest.raises(RuleRefused, match="private-words"):
        found(answered, "Q3.1", "none", reason=f"“{words}”")


def test_a_contested_claim_does_not_rise_until_it_is_settled(answered: Workspace) -> None:
    agrees = found(answered, "C3", "confirm", passages=(f"{AGREES}.1",))
    found(answered, "C3", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2, wording=KEP)
    assert board.question(answered, "C3").row.contested
    rise = Finding("C3", ("upgrade",), level=3, reason="the README says so")
    assert any(one.startswith("contested: ") for one in preview(answered, rise).refusals)
    withdraw(answered, agrees, "misread")
    assert not board.question(answered, "C3").row.contested
    assert not any(one.startswith("contested: ") for one in preview(answered, rise).refusals)


def test_an_adjudication_settles_a_contest(answered: Workspace) -> None:
    found(answered, "C3", "confirm", passages=(f"{AGREES}.1",))
    found(answered, "C3", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2, wording=KEP)
    found(answered, "C3", "none", basis="adjudication", reason="the two speak of different changes")
    assert not board.question(answered, "C3").row.contested
    assert holds(answered)


def test_those_without_authority_do_not_contest(answered: Workspace) -> None:
    triage.set_authority(answered, DISAGREES, "C", "the role map")
    found(answered, "C3", "confirm", passages=(f"{AGREES}.1",))
    found(answered, "C3", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2, wording=KEP)
    assert not board.question(answered, "C3").row.contested


def test_when_a_part_falls_its_claim_and_what_it_bears_on_are_under_review(answered: Workspace) -> None:
    rows = board.questions(answered)
    bearing = [board.question(answered, row.id) for row in rows if not row.parent]
    claim = next(one for one in bearing if one.bears_on and any(part.row.level > 1 for part in one.parts))
    part = next(part for part in claim.parts if part.row.level > 1)
    found(answered, part.row.id, "downgrade:limitation", level=part.row.level - 1)
    under = {row.id for row in board.questions(answered) if row.review}
    assert {claim.row.id, *claim.bears_on} <= under
    assert part.row.id not in under
    assert part.row.id in board.question(answered, claim.row.id).row.review[0]


def test_a_withdrawal_that_lowers_a_part_puts_its_claim_under_review(answered: Workspace) -> None:
    citation = next(one for one in board.sources(answered, "Q6") if one.quote.startswith(CHERRY_PICK))
    read = sourcework.read(
        answered, citation.id, CHERRY_PICK, "Initiate", "all", states=True, question="Q6.2"
    )
    words = "It is publicly documented that a cherry-pick needs one more approval, by the branch approvers."
    key = found(answered, "Q6.2", "upgrade", citations=(read.id,), level=4, wording=words)
    assert board.question(answered, "Q6").row.review == ()
    withdraw(answered, key, "another branch")
    assert key in board.question(answered, "Q6").row.review[0]


def test_a_change_of_authority_puts_what_rests_on_it_under_review(answered: Workspace) -> None:
    finding = Finding("Q6.1", ("upgrade",), (f"{INLINE}.2",), level=3, reason="an approver says so")
    triage.set_authority(answered, INLINE, "A", "the role map")
    assess(answered, finding)
    assert board.question(answered, "Q6.1").row.review == ()
    triage.set_authority(answered, INLINE, "D", "left the body in May")
    assert "changed to D" in board.question(answered, "Q6.1").row.review[0]
    assert board.question(answered, "Q6.1").row.level == 3
    assert board.question(answered, "C1").row.review == ()


def test_a_rating_counts_for_its_question_before_that_for_all(answered: Workspace) -> None:
    triage.set_authority(answered, TOP_POSTED, "F", "somebody else of that name", "C1")
    one = found(answered, "C1", "confirm", passages=(f"{TOP_POSTED}.1",))
    other = found(answered, "Q4", "confirm", passages=(f"{TOP_POSTED}.2",))
    graded = {a.id: a.authority for key in ("C1", "Q4") for a in board.question(answered, key).assessments}
    assert (graded[one], graded[other]) == ("F", "A")


def test_a_rating_needs_a_known_grade_and_a_source(answered: Workspace) -> None:
    with pytest.raises(BadUse, match="no authority 'G'"):
        triage.set_authority(answered, INLINE, "g", "somewhere")
    with pytest.raises(BadUse, match="needs its source"):
        triage.set_authority(answered, INLINE, "A", " ")
    with pytest.raises(BadUse, match="There is no reply"):
        triage.set_authority(answered, "R99", "A", "somewhere")
