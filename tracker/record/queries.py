"""What the record knows about questions, letters, sources and legs, as views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.claims.contest import contested as stands_contested
from tracker.claims.effects import Effect
from tracker.claims.evidence import Kind, is_normative, is_official
from tracker.claims.levels import GapStatus, worst_gap
from tracker.record import timeline
from tracker.record.columns import Audited
from tracker.record.evidence import claim_state
from tracker.record.models import (
    Assessment,
    Citation,
    Letter,
    Link,
    Passage,
    Person,
    Question,
    Reply,
    Revision,
    Source,
)
from tracker.record.views import (
    AssessmentView,
    CitationView,
    LetterView,
    QuestionRow,
    QuestionView,
    RevisionView,
)

Row = TypeVar("Row", bound=Audited)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a letter's paragraphs, numbered from 0: its blocks between blank lines."""
    return tuple(block.strip("\n") for block in text.split("\n\n") if block.strip())


def letters(session: Session) -> tuple[LetterView, ...]:
    """Return every letter of the workspace."""
    return tuple(
        LetterView(
            id=one.id,
            title=one.title,
            message_id=one.message_id,
            subject=one.subject,
            date=one.date,
            to=one.to,
            url=one.url,
            paragraphs=paragraphs(one.text),
        )
        for one in live(session, Letter)
    )


def live(session: Session, model: type[Row], *where: sa.ColumnElement[bool]) -> list[Row]:
    """Return the rows of a table that are not retired, in the order of their numbers; `where` narrows them."""
    rows = session.exec(select(model).where(col(model.retired).is_(False), *where)).all()
    return sorted(rows, key=lambda row: natural(row.id))


