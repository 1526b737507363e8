"""`tracker import`: taking mail in from files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output, taken
from tracker.cli.call import Json, opened
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.workflow.intake import Intake

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help=".eml, mbox, Maildir, or a folder of them.")
]


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("import", epilog="Example: tracker import archive.mbox --list steering@example.org")(take_in)


def take_in(
    ctx: typer.Context,
    paths: Paths,
    list_address: Annotated[
        str, typer.Option("--list", metavar="ADDRESS", help="Say that these came from this public list.")
    ] = "",
    letter: Annotated[
        str, typer.Option("--letter", metavar="ID", help="Attach what is found to this letter.")
    ] = "",
    json: Json = False,
) -> None:
    """Take mail in: .eml, mbox, Maildir.

    The files are only read. Taking in the same mail again changes nothing. What belongs to no letter waits
    as unsorted; what cannot be read is kept aside with the reason.
    """
    from tracker.workflow import intake

    with opened(ctx) as workspace:
        found = intake.take_in(workspace, paths, list_address or None, letter or None, _progress())
    if json:
        counts = {name: getattr(found, name) for name in ("new", "copies", "known", "unsorted", "unreadable")}
        output.as_json({**counts, "items": found.items})
    else:
        _report(found)
    _nothing_found_a_place(found)


def _nothing_found_a_place(found: Intake) -> None:
    """Fail when of all that was offered nothing could be read, or nothing belongs to a letter."""
    if not found.items:
        raise TrackerError("No mail was found there.", "give .eml, mbox or Maildir paths")
    if found.unreadable == len(found.items):
        raise TrackerError(
            "Nothing could be read.", "give .eml, mbox or Maildir paths; what came is kept aside"
        )
    if found.unsorted + found.unreadable == len(found.items):
        raise TrackerError(
            "Nothing of it belongs to a letter; what could be read waits unsorted.",
            "`tracker replies --unsorted` lists it, `tracker replies attach` ties it to a letter",
        )


def _progress() -> Callable[[int, int], None] | None:
    """Count on a terminal, on one line of stderr that ends up empty."""
    if not output.is_terminal(sys.stderr):
        return None

    def told(done: int, total: int) -> None:
        sys.stderr.write(f"\r\x1b[K{done} of {total}" if done < total else "\r\x1b[K")
        sys.stderr.flush()

    return told


def _report(found: Intake) -> None:
    taken.show(found.items)
    output.say(f"{taken.counts(found.items)}.", "bold")
