"""How a step that was checked is printed: ✓ or ✗, its name and sentence, and what to do when it failed."""

from __future__ import annotations

import sys

from tracker.cli import output
from tracker.text import clean_line


def show(name: str, ok: bool, sentence: str, hint: str = "") -> None:
    """Print one step at once, for a person who waits for the next one."""
    mark = output.styled("✓", "green") if ok else output.styled("✗", "red")
    sys.stdout.write(f"{mark} {clean_line(name)}: {clean_line(sentence)}\n")
    if hint and not ok:
        output.say(f"  → {clean_line(hint)}")
    sys.stdout.flush()
