"""Asks a person at the terminal, on stderr, until the answer is one that can be used."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from tracker.cli import output


def can_ask() -> bool:
    """Return whether a person sits at the terminal."""
    return output.is_terminal(sys.stdin)


def ask(question: str, default: str = "", check: Callable[[str], str] | None = None) -> str:
    """Ask on stderr until `check` finds nothing to complain about; Enter alone means the default."""
    while True:
        answer = str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        complaint = check(answer) if check else ""
        if not complaint:
            return answer
        output.note(complaint)
