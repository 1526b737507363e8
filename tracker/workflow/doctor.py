"""Goes through a workspace and its mail accounts step by step and says of each what is wrong and what to do."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from tracker import settings as settings_file
from tracker.errors import BadUse, TrackerError
from tracker.record import reply_queries, store
from tracker.settings import FILE, Settings
from tracker.text import clean_line
from tracker.workflow import legclock, people
from tracker.workflow.accounts import examine
from tracker.workflow.workspace import Workspace

PRIVATE = ("replies/private/", ".tracker/")


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is well, a sentence, and what to do; what is well but for that is a warning.

    `about` is "workspace" or "account NAME", `name` the step.
    """

    about: str
    name: str
    ok: bool
    sentence: str
    hint: str = ""


def examine_all(start: Path | None = None, actor: str | None = None, account: str = "") -> Iterator[Check]:
    """Yield a check as soon as it is done: the workspace at or above `start`, then its mail accounts.

    `account` names the one account to go through; else all are. What rests on something that failed is left
    out. Opening the workspace brings its database up to date as every command does; else nothing changes.
    """
    root = Workspace.find(start)
    if root is None:
        yield _bad("folder", "There is no tracker workspace here or above.", "start one with `tracker init`")
        return
    yield _good("folder", f"The workspace is {clean_line(str(root))}.")
    yield from _git(root)
    try:
        settings = settings_file.load(root)
    except TrackerError as error:
        yield _bad("settings", error.message, error.hint)
        return
    there = "is readable" if (root / FILE).exists() else "is not there: the defaults stand"
    yield _good("settings", f"{FILE} {there}.")
    yield from _who_speaks(root, settings)
    yield from _workspace(root, actor)
    yield from _accounts(settings, account)


def _good(name: str, sentence: str) -> Check:
    return Check("workspace", name, True, sentence)


def _bad(name: str, sentence: str, hint: str) -> Check:
    return Check("workspace", name, False, sentence, hint)


def _workspace(root: Path, actor: str | None) -> Iterator[Check]:
    try:
        ws = Workspace(root, actor)
    except TrackerError as error:
        yield _bad("database", error.message, error.hint)
        return
    except (SQLAlchemyError, OSError) as error:
        detail = clean_line(str(getattr(error, "orig", None) or error).partition("\n")[0])
        hint = "move .tracker/tracker.db away; the next start rebuilds it from ledger.jsonl"
        yield _bad("database", f"The database cannot be opened: {detail}.", hint)
        return
    try:
        try:
            yield _good("person", f"{ws.actor} acts.")
        except BadUse as error:
            yield _bad("person", error.message, error.hint)
        yield from _record(ws)
        yield from _ours(ws)
        yield from _legs(ws)
    finally:
        ws.close()


def _who_speaks(root: Path, settings: Settings) -> Iterator[Check]:
    """Check whose word is taken about where mail comes from, and that the people file can be read."""
    servers = ", ".join(map(clean_line, settings.receiving_servers))
    told = (
        f"Where mail comes from is told by {servers}."
        if servers
        else ("No receiving server is named in receiving-servers: where mail comes from stays unknown.")
    )
    yield _good("receiving servers", told)
    try:
        found = people.load(root / "questions")
    except TrackerError as error:
        yield _bad("people", error.message, error.hint)
        return
    if found is not None:
        groups = f"{len(found.groups)} group{'' if len(found.groups) == 1 else 's'}"
        listed = "1 person" if len(found.people) == 1 else f"{len(found.people)} people"
        yield _good("people", f"{people.SHOWN} lists {groups} and {listed}.")


