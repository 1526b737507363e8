"""The words by which a wording shows how sure it is: one TOML file a language, which a speaker can extend."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Return the table of every language by its tag (BCP 47), English first."""
    files = [one for one in resources.files(__name__).iterdir() if one.name.endswith(".toml")]
    found = {one.name.removesuffix(".toml"): tomllib.loads(one.read_text(encoding="utf-8")) for one in files}
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != "en", pair[0])))
