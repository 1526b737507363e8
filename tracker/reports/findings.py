"""Says of a finding what it did, whether it counts, why, and what it rests on; quotes only what is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.record.views import AssessmentView, QuestionView, ReactionView
from tracker.reports import phrases
from tracker.reports.data import ReportData, reply_of
from tracker.reports.escape import cut
from tracker.reports.phrases import day
from tracker.reports.sources import SourceLine, named


@dataclass(frozen=True)
class Ground:
    """What a finding rests on: the words of a public passage ("" when not quoted) and where they stand."""

    where: str
    words: str
    cut: bool


@dataclass(frozen=True)
class FindingText:
    """One assessment: what it did, whether it still counts, on what grounds and why."""

    id: str
    title: str
    effects: str
    by: str
    state: str
    state_text: str
    facts: tuple[str, ...]
    grounds: tuple[Ground, ...]
    sources: tuple[SourceLine, ...]
    reason: str
    overrides: tuple[tuple[str, str], ...]
    sample: bool
    at: datetime | None
    reactions: tuple[str, ...]


def finding_text(data: ReportData, view: QuestionView, assessment: AssessmentView) -> FindingText:
    """Return what the report says of one assessment of `view`."""
    moved = assessment.level_before != assessment.level_after
    before, after = phrases.level(assessment.level_before), phrases.level(assessment.level_after)
    facts = [f"level {before} → {after}" if moved else f"level stays at {after}"]
    # The view may hold the gap's status or its text; only a status is short enough to stand in a line.
    gaps = [gap for gap in (assessment.gap_before, assessment.gap_after) if gap]
    if assessment.gap_before != assessment.gap_after and all(gap in phrases.GAP for gap in gaps):
        facts.append(f"gap {phrases.gap(assessment.gap_before)} → {phrases.gap(assessment.gap_after)}")
    if assessment.revision_before != assessment.revision_after:
        facts.append(f"revision {assessment.revision_before} → {assessment.revision_after}")
    facts.append(f"basis: {phrases.BASIS.get(assessment.basis, assessment.basis)}")
    effects, by = ", ".join(assessment.effects or ("none",)), assessment.by or phrases.NOBODY
    return FindingText(
        id=assessment.id,
        title=f"{effects}, {day(assessment.at)}, by {by}",
        effects=effects,
        by=by,
        state=assessment.state,
        state_text=_state(data, view, assessment),
        facts=tuple(facts),
        grounds=tuple(_ground(data, assessment, passage) for passage in assessment.passages),
        sources=tuple(named(key, data.cited.get(key)) for key in assessment.citations),
        reason=_reason(data, assessment.entry, assessment.reason),
        overrides=assessment.overrides,
        sample=data.sampled(assessment),
        at=assessment.at,
        reactions=tuple(_reaction(data, assessment, one) for one in data.reactions_to.get(assessment.id, ())),
    )


def _reaction(data: ReportData, assessment: AssessmentView, reaction: ReactionView) -> str:
    said = f", said in passage {reaction.passage}" if reaction.passage in data.passages else ""
    theirs = assessment.person in ("", reaction.person)
    told = (phrases.REACTION if theirs else phrases.REACTION_OF_ANOTHER).get(reaction.value, reaction.value)
    return f"{day(reaction.at)}: {told}{said}"


def _state(data: ReportData, view: QuestionView, assessment: AssessmentView) -> str:
    text = phrases.STATE.get(assessment.state, assessment.state)
    if assessment.state != "withdrawn":
        return text
    said = [e for e in view.history if e.kind == "assessment.withdrawn" and assessment.id in e.keys]
    return f"{text}. Why: {_reason(data, said[-1].seq, said[-1].reason)}" if said else text


def _reason(data: ReportData, entry: int, reason: str) -> str:
    if entry in data.sealed_reasons or reason == phrases.WITHHELD:
        return f"the reason is {phrases.NOT_PUBLISHED}"
    return reason or "no reason recorded"


def _ground(data: ReportData, assessment: AssessmentView, passage: str) -> Ground:
    public = data.passages.get(passage)
    grade = f"authority {assessment.authority}"
    sample = "sample mail: " if reply_of(passage) in data.samples else ""
    if public is None or public.text == phrases.WITHHELD:
        private = assessment.visibility != "list"
        what = "a private message" if private else "a message whose words are not open here"
        # No role and no date: for a private message either could tell who wrote it.
        return Ground(f"{sample}{what}, not quoted ({passage}, {grade})", "", False)
    who = ", ".join(part for part in (public.name, public.role) if part) or "a responder"
    since = "" if assessment.visibility == "list" else " since; private when it was assessed"
    text, was_cut = cut(public.text)
    where = f"{sample}{who} ({grade}), {day(public.date)}, on the public list{since}, passage {passage}"
    return Ground(where, text, was_cut)
