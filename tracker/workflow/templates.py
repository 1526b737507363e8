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
    """Return the templates of a workspace; BadUse names the entry of its `wording.toml` that is wrong, or says that
    there is none where the settings look for one.
    """
    chosen = shipped(settings.language)
    if settings.templates is None:
        return chosen
    path = settings.templates / FILE
    if not path.is_file():
        raise BadUse(
            f"There is no {FILE} in {clean_line(str(settings.templates))}.",
            "tracker.toml names that folder in templates: put the file there, or leave the key out",
        )
    return chosen.replaced(_own(path))


def _own(path: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadUse(f"{path.name} cannot be read: {clean_line(str(error))}.", "mend or remove it") from error
    return dict(checked(loaded, path.name))
