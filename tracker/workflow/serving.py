"""A report that is shown while one works: built anew when the record changes, served to this machine's browsers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tracker.errors import BadUse, TrackerError
from tracker.record import store
from tracker.text import clean_line
from tracker.web.serve import LoopbackServer, Shelf
from tracker.workflow.workspace import Workspace

Build = Callable[[], Iterable[Path]]
EVERY = 1.0  # seconds between two looks at the record
_AGAIN = 10.0  # seconds after which a build that failed is tried once more


def serve(
    ws: Workspace,
    out: Path,
    build: Build,
    port: int,
    stop: threading.Event,
    tell: Callable[[str], None],
    warn: Callable[[str], None],
) -> None:
    """Serve on 127.0.0.1 what `build` writes into the folder `out`, until `stop` is set.

    `build` returns the files it wrote, or folders with nothing else in them. It is called again each time the
    record has changed; where it fails, `warn` hears why and what was built last goes on being served. `tell`
    hears the address. The first failure is raised, and BadUse where the port is taken.
    """
    shelf = Shelf()
    at = _head(ws)
    shelf.put(gathered(build(), out))
    try:
        server = LoopbackServer(shelf, port)
    except (OSError, OverflowError) as error:
        why = error.strerror if isinstance(error, OSError) else "no such port"
        raise BadUse(
            f"Port {port} cannot be used: {why}.", "name another with --port, or 0 for any"
        ) from error
    with server:
        tell(server.url)
        said, again = "", 0.0
        while not stop.wait(EVERY):
            try:
                now = _head(ws)
                if now != at or (said and time.monotonic() >= again):
                    shelf.put(gathered(build(), out))
                    at, said = now, ""
            except Exception as error:  # noqa: BLE001  (whatever it is, the last good report stays)
                problem = _problem(error)
                again = time.monotonic() + _AGAIN
                at = _head_or(ws, at)
                if problem != said:
                    warn(problem)
                said = problem


def gathered(written: Iterable[Path], out: Path) -> dict[str, bytes]:
    """Return the bytes of what was written, by path below `out`; links are left out, whatever they lead to."""
    found: dict[str, bytes] = {}
    for top in written:
        for path in _files(top):
            if not path.is_symlink() and path.is_relative_to(out):
                found[path.relative_to(out).as_posix()] = path.read_bytes()
    return found


def _files(top: Path) -> Iterable[Path]:
    if top.is_symlink() or not top.is_dir():
        return [top]
    return [Path(folder, name) for folder, _, names in os.walk(top) for name in sorted(names)]


def _head(ws: Workspace) -> tuple[int, str]:
    """The size and head of the ledger: what the record says has changed exactly when they have."""
    with ws.database.reading() as session:
        size, head, _, _ = store.head(session)
    return size, head


def _head_or(ws: Workspace, before: tuple[int, str]) -> tuple[int, str]:
    try:
        return _head(ws)
    except TrackerError:
        return before


def _problem(error: Exception) -> str:
    told = clean_line(str(error)) or type(error).__name__
    return f"The report could not be built anew, so the last one stays: {told}"
