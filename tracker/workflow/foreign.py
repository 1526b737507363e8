"""An entry that somebody else recorded, held against the rules on the state that it met before it is taken in."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from tracker.claims.effects import Basis, Move, Override, Rule
from tracker.claims.levels import GapStatus, Level
from tracker.claims.review import not_satisfied
from tracker.errors import RecordBroken, RuleRefused
from tracker.record import evidence, fold
from tracker.record.ledger import Entry
from tracker.record.models import REACTIONS, Assessment, Question, Revision
from tracker.record.timeline import reason_of
from tracker.workflow.judging import CLAIM, judge_move, judge_withdrawing, refuse_private_words

_SEALED_REASON = "withheld"
# Only the words of a private message and the person behind them may stay sealed in what travels.
_MAY_BE_SEALED = frozenset({"person", "message", "reading", "passage_text", "link", "leg"})
_FINDING = frozenset({"claim.assessed", "assessment.withdrawn"})
# The kinds of act that write these rows at all, and what each kind changes of a question that it did not judge.
_WRITERS = {
    "question": frozenset({"question.opened"}),
    "revision": _FINDING | {"question.opened", "question.edited"},
    "assessment": _FINDING,
    "citation": frozenset({"question.opened", "source.cited", "source.read", "claim.assessed"}),
    "standing": frozenset({"authority.rated"}),
    "reaction": frozenset({"reaction.recorded"}),
    "snapshot": frozenset({"sources.checked"}),
    "source_check": frozenset({"sources.checked"}),
}
_BESIDE = {
    "claim.assessed": frozenset({"review"}),
    "assessment.withdrawn": frozenset({"review"}),
    "authority.rated": frozenset({"review"}),
    "reaction.recorded": frozenset({"review"}),
    "sources.checked": frozenset({"review"}),
    "question.edited": frozenset({"title", "notes", "bears_on", "confirmed", "attribution", "revision"}),
}


def judge_entry(session: Session, entry: Entry) -> None:
    """Hold an entry that somebody else recorded against the rules, on the state that it met.

    Claims change by assessments, their withdrawal and the opening of a question alone; each kind of act writes
    what it writes here too, and what is published is open.
    """
    header = entry.header
    kind, where = header["kind"], f"Entry {header['seq']} of ledger.jsonl"
    found = fold.changes(entry)
    for change in found:
        _refuse_row(change, kind, where)
    values = [(c, c.value or {}) for c in found]
    judged: set[str] = set()
    if kind == "claim.assessed":
        for value in [v for c, v in values if c.table == "assessment" and c.op == "insert"]:
            judged.add(_judge_assessed(session, entry, value, where))
    elif kind == "assessment.withdrawn":
        for key in [c.key for c, v in values if c.table == "assessment" and v.get("state") == "withdrawn"]:
            judged.add(_judge_withdrawn(session, entry, key, values, where))
    for key in {c.key for c, v in values if c.table == "question" and {"review", "contested"} & set(v)}:
        _refuse_cleared_marks(session, key, values, where)
    claim = {*CLAIM, "revision", "review", "contested"}
    for change, value in values:
        allowed = claim if change.key in judged else _BESIDE.get(kind, frozenset())
        if change.table == "question" and change.op != "insert" and set(value) - allowed - {"id"}:
            raise RecordBroken(
                f"{where} changes the claim of {change.key} outside an assessment.",
                "restore the file from git",
            )
        if change.table == "assessment" and change.op != "insert":
            _refuse_other_finding(session, change, values, kind, where)
        if change.table == "revision" and kind != "question.opened":
            _refuse_other_words(session, value, values, where)
        question = session.get(Question, change.key) if kind == "question.edited" else None
        if question is not None and change.table == "question":
            texts = {name: text for name, text in value.items() if isinstance(text, str)}
            refuse_private_words(session, question, texts, f"{where}: ")


def _refuse_row(change: fold.Change, kind: str, where: str) -> None:
    """Refuse a row that this kind of act does not write, or that may not stay sealed."""
    hint = "restore the file from git"
    if change.value is None and change.table not in _MAY_BE_SEALED:
        raise RecordBroken(f"{where} seals {change.table} {change.key}, which may not be sealed.", hint)
    updates_question = change.table == "question" and change.op != "insert"
    if not updates_question and kind not in _WRITERS.get(change.table, {kind}):
        raise RecordBroken(f"{where} writes {change.table} {change.key} by an act that does not.", hint)
    if change.table == "revision" and change.op != "insert":
        raise RecordBroken(f"{where} rewrites the revision {change.key}.", hint)


def _refuse_cleared_marks(
    session: Session, key: str, values: list[tuple[fold.Change, dict[str, Any]]], where: str
) -> None:
    """Only a person who looks again closes a review of a question, and only one who adjudicates ends its contest.

    A responder who is satisfied after all takes back the review that their not being satisfied had opened.
    """
    question = session.get(Question, key)
    if question is None:
        return
    after = _after(values, key)
    found = [v for c, v in values if c.table == "assessment" and c.op == "insert" and v["question_id"] == key]
    bases = {one["basis"] for one in found}
    taken_back = {
        not_satisfied(v["assessment_id"])
        for c, v in values
        if c.table == "reaction" and v.get("value") == REACTIONS[0] and v.get("question_id") == key
    }
    lost = set(question.review) - set(after.get("review", question.review))
    if lost - taken_back and not bases & {Basis.SELF_REVIEW, Basis.ADJUDICATION}:
        raise RecordBroken(f"{where} clears the review of {key}.", "restore the file from git")
    if question.contested and not after.get("contested", "kept") and Basis.ADJUDICATION not in bases:
        raise RecordBroken(f"{where} ends the contest of {key}.", "restore the file from git")


def _refuse_other_finding(
    session: Session,
    change: fold.Change,
    values: list[tuple[fold.Change, dict[str, Any]]],
    kind: str,
    where: str,
) -> None:
    """A finding on record is withdrawn, or superseded by a later word of its responder, and otherwise stays."""
    value = {name: one for name, one in (change.value or {}).items() if name != "id"}
    row = session.get(Assessment, change.key)
    if kind == "claim.assessed":
        by = value.get("superseded_by")
        made = [v for c, v in values if c.table == "assessment" and c.op == "insert" and by and v["id"] == by]
        allowed = (
            value == {"state": "superseded", "superseded_by": by}
            and row is not None
            and any(row in _superseded_by(session, one) for one in made)
        )
    else:
        withdrawn = {c.key for c, v in values if c.table == "assessment" and v.get("state") == "withdrawn"}
        allowed = (change.key in withdrawn and set(value) <= {"state", "overrides"}) or (
            value == {"state": "standing", "superseded_by": ""}
            and row is not None
            and row.superseded_by in withdrawn
        )
    if not allowed or change.op != "update":
        raise RecordBroken(f"{where} rewrites the finding {change.key}.", "restore the file from git")


def _superseded_by(session: Session, value: dict[str, Any]) -> list[Assessment]:
    question = session.get(Question, value["question_id"])
    if question is None or value["basis"] != Basis.REPLY:
        return []
    effects = {step.effect for step in evidence.steps(value["effects"])}
    return evidence.superseded(session, question, effects, evidence.reply_ids(value["passages"]))


def _after(values: list[tuple[fold.Change, dict[str, Any]]], question: str) -> dict[str, Any]:
    """Return what an entry makes of a question's columns, whether in one change or in several."""
    merged: dict[str, Any] = {}
    for change, value in values:
        if change.table == "question" and change.key == question:
            merged.update(value)
    return merged


