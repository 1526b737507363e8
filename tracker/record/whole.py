"""The rows of the record, read once and put in order by question, so that one pass serves every view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlmodel import Session

from tracker.claims.evidence import ClaimState, Testimony
from tracker.record import timeline
from tracker.record.columns import Audited
from tracker.record.evidence import found_grade, stated, word_of
from tracker.record.forms import natural
from tracker.record.models import (
    Assessment,
    Citation,
    Link,
    Passage,
    PassageText,
    Person,
    Question,
    Reply,
    Revision,
    Source,
    Standing,
)
from tracker.record.views import EntryView

Row = TypeVar("Row", bound=Audited)


class Whole:
    """What a session sees of the record, each table read at most once, when it is first asked for.

    The rows are plain ones, without an identity in the session: they are read like the models, cost a fraction of
    them, and must not outlive the moment, since nothing refreshes them.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Questions and parts that are not retired, by id."""
        return self._live(Question)

    @cached_property
    def parts(self) -> dict[str, list[Question]]:
        """The parts of each question, in their order."""
        found: dict[str, list[Question]] = defaultdict(list)
        for one in self.questions.values():
            if one.parent_id:
                found[one.parent_id].append(one)
        for parts in found.values():
            parts.sort(key=lambda one: (one.position, natural(one.id)))
        return found

    @cached_property
    def borne_on_by(self) -> dict[str, list[str]]:
        """By question, the questions that bear on it."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in self.questions.values():
            for key in dict.fromkeys(one.bears_on):
                found[key].append(one.id)
        return found

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return self._live(Source)

    @cached_property
    def citations(self) -> dict[str, list[Citation]]:
        """The citations of each question."""
        return _by(self._live(Citation).values(), lambda one: one.question_id)

    @cached_property
    def assessments(self) -> dict[str, list[Assessment]]:
        """The assessments of each question, in the order of their numbers."""
        return _by(self._live(Assessment).values(), lambda one: one.question_id)

    @cached_property
    def revisions(self) -> dict[str, list[Revision]]:
        """The revisions of each question, oldest first, retired ones too."""
        rows = sorted(self._all(Revision), key=lambda one: one.number)
        return _by(rows, lambda one: one.question_id)

    @cached_property
    def people(self) -> dict[str, Person]:
        """Responders by id, retired ones too: what they said stays said."""
        return {one.id: one for one in self._all(Person)}

    @cached_property
    def replies(self) -> dict[str, Reply]:
        """Replies by id."""
        return self._live(Reply)

    @cached_property
    def passages(self) -> dict[str, Passage]:
        """Passages by id."""
        return self._live(Passage)

    @cached_property
    def words(self) -> dict[str, PassageText]:
        """The words of passages by the passage's id."""
        return {one.id: one for one in self._all(PassageText)}

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """The links to each question."""
        return _by(self._live(Link).values(), lambda one: one.question_id)

    @cached_property
    def reasons(self) -> dict[int, str]:
        """The reason of each ledger entry, by its number."""
        return {view.seq: view.reason for view, _ in self.told}

    @cached_property
    def entries(self) -> list[timeline.Read]:
        """Every ledger entry as read."""
        return timeline.read(self.session)

    @cached_property
    def told(self) -> timeline.Told:
        """Every ledger entry in words."""
        return timeline.tell(self.session, self.entries)

    def history(self, question: str) -> tuple[EntryView, ...]:
        """Return the entries that touched a question, its parts or what hangs on them, oldest first."""
        family = {question, *(one.id for one in self._parts_ever.get(question, ()))}
        touching = {("question", one) for one in family}
        for one in family:
            touching |= self._hanging.get(one, set())
        seqs = {seq for key in touching for seq in self._changed.get(key, ())}
        return tuple(self.told[seq][0] for seq in sorted(seqs))

    def claim_state(self, question: Question) -> ClaimState:
        """Return the claim as the rules see it; what `evidence.claim_state` gives, from the rows read already."""
        wordings = {one.number: one.wording for one in self.revisions.get(question.id, ())}
        return stated(
            question,
            sorted(self.assessments.get(question.id, ()), key=lambda one: one.entry),
            self.parts.get(question.id, ()),
            lambda reply: self._word(question, reply),
            lambda number: wordings.get(number, ""),
        )

    def _word(self, question: Question, reply_id: str) -> Testimony | None:
        reply = self._replies_ever.get(reply_id)
        if reply is None:
            return None
        return word_of(reply, found_grade(self._grades.get(reply.person_id, {}), question))

    @cached_property
    def _replies_ever(self) -> dict[str, Reply]:
        return {one.id: one for one in self._all(Reply)}

    @cached_property
    def _grades(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for one in self._live(Standing).values():
            found[one.person_id][one.question_id] = one.grade
        return found

    @cached_property
    def _parts_ever(self) -> dict[str, list[Question]]:
        return _by((one for one in self._all(Question) if one.parent_id), lambda one: one.parent_id or "")

    @cached_property
    def _hanging(self) -> dict[str, set[tuple[str, str]]]:
        """By question the rows (table, key) that hang on it, retired ones too."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for model in timeline.HANGING:
            table = _table(model)
            for key, question in self.session.execute(sa.select(table.c.id, table.c.question_id)):
                found[question].add((table.name, key))
        return found

    @cached_property
    def _changed(self) -> dict[tuple[str, str], list[int]]:
        """By row (table, key) the places in `told` of the entries that changed it."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, (_, keys) in enumerate(self.told):
            for key in keys:
                found[key].append(place)
        return found

    def _all(self, model: type[Row]) -> list[Row]:
        rows = self.session.execute(sa.select(_table(model))).all()
        # A row has the columns as attributes, as the model has; only the methods are lacking, and none is used.
        return cast("list[Row]", sorted(rows, key=lambda row: natural(row.id)))

    def _live(self, model: type[Row]) -> dict[str, Row]:
        return {row.id: row for row in self._all(model) if not row.retired}


def _table(model: type[Audited]) -> sa.Table:
    return model.__table__  # type: ignore[attr-defined,no-any-return]


def _by(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for one in rows:
        found[key(one)].append(one)
    return found
