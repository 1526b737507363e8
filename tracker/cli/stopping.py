"""What long work on the command line shares: a clean stop on Ctrl+C, and a line that says how far it is."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from tracker.cli import output
from tracker.cli.failures import INTERRUPTED
from tracker.text import clean_line, shorten

if TYPE_CHECKING:
    from tracker.workflow.fetched import Progress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LIVE = 0.1  # seconds between two drawings on a terminal
_PLAIN = 10.0  # seconds between two lines in a log


@contextmanager
def stopping(
    said: str = "Stopping after this message; once more leaves at once.",
) -> Iterator[threading.Event]:
    """Yield an event that the first SIGINT or SIGTERM sets, saying `said`; the second one leaves at once.

    Leaving at once is safe: what is recorded is recorded in one transaction, wholly or not at all, and the files
    are caught up by the next call.
    """
    stop = threading.Event()

    def pressed(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        # Straight to the file: the stream itself may be in the middle of a line.
        if stop.is_set():
            os.write(2, b"\n")
            os._exit(INTERRUPTED)
        stop.set()
        os.write(2, f"\n{said}\n".encode())

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, pressed) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class LiveLine:
    """A line on stderr that is drawn anew and ends up empty; where stderr is no terminal nothing is drawn."""

    def __init__(self) -> None:
        self.live = output.is_terminal(sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.draw("")

    def draw(self, text: str) -> None:
        """Show `text`, cut to the width of the terminal."""
        if self.live:
            width = max(20, shutil.get_terminal_size().columns - 1)
            sys.stderr.write(f"\r\x1b[K{shorten(text, width)}")
            sys.stderr.flush()


class Meter(LiveLine):
    """Says on stderr how far a fetch is: on a terminal on one line that ends up empty, else a line now and then."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.monotonic() - (_LIVE if self.live else 0.0)
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        """Show how far it is, unless that was just done."""
        now = time.monotonic()
        stage = f"{progress.account}/{progress.folder} {progress.stage}"
        due = now - self._last >= (_LIVE if self.live else _PLAIN)
        if not due and not (self.live and stage != self._stage):
            return
        self._last, self._stage = now, stage
        if self.live:
            self.draw(progress_line(progress))
        else:
            output.note(progress_line(progress))
            sys.stderr.flush()


def progress_line(progress: Progress) -> str:
    """Return how far a fetch is, in words: `work/INBOX: looking, 1200 of 20000, 3 found, about 12 s left`."""
    parts: list[str] = [progress.stage]
    if progress.total:
        parts.append(f"{progress.done} of {progress.total}")
    if progress.found or progress.total:
        parts.append(f"{progress.found} found")
    if progress.seconds_left is not None:
        parts.append(f"about {_duration(progress.seconds_left)} left")
    return clean_line(f"{progress.account}/{progress.folder}: {', '.join(parts)}")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
