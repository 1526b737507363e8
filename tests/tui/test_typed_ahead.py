"""Keys typed ahead of a dialog reach the dialog: nothing behind it acts, and nothing is done unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from driving import Open, Terminal
from textual import events

from tracker.tui.screens import board_acts
from tracker.tui.screens.ask import Ask
from tracker.tui.screens.board import BoardScreen
from tracker.workflow import board


@contextmanager
def gated(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Iterator[threading.Event]:
    """Hold every call of a function until the gate is set, then let it do what it does."""
    gate, call = threading.Event(), getattr(module, name)

    def held(*args: Any) -> Any:
        assert gate.wait(60)
        return call(*args)

    monkeypatch.setattr(module, name, held)
    try:
        yield gate
    finally:
        gate.set()


def type_ahead(t: Terminal, text: str) -> None:
    """Type as fast as a terminal can bring it, without waiting for anything to be drawn."""
    for key in text:
        t.app.post_message(events.Key({" ": "space"}.get(key, key), key))


async def finding(t: Terminal) -> None:
    """Record a finding on C1, without a change of its claim."""
    await t.press("a", "n")
    await t.write("Looked at it again.")
    await t.press("ctrl+s")
    await t.until("A1 recorded on C1")


async def test_undo_opens_at_once_and_does_nothing_unseen(
    root: Path, terminal: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with terminal(root) as t:
        await finding(t)
        with gated(monkeypatch, board_acts, "_newest") as gate:
            type_ahead(t, "uequal eggs")
            await t.until("looking for the newest assessment", "equal eggs")
            await t.pilot.press("ctrl+s")
            await t.until("nothing is done before you have seen what")
            assert isinstance(t.app.screen, Ask)
            gate.set()
            await t.until("A1 on C1")
            assert board.question(t.ws, "C1").assessments[0].state == "standing"
            await t.press("ctrl+s")
        assert "A1 on C1 is withdrawn" in t.words
        assert "equal eggs" in board.history(t.ws)[-1].reason


async def test_undo_with_nothing_to_undo_says_so_in_its_dialog(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("u")
        assert "There is no assessment to undo." in t.words
        await t.press("ctrl+s")
        assert "There is no assessment to undo." in t.words
        await t.press("escape")
        assert isinstance(t.app.screen, BoardScreen)


@pytest.mark.parametrize("name", ["edit_path", "waiting"])
async def test_keys_typed_before_and_after_the_editor_act_on_nothing(
    root: Path, terminal: Open, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async with terminal(root) as t:
        screen = t.app.screen
        assert isinstance(screen, BoardScreen)
        begin: dict[str, Callable[[], None]] = {
            "edit_path": screen.action_edit,
            "waiting": screen.look_for_edits,
        }
        with gated(monkeypatch, board_acts.sync, name) as gate:
            begin[name]()
            await t.until("⋯ The file")
            before = t.app.version
            type_ahead(t, "qsuy")
            await t.pilot.pause()
            assert t.app.is_running
            gate.set()
            await t.settle()
        assert t.app.screen is screen
        assert t.app.version == before
