"""Fetch: the letters' conversations are found in the folders of mail accounts and taken in, once each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from tracker.accounts import Account, folder_name
from tracker.errors import BadUse
from tracker.mail.imap.failures import MailFailure
from tracker.settings import Settings
from tracker.text import clean_line
from tracker.workflow import faces
from tracker.workflow.connecting import TIMEOUT, Stopped, connected
from tracker.workflow.fetched import Fetch, FolderFetch, Progress
from tracker.workflow.folder_fetch import fetch_folder
from tracker.workflow.folder_reading import Wish
from tracker.workflow.workspace import Workspace

ALL = date.min  # as `since`: from the first message on, whatever the letter's date

__all__ = ["ALL", "Fetch", "FolderFetch", "Progress", "fetch", "folders_of"]


def fetch(
    ws: Workspace,
    accounts: Sequence[str] = (),
    folders: Sequence[str] = (),
    everything: bool = False,
    since: date | None = None,
    tell: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    timeout: float = TIMEOUT,
) -> Fetch:
    """Look for every letter's conversation in the configured folders and take in what is new.

    `accounts` and `folders` narrow it down (a folder as `ACCOUNT/Folder`, or by its name alone for each of the
    accounts; one that is not in the settings is looked for too). `everything` takes in each message of the
    folders, those that belong nowhere as unsorted. `since` is the oldest day to look at instead of the
    letters' dates; `ALL` looks at everything. `tell` hears how far it is, from this thread. Once `stop` is set
    (or on Ctrl+C) it ends between two messages and keeps everything so far. A folder that fails does not stop
    the others: its `failure` says why. BadUse when no account is configured or a name is not known.
    """
    wish = Wish(everything, since, tell, stop or threading.Event())
    wanted = folders_of(ws.settings, accounts, folders)
    ws.actor  # noqa: B018  (asked for now, before anything is read)
    done: list[FolderFetch] = []
    try:
        for account, group in groupby(wanted, key=lambda pair: pair[0]):
            names = [folder for _, folder in group]
            _fetch_account(ws, account, names, wish, timeout, done)
            if done[-1].stopped:
                break
    finally:
        if any(folder.taken for folder in done):
            faces.refresh(ws)
    return Fetch(tuple(done), any(folder.stopped for folder in done))


def folders_of(
    settings: Settings, accounts: Sequence[str] = (), folders: Sequence[str] = ()
) -> list[tuple[Account, str]]:
    """Return the folders that a call means, each once, an account's own together; BadUse when there are none."""
    if not settings.accounts:
        raise BadUse("No mail account is configured.", "add one with `tracker account add`")
    by_name = {one.name: one for one in settings.accounts}
    named, bare = [], []
    for name in folders:
        account, slash, folder = name.partition("/")
        if slash and account in by_name and folder:
            named.append((by_name[account], folder_name(folder)))
        else:
            bare.append(folder_name(name))
    chosen = [settings.account(name) for name in accounts]
    if not chosen and (bare or not named):
        chosen = list(settings.accounts)
    found = [(account, folder) for account in chosen for folder in (bare or account.folders)] + named
    order = {name: at for at, name in enumerate(dict.fromkeys(account.name for account, _ in found))}
    unique = {(account.name, folder): (account, folder) for account, folder in found}
    return sorted(unique.values(), key=lambda pair: order[pair[0].name])


def _fetch_account(
    ws: Workspace, account: Account, names: list[str], wish: Wish, timeout: float, done: list[FolderFetch]
) -> None:
    """Fetch the folders of one account over one connection; a new one where the last one was lost.

    What fails before any folder is open fails for all that are left: the server is not asked again.
    """
    left = list(names)
    while left:
        if wish.tell:
            wish.tell(Progress(clean_line(account.name), clean_line(left[0]), "connecting"))
        try:
            with connected(account, wish.stop, timeout) as server:
                while left:
                    one = fetch_folder(ws, server, left[0], wish)
                    done.append(one)
                    left.pop(0)
                    if one.stopped:
                        return
                    if one.failure is not None and not (one.failure.kind == "folder" and server.alive):
                        break
        except MailFailure as failure:
            done += [FolderFetch(account.name, folder, failure=failure) for folder in left]
            return
        except (Stopped, KeyboardInterrupt):
            done.append(FolderFetch(account.name, left[0] if left else names[-1], stopped=True))
            return
