"""Finding what a person names: a question, a passage, a reply, an assessment, a citation; near names in the hint."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TypeVar

from sqlmodel import Session, select

from tracker.errors import BadUse
from tracker.record.columns import Audited
from tracker.record.models import Assessment, Citation, Leg, Letter, Passage, Person, Question, Reply
from tracker.text import clean_line

Row = TypeVar("Row", bound=Audited)


def _find(session: Session, model: type[Row], name: str, what: str, hint: str) -> Row:
    key = clean_line(name)
    for one in (key, key.upper()):
        row = session.get(model, one)
        if row is not None and not row.retired:
            return row
    near = get_close_matches(key.upper(), session.exec(select(model.id)).all(), n=3, cutoff=0.5)
    raise BadUse(f"There is no {what} {key!r}.", f"did you mean {' or '.join(near)}?" if near else hint)


def question(session: Session, name: str) -> Question:
    """Return the question or part `name`."""
    return _find(session, Question, name, "question", "`tracker questions` lists them")


def letter(session: Session, name: str | None = None) -> Letter:
    """Return the letter `name`, or the only one there is."""
    if name is not None:
        return _find(session, Letter, name, "letter", "`tracker letter show` lists them")
    found = [one for one in session.exec(select(Letter)) if not one.retired]
    if not found:
        raise BadUse("This workspace has no letter yet.", "open one with `tracker letter add FILE`")
    if len(found) > 1:
        raise BadUse("This workspace has several letters.", "name one with --letter ID")
    return found[0]


def leg(session: Session, name: str) -> Leg:
    """Return the leg `name` (`G2`)."""
    return _find(session, Leg, name, "leg", "`tracker letter` lists them")


def reply(session: Session, name: str) -> Reply:
    """Return the reply `name` (`R3`), or the one that passage `name` (`R3.2`) belongs to."""
    return _find(session, Reply, clean_line(name).split(".")[0], "reply", "`tracker replies` lists them")


def passage(session: Session, name: str) -> Passage:
    """Return the passage `name` (`R3.2`)."""
    return _find(session, Passage, name, "passage", "`tracker replies show R3` lists the passages of a reply")


def assessment(session: Session, name: str) -> Assessment:
    """Return the assessment `name` (`A3`)."""
    return _find(session, Assessment, name, "assessment", "`tracker show C1` lists those of a question")


def citation(session: Session, name: str) -> Citation:
    """Return the citation `name` (`K12`)."""
    return _find(session, Citation, name, "citation", "`tracker sources list` lists them")


def person(session: Session, name: str) -> Person:
    """Return the person `name` (`P2`), or the one who wrote reply `name`."""
    if clean_line(name)[:1].upper() == Reply.prefix:
        return _find(
            session, Person, reply(session, name).person_id, "person", "`tracker replies` lists them"
        )
    return _find(session, Person, name, "person", "name a reply (R3) or a person (P2)")
