"""A leg opened after its mail was taken in: the mail is offered to it, and a person moves it there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from leg_mail import LETTER_ID, OURS, RELEASE, RELEASE_LIST, STRANGER, leg, leg_of, take
from workspaces import LIST, QUOTED, REDIRECT, SUBJECT, found, holds, size

from tracker.errors import BadUse
from tracker.workflow import board, letters, offering, triage
from tracker.workflow.assess import Finding, assess
from tracker.workflow.workspace import Workspace


@pytest.fixture
def fetched_first(answered: Workspace, open_: Callable[[Path], Workspace]) -> tuple[Workspace, list[str]]:
    """Months of mail are taken in, with a list's answers among it, before the redirect to that list is found."""
    (answered.root / "tracker.toml").write_text(
        'actor = "researcher"\nours = ["sample.researcher@example.org"]\n', encoding="utf-8"
    )
    ws = open_(answered.root)
    letters.set_letter(ws, message_id=LETTER_ID, subject=SUBJECT.removeprefix("Re: "), to=LIST)
    asked = take(ws, QUOTED + "Could you tell us?\n", OURS, "<ours@example.org>", X_To=RELEASE_LIST)
    told = take(
        ws, "Yes.\n", message_id="<a@example.org>", In_Reply_To="<ours@example.org>", X_Cc=RELEASE_LIST
    )
    other = "Sample Responder Y <sample.responder.y@example.org>"
    aside = take(ws, "No.\n", other, "<b@example.org>", In_Reply_To="<ours@example.org>")
    take(ws, QUOTED + "Perhaps.\n", other, "<c@example.org>", X_Cc=f"{LIST}, {RELEASE_LIST}")
    taken = [one.reply for one in (asked, told, aside)]
    assert {board.reply(ws, one).leg for one in taken} == {"G1"}
    return ws, taken


def redirect(ws: Workspace, to: str, question: str = "Q3") -> offering.Offer | None:
    finding = Finding(question, ("redirect",), (f"{REDIRECT}.1",), reason="it says so", redirect_to=to)
    return offering.offer(ws, assess(ws, finding))


def test_a_redirect_names_the_mail_at_hand_that_its_leg_may_claim(
    fetched_first: tuple[Workspace, list[str]],
) -> None:
    ws, taken = fetched_first
    offer = redirect(ws, RELEASE_LIST)
    assert offer is not None
    assert (offer.leg, offer.replies) == ("G2", tuple(taken))
    assert f"G2 is open and asks {RELEASE_LIST}" in offer.sentence
    assert {board.reply(ws, one).leg for one in taken} == {"G1"}  # nothing moves by itself
    assert redirect(ws, RELEASE_LIST, "Q5") is None  # that leg was there
    nobody = redirect(ws, "nobody.else@example.org", "Q6")
    assert nobody is not None
    assert nobody.replies == ()


def test_what_was_moved_by_hand_is_not_offered_again(fetched_first: tuple[Workspace, list[str]]) -> None:
    ws, (asked, told, aside) = fetched_first
    redirect(ws, RELEASE)
    for one in (asked, told, aside):
        triage.attach(ws, one, leg="G2", reason="asked on their behalf")
    offer = redirect(ws, RELEASE_LIST, "Q5")
    assert offer is not None
    assert offer.replies == ()


def test_a_reply_moves_between_the_legs_of_its_letter(fetched_first: tuple[Workspace, list[str]]) -> None:
    ws, (asked, told, _) = fetched_first
    found(ws, "C2", "confirm", passages=(f"{told}.1",))
    redirect(ws, RELEASE_LIST)
    assert leg(ws, "G2").state == "waiting"
    before, entries = board.reply(ws, told), size(ws)
    triage.attach(ws, told, leg="g2", reason="their list answered")
    assert size(ws) == entries + 1
    now = leg(ws, "G2")
    assert (now.state, now.silence, now.replies) == ("answered", "", (told,))
    assert now.heard == datetime(2026, 7, 2, 10, tzinfo=UTC)
    assert told not in leg(ws, "G1").replies
    assert board.reply(ws, told).passages == before.passages
    tried = len(leg(ws, "G1").attempts)
    triage.attach(ws, asked, leg="G2", reason="we asked them")
    assert (len(leg(ws, "G1").attempts), len(leg(ws, "G2").attempts)) == (tried - 1, 1)
    answer = take(ws, "And so on.\n", STRANGER, "<d@example.org>", In_Reply_To="<a@example.org>")
    assert leg_of(ws, answer) == "G2"
    assert holds(ws)


def test_a_leg_that_loses_its_only_answer_waits_again(opened: Workspace) -> None:
    letters.set_letter(opened, date="2026-04-28")
    sent_on = take(opened, QUOTED + "Ask somebody else.\n", public=LIST)
    found(opened, "C2", "redirect", passages=(f"{sent_on.reply}.1",), redirect_to=RELEASE)
    only = take(opened, QUOTED + "Yes.\n", message_id="<r@example.org>")
    assert [one.state for one in board.board(opened).legs] == ["answered", "waiting"]
    triage.attach(opened, only.reply, leg="G2", reason="it is the contact's other address")
    assert [one.state for one in board.board(opened).legs] == ["redirected", "answered"]
    triage.attach(opened, sent_on.reply, leg="G2", reason="a mistake")
    assert [one.state for one in board.board(opened).legs] == ["waiting", "answered"]
    assert leg(opened, "G1").silence.startswith("no answer")
    assert leg(opened, "G1").heard is None


def test_a_move_names_another_leg_of_the_letter_and_a_reason(
    fetched_first: tuple[Workspace, list[str]], tmp_path: Path
) -> None:
    ws, _ = fetched_first
    redirect(ws, RELEASE)
    (tmp_path / "other.txt").write_text(
        "Dear all,\n\nFirst, is it so?\n\nSecond, is it not?\n", encoding="utf-8"
    )
    letters.add(ws, tmp_path / "other.txt", title="Another")
    entries = size(ws)
    for values, told in (
        ({}, "belongs to G1 of L1 already"),
        ({"leg": "G1", "reason": "x"}, "is in G1 already"),
        ({"leg": "G2"}, "needs a reason"),
        ({"leg": "G3", "reason": "x"}, "moves between its legs alone"),
        ({"leg": "G2", "letter": "L2", "reason": "x"}, "moves between its legs alone"),
    ):
        with pytest.raises(BadUse, match=told):
            triage.attach(ws, REDIRECT, **values)
    assert size(ws) == entries
