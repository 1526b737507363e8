"""Mail accounts as a person sets them up: suggested, tested step by step, written into the settings, listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from tracker.accounts import MECHANISMS, SECURITY, Account, folder_name
from tracker.errors import BadUse
from tracker.mail.imap.diagnosis import Step, examine_account
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server
from tracker.settings import Settings
from tracker.text import clean_line
from tracker.workflow import consent, keyrings, settingsfile

__all__ = [
    "MECHANISMS", "SECURITY", "Account", "AccountView", "Step", "Suggestion", "add", "chosen", "examine", "forget",
    "listed", "near_folder", "remember", "remove", "server_folders", "suggest", "unused_name",
]  # fmt: skip

_GMAIL = (
    "Google takes a token command that prints an OAuth access token, or an app password; no account password."
)
_MICROSOFT = "Microsoft takes tokens alone: give a token command that prints an OAuth access token."
_KNOWN = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), ("imap.gmail.com", _GMAIL)),
    **dict.fromkeys(
        ("outlook.com", "hotmail.com", "live.com", "msn.com", "office365.com"),
        ("outlook.office365.com", _MICROSOFT),
    ),
}


@dataclass(frozen=True)
class Suggestion:
    """What is probably right for a user: a name for the account, the server's host, and what to know of it.

    `token` says that the server wants a token rather than a password; `note` is "" or a sentence.
    """

    name: str
    host: str
    token: bool = False
    note: str = ""


@dataclass(frozen=True)
class AccountView:
    """An account as it is listed: `secret` is how its secret is got, `lists` folder → address of its list.

    `allowed` says whether it may be used on this machine (see `consent`).
    """

    name: str
    host: str
    port: int
    security: str
    user: str
    secret: str
    folders: tuple[str, ...]
    lists: Mapping[str, str]
    allowed: bool


def suggest(user: str, settings: Settings) -> Suggestion:
    """Return what is probably right for `user`, mostly a mail address; everything may be answered otherwise."""
    domain = user.rpartition("@")[2].casefold() if "@" in user else ""
    host, note = _KNOWN.get(domain, (f"imap.{domain}" if domain else "", ""))
    label = "".join(
        char for char in domain.partition(".")[0] if char.isascii() and (char.isalnum() or char == "-")
    )
    return Suggestion(unused_name(label.strip("-") or "mail", settings), host, bool(note), note)


def unused_name(name: str, settings: Settings) -> str:
    """Return `name`, with a number behind it when an account is called that already."""
    taken = {one.name for one in settings.accounts}
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def examine(account: Account, typed: bool = False) -> Iterator[Step]:
    """Go through the account step by step, from the secret to each folder; nothing on the server changes.

    One that stands in a file has to be allowed first; `typed` says that a person has just given it.
    """
    try:
        if not typed:
            consent.check(account)
    except MailFailure as failure:
        yield Step("consent", ok=False, sentence=failure.message, hint=failure.hint)
        return
    yield from examine_account(account, adding=typed)


def server_folders(account: Account) -> tuple[str, ...]:
    """Return the folders that the server of an account to be added has; MailFailure when it cannot be asked."""
    with Server(account, adding=True) as server:
        return server.folders()


def remember(account: Account, password: str) -> None:
    """Put the password into the system keyring, where `examine` and `fetch` find it; it goes nowhere else."""
    keyrings.store(account, password)


def forget(account: Account) -> None:
    """Take the account's password out of the system keyring, if it is there."""
    keyrings.remove(account)


def add(root: Path, account: Account, lists: Mapping[str, str]) -> None:
    """Write the account into `tracker.toml`, keeping everything that is there; see `settingsfile.add_account`.

    `lists` maps folders of the account that are a public list's own to the list's address.
    """
    lists = {folder_name(folder): address for folder, address in lists.items()}
    for folder, address in lists.items():
        if folder not in account.folders:
            raise BadUse(
                f"{clean_line(folder)} is not one of the account's folders.", "name it with --folder too"
            )
        if "@" not in address:
            raise BadUse(f"{clean_line(address)!r} is not the address of a list.", "as in NAME@HOST")
    settingsfile.add_account(root, account, lists)
    consent.allow(account)


def remove(root: Path, account: Account) -> None:
    """Take the account's block out of `tracker.toml`, and its permission; see `settingsfile.remove_account`."""
    settingsfile.remove_account(root, account.name)
    consent.forget(account)


def listed(settings: Settings) -> tuple[AccountView, ...]:
    """Return the accounts as they are listed."""
    return tuple(_view(account, settings) for account in settings.accounts)


def _view(account: Account, settings: Settings) -> AccountView:
    ways = {
        "password command": account.password_command,
        "password variable": account.password_variable,
        "keyring": account.keyring,
        f"token command ({account.mechanism})": account.token_command,
    }
    lists = {folder: settings.list_of_folder(account.name, folder) for folder in account.folders}
    return AccountView(
        account.name,
        account.host,
        account.port,
        account.security,
        account.user,
        next(way for way, given in ways.items() if given),
        account.folders,
        {folder: address for folder, address in lists.items() if address},
        consent.allowed(account),
    )


def chosen(settings: Settings, targets: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the accounts and the folders (`ACCOUNT/Folder`) that `targets` name, as `fetching.fetch` takes them.

    BadUse names an account that is not there, and the one that was probably meant.
    """
    for target in targets:
        account, slash, folder = target.partition("/")
        settings.account(account)
        if slash and not folder:
            raise BadUse(f"{clean_line(target)} names no folder.", "as in work/INBOX")
    folders = tuple(target for target in targets if "/" in target)
    return tuple(target for target in targets if "/" not in target), folders


def near_folder(name: str, folders: Iterable[str]) -> str:
    """Return the folder that `name` was probably meant to be, "" when none is close."""
    by_fold = {folder.casefold(): folder for folder in folders}
    found = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.5)
    return by_fold[found[0]] if found else ""
