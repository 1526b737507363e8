"""A file in the person's own editor, the terminal lent to it meanwhile."""

from __future__ import annotations

from pathlib import Path

from textual.app import SuspendNotSupported

from tracker.errors import TrackerError
from tracker.tui.screens.base import TrackerScreen
from tracker.workflow import editor


def edit(screen: TrackerScreen, path: Path, then: str) -> bool:
    """Open `path` in $VISUAL or $EDITOR and return whether that worked; `then` says what to press afterwards."""
    try:
        with screen.app.suspend():
            code = editor.edit(path)
    except SuspendNotSupported:
        screen.tracker.tell_error(TrackerError("No editor can be opened here.", f"edit {path}: {then}"))
        return False
    except TrackerError as error:
        screen.tracker.tell_error(TrackerError(error.message, f"{error.hint}: {then}"))
        return False
    screen.app.refresh()
    if code != 0:
        screen.tracker.tell(f"The editor ended with {code}.", then, "warning")
    return True
