"""Turns what a report says into HTML: every value passes `text.clean` and is escaped, in one place."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

from tracker.reports import charts, phrases, places
from tracker.reports.escape import pieces, safe_url
from tracker.reports.timelines import timeline
from tracker.text import clean, shorten

_NOT_IN_CLASS = re.compile(r"[^a-z]+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


@cache
def environment() -> jinja2.Environment:
    """Return the templates with what they may call; compiled once."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("tracker.reports", "templates"),
        autoescape=True,
        finalize=_gate,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "say": phrases,
        "charts": charts,
        "rank": places.rank,
        "page": places.page,
        "timeline": timeline,
    }
    made.filters |= {
        "kind": _kind,
        "paragraphs": _split,
        "prose": _prose,
        "safe_url": safe_url,
        "short": _short,
    }
    return made


@cache
def style() -> Markup:
    """Return the style sheet, one trailing newline."""
    sheet = files("tracker.reports").joinpath("templates", "style.css").read_text(encoding="utf-8")
    return Markup(sheet)  # noqa: S704 - our own file


def _gate(value: object) -> object:
    # What a template prints is made visible here and escaped by jinja right after; Markup is our own.
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _kind(text: str) -> str:
    return _NOT_IN_CLASS.sub("", text)


def _short(text: str) -> str:
    return shorten(text, 26)


def _split(text: str) -> list[str]:
    return [part for part in _PARAGRAPHS.split(text.strip("\n")) if part.strip()]


def _prose(text: str) -> Markup:
    """Return `text` escaped, with web addresses as links that tell their target nothing."""
    if "://" not in text:
        return Markup.escape(clean(text))
    # An address that is its own words needs no second time on paper.
    runs = [
        Markup('<a class="bare" href="{}" rel="noreferrer noopener">{}</a>').format(target, shown)
        if target
        else Markup.escape(shown)
        for shown, target in pieces(clean(text))
    ]
    return Markup("").join(runs)
