"""The settings of a workspace: `tracker.toml`, read with care and told plainly when it is wrong."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker import tables
from tracker.accounts import Account, accounts, folder_name
from tracker.errors import BadUse
from tracker.text import clean_line

FILE = "tracker.toml"
KEYS = (
    *("accounts", "actor", "commit", "contact", "database", "language", "lists", "ours"),
    *("receiving-servers", "remind-after", "templates"),
)
LIST_KEYS = ("address", "archives", "folders")
COMMIT = ("list", "none")
LANGUAGES = ("en", "de", "zh")
REMIND_AFTER = 30
LONGEST_SILENCE = 3_650
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,250}[a-z0-9_])?")
_ADDRESS = re.compile(r"[^\s<>()@,;:\"\\]+@[^\s<>()@,;:\"\\/]+")


@dataclass(frozen=True)
class PublicList:
    """A public mailing list, and what is configured as that list's own.

    `archives` are mailbox files and directories (absolute paths), `folders` IMAP folders written
    `ACCOUNT/Folder/Name`.
    """

    address: str
    archives: tuple[Path, ...] = ()
    folders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What `tracker.toml` says, with the defaults where it is silent.

    `actor` is "" and `database` is "" when the file names none (git's `user.name` and
    `.tracker/tracker.db` stand in); `ours` are the addresses named there (see `own_addresses`);
    `language` is that of the wordings proposed, and `templates` the folder whose templates replace single ones of
    that set. `receiving_servers` are our own that take mail in, as Authentication-Results names them.
    `remind_after` is how many days a leg may be silent before a reminder is due, 0 for never. `contact` is whom a
    web server may write to about our requests.
    """

    root: Path
    actor: str = ""
    commit: str = "list"
    database: str = ""
    lists: tuple[PublicList, ...] = ()
    ours: tuple[str, ...] = ()
    language: str = "en"
    templates: Path | None = None
    accounts: tuple[Account, ...] = ()
    receiving_servers: tuple[str, ...] = ()
    remind_after: int = REMIND_AFTER
    contact: str = ""

    @property
    def database_url(self) -> str:
        """Return the SQLAlchemy URL of the record: the one configured, else SQLite under `.tracker/`."""
        return self.database or f"sqlite:///{self.root / '.tracker' / 'tracker.db'}"

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Return the addresses whose mail is ours: those in `ours`, and each account's user who is an address."""
        users = (one.user.casefold() for one in self.accounts)
        return tuple(dict.fromkeys([*self.ours, *(one for one in users if _ADDRESS.fullmatch(one))]))

    def list_of(self, path: Path) -> str | None:
        """Return the address of the list whose own archive `path` is or lies in; None when there is none."""
        resolved = path.resolve()
        for one in self.lists:
            if any(resolved == own or own in resolved.parents for own in one.archives):
                return one.address
        return None

    def list_of_folder(self, account: str, folder: str) -> str | None:
        """Return the address of the list whose own folder `folder` of `account` is; None when there is none.

        Names are compared as they are, but for INBOX (see `folder_name`).
        """
        sought = f"{account}/{folder_name(folder)}"
        return next((one.address for one in self.lists if sought in one.folders), None)

    def account(self, name: str) -> Account:
        """Return the account called `name`; BadUse names the nearest one."""
        for one in self.accounts:
            if one.name == name:
                return one
        meant = tables.near(name, (one.name for one in self.accounts))
        names = ", ".join(one.name for one in self.accounts)
        hint = f"did you mean {meant!r}?" if meant else f"the accounts are {names}" if names else ""
        raise BadUse(
            f"There is no account {clean_line(name)!r}.", hint or "add one with `tracker account add`"
        )


def load(root: Path) -> Settings:
    """Return the settings of the workspace at `root`; BadUse names the key that is wrong and the nearest one.

    A missing file means the defaults. No secret belongs in the file: a database URL with a
    password in it is refused.
    """
    path = root / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Settings(root)
    except OSError as error:
        raise BadUse(f"{FILE} cannot be read: {error.strerror}.", "mend its permissions") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadUse(f"{FILE} is not TOML: {clean_line(str(error))}.", f"mend or remove {FILE}") from error
    tables.known(table, KEYS, FILE)
    known = accounts(table, root)
    return Settings(
        root=root,
        actor=clean_line(tables.text(table, "actor", FILE)),
        commit=_commit(table),
        database=_database(table),
        lists=_lists(table, root, known),
        ours=_ours(table),
        language=_language(table),
        templates=_folder(table, root),
        accounts=known,
        receiving_servers=_servers(table),
        remind_after=_remind_after(table),
        contact=_contact(table),
    )


