"""The settings of a workspace: `tracker.toml`, read with care and told plainly when it is wrong."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import BadUse
from tracker.text import clean_line

FILE = "tracker.toml"
KEYS = ("actor", "commit", "database", "lists", "ours", "templates")
LIST_KEYS = ("address", "archives")
COMMIT = ("list", "none")


@dataclass(frozen=True)
class PublicList:
    """A public mailing list, and the archives or folders (absolute paths) configured as that list's own."""

    address: str
    archives: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What `tracker.toml` says, with the defaults where it is silent.

    `actor` is "" and `database` is "" when the file names none (git's `user.name` and
    `.tracker/tracker.db` stand in); `templates` is the folder whose wording templates replace ours.
    """

    root: Path
    actor: str = ""
    commit: str = "list"
    database: str = ""
    lists: tuple[PublicList, ...] = ()
    ours: tuple[str, ...] = ()
    templates: Path | None = None

    @property
    def database_url(self) -> str:
        """Return the SQLAlchemy URL of the record: the one configured, else SQLite under `.tracker/`."""
        return self.database or f"sqlite:///{self.root / '.tracker' / 'tracker.db'}"

    def list_of(self, path: Path) -> str | None:
        """Return the address of the list whose own archive `path` is or lies in; None when there is none."""
        resolved = path.resolve()
        for one in self.lists:
            if any(resolved == own or own in resolved.parents for own in one.archives):
                return one.address
        return None


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
    _known(table, KEYS, FILE)
    return Settings(
        root=root,
        actor=clean_line(_text(table, "actor")),
        commit=_commit(table),
        database=_database(table),
        lists=_lists(table, root),
        ours=tuple(address.casefold() for address in _texts(table, "ours", FILE)),
        templates=_folder(table, root),
    )


def _known(table: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            near = get_close_matches(key, keys, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(keys)}"
            raise BadUse(f"{where} has an unknown key {clean_line(key)!r}.", hint)


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadUse(f"{FILE}: {key} must be a string.", f'write {key} = "…"')
    return value.strip()


def _texts(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadUse(f"{where}: {key} must be a list of strings.", f'write {key} = ["…"]')
    return tuple(one.strip() for one in value)


def _commit(table: dict[str, Any]) -> str:
    value = _text(table, "commit") or "list"
    if value not in COMMIT:
        raise BadUse(f"{FILE}: commit is {clean_line(value)!r}.", 'write commit = "list" or commit = "none"')
    return value


def _database(table: dict[str, Any]) -> str:
    url = _text(table, "database")
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


def _lists(table: dict[str, Any], root: Path) -> tuple[PublicList, ...]:
    value = table.get("lists", [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadUse(f"{FILE}: lists must be tables.", 'write [[lists]], then address = "…"')
    found = []
    for one in value:
        _known(one, LIST_KEYS, f"{FILE}: [[lists]]")
        address = _text(one, "address").casefold()
        if "@" not in address:
            raise BadUse(f"{FILE}: a list has no address.", 'write address = "name@host" under [[lists]]')
        archives = _texts(one, "archives", f"{FILE}: [[lists]]")
        found.append(PublicList(address, tuple((root / path).resolve() for path in archives)))
    return tuple(found)


def _folder(table: dict[str, Any], root: Path) -> Path | None:
    value = _text(table, "templates")
    return (root / value).resolve() if value else None
