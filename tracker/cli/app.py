"""The `tracker` command itself: what all commands share, and the order in which help lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tracker.cli import assessing, audit, demo, files, letters, mail, questions, replies, sources
from tracker.cli.call import Call, group

ORDER = (
    "init", "letter", "import", "explain", "questions", "replies", "show", "assess", "wording", "sources",
    "sync", "report", "audit", "demo",
)  # fmt: skip


class InOrder(TyperGroup):
    """The commands in the order in which the job is done."""

    def list_commands(self, ctx: Any) -> list[str]:  # the context class is typer's own affair
        """Return the names of the commands as help lists them."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = group(
    "Keep the questions of a letter, take in the replies, and record how each one changes a claim.", InOrder
)
app.info.epilog = (
    "--by and --workspace may stand anywhere on the line. "
    "Example: tracker assess C2 --passage R3.2 --effect restate:narrower --reason 'says which paths'"
)


def _version(wanted: bool) -> None:
    if wanted:
        from tracker import __version__
        from tracker.cli import output

        output.say(f"tracker {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    ctx: typer.Context,
    by: Annotated[
        str, typer.Option("--by", metavar="NAME", help="Who acts; else tracker.toml, else git's user.name.")
    ] = "",
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="DIR", help="The workspace; else found upward from here."),
    ] = None,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Open the terminal UI on the workspace; where stdout is no terminal, list its questions."""
    ctx.obj = Call(by, workspace)
    if ctx.invoked_subcommand is None:
        questions.open_or_list(ctx)


letters.register(app)
mail.register(app)
questions.register(app)
app.add_typer(replies.app, name="replies")
assessing.register(app)
app.add_typer(sources.app, name="sources")
files.register(app)
app.add_typer(audit.app, name="audit")
demo.register(app)
