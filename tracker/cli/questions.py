"""`tracker`, `tracker questions` and `tracker show`: where every question stands, now or on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import describe, output
from tracker.cli.call import Json, called, opened, to_day
from tracker.errors import BadUse

if TYPE_CHECKING:
    from tracker.record.views import QuestionRow

AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="As it stood at the end of that UTC day.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("questions", epilog="Example: tracker questions --json")(list_questions)
    app.command("show", epilog="Example: tracker show C2 --as-of 2026-05-02")(show)


def open_or_list(ctx: typer.Context) -> None:
    """Open the terminal UI; where stdout is no terminal, print the questions and a hint instead."""
    if output.is_terminal():
        from tracker.tui import app as tui
        from tracker.workflow.workspace import Workspace

        call = called(ctx)
        workspace = Workspace.open(call.workspace, call.by or None)
        try:
            tui.run(workspace)
        finally:
            workspace.close()
        return
    list_questions(ctx)
    output.note("On a terminal, `tracker` opens the board; `tracker --help` lists the commands.")


def list_questions(
    ctx: typer.Context,
    parts: Annotated[bool, typer.Option("--parts", help="Each question followed by its parts.")] = False,
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """List the questions and where they stand.

    Level, change since the letter was sent, evidence gap, passages to triage, sources read.
    """
    from tracker.workflow import board

    with opened(ctx) as workspace:
        rows = board.questions(workspace, to_day(as_of), parts)
    if json:
        output.json_lines(rows)
    elif rows:
        print_rows(rows)
    else:
        output.say("No questions yet.")
        output.note("Open a letter with `tracker letter add FILE`.")


def print_rows(rows: tuple[QuestionRow, ...]) -> None:
    """Print the board as a table."""
    headings = ("ID", "Question", "Level", "Since sent", "Gap", "Triage", "Read", "State")
    output.table(
        headings,
        [
            (
                f"  {row.id}" if row.parent else row.id,
                row.title,
                output.level_name(row.level),
                describe.moved(row.level - row.level_as_sent),
                row.gap_status or "–",
                str(row.to_triage or "·"),
                f"{row.read}/{row.citations}",
                describe.state(row),
            )
            for row in rows
        ],
        flexible=(1, 7),
    )


def show(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="A question or part (C2, C2.4), or a reply (R3).")],  # noqa: A002
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """Show all about a question, or a reply.

    Wording, proposition, gap, sources, findings and history of a question, now or as of a day.
    """
    from tracker.workflow import board

    day = to_day(as_of)
    with opened(ctx) as workspace:
        if describe.names_reply(id):
            if day is not None:
                raise BadUse("A reply has no state of an earlier day.", "leave --as-of out")
            reply = board.reply(workspace, id)
            if json:
                output.as_json(reply)
            else:
                describe.reply(reply)
            return
        view = board.question(workspace, id, day)
    if json:
        output.as_json(view)
    else:
        describe.question(view, day)
