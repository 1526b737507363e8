"""What the record knows about letters, citations and findings, as views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.claims.effects import Effect
from tracker.claims.evidence import Kind, is_normative, is_official
from tracker.record import timeline
from tracker.record.columns import Audited
from tracker.record.forms import natural
from tracker.record.models import (
    Assessment,
    Citation,
    Letter,
    Person,
    Revision,
    Source,
)
from tracker.record.views import (
    AssessmentView,
    CitationView,
    LetterView,
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


def revision_view(one: Revision) -> RevisionView:
    """Return a revision of a claim as a view."""
    return RevisionView(
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


def assessments(session: Session, keys: Iterable[str] | None = None) -> tuple[AssessmentView, ...]:
    """Return the assessments of the questions `keys`, or all, oldest first."""
    wanted = None if keys is None else set(keys)
    found = [a for a in live(session, Assessment) if wanted is None or a.question_id in wanted]
    if not found:
        return ()
    people = {one.id: one for one in session.exec(select(Person))}
    words = {(one.question_id, one.number): one.wording for one in session.exec(select(Revision))}
    why = timeline.reasons(session, (one.entry for one in found))
    return tuple(
        assessment_view(
            one,
            people.get(one.person_id),
            words.get((one.question_id, one.revision_before), ""),
            words.get((one.question_id, one.revision_after), ""),
            why.get(one.entry, ""),
        )
        for one in found
    )


def assessment_view(
    one: Assessment, person: Person | None, before: str, after: str, reason: str
) -> AssessmentView:
    """Return an assessment as a view: who spoke, the wordings around it, and the reason of its entry."""
    return AssessmentView(
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
        wording_before=before,
        wording_after=after,
        gap_before=one.gap_before,
        gap_after=one.gap_after,
        overrides=tuple((o["rule"], o["reason"]) for o in one.overrides),
        state=one.state,
        reason=reason,
        at=one.at,
        by=one.by,
        entry=one.entry,
    )


def effect_words(step: dict[str, str]) -> str:
    """Return one effect of an assessment in words, such as `restate (narrower)`."""
    detail = step.get("restatement") or step.get("concern") or ""
    name = Effect(step["effect"]).value
    return f"{name} ({detail})" if detail else name
