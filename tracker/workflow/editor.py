"""The person's own editor, for a file that they want to write in."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from tracker.errors import TrackerError
from tracker.text import clean_line


def edit(path: Path) -> int:
    """Open `path` in $VISUAL or $EDITOR, else in vi, and return the exit code once that ends.

    TrackerError where the editor cannot be started.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return subprocess.call([*shlex.split(command), str(path)])
    except (OSError, ValueError):
        raise TrackerError(
            f"The editor {clean_line(command)!r} cannot be opened.", f"set EDITOR, or edit {path}"
        ) from None
