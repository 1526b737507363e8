"""The rules of evidence: every move on a claim is judged here, for terminal, command line and files alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracker.claims.case import Case, case_of
from tracker.claims.effects import Move, Rule
from tracker.claims.evidence import ClaimState, PrivateText, SourceEvidence, Testimony
from tracker.claims.gaps import gap_refusals
from tracker.claims.judgement import Judgement, Refusal, Verdict, verdicts_of
from tracker.claims.levels import Level
from tracker.claims.lint import lint, worded_as_testimony
from tracker.claims.privacy import raising_refusals, word_refusals
from tracker.claims.steps import step_refusals, text_refusals
from tracker.claims.table import carrying, covered, missing_for
from tracker.claims.wording import written_dates


def judge(
    state: ClaimState,
    move: Move,
    sources: Sequence[SourceEvidence] = (),
    testimony: Sequence[Testimony] = (),
    private_texts: Sequence[PrivateText] = (),
) -> Judgement:
    """Return what the rules of DESIGN section 4 say of `move` on `state`; pure, and never raises.

    `sources` are the citations of the question as judged by a person, `testimony` what responders said on it,
    the replies of the move among them, `private_texts` the words of private messages that the move's open
    texts are held against. Every rule is judged, so that a person sees all that stands in the way at once.
    """
    case = case_of(state, move, sources, testimony, private_texts)
    refusals = case_refusals(case)
    refusals[Rule.EFFECT_MATCHES_MOVE] = [
        *step_refusals(state, move),
        *gap_refusals(state, move, case.evidence.sources, case.testimony),
    ]
    refusals[Rule.SAME_WORDS] = text_refusals(state, move)
    refusals[Rule.PRIVATE_NEVER_RAISES] = raising_refusals(case)
    return judgement_of(case, refusals)


def judgement_of(case: Case, refusals: dict[Rule, list[Refusal]], under_review: bool = False) -> Judgement:
    """Return the judgement that the refusals of each rule make, with the rules in their fixed order."""
    verdicts: list[Verdict] = []
    for rule in Rule:
        verdicts += verdicts_of(rule, refusals.get(rule, []), case.overrides)
    return Judgement(
        verdicts=tuple(verdicts),
        level_after=case.level,
        gap_status_after=case.gap_status,
        wording_after=case.wording,
        proposition_after=case.proposition,
        under_review=under_review,
    )


def case_refusals(case: Case) -> dict[Rule, list[Refusal]]:
    """Return what the rules refuse that look at before and after alone, whatever kind of act it is."""
    return {rule: check(case) for rule, check in _CHECKS.items()}


def _needs_source(case: Case) -> list[Refusal]:
    if not case.meets_table:
        return []
    missing = missing_for(case.level, case.evidence)
    if not missing:
        return []
    return [
        Refusal(
            f"level {int(case.level)} ({case.level.label}) takes {case.level.takes}, but "
            + " and ".join(item.lacks for item in missing),
            " and ".join(dict.fromkeys(item.remedy for item in missing)),
        )
    ]


def _contested(case: Case) -> list[Refusal]:
    if not (case.rises and case.evidence.contested):
        return []
    return [
        Refusal(
            "responders of authority A or B stand against each other, or the claim is marked contested, "
            "and it does not rise meanwhile",
            "wait until one yields or is withdrawn, or adjudicate with a reason",
        )
    ]


def _weakest_part(case: Case) -> list[Refusal]:
    # Lowering a claim towards its parts is never refused, nor is what leaves level and meaning alone.
    if case.level < Level.APPARENT or not case.meets_table:
        return []
    weak = [part for part in case.state.parts if part.level < case.level]
    if not weak:
        return []
    named = " and ".join(f"{part.question} ({part.level.label})" for part in weak)
    return [
        Refusal(
            f"at level {int(case.level)} every part stands at that level or above, but not {named}",
            f"raise {' and '.join(part.question for part in weak)} first, or name a lower level",
        )
    ]


def _overclaim(case: Case) -> list[Refusal]:
    state = case.state
    if case.wording == state.wording and case.level == state.level:
        return []
    refusals = [
        Refusal(found.message.rstrip("."), found.repair)
        for found in lint(case.wording, case.level, proposition=case.proposition)
        if found.refused
    ]
    if by_testimony_alone(case) and not worded_as_testimony(case.wording, _dates(case)):
        refusals.append(
            Refusal(
                "only testimony carries the level, but the wording does not say so",
                "word it “According to …, on the public list, DATE, …”",
            )
        )
    return refusals


def by_testimony_alone(case: Case) -> bool:
    """Return whether nothing but a word on the list carries level 3, so that the wording has to say so."""
    # What was worded as testimony stays so through a mere change of words, or the next restatement would turn
    # somebody's word into public material.
    evidence = case.evidence
    return (
        case.level is Level.APPARENT
        and (case.meets_table or worded_as_testimony(case.state.wording))
        and bool(covered(evidence))
        and not missing_for(case.level, evidence)
    )


def _dates(case: Case) -> list[str]:
    days = [word.date for word in carrying(case.evidence.testimony) if word.date]
    return [form for day in days for form in written_dates(day)]


def _reason_required(case: Case) -> list[Refusal]:
    refusals = []
    if not case.reason.strip():
        refusals.append(Refusal("the move has no reason", "say why in a sentence"))
    refusals += [
        Refusal(f"the override of {override.rule} has no reason of its own", "say why the rule is set aside")
        for override in case.overrides
        if not override.reason.strip()
    ]
    return refusals


def _stale_revision(case: Case) -> list[Refusal]:
    expected, current = case.expected_revision, case.state.revision
    if expected is None or expected == current:
        return []
    return [
        Refusal(
            f"the move was made on revision {expected}, but {case.state.question} is at revision {current}",
            "look at the claim as it is now and make the move again",
        )
    ]


_CHECKS: dict[Rule, Callable[[Case], list[Refusal]]] = {
    Rule.NEEDS_SOURCE: _needs_source,
    Rule.PRIVATE_WORDS: word_refusals,
    Rule.CONTESTED: _contested,
    Rule.WEAKEST_PART: _weakest_part,
    Rule.OVERCLAIM: _overclaim,
    Rule.REASON_REQUIRED: _reason_required,
    Rule.STALE_REVISION: _stale_revision,
}
