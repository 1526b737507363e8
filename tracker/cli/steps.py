"""How a step that was checked is printed: ✓, ! or ✗, its name and sentence, and what to do about it."""

from __future__ import annotations

import sys

from tracker.cli import output
from tracker.text import clean_line


def show(name: str, ok: bool, sentence: str, hint: str = "") -> None:
    """Print one step at once, for a person who waits for the next one; `ok` with a hint is a warning."""
    if not ok:
        mark = output.styled("✗", "red")
    else:
        mark = output.styled("!", "yellow") if hint else output.styled("✓", "green")
    sys.stdout.write(f"{mark} {clean_line(name)}: {clean_line(sentence)}\n")
    if hint:
        output.say(f"  → {clean_line(hint)}")
    sys.stdout.flush()
