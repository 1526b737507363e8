"""Which questions are to be looked at again when something beneath them gives way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tracker.claims.case import counting_sources, counting_testimony
from tracker.claims.contest import contested
from tracker.claims.evidence import ClaimState, SourceEvidence, Testimony
from tracker.claims.table import Evidence, Missing, missing_for


def reviewed_by_fall(
    fallen: str, claim_of: Mapping[str, str], bears_on: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Return the questions that are under review once the level of `fallen` fell.

    `claim_of` gives the question that a part belongs to, `bears_on` the questions that one bears on. When a
    part falls, its claim and what it bears on are under review; what the claim bears on counts with it.
    """
    claim = claim_of.get(fallen)
    found = [claim] if claim else []
    for question in (fallen, claim):
        found += sorted(bears_on.get(question, ())) if question else []
    return tuple(dict.fromkeys(question for question in found if question != fallen))


def unsupported(
    state: ClaimState, sources: Sequence[SourceEvidence], testimony: Sequence[Testimony]
) -> tuple[Missing, ...]:
    """Return what the present level lacks by the table, for a review after an authority or a source changed.

    Empty when the level's row still holds. A level that rested on nothing from the start (as the letter
    opened it) lacks its row too, so a caller compares the answers from before and after the change.
    """
    evidence = Evidence(
        counting_sources(state, sources), counting_testimony(state, testimony), state.parts, contested(state)
    )
    return missing_for(state.level, evidence)


def not_satisfied(finding: str) -> str:
    """Return the sentence by which a question is under review whose responder did not accept what was found."""
    return f"{finding}: the responder is not satisfied with how their answer was taken up"
