"""Assessing: a finding becomes a judged move, a preview shows it, an act records it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, select

from tracker import worddiff
from tracker.claims.effects import Basis, Concern, Effect, Move, Override, Restatement, Rule, Step
from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import lint
from tracker.claims.wording import Proposal
from tracker.errors import BadUse
from tracker.record import evidence, queries
from tracker.record.models import Assessment, Citation, Passage, Question, Source
from tracker.record.views import AssessmentView
from tracker.text import clean, clean_line
from tracker.workflow import lookup, recording
from tracker.workflow.judging import Judged, judge_move, refuse
from tracker.workflow.proposing import NEW_WORDS, proposals
from tracker.workflow.workspace import Workspace

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Finding:
    """What a person puts into the form or on the command line.

    `effects` are names in order, with a kind or concern after a colon (`restate:narrower`,
    `downgrade:coherence`). `citations` are citation ids or URLs. `basis` "" means reply when passages are
    given, source when only citations are, else self-review. `wording` None leaves the words, or takes the first
    proposal where the effect needs new ones. `overrides` are (rule, reason). `redirect_to` is the better
    contact that a redirect names.
    """

    question: str
    effects: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    basis: str = ""
    level: int | None = None
    wording: str | None = None
    proposition: str | None = None
    confirmed: str | None = None
    gap: str | None = None
    gap_status: str | None = None
    reason: str = ""
    expected_revision: int | None = None
    overrides: tuple[tuple[str, str], ...] = ()
    seal_reason: bool = False
    redirect_to: str = ""


@dataclass(frozen=True)
class Preview:
    """What a finding would do: shown before anything is recorded."""

    allowed: bool
    refusals: tuple[str, ...]
    warnings: tuple[str, ...]
    overridable: tuple[str, ...]
    level_before: int
    level_after: int
    gap_before: str
    gap_after: str
    wording_before: str
    wording_after: str
    diff: tuple[worddiff.Run, ...]
    proposals: tuple[Proposal, ...]


def preview(ws: Workspace, finding: Finding) -> Preview:
    """Return what the finding would do; a refused move is told, only bad use raises."""
    with ws.database.reading() as session:
        question = lookup.question(session, finding.question)
        offered = _offered(ws, session, question, finding)
        judged = _judged(session, question, finding, offered)
    judgement = judged.judgement
    stated = finding.proposition if finding.proposition is not None else judged.state.proposition
    found = lint(judgement.wording_after, judgement.level_after, proposition=stated)
    warnings = [one.message for one in found if not one.refused]
    warnings += [f"{one.rule} is set aside: {one.override_reason}" for one in judgement.overridden]
    return Preview(
        allowed=judgement.allowed,
        refusals=tuple(one.message for one in judgement.refusals),
        warnings=tuple(warnings),
        overridable=tuple(rule.value for rule in judgement.refused_by if rule.overridable),
        level_before=int(judged.state.level),
        level_after=int(judgement.level_after),
        gap_before=judged.state.gap_status or "",
        gap_after=judgement.gap_status_after or "",
        wording_before=judged.state.wording,
        wording_after=judgement.wording_after,
        diff=tuple(worddiff.diff(judged.state.wording, judgement.wording_after)),
        proposals=offered,
    )


def assess(ws: Workspace, finding: Finding) -> AssessmentView:
    """Record the finding as one act; RuleRefused names every rule that stands in the way."""
    from tracker.workflow import faces

    with ws.act("claim.assessed", clean(finding.reason).strip(), finding.seal_reason) as act:
        question = act.get(Question, lookup.question(act.session, finding.question).id)
        offered = _offered(ws, act.session, question, finding)
        judged = _judged(act.session, question, finding, offered)
        refuse(judged.judgement)
        cited = citation_ids(act.session, question, finding.citations)
        passages = passage_ids(act.session, finding.passages)
        key = recording.record(act, question, judged, passages, cited, finding.redirect_to)
    faces.refresh(ws)
    with ws.database.reading() as session:
        return next(one for one in queries.assessments(session) if one.id == key)


def withdraw(
    ws: Workspace,
    assessment: str | None = None,
    reason: str = "",
    overrides: Sequence[tuple[str, str]] = (),
) -> AssessmentView:
    """Take back an assessment (the newest of all when None): the newest of its question restores the revision
    before it, an older one is marked and puts the question under review. RuleRefused as for any move.
    """
    from tracker.workflow import faces

    set_aside = [Override(one_of(Rule, rule, "rule"), clean_line(why)) for rule, why in overrides]
    with ws.act("assessment.withdrawn", clean(reason).strip()) as act:
        row = _newest(act.session) if assessment is None else lookup.assessment(act.session, assessment)
        if row.state == "withdrawn":
            raise BadUse(f"{row.id} is withdrawn already.", "`tracker show` lists the assessments that stand")
        recording.withdraw(act, act.get(Assessment, row.id), clean(reason).strip(), set_aside)
        key = row.id
    faces.refresh(ws)
    with ws.database.reading() as session:
        return next(one for one in queries.assessments(session) if one.id == key)


def _newest(session: Session) -> Assessment:
    found = [one for one in session.exec(select(Assessment)) if one.state != "withdrawn" and not one.retired]
    if not found:
        raise BadUse("There is no assessment to take back.", "`tracker audit log` shows what was recorded")
    return max(found, key=lambda one: one.entry)


def _judged(session: Session, question: Question, finding: Finding, offered: tuple[Proposal, ...]) -> Judged:
    move = to_move(session, finding)
    needs = NEW_WORDS & set(move.effects)
    if move.wording is None and needs and offered:
        move = replace(move, wording=offered[0].text)
    return judge_move(session, question, move, citation_ids(session, question, finding.citations))


def _offered(ws: Workspace, session: Session, question: Question, finding: Finding) -> tuple[Proposal, ...]:
    move = to_move(session, finding)
    return proposals(ws, session, question, move, citation_ids(session, question, finding.citations))


def to_move(session: Session, finding: Finding) -> Move:
    """Return the move that a finding stands for; BadUse names what is not known."""
    passages = passage_ids(session, finding.passages)
    if finding.basis:
        basis = one_of(Basis, finding.basis, "basis")
    else:
        basis = Basis.REPLY if passages else Basis.SOURCE if finding.citations else Basis.SELF_REVIEW
    if basis is Basis.REPLY and not passages:
        raise BadUse("An assessment of a reply needs its passages.", "give --passage R3.2")
    if not finding.effects:
        raise BadUse("No effect was named.", f"one of {', '.join(Effect)}")
    for name, text in (("wording", finding.wording), ("proposition", finding.proposition)):
        if text is not None and not clean_line(text):
            raise BadUse(f"The {name} is empty.", "give the new words, or leave them as they are")
    if finding.level is not None and finding.level not in set(map(int, Level)):
        raise BadUse(
            f"There is no level {finding.level}.", "levels go from 0 (contradicted) to 5 (corroborated)"
        )
    return Move(
        basis=basis,
        steps=tuple(step_of(effect) for effect in finding.effects),
        reason=clean(finding.reason).strip(),
        replies=evidence.reply_ids(passages),
        level=None if finding.level is None else Level(finding.level),
        wording=_text(finding.wording),
        proposition=_text(finding.proposition),
        confirmed=_text(finding.confirmed),
        gap=_text(finding.gap),
        gap_status=one_of(GapStatus, finding.gap_status, "gap status") if finding.gap_status else None,
        expected_revision=finding.expected_revision,
        overrides=tuple(
            Override(one_of(Rule, rule, "rule"), clean_line(reason)) for rule, reason in finding.overrides
        ),
        reason_sealed=finding.seal_reason,
    )


def _text(text: str | None) -> str | None:
    return None if text is None else clean(text).strip()


def step_of(name: str) -> Step:
    """Return the step that `restate:narrower` and the like name; BadUse for an unknown effect, kind or concern."""
    effect_name, _, detail = name.strip().lower().partition(":")
    effect = one_of(Effect, effect_name, "effect")
    if not detail:
        return Step(effect)
    if effect is Effect.RESTATE:
        return Step(effect, restatement=one_of(Restatement, detail, "kind of restatement"))
    if effect is Effect.DOWNGRADE:
        return Step(effect, concern=one_of(Concern, detail, "concern"))
    raise BadUse(f"The effect {effect} takes nothing after a colon.", "restate:KIND and downgrade:CONCERN do")


def one_of(kinds: type[Kind], name: str, what: str) -> Kind:
    """Return the member of an enumeration by its value; BadUse lists what there is."""
    try:
        return kinds(clean_line(name))
    except ValueError:
        raise BadUse(f"There is no {what} {clean_line(name)!r}.", f"one of {', '.join(kinds)}") from None


def passage_ids(session: Session, passages: Sequence[str]) -> list[str]:
    """Return the passages named, a whole reply (`R3`) standing for all of its; BadUse for an unknown one."""
    found: list[str] = []
    for name in passages:
        key = clean_line(name).upper()
        if "." not in key:
            rows = session.exec(select(Passage).where(Passage.reply_id == key)).all()
            own = sorted((row for row in rows if not row.retired), key=lambda row: row.n)
            if not own:
                raise BadUse(f"There is no reply {key} with passages.", "`tracker replies` lists them")
            found += [row.id for row in own]
        else:
            found.append(lookup.passage(session, key).id)
    return list(dict.fromkeys(found))


def citation_ids(session: Session, question: Question, names: Sequence[str]) -> list[str]:
    """Return the citations of `question` that ids, source ids or URLs name; BadUse for one it does not have."""
    rows = session.exec(select(Citation).where(Citation.question_id == question.id)).all()
    urls = {source.id: {source.id, source.url, source.latest} for source in session.exec(select(Source))}
    found: list[str] = []
    for name in names:
        key = clean_line(name)
        named = session.get(Citation, key.upper())
        if named is not None and named.question_id != question.id:
            key = named.source_id  # the parent's citation stands for the same source tied to this part
        matching = [
            row.id
            for row in rows
            if not row.retired and (row.id == key.upper() or key in urls.get(row.source_id, set()) - {""})
        ]
        if not matching:
            raise BadUse(
                f"{question.id} cites no source {key}.",
                f"tie it with `tracker sources read {clean_line(name)} --for {question.id} …` once it is read",
            )
        found += matching
    return list(dict.fromkeys(found))
