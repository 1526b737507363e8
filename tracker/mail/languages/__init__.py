"""What mail programs, lists and people say in each language: one TOML file a language, which a speaker can extend.

A file is named for its language (BCP 47: `de`, `zh`) and holds sections, each a table. Whoever reads a section says in
its own module what may stand in it; `README.md` beside the files lists them all.
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


@cache
def _tables() -> tuple[tuple[str, dict[str, Any]], ...]:
    files = [one for one in resources.files(__name__).iterdir() if one.name.endswith(".toml")]
    return tuple(
        (one.name.removesuffix(".toml"), tomllib.loads(one.read_text(encoding="utf-8"))) for one in files
    )
