"""The table of levels: what public evidence each level takes, one clause per condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.claims.effects import Effect
from tracker.claims.evidence import PartState, Relation, SourceEvidence, Testimony
from tracker.claims.levels import Level


@dataclass(frozen=True)
class Evidence:
    """What a level may rest on, already held against the proposition that it is to carry.

    `parts` are the parts of the question (their names let several sources cover it together); `contested`
    is True while a contest stands unsettled.
    """

    sources: tuple[SourceEvidence, ...] = ()
    testimony: tuple[Testimony, ...] = ()
    parts: tuple[PartState, ...] = ()
    contested: bool = False


@dataclass(frozen=True)
class Clause:
    """One condition on one source: the test, how to say that it fails, and what would satisfy it."""

    name: str
    holds: Callable[[SourceEvidence], bool]
    lacks: str
    remedy: str


@dataclass(frozen=True)
class Missing:
    """One condition of a row that does not hold, and what would satisfy it."""

    clause: str
    lacks: str
    remedy: str


def _names_part(source: SourceEvidence) -> bool:
    return source.covers == "all" or (source.covers == "part" and bool(source.part.strip()))


_READ = Clause("read", lambda s: s.read, "is not read by a person", "read it")
_QUOTED = Clause("quoted", lambda s: s.quoted, "is not quoted", "quote the words that bear on it")
_DATED = Clause("dated", lambda s: s.dated, "has no date of its copy", "note the commit or retrieval date")
_OFFICIAL = Clause("official", lambda s: s.official, "is not official", "cite one that the project publishes")
_NORMATIVE = Clause(
    "normative",
    lambda s: s.normative,
    "is not normative",
    "cite a rule file, governance document, official documentation or implemented KEP",
)
_CARRIES = Clause(
    "carries",
    lambda s: s.relation.carries,
    "is not cited as supporting or answering it",
    "cite one that supports or answers it",
)
_DISPUTES = Clause(
    "disputes",
    lambda s: s.relation is Relation.DISPUTES,
    "is not cited as disputing it",
    "cite one that disputes it",
)
_STATES = Clause("states", lambda s: s.states, "bears on it only by inference", "cite one that says it")
_PART = Clause("named-part", _names_part, "covers no named part", "name the part that it covers")
_ALL = Clause(
    "covers-all", lambda s: s.covers == "all", "does not cover all of it", "cite one that covers all"
)

ROW_0 = (_DISPUTES, _OFFICIAL, _READ)
ROW_2 = (_CARRIES, _STATES, _PART, _READ)
ROW_3 = (_CARRIES, _OFFICIAL, _READ)
ROW_4 = (_CARRIES, _NORMATIVE, _STATES, _ALL, _READ, _QUOTED, _DATED)
SECOND = (_CARRIES, _STATES, _ALL, _READ)

_NO_SOURCE = Missing("cited", "no source that counts is cited", "cite a public source")
_UNCONTESTED = Missing(
    "uncontested", "it is contested", "settle the contest or the relation of the source that disputes it"
)
_SECOND = Missing(
    "second",
    "neither a second independent source nor a public confirm by authority A or B stands beside it",
    "cite a source of another responsible body stated to be independent, or an on-list confirm by A or B",
)


def row_holds(level: Level, evidence: Evidence) -> bool:
    """Return whether every condition of the level's row of the table (DESIGN section 4) holds."""
    return not missing_for(level, evidence)


def missing_for(level: Level, evidence: Evidence) -> tuple[Missing, ...]:
    """Return the conditions of the level's row that the nearest source lacks; empty when the row holds.

    Rows stand on their own, as the table has them: only level 5 takes another row (level 4) with it.
    """
    if level is Level.CONTRADICTED:
        return _nearest(ROW_0, evidence.sources)
    if level is Level.INSUFFICIENT:
        return ()
    if level is Level.PARTIAL:
        return _nearest(ROW_2, evidence.sources)
    if level is Level.APPARENT:
        return () if carrying(evidence.testimony) else covered(evidence)
    documented = _documented(evidence)
    if level is Level.DOCUMENTED:
        return documented
    return documented + (() if _corroborated(evidence) else (_SECOND,))


def covered(evidence: Evidence) -> tuple[Missing, ...]:
    """Return what official sources, read, lack to cover it all, one alone or several by its parts."""
    counted = [source for source in evidence.sources if _all_hold(ROW_3, source)]
    names = {source.part.strip().casefold() for source in counted if source.covers == "part"}
    parts = evidence.parts
    if parts and all({p.question.casefold(), p.title.strip().casefold()} & names for p in parts):
        return ()
    return _nearest((*ROW_3, _ALL), evidence.sources)


def carrying(testimony: Sequence[Testimony]) -> tuple[Testimony, ...]:
    """Return the on-list words of A or B that carry level 3: they assent, raise or state the new text."""
    return tuple(word for word in testimony if _weighs_in_public(word) and _assents(word))


def _weighs_in_public(word: Testimony) -> bool:
    return word.standing and word.authority.weighs and word.on_list


def _assents(word: Testimony) -> bool:
    if Effect.DOWNGRADE in word.effects:
        return False
    return bool({Effect.CONFIRM, Effect.UPGRADE, Effect.RESTATE} & set(word.effects))


def _documented(evidence: Evidence) -> tuple[Missing, ...]:
    missing = _nearest(ROW_4, evidence.sources)
    # Any source that a person has read and found to dispute the proposition contests it, official or not.
    disputed = any(source.read and source.relation is Relation.DISPUTES for source in evidence.sources)
    return missing + ((_UNCONTESTED,) if disputed or evidence.contested else ())


def _corroborated(evidence: Evidence) -> bool:
    if any(_weighs_in_public(word) and Effect.CONFIRM in word.effects for word in evidence.testimony):
        return True
    firsts = [source for source in evidence.sources if _all_hold(ROW_4, source)]
    seconds = [source for source in evidence.sources if _all_hold(SECOND, source)]
    return any(independent(first, second) for first in firsts for second in seconds)


def independent(one: SourceEvidence, other: SourceEvidence) -> bool:
    """Return whether two sources are independent: other body, other document, and a person has stated it."""
    bodies = one.body.strip().casefold(), other.body.strip().casefold()
    if one.source == other.source or not all(bodies) or bodies[0] == bodies[1]:
        return False
    stated = {one.citation, one.source} & set(other.independent_of)
    return bool(stated or {other.citation, other.source} & set(one.independent_of))


def _all_hold(clauses: Sequence[Clause], source: SourceEvidence) -> bool:
    return all(clause.holds(source) for clause in clauses)


def _nearest(clauses: Sequence[Clause], sources: Sequence[SourceEvidence]) -> tuple[Missing, ...]:
    """Return what the source that lacks least lacks, so that the refusal names the shortest way."""
    if not sources:
        return (_NO_SOURCE,)
    lacking = [[clause for clause in clauses if not clause.holds(source)] for source in sources]
    fewest = min(range(len(sources)), key=lambda index: len(lacking[index]))
    return tuple(
        Missing(clause.name, f"{sources[fewest].citation} {clause.lacks}", clause.remedy)
        for clause in lacking[fewest]
    )
