"""A terminal to drive: the real application over a real workspace, its screen read as a person reads it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from driving import Open, Terminal

from tracker.tui.app import TrackerApp
from tracker.workflow import intake
from tracker.workflow.workspace import Workspace

LIST = "steering-list@example.org"


@pytest.fixture
def terminal() -> Open:
    """Open a terminal on a workspace folder: `async with terminal(root, (80, 24)) as t`."""

    @asynccontextmanager
    async def opened(
        root: Path,
        size: tuple[int, int] = (120, 40),
        tour: tuple[str, ...] = (),
        actor: str | None = "researcher",
    ) -> AsyncIterator[Terminal]:
        app = TrackerApp(Workspace.open(root, actor), tour)
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                running = Terminal(app, pilot)
                await running.settle()
                yield running
                await running.settle()
        finally:
            app.ws.close()

    return opened


@pytest.fixture(scope="session")
def taken_in(opened_letter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The opened letter with some sample replies taken in from the list's archive; only to be copied."""
    root = tmp_path_factory.mktemp("replies") / "workspace"
    shutil.copytree(opened_letter, root)
    samples = Path(__file__).resolve().parents[2] / "tracker" / "samples"
    names = ("01-inline", "08-pointer", "10-decline", "15-agrees")
    workspace = Workspace.open(root, "researcher")
    try:
        intake.take_in(workspace, [samples / f"{name}.eml" for name in names], list_address=LIST)
        intake.take_in(workspace, [samples / "12-private.eml", samples / "17-unrelated.eml"])
    finally:
        workspace.close()
    return root


@pytest.fixture
def answered(taken_in: Path, tmp_path: Path) -> Path:
    """A fresh copy of that workspace."""
    copy = tmp_path / "answered"
    shutil.copytree(taken_in, copy)
    return copy
