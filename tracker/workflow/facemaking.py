"""From rows to faces: what a question, a letter or a reply looks like as a file."""

from __future__ import annotations

from sqlmodel import Session, select

from tracker.documents.faces import (
    CitationFace,
    FindingFace,
    LetterFace,
    LinkFace,
    PartFace,
    PassageFace,
    QuestionFace,
    ReplyFace,
)
from tracker.record import queries, reply_queries
from tracker.record.forms import natural
from tracker.record.models import Letter, Question
from tracker.record.views import AssessmentView, CitationView


def letter_face(session: Session, key: str) -> LetterFace:
    """Return the face of a letter."""
    row = session.get_one(Letter, key)
    return LetterFace(
        id=row.id,
        title=row.title,
        message_id=row.message_id,
        subject=row.subject,
        date=row.date,
        to=row.to,
        url=row.url,
        text=row.text,
    )


def question_face(session: Session, key: str) -> QuestionFace:
    """Return the face of a question with its parts and citations."""
    row = session.get_one(Question, key)
    parts = session.exec(select(Question).where(Question.parent_id == key)).all()
    return QuestionFace(
        id=row.id,
        letter=row.letter_id,
        title=row.title,
        asks=row.asks,
        paragraphs=list(row.paragraphs),
        level=row.level,
        level_as_sent=row.level_as_sent,
        gap_status=row.gap_status or None,
        revision=row.revision,
        bears_on=list(row.bears_on),
        sources=[_citation(one) for one in queries.citation_views(session, key)],
        parts=[
            PartFace(
                id=one.id,
                title=one.title,
                proposition=one.proposition,
                level=one.level,
                level_as_sent=one.level_as_sent,
                revision=one.revision,
                gap=one.gap,
                gap_status=one.gap_status or None,
                wording=one.wording,
                confirmed=one.confirmed,
                notes=one.notes,
            )
            for one in sorted(parts, key=lambda p: (p.position, natural(p.id)))
            if not one.retired
        ],
        wording=row.wording,
        attribution=row.attribution,
        proposition=row.proposition,
        confirmed=row.confirmed,
        gap=row.gap,
        as_asked=row.as_asked,
        notes=row.notes,
        review=list(row.review),
        contested=row.contested,
    )


def _citation(one: CitationView) -> CitationFace:
    return CitationFace(
        id=one.id,
        url=one.url,
        latest=one.latest,
        title=one.title,
        kind=one.kind,
        section=one.section,
        relation=one.relation,
        bears=one.bears,
        quote=one.quote,
        seen=one.seen,
        verified=one.verified,
        note=one.note,
        read=f"{one.read_at:%Y-%m-%d} by {one.read_by}" if one.read and one.read_at else "",
        read_quote=one.read_quote,
        locator=one.read_locator,
        dated=one.dated,
        covers=one.covers if one.read else "",
        part=one.part,
        states=one.states,
        body=one.body,
        independent_of=list(one.independent_of),
    )


def reply_face(session: Session, key: str) -> ReplyFace:
    """Return the face of a reply: its text with each passage marked, and what was found from it."""
    view = reply_queries.reply_view(session, key)
    assert view is not None
    used = any(one.assessments for one in view.passages)
    found = {one.id: one for one in queries.assessments(session)} if used else {}
    return ReplyFace(
        id=view.row.id,
        sender=view.row.who,
        role=view.row.role,
        authority=view.row.authority,
        date=f"{view.row.date:%Y-%m-%dT%H:%M:%SZ}" if view.row.date else "",
        subject=view.row.subject,
        kind=view.row.kind,
        visibility=view.row.visibility,
        sha256=[one.sha256 for one in view.messages],
        authentication=view.messages[0].authentication if view.messages else "unknown",
        sample=any(one.sample for one in view.messages),
        text=view.text,
        passages=[
            PassageFace(
                id=one.id,
                start_line=one.start_line,
                end_line=one.end_line,
                state=one.state,
                links=[LinkFace(x.question, x.how, round(x.score * 1000), x.reason) for x in one.links],
                findings=[_finding(found[key]) for key in one.assessments if key in found],
            )
            for one in view.passages
        ],
    )


def _finding(one: AssessmentView) -> FindingFace:
    return FindingFace(
        id=one.id,
        question=one.question,
        effects=list(one.effects),
        level_before=one.level_before,
        level_after=one.level_after,
        state=one.state,
        by=one.by,
        date=f"{one.at:%Y-%m-%d}" if one.at else "",
        reason=one.reason,
    )
