"""Proposed wordings for a move: from the claim's own statements, the sources read, and who spoke."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from tracker.claims.effects import Effect, Move
from tracker.claims.gaps import gap_status_after
from tracker.claims.levels import Level
from tracker.claims.wording import WordingParts, propose
from tracker.errors import BadUse
from tracker.record import evidence
from tracker.record.models import Citation, Person, Question, Reply, Source
from tracker.text import clean_line
from tracker.workflow.judging import relied_on
from tracker.workflow.workspace import Workspace

_TEMPLATE_FILE = "wording.toml"


def proposals(
    ws: Workspace, session: Session, question: Question, move: Move, cited: Sequence[str]
) -> tuple[str, ...]:
    """Return wordings for the claim as it would stand after `move`, cautious first; [] when there is none.

    At the same level with the same statements the present wording is what stands, so it comes first
    only where nothing of it is to change.
    """
    state = evidence.claim_state(session, question)
    level = move.level if move.level is not None else state.level
    public = _speaker(session, question, move)
    sources = [one for one in relied_on(session, question, cited) if one.read and one.relation.carries]
    parts = WordingParts(
        level=level,
        proposition=move.proposition if move.proposition is not None else question.proposition,
        confirmed=_confirmed(session, question, move, cited),
        gap=move.gap if move.gap is not None else question.gap,
        gap_status=gap_status_after(state, move),
        attribution=public[0] if public else "",
        date=public[1] if public else None,
        by_testimony=bool(public) and level is Level.APPARENT and not any(s.covers == "all" for s in sources),
        citations=tuple(dict.fromkeys(_title(session, one.citation) for one in sources)),
    )
    return tuple(propose(parts, templates(ws)))


def templates(ws: Workspace) -> Mapping[str, Sequence[str]] | None:
    """Return the workspace's own templates (`wording.toml` in its templates folder), if it has any."""
    folder = ws.settings.templates
    path = folder / _TEMPLATE_FILE if folder else None
    if path is None or not path.exists():
        return None
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadUse(f"{path.name} cannot be read: {clean_line(str(error))}.", "mend or remove it") from error
    return {key: [value] if isinstance(value, str) else list(value) for key, value in loaded.items()}


def _confirmed(session: Session, question: Question, move: Move, cited: Sequence[str]) -> str:
    """What can be confirmed: as the move says, else as the claim says, else the part a cited source states."""
    if move.confirmed is not None:
        return move.confirmed
    if question.confirmed or Effect.UPGRADE not in move.effects:
        return question.confirmed
    rows = [session.get(Citation, one) for one in cited]
    return next((row.part for row in rows if row is not None and row.read_by and row.part), "")


def _speaker(session: Session, question: Question, move: Move) -> tuple[str, date] | None:
    """The role and day of the on-list reply of authority A or B that the move rests on, if there is one."""
    for reply_id in move.replies:
        reply = session.get(Reply, reply_id)
        if reply is None or reply.visibility != "list" or reply.date is None:
            continue
        if evidence.authority(session, reply.person_id, question).weighs:
            person = session.get(Person, reply.person_id)
            role = person.role if person and person.role and not person.withheld else "a responder"
            return role, reply.date.date()
    return None


def _title(session: Session, citation_id: str) -> str:
    citation = session.get_one(Citation, citation_id)
    source = session.get_one(Source, citation.source_id)
    place = citation.read_locator or citation.section
    dated = citation.dated
    return ", ".join(
        part for part in (source.title or source.url, f"“{place}”" if place else "", dated) if part
    )
