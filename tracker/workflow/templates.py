"""The wording templates of a workspace: a set that ships, in its language, with the entries that it replaces."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

from tracker.claims.templating import Templates, checked, complete
from tracker.errors import BadUse
from tracker.settings import Settings
from tracker.text import clean_line

FILE = "wording.toml"


@cache
def shipped(language: str) -> Templates:
    """Return the set of a language that ships with the program; the settings know which there are."""
    file = resources.files("tracker.claims") / "templates" / f"{language}.toml"
    return Templates(
        language, complete(checked(tomllib.loads(file.read_text(encoding="utf-8")), file.name), file.name)
    )


def of(settings: Settings) -> Templates:
    """Return the templates of a workspace; BadUse names the entry of its `wording.toml` that is wrong."""
    chosen = shipped(settings.language)
    path = settings.templates / FILE if settings.templates else None
    return chosen if path is None or not path.exists() else chosen.replaced(_own(path))


def _own(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadUse(f"{path.name} cannot be read: {clean_line(str(error))}.", "mend or remove it") from error
    return dict(checked(loaded, path.name))
