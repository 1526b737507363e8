"""Follow-ups in the terminal: conversations, drafts, what is due, Drafts on a real server, reactions."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from driving import Open

from tracker.accounts import as_toml
from tracker.workflow import consent, legsaid, reacting
from tracker.workflow.assess import Finding, assess
from tracker.workflow.workspace import Workspace

if TYPE_CHECKING:
    from mailservers.base import MailServer

WORDING = "Public rules appear to support that /lgtm and /approve are independent of each other."


@pytest.fixture
def reported(answered: Path) -> Path:
    """The workspace with a finding on a public answer, and an address of ours."""
    ws = Workspace.open(answered, "researcher")
    passage = next(iter(ws_passages(ws)))
    assess(
        ws,
        Finding(
            "C2", ("restate:narrower",), (passage,), wording=WORDING, reason="The labels are independent."
        ),
    )
    ws.close()
    (answered / "tracker.toml").write_text('ours = ["researchers@example.org"]\n', encoding="utf-8")
    return answered


def ws_passages(ws: Workspace) -> tuple[str, ...]:
    from tracker.workflow import board

    return board.question(ws, "C2").passages


async def test_the_draft_of_a_conversation_is_shown_with_whom_it_reaches(
    reported: Path, terminal: Open
) -> None:
    async with terminal(reported) as t:
        await t.press("d")
        assert "G1 report, in public" in t.words
        assert "To steering-list@example.org" in t.words
        assert "goes to @example.org alone" in t.words
        assert "● 1" in t.text
        assert "[C2] Gated acceptance of mainline contributions" in t.words
        await t.press("enter", "end")
        assert "Kind regards researcher" in t.words
        await t.press("escape")
        assert "Since sent" in t.text


async def test_a_conversation_without_a_draft_says_why(reported: Path, terminal: Open) -> None:
    async with terminal(reported) as t:
        await t.press("d", "j")
        assert "There is nothing new to report in G1/P" in t.words
        await t.press("s")
        assert "Save the draft" not in t.text
        assert "✗ There is nothing new to report" in t.words


async def test_addresses_that_are_not_known_are_asked_for(reported: Path, terminal: Open) -> None:
    (reported / "tracker.toml").unlink()
    async with terminal(reported) as t:
        await t.press("d")
        assert "No address of yours is known" in t.words
        await t.press("a")
        await t.write("somebody@example.org")
        await t.press("ctrl+s")
        assert "From researcher <somebody@example.org>" in t.words


async def test_a_draft_is_saved_where_it_is_asked(reported: Path, terminal: Open) -> None:
    async with terminal(reported) as t:
        await t.press("d", "s", "enter")
        assert "The draft is in" in t.words
    assert b"[C2]" in (reported / "follow-up-g1.eml").read_bytes()


async def test_edits_of_a_draft_are_kept_and_used(
    reported: Path, terminal: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext

    script = reported / "editor.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\n"
        "path.write_text(path.read_text('utf-8').replace('Hello,', 'Good day,'), 'utf-8')\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    async with terminal(reported) as t:
        monkeypatch.setattr(t.app, "suspend", nullcontext)  # a test has no terminal to lend
        await t.press("d", "e")
        assert "These are your edits of the draft." in t.words
        assert "Good day," in t.words
    async with terminal(reported) as t:
        await t.press("d")
        assert "Good day," in t.words


async def test_a_draft_is_put_into_drafts_after_asking(
    reported: Path, terminal: Open, mail_server: MailServer
) -> None:
    mail_server.make("Drafts")
    account = mail_server.account(folders=("INBOX",), poll=86_400)
    consent.allow(account)
    with (reported / "tracker.toml").open("a", encoding="utf-8") as file:
        file.write(as_toml(account))
    async with terminal(reported) as t:
        await t.press("d", "p", "ctrl+s")
        await t.until(
            "Put this draft into sample/Drafts?", "steering-list@example.org", "Re: Clarification request"
        )
        assert mail_server.uids("Drafts") == []
        await t.press("escape")
        assert mail_server.uids("Drafts") == []
        await t.press("p", "ctrl+s")
        await t.until("Put this draft into sample/Drafts?")
        await t.press("y")
        await t.until("The draft lies in sample/Drafts as UID", "nothing was sent")
        (uid,) = mail_server.uids("Drafts")
        assert mail_server.flags("Drafts") == {uid: {"\\Draft", "\\Seen"}}
        await t.press("p", "ctrl+s")
        await t.until(f"The draft lies in Drafts already (UID {uid}).")
    assert len(mail_server.uids("Drafts")) == 1


async def test_without_an_account_putting_a_draft_away_says_what_to_do(
    reported: Path, terminal: Open
) -> None:
    async with terminal(reported) as t:
        await t.press("d", "p")
        assert "No mail account is set up." in t.words
        assert "tracker account add" in t.words


async def test_what_is_due_is_counted_on_the_bar_and_told_in_the_letter(
    answered: Path, terminal: Open
) -> None:
    ws = Workspace.open(answered, "researcher")
    legsaid.say(ws, "G1", "promised", f"{datetime(2026, 1, 1, tzinfo=UTC):%Y-%m-%d}", "They wrote so.")
    ws.close()
    async with terminal(answered) as t:
        assert "1 due" in t.text.splitlines()[0]
        await t.press("L")
        assert "an answer was promised for 2026-01-01" in t.words
        await t.press("escape", "d", "c")
        await t.write("They are done.")
        await t.press("tab", "enter", "down", "down", "enter", "ctrl+s")
        assert "due" not in t.text.splitlines()[0]


async def test_a_reaction_is_recorded_from_the_board_and_shown(reported: Path, terminal: Open) -> None:
    async with terminal(reported) as t:
        await t.press("j", "R")
        assert "The reaction to A1 on C2" in t.words
        await t.write("They wrote that a point was dropped.")
        await t.press("tab", "enter", "down", "enter", "ctrl+s")
        assert "The reaction to A1 is recorded: not satisfied." in t.words
        assert "under review" in t.words
        await t.press("4")
        await t.press("enter", "G")
    ws = Workspace.open(reported)
    assert [one.value for one in reacting.listed(ws)] == ["not satisfied"]
    ws.close()


async def test_a_reaction_is_to_a_finding_on_the_question_under_the_cursor(
    reported: Path, terminal: Open
) -> None:
    async with terminal(reported) as t:
        await t.press("j")
        shown = t.app.screen.shown
        await t.press("k")
        t.app.screen.shown = (
            shown  # as while the page below still shows the question that the cursor has left
        )
        await t.press("R")
        assert "No finding on C1 rests on an answer." in t.words
        assert "on C2" not in t.words


async def test_a_question_without_an_answer_has_no_reaction(reported: Path, terminal: Open) -> None:
    async with terminal(reported) as t:
        await t.press("R")
        assert "No finding on C1 rests on an answer." in t.words


async def test_help_and_palette_know_the_keys(reported: Path, terminal: Open) -> None:
    async with terminal(reported) as t:
        await t.press("question_mark", "j", "j")
        assert "Draft a follow-up: what changed and what is open" in t.words
        await t.press("escape", "d", "question_mark")
        assert "Put the draft into a mail account's Drafts, after asking" in t.words
