"""Background work: nothing freezes, nothing is lost, writes go one after another."""

from __future__ import annotations

import threading
from pathlib import Path

from driving import Open
from textual import events

from tracker.errors import TrackerError
from tracker.tui import workers
from tracker.tui.screens.dialogs import Reading
from tracker.tui.widgets import marks


async def test_the_screen_answers_while_work_runs(root: Path, terminal: Open) -> None:
    gate = threading.Event()
    async with terminal(root) as t:
        done: list[bool] = []
        workers.start(t.app.screen, gate.wait, done.append, saying="counting")
        await t.pilot.press("j")
        await t.pilot.press("x")
        await t.pilot.pause()
        assert "counting" in t.text
        assert "▾ C2" in t.text
        assert not done
        gate.set()
        await t.settle()
        assert done == [True]
        assert "counting" not in t.text


async def test_a_failure_is_one_sentence_with_its_hint_and_stays_under_messages(
    root: Path, terminal: Open
) -> None:
    def fail() -> None:
        raise TrackerError("The cellar is locked.", "ask for the key")

    async with terminal(root) as t:
        workers.start(t.app.screen, fail)
        await t.settle()
        assert "✗ The cellar is locked. ask for the key" in t.words
        t.app.action_messages()
        await t.settle()
        assert "The cellar is locked." in t.text


async def test_an_unforeseen_failure_does_not_end_the_terminal(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        workers.start(t.app.screen, lambda: 1 // 0)
        await t.settle()
        assert "unforeseen" in t.words
        assert "ZeroDivisionError" in t.words
        assert t.app.is_running


async def test_closing_the_screen_loses_no_failure(root: Path, terminal: Open) -> None:
    gate = threading.Event()

    def fail() -> None:
        gate.wait()
        raise TrackerError("It failed after all.")

    async with terminal(root) as t:
        dialog = Reading("Passing", marks.line("by"))
        await t.app.push_screen(dialog)
        shown: list[TrackerError] = []
        workers.start(dialog, fail, failed=shown.append)
        dialog.dismiss()
        await t.pilot.pause()
        gate.set()
        await t.settle()
        assert shown == []
        assert "✗ It failed after all." in t.words


async def test_newer_work_of_a_group_takes_the_place_of_older(root: Path, terminal: Open) -> None:
    gate = threading.Event()
    async with terminal(root) as t:
        results: list[str] = []

        def slow() -> str:
            gate.wait()
            return "old"

        workers.start(t.app.screen, slow, results.append, group="look")
        workers.start(t.app.screen, lambda: "new", results.append, group="look")
        gate.set()
        await t.settle()
        assert results == ["new"]


async def test_writes_go_one_after_another_and_every_screen_looks_again(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        at_once, most = 0, 0
        lock = threading.Lock()

        def write() -> None:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            with lock:
                at_once -= 1

        before = t.app.version
        for _ in range(5):
            workers.start(t.app.screen, write, writes=True)
        await t.settle()
        assert most == 1
        assert t.app.version == before + 5


async def test_only_the_newest_progress_waits_to_be_shown() -> None:
    first, second = workers.Progressed("importing", 1, 9), workers.Progressed("importing", 2, 9)
    assert second.can_replace(first)


async def test_keys_typed_ahead_of_a_dialog_do_no_harm(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("a")
        for key in ("d", "d", "u", "n"):
            t.app.post_message(events.Key(key, key))
        await t.settle()
        assert t.app.is_running
        assert "Assess" in t.text.splitlines()[0]
