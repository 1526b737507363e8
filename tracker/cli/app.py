"""The `tracker` command itself: what all commands share, and the order in which help lists them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from tracker.cli.call import Call, group

# In the order in which the job is done: the module that registers a command, and what the list of commands says of it.
# A module is imported when its command is used, so that help and errors cost nothing but typer.
COMMANDS = {
    "init": ("letters", "Make a workspace in a folder."),
    "letter": ("letters", "Show, open or complete a letter."),
    "account": ("accounts", "Set up, list and test mail accounts."),
    "import": ("mail", "Take mail in: .eml, mbox, Maildir."),
    "fetch": ("fetch", "Find replies on the mail server and take them in."),
    "explain": ("explaining", "Show how mails are read."),
    "questions": ("questions", "List the questions and where they stand."),
    "replies": ("replies", "List, read and sort the replies."),
    "show": ("questions", "Show all about a question, or a reply."),
    "assess": ("assessing", "Record how replies or sources change a claim."),
    "wording": ("assessing", "Show a wording and those generated for it, from cautious to plain."),
    "sources": ("sources", "List the sources, read one, add one, check them."),
    "follow-up": ("follow_up", "Draft the mail that reports back; list what is due."),
    "sync": ("files", "Make files and record agree."),
    "report": ("files", "Write the report as Markdown, HTML and a site, or in other formats."),
    "audit": ("audit", "Read, check and hand on the audit trail."),
    "doctor": ("doctor", "Check workspace and mail accounts step by step."),
    "demo": ("demo", "Do the whole job on sample replies."),
}


class Lazy(TyperGroup):
    """The commands, each loaded when it is used. The types of contexts and formatters are typer's own affair."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = {name: TyperCommand(name, help=told) for name, (_, told) in COMMANDS.items()}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Return the names of the commands as help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return a command, importing its module; None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        holder = group("")
        import_module(f"tracker.cli.{COMMANDS[cmd_name][0]}").register(holder)
        return typer.main.get_group(holder).commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


app = group(
    "Keep the questions of a letter, take in the replies, and record how each one changes a claim.", Lazy
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
        from tracker.cli import questions

        questions.open_or_list(ctx)
