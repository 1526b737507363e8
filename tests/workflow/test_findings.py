"""Findings: previewed, recorded, superseded and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from workspaces import (
    AGREES,
    DECLINE,
    DISAGREES,
    INLINE,
    LIST,
    POINTER,
    REDIRECT,
    SEALED,
    TOP_POSTED,
    found,
    holds,
    mail,
    size,
    state,
)

from tracker.errors import BadUse, RuleRefused
from tracker.workflow import board, intake, sourcework, triage, wordings
from tracker.workflow.assess import Finding, assess, preview, withdraw
from tracker.workflow.demo_script import CHERRY_PICK
from tracker.workflow.workspace import Workspace

KEP = "We can currently confirm only that the KEP README requires a KEP for most non-trivial changes."


def test_a_preview_says_what_would_happen_and_records_nothing(answered: Workspace) -> None:
    before = state(answered)
    seen = preview(answered, Finding("C1", ("upgrade",), level=5, reason="surely"))
    assert not seen.allowed
    assert any(one.startswith("needs-source: level 5 (corroborated) takes ") for one in seen.refusals)
    assert "needs-source" in seen.overridable
    assert (seen.level_before, seen.level_after) == (3, 5)
    seen = preview(answered, Finding("C1", ("downgrade:adequacy",), level=2, reason="thin"))
    assert seen.allowed
    assert seen.wording_after == seen.proposals[0].text != seen.wording_before
    assert "".join(run.text for run in seen.diff if run.op != "out") == seen.wording_after
    assert state(answered) == before


def test_what_is_recorded_is_what_the_preview_showed(answered: Workspace) -> None:
    finding = Finding("C1", ("downgrade:adequacy",), passages=(f"{TOP_POSTED}.1",), level=2, reason="thin")
    seen = preview(answered, finding)
    done = assess(answered, finding)
    now = board.question(answered, "C1")
    assert (now.wording, now.row.level, now.gap_status) == (
        seen.wording_after,
        seen.level_after,
        seen.gap_after,
    )
    assert (done.level_before, done.level_after, done.by, done.reason) == (3, 2, "researcher", "thin")
    assert board.reply(answered, TOP_POSTED).passages[0].state == "assessed"
    assert holds(answered)


def test_taking_back_the_newest_finding_restores_claim_and_passages(answered: Workspace) -> None:
    before = board.question(answered, "C3")
    found(answered, "C3", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2, wording=KEP)
    assert board.question(answered, "C3").wording == KEP
    undone = withdraw(
        answered, None, "the two sentences speak of different things", (("needs-source", "as sent"),)
    )
    now = board.question(answered, "C3")
    assert undone.state == "withdrawn"
    assert (now.wording, now.row.level, now.gap, now.gap_status) == (
        before.wording, before.row.level, before.gap, before.gap_status,
    )  # fmt: skip
    assert now.row.revision == 3
    assert [one.number for one in now.revisions] == [1, 2, 3]
    assert board.reply(answered, DISAGREES).passages[0].state == "open"
    with pytest.raises(BadUse, match="withdrawn already"):
        withdraw(answered, undone.id, "again")
    assert holds(answered)


def test_taking_back_a_fall_is_a_rise_and_meets_the_table(answered: Workspace) -> None:
    found(answered, "C3", "downgrade:coherence", level=2, wording=KEP)
    with pytest.raises(RuleRefused) as refused:
        withdraw(answered, None, "on second thought")
    assert "needs-source" in refused.value.rules
    assert board.question(answered, "C3").row.level == 2


def test_while_two_stand_against_each_other_the_weaker_wording_is_proposed_and_not_imposed(
    answered: Workspace,
) -> None:
    found(answered, "C3", "confirm", passages=(f"{AGREES}.1",))
    found(answered, "C3", "downgrade:coherence", passages=(f"{DISAGREES}.1",), level=2, wording=KEP)
    other = "We can currently confirm only that most non-trivial changes need a KEP."
    found(answered, "C3", "restate:terminology", wording=other, reason="shorter")
    assert board.question(answered, "C3").row.contested
    offered = wordings.offer(answered, "C3").proposals
    assert (offered[-1].manner, offered[-1].text) == ("of the weaker side", KEP)
    assert offered[0].text != KEP
    assert board.question(answered, "C3").wording == other
    assert "of the weaker side" not in [one.manner for one in wordings.offer(answered, "C1").proposals]


def test_a_withdrawal_needs_a_reason_and_something_to_withdraw(answered: Workspace) -> None:
    with pytest.raises(BadUse, match="no assessment to take back"):
        withdraw(answered, None, "why not")
    key = found(answered, "C1", "none", passages=(f"{TOP_POSTED}.1",))
    with pytest.raises(RuleRefused, match="reason-required"):
        withdraw(answered, key, "")
    with pytest.raises(BadUse, match="There is no assessment"):
        withdraw(answered, "A77", "why not")


def test_withdrawing_an_older_finding_puts_the_question_under_review(answered: Workspace) -> None:
    older = found(answered, "C3", "downgrade:coherence", level=2, wording=KEP)
    found(answered, "C3", "downgrade:adequacy", level=1, wording="There is insufficient public evidence.")
    withdraw(answered, older, "not what it said")
    now = board.question(answered, "C3")
    assert now.row.level == 1
    assert now.row.review == (f"{older} was withdrawn",)
    found(answered, "C3", "confirm", reason="reviewed: the sentence stands")
    assert board.question(answered, "C3").row.review == ()


def test_a_later_word_of_the_same_responder_supersedes_the_earlier(answered: Workspace) -> None:
    first = found(answered, "C3", "confirm", passages=(f"{AGREES}.1",))
    answered_again = _reply(
        answered, "It does not hold for smaller changes.", "Thu, 09 Jul 2026 10:00:00 +0000"
    )
    second = found(answered, "C3", "downgrade:limitation", passages=(answered_again,), level=2, wording=KEP)
    states = {one.id: one.state for one in board.question(answered, "C3").assessments}
    assert states == {first: "superseded", second: "standing"}
    assert not board.question(answered, "C3").row.contested
    withdraw(answered, second, "misread", (("needs-source", "as it was sent"),))
    states = {one.id: one.state for one in board.question(answered, "C3").assessments}
    assert states == {first: "standing", second: "withdrawn"}


def test_an_older_word_found_later_does_not_supersede_a_newer_one(answered: Workspace) -> None:
    later = _reply(answered, "It holds for every change.", "Thu, 09 Jul 2026 10:00:00 +0000")
    newer = found(answered, "C3", "confirm", passages=(later,))
    found(answered, "C3", "downgrade:limitation", passages=(f"{AGREES}.1",), level=2, wording=KEP)
    assert {one.id: one.state for one in board.question(answered, "C3").assessments}[newer] == "standing"


def _reply(ws: Workspace, text: str, day: str) -> str:
    """Another reply of the responder who agreed; returns its passage."""
    path = ws.root.parent / "again.eml"
    sender = board.reply(ws, AGREES).row.who
    path.write_bytes(mail(f"Third: {text}\n", sender, "<again.1@example.org>", date=day, list_id="x"))
    taken = intake.take_in(ws, [path], LIST, letter="L1")
    assert taken.new == 1, taken
    return f"{taken.items[0].reply}.1"


def test_a_redirect_opens_a_leg_with_its_own_clock(answered: Workspace) -> None:
    legs = board.board(answered).legs
    found(answered, "Q3", "redirect", passages=(f"{REDIRECT}.1",), redirect_to="release@example.org")
    new = [leg for leg in board.board(answered).legs if leg.id not in {one.id for one in legs}]
    assert [(one.correspondent, one.state, one.questions, one.opened_by) for one in new] == [
        ("release@example.org", "waiting", ("Q3",), REDIRECT)
    ]
    found(answered, "Q5", "redirect", passages=(f"{REDIRECT}.1",), redirect_to="release@example.org")
    assert board.board(answered).legs[-1].questions == ("Q3", "Q5")
    assert len(board.board(answered).legs) == len(legs) + 1


def test_a_decline_leaves_the_level_and_a_pointer_leaves_the_gap_waiting(answered: Workspace) -> None:
    before = board.question(answered, "Q3.3")
    found(answered, "Q3.3", "decline", passages=(f"{DECLINE}.1",))
    now = board.question(answered, "Q3.3")
    assert (now.row.level, now.wording) == (before.row.level, before.wording)
    assert now.gap_status == "declined"
    found(answered, "Q2", "pointer", passages=(f"{POINTER}.1",))
    assert board.question(answered, "Q2").gap_status == "source-pending"
    triage.set_authority(answered, DECLINE, "C", "the role map says otherwise")
    with pytest.raises(RuleRefused, match="authority A or B"):
        found(answered, "Q3.4", "decline", passages=(f"{DECLINE}.1",))


def test_a_read_source_carries_a_rise_and_an_unread_one_does_not(answered: Workspace) -> None:
    citation = next(one for one in board.sources(answered, "Q6") if one.quote.startswith(CHERRY_PICK))
    words = "It is publicly documented that a cherry-pick needs one more approval, by the branch approvers."
    rise = Finding("Q6.2", ("upgrade",), (f"{INLINE}.2",), level=4, wording=words, reason="the rule says so")
    with pytest.raises(BadUse, match="cites no source"):
        assess(answered, Finding(**{**rise.__dict__, "citations": (citation.url,)}))
    with pytest.raises(RuleRefused, match="needs-source"):
        assess(answered, rise)
    read = sourcework.read(
        answered, citation.id, CHERRY_PICK, "Initiate", "all", states=True, question="Q6.2"
    )
    assert read.read_by == "researcher"
    assert read.dated.startswith("commit ")
    done = assess(answered, Finding(**{**rise.__dict__, "citations": (read.id,)}))
    assert done.level_after == 4
    assert holds(answered)


def test_a_private_reply_raises_nothing_whatever_basis_is_named(answered: Workspace) -> None:
    before = board.question(answered, "Q3.1")
    for basis in ("", "reply", "source", "self-review", "adjudication"):
        finding = Finding("Q3.1", ("upgrade",), (f"{SEALED}.1",), basis=basis, level=3, reason="it says so")
        overrides = tuple((rule, "because") for rule in preview(answered, finding).overridable)
        with pytest.raises(RuleRefused) as refused:
            assess(answered, Finding(**{**finding.__dict__, "overrides": overrides}))
        assert refused.value.rules == ("private-never-raises",)
        with pytest.raises(RuleRefused):
            assess(answered, Finding(**{**finding.__dict__, "overrides": (("private-never-raises", "so"),)}))
    assert board.question(answered, "Q3.1") == before


def test_an_override_is_recorded_with_its_reason(answered: Workspace) -> None:
    key = found(
        answered, "Q2", "upgrade", level=2, overrides=(("needs-source", "seen on paper"),),
        wording="We can currently confirm only that licences are reviewed.",
    )  # fmt: skip
    one = next(one for one in board.question(answered, "Q2").assessments if one.id == key)
    assert one.overrides == (("needs-source", "seen on paper"),)
    with pytest.raises(RuleRefused) as refused:
        found(answered, "Q1", "upgrade", level=4, overrides=(("needs-source", ""),))
    assert "reason-required" in refused.value.rules


def test_a_stale_sheet_is_refused(answered: Workspace) -> None:
    found(answered, "C3", "downgrade:coherence", level=2, wording=KEP)
    entries = size(answered)
    with pytest.raises(RuleRefused, match="the move was made on revision 1, but C3 is at revision 2"):
        found(answered, "C3", "downgrade:adequacy", level=1, expected_revision=1)
    assert size(answered) == entries


def test_a_sealed_reason_stays_out_of_what_travels(answered: Workspace) -> None:
    found(answered, "Q3.1", "none", passages=(f"{SEALED}.1",), reason="told in confidence", seal_reason=True)
    assert "told in confidence" not in (answered.root / "ledger.jsonl").read_text(encoding="utf-8")
    assert board.history(answered)[-1].reason == "told in confidence"


def test_testimony_carries_level_three_in_its_own_words(answered: Workspace) -> None:
    triage.set_authority(answered, INLINE, "A", "the role map")
    reply = board.reply(answered, INLINE)
    assert reply.row.date is not None
    assert reply.row.date.date() == date(2026, 5, 4)
    finding = Finding(
        "Q6.1", ("upgrade",), (f"{INLINE}.2",), level=3, reason="an approver of the body says so"
    )
    seen = preview(answered, finding)
    assert seen.allowed, seen.refusals
    assert seen.wording_after.startswith("According to")
    plain = Finding(**{**finding.__dict__, "wording": "Public materials appear to support extra approval."})
    with pytest.raises(RuleRefused, match="overclaim"):
        assess(answered, plain)
