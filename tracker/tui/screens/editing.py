"""A file in the person's own editor, the terminal lent to it meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import SuspendNotSupported

from tracker.errors import TrackerError
from tracker.tui.screens.base import TrackerScreen


def edit(screen: TrackerScreen, path: Path, then: str) -> bool:
    """Open `path` in $VISUAL or $EDITOR and return whether that worked; `then` says what to press afterwards."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        with screen.app.suspend():
            code = subprocess.call([*shlex.split(command), str(path)])
    except (SuspendNotSupported, OSError, ValueError):
        screen.tracker.tell_error(
            TrackerError(
                f"The editor {command!r} cannot be opened here.", f"set EDITOR, or edit {path}: {then}"
            )
        )
        return False
    screen.app.refresh()
    if code != 0:
        screen.tracker.tell(f"The editor ended with {code}.", then, "warning")
    return True
