"""`tracker fetch`: replies found in the folders of the mail accounts and taken in, once or for as long as it runs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import consenting, output, taken
from tracker.cli.call import Json, opened, to_day
from tracker.cli.failures import INTERRUPTED
from tracker.cli.stopping import Meter, stopping
from tracker.errors import BadUse
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.workflow.fetched import Fetch, FolderFetch
    from tracker.workflow.received import Taken
    from tracker.workflow.watching import WatchState
    from tracker.workflow.workspace import Workspace

OUTCOMES = ("new", "copies", "known", "unsorted", "unreadable")


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("fetch", epilog="Example: tracker fetch work/INBOX --since 2026-05-01")(fetch)


def fetch(
    ctx: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ACCOUNT[/FOLDER]…]", help="Else every folder of every account."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Take in whole folders, not the letter's conversation alone.")
    ] = False,
    since: Annotated[
        str,
        typer.Option("--since", metavar="DATE", help="The oldest day to look at, or all; else the letter's."),
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay and take in what arrives, until Ctrl+C.")
    ] = False,
    json: Json = False,
) -> None:
    """Find replies on the mail server and take them in.

    The server is asked for the letter's conversation, and what it finds is confirmed here. Folders are opened
    read-only: nothing on the server changes. Ctrl+C stops between two messages and keeps what was taken in.
    """
    from tracker.workflow import accounts

    names = targets or []
    if watch and (everything or since):
        raise BadUse(
            "--watch goes with neither --all nor --since.", "fetch once with them, then watch without"
        )
    with opened(ctx) as workspace:
        chosen, folders = accounts.chosen(workspace.settings, names)
        consenting.ask(workspace.settings, names)
        if watch:
            if folders:
                raise BadUse("--watch takes accounts, not folders.", "it watches every folder of an account")
            code = _watch(workspace, chosen, json)
        else:
            code = _fetch(workspace, chosen, folders, everything, since, json)
    if code:
        raise typer.Exit(code)


def _fetch(
    workspace: Workspace,
    chosen: Sequence[str],
    folders: Sequence[str],
    everything: bool,
    since: str,
    json: bool,
) -> int:
    from tracker.workflow import fetching

    oldest = fetching.ALL if since == "all" else to_day(since)
    with stopping() as stop, Meter() as meter:
        found = fetching.fetch(workspace, chosen, folders, everything, oldest, meter, stop)
    if json:
        output.as_json(_as_json(found))
    else:
        _report(found)
    sys.stdout.flush()
    _tell_failures(found)
    if found.stopped:
        output.note(
            f"Stopped. What was taken in is kept ({_counts(found)}); the next fetch goes on from there."
        )
        return INTERRUPTED
    return 1 if found.failures else 0


def _as_json(found: Fetch) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in OUTCOMES},
        "looked_at": sum(folder.looked_at for folder in found.folders),
        "stopped": found.stopped,
        "items": [one for folder in found.folders for one in folder.taken],
        "failures": [_failure(folder) for folder in found.folders if folder.failure],
        "folders": [
            {
                "account": folder.account,
                "folder": folder.folder,
                "taken": len(folder.taken),
                "looked_at": folder.looked_at,
                "absent": folder.absent,
                "tombstones": folder.tombstones,
                "told": folder.told,
                "failed": folder.failure is not None,
                "stopped": folder.stopped,
            }
            for folder in found.folders
        ],
    }


def _failure(folder: FolderFetch) -> dict[str, Any]:
    failure = folder.failure
    assert failure is not None
    return {
        "account": folder.account,
        "folder": folder.folder,
        "kind": failure.kind,
        "message": failure.message,
        "hint": failure.hint,
    }


def _report(found: Fetch) -> None:
    for folder in found.folders:
        taken.show(folder.taken)
        for told in folder.told:
            output.say(told, "yellow")
        where = f"{folder.account}/{folder.folder}"
        looked = f"{output.many(folder.looked_at, 'message')} looked at"
        fresh = [one for one in folder.taken if one.outcome != "known"]
        if not folder.opened:
            continue  # what there is to say is the error
        if (folder.failure or folder.stopped) and not fresh:
            output.say(f"{where}: not read to its end; {looked}.", "yellow")
        elif fresh:
            output.say(f"{where}: {taken.counts(folder.taken)}; {looked}.", "bold")
        else:
            output.say(f"{where}: nothing new; {looked}.")
    if len(found.folders) > 1:
        output.say(f"In all: {_counts(found)}.", "bold")


def _counts(found: Fetch) -> str:
    return taken.counts([one for folder in found.folders for one in folder.taken])


def _tell_failures(found: Fetch) -> None:
    """Say why folders failed, each reason once: the folders of an account often fail alike."""
    told = set()
    for failure in found.failures:
        if (failure.message, failure.hint) not in told:
            told.add((failure.message, failure.hint))
            _error(failure.message, failure.hint)


def _error(message: str, hint: str) -> None:
    head = output.styled("Error:", "red", sys.stderr)
    sys.stderr.write(f"{head} {clean_line(message)}\n" + (f"Hint: {clean_line(hint)}\n" if hint else ""))


def _watch(workspace: Workspace, chosen: Sequence[str], json: bool) -> int:
    from tracker.workflow import watching

    shown = _Shown(json)
    with stopping() as stop:
        shown.stop = stop
        watching.watch(workspace, shown, stop, chosen)
        asked = stop.is_set()
    if shown.broken is not None:
        raise shown.broken
    if asked:
        output.note(f"Stopped. What was taken in is kept: {taken.counts(shown.taken)}.")
        return INTERRUPTED
    return 1  # every folder stopped for good, and has said why


class _Shown:
    """Prints what the watch of each folder tells, from whichever thread, one line at a time.

    For people a folder that looks again and finds nothing is not mentioned; scripts hear every state.
    """

    def __init__(self, json: bool) -> None:
        self.json = json
        self.stop = threading.Event()
        self.broken: OSError | None = None
        self.taken: list[Taken] = []
        self._lock = threading.Lock()
        self._settled: set[tuple[str, str]] = set()
        self._last: dict[tuple[str, str], str] = {}

    def __call__(self, state: WatchState) -> None:
        with self._lock:
            self.taken += state.taken
            if self.broken is not None:
                return
            try:
                if self.json:
                    output.as_json(state)
                else:
                    self._lines(state)
                sys.stdout.flush()
            except OSError as error:  # whoever read this has gone
                self.broken = error
                self.stop.set()

    def _lines(self, state: WatchState) -> None:
        where = (state.account, state.folder)
        taken.show(state.taken, "bold")
        for told in state.told:
            output.say(told, "yellow")
        goes_on = state.state == "looking" and self._last.get(where) == "looking"
        quiet = goes_on or (state.state in ("looking", "watching") and where in self._settled)
        self._last[where] = state.state
        if state.state == "watching":
            self._settled.add(where)
        elif state.state != "looking":
            self._settled.discard(where)
        if quiet:
            return
        again = f"; next try at {state.next_try:%H:%M:%S} UTC" if state.next_try else ""
        detail = f": {state.detail}" if state.detail else ""
        trouble = state.state == "waiting" or (state.state == "stopped" and bool(state.detail))
        output.say(
            f"{state.since:%H:%M:%S}  {state.account}/{state.folder}  {state.state}{detail}{again}",
            "yellow" if trouble else "",
        )
        if state.hint:
            output.say(f"  → {state.hint}")
