"""`tracker import` and `tracker explain`: taking mail in, and showing how a mail is read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    """Add these commands to the app."""
    app.command("import", epilog="Example: tracker import archive.mbox --list steering@example.org")(take_in)
    app.command("explain", epilog="Example: tracker explain --json --letter letter.txt reply.eml")(explain)


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


def explain(
    paths: Annotated[list[Path], typer.Argument(metavar="MAIL…", help="Mails or mboxes.")],
    letter: Annotated[
        Path | None, typer.Option("--letter", metavar="FILE", help="The letter they answer, as plain text.")
    ] = None,
    json: Json = False,
) -> None:
    """Show how mails are read.

    Their passages, what each seems to answer and what it suggests. Needs no workspace and records nothing.
    """
    from tracker.workflow import intake

    unread = total = 0
    for found in intake.explain(paths, letter):
        total += 1
        unread += "unreadable" in found
        if json:
            output.as_json(found)
        else:
            _explained(found)
    if total == 0 or unread == total:
        raise TrackerError("No mail could be read.", "give .eml, mbox or Maildir paths")


def _explained(found: dict[str, Any]) -> None:
    if "unreadable" in found:
        output.say(f"{found['file']}: not read: {found['unreadable']}", "yellow")
        return
    who = found["from"]
    rewritten = " (rewritten by the list)" if who["rewritten"] else ""
    output.say(str(found["file"]), "bold")
    output.say(f"{who['name']} <{who['address']}>{rewritten} · {found['date'] or 'no date'}")
    output.say(f"{found['kind']} · {found['visibility']} · {output.many(len(found['passages']), 'passage')}")
    for passage in found["passages"]:
        output.section(f"{passage['n']} · lines {passage['start_line']}–{passage['end_line']}")
        for line in passage["quoted"].splitlines():
            output.prose(f"> {line}", "  ")
        output.prose(passage["text"], "  ")
        for answer in passage["answers"]:
            what = answer["question"] or f"paragraph {answer['paragraph']}"
            output.say(f"  → {what} ({answer['how']}, {round(answer['score'] * 100)} %)")
        effect = passage["effect"]
        if effect["suggested"]:
            cues = ", ".join(f"“{cue}”" for cue in effect["cues"])
            output.say(f"  suggests: {effect['suggested']}" + (f" ({cues})" if cues else ""))
        for url in passage["links"]:
            output.say(f"  offers: {url}")
    output.say()
