"""Builds the report: the same findings as Markdown, as one self-contained HTML file, and as a site."""

from __future__ import annotations

from functools import cached_property

from tracker.reports import as_markdown
from tracker.reports import site as pages
from tracker.reports.data import ReportData
from tracker.reports.exports.formats import EXPORTS
from tracker.reports.overview import Overview, overview


class Report:
    """A report in every form; what the forms share is worked out once. The same data gives the same bytes."""

    def __init__(self, data: ReportData) -> None:
        """Take what the report may say; nothing is worked out yet."""
        self.data = data

    @cached_property
    def overview(self) -> Overview:
        """What the report says, arranged."""
        return overview(self.data)

    @cached_property
    def pieces(self) -> tuple[pages.Piece, ...]:
        """What the site and the single file are made of."""
        return pages.pieces(self.data, self.overview)

    def markdown(self) -> str:
        """Return the report as Markdown (CommonMark with tables), ending in one newline.

        Outside text is shown as words only.
        """
        return as_markdown.write(self.overview)

    def html(self) -> str:
        """Return the report as one HTML document that loads nothing and runs nothing.

        Styles are inline, a content security policy forbids the rest, and only http(s) addresses are links.
        """
        return pages.single(self.overview, self.pieces)

    def site(self) -> dict[str, str]:
        """Return the report as a folder of pages that load nothing but their style sheet: path → content.

        The paths are names of ours alone (letters, digits, dots, hyphens), in the order of reading.
        """
        return pages.site(self.overview, self.pieces)

    def export(self, name: str) -> dict[str, str]:
        """Return the files of one of the `EXPORTS`, path → content."""
        return {file: make(self.data) for file, make in EXPORTS[name]}


def markdown(data: ReportData) -> str:
    """Return the report as Markdown; see `Report.markdown`."""
    return Report(data).markdown()


def html(data: ReportData) -> str:
    """Return the report as one HTML file; see `Report.html`."""
    return Report(data).html()


def site(data: ReportData) -> dict[str, str]:
    """Return the report as a site, relative path → content; see `Report.site`."""
    return Report(data).site()
