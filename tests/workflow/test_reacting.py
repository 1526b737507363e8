"""A reaction is recorded by a person with a reason; who is not satisfied puts a question under review, no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from leg_mail import OURS, take
from workspaces import INLINE, LIST, SEALED, SUBJECT, TOP_POSTED, clone, found, holds, state

from tracker.errors import BadUse, RuleRefused
from tracker.workflow import board, publish, reacting, sync
from tracker.workflow.workspace import Workspace

REASON = "They wrote so."


@pytest.fixture
def finding(answered: Workspace) -> str:
    """A finding on a public answer."""
    return found(answered, "C2", "confirm", passages=(f"{INLINE}.1",))


def review(ws: Workspace, question: str = "C2") -> tuple[str, ...]:
    return board.question(ws, question).row.review


def test_who_is_not_satisfied_puts_the_question_under_review_and_changes_no_claim(
    answered: Workspace, finding: str
) -> None:
    before = board.question(answered, "C2")
    view = reacting.react(answered, finding, "not-satisfied", reason=REASON)
    after = board.question(answered, "C2")
    assert (view.value, view.question, view.by) == ("not satisfied", "C2", "researcher")
    assert (after.row.level, after.wording, after.row.revision) == (
        before.row.level, before.wording, before.row.revision
    )  # fmt: skip
    (why,) = after.row.review
    assert finding in why
    assert after.reactions == (view,)
    assert holds(answered)


def test_being_satisfied_later_takes_that_review_back_and_no_other(answered: Workspace, finding: str) -> None:
    second = found(answered, "C2", "confirm", passages=(f"{TOP_POSTED}.1",))
    for one in (finding, second):
        reacting.react(answered, one, "not satisfied", reason=REASON)
    assert len(review(answered)) == 2
    view = reacting.react(answered, finding, "satisfied", reason="We spoke again.")
    (left,) = review(answered)
    assert second in left
    assert view in board.question(answered, "C2").reactions
    assert [one.value for one in reacting.listed(answered) if one.assessment == finding] == ["satisfied"]


def test_a_self_review_ends_it(answered: Workspace, finding: str) -> None:
    reacting.react(answered, finding, "not-satisfied", reason=REASON)
    found(answered, "C2", "confirm", basis="self-review")
    assert review(answered) == ()


def test_a_passage_says_who_reacts_and_waits_no_longer(answered: Workspace, finding: str) -> None:
    passage = f"{TOP_POSTED}.1"
    view = reacting.react(answered, finding, "satisfied", passage, REASON)
    reply = board.reply(answered, TOP_POSTED)
    assert (view.passage, view.person) == (passage, reply.person)
    assert next(one for one in reply.passages if one.id == passage).state == "assessed"
    assert reply.reactions == (view,)
    assert board.reply(answered, INLINE).reactions == (view,)


@pytest.mark.parametrize(
    "said",
    [
        ("A1", "delighted", "", REASON), ("A1", "satisfied", "", "  "), ("A9", "satisfied", "", REASON),
        ("A1", "satisfied", "R99.1", REASON),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named_and_nothing_recorded(
    answered: Workspace, finding: str, said: tuple[str, str, str, str]
) -> None:
    before = state(answered)
    with pytest.raises(BadUse) as refused:
        reacting.react(answered, *said)
    assert refused.value.hint
    assert state(answered) == before


def test_nobody_reacts_to_what_rests_on_no_answer(answered: Workspace) -> None:
    own = found(answered, "C2", "confirm", basis="self-review")
    with pytest.raises(BadUse, match="rests on no answer"):
        reacting.react(answered, own, "satisfied", reason=REASON)
    assert reacting.react(answered, own, "not-satisfied", f"{INLINE}.1", REASON).passage == f"{INLINE}.1"


def test_a_reason_repeats_no_private_message(answered: Workspace, finding: str) -> None:
    words = " ".join(board.reply(answered, SEALED).passages[0].text.split()[:9])
    with pytest.raises(RuleRefused, match="private-words"):
        reacting.react(answered, finding, "satisfied", reason=f"They say: {words}")


def test_pending_is_what_we_wrote_about_and_heard_nothing_of(answered: Workspace, finding: str) -> None:
    assert [one.value for one in reacting.listed(answered) if one.assessment == finding] == [""]
    path = answered.root / "tracker.toml"
    path.write_text(path.read_text() + 'ours = ["sample.researcher@example.org"]\n', encoding="utf-8")
    ws = Workspace.open(answered.root)
    known = board.reply(ws, INLINE).messages[0].message_id
    later = datetime.now(UTC) + timedelta(days=1)
    for n, text in enumerate(("> [C2] is quoted here\n\nThanks.\n", "[C2] Reworded.\n")):
        take(
            ws, text, OURS, f"<o{n}@example.org>", subject=SUBJECT, public=LIST, In_Reply_To=f"<{known}>",
            date=later.strftime(f"%a, %d %b %Y 1{n}:00:00 +0000"),
        )  # fmt: skip
        told = next(one for one in reacting.listed(ws) if one.assessment == finding)
        assert told.value == ("", "pending")[n]
    assert told.since is not None
    assert (told.since.date(), told.since.hour) == (later.date(), 11)
    assert told.maybe == ""
    person = board.reply(ws, INLINE)
    taken = take(
        ws, "[C2] satisfied, thank you.\n", person.row.who, "<s@example.org>", subject=SUBJECT, public=LIST,
        In_Reply_To=f"<{known}>", date=(later + timedelta(days=1)).strftime("%a, %d %b %Y 10:00:00 +0000"),
    )  # fmt: skip
    told = next(one for one in reacting.listed(ws) if one.assessment == finding)
    assert (told.value, told.maybe) == ("pending", f"{taken.reply}.1")
    (view,) = board.question(ws, "C2").reactions
    assert (view.id, view.value) == ("", "pending")
    reacting.react(ws, finding, "none", reason="Two months have passed.")
    assert [one.value for one in reacting.listed(ws) if one.assessment == finding] == ["none"]
    ws.close()


def test_a_private_answer_was_not_told_by_what_we_wrote_to_somebody_else(answered: Workspace) -> None:
    theirs = found(answered, "Q3", "confirm", passages=(f"{SEALED}.1",))
    path = answered.root / "tracker.toml"
    path.write_text(path.read_text() + 'ours = ["sample.researcher@example.org"]\n', encoding="utf-8")
    ws = Workspace.open(answered.root)
    known = board.reply(ws, INLINE).messages[0].message_id
    writer = board.reply(ws, SEALED).row.who.partition("<")[2].rstrip(">")
    later = datetime.now(UTC) + timedelta(days=1)
    for n, (to, value) in enumerate((("somebody.else@example.org", ""), (writer, "pending"))):
        take(
            ws, "[Q3] As you say.\n", OURS, f"<o{n}@example.org>", subject=SUBJECT, X_To=to,
            In_Reply_To=f"<{known}>", date=later.strftime(f"%a, %d %b %Y 1{n}:00:00 +0000"),
        )  # fmt: skip
        assert [one.value for one in reacting.listed(ws) if one.assessment == theirs] == [value]
    ws.close()


def test_who_reacts_to_somebody_elses_finding_is_not_called_its_responder(
    answered: Workspace, finding: str, tmp_path: Path
) -> None:
    other = board.reply(answered, TOP_POSTED)
    reacting.react(answered, finding, "satisfied", f"{TOP_POSTED}.1", REASON)
    (told,) = [one for one in reacting.listed(answered) if one.assessment == finding]
    assert (told.person, told.role) == (other.person, other.row.role)
    publish.report(answered, tmp_path / "out", ("md",))
    assert "another responder is satisfied" in (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    before = state(answered)
    with pytest.raises(BadUse, match="is a private answer, and A1 rests on somebody else's"):
        reacting.react(answered, finding, "satisfied", f"{SEALED}.1", REASON)
    assert state(answered) == before


def test_a_reaction_travels_with_the_repository_and_into_the_report(
    answered: Workspace, finding: str, tmp_path: Path
) -> None:
    view = reacting.react(answered, finding, "not-satisfied", reason=REASON)
    assert publish.report_data(answered).reactions == (view,)
    other = Workspace.open(clone(answered.root, tmp_path / "clone"))
    try:
        assert review(other) == review(answered)
        assert board.question(other, "C2").reactions == (view,)
    finally:
        other.close()


def test_a_reaction_recorded_elsewhere_is_taken_in(answered: Workspace, finding: str, tmp_path: Path) -> None:
    other = Workspace.open(clone(answered.root, tmp_path / "clone", private=True))
    reacting.react(other, finding, "not-satisfied", reason=REASON)
    ledger = (other.root / "ledger.jsonl").read_bytes()
    other.close()
    (answered.root / "ledger.jsonl").write_bytes(ledger)
    assert sync.sync(answered).taken_in == 1
    assert len(review(answered)) == 1
    assert holds(answered)
