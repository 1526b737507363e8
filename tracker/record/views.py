"""What the record shows: plain frozen dataclasses, so that no screen, report or file ever holds a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class CitationView:
    """A citation with its source; `read` says whether a person has read it."""

    id: str
    question: str
    source: str
    url: str
    latest: str
    title: str
    kind: str
    section: str
    relation: str
    bears: str
    quote: str
    seen: str
    verified: str
    note: str
    body: str
    read: bool
    read_by: str
    read_at: datetime | None
    read_quote: str
    read_locator: str
    dated: str
    covers: str
    part: str
    states: bool
    official: bool
    normative: bool
    independent_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class SnapshotView:
    """One content of a source as it was fetched: where it was asked for and found, when, its sha256, size in octets.

    `text_sha256` is the hash of what it says, "" where that is not read.
    """

    id: str
    source: str
    url: str
    final_url: str
    at: datetime | None
    sha256: str
    size: int
    media_type: str
    text_sha256: str = ""


@dataclass(frozen=True)
class CheckView:
    """How a source was last found: outcome in a word, more in `detail`, the citations whose quotation is gone."""

    source: str
    outcome: str
    detail: str
    at: datetime | None
    snapshot: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ReactionView:
    """What a responder made of what we did with their reply; `passage` is where they said so, if they did."""

    id: str
    assessment: str
    question: str
    person: str
    value: str  # satisfied, not satisfied, pending, none
    passage: str
    at: datetime | None
    by: str


@dataclass(frozen=True)
class RevisionView:
    """One immutable revision of a claim and the assessment that made it."""

    number: int
    wording: str
    proposition: str
    confirmed: str
    level: int
    gap: str
    gap_status: str
    assessment: str
    at: datetime | None
    by: str


@dataclass(frozen=True)
class AssessmentView:
    """One finding with everything a sceptic asks: basis, from which passages and sources, why, by whom."""

    id: str
    question: str
    basis: str
    effects: tuple[str, ...]  # e.g. ("restate (narrower)", "downgrade (coherence)")
    passages: tuple[str, ...]
    citations: tuple[str, ...]
    person: str
    role: str
    authority: str
    visibility: str
    level_before: int
    level_after: int
    revision_before: int
    revision_after: int
    wording_before: str
    wording_after: str
    gap_before: str
    gap_after: str
    overrides: tuple[tuple[str, str], ...]  # (rule, reason)
    state: str  # standing, superseded, withdrawn
    reason: str  # "withheld" where sealed
    at: datetime | None
    by: str
    entry: int


@dataclass(frozen=True)
class QuestionRow:
    """A line of the board; parts have `parent` set."""

    id: str
    parent: str
    letter: str
    title: str
    asks: str
    level: int
    level_as_sent: int
    gap_status: str  # "" when there is no gap; the worst of its own and its parts'
    to_triage: int  # open passages linked to it
    review: tuple[str, ...]  # why it is under review; empty when it is not
    contested: bool
    revision: int
    read: int  # citations read
    citations: int
    replies: int


@dataclass(frozen=True)
class EntryView:
    """A ledger entry for people: one act with its reason and what it changed."""

    seq: int
    at: datetime
    actor: str
    kind: str
    reason: str  # "" when none was given, "withheld" where sealed
    changes: tuple[str, ...]  # e.g. "question C1: level 3 → 4"
    hash: str
    keys: tuple[str, ...] = ()  # rows it touched: "C1", "A3", …


@dataclass(frozen=True)
class QuestionView:
    """Everything about one question now, or as of a day."""

    row: QuestionRow
    paragraphs: tuple[int, ...]
    as_asked: str
    proposition: str
    confirmed: str
    wording: str
    attribution: str
    gap: str
    gap_status: str  # its own
    bears_on: tuple[str, ...]
    borne_on_by: tuple[str, ...]
    notes: str
    parts: tuple[QuestionView, ...]
    citations: tuple[CitationView, ...]
    assessments: tuple[AssessmentView, ...]
    revisions: tuple[RevisionView, ...]
    passages: tuple[str, ...]  # ids linked to it
    history: tuple[EntryView, ...]  # entries that touched it, oldest first
    reactions: tuple[ReactionView, ...] = ()  # to its findings; pending ones that nobody recorded have no id


@dataclass(frozen=True)
class LinkView:
    """A passage's link to a question, with the reason shown."""

    id: str
    passage: str
    question: str
    paragraph: int | None
    how: str
    score: float  # 0–1
    reason: str