def _record(ws: Workspace) -> Iterator[Check]:
    """Check the database's version, and that the ledger file tells the same history as the database."""
    try:
        with ws.database.reading() as session:
            version = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
            here = store.hashes(session)
    except (TrackerError, SQLAlchemyError) as error:
        detail = (
            error.message if isinstance(error, TrackerError) else clean_line(str(error).partition("\n")[0])
        )
        yield _bad("database", detail, "`tracker audit verify` tells whether the record is whole")
        return
    rebuilt = f", just rebuilt from {ws.rebuilt} entries of ledger.jsonl" if ws.rebuilt else ""
    yield _good("database", f"The database opens; its tables are at version {version}{rebuilt}.")
    mirror = ws.record.mirror
    assert mirror is not None
    try:
        found = mirror.read()
    except (TrackerError, OSError) as error:
        told = (
            error
            if isinstance(error, TrackerError)
            else TrackerError(f"{mirror.path.name} cannot be read: {error.strerror}.", "mend its permissions")
        )
        yield _bad("ledger", told.message, told.hint)
        return
    there = [entry.hash for entry in found.entries]
    shared = min(len(here), len(there))
    if here[:shared] != there[:shared]:
        at = next(seq for seq in range(shared) if here[seq] != there[seq]) + 1
        hint = "keep one history: check out one side of the file, or move .tracker aside and sync"
        yield _bad("ledger", f"{mirror.path.name} and the database part ways at entry {at}.", hint)
    elif found.tail or len(there) < len(here):
        missing = (
            f"lacks the last {len(here) - len(there)} entries"
            if len(there) < len(here)
            else "ends in a torn line"
        )
        yield _bad("ledger", f"{mirror.path.name} {missing}.", "`tracker sync` mends it")
    elif len(there) > len(here):
        sentence = f"{mirror.path.name} has {len(there) - len(here)} entries more than the database."
        yield _bad("ledger", sentence, "`tracker sync` takes them in")
    else:
        yield _good("ledger", f"{mirror.path.name} and the database agree on {len(here)} entries.")


def _ours(ws: Workspace) -> Iterator[Check]:
    """Check that our own mail is known as ours, and tell what was taken for an answer before it was."""
    own = ws.settings.own_addresses
    if not own:
        sentence = "Nobody's addresses count as ours, so what you write yourselves would count as an answer"
        hint = 'add ours = ["you@example.org"] to tracker.toml'
        if ws.settings.accounts:
            yield Check("workspace", "ours", True, f"{sentence}.", hint)
        else:
            yield _good("ours", f"{sentence}; before mail is taken in, {hint}.")
        return
    known = f"Mail from {clean_line(', '.join(own))} counts as ours."
    with ws.database.reading() as session:
        earlier = reply_queries.answers_of(session, own)
    if earlier:
        known += f" As an answer stands of it: {', '.join(earlier)}."
        hint = f"`tracker replies ours {earlier[0]} --reason TEXT` makes it an attempt of its leg"
        yield Check("workspace", "ours", True, known, hint)
    else:
        yield _good("ours", known)


def _legs(ws: Workspace) -> Iterator[Check]:
    """Tell of each leg in which something is due; that is no fault, and a person decides."""
    found = legclock.clocks(ws)
    due = [one for one in found if one.due]
    if not due:
        yield _good("legs", "Nothing is due in any leg." if found else "No leg is open yet.")
        return
    for one in due:
        sentence = f"{one.leg}, {clean_line(one.correspondent)}: {one.why}."
        yield Check("workspace", "legs", True, sentence, f"`tracker follow-up {one.leg}` drafts it")


def _git(root: Path) -> Iterator[Check]:
    """Check that git would neither commit private mail nor the database, and holds none yet."""
    inside = _run_git(root, "rev-parse", "--is-inside-work-tree")
    if inside is None or inside.stdout.strip() != "true":
        yield _good("git", "This is no git repository, so nothing private can be committed here.")
        return
    held = _run_git(root, "ls-files", "--", *PRIVATE)
    if held is not None and held.stdout.strip():
        count = len(held.stdout.splitlines())
        yield _bad(
            "git",
            f"git holds {count} private {'file' if count == 1 else 'files'}, such as "
            f"{clean_line(held.stdout.splitlines()[0])}.",
            "`git rm --cached` takes them out of the next commit; what was pushed stays in its history",
        )
        return
    open_ = [name for name in PRIVATE if not _ignored(root, name)]
    if open_:
        names = " and ".join(open_)
        yield _bad("git", f"git does not ignore {names}.", f"add the line {open_[0]} to .gitignore")
    else:
        yield _good("git", "git ignores private mail and the database.")


def _ignored(root: Path, folder: str) -> bool:
    done = _run_git(root, "check-ignore", "--quiet", "--no-index", f"{folder}any.eml")
    return done is not None and done.returncode == 0


def _run_git(root: Path, *words: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            ["git", *words],
            cwd=root,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _accounts(settings: Settings, name: str) -> Iterator[Check]:
    accounts = (settings.account(name),) if name else settings.accounts
    for account in accounts:
        for step in examine(account):
            yield Check(f"account {account.name}", step.name, step.ok, step.sentence, step.hint)
    if not accounts:
        yield _good("accounts", "No mail account is set up; `tracker account add` sets one up.")
