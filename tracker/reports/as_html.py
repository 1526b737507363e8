"""Writes the report as one HTML file: every value passes `text.clean` and is escaped, in one place."""

from __future__ import annotations

import re

import jinja2
from markupsafe import Markup

from tracker.reports import phrases
from tracker.reports.escape import pieces, safe_url
from tracker.reports.overview import Overview
from tracker.text import clean

_NOT_IN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def write(report: Overview) -> str:
    """Return the document, one trailing newline."""
    return _environment().get_template("report.html.j2").render(report=report).strip("\n") + "\n"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tracker.reports", "templates"),
        autoescape=True,
        finalize=_gate,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = phrases
    environment.filters |= {"anchor": _anchor, "prose": _prose, "paragraphs": _split, "safe_url": safe_url}
    return environment


def _gate(value: object) -> object:
    # What a template prints is made visible here and escaped by jinja right after; Markup is our own.
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _anchor(text: str) -> str:
    return _NOT_IN_ID.sub("-", text).lower() or "x"


def _split(text: str) -> list[str]:
    return [part for part in _PARAGRAPHS.split(text.strip("\n")) if part.strip()]


def _prose(text: str) -> Markup:
    """Return `text` escaped, with web addresses as links that tell their target nothing."""
    runs = [
        Markup('<a href="{}" rel="noreferrer noopener">{}</a>').format(target, shown)
        if target
        else Markup.escape(shown)
        for shown, target in pieces(clean(text))
    ]
    return Markup("").join(runs)
