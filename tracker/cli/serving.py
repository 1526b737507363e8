"""`tracker report --watch`: the report served to browsers of this machine until Ctrl+C."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from tracker.cli import output
from tracker.cli.call import opened
from tracker.cli.failures import INTERRUPTED
from tracker.cli.stopping import stopping


def serve(
    ctx: typer.Context, out: Path, formats: Sequence[str], letter: str | None, port: int, json: bool
) -> None:
    """Serve the report in the folder `out`; the address goes to stdout, what fails later to stderr."""
    from tracker.workflow import publish, serving

    def tell(url: str) -> None:
        if json:
            output.as_json({"url": url})
        else:
            output.say(f"The report is at {url} and follows the record; Ctrl+C ends this.")
        sys.stdout.flush()

    with opened(ctx, tell_edits=False) as workspace, stopping("Ended.") as stop:
        build = lambda: publish.report(workspace, out, formats, letter)  # noqa: E731
        serving.serve(workspace, out, build, port, stop, tell, output.note)
    raise typer.Exit(INTERRUPTED)
