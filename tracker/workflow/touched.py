"""Which faces an act touches: from the rows that ledger entries changed to questions and replies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.record import store
from tracker.record.evidence import reply_ids
from tracker.record.ledger import Entry
from tracker.record.models import Assessment, Citation, Link, Message, Passage, Question, Reply, Standing


@dataclass(frozen=True)
class Scope:
    """The questions (never parts) and replies whose faces may say something else now; `size` of the ledger."""

    questions: set[str]
    replies: set[str]
    size: int


def since(session: Session, seq: int) -> Scope:
    """Return what the entries after number `seq` touched."""
    found = store.entries(session, after=seq)
    rows = [(c["table"], c["key"]) for entry in found for c in _changes(entry)]
    parents = {one.id: one.parent_id or one.id for one in session.exec(select(Question))}
    questions: set[str] = set()
    replies: set[str] = set()
    by_table: dict[str, set[str]] = {}
    for table, key in rows:
        by_table.setdefault(table, set()).add(key)
    questions |= by_table.get("question", set())
    for citation in session.exec(
        select(Citation).where(col(Citation.id).in_(by_table.get("citation", set())))
    ):
        questions.add(citation.question_id)
    sources = by_table.get("source", set())
    for citation in session.exec(select(Citation).where(col(Citation.source_id).in_(sources))):
        questions.add(citation.question_id)
    assessed = by_table.get("assessment", set())
    for one in session.exec(select(Assessment).where(col(Assessment.id).in_(assessed))):
        questions.add(one.question_id)
        replies.update(reply_ids(one.passages))
    for table in ("reply", "reading", "passage", "passage_text"):
        replies.update(reply_ids(sorted(by_table.get(table, set()))))
    replies.update(_linked(session, by_table.get("link", set())))
    messages = by_table.get("message", set())
    replies.update(session.exec(select(Message.reply_id).where(col(Message.id).in_(messages))))
    people = by_table.get("person", set())
    rated = select(Standing.person_id).where(col(Standing.id).in_(by_table.get("standing", set())))
    people = people | set(session.exec(rated))
    replies.update(session.exec(select(Reply.id).where(col(Reply.person_id).in_(people))))
    return Scope({parents[key] for key in questions if key in parents}, replies, seq + len(found))


def _changes(entry: Entry) -> list[dict[str, str]]:
    changes: list[dict[str, str]] = entry.header["data"]["changes"]
    return changes


def _linked(session: Session, links: set[str]) -> set[str]:
    passages = session.exec(select(Link.passage_id).where(col(Link.id).in_(links)))
    return set(session.exec(select(Passage.reply_id).where(col(Passage.id).in_(set(passages)))))
