"""`tracker sources check` and `copies`: whether the sources still say what was read in them, and what was saved."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output
from tracker.cli.call import Json, opened
from tracker.cli.failures import INTERRUPTED
from tracker.cli.stopping import LiveLine, stopping
from tracker.errors import BadUse, TrackerError
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.workflow.snapshots import Copy
    from tracker.workflow.sourcecheck import Checked, Progress, Run

_STYLES = {"changed": "yellow", "moved": "yellow", "gone": "red", "unchanged": "green", "first copy": "green"}
_CHANGES = frozenset({"changed", "moved", "gone"})


def register(app: typer.Typer) -> None:
    """Add these commands to the group."""
    app.command("check", epilog="Example: tracker sources check --question C2 --older-than 30")(check)
    app.command("copies", epilog="Example: tracker sources copies S12 --verify")(copies)


def check(
    ctx: typer.Context,
    which: Annotated[
        list[str] | None, typer.Argument(metavar="[ID|URL]…", help="Else every source of the workspace.")
    ] = None,
    question: Annotated[
        str, typer.Option("--question", metavar="ID", help="Only those of this question and its parts.")
    ] = "",
    read: Annotated[bool, typer.Option("--read", help="Only what somebody has read.")] = False,
    older_than: Annotated[
        int | None,
        typer.Option("--older-than", min=0, metavar="DAYS", help="Only what was not checked for so long."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Look through the copies here; ask nobody, record nothing.")
    ] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit 1 when anything changed, moved or is gone.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask for the sources and look whether the words quoted still stand in them.

    One page at a time, as robots.txt allows. New contents are saved as copies. Where words that somebody read
    are gone, the questions that rest on them are put under review. Ctrl+C stops and records what was learned.
    """
    from tracker.workflow import sourcecheck

    with opened(ctx) as workspace:
        planned = sourcecheck.plan(workspace, which or (), question, read, older_than)
        if offline:
            run = sourcecheck.offline(workspace, planned)
        else:
            _say_whom(planned.hosts)
            said = "Stopping; what was learned is recorded. Once more leaves at once."
            with stopping(said) as stop, _Meter() as meter:
                run = sourcecheck.check(workspace, planned, meter, stop)
        if json:
            output.as_json(run)
        else:
            _told(run)
    sys.stdout.flush()
    if run.stopped:
        raise typer.Exit(INTERRUPTED)
    if fail_on_change and any(one.outcome in _CHANGES or _lost(one) for one in run.checked):
        raise typer.Exit(1)


def _say_whom(hosts: tuple[tuple[str, int], ...]) -> None:
    if hosts:
        names = ", ".join(f"{host} ({count})" if count > 1 else host for host, count in hosts)
        output.note(f"Asking {names}, one page at a time; Ctrl+C stops.")


def _lost(one: Checked) -> list[str]:
    return [each.citation for each in one.quotations if each.stands is False]


def _told(run: Run) -> None:
    if not run.checked:
        output.say("No source is to be checked.")
        return
    output.table(
        ("ID", "Outcome", "Quotations", "Since", "Source", "Detail"),
        [
            (one.source, one.outcome, quotations(one), output.day(one.since), one.title, one.detail)
            for one in run.checked
        ],
        flexible=(5, 4),
    )
    counts = Counter(one.outcome for one in run.checked)
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    where = f" Recorded as entry {run.entry}." if run.entry else " Nothing was recorded."
    output.say(f"{output.many(len(run.checked), 'source')}: {told}.{where}", "bold")
    for review in run.reviews:
        output.prose(f"{review.question} is under review: {review.reason}.")


def quotations(one: Checked) -> str:
    """Return in a few words whether what is quoted from a source stands in it."""
    lost = _lost(one)
    standing = sum(each.stands is True for each in one.quotations)
    if lost:
        return f"lost: {', '.join(lost)}"
    if standing:
        return "stands" if standing == 1 else f"{standing} stand"
    return "not looked for" if any(each.quoted for each in one.quotations) else "–"


class _Meter(LiveLine):
    """Says on a terminal which source is being asked for."""

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        self.draw(f"{progress.done + 1} of {progress.total}: {progress.source}, {progress.host}")


def copies(
    ctx: typer.Context,
    which: Annotated[str, typer.Argument(metavar="[ID]", help="A source, such as S12; else all.")] = "",
    verify: Annotated[bool, typer.Option("--verify", help="Exit 1 when a copy is not what it was.")] = False,
    json: Json = False,
) -> None:
    """List the saved copies of sources.

    Each is held against the hash in the ledger. They are other people's pages, so git leaves them out; to
    commit them where their licences allow it, remove the .gitignore in their folder.
    """
    from tracker.workflow import snapshots

    with opened(ctx) as workspace:
        if which and which[:1].upper() != "S":
            raise BadUse(f"{clean_line(which)!r} is no source.", "name one as in S12")
        found = snapshots.copies(workspace, which)
    if json:
        output.json_lines(found)
    elif not found:
        output.say("No copy was saved yet; `tracker sources check` saves them.")
    else:
        _list(found)
    altered = [one for one in found if one.state == "altered"]
    if verify and altered:
        one = len(altered) == 1
        raise TrackerError(
            "1 copy was altered since it came."
            if one
            else f"{len(altered)} copies were altered since they came.",
            "move the file away; the next check saves the page anew if it still says the same",
        )


def _list(found: tuple[Copy, ...]) -> None:
    output.table(
        ("ID", "Source", "Fetched", "Octets", "Type", "State", "Title", "sha256"),
        [
            (
                one.snapshot.id,
                one.snapshot.source,
                output.day(one.snapshot.at),
                str(one.snapshot.size),
                one.snapshot.media_type.partition(";")[0] or "unknown",
                one.state,
                one.title,
                one.snapshot.sha256,
            )
            for one in found
        ],
        flexible=(7, 6, 4),
    )
    if any(one.state == "here" for one in found):
        output.say(f"The copies are in {found[0].path.parent}, each under its sha256.")
