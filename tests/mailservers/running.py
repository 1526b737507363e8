"""Server processes that end with their test: stopped on purpose, at exit, or when the test process dies."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

LIMIT = 30.0  # seconds a server may take to come up or to go

# The shell waits for the end of its standard input, which only the test process holds: also when that one is killed,
# the server stops and its folder is removed.
_GUARD = """
dir=$1; shift
"$@" </dev/null >"$dir/output" 2>&1 &
server=$!
cat >/dev/null
kill -TERM "$server" 2>/dev/null
tries=0
while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 100 ]; do tries=$((tries + 1)); sleep 0.02; done
kill -KILL "$server" 2>/dev/null
wait "$server" 2>/dev/null
rm -rf "$dir"
"""


def short_folder(prefix: str) -> Path:
    """Return a new folder with a short path: the paths of Unix sockets may not exceed some 100 bytes."""
    top = "/tmp" if Path("/tmp").is_dir() else None
    return Path(tempfile.mkdtemp(prefix=prefix, dir=top))


def free_ports(number: int) -> list[int]:
    """Return ports of the loopback interface that nobody listens on now."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def greeting(port: int) -> bytes:
    """Return the first line that a server on loopback says, b"" where none answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
            return connection.recv(4096)
    except OSError:
        return b""


class Guarded:
    """A server process with a guard beside it; `folder` is its own and goes with it."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.folder = folder
        self._owner = os.getpid()
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(folder), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        atexit.register(self.stop)

    def wait_until(self, ready: Callable[[], bool], failed: Callable[[str], bool]) -> bool:
        """Wait until the server is ready; False when its output says that it failed to start."""
        until = time.monotonic() + LIMIT
        while time.monotonic() < until:
            if ready():
                return True
            if failed(self.output()):
                return False
            time.sleep(0.005)
        raise RuntimeError(f"the server did not come up: {self.output()[-2000:]}")

    def output(self) -> str:
        """Return what the server has said so far, on its output and in its log."""
        found = [self.folder / "output", self.folder / "log"]
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in found if path.is_file())

    def stop(self) -> None:
        """Stop the server, wait for it and remove its folder. May be called twice."""
        if self._owner != os.getpid() or self._guard.poll() is not None:
            return
        atexit.unregister(self.stop)
        assert self._guard.stdin is not None
        with contextlib.suppress(ProcessLookupError):
            # Guard, server and its children at once: nothing there is kept, and asked politely Dovecot takes a second.
            os.killpg(self._guard.pid, signal.SIGKILL)
        self._guard.stdin.close()
        self._guard.wait(LIMIT)
        shutil.rmtree(self.folder, ignore_errors=True)
