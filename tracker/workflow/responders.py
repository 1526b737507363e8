"""Who answered in public, as a report may tell it: by role, how well placed, a name only with consent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session

from tracker.record import naming
from tracker.record.forms import natural
from tracker.record.models import Person, Reply, Standing
from tracker.record.queries import live
from tracker.reports.data import ResponderPublic
from tracker.reports.phrases import WITHHELD


def answers(session: Session, replies: Iterable[str]) -> tuple[tuple[ResponderPublic, ...], tuple[str, ...]]:
    """Return who answered in public among `replies`, oldest answer first, and the ids of the private answers.

    Of a private answer nothing but its number is told: a role or a date could tell who wrote it.
    """
    wanted = set(replies)
    found = [one for one in live(session, Reply) if one.id in wanted and one.kind == "reply"]
    found.sort(key=lambda one: (str(one.date or "9"), natural(one.id)))
    public: dict[str, list[Reply]] = defaultdict(list)
    for one in found:
        if one.visibility == "list":
            public[one.person_id].append(one)
    grades: dict[str, list[Standing]] = defaultdict(list)
    for standing in live(session, Standing):
        grades[standing.person_id].append(standing)
    known = naming.people(session, consenting=False)
    return (
        tuple(
            _responder(session.get(Person, person), theirs, grades[person], known)
            for person, theirs in public.items()
        ),
        tuple(one.id for one in found if one.visibility != "list"),
    )


def _responder(
    person: Person | None, replies: list[Reply], grades: list[Standing], known: frozenset[str]
) -> ResponderPublic:
    told = person is not None and not person.withheld
    return ResponderPublic(
        role=person.role if person and told else "",
        name=person.name if person and told and person.name_consent else "",
        replies=tuple((one.id, one.date) for one in replies),
        grades=tuple(
            (one.question_id, one.grade, WITHHELD if naming.names_somebody(one.source, known) else one.source)
            for one in sorted(grades, key=lambda one: (natural(one.question_id), natural(one.id)))
            if not one.withheld
        ),
    )
