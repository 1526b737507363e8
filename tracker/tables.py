"""Reads values out of a TOML table and tells plainly which key is wrong, and which one was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from tracker.errors import BadUse
from tracker.text import clean_line


def near(word: str, words: Iterable[str]) -> str:
    """Return the one of `words` that `word` was probably meant to be, "" when none is close."""
    found = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return found[0] if found else ""


def known(table: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Refuse a table with a key that is not one of `keys`; the hint names the nearest one."""
    for key in table:
        if key not in keys:
            meant = near(key, keys)
            hint = f"did you mean {meant!r}?" if meant else f"the keys are {', '.join(keys)}"
            raise BadUse(f"{where} has an unknown key {clean_line(key)!r}.", hint)


def text(table: Mapping[str, Any], key: str, where: str) -> str:
    """Return the string at `key`, stripped; "" when there is none."""
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BadUse(f"{where}: {key} must be a string.", f'write {key} = "…"')
    return value.strip()


def texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Return the list of strings at `key`, each stripped; () when there is none."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadUse(f"{where}: {key} must be a list of strings.", f'write {key} = ["…"]')
    return tuple(one.strip() for one in value)


def number(table: Mapping[str, Any], key: str, where: str, default: int, example: int = 0) -> int:
    """Return the whole number at `key`, `default` when there is none.

    The hint writes the number that was meant where it can be told, else `example` or the default.
    """
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        meant = value.strip() if isinstance(value, str) else ""
        shown = meant if re.fullmatch(r"[1-9][0-9]{0,9}", meant) else str(example or default)
        raise BadUse(f"{where}: {key} must be a whole number.", f"write {key} = {shown}, without quotes")
    return value


def yes(table: Mapping[str, Any], key: str, where: str) -> bool:
    """Return the truth at `key`, False when there is none."""
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise BadUse(f"{where}: {key} must be true or false.", f"write {key} = true")
    return value


def rows(table: Mapping[str, Any], key: str, where: str, first: str) -> tuple[Mapping[str, Any], ...]:
    """Return the tables written `[[key]]`; `first` is the key the hint shows."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadUse(f"{where}: {key} must be tables.", f'write [[{key}]], then {first} = "…"')
    return tuple(value)
