"""A finding held against the rules: for the form, the command line, a file's edit and a take-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from tracker.claims.effects import Move, Override, Rule
from tracker.claims.evidence import ClaimState, SourceEvidence
from tracker.claims.judgement import Judgement
from tracker.claims.levels import Level
from tracker.claims.privacy import repeated
from tracker.claims.rules import judge
from tracker.claims.withdrawal import Revision as Restored
from tracker.claims.withdrawal import Withdrawal, judge_withdrawal
from tracker.errors import RuleRefused
from tracker.record import evidence
from tracker.record.models import Assessment, Question, Revision

CLAIM = ("proposition", "confirmed", "wording", "attribution", "level", "gap", "gap_status", "meaning_since")
"""The columns of a claim that a revision keeps."""


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
