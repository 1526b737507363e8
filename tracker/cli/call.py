"""One call of the command line: who acts, on which workspace, and what its commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperGroup

from tracker.cli import output
from tracker.errors import BadUse, TrackerError
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.workflow.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; recorded with the act.")]


@dataclass(frozen=True)
class Call:
    """What stands before the command: the person named with --by, the folder named with --workspace."""

    by: str = ""
    workspace: Path | None = None


def group(help: str, cls: type[TyperGroup] = TyperGroup) -> typer.Typer:  # noqa: A002 - typer's name for it
    """Return a group of commands in the house's settings; alone on the line it runs its callback."""
    return typer.Typer(
        help=help,
        cls=cls,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


@contextmanager
def opened(ctx: typer.Context, tell_edits: bool = True) -> Iterator[Workspace]:
    """Open the workspace of this call, close it after, and say when edited question files wait for sync."""
    from tracker.workflow.sync import waiting
    from tracker.workflow.workspace import Workspace

    call = called(ctx)
    workspace = Workspace.open(call.workspace, call.by or None)
    if workspace.rebuilt:
        output.note(f"Rebuilt {output.many(workspace.rebuilt, 'entry', 'entries')} from ledger.jsonl.")
    try:
        yield workspace
        if tell_edits:
            sys.stdout.flush()
            _tell(waiting, workspace)
    finally:
        workspace.close()


def _tell(waiting: Callable[[Workspace], tuple[str, ...]], workspace: Workspace) -> None:
    """Say that edits wait. What was asked for is done by now, so a broken file is only remarked on."""
    try:
        edits = len(waiting(workspace))
    except TrackerError as error:
        output.note(str(error))
        return
    if edits:
        verb = "waits" if edits == 1 else "wait"
        output.note(f"{output.many(edits, 'edit')} {verb} for sync: take them in with `tracker sync`.")


def called(ctx: typer.Context) -> Call:
    """Return what stood before the command."""
    found = ctx.find_object(Call)
    return found if found is not None else Call()


def only_alone(ctx: typer.Context, *given: object) -> bool:
    """Return whether a group runs without a subcommand; options of the bare group before one are refused."""
    if ctx.invoked_subcommand is None:
        return True
    if any(given):
        raise BadUse(
            f"An option stands before `{ctx.invoked_subcommand}`.",
            f"put it behind: `{ctx.command_path} {ctx.invoked_subcommand} … OPTION`",
        )
    return False


def to_day(text: str) -> date | None:
    """Return the day that `--as-of` names, None when it is empty; BadUse when it is no date."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadUse(f"{clean_line(text)!r} is no date.", "write it as 2026-05-02") from None


def words(value: str) -> str:
    """Return the text that an option gives: `-` is stdin, a file's name the file, else the words themselves.

    One bare word that names no file is taken for a slip, not for a wording.
    """
    if value == "-":
        return _read(sys.stdin.buffer.read(), "standard input")
    try:
        if Path(value).is_file():
            return _read(Path(value).read_bytes(), value)
    except (OSError, ValueError):  # too long for a name, or not to be read
        if len(value.split()) < 2:
            raise BadUse(
                f"{clean_line(value)} cannot be read.", "name a file, or - for standard input"
            ) from None
    if value and len(value.split()) < 2:
        raise BadUse(
            f"There is no file {clean_line(value)}.", "name a file, - for standard input, or give the words"
        )
    return value


def _read(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise BadUse(f"{clean_line(name)} is not UTF-8 text.", "save it as UTF-8") from None
