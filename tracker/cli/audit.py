"""`tracker audit`: the trail that a sceptical outsider can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import describe, output
from tracker.cli.call import Json, called, group, opened
from tracker.errors import BadUse, TrackerError

if TYPE_CHECKING:
    from tracker.record.verify import Verdict

app = group("Read, check and hand on the audit trail.")
app.info.epilog = "Example: tracker audit verify"


def register(top: typer.Typer) -> None:
    """Add these commands to the app."""
    top.add_typer(app, name="audit")


@app.command("log", epilog="Example: tracker audit log C2 --limit 20")
def log(
    ctx: typer.Context,
    question: Annotated[
        str, typer.Argument(metavar="[QUESTION]", help="Only what touched this question.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Only the newest N.")
    ] = None,
    json: Json = False,
) -> None:
    """List the acts, newest last.

    When, who, what, why, and what changed.
    """
    from tracker.workflow import board

    with opened(ctx) as workspace:
        found = board.history(workspace, question or None, limit)
    if json:
        output.json_lines(found)
    elif found:
        describe.entries(found)
    else:
        output.say("No acts.")


@app.command("verify", epilog="Example: tracker audit verify export.jsonl --checkpoint checkpoint.txt")
def verify(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An export or ledger.jsonl; else this workspace.")
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", help="An older checkpoint it must continue."),
    ] = None,
    json: Json = False,
) -> None:
    """Check chain, seals and state.

    What is wrong is named, the first bad entry first, with exit 1.
    """
    from tracker.workflow import audit

    if file is not None:
        verdict = audit.verify_file(file, checkpoint)
    else:
        with opened(ctx) as workspace:
            verdict = audit.verify(workspace, checkpoint)
    if json:
        output.as_json({"ok": verdict.ok, **output.plain(verdict)})
    else:
        _told(verdict)
    if not verdict.ok:
        raise TrackerError(
            "The audit trail does not hold.",
            "keep the files as they are and compare with a clone or an export",
        )


def _told(verdict: Verdict) -> None:
    if verdict.ok:
        output.say(
            f"The ledger holds: {output.many(verdict.size, 'entry', 'entries')}, nothing altered.", "green"
        )
        output.section("Checkpoint (kept elsewhere, it shows a later cut-off or rewrite)")
        output.say(verdict.checkpoint.rstrip("\n"))
        return
    for problem in verdict.problems:
        output.say(problem, "red")


@app.command("export", epilog="Example: tracker audit export trail/ledger.jsonl --public --roles-only")
def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; messages go beside it.")],
    public: Annotated[
        bool, typer.Option("--public", help="Withhold everything drawn from private mail.")
    ] = False,
    roles_only: Annotated[
        bool, typer.Option("--roles-only", help="Withhold names and addresses as well.")
    ] = False,
) -> None:
    """Write a file that anyone can check."""
    from tracker.workflow import audit

    with opened(ctx) as workspace:
        size, checkpoint = audit.export(workspace, file, public=public, roles_only=roles_only)
    output.say(f"{file}: {output.many(size, 'entry', 'entries')}")
    output.say(checkpoint.rstrip("\n"))


@app.command("import", epilog="Example: tracker audit import trail/ledger.jsonl copy")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export.")],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="An empty folder for the workspace; else --workspace."),
    ] = None,
) -> None:
    """Rebuild a workspace from an export.

    The export is verified first.
    """
    target = folder or called(ctx).workspace
    if target is None:
        raise BadUse("No folder was named for the workspace.", "as in `tracker audit import FILE DIR`")
    from tracker.workflow import audit

    audit.import_(file, target, called(ctx).by or None).close()
    output.say(str(target))


@app.command("disclose", epilog="Example: tracker audit disclose R4 --reason 'agreed by mail on 4 May'")
def disclose(
    ctx: typer.Context,
    reply: Annotated[str, typer.Argument(metavar="REPLY", help="The private reply to open, such as R4.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it may be opened.")],
) -> None:
    """Open what was sealed of a reply.

    From now on it stands open in the ledger that travels with the repository.
    """
    from tracker.workflow import audit

    with opened(ctx) as workspace:
        audit.disclose(workspace, reply, reason)
    output.say(f"{reply.upper()} is disclosed.")
