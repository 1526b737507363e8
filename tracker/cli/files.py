"""`tracker sync` and `tracker report`: the files made to agree with the record, and what is handed out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import output
from tracker.cli.call import Json, opened
from tracker.errors import TrackerError


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("sync", epilog="Example: tracker sync")(sync)
    app.command("report", epilog="Example: tracker report --out report --format html")(report)


def sync(ctx: typer.Context, json: Json = False) -> None:
    """Make files and record agree.

    Takes in ledger.jsonl, mail dropped into replies/ and edited question files, then writes anew what lags.
    An edit that the rules refuse is kept beside its file.
    """
    from tracker.workflow import sync as workflow

    with opened(ctx, tell_edits=False) as workspace:
        done = workflow.sync(workspace)
    if json:
        output.as_json(done)
    else:
        _told(done)
    if done.refused:
        count = output.many(len(done.refused), "edit")
        raise TrackerError(f"{count} refused; the text is kept.", "mend what is named above, then sync again")


def _told(done: object) -> None:
    from tracker.workflow.sync import SyncReport

    assert isinstance(done, SyncReport)
    if done.taken_in:
        output.say(f"{output.many(done.taken_in, 'entry', 'entries')} taken in from ledger.jsonl.")
    if done.messages:
        output.say(f"{output.many(done.messages, 'message')} taken in from replies/.")
    for line in done.recorded:
        output.say(f"recorded  {line}")
    for path in done.rendered:
        output.say(f"written   {path}")
    for one in done.refused:
        output.say(f"refused   {one.path}: {one.reason}", "yellow")
        if one.diff:
            output.say(one.diff.rstrip("\n"))
        if one.kept:
            output.say(f"          the edit is kept in {one.kept}")
    if not (done.taken_in or done.messages or done.recorded or done.rendered or done.refused):
        output.say("Files and record agree.")


def report(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.")] = Path(
        "report"
    ),
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="May be repeated: md, html, site, csv, json, bibtex, csl, prov, disposition, iso, or all; md, html "
            "and site without it.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Serve it to browsers of this machine, anew after each act.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="The port of --watch; 0 takes any.")
    ] = 8765,
    letter: Annotated[
        str, typer.Option("--letter", metavar="ID", help="Of which letter, where there are several.")
    ] = "",
    json: Json = False,
) -> None:
    """Write the report as Markdown, HTML and a site, or in other formats.

    For each question the wording, level, gap, sources, what changed, why and from which passage; and the
    ledger with its checkpoint. The site has a page for each question, the HTML file holds the same. A file
    that somebody changed there is left alone and named.
    """
    from tracker.workflow import publish

    chosen = publish.known(formats or publish.DEFAULT)
    if watch:
        from tracker.cli import serving

        serving.serve(ctx, out, chosen, letter or None, port, json)
        return
    with opened(ctx) as workspace:
        written = publish.report(workspace, out, chosen, letter or None)
    if json:
        output.as_json({"written": written})
        return
    for path in publish.to_open(written):
        output.say(str(path))
