"""What a claim can rest on: sources that a person read, testimony, and the claim as it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from tracker.claims.effects import Effect
from tracker.claims.levels import GapStatus, Level

Covers = Literal["none", "part", "all"]
Side = Literal["for", "against"]


class Visibility(StrEnum):
    """Who could read a message when it came in; what is unknown is treated as private."""

    PRIVATE = "private"
    LIST = "list"
    UNKNOWN = "unknown"

    @property
    def public(self) -> bool:
        """True only for what came through a public list."""
        return self is Visibility.LIST


class Authority(StrEnum):
    """How well placed a responder is on a question, apart from what they say (after the Admiralty code)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"

    @property
    def meaning(self) -> str:
        """What the letter stands for, in one phrase."""
        return _AUTHORITY[self]

    @property
    def weighs(self) -> bool:
        """True for A and B, whose word can carry a level, settle a gap or contest a claim."""
        return self in (Authority.A, Authority.B)


_AUTHORITY = {
    Authority.A: "speaks for the body responsible",
    Authority.B: "holds a published role near it",
    Authority.C: "a member or contributor without such a role",
    Authority.D: "anybody else on the list",
    Authority.E: "in doubt",
    Authority.F: "not established",
}


class Relation(StrEnum):
    """How a source bears on a question (after CiTO)."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    QUALIFIES = "qualifies"
    ANSWERS = "answers"
    CONTEXT = "context"

    @property
    def carries(self) -> bool:
        """True for the relations that can hold a level up: supports, and answers for an open question."""
        return self in (Relation.SUPPORTS, Relation.ANSWERS)


class Kind(StrEnum):
    """What sort of public document a source is."""

    REPO_RULE_FILE = "repo-rule-file"
    OFFICIAL_DOC = "official-doc"
    GOVERNANCE_DOC = "governance-doc"
    MAILING_LIST = "mailing-list"
    KEP = "KEP"
    BLOG = "blog"
    DATA_FEED = "data-feed"
    OTHER = "other"


_PUBLISHED_BY_PROJECT = frozenset(
    {Kind.REPO_RULE_FILE, Kind.OFFICIAL_DOC, Kind.GOVERNANCE_DOC, Kind.KEP, Kind.DATA_FEED}
)
_RULES = frozenset({Kind.REPO_RULE_FILE, Kind.OFFICIAL_DOC, Kind.GOVERNANCE_DOC})


def is_official(kind: Kind, *, published_by_project: bool | None = None) -> bool:
    """Return whether a source is official, that is published by the project.

    The kind decides where nobody has said: rule files, documentation, governance documents, KEPs and the
    project's feeds are; a list, a blog or anything else only when a person says that the project publishes
    it.
    """
    return kind in _PUBLISHED_BY_PROJECT if published_by_project is None else published_by_project


def is_normative(kind: Kind, *, implemented: bool = False, published_by_project: bool | None = None) -> bool:
    """Return whether a source states rules: an official rule file, documentation, governance or done KEP.

    Never a mailing list, a blog or a feed, whoever publishes it.
    """
    if not is_official(kind, published_by_project=published_by_project):
        return False
    return kind in _RULES or (kind is Kind.KEP and implemented)


@dataclass(frozen=True)
class SourceEvidence:
    """One citation of a public source, as a person has judged it against the proposition.

    `covers` says how much of the proposition it carries and `part` names the part; `states` is True when the
    source says it and False when it follows by inference. `read`, `quoted` and `dated` say that a person read
    it, took a quotation, and noted the commit or retrieval date. `body` is the responsible body and
    `independent_of` the citations from which a person stated it to be independent. `leg_message` marks a
    document that is a message of one of our legs: testimony, so it counts for nothing here.
    `proposition_revision` is the claim's revision at which this judgement was made; None when it was made for
    the proposition of this very move.
    """

    citation: str
    source: str
    relation: Relation
    official: bool
    normative: bool
    read: bool = False
    quoted: bool = False
    dated: bool = False
    covers: Covers = "none"
    states: bool = False
    part: str = ""
    body: str = ""
    independent_of: tuple[str, ...] = ()
    leg_message: bool = False
    proposition_revision: int | None = None


@dataclass(frozen=True)
class Testimony:
    """The word of one responder in one reply on this question.

    `effects` is what an earlier assessment made of it; for the replies that a move itself rests on, the
    move's effects are used instead. `standing` is False once it was withdrawn or a later word of the same
    responder superseded it. `proposition_revision` as for a source.
    """

    reply: str
    responder: str
    authority: Authority
    visibility: Visibility
    effects: tuple[Effect, ...] = ()
    date: dt.date | None = None
    standing: bool = True
    proposition_revision: int | None = None

    @property
    def on_list(self) -> bool:
        """True when the message is known to have come through a public list."""
        return self.visibility.public


@dataclass(frozen=True)
class Stand:
    """Where a responder stands by an assessment; `wording` and `level` are what they would have it be."""

    responder: str
    authority: Authority
    side: Side
    assessment: str
    yielded: bool = False
    withdrawn: bool = False
    superseded: bool = False
    level: Level | None = None
    wording: str = ""

    @property
    def standing(self) -> bool:
        """True while the responder has not yielded or spoken later, and the assessment is not withdrawn."""
        return not (self.yielded or self.withdrawn or self.superseded)


@dataclass(frozen=True)
class PrivateText:
    """The own words of a private reply, and whether consent to repeat them is recorded."""

    reply: str
    text: str
    consented: bool = False


@dataclass(frozen=True)
class PartState:
    """A part of a question: its id (`C2.4`), its title, its level and the status of its own gap."""

    question: str
    title: str
    level: Level
    gap_status: GapStatus | None = None


@dataclass(frozen=True)
class ClaimState:
    """A claim as it stands before a move.

    `meaning_since` is the revision since which the proposition has meant the same (the last restatement that
    was broader, corrected or split); evidence judged before it no longer counts. `adjudicated` is True when a
    person has adjudicated since the newest of the `stands` and the hand mark.
    """

    question: str
    level: Level
    wording: str
    proposition: str
    confirmed: str = ""
    gap: str = ""
    gap_status: GapStatus | None = None
    revision: int = 1
    meaning_since: int = 0
    parts: tuple[PartState, ...] = ()
    stands: tuple[Stand, ...] = ()
    contested_by_hand: bool = False
    adjudicated: bool = False
