"""Putting a draft into an account's folder of drafts, where a person sends it or does not."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from tracker.accounts import folder_name
from tracker.documents.drafts import Draft, render
from tracker.errors import BadUse
from tracker.mail.imap.appending import DraftServer
from tracker.text import clean_line
from tracker.workflow import followup
from tracker.workflow.connecting import connected_as
from tracker.workflow.workspace import Workspace

_SHOWN = 8  # folders that are named to who has to choose


@dataclass(frozen=True)
class Place:
    """Where a draft would go: an account's folder, and the UIDs under which this very draft lies there already."""

    account: str
    folder: str
    lying: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kept:
    """Where a draft lies now; `uid` is None where the server does not tell."""

    account: str
    folder: str
    uid: int | None
    message_id: str


def target(ws: Workspace, name: str) -> tuple[str, str]:
    """Return the account and folder ("" to be found) of `ACCOUNT[/Folder]`; BadUse names the nearest account."""
    account, slash, folder = name.partition("/")
    ws.settings.account(account)
    if slash and not folder:
        raise BadUse(f"{clean_line(name)} names no folder.", "as in work/Drafts")
    return account, folder_name(folder) if folder else ""


def folders(ws: Workspace, account: str, stop: threading.Event) -> tuple[str, tuple[str, ...]]:
    """Return the account's folder of drafts, "" where it cannot be told, and all its folders."""
    with connected_as(DraftServer, ws.settings.account(account), stop) as server:
        return server.drafts()


def find(ws: Workspace, draft: Draft, account: str, folder: str, stop: threading.Event) -> Place:
    """Return where the draft would go, and whether it lies there; nothing on the server changes.

    BadUse where the folder of drafts cannot be told: the hint names the folders that there are.
    """
    followup.check(ws, draft)
    with connected_as(DraftServer, ws.settings.account(account), stop) as server:
        if not folder:
            folder, names = server.drafts()
            if not folder:
                raise BadUse(
                    f"Account {account} marks no folder as its drafts, or several.",
                    f"name one, as in --append {account}/{clean_line(names[0]) if names else 'Drafts'}; it has "
                    f"{', '.join(map(clean_line, names[:_SHOWN])) or 'none'}",
                )
        return Place(account, folder, server.lying(folder, draft.message_id))


def append(ws: Workspace, draft: Draft, place: Place, stop: threading.Event) -> Kept:
    """Append the draft to the folder, marked as a draft that was read, after a person agreed; nothing is sent.

    It is held against the rules once more, and looked for once more: what lies there already is not put there twice.
    """
    followup.check(ws, draft)
    with connected_as(DraftServer, ws.settings.account(place.account), stop) as server:
        there = server.lying(place.folder, draft.message_id)
        if there:
            raise twice(place.folder, there)
        kept = server.append(place.folder, render(draft))
        uid = kept.uid or max(server.lying(place.folder, draft.message_id), default=None)
    return Kept(place.account, place.folder, uid, draft.message_id)


def twice(folder: str, uids: tuple[int, ...]) -> BadUse:
    """Return the refusal of a draft that lies in the folder already."""
    return BadUse(
        f"The draft lies in {clean_line(folder)} already (UID {', '.join(map(str, uids))}).",
        "delete it there first if another version is to take its place",
    )