def natural(key: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key under which C2 comes before C10 and C2.1 after C2."""
    parts: list[tuple[int, int | str]] = []
    word = ""
    for char in key + "\0":
        if word and char.isdigit() != word[-1].isdigit():
            parts.append((0, int(word)) if word[0].isdigit() else (1, word))
            word = ""
        word += char
    return tuple(parts)


def question_rows(session: Session) -> tuple[QuestionRow, ...]:
    """Return a row for each question and part: questions in the letter's order, each followed by its parts."""
    found: list[Question] = live(session, Question)
    tops = sorted(
        (q for q in found if not q.parent_id), key=lambda q: (q.letter_id, q.position, natural(q.id))
    )
    children: dict[str, list[Question]] = defaultdict(list)
    for one in found:
        if one.parent_id:
            children[one.parent_id].append(one)
    cited: dict[str, list[Citation]] = defaultdict(list)
    for citation in live(session, Citation):
        cited[citation.question_id].append(citation)
    open_passages, replies = _triage(session)
    rows = []
    for top in tops:
        parts = sorted(children[top.id], key=lambda q: (q.position, natural(q.id)))
        family = [top, *parts]
        for one in family:
            whole = family if one is top else [one]
            waiting = set().union(*(open_passages[q.id] for q in whole))
            gaps = (GapStatus(q.gap_status) if q.gap_status else None for q in whole)
            rows.append(
                QuestionRow(
                    id=one.id,
                    parent=one.parent_id or "",
                    letter=one.letter_id,
                    title=one.title,
                    asks=one.asks,
                    level=one.level,
                    level_as_sent=one.level_as_sent,
                    gap_status=worst_gap(gaps) or "",
                    to_triage=len(waiting),
                    review=tuple(one.review),
                    contested=bool(stands_contested(claim_state(session, one))),
                    revision=one.revision,
                    read=sum(1 for c in cited[one.id] if c.read_by),
                    citations=len(cited[one.id]),
                    replies=len(set().union(*(replies[q.id] for q in whole))),
                )
            )
    return tuple(rows)


def _triage(session: Session) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Open passages and replies by question, from the links that stand."""
    kinds = {one.id: one.kind for one in live(session, Reply)}
    by_id = {one.id: one for one in live(session, Passage)}
    waiting: dict[str, set[str]] = defaultdict(set)
    replies: dict[str, set[str]] = defaultdict(set)
    for link in live(session, Link):
        passage = by_id.get(link.passage_id)
        if passage is None:
            continue
        replies[link.question_id].add(passage.reply_id)
        if passage.state == "open" and kinds.get(passage.reply_id) == "reply":
            waiting[link.question_id].add(passage.id)
    return waiting, replies


def citation_views(session: Session, question: str | None = None) -> tuple[CitationView, ...]:
    """Return the citations of `question`, or all, in the letter's order."""
    sources = {one.id: one for one in live(session, Source)}
    found = [c for c in live(session, Citation) if question in (None, c.question_id)]
    return tuple(citation_view(one, sources[one.source_id]) for one in found)


def citation_view(one: Citation, source: Source) -> CitationView:
    """Return a citation and its source as one view."""
    kind = Kind(one.kind)
    said = source.published_by_project
    return CitationView(
        id=one.id,
        question=one.question_id,
        source=source.id,
        url=source.url,
        latest=source.latest,
        title=source.title,
        kind=one.kind,
        section=one.section,
        relation=one.relation,
        bears=one.bears,
        quote=one.quote,
        seen=one.seen,
        verified=one.verified,
        note=one.note,
        body=source.body,
        read=bool(one.read_by),
        read_by=one.read_by,
        read_at=one.read_at,
        read_quote=one.read_quote,
        read_locator=one.read_locator,
        dated=one.dated,
        covers=one.covers,
        part=one.part,
        states=one.states,
        official=is_official(kind, published_by_project=said),
        normative=is_normative(kind, implemented=source.implemented, published_by_project=said),
        independent_of=tuple(one.independent_of),
    )


def question_view(session: Session, key: str) -> QuestionView | None:
    """Return everything about question or part `key`; None when there is none."""
    rows = {row.id: row for row in question_rows(session)}
    if key not in rows:
        return None
    return _view(session, rows, key, timeline.tell(session))


def _view(session: Session, rows: dict[str, QuestionRow], key: str, told: timeline.Told) -> QuestionView:
    one = session.get_one(Question, key)
    parts = [row.id for row in rows.values() if row.parent == key]
    family = {key, *parts}
    bearing = [q.id for q in live(session, Question) if key in q.bears_on]
    linked = {link.passage_id for link in live(session, Link) if link.question_id in family}
    return QuestionView(
        row=rows[key],
        paragraphs=tuple(one.paragraphs),
        as_asked=one.as_asked,
        proposition=one.proposition,
        confirmed=one.confirmed,
        wording=one.wording,
        attribution=one.attribution,
        gap=one.gap,
        gap_status=one.gap_status,
        bears_on=tuple(one.bears_on),
        borne_on_by=tuple(bearing),
        notes=one.notes,
        parts=tuple(_view(session, rows, part, told) for part in parts),
        citations=citation_views(session, key),
        assessments=assessments(session, [key]),
        revisions=revisions(session, key),
        passages=tuple(sorted((p for p in linked if p != "withheld"), key=natural)),
        history=timeline.timeline(session, key, told),
    )


def revisions(session: Session, key: str) -> tuple[RevisionView, ...]:
    """Return the revisions of a claim, oldest first."""
    found = session.exec(select(Revision).where(Revision.question_id == key).order_by(col(Revision.number)))
    return tuple(
        RevisionView(
            number=one.number,
            wording=one.wording,
            proposition=one.proposition,
            confirmed=one.confirmed,
            level=one.level,
            gap=one.gap,
            gap_status=one.gap_status,
            assessment=one.assessment_id or "",
            at=one.at,
            by=one.by,
        )
        for one in found
    )


def assessments(session: Session, keys: Iterable[str] | None = None) -> tuple[AssessmentView, ...]:
    """Return the assessments of the questions `keys`, or all, oldest first."""
    wanted = None if keys is None else set(keys)
    found = [a for a in live(session, Assessment) if wanted is None or a.question_id in wanted]
    if not found:
        return ()
    people = {one.id: one for one in session.exec(select(Person))}
    words = {(one.question_id, one.number): one.wording for one in session.exec(select(Revision))}
    why = timeline.reasons(session, (one.entry for one in found))
    views = []
    for one in found:
        person = people.get(one.person_id)
        views.append(
            AssessmentView(
                id=one.id,
                question=one.question_id,
                basis=one.basis,
                effects=tuple(effect_words(step) for step in one.effects),
                passages=tuple(one.passages),
                citations=tuple(one.citations),
                person=one.person_id,
                role=person.role if person and not person.withheld else "",
                authority=one.authority,
                visibility=one.visibility,
                level_before=one.level_before,
                level_after=one.level_after,
                revision_before=one.revision_before,
                revision_after=one.revision_after,
                wording_before=words.get((one.question_id, one.revision_before), ""),
                wording_after=words.get((one.question_id, one.revision_after), ""),
                gap_before=one.gap_before,
                gap_after=one.gap_after,
                overrides=tuple((o["rule"], o["reason"]) for o in one.overrides),
                state=one.state,
                reason=why.get(one.entry, ""),
                at=one.at,
                by=one.by,
                entry=one.entry,
            )
        )
    return tuple(views)


def effect_words(step: dict[str, str]) -> str:
    """Return one effect of an assessment in words, such as `restate (narrower)`."""
    detail = step.get("restatement") or step.get("concern") or ""
    name = Effect(step["effect"]).value
    return f"{name} ({detail})" if detail else name
