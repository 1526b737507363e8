"""The findings in the columns of the ISO/IEC template for comments, as CSV and as a page to print across."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from tracker.reports.data import ReportData
from tracker.reports.exports.comments import Comment, comments
from tracker.reports.exports.page import page
from tracker.reports.exports.tables import table
from tracker.reports.overview import overview
from tracker.text import clean

HEAD = (
    "MB/NC",
    "Line number",
    "Clause/Subclause",
    "Paragraph/Figure/Table",
    "Type of comment",
    "Comments",
    "Proposed change",
    "Observations of the secretariat",
)


def csv(data: ReportData) -> str:
    """Return the table as CSV (see `tables`), one row for each finding."""
    return table(HEAD, _rows(data))


def html(data: ReportData) -> str:
    """Return the table as one HTML document in landscape, with the report's notices above it."""
    report = overview(data)
    cells = Markup("").join(
        Markup("<tr>{}</tr>\n").format(Markup("").join(_cell(one) for one in row)) for row in _rows(data)
    )
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(Markup("/<wbr>").join(name.split("/"))) for name in HEAD
    )
    notices = Markup("").join(
        Markup("<p><strong>{}</strong></p>\n<ul>{}</ul>\n").format(
            clean(notice.title),
            Markup("").join(Markup("<li>{}</li>").format(clean(text)) for text in notice.lines),
        )
        for notice in report.notices
    )
    title = f"Comments and observations: {data.letter.title or data.letter.subject or data.letter.id}"
    body = Markup(
        "<h1>{}</h1>\n<p>{}</p>\n{}<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n"
    ).format(clean(title), clean(report.stand), notices, head, cells)
    return page(title, str(body), landscape=True)


def _cell(text: str) -> Markup:
    lines = [Markup.escape(line) for line in clean(text).split("\n")]
    return Markup("<td>{}</td>").format(Markup("<br>").join(lines))


def _rows(data: ReportData) -> Iterator[tuple[str, ...]]:
    for text in overview(data).flat:
        for one in comments(data, text):
            yield _row(one)


def _row(one: Comment) -> tuple[str, ...]:
    view = one.question.view
    words = [f"“{ground.words}”" if ground.words else ground.where for ground in one.grounds]
    observed = [f"{one.resolution}: {'; '.join(one.changes)}", one.finding.reason]
    observed += [] if one.counts else [one.finding.state_text]
    observed += [
        f"rule set aside: {rule} ({reason or 'no reason given'})" for rule, reason in one.finding.overrides
    ]
    observed += ["sample mail, made for demonstration"] if one.finding.sample else []
    observed += [
        f"{mark.label}: {mark.text}" for mark in one.question.marks if mark.kind in ("contested", "review")
    ]
    observed += [f"commenter: {one.reaction}"] if one.reaction else []
    return (
        one.code,
        ", ".join(str(number) for number in view.paragraphs),
        view.row.id,
        view.row.title,
        one.kind,
        "\n".join([f"{one.id}, {one.commenter}", *words]),
        f"{', '.join(one.effects)}" + (f"\n{one.wording}" if one.wording else ""),
        "\n".join(observed),
    )
