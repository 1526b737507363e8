"""A finding held against the rules: for the form, the command line, a file's edit and a take-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from tracker.claims.effects import Basis, Move, Override, Rule
from tracker.claims.evidence import ClaimState, SourceEvidence
from tracker.claims.judgement import Judgement
from tracker.claims.levels import GapStatus, Level
from tracker.claims.privacy import repeated
from tracker.claims.rules import judge
from tracker.claims.withdrawal import Revision as Restored
from tracker.claims.withdrawal import Withdrawal, judge_withdrawal
from tracker.errors import RecordBroken, RuleRefused
from tracker.record import evidence, fold
from tracker.record.ledger import Entry
from tracker.record.models import Assessment, Question, Revision
from tracker.record.timeline import reason_of

CLAIM = ("proposition", "confirmed", "wording", "attribution", "level", "gap", "gap_status", "meaning_since")
"""The columns of a claim that a revision keeps."""

_SEALED_REASON = "withheld"
# Only the words of a private message and the person behind them may stay sealed in what travels.
_MAY_BE_SEALED = frozenset({"person", "message", "reading", "passage_text", "link", "leg"})
_FINDING = frozenset({"claim.assessed", "assessment.withdrawn"})
# The kinds of act that write these rows at all, and what each kind changes of a question that it did not judge.
_WRITERS = {
    "question": frozenset({"question.opened"}),
    "revision": _FINDING | {"question.opened", "question.edited"},
    "assessment": _FINDING,
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


@dataclass(frozen=True)
class Judged:
    """A move on a claim with what the rules said of it."""

    state: ClaimState
    move: Move
    judgement: Judgement


def judge_move(session: Session, question: Question, move: Move, cited: Sequence[str]) -> Judged:
    """Hold `move` against the rules: with the sources it cites or that the claim rests on already."""
    state = evidence.claim_state(session, question)
    judgement = judge(
        state,
        move,
        relied_on(session, question, cited),
        evidence.testimony(session, question, move.replies),
        evidence.private_texts(session),
    )
    return Judged(state, move, judgement)


def relied_on(session: Session, question: Question, cited: Sequence[str]) -> tuple[SourceEvidence, ...]:
    """Return the sources that count: cited now, or by an earlier assessment of the question that stands."""
    earlier = {
        citation
        for one in evidence.found_assessments(session, question.id)
        if one.state == "standing"
        for citation in one.citations
    }
    found = evidence.sources(session, question, cited)
    return tuple(one for one in found if one.citation in earlier or one.citation in cited)


def judge_withdrawing(
    session: Session,
    question: Question,
    assessment: Assessment,
    reason: str,
    overrides: Sequence[Override] = (),
) -> tuple[Judgement, Restored | None]:
    """Hold the withdrawal of `assessment` against the rules; the revision it restores is None for an older one."""
    newest = [one for one in evidence.found_assessments(session, question.id) if one.state != "withdrawn"][
        -1:
    ]
    restores = None
    meaning = False
    if newest and newest[0].id == assessment.id:
        before = session.get_one(Revision, f"{question.id}@{assessment.revision_before}")
        restores = restored(before)
        meaning = before.proposition != question.proposition and question.meaning_since > before.meaning_since
    state = evidence.claim_state(session, question)
    stands = tuple(stand for stand in state.stands if stand.assessment != assessment.id)
    state = ClaimState(**{**state.__dict__, "stands": stands})
    others = [
        one
        for one in evidence.found_assessments(session, question.id)
        if one.id != assessment.id and one.state == "standing"
    ]
    kept = {citation for one in others for citation in one.citations}
    spoken = {reply for one in others for reply in evidence.reply_ids(one.passages)}
    judgement = judge_withdrawal(
        state,
        Withdrawal(reason, restores, meaning, overrides=tuple(overrides)),
        tuple(one for one in evidence.sources(session, question) if one.citation in kept),
        tuple(word for word in evidence.testimony(session, question) if word.reply in spoken),
        evidence.private_texts(session),
    )
    return judgement, restores


def restored(revision: Revision) -> Restored:
    """Return a revision as a withdrawal restores it."""
    return Restored(
        level=Level(revision.level),
        wording=revision.wording,
        proposition=revision.proposition,
        confirmed=revision.confirmed,
        gap=revision.gap,
        gap_status=evidence.gap_of(revision.gap_status),
    )


def refuse(judgement: Judgement) -> None:
    """Raise RuleRefused when the judgement does not let the move through, naming every rule that refuses."""
    if judgement.allowed:
        return
    first, *rest = judgement.refusals
    message = " ".join([first.message, *(one.message for one in rest)])
    rules = tuple(rule.value for rule in judgement.refused_by)
    raise RuleRefused(message, _override_hint(judgement.refused_by), rules)


def _override_hint(rules: Sequence[Rule]) -> str:
    if all(rule.overridable for rule in rules):
        names = " ".join(f"--override {rule.value}" for rule in rules)
        return f"satisfy it, or set it aside openly with {names} --override-reason TEXT"
    return "nothing was changed; satisfy the rule and try again"


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
    claim = {*CLAIM, "revision", "review", "contested"}
    for change, value in values:
        allowed = claim if change.key in judged else _BESIDE.get(kind, frozenset())
        if change.table == "question" and change.op != "insert" and set(value) - allowed - {"id"}:
            raise RecordBroken(
                f"{where} changes the claim of {change.key} outside an assessment.",
                "restore the file from git",
            )
        if kind == "sources.checked" and change.table == "question":
            _refuse_cleared_review(session, change.key, value, where)
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


def _refuse_cleared_review(session: Session, key: str, value: dict[str, Any], where: str) -> None:
    """A check of sources opens reviews; only a person who looks again closes one."""
    question = session.get(Question, key)
    before = list(question.review) if question else []
    if value.get("review", before)[: len(before)] != before:
        raise RecordBroken(f"{where} clears the review of {key}.", "restore the file from git")


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


def refuse_private_words(
    session: Session, question: Question, texts: Mapping[str, str], where: str = ""
) -> None:
    """Refuse texts of a question that repeat a private reply (rule `private-words`); what it said before is its own."""
    published = [question.wording, question.proposition, question.confirmed, question.gap, question.as_asked]
    found = repeated(texts, evidence.private_texts(session), published)
    if found:
        field, reply, words = found[0]
        raise RuleRefused(
            f"{where}{Rule.PRIVATE_WORDS}: the {field} repeats words of the private reply {reply} (“{words}”).",
            "say it in your own words, or record the responder's consent",
            (Rule.PRIVATE_WORDS.value,),
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
