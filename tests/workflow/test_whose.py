"""Whose word a message is: ours by the account that fetched it or the settings, or because a person says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fetched_mail import clean, configure, plain
from mailservers.scripted import ScriptedServer
from workspaces import LIST, PERSON, QUOTED, clone, found, holds, mail, size, state

from tracker.accounts import Account
from tracker.errors import BadUse
from tracker.record.views import LegView
from tracker.workflow import board, intake, sync, triage, whose
from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]
HOLDER = "researcher@example.org"
OURS = mail(QUOTED + "Could you tell us?\n", f"Sample Researcher <{HOLDER}>", "<ours@example.org>")
THEIRS = mail(QUOTED + "Yes.\n", message_id="<theirs@example.org>")


def only_leg(ws: Workspace) -> LegView:
    (one,) = board.board(ws).legs
    return one


def imported(ws: Workspace, *mails: bytes) -> list[str]:
    """Take mails in as files; returns the ids of their replies."""
    folder = ws.root.parent / "mails"
    folder.mkdir(exist_ok=True)
    for n, raw in enumerate(mails):
        (folder / f"{n}.eml").write_bytes(raw)
    return [one.reply for one in intake.take_in(ws, sorted(folder.glob("*.eml")), LIST).items]


def test_what_the_account_holder_sent_is_an_attempt(
    root: Path, scripted_server: ScriptedServer, open_: Open
) -> None:
    scripted_server.user = HOLDER
    scripted_server.make("Sent")
    configure(root, plain(scripted_server, folders=("INBOX", "Sent")))
    scripted_server.deliver("Sent", OURS)
    ws = open_(root)
    (taken,) = clean(fetch(ws)).all_taken
    assert (taken.kind, taken.passages) == ("ours", 0)
    assert (only_leg(ws).state, len(only_leg(ws).attempts), only_leg(ws).replies) == ("waiting", 1, ())


def test_what_the_account_holder_sent_is_ours_when_it_is_imported(root: Path, open_: Open) -> None:
    holder = Account("work", "mail.example.org", "Researcher@Example.org", keyring=True)
    configure(root, holder, Account("lists", "mail.example.org", "sample", keyring=True))
    ws = open_(root)
    imported(ws, OURS)
    assert (only_leg(ws).state, len(only_leg(ws).attempts)) == ("waiting", 1)
    imported(ws, OURS, THEIRS)
    assert only_leg(ws).state == "answered"


def test_what_was_taken_for_an_answer_becomes_an_attempt(
    opened: Workspace, tmp_path: Path, open_: Open
) -> None:
    own, other = imported(opened, OURS, THEIRS)
    assert only_leg(opened).replies == (own, other)
    whose.ours(opened, own, "sent before ours was set")
    assert (only_leg(opened).state, only_leg(opened).replies) == ("answered", (other,))
    whose.ours(opened, other, "another address of ours")
    assert (only_leg(opened).state, len(only_leg(opened).attempts), only_leg(opened).heard) == (
        "waiting",
        2,
        None,
    )
    assert board.reply(opened, own).passages == ()
    assert (board.board(opened).to_triage, triage.next_open(opened)) == (0, None)
    assert holds(opened)
    assert state(open_(clone(opened.root, tmp_path / "clone"))) == state(opened)
    assert sync.sync(opened).recorded == ()


def test_what_was_worked_on_is_not_made_ours(opened: Workspace) -> None:
    (own,) = imported(opened, OURS)
    triage.skip(opened, f"{own}.1")
    before = size(opened)
    with pytest.raises(BadUse, match="has been worked on"):
        whose.ours(opened, own, "sent by us")
    with pytest.raises(BadUse, match="needs a reason"):
        whose.ours(opened, own, " ")
    assert size(opened) == before
    triage.unskip(opened, f"{own}.1")
    whose.ours(opened, own, "sent by us")
    with pytest.raises(BadUse, match="is ours already"):
        whose.ours(opened, own, "sent by us")


def test_a_leg_that_was_sent_on_is_so_again_when_the_other_answer_turns_out_to_be_ours(
    opened: Workspace,
) -> None:
    first, own = imported(opened, THEIRS, OURS)
    whose.ours(opened, own, "sent by us")
    found(opened, "C2", "redirect", passages=(f"{first}.1",), redirect_to="other@example.org")
    assert board.board(opened).legs[0].state == "redirected"
    whose.theirs(opened, own, "it was not")
    assert board.board(opened).legs[0].state == "answered"
    whose.ours(opened, own, "it was, after all")
    assert board.board(opened).legs[0].state == "redirected"


def test_an_answer_under_our_forged_address_is_read_as_one(root: Path, open_: Open) -> None:
    (root / "tracker.toml").write_text(f'actor = "{PERSON}"\nours = ["{HOLDER}"]\n', encoding="utf-8")
    ws = open_(root)
    (forged,) = imported(ws, OURS)
    assert only_leg(ws).state == "waiting"
    whose.theirs(ws, forged, "none of us wrote it")
    assert only_leg(ws).state == "answered"
    assert [one.id for one in board.reply(ws, forged).passages] == [f"{forged}.1"]
    with pytest.raises(BadUse, match="not taken for ours"):
        whose.theirs(ws, forged, "none of us wrote it")


def test_what_a_person_said_is_ours_stays_so_when_it_is_attached(opened: Workspace) -> None:
    (stray,) = imported(opened, mail("Hello.\n", f"<{HOLDER}>", "<stray@example.org>", "Something else"))
    whose.ours(opened, stray, "sent by us")
    triage.attach(opened, stray)
    assert (only_leg(opened).state, len(only_leg(opened).attempts)) == ("waiting", 1)