def _remind_after(table: dict[str, Any]) -> int:
    days = tables.number(table, "remind-after", FILE, REMIND_AFTER)
    if not 0 <= days <= LONGEST_SILENCE:
        raise BadUse(
            f"{FILE}: remind-after is {days} days.", f"write remind-after = {REMIND_AFTER}, or 0 for never"
        )
    return days


def _ours(table: dict[str, Any]) -> tuple[str, ...]:
    found = tuple(address.casefold() for address in tables.texts(table, "ours", FILE))
    for one in found:
        if not _ADDRESS.fullmatch(one):
            raise BadUse(
                f"{FILE}: ours has {clean_line(one)!r}, which is no address.", 'write ours = ["name@host"]'
            )
    return found


def _contact(table: dict[str, Any]) -> str:
    value = tables.text(table, "contact", FILE)
    if value and not _ADDRESS.fullmatch(value):
        raise BadUse(f"{FILE}: contact is no address.", 'write contact = "name@host"')
    return value


def _commit(table: dict[str, Any]) -> str:
    value = tables.text(table, "commit", FILE) or "list"
    if value not in COMMIT:
        raise BadUse(f"{FILE}: commit is {clean_line(value)!r}.", 'write commit = "list" or commit = "none"')
    return value


def _language(table: dict[str, Any]) -> str:
    value = tables.text(table, "language", FILE) or "en"
    if value not in LANGUAGES:
        raise BadUse(
            f"{FILE}: language is {clean_line(value)!r}.",
            "the sets of wordings are in " + ", ".join(f'"{one}"' for one in LANGUAGES),
        )
    return value


def _servers(table: dict[str, Any]) -> tuple[str, ...]:
    names = tuple(one.lower().rstrip(".") for one in tables.texts(table, "receiving-servers", FILE))
    for name in names:
        if not _HOST.fullmatch(name):
            raise BadUse(
                f"{FILE}: receiving-servers names {clean_line(name)!r}, which is no server.",
                'write the name that stands first in its Authentication-Results, as in ["mx.example.org"]',
            )
    return names


def _database(table: dict[str, Any]) -> str:
    url = tables.text(table, "database", FILE)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        secret = parts.password
    except ValueError:
        raise BadUse(f"{FILE}: database is not a URL.", "as in postgresql+psycopg://host/name") from None
    if not parts.scheme.startswith(("sqlite", "postgresql")):
        raise BadUse(
            f"{FILE}: database is neither SQLite nor PostgreSQL.", "as in postgresql+psycopg://host/name"
        )
    if secret or "password=" in parts.query.casefold():
        raise BadUse(f"{FILE}: database holds a password.", "keep it in PGPASSFILE or ~/.pgpass instead")
    return url


def _lists(table: dict[str, Any], root: Path, known: tuple[Account, ...]) -> tuple[PublicList, ...]:
    where = f"{FILE}: [[lists]]"
    found = []
    for one in tables.rows(table, "lists", FILE, "address"):
        tables.known(one, LIST_KEYS, where)
        address = tables.text(one, "address", FILE).casefold()
        if "@" not in address:
            raise BadUse(f"{FILE}: a list has no address.", 'write address = "name@host" under [[lists]]')
        archives = tuple((root / path).resolve() for path in tables.texts(one, "archives", where))
        found.append(PublicList(address, archives, _list_folders(tables.texts(one, "folders", where), known)))
    return tuple(found)


def _list_folders(folders: tuple[str, ...], known: tuple[Account, ...]) -> tuple[str, ...]:
    names = [one.name for one in known]
    found = []
    for folder in folders:
        account, _, rest = folder.partition("/")
        if not rest:
            raise BadUse(
                f"{FILE}: [[lists]] has a folder {clean_line(folder)!r} without its account.",
                'write folders = ["ACCOUNT/Folder/Name"]',
            )
        if account not in names:
            meant = tables.near(account, names)
            raise BadUse(
                f"{FILE}: [[lists]] has a folder of the account {clean_line(account)!r}, which is not configured.",
                f"did you mean {meant!r}?" if meant else "add it with `tracker account add`",
            )
        found.append(f"{account}/{folder_name(rest)}")
    return tuple(dict.fromkeys(found))


def _folder(table: dict[str, Any], root: Path) -> Path | None:
    value = tables.text(table, "templates", FILE)
    return (root / value).resolve() if value else None
