"""Builds the report: the same findings as Markdown and as one self-contained HTML file."""

from __future__ import annotations

from tracker.reports import as_html, as_markdown
from tracker.reports.data import ReportData
from tracker.reports.overview import overview


def markdown(data: ReportData) -> str:
    """Return the report as Markdown (CommonMark with tables), ending in one newline.

    The same data gives the same text, byte for byte. Outside text is shown as words only.
    """
    return as_markdown.write(overview(data))


def html(data: ReportData) -> str:
    """Return the report as one HTML document that loads nothing and runs nothing.

    Styles are inline, a content security policy forbids the rest, and only http(s) addresses are links.
    The same data gives the same text, byte for byte.
    """
    return as_html.write(overview(data))
