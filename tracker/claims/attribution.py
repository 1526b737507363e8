"""How documents and responders are named in a wording: title, place and version; role, channel and day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.claims.templating import Templates

_COMMIT = re.compile(r"commit ([0-9a-f]{7,40})", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAMED_DOCUMENTS = 2
_NAMED_SPEAKERS = 2
MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
}
_WRITTEN: dict[str, Callable[[dt.date], str]] = {
    "en": lambda day: f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}",
    "de": lambda day: f"{day.day}. {MONTHS['de'][day.month - 1]} {day.year}",
    "zh": lambda day: f"{day.year}年{day.month}月{day.day}日",
}


@dataclass(frozen=True)
class Document:
    """A source that was read: its title, the place in it, and which version it was (`commit …`, or a day)."""

    title: str
    place: str = ""
    version: str = ""


@dataclass(frozen=True)
class Speaker:
    """Who said something on the public list: the role, the name only with recorded consent, and the day."""

    role: str = ""
    name: str = ""
    date: dt.date | None = None


def written(day: dt.date, language: str) -> str:
    """Return a day as the language writes it, without the locale: `2 May 2026`, `2. Mai 2026`, `2026年5月2日`."""
    return _WRITTEN[language](day)


def written_dates(day: dt.date) -> tuple[str, ...]:
    """Return the ways to write a day in a wording: as each language does, ISO 8601, and the US way."""
    american = f"{MONTHS['en'][day.month - 1]} {day.day}, {day.year}"
    return (*(write(day) for write in _WRITTEN.values()), day.isoformat(), american)


def documents(named: Sequence[Document], templates: Templates) -> str:
    """Return the documents, each once: two of them by name, and how many more there are."""
    lines = list(dict.fromkeys(_document(one, templates) for one in named if one.title.strip()))
    shown, more = lines[:_NAMED_DOCUMENTS], len(lines) - _NAMED_DOCUMENTS
    if more <= 0:
        return joined(shown, "sources", templates)
    first = joined(shown, "sources", templates, ends=False)
    key = "further-one" if more == 1 else "further"
    return templates.fill("sources", key, {"first": first, "count": templates.number(more)})


def attribution(speakers: Sequence[Speaker], templates: Templates) -> str:
    """Return who said so, where and when; responders whom the same words describe stand once."""
    lines = list(dict.fromkeys(_speaker(one, templates) for one in speakers))
    text = joined(lines[:_NAMED_SPEAKERS], "who", templates)
    if len(lines) > _NAMED_SPEAKERS:
        text = templates.fill("who", "further", {"first": text})
    return text


def joined(items: Sequence[str], table: str, templates: Templates, ends: bool = True) -> str:
    """Return items as a list in the manner of `table` (`pair`, `more`, `last`); `ends` False leaves it open."""
    text = ""
    for at, item in enumerate(items):
        if not text:
            text = item
            continue
        last = ends and at == len(items) - 1
        key = "more" if not last else "pair" if len(items) == 2 else "last"
        text = templates.fill(table, key, {"first": text, "second": item})
    return text


def _document(one: Document, templates: Templates) -> str:
    commit, day = _COMMIT.fullmatch(one.version.strip()), _DAY.fullmatch(one.version.strip())
    version = one.version.strip()
    if commit:
        version = templates.fill("sources", "commit", {"hash": commit[1]})
    elif day:
        on = written(dt.date.fromisoformat(day[0]), templates.language)
        version = templates.fill("sources", "copy", {"date": on})
    return templates.fill("sources", "one", {"title": one.title, "place": one.place, "version": version})


def _speaker(one: Speaker, templates: Templates) -> str:
    role = " ".join(one.role.split()).rstrip(".")
    values = {"name": one.name, "date": written(one.date, templates.language) if one.date else ""}
    if one.name:
        return templates.fill("who", "named", {**values, "role": role})
    articles = templates.words("who", "articles")
    if role and articles and role.split()[0].casefold() not in articles:
        role = templates.fill("who", "title", {"role": role})
    return templates.fill("who", "role" if role else "nobody", {**values, "role": role})
