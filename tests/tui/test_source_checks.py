"""Sources are checked from the terminal: after saying whom that asks, aside, and stoppable."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from driving import Open, Terminal
from webservers.pages import PageServer, Said, answer

from tracker.workflow import board, sourcecheck, sourcework
from tracker.workflow.assess import Finding, assess
from tracker.workflow.workspace import Workspace

WORDS = "Release branches are locked by the branch approvers"


@pytest.fixture
def cited(root: Path, page_server: PageServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A part that had no source is given two on the server, one of them read and relied on."""
    monkeypatch.setattr(sourcecheck, "LIMITS", dataclasses.replace(sourcecheck.LIMITS, pause=0.0))
    page_server.pages |= {"/policy": answer(f"<p>{WORDS}</p>"), "/other": answer("<p>other</p>")}
    ws = Workspace.open(root, "researcher")
    try:
        with ws.act("sources.retired") as act:
            from tracker.record import queries
            from tracker.record.models import Citation

            for row in queries.live(act.session, Citation):
                act.retire(row)
        sourcework.add(ws, f"{page_server.url}/other", "C1", "context", title="Another")
        key = sourcework.add(ws, f"{page_server.url}/policy", "C1", "supports", title="Policy").id
        sourcework.read(ws, key, WORDS, "Policy", covers="all", states=True, dated="2026-05-01")
        assess(ws, Finding("C1", ("confirm",), basis="source", citations=(key,), reason="It says so."))
    finally:
        ws.close()
    return root


async def to_sources(t: Terminal) -> None:
    """From the Board to the sources of its first question."""
    await t.press("S")
    assert "never checked" in t.words


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_whom_it_asks_is_said_first_and_what_it_found_is_shown(
    cited: Path, page_server: PageServer, terminal: Open, size: tuple[int, int]
) -> None:
    async with terminal(cited, size) as t:
        await to_sources(t)
        await t.press("c")
        assert "Ask this host for 2 pages?" in t.words
        assert page_server.url.removeprefix("http://") in t.words
        await t.press("enter")  # the harmless answer
        assert page_server.asked == []
        assert board.source_checks(t.ws) == {}
        await t.press("c", "y")
        assert "Sources checked: 2 first copy." in t.words
        assert "Checked" in t.words
        assert sorted(page_server.asked) == ["/other", "/policy", "/robots.txt"]
        page_server.pages["/policy"] = answer("<p>\x1b[2J[/b] [@click=app.quit]other words</p>")
        await t.press("c", "y")
        assert "Put under review" in t.words
        assert "C1 the words read as K" in t.words
        await t.press("escape")
        assert "words lost" in t.inside("#citations")
        await t.press("escape")
        assert "under review" in t.words


async def test_a_check_can_be_stopped_and_records_what_it_learned(
    cited: Path, page_server: PageServer, terminal: Open
) -> None:
    def hang(said: Said) -> None:
        said.ended.wait(30)

    page_server.pages["/other"] = hang  # asked for last: no claim rests on it
    async with terminal(cited) as t:
        await to_sources(t)
        await t.press("c")
        await t.pilot.press("y")
        await t.until("checking 2 of 2", "Esc stops")
        await t.pilot.press("escape")
        await t.until("The check was stopped; what was learned is recorded: 1 first copy, 1 not checked.")
        assert [one.outcome for one in board.source_checks(t.ws).values()] == ["first copy"]
        assert (
            "Sources" in t.text.splitlines()[0]
        )  # the first Esc stopped it, and left the screen where it was
        await t.press("escape")
        assert "Board" in t.text.splitlines()[0]


async def test_closing_the_terminal_ends_a_check(
    cited: Path, page_server: PageServer, terminal: Open
) -> None:
    def hang(said: Said) -> None:
        said.ended.wait(30)

    page_server.pages["/other"] = hang
    async with terminal(cited) as t:
        await to_sources(t)
        await t.press("c")
        await t.pilot.press("y")
        await t.until("checking 2 of 2")
        t.app.exit()
    ws = Workspace.open(cited)
    try:
        assert len(board.source_checks(ws)) == 1
    finally:
        ws.close()


async def test_where_there_is_nothing_to_check_nobody_is_asked(cited: Path, terminal: Open) -> None:
    async with terminal(cited) as t:
        await t.press("j", "S", "c")
        assert "There is no source to check here." in t.words


async def test_without_a_network_one_sentence_says_so(
    cited: Path, page_server: PageServer, terminal: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PageServer() as gone:
        pass
    ws = Workspace.open(cited, "researcher")
    sourcework.add(ws, f"{gone.url}/x", "C3", "context", title="Gone")
    ws.close()
    async with terminal(cited) as t:
        await t.press("j", "j", "S", "c", "y")
        assert "No host could be reached, so nothing was recorded" in t.words
        await t.press("escape")
        assert "Board" in t.text.splitlines()[0]
