"""Driving the terminal in tests: keys and clicks in, the text on the screen out."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from textual import events
from textual.pilot import Pilot

from tracker.tui.app import TrackerApp
from tracker.workflow.workspace import Workspace

WATCH = "watching mail"  # the work that lasts as long as the terminal is open


class Terminal:
    """A running application with what a test does to it and sees of it."""

    def __init__(self, app: TrackerApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def ws(self) -> Workspace:
        """The workspace under the terminal."""
        return self.app.ws

    async def settle(self) -> None:
        """Wait until no work runs in the background, but for the watch, and everything is drawn."""
        await self.pilot.pause()
        for _ in range(20_000):
            if all(worker.is_finished for worker in self.app.workers if worker.name != WATCH):
                break
            await self.pilot.pause()
        else:
            raise AssertionError(f"work never ended: {[worker.name for worker in self.app.workers]}")
        await self.pilot.pause()

    async def until(self, *texts: str) -> None:
        """Wait until every one of `texts` stands on the screen, for what comes by itself or waits for the person."""
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            if all(text in self.words for text in texts):
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"{texts} never came; the screen says:\n{self.text}")

    async def press(self, *keys: str) -> None:
        """Press keys, each one after what the last one set going has ended."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Paste a text into the field that has the focus."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def click(self, selector: str, offset: tuple[int, int] = (1, 0)) -> None:
        """Click a widget."""
        await self.pilot.click(selector, offset=offset)
        await self.settle()

    @property
    def text(self) -> str:
        """What stands on the screen now, row by row."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def inside(self, selector: str) -> str:
        """What of a widget stands on the screen now, row by row."""
        seen = self.app.screen.query_one(selector).region
        rows = self.text.split("\n")[seen.y : seen.bottom]
        return "\n".join(row[seen.x : seen.right].strip() for row in rows)

    @property
    def words(self) -> str:
        """The same in one line, for sentences that were wrapped."""
        return " ".join(self.text.split())


Open = Callable[..., AbstractAsyncContextManager[Terminal]]
