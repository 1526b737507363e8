"""The command line at a real terminal (a pty of its own): what it shows is waited for, what a person types is sent."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

CTRL_C = "\x03"
# The terminal becomes the controlling one first, so that Ctrl+C reaches the program and a password can be asked for
# on it; the program minds Ctrl+C even where the tests were started by a shell that ignores it.
_RUN = """
import fcntl, signal, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)
import tracker.cli
tracker.cli.main()
"""
REPOSITORY = Path(__file__).resolve().parents[2]
LIMIT = 60.0  # seconds to wait for anything before the test fails


class AtTerminal:
    """A call of `tracker` in the workspace `root`, on a terminal that is its controlling one."""

    def __init__(self, root: Path, *arguments: str, **environment: str) -> None:
        self.leader, follower = pty.openpty()
        self.shown = ""
        paths = [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
        self._read = 0  # how much of `shown` was waited for
        self.process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *arguments],
            cwd=root, stdin=follower, stdout=follower, stderr=follower, close_fds=True,
            env={**os.environ, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "120", **environment,
                 "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,
        )  # fmt: skip
        os.close(follower)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(LIMIT)
        os.close(self.leader)

    def expect(self, text: str) -> str:
        """Wait until `text` is shown, behind what was waited for before; returns what came with it."""
        until = time.monotonic() + LIMIT
        while text not in self.shown[self._read :]:
            assert time.monotonic() < until, f"{text!r} was not shown:\n{self.shown}"
            assert self._more(until - time.monotonic()), f"it ended without {text!r}:\n{self.shown}"
        end = self.shown.index(text, self._read) + len(text)
        seen, self._read = self.shown[self._read : end], end
        return seen

    def answer(self, question: str, line: str) -> None:
        """Wait for a question and type a line."""
        self.expect(question)
        self.type(line + "\n")

    def type(self, text: str) -> None:
        """Type something."""
        os.write(self.leader, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl+C at a question, again while nothing comes of it.

        Python's `input` misses a signal that comes after it has shown its prompt and before it reads.
        """
        for _ in range(10):
            self.type(CTRL_C)
            until = time.monotonic() + LIMIT / 10
            while "Interrupted" not in self.shown and self._more(until - time.monotonic()):
                pass
            if "Interrupted" in self.shown:
                return
        raise AssertionError(f"it did not mind Ctrl+C:\n{self.shown}")

    def end(self) -> int:
        """Wait until it has ended; returns its exit code."""
        while self._more(LIMIT):
            pass
        return self.process.wait(LIMIT)

    def _more(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.leader], [], [], max(0.0, seconds))
        try:
            data = os.read(self.leader, 65536) if ready else b""
        except OSError:  # what Linux says when the other end is closed
            data = b""
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)
