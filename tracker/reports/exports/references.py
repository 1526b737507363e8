"""What a source or a public reply is as a reference: who, what, where, when, which copy, quoted how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tracker.record.views import CitationView
from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.escape import safe_url
from tracker.reports.exports.public import Source, replies, sources
from tracker.text import clean_line, shorten

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_KEY = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 400  # characters of a quotation in a note; a bibliography prints it


@dataclass(frozen=True)
class Reference:
    """A source, or a reply on a public list (`post`), with what reference managers ask for.

    `kind` is a source's kind, or `post`; `version` the commit or other name of the copy that was read; `accessed` the
    day from which the copy is, or on which it was read; all words are single clean lines.
    """

    key: str
    kind: str
    title: str
    url: str | None
    author: str
    publisher: str
    issued: date | None
    accessed: date | None
    version: str
    note: str


def references(data: ReportData) -> tuple[Reference, ...]:
    """Return the sources in the order of their numbers, then the public replies in theirs."""
    return (*(_source(one) for one in sources(data)), *_posts(data))


def _source(source: Source) -> Reference:
    read = source.read
    dated = next((one.dated for one in read if one.dated), "")
    copy = _day(dated)
    looked = max((one.read_at for one in read if one.read_at), default=None)
    return Reference(
        key=_key(source.id),
        kind=clean_line(source.kind),
        title=clean_line(source.title) or source.id,
        url=safe_url(source.url),
        author="",
        publisher=clean_line(source.body),
        issued=None,
        accessed=copy or _date(looked),
        version="" if copy else clean_line(dated),
        note=_note(source),
    )


def _note(source: Source) -> str:
    parts = [_cited(one) for one in source.citations]
    if source.latest and source.latest != source.url:
        parts.append(f"Latest: {source.latest}.")
    if safe_url(source.url) is None:
        parts.append(f"Address as recorded: {source.url}.")
    return clean_line(" ".join(parts))


def _cited(one: CitationView) -> str:
    said = f"Cited for {one.question}, {phrases.CITED_AS.get(one.relation, one.relation)}"
    if not one.read:
        return f"{said}; unread, not counted as evidence."
    place = f" ({one.read_locator})" if one.read_locator else ""
    quoted = f": “{shorten(one.read_quote, _LONGEST)}”" if one.read_quote else ", no quotation recorded"
    return f"{said}{quoted}{place}."


def _posts(data: ReportData) -> list[Reference]:
    letter = data.letter
    where = {reply: data.contacts.get(leg.id, "") for leg in data.legs for reply in leg.replies}
    asked = letter.subject or letter.title or letter.id
    return [
        Reference(
            key=_key(reply.id),
            kind="post",
            title=clean_line(f"Reply {reply.id} to “{asked}”" + (" (sample mail)" if reply.sample else "")),
            url=None,
            author=clean_line(reply.name or reply.writer),
            publisher=clean_line(where.get(reply.id) or letter.to or ""),
            issued=_date(reply.date),
            accessed=None,
            version="",
            note=clean_line(
                ("Sample mail, made for demonstration. " if reply.sample else "")
                + " ".join(
                    f"Passage {said.id}, findings {', '.join(said.findings)}: “{shorten(said.words, _LONGEST)}”"
                    for said in reply.passages
                )
            ),
        )
        for reply in replies(data)
    ]


def _key(name: str) -> str:
    return _KEY.sub("-", name).strip("-") or "x"


def _day(text: str) -> date | None:
    if not _DAY.match(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date(at: datetime | None) -> date | None:
    return (at.astimezone(UTC) if at.tzinfo else at).date() if at else None
