"""What a report is made of: views of the record, with only what may be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tracker.record.views import (
    AssessmentView,
    CheckView,
    CitationView,
    EntryView,
    LegView,
    LetterView,
    QuestionView,
    ReactionView,
    SnapshotView,
)


@dataclass(frozen=True)
class PassagePublic:
    """A passage that a report may quote: its reply is public and its words are open.

    `role` is the responder's published role ("" prints as "a responder"). `name` stays empty unless the
    person's consent to be named is recorded. `date` is the message's own date.
    """

    id: str
    reply: str
    date: datetime | None
    role: str
    text: str
    name: str = ""


@dataclass(frozen=True)
class ResponderPublic:
    """Somebody who answered in public, by role; `name` stays empty unless they agreed to be named.

    `replies` are the ids of their public replies with the message's date. `grades` say how well placed they
    are: (question or `*` for all, grade, where that is known from; "withheld" where it names somebody).
    """

    role: str
    replies: tuple[tuple[str, datetime | None], ...]
    grades: tuple[tuple[str, str, str], ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Override:
    """A rule that was set aside, for the reader to see: where, by which assessment, and why."""

    question: str
    assessment: str
    state: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Followed:
    """What became of a source since it was cited: the newest content that was kept, and how it was last found."""

    snapshot: SnapshotView | None = None
    check: CheckView | None = None


@dataclass(frozen=True)
class ReportData:
    """All that a report says, and nothing that it may not say; the same record gives an equal ReportData.

    - `questions`: in the letter's order, parts inside them.
    - `passages`: by passage id, the public and citable ones alone. A passage that an assessment names and
      that is not here is never quoted.
    - `contacts`: by leg id, what the report may call its correspondent (a list or a body; a person with
      consent only). A leg that is not here is the letter's addressee, or "a contact not named here".
    - `samples`: ids of the replies with a sample message in them, private ones too.
    - `sealed_reasons`: ledger entries whose reason stays out of everything published, though it may be open
      on this machine.
    - `checkpoint`: the checkpoint's text, printed byte for byte; `size` and `head` are the number of the
      ledger's entries and the hash of the newest.
    - `generated_from`: the instant of the newest ledger entry, as the ledger writes it; never the clock.
    - `responders`: who answered in public, oldest answer first; `private_replies`: the ids of the others'.
    - `entries`: the ledger as everybody may read it; what is sealed or names somebody says `withheld`.
    - `reactions`, `snapshots` and `checks`: what followed the replies, in the order of the record.
    - `open_triage` and `unsorted`: passages and replies that nobody has looked at yet.
    """

    letter: LetterView
    questions: tuple[QuestionView, ...]
    legs: tuple[LegView, ...]
    passages: Mapping[str, PassagePublic]
    checkpoint: str
    size: int
    head: str
    generated_from: str
    open_triage: int = 0
    unsorted: int = 0
    contacts: Mapping[str, str] = field(default_factory=dict)
    samples: frozenset[str] = frozenset()
    sealed_reasons: frozenset[int] = frozenset()
    reactions: tuple[ReactionView, ...] = ()
    snapshots: tuple[SnapshotView, ...] = ()
    checks: tuple[CheckView, ...] = ()
    responders: tuple[ResponderPublic, ...] = ()
    private_replies: tuple[str, ...] = ()
    entries: tuple[EntryView, ...] = ()

    def __hash__(self) -> int:
        """Equal reports are of the same ledger; what is made of a report can be kept by it."""
        return hash((self.head, self.size))

    def everything(self) -> Iterator[QuestionView]:
        """Yield every question and, after it, its parts (of any depth)."""
        for question in self.questions:
            yield from with_parts(question)

    @cached_property
    def cited(self) -> Mapping[str, CitationView]:
        """Every citation by its id."""
        return {one.id: one for question in self.everything() for one in question.citations}

    @cached_property
    def reactions_to(self) -> Mapping[str, tuple[ReactionView, ...]]:
        """The reactions to each finding, oldest first; the last is the one that counts."""
        found: dict[str, tuple[ReactionView, ...]] = {}
        for one in self.reactions:
            found[one.assessment] = (*found.get(one.assessment, ()), one)
        return found

    @cached_property
    def followed(self) -> Mapping[str, Followed]:
        """What became of each source: its newest snapshot and its last check, by the source's id."""
        kept = {one.source: one for one in self.snapshots}
        checked = {one.source: one for one in self.checks}
        return {key: Followed(kept.get(key), checked.get(key)) for key in {**kept, **checked}}

    @cached_property
    def overrides(self) -> tuple[Override, ...]:
        """Every override ever used, also in findings that were superseded or withdrawn since."""
        return tuple(
            Override(question.row.id, assessment.id, assessment.state, rule, reason)
            for question in self.everything()
            for assessment in question.assessments
            for rule, reason in assessment.overrides
        )

    def sampled(self, assessment: AssessmentView) -> bool:
        """Say whether the assessment rests on sample mail, public or private."""
        return any(reply_of(passage) in self.samples for passage in assessment.passages)


def with_parts(question: QuestionView) -> Iterator[QuestionView]:
    """Yield the question, then its parts in order."""
    yield question
    for part in question.parts:
        yield from with_parts(part)


def reply_of(passage: str) -> str:
    """Return the id of the reply that a passage id names: `R3` of `R3.2`."""
    return passage.partition(".")[0]
