"""Source work: reading a cited document, and tying another one to a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlmodel import select

from tracker.claims.evidence import Kind, Relation
from tracker.errors import BadUse
from tracker.record import queries
from tracker.record.act import Act
from tracker.record.models import Citation, Question, Source
from tracker.record.views import CitationView
from tracker.text import clean, clean_line
from tracker.workflow import faces, lookup, snapshots
from tracker.workflow.assess import one_of
from tracker.workflow.workspace import Workspace

_COMMIT = re.compile(r"/([0-9a-f]{40})(?:/|$)")


def read(
    ws: Workspace,
    citation: str,
    quote: str,
    locator: str,
    covers: str = "part",
    part: str = "",
    states: bool = False,
    dated: str = "",
    body: str = "",
    independent_of: Sequence[str] = (),
    question: str | None = None,
    reason: str = "",
) -> CitationView:
    """Record that the acting person has read a cited document, and what it carries.

    `quote` are the words read and `locator` where they stand; both are needed. `covers` says whether it
    carries a `part` of the proposition (named; by default what the citation says it bears) or `all`, `states` whether
    it says so or one infers it. `dated` is the commit or retrieval date (taken from the URL where that pins
    a commit, else from the newest saved copy that has the quotation in it), `body` who is responsible for the
    document, `independent_of` other citations. With
    `question` the source is first tied to that part or question as well.
    """
    quote, locator = clean(quote).strip(), clean_line(locator)
    if not quote or not locator:
        raise BadUse(
            "Reading a source needs a quotation and a locator.", "give --quote TEXT and --locator TEXT"
        )
    if covers not in ("part", "all"):
        raise BadUse(f"A source covers 'part' or 'all', not {clean_line(covers)!r}.", "--covers part or all")
    with ws.act("source.read", clean_line(reason)) as act:
        row = _tied(act, act.get(Citation, lookup.citation(act.session, citation).id), question)
        source = act.get(Source, row.source_id)
        others = [lookup.citation(act.session, one).id for one in independent_of]
        pinned = _COMMIT.search(source.url)
        target = act.get(Question, row.question_id)
        act.update(
            row,
            read_by=act.actor,
            read_at=act.at,
            read_quote=quote,
            read_locator=locator,
            covers=covers,
            part=clean_line(part) or (row.bears if covers == "part" else ""),
            states=states,
            dated=clean_line(dated)
            or (f"commit {pinned.group(1)[:12]}" if pinned else snapshots.copy_with(ws, source.id, quote))
            or row.dated,
            independent_of=others or list(row.independent_of),
            judged_revision=target.revision,
        )
        if clean_line(body):
            act.update(source, body=clean_line(body))
        key = row.id
    faces.refresh(ws)
    return _view(ws, key)


def _tied(act: Act, row: Citation, question: str | None) -> Citation:
    """The citation itself, or the same source tied to another question or part."""
    if question is None:
        return row
    target = lookup.question(act.session, question)
    if target.id == row.question_id:
        return row
    query = select(Citation).where(
        Citation.question_id == target.id,
        Citation.source_id == row.source_id,
        Citation.section == row.section,
    )
    there = [one for one in act.session.exec(query) if not one.retired]
    if there:
        return there[0]
    copied = ("kind", "section", "relation", "bears", "quote", "seen", "verified", "note", "dated")
    values = {name: getattr(row, name) for name in copied}
    return act.insert(
        Citation(
            id=act.new_id(Citation),
            question_id=target.id,
            source_id=row.source_id,
            position=_next_position(act, target.id),
            **values,
        )
    )


def _next_position(act: Act, question_id: str) -> int:
    rows = act.session.exec(select(Citation).where(Citation.question_id == question_id)).all()
    return max((row.position for row in rows), default=-1) + 1


def add(
    ws: Workspace,
    url: str,
    question: str,
    relation: str,
    title: str = "",
    kind: str = "other",
    quote: str = "",
    locator: str = "",
    bears: str = "",
    reason: str = "",
) -> CitationView:
    """Tie a document to a question; it stays unread, and counts for nothing, until a person reads it."""
    address, relation, kind = checked(url, relation, kind)
    with ws.act("source.cited", clean_line(reason)) as act:
        target = lookup.question(act.session, question)
        found = act.session.exec(select(Source).where(Source.url == address)).first()
        source = found or act.insert(
            Source(id=act.new_id(Source), url=address, title=clean_line(title) or address)
        )
        row = act.insert(
            Citation(
                id=act.new_id(Citation),
                question_id=target.id,
                source_id=source.id,
                position=_next_position(act, target.id),
                kind=kind,
                section=clean_line(locator),
                relation=relation,
                bears=clean_line(bears),
                quote=clean(quote).strip(),
            )
        )
        key = row.id
    faces.refresh(ws)
    return _view(ws, key)


def checked(url: str, relation: str, kind: str) -> tuple[str, str, str]:
    """Return address, relation and kind of a document as `add` records them; BadUse for what cannot be."""
    address = clean_line(url)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadUse(f"{address!r} is not the address of a public document.", "give an http or https URL")
    return address, one_of(Relation, relation, "relation").value, one_of(Kind, kind, "kind of source").value


def _view(ws: Workspace, key: str) -> CitationView:
    with ws.database.reading() as session:
        return next(one for one in queries.citation_views(session) if one.id == key)
