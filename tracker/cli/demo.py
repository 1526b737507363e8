"""`tracker demo`: the whole job on sample replies, as a guided start in the UI or as text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import output


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("demo", epilog="Example: tracker demo --text")(demo)


def demo(
    path: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="An empty folder for it; else a new temporary one.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="The job as text, on a terminal too.")] = False,
) -> None:
    """Do the whole job on sample replies.

    It works on a scratch copy of the real questions, which stays and is named.

    On a terminal the UI opens with a short guided start; without one the same job is done as text.
    """
    from tracker.workflow import demo as workflow

    folder = path if path is not None else _scratch()
    on_screen = not text and output.is_terminal() and output.is_terminal(sys.stdin)
    workspace = workflow.demo(folder, output.say, script=not on_screen)
    try:
        if on_screen:
            from tracker.tui import app as tui

            tui.run(workspace, workflow.TOUR)
            output.say(f"The demo's workspace stays in {folder}")
    finally:
        workspace.close()


def _scratch() -> Path:
    import tempfile

    return Path(tempfile.mkdtemp(prefix="tracker-demo-"))
