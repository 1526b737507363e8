"""What mail programs, lists and people say in each language: one TOML file a language, which a speaker can extend.

A file is named for its language (BCP 47: `de`, `zh-Hant`) and holds sections, each a table. Whoever reads a section
says in its own module what may stand in it; `README.md` beside the files lists them all.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def section(name: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return that section of every language that has it, English first, the others by their tags."""
    found = ((tag, table[name]) for tag, table in _tables() if name in table)
    return tuple(sorted(found, key=lambda pair: (pair[0] != "en", pair[0])))


def phrases(name: str, key: str) -> tuple[str, ...]:
    """Return what stands under a key of a section in any language: phrases that `|` or a new line parts, once each."""
    found = (one for _, table in section(name) for one in parted(table.get(key, "")))
    return tuple(dict.fromkeys(found))


def parted(listed: str) -> list[str]:
    """Return the phrases of one entry, which `|` or a new line parts."""
    return [one.strip() for one in listed.replace("\n", "|").split("|") if one.strip()]


@cache
def _tables() -> tuple[tuple[str, dict[str, Any]], ...]:
    files = [one for one in resources.files(__name__).iterdir() if one.name.endswith(".toml")]
    return tuple(
        (one.name.removesuffix(".toml"), tomllib.loads(one.read_text(encoding="utf-8"))) for one in files
    )
