"""Proposes the sentence for a claim at its level, from cautious to plain, by templates that a workspace can replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tracker.claims.attribution import Document, Speaker, attribution, documents, written_dates
from tracker.claims.combining import Part, by_parts
from tracker.claims.effects import Concern, Restatement
from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import Finding, lint
from tracker.claims.statements import (
    alone,
    echoes,
    embeds,
    line,
    opens_with,
    points_back,
    quoted,
    sentences,
    within,
)
from tracker.claims.templating import Templates

__all__ = [
    "Document",
    "Part",
    "Proposal",
    "Speaker",
    "WordingParts",
    "propose",
    "too_strong",
    "worded",
    "written_dates",
]

Manner = Literal["by parts", "usual", "cautious", "plain", "as it stands", "of the weaker side"]

# At these levels the gap is what the sentence is about; above, its words ("we have not found …") would speak
# against what the level says, and at level 0 beside it.
_GAP_LEVELS = (Level.INSUFFICIENT, Level.PARTIAL)


@dataclass(frozen=True)
class Proposal:
    """A proposed wording and its manner: how far it goes in naming gap, doubt and sources."""

    manner: Manner
    text: str


@dataclass(frozen=True)
class WordingParts:
    """What a sentence is made of.

    `proposition`, `confirmed` and `gap` are statements as the claim holds them; `part` names what a source
    states where nobody has written the confirmed part down. `claim` is True for what the letter asks to
    confirm. `documents` are sources read that carry the level (at level 0: that dispute it), `second` the
    independent one of level 5, `confirmed_by` who confirmed it there. `testimony` are the responders whose
    word alone carries level 3, `standing_by` those who said on the list that there is no public rule.
    `concern` and `restatement` say how the claim came here. `parts` are the parts of the question.
    """

    level: Level
    proposition: str
    confirmed: str = ""
    part: str = ""
    gap: str = ""
    gap_status: GapStatus | None = None
    claim: bool = True
    documents: tuple[Document, ...] = ()
    second: Document | None = None
    testimony: tuple[Speaker, ...] = ()
    confirmed_by: tuple[Speaker, ...] = ()
    standing_by: tuple[Speaker, ...] = ()
    concern: Concern | None = None
    restatement: Restatement | None = None
    parts: tuple[Part, ...] = ()


def propose(parts: WordingParts, templates: Templates) -> list[Proposal]:
    """Return wordings for the claim at its level, best first; never one that lint finds to overclaim.

    Empty when the proposition itself uses words that the level does not bear: then it has to be restated
    first.
    """
    return [one for one in worded(parts, templates) if not too_strong(one, parts)]


def too_strong(one: Proposal, parts: WordingParts) -> list[Finding]:
    """Return what lint refuses in a wording made of `parts`."""
    found = lint(one.text, parts.level, proposition=parts.proposition)
    return [finding for finding in found if finding.refused]


def worded(parts: WordingParts, templates: Templates) -> list[Proposal]:
    """Return the wordings that the templates make, unjudged: by parts where these stand apart, then the usual
    one, the cautious one and the plain one, each text once.
    """
    values = _values(parts, templates)
    about_gap = parts.level in _GAP_LEVELS
    gap = _gap(parts, templates)
    found: list[Proposal] = []
    usual, says_gap = _main("usual", parts, values, templates)
    if usual:
        ends = _after(gap, says_gap) if about_gap else ()
        found.append(Proposal("usual", sentences(usual, *ends)))
    cautious, says_gap = _main("cautious", parts, values, templates)
    if cautious:
        ends = _after(gap, says_gap) if about_gap else (_still(parts, templates),)
        found.append(Proposal("cautious", sentences(cautious, *ends, *_doubts(parts, templates))))
    found.append(Proposal("plain", _main("plain", parts, values, templates)[0]))
    if parts.parts and not parts.testimony:
        combined = by_parts(parts.level, parts.proposition, parts.parts, templates)
        first = any(one.level > parts.level for one in parts.parts)
        found.insert(0 if first else 1, Proposal("by parts", combined))
    each: dict[str, Proposal] = {}
    for one in found:
        if one.text:
            each.setdefault(one.text, one)
    return list(each.values())


def _key(parts: WordingParts) -> str:
    if parts.level is Level.APPARENT and parts.testimony:
        return "testimony"
    if parts.level is Level.INSUFFICIENT and parts.claim:
        return "insufficient-claim"
    return parts.level.label


def _values(parts: WordingParts, templates: Templates) -> dict[str, str]:
    texts = (parts.proposition, parts.confirmed, parts.gap, *(one.proposition for one in parts.parts))
    language = templates.language
    spoken = opens_with(parts.gap, templates.words("gap", "begins"))
    gap = within(parts.gap, texts, language) if spoken and embeds(parts.gap) and _of_gap(parts) else ""
    confirmed = within(parts.confirmed, texts, language) if embeds(parts.confirmed) else ""
    back = points_back(confirmed, templates.words("lists", "points-back"))
    speakers = parts.confirmed_by if parts.level is Level.CORROBORATED else parts.testimony
    return {
        "proposition": within(parts.proposition, texts, language) if embeds(parts.proposition) else "",
        "statement": quoted(parts.proposition, language),
        "confirmed": confirmed,
        "alone": "" if back else confirmed,
        "stated": quoted(parts.confirmed, language),
        "part": line(parts.part),
        "gap": gap,
        "echo": gap if gap and echoes(parts.proposition, parts.gap) else "",
        "documents": documents(parts.documents, templates),
        "second": documents((parts.second,), templates) if parts.second else "",
        "attribution": attribution(speakers, templates),
    }


def _of_gap(parts: WordingParts) -> bool:
    return parts.gap_status is not None and parts.gap_status is not GapStatus.CLOSED


def _main(manner: str, parts: WordingParts, values: dict[str, str], templates: Templates) -> tuple[str, bool]:
    """Return the sentence of a manner, and whether the gap is not to be said behind it.

    So where the sentence says it itself, or says the same thing of the proposition, and where the gap points back
    at a confirmed part (“those signals”) that the sentence does not name.
    """
    template = templates.template(_key(parts), manner, values)
    if template is None:
        return "", False
    used = set(template.get_identifiers())
    repeats = bool(values["echo"]) and bool(used & {"proposition", "statement"})
    lost = points_back(parts.gap, templates.words("lists", "points-back")) and not used & {
        "confirmed", "alone", "stated",
    }  # fmt: skip
    return template.substitute(values), bool(used & {"gap", "echo"}) or repeats or lost


def _gap(parts: WordingParts, templates: Templates) -> tuple[str, str]:
    """Return the gap in a sentence, and what became of it."""
    if not _of_gap(parts):
        return "", ""
    said = ""
    if parts.gap:
        begins = templates.words("gap", "begins")
        spoken = opens_with(parts.gap, begins) or parts.gap.rstrip().endswith((".", "。"))
        texts = (parts.proposition, parts.confirmed)
        shown = alone(parts.gap) if spoken else within(parts.gap, texts, templates.language)
        said = templates.fill("gap", "said" if spoken else "named", {"gap": shown})
    if parts.gap_status is GapStatus.OPEN:
        return said, ""
    if parts.gap_status is GapStatus.NARROWED and not said:
        return "", ""
    who = attribution(parts.standing_by, templates)
    return said, templates.fill("gap", str(parts.gap_status), {"attribution": who})


def _after(gap: tuple[str, str], said: bool) -> tuple[str, ...]:
    return gap[1:] if said else gap


def _still(parts: WordingParts, templates: Templates) -> str:
    # What public material contradicts has no gap, but a source that is not read may yet speak for it.
    settled = parts.level is Level.CONTRADICTED and parts.gap_status is not GapStatus.SOURCE_PENDING
    return "" if settled or not _of_gap(parts) else templates.fill("gap-still", str(parts.gap_status), {})


def _doubts(parts: WordingParts, templates: Templates) -> list[str]:
    doubted = parts.concern is not None and parts.level is not Level.CONTRADICTED
    concern = templates.fill("concern", str(parts.concern), {}) if doubted else ""
    restated = templates.fill("restated", str(parts.restatement), {}) if parts.restatement else ""
    return [concern, restated]
