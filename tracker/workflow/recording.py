"""Recording a judged move: the rows that one act writes for an assessment, and for its withdrawal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from tracker.claims.case import new_meaning
from tracker.claims.effects import Basis, Effect, Override
from tracker.claims.review import reviewed_by_fall
from tracker.record import evidence, queries
from tracker.record.act import Act
from tracker.record.ledger_tables import Withhold
from tracker.record.models import Assessment, Citation, Leg, Passage, PassageText, Question, Reply, Revision
from tracker.text import clean_line
from tracker.workflow import legs
from tracker.workflow.judging import CLAIM, Judged, judge_withdrawing, refuse

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def record(
    act: Act,
    question: Question,
    judged: Judged,
    passages: Sequence[str],
    cited: Sequence[str],
    redirect_to: str = "",
) -> str:
    """Write the rows of an assessment that the rules let through; returns its id."""
    move, judgement, state = judged.move, judged.judgement, judged.state
    key = act.new_id(Assessment)
    before = question.revision
    fell = judgement.level_after < state.level
    values: dict[str, Any] = {
        "level": int(judgement.level_after),
        "gap_status": judgement.gap_status_after or "",
        "wording": judgement.wording_after,
        "proposition": judgement.proposition_after,
    }
    if move.confirmed is not None:
        values["confirmed"] = move.confirmed
    if move.gap is not None:
        values["gap"] = move.gap
    changed = new_meaning(move) and judgement.proposition_after != state.proposition
    if changed:
        values["meaning_since"] = before + 1
    revision = revise(act, question, values, key)
    reply = _first_reply(act.session, passages)
    _supersede(act, question, judged, key)
    act.insert(
        Assessment(
            id=key,
            question_id=question.id,
            basis=move.basis.value,
            effects=[_step_value(step) for step in move.steps],
            passages=list(passages),
            citations=list(cited),
            person_id=reply.person_id if reply else "",
            authority=evidence.authority(act.session, reply.person_id, question).value if reply else "F",
            visibility=_weakest_visibility(act.session, passages),
            level_before=int(state.level),
            level_after=int(judgement.level_after),
            revision_before=before,
            revision_after=revision,
            gap_before=state.gap_status or "",
            gap_after=judgement.gap_status_after or "",
            overrides=[
                {"rule": one.rule.value, "reason": one.override_reason} for one in judgement.overridden
            ],
            at=act.at,
            by=act.actor,
            entry=act.seq,
        )
    )
    for passage_id in passages:
        act.update(act.get(Passage, passage_id), state="assessed")
    if changed:
        for citation_id in cited:
            act.update(act.get(Citation, citation_id), judged_revision=revision)
    if Effect.REDIRECT in move.effects:
        _open_leg(act, question, redirect_to, reply, passages, set(move.effects) == {Effect.REDIRECT})
    current = act.get(Question, question.id)
    if move.basis in (Basis.SELF_REVIEW, Basis.ADJUDICATION):
        act.update(
            current, review=[], contested="" if move.basis is Basis.ADJUDICATION else current.contested
        )
    if fell:
        review_after_fall(
            act, question.id, f"{question.id} fell to level {int(judgement.level_after)} ({key})"
        )
    return key


def revise(act: Act, question: Question, values: dict[str, Any], assessment: str | None) -> int:
    """Change the claim of `question`; a real change is a new immutable revision. Returns its number."""
    changed = {name: value for name, value in values.items() if getattr(question, name) != value}
    if not changed:
        return question.revision
    number = question.revision + 1
    now = act.update(question, **changed, revision=number)
    kept = {name: getattr(now, name) for name in CLAIM}
    act.insert(
        Revision(
            id=f"{question.id}@{number}",
            question_id=question.id,
            number=number,
            assessment_id=assessment,
            at=act.at,
            by=act.actor,
            **kept,
        )
    )
    return number


def withdraw(act: Act, assessment: Assessment, reason: str, overrides: Sequence[Override]) -> None:
    """Write the withdrawal of an assessment: the revision before it as a new one, or a review."""
    question = act.get(Question, assessment.question_id)
    judgement, restores = judge_withdrawing(act.session, question, assessment, reason, overrides)
    refuse(judgement)
    set_aside = [{"rule": one.rule.value, "reason": one.override_reason} for one in judgement.overridden]
    row = act.get(Assessment, assessment.id)
    act.update(row, state="withdrawn", overrides=[*row.overrides, *set_aside])
    if restores is not None:
        before = act.session.get_one(Revision, f"{question.id}@{assessment.revision_before}")
        fell = before.level < question.level
        values = {name: getattr(before, name) for name in CLAIM}
        revise(act, act.get(Question, question.id), values, assessment.id)
        if fell:
            review_after_fall(
                act, question.id, f"{question.id} fell to level {before.level} ({assessment.id} withdrawn)"
            )
    else:
        add_review(act, question.id, f"{assessment.id} was withdrawn")
    _stand_again(act, assessment)
    used = {
        passage
        for other in act.session.exec(select(Assessment))
        if other.state != "withdrawn" and other.id != assessment.id
        for passage in other.passages
    }
    for passage_id in assessment.passages:
        if passage_id not in used:
            act.update(act.get(Passage, passage_id), state="open")


def review_after_fall(act: Act, question_id: str, why: str) -> None:
    """Put under review what rests on a claim that fell: the claim it is a part of and what it bears on."""
    questions = [one for one in act.session.exec(select(Question)) if not one.retired]
    claim_of = {one.id: one.parent_id for one in questions if one.parent_id}
    bears_on = {one.id: list(one.bears_on) for one in questions}
    for key in reviewed_by_fall(question_id, claim_of, bears_on):
        add_review(act, key, why)


def add_review(act: Act, question_id: str, why: str) -> None:
    """Put a question under review, with the sentence that says why; nothing else about its claim changes."""
    question = act.session.get(Question, question_id)
    if question is not None and why not in question.review:
        act.update(question, review=[*question.review, why])


def _step_value(step: Any) -> dict[str, str]:
    value = {"effect": step.effect.value}
    if step.restatement:
        value["restatement"] = step.restatement.value
    if step.concern:
        value["concern"] = step.concern.value
    return value


def _first_reply(session: Session, passages: Sequence[str]) -> Reply | None:
    replies = evidence.reply_ids(passages)
    return session.get(Reply, replies[0]) if replies else None


def _weakest_visibility(session: Session, passages: Sequence[str]) -> str:
    found = [session.get_one(Reply, one).visibility for one in evidence.reply_ids(passages)]
    return next((one for one in found if one != "list"), "list")


def _supersede(act: Act, question: Question, judged: Judged, by: str) -> None:
    """A later word of the same responder on the claim supersedes the earlier one, whichever is assessed first."""
    if judged.move.basis is not Basis.REPLY:
        return
    effects, replies = judged.move.effects, judged.move.replies
    for one in evidence.superseded(act.session, question, effects, replies):
        act.update(one, state="superseded", superseded_by=by)


def _stand_again(act: Act, withdrawn: Assessment) -> None:
    """What the withdrawn assessment superseded stands again."""
    for one in evidence.found_assessments(act.session, withdrawn.question_id):
        if one.state == "superseded" and one.superseded_by == withdrawn.id:
            act.update(one, state="standing", superseded_by="")


def _open_leg(
    act: Act, question: Question, contact: str, reply: Reply | None, passages: Sequence[str], alone: bool
) -> None:
    """Open the leg of the contact that a redirect names, with its own clock; one contact has one leg.

    `alone` says that the finding is a redirect and nothing else.
    """
    top = question.parent_id or question.id
    name = clean_line(contact) or _named_contact(act, reply, passages)
    private = reply is not None and reply.visibility != "list"
    there = _leg_of(act.session, question.letter_id, name)
    if there is None:
        act.insert(
            Leg(
                id=act.new_id(Leg),
                letter_id=question.letter_id,
                correspondent=name,
                state="waiting",
                opened_at=act.at,
                opened_by=reply.id if reply else "",
                questions=[top],
            ),
            private=private,
        )
    elif top not in there.questions and (not private or _is_sealed(act.session, there)):
        # Whom a private message names is not told in the open: a public leg stays as it reads.
        act.update(there, questions=[*there.questions, top])
    leg = act.session.get(Leg, reply.leg_id) if reply else None
    if leg is not None and (there is None or there.id != leg.id):
        only = reply is not None and alone and _is_only_word(act.session, leg, reply)
        if leg.state == "waiting" or (leg.state == "answered" and only):
            act.update(leg, state="redirected")


def _leg_of(session: Session, letter: str, contact: str) -> Leg | None:
    """The leg that asks `contact`: by its address however it is written, else by its words."""
    wanted = set(_ADDRESS.findall(contact.lower()))
    for one in queries.live(session, Leg):
        if one.letter_id != letter:
            continue
        asked = set(_ADDRESS.findall(one.correspondent.lower()))
        if wanted & asked or one.correspondent.lower() == contact.lower():
            return one
    return None


def _is_sealed(session: Session, leg: Leg) -> bool:
    held = select(Withhold).where(Withhold.row_table == Leg.__tablename__, Withhold.row_key == leg.id)
    return leg.withheld or session.exec(held).first() is not None


def _is_only_word(session: Session, leg: Leg, reply: Reply) -> bool:
    """Whether nobody else has answered in the leg, and of this reply nothing else has been found."""
    others = session.exec(select(Reply).where(Reply.leg_id == leg.id, Reply.kind == "reply")).all()
    alone = all(one.id == reply.id or one.retired for one in others)
    return alone and legs.sent_on(session, reply)


def _named_contact(act: Act, reply: Reply | None, passages: Sequence[str]) -> str:
    """The address that the redirecting words give; a private message's words are not repeated."""
    if reply is not None and reply.visibility == "list":
        for passage_id in passages:
            words = act.session.get(PassageText, passage_id)
            found = _ADDRESS.search(words.text) if words else None
            if found:
                return clean_line(found.group())
    return f"the contact named in {passages[0]}" if passages else "a contact to be named"
