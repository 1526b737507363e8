"""Sets the report as pages: a site of one page a question, and the same pieces in a single file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tracker.claims.levels import Level
from tracker.claims.vocabulary import languages
from tracker.reports import as_html, charts
from tracker.reports.answerers import answers
from tracker.reports.data import ReportData
from tracker.reports.ledger_lines import ledger_pages
from tracker.reports.overview import Overview
from tracker.reports.phrases import level
from tracker.reports.places import in_one_file, on_a_page, places
from tracker.reports.register import register
from tracker.text import clean_line


@dataclass(frozen=True)
class Piece:
    """One page's worth of the report, rendered once: `name` is its anchor where all stand in one file."""

    file: str
    name: str
    title: str
    short: str
    html: Markup
    question: bool = False


def pieces(data: ReportData, report: Overview) -> tuple[Piece, ...]:
    """Render every piece of the report, in the order of reading: the overview, the questions, the rest."""
    return tuple(_pieces(data, report))


def _pieces(data: ReportData, report: Overview) -> Iterator[Piece]:
    where, ledger = places(data), ledger_pages(data)
    shared: dict[str, Any] = {
        "data": data,
        "report": report,
        "places": where,
        "span": charts.span(data),
        "ledger_pages": ledger,
    }

    def rendered(template: str, **values: object) -> Markup:
        shown = as_html.environment().get_template(f"{template}.html.j2").render(**shared, **values)
        return Markup(shown.strip("\n"))  # noqa: S704 - the template escaped it

    yield Piece("index.html", "index", report.title, "Report", rendered("index"))
    for text in report.questions:
        row = text.view.row
        yield Piece(
            where.pages[row.id],
            f"q-{where.questions[row.id]}",
            clean_line(f"{row.id} {row.title}"),
            clean_line(row.id),
            rendered("question", text=text),
            question=True,
        )
    yield Piece("sources.html", "sources", "Sources", "Sources", rendered("sources", register=register(data)))
    yield Piece(
        "responders.html",
        "responders",
        "Responders and conversations",
        "Responders",
        rendered("responders", answers=answers(data)),
    )
    yield Piece("methods.html", "methods", "Methods", "Methods", rendered("methods", lists=_word_lists()))
    for page in ledger:
        title = "Audit" if page.name == "audit" else f"Audit, from entry {page.lines[0].seq} on"
        yield Piece(page.file, page.name, title, "Audit", rendered("audit", ledger=page))


def site(report: Overview, found: tuple[Piece, ...]) -> dict[str, str]:
    """Return the site as path → text, in the order of reading, the style sheet last."""
    sections = _sections(found)
    questions = [one for one in found if one.question]
    beside = {one.file: n for n, one in enumerate(questions)}
    pages = {}
    for one in found:
        n = beside.get(one.file)
        pages[one.file] = _page(
            report,
            title=one.title if one.name == "index" else f"{one.title} – {report.title}",
            style="",
            sections=sections,
            current=sections[0].file if one.question else one.file,
            body=on_a_page(one.html),
            before=questions[n - 1] if n else None,
            after=questions[n + 1] if n is not None and n + 1 < len(questions) else None,
        )
    pages["style.css"] = str(as_html.style())
    return pages


def single(report: Overview, found: tuple[Piece, ...]) -> str:
    """Return the whole report as one HTML file, its style inside."""
    first, questions = found[0], [one for one in found if one.question]
    heading = '<section class="all" aria-labelledby="questions">\n<h2 id="questions">Questions</h2>'
    body = [in_one_file(first.html, 0), heading]
    body += [in_one_file(one.html, 2) for one in questions]
    body.append("</section>")
    body += [in_one_file(one.html, 1) for one in found if one is not first and not one.question]
    return _page(
        report,
        title=report.title,
        style=as_html.style(),
        sections=(first, Piece("", "questions", "", "Questions", Markup("")), *_sections(found)[1:]),
        current="all",
        body=Markup("\n".join(body)),  # noqa: S704 - pieces, rendered and escaped
        before=None,
        after=None,
    )


def _sections(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces that the navigation names: no question, and of the ledger its first page."""
    return tuple(one for one in found if not one.question and not one.name.startswith("audit-"))


def _page(report: Overview, **values: object) -> str:
    shown = as_html.environment().get_template("page.html.j2").render(report=report, **values)
    return shown.strip("\n") + "\n"


def _word_lists() -> list[tuple[str, list[str]]]:
    """The names of the English signals of certainty by the levels that each fits, the strongest first."""
    found: dict[tuple[int, int], list[str]] = {}
    for one in sorted(languages()[0].signals, key=lambda one: (-one.high, -one.low)):
        found.setdefault((one.low, one.high), []).append(one.name)
    return [(_bearing(low, high), names) for (low, high), names in found.items()]


def _bearing(low: int, high: int) -> str:
    top = max(Level)
    if low > top:
        return "at no level"
    return level(low) if low >= min(high, top) else f"{level(low)} to {level(min(high, top))}"
