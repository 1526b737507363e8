"""A report as comments and their disposition: what was said on a question, and what we did with it.

The words are those of the W3C's dispositions of comments and of the ISO/IEC commenting template; how they follow from
effects is told in docs/exports.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker import worddiff
from tracker.claims.effects import Basis, Effect, Restatement
from tracker.record.views import AssessmentView
from tracker.reports import phrases
from tracker.reports.changes import word_changes
from tracker.reports.data import ReportData
from tracker.reports.digest import QuestionText
from tracker.reports.exports.public import last_reaction, quotable, writer
from tracker.reports.findings import FindingText, Ground

RESOLUTIONS = ("accepted", "partially accepted", "not accepted", "no change", "out of scope")
REACTIONS = tuple(phrases.REACTION)
_CHANGING = frozenset({Effect.UPGRADE, Effect.DOWNGRADE, Effect.RESTATE})


@dataclass(frozen=True)
class Comment:
    """One finding as the disposition of a comment.

    `kind` is the template's type of comment: ge(neral), te(chnical) or ed(itorial). `changes` are facts in words,
    `runs` the change of the wording (empty: none). `counts` is False once the finding was superseded or withdrawn.
    `reaction` is "" of what the researchers found by themselves and nobody reacted to.
    """

    id: str
    question: QuestionText
    commenter: str
    code: str
    grounds: tuple[Ground, ...]
    finding: FindingText
    effects: tuple[str, ...]
    kind: str
    resolution: str
    counts: bool
    changes: tuple[str, ...]
    runs: tuple[worddiff.Run, ...]
    wording: str
    reaction: str


def comments(data: ReportData, question: QuestionText) -> tuple[Comment, ...]:
    """Return the comments on one question or part, in the order of its findings."""
    pairs = zip(question.view.assessments, question.findings, strict=True)
    return tuple(_comment(data, question, found, said) for found, said in pairs)


def tally(found: tuple[Comment, ...]) -> tuple[tuple[str, int], ...]:
    """Return how many comments came to each resolution, those that still count alone, then the others."""
    counts = [(name, sum(one.counts and one.resolution == name for one in found)) for name in RESOLUTIONS]
    return (*counts, ("superseded or withdrawn since", sum(not one.counts for one in found)))


def resolution(found: AssessmentView) -> str:
    """Return the resolution that the effects of a finding make; one of the gap alone leaves the claim as it was."""
    effects = {_effect(one) for one in found.effects}
    revised = found.revision_before != found.revision_after
    reworded = found.wording_before != found.wording_after or Effect.RESTATE in effects
    if found.level_before != found.level_after or (revised and reworded):
        return "accepted" if effects <= {*_CHANGING, Effect.CONFIRM} else "partially accepted"
    if effects & _CHANGING or found.basis == Basis.ADJUDICATION:
        return "not accepted"
    return "out of scope" if effects <= {Effect.NONE} else "no change"


def kind(found: AssessmentView) -> str:
    """Return the type of comment: te where level or meaning is at stake, ed for terminology, else ge."""
    changing = [one for one in found.effects if _effect(one) in _CHANGING]
    if not changing:
        return "ge"
    return "ed" if all(Restatement.TERMINOLOGY.value in one for one in changing) else "te"


def _effect(words: str) -> str:
    return words.partition(" ")[0]


def _comment(data: ReportData, question: QuestionText, found: AssessmentView, said: FindingText) -> Comment:
    commenter, code = _commenter(data, found)
    reaction = last_reaction(data, found.id)
    reworded = found.revision_before != found.revision_after and found.wording_before != found.wording_after
    return Comment(
        id=found.id,
        question=question,
        commenter=commenter,
        code=code,
        grounds=said.grounds,
        finding=said,
        effects=found.effects or (Effect.NONE.value,),
        kind=kind(found),
        resolution=resolution(found),
        counts=found.state == "standing",
        changes=tuple(fact for fact in said.facts if not fact.startswith("basis: ")),
        runs=word_changes(found.wording_before, found.wording_after) if reworded else (),
        wording=found.wording_after if reworded else "",
        reaction=reaction.value if reaction else REACTIONS[-1] if found.passages else "",
    )


def _commenter(data: ReportData, found: AssessmentView) -> tuple[str, str]:
    """Who made the comment, in words and as the template's code; of a private message nothing is told."""
    if not found.passages:
        return f"the researchers ({phrases.BASIS.get(found.basis, found.basis)})", "**"
    public = [one for passage in found.passages if (one := quotable(data, passage))]
    if not public:
        private = found.visibility != "list"
        return ("a private message" if private else "a message whose words are not open here"), "PM"
    who = dict.fromkeys(writer(one.name, one.role) for one in public)
    role = public[0].role
    initials = "".join(word[0] for word in role.split() if word[0].isalpha()).upper()
    return " and ".join(who), initials[:4] or "R"
