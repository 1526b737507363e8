"""Proposed wordings for a move: from the claim's own statements, the sources read, and who spoke."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from tracker.claims.case import Case, case_of, squeezed
from tracker.claims.contest import contested, weaker_wording
from tracker.claims.effects import Effect, Move
from tracker.claims.evidence import Relation, SourceEvidence, Testimony
from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import Finding, lint
from tracker.claims.rules import by_testimony_alone
from tracker.claims.table import ROW_4, SECOND, carrying, independent
from tracker.claims.wording import (
    Document,
    Part,
    Proposal,
    Speaker,
    WordingParts,
    propose,
    too_strong,
    worded,
)
from tracker.record import evidence
from tracker.record.models import Citation, Person, Question, Reply, Source
from tracker.workflow import templates
from tracker.workflow.judging import relied_on
from tracker.workflow.workspace import Workspace

NEW_WORDS = frozenset({Effect.UPGRADE, Effect.DOWNGRADE, Effect.RESTATE})
"""The effects that bring new words; after any other the present wording is what stands."""

_SAYS_NO_RULE = frozenset({Effect.CONFIRM, Effect.DOWNGRADE, Effect.RESTATE})


def proposals(
    ws: Workspace, session: Session, question: Question, move: Move, cited: Sequence[str]
) -> tuple[Proposal, ...]:
    """Return wordings for the claim as it would stand after `move`, the best one first; () when there is none.

    An effect that brings no new words proposes the present wording alone. A restatement that changes nothing
    else is not offered the words that stand already. While responders stand against each other, the wording of the
    weaker side comes last, where the level after the move bears it.
    """
    if not NEW_WORDS & set(move.effects):
        return (Proposal("as it stands", question.wording),)
    parts = wording_parts(session, question, move, cited)
    found = [*propose(parts, templates.of(ws.settings)), *_weaker(session, question, parts)]
    if Effect.RESTATE in move.effects and (move.proposition, move.confirmed, move.gap) == (None, None, None):
        return tuple(one for one in found if squeezed(one.text) != squeezed(question.wording))
    return tuple(found)


def _weaker(session: Session, question: Question, parts: WordingParts) -> list[Proposal]:
    """Return the wording of the weaker side of a contest, to be proposed and never imposed (DESIGN section 4)."""
    state = evidence.claim_state(session, question)
    text = weaker_wording(state) if contested(state) else ""
    refused = any(one.refused for one in lint(text, parts.level, proposition=parts.proposition))
    same = squeezed(text) == squeezed(question.wording)
    return [] if not text or refused or same else [Proposal("of the weaker side", text)]


def left_out(
    ws: Workspace, session: Session, question: Question, move: Move
) -> tuple[tuple[str, Finding], ...]:
    """Return what keeps wordings that the templates make from being proposed: the manner, and what lint refuses."""
    if not NEW_WORDS & set(move.effects):
        return ()
    parts = wording_parts(session, question, move, ())
    made = worded(parts, templates.of(ws.settings))
    return tuple((one.manner, found) for one in made for found in too_strong(one, parts))


def wording_parts(session: Session, question: Question, move: Move, cited: Sequence[str]) -> WordingParts:
    """Return what a sentence on the claim after `move` is made of, with the evidence that counts for it."""
    state = evidence.claim_state(session, question)
    spoken = evidence.testimony(session, question, move.replies)
    case = case_of(state, move, relied_on(session, question, cited), spoken, ())
    carries = [one for one in case.evidence.sources if one.read and _bears(one, case.level)]
    confirmed, named = _confirmed(session, question, move, case.level, carries)
    first, second = _independent(carries) if case.level is Level.CORROBORATED else ([], None)
    by = carrying(case.evidence.testimony)
    return WordingParts(
        level=case.level,
        proposition=case.proposition,
        confirmed=confirmed,
        part=named,
        gap=question.gap if move.gap is None else move.gap,
        gap_status=case.gap_status,
        claim=question.asks == "confirm",
        documents=tuple(_document(session, one) for one in first or carries),
        second=_document(session, second) if second else None,
        testimony=_speakers(session, by) if by_testimony_alone(case) else (),
        confirmed_by=_speakers(session, (word for word in by if Effect.CONFIRM in word.effects)),
        standing_by=_speakers(session, _say_no_rule(session, question, case)),
        concern=next((one.concern for one in move.steps if one.concern), None),
        restatement=move.restatement,
        parts=_parts(session, question),
    )


def _bears(source: SourceEvidence, level: Level) -> bool:
    """Whether a source that was read bears a sentence at this level, as its row of the table has it."""
    if level is Level.CONTRADICTED:
        return source.relation is Relation.DISPUTES and source.official
    if level >= Level.DOCUMENTED:
        clauses = ROW_4 if level is Level.DOCUMENTED else SECOND
        return all(clause.holds(source) for clause in clauses)
    if level is Level.APPARENT:
        return source.relation.carries and source.official and source.covers != "none"
    return source.relation.carries and source.states and source.covers != "none"


def _independent(
    carries: Sequence[SourceEvidence],
) -> tuple[list[SourceEvidence], SourceEvidence | None]:
    """Return the sources that document it, and one that is independent of the first of these."""
    firsts = [one for one in carries if all(clause.holds(one) for clause in ROW_4)]
    for first in firsts:
        for second in carries:
            if independent(first, second):
                return [first], second
    return firsts, None


def _confirmed(
    session: Session, question: Question, move: Move, level: Level, carries: Sequence[SourceEvidence]
) -> tuple[str, str]:
    """Return the confirmed part as a statement, and else the name of the part that a source states.

    As the move says, else as the claim says; a part at level 1 falls back on its question's, which is what can
    be confirmed beside it. At level 2 the part that a source was read for stands in: a part of the question by its
    proposition, what is written as a sentence as a statement, and all else as a name.
    """
    if move.confirmed is not None:
        return move.confirmed, ""
    parent = session.get(Question, question.parent_id) if question.parent_id else None
    if question.confirmed or level is Level.INSUFFICIENT:
        return question.confirmed or (parent.confirmed if parent else ""), ""
    if level is not Level.PARTIAL:
        return "", ""
    named = next((one.part.strip() for one in carries if one.covers == "part" and one.part.strip()), "")
    for part in _rows(session, question):
        if named.casefold() in (part.id.casefold(), part.title.strip().casefold()):
            return part.proposition, ""
    return (named, "") if named.endswith((".", "。")) else ("", named)


def _say_no_rule(session: Session, question: Question, case: Case) -> list[Testimony]:
    """Return the words on the list that make the gap a standing one: those of the move that makes it so, else of
    the assessments that did.
    """
    if case.gap_status is not GapStatus.STANDING:
        return []
    if case.state.gap_status is GapStatus.STANDING:
        found = evidence.found_assessments(session, question.id)
        made = [
            one
            for one in found
            if one.state == "standing" and one.gap_after == GapStatus.STANDING != one.gap_before
        ]
        replies = {reply for one in made for reply in evidence.reply_ids(one.passages)}
        words = [word for word in case.testimony if word.reply in replies]
    else:
        words = list(case.own)
    return [
        word
        for word in words
        if word.standing and word.on_list and word.authority.weighs and _SAYS_NO_RULE & set(word.effects)
    ]


def _speakers(session: Session, words: Iterable[Testimony]) -> tuple[Speaker, ...]:
    """Return the responders of words on the list, each once, with the latest day; a private word has no speaker.

    The name only where its bearer has agreed to be named; a role that stays sealed here is none.
    """
    latest: dict[str, Testimony] = {}
    for word in words:
        known = latest.get(word.responder)
        if word.on_list and (known is None or (word.date and (known.date is None or word.date > known.date))):
            latest[word.responder] = word
    found = []
    for responder, word in latest.items():
        person = session.get(Person, responder)
        reply = session.get_one(Reply, word.reply)
        day = reply.date.date() if reply.date else None
        if person is None or person.withheld:
            found.append(Speaker(date=day))
        else:
            found.append(Speaker(person.role, person.name if person.name_consent else "", day))
    return tuple(found)


def _document(session: Session, source: SourceEvidence) -> Document:
    citation = session.get_one(Citation, source.citation)
    row = session.get_one(Source, citation.source_id)
    return Document(row.title or row.url, citation.read_locator or citation.section, citation.dated)


def _rows(session: Session, question: Question) -> list[Question]:
    query = select(Question).where(Question.parent_id == question.id).order_by(col(Question.position))
    return [row for row in session.exec(query) if not row.retired]


def _parts(session: Session, question: Question) -> tuple[Part, ...]:
    return tuple(Part(row.title, row.proposition, Level(row.level)) for row in _rows(session, question))
