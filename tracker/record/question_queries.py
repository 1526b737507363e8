"""What the record knows about questions: a row for each, and everything about one or about all of a letter."""

from __future__ import annotations

from collections import defaultdict

from sqlmodel import Session

from tracker.claims.contest import contested as stands_contested
from tracker.claims.levels import GapStatus, worst_gap
from tracker.record.forms import natural
from tracker.record.models import Question
from tracker.record.queries import assessment_view, citation_view, revision_view
from tracker.record.views import AssessmentView, QuestionRow, QuestionView
from tracker.record.whole import Whole


def question_rows(session: Session) -> tuple[QuestionRow, ...]:
    """Return a row for each question and part: questions in the letter's order, each followed by its parts."""
    return rows_of(Whole(session))


def rows_of(whole: Whole) -> tuple[QuestionRow, ...]:
    """Return what `question_rows` does, from rows that were read already."""
    tops = sorted(
        (one for one in whole.questions.values() if not one.parent_id),
        key=lambda one: (one.letter_id, one.position, natural(one.id)),
    )
    open_passages, replies = _triage(whole)
    rows = []
    for top in tops:
        family = [top, *whole.parts.get(top.id, ())]
        for one in family:
            members = family if one is top else [one]
            waiting = set().union(*(open_passages[member.id] for member in members))
            gaps = (GapStatus(member.gap_status) if member.gap_status else None for member in members)
            cited = whole.citations.get(one.id, ())
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
                    contested=bool(stands_contested(whole.claim_state(one))),
                    revision=one.revision,
                    read=sum(1 for citation in cited if citation.read_by),
                    citations=len(cited),
                    replies=len(set().union(*(replies[member.id] for member in members))),
                )
            )
    return tuple(rows)


def _triage(whole: Whole) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Open passages and replies by question, from the links that stand."""
    waiting: dict[str, set[str]] = defaultdict(set)
    replies: dict[str, set[str]] = defaultdict(set)
    for question, links in whole.links.items():
        for link in links:
            passage = whole.passages.get(link.passage_id)
            if passage is None:
                continue
            replies[question].add(passage.reply_id)
            reply = whole.replies.get(passage.reply_id)
            if passage.state == "open" and reply is not None and reply.kind == "reply":
                waiting[question].add(passage.id)
    return waiting, replies


def question_view(session: Session, key: str) -> QuestionView | None:
    """Return everything about question or part `key`; None when there is none."""
    whole = Whole(session)
    rows = {row.id: row for row in rows_of(whole)}
    return _view(whole, rows, key) if key in rows else None


def question_views(whole: Whole, letter: str) -> tuple[QuestionView, ...]:
    """Return everything about each question of a letter, in the letter's order."""
    rows = {row.id: row for row in rows_of(whole)}
    return tuple(
        _view(whole, rows, row.id) for row in rows.values() if not row.parent and row.letter == letter
    )


def _view(whole: Whole, rows: dict[str, QuestionRow], key: str) -> QuestionView:
    one = whole.questions[key]
    parts = [part.id for part in whole.parts.get(key, ()) if part.id in rows]
    linked = {link.passage_id for member in (key, *parts) for link in whole.links.get(member, ())}
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
        borne_on_by=tuple(whole.borne_on_by.get(key, ())),
        notes=one.notes,
        parts=tuple(_view(whole, rows, part) for part in parts),
        citations=tuple(
            citation_view(citation, whole.sources[citation.source_id])
            for citation in whole.citations.get(key, ())
        ),
        assessments=_assessments(whole, one),
        revisions=tuple(revision_view(revision) for revision in whole.revisions.get(key, ())),
        passages=tuple(sorted((passage for passage in linked if passage != "withheld"), key=natural)),
        history=whole.history(key),
    )


def _assessments(whole: Whole, question: Question) -> tuple[AssessmentView, ...]:
    words = {one.number: one.wording for one in whole.revisions.get(question.id, ())}
    return tuple(
        assessment_view(
            one,
            whole.people.get(one.person_id),
            words.get(one.revision_before, ""),
            words.get(one.revision_after, ""),
            whole.reasons.get(one.entry, ""),
        )
        for one in whole.assessments.get(question.id, ())
    )