@dataclass(frozen=True)
class PassageView:
    """A passage with the quotation it stands under, its links and what its words suggest."""

    id: str
    n: int
    start: int
    end: int
    start_line: int
    end_line: int
    text: str  # "withheld" where sealed
    quoted: str
    state: str  # open, assessed, skipped, retired
    effect: str  # suggested effect, "" when none
    cues: tuple[str, ...]
    links_offered: tuple[str, ...]
    links: tuple[LinkView, ...]
    assessments: tuple[str, ...]


@dataclass(frozen=True)
class ReplyRow:
    """A line of the list of replies."""

    id: str
    date: datetime | None
    who: str  # name and address as shown to the researcher; "withheld" where sealed
    role: str
    authority: str  # the best grade recorded for any question, "F" by default
    kind: str  # reply, auto-reply, bounce, other
    visibility: str
    questions: tuple[str, ...]
    to_triage: int
    passages: int
    belongs: str  # how it was found to belong; "" when unsorted
    subject: str


@dataclass(frozen=True)
class MessageView:
    """One copy of a reply as received."""

    id: str
    sha256: str
    message_id: str
    subject: str
    date: datetime | None
    visibility: str
    why_visible: str
    authentication: str
    flags: tuple[str, ...]
    sample: bool


@dataclass(frozen=True)
class SuggestedAuthority:
    """How well placed a responder seems to be on a question (`*`: on all), and why; a person decides."""

    question: str
    grade: str
    reason: str


@dataclass(frozen=True)
class ReplyView:
    """A reply with its reading text and passages; the rest of the text is quotation and furniture.

    What is suggested is no part of the record; `people_problem` says why the people file suggests nothing.
    """

    row: ReplyRow
    person: str  # id
    consent: bool
    text: str
    passages: tuple[PassageView, ...]
    messages: tuple[MessageView, ...]
    authorities: tuple[tuple[str, str, str], ...]  # (question or *, grade, source)
    leg: str
    suggested: tuple[SuggestedAuthority, ...] = ()
    people_problem: str = ""
    reactions: tuple[ReactionView, ...] = ()  # to what was found from it, and those that it holds


@dataclass(frozen=True)
class LegView:
    """One addressee's conversation: who, since when, in which state, which questions, what came of it.

    `looked` is of this machine alone and no part of the record.
    """

    id: str
    letter: str
    correspondent: str
    state: str
    due: str
    opened_at: datetime | None
    opened_by: str
    questions: tuple[str, ...]
    replies: tuple[str, ...] = ()  # what was received in it; our own messages are attempts
    attempts: tuple[
        datetime, ...
    ] = ()  # when we wrote: the letter where its date is known, then what followed
    heard: datetime | None = None  # when a person last answered
    looked: datetime | None = None  # when the mail was last looked through
    silence: str = ""  # "no answer as of DATE" while nobody has answered


@dataclass(frozen=True)
class LegClock:
    """How long a leg is silent, in whole days since anybody wrote, and what is due in it.

    `due` is "" for nothing, "reminder", "promise" (one that was not kept) or "answer" (they wait for us); `on` is the
    day since which it is due, or on which it will be. `why` says so in words, "" where there is nothing to say.
    """

    leg: str
    correspondent: str
    state: str
    attempts: int
    wrote: datetime | None
    heard: datetime | None
    silent_days: int | None
    due: str
    on: date | None
    why: str


@dataclass(frozen=True)
class LetterView:
    """A letter; what is unknown is None."""

    id: str
    title: str
    message_id: str | None
    subject: str | None
    date: str | None
    to: str | None
    url: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """The whole workspace at a glance."""

    letters: tuple[LetterView, ...]
    rows: tuple[QuestionRow, ...]  # questions only; parts are reached through QuestionView
    parts: tuple[QuestionRow, ...]
    to_triage: int
    unsorted: int
    legs: tuple[LegView, ...]
    ledger_size: int
    ledger_head: str
    clocks: tuple[LegClock, ...] = ()
    actor: str = ""
    edits_waiting: tuple[str, ...] = ()
    warnings: tuple[str, ...] = field(default=())