def _refuse_other_words(
    session: Session, revision: dict[str, Any], values: list[tuple[fold.Change, dict[str, Any]]], where: str
) -> None:
    """A revision keeps the claim as the very act leaves it, for a withdrawal restores from it."""
    question = session.get_one(Question, revision["question_id"])
    after = _after(values, question.id)
    if any(revision[name] != after.get(name, getattr(question, name)) for name in CLAIM):
        raise RecordBroken(
            f"{where} keeps another revision of {question.id} than it makes.", "restore the file from git"
        )


def _judge_assessed(session: Session, entry: Entry, value: dict[str, Any], where: str) -> str:
    question = session.get(Question, value["question_id"])
    if question is None:
        raise RecordBroken(f"{where} assesses {value['question_id']}, which does not exist.")
    after = _after([(c, c.value or {}) for c in fold.changes(entry)], question.id)
    move = move_of(value, after, reason_of(entry))
    if after.get("level", question.level) != value["level_after"]:
        raise RecordBroken(f"{where} moves {question.id} to another level than its assessment says.")
    judged = judge_move(session, question, move, value["citations"])
    if not judged.judgement.allowed:
        first = judged.judgement.refusals[0]
        raise RuleRefused(
            f"{where} does not hold against the rules: {first.message}",
            "nothing was taken in",
            (first.rule.value,),
        )
    return question.id


def move_of(value: dict[str, Any], after: dict[str, Any], reason: str) -> Move:
    """Return the move that an assessment as stored, and the question's columns it changed, stand for."""
    gap_status = after.get("gap_status")
    return Move(
        basis=Basis(value["basis"]),
        steps=evidence.steps(value["effects"]),
        reason=reason or "",
        replies=evidence.reply_ids(value["passages"]),
        level=Level(value["level_after"]),
        wording=after.get("wording"),
        proposition=after.get("proposition"),
        confirmed=after.get("confirmed"),
        gap=after.get("gap"),
        gap_status=GapStatus(gap_status) if gap_status else None,
        overrides=tuple(Override(Rule(one["rule"]), one["reason"]) for one in value["overrides"]),
        reason_sealed=reason == _SEALED_REASON,
    )


def _judge_withdrawn(
    session: Session, entry: Entry, key: str, values: list[tuple[fold.Change, dict[str, Any]]], where: str
) -> str:
    assessment = session.get(Assessment, key)
    question = session.get(Question, assessment.question_id) if assessment else None
    if assessment is None or question is None:
        raise RecordBroken(f"{where} withdraws {key}, which does not exist.")
    overrides = [
        Override(Rule(one["rule"]), one["reason"])
        for c, v in values
        if c.table == "assessment" and c.key == key
        for one in v.get("overrides", [])
    ]
    judgement, restores = judge_withdrawing(session, question, assessment, reason_of(entry), overrides)
    if not judgement.allowed:
        raise RuleRefused(
            f"{where} does not hold against the rules: {judgement.refusals[0].message}",
            "nothing was taken in",
        )
    after = _after(values, question.id)
    before = (
        session.get_one(Revision, f"{question.id}@{assessment.revision_before}") if restores else question
    )
    if any(after.get(name, getattr(question, name)) != getattr(before, name) for name in CLAIM):
        raise RecordBroken(f"{where} restores something else of {question.id} than what stood before.")
    return question.id
