"""The report as CSV tables (RFC 4180, UTF-8): questions, findings, sources and public replies."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from tracker.record.views import CitationView
from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.digest import QuestionText
from tracker.reports.exports.public import Source, instant, last_reaction, replies, sources
from tracker.reports.overview import overview
from tracker.text import clean

# Where a cell begins, or could be made to begin by a program that parts cells at another character; then blanks; then
# what a spreadsheet takes for the start of a formula, in ASCII and full width (OWASP, CSV Injection).
_START = r"(\A|[\n\t,;|\"])(\s*)"
_FORMULA = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_LIVE = re.compile(f"{_START}('*{_FORMULA})")
_TAMED = re.compile(f"{_START}'('*{_FORMULA})")


def cell(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet takes for a formula.

    Outside words are cleaned and lose the blanks around them; an apostrophe goes before each =, +, - or @ that
    stands where a cell begins or could begin. `plain` takes the apostrophes out again.
    """
    text = clean("" if value is None else str(value)).strip()
    return _LIVE.sub(r"\1\2'\3", text)


def plain(text: str) -> str:
    """Return the words that `cell` made a cell of."""
    return _TAMED.sub(r"\1\2\3", text)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV: CR LF after each row, the names of the columns first, no byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(one) for one in row] for row in rows)
    return out.getvalue()


def questions(data: ReportData) -> str:
    """Return one row for each question and part."""
    head = (
        "id", "parent", "title", "asks", "paragraphs", "level_as_sent", "level_as_sent_name", "level", "level_name",
        "gap_status", "gap", "gap_status_with_parts", "wording_as_sent", "wording", "proposition", "rests_on_part",
        "revision", "sources_cited", "sources_read", "under_review", "contested", "marks",
    )  # fmt: skip
    return table(head, (_question(text) for text in overview(data).flat))


def _question(text: QuestionText) -> Sequence[object]:
    view, row = text.view, text.view.row
    first = min(view.revisions, key=lambda one: one.number, default=None)
    return (
        row.id,
        row.parent,
        row.title,
        row.asks,
        _listed(view.paragraphs),
        row.level_as_sent,
        phrases.level(row.level_as_sent).partition(" ")[2],
        row.level,
        phrases.level(row.level).partition(" ")[2],
        phrases.gap(view.gap_status),
        view.gap,
        phrases.gap(row.gap_status),
        first.wording if first else view.wording,
        view.wording,
        view.proposition,
        text.carried,
        row.revision,
        row.citations,
        row.read,
        _listed(row.review),
        _yes(row.contested),
        _marks(text),
    )


def findings(data: ReportData) -> str:
    """Return one row for each finding, those that no longer count among them."""
    head = (
        "id", "question", "state", "state_in_words", "effects", "at", "by", "basis", "level_before", "level_after",
        "gap_before", "gap_after", "revision_before", "revision_after", "authority", "visibility", "from", "words",
        "citations", "reason", "rules_set_aside", "sample", "reaction", "question_marks",
    )  # fmt: skip
    rows = []
    for text in overview(data).flat:
        for found, said in zip(text.view.assessments, text.findings, strict=True):
            reaction = last_reaction(data, found.id)
            rows.append(
                (
                    found.id,
                    found.question,
                    found.state,
                    said.state_text,
                    _listed(found.effects),
                    instant(found.at),
                    found.by,
                    found.basis,
                    found.level_before,
                    found.level_after,
                    found.gap_before if found.gap_before in phrases.GAP else "",
                    found.gap_after if found.gap_after in phrases.GAP else "",
                    found.revision_before,
                    found.revision_after,
                    found.authority if found.passages else "",
                    found.visibility if found.passages else "",
                    _listed(ground.where for ground in said.grounds),
                    "\n\n".join(ground.words for ground in said.grounds if ground.words),
                    _listed(found.citations),
                    said.reason,
                    _listed(f"{rule}: {reason or 'no reason given'}" for rule, reason in found.overrides),
                    _yes(said.sample),
                    reaction.value if reaction else "",
                    _marks(text),
                )
            )
    return table(head, rows)


def citations(data: ReportData) -> str:
    """Return one row for each citation of a source; what nobody has read has no quotation."""
    head = (
        "source", "citation", "question", "title", "url", "kind", "section", "relation", "bears", "body", "read",
        "read_by", "read_at", "quotation", "locator", "copy", "covers", "part", "states", "official", "normative",
        "independent_of", "checked_at", "check",
    )  # fmt: skip
    return table(head, (_citation(source, one) for source in sources(data) for one in source.citations))


def _citation(source: Source, one: CitationView) -> Sequence[object]:
    return (
        one.source,
        one.id,
        one.question,
        one.title,
        one.url,
        one.kind,
        one.section,
        one.relation,
        one.bears,
        one.body,
        _yes(one.read),
        one.read_by,
        instant(one.read_at),
        one.read_quote if one.read else "",
        one.read_locator if one.read else "",
        one.dated if one.read else "",
        one.covers if one.read else "",
        one.part if one.read else "",
        _yes(one.states) if one.read else "",
        _yes(one.official),
        _yes(one.normative),
        _listed(one.independent_of),
        instant(source.check.at) if source.check else "",
        source.check.outcome if source.check else "",
    )


def said(data: ReportData) -> str:
    """Return one row for each public passage that the report quotes."""
    head = (
        "reply",
        "passage",
        "date",
        "role",
        "name",
        "sample",
        "questions",
        "findings",
        "words",
        "cut_here",
    )
    return table(
        head,
        (
            (
                reply.id,
                passage.id,
                instant(reply.date),
                reply.role,
                reply.name,
                _yes(reply.sample),
                _listed(passage.questions),
                _listed(passage.findings),
                passage.words,
                _yes(passage.cut),
            )
            for reply in replies(data)
            for passage in reply.passages
        ),
    )


def _marks(text: QuestionText) -> str:
    return _listed(f"{mark.label}: {mark.text}" for mark in text.marks)


def _listed(values: Iterable[object]) -> str:
    return "\n".join(str(value) for value in values)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
