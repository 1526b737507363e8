"""The audited tables: what the record says, written by `fold.apply` alone, inside an act.

What they hold is their ledger folded in order. The ledger's own tables are in `ledger_tables`, the notes of
this machine in `machine_tables`.
"""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field

from tracker.claims.effects import Basis
from tracker.claims.evidence import Authority, Relation, Visibility
from tracker.claims.levels import GapStatus
from tracker.record.columns import Audited, instant, listed, one_of

# Named as the W3C's disposition of comments has them, `none` for a responder who is not heard of again.
REACTIONS = ("satisfied", "not satisfied", "pending", "none")


class Letter(Audited, table=True):
    """A message that was sent; `text` holds its paragraphs, one blank line between them, numbered from 0."""

    prefix: ClassVar[str] = "L"
    title: str = ""
    message_id: str | None = None
    subject: str | None = None
    date: str | None = None
    to: str | None = None
    url: str | None = None
    text: str = ""


class Question(Audited, table=True):
    """One thing a letter asks, or a part of it (`parent_id`), with the claim the report makes about it now."""

    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 0 AND 5", name="level_known"),
        sa.CheckConstraint("asks IN ('confirm', 'answer')", name="asks_known"),
        one_of("gap_status", GapStatus, empty=True),
    )
    letter_id: str = Field(index=True)
    parent_id: str | None = Field(default=None, index=True)
    position: int = 0
    title: str = ""
    asks: str = "confirm"
    paragraphs: list[int] = listed()
    as_asked: str = ""
    proposition: str = ""
    confirmed: str = ""
    wording: str = ""
    attribution: str = ""
    level: int = 1
    level_as_sent: int = 1
    gap: str = ""
    gap_status: str = ""
    revision: int = 1
    meaning_since: int = 0
    bears_on: list[str] = listed()
    notes: str = ""
    review: list[str] = listed()
    contested: str = ""


class Revision(Audited, table=True):
    """One immutable revision of a claim (PROV wasRevisionOf): `C1@2` follows `C1@1`."""

    question_id: str = Field(index=True)
    number: int
    proposition: str = ""
    confirmed: str = ""
    wording: str = ""
    attribution: str = ""
    level: int = 1
    gap: str = ""
    gap_status: str = ""
    assessment_id: str | None = None
    at: datetime | None = instant()
    by: str = ""
    meaning_since: int = 0


class Source(Audited, table=True):
    """A citable public document; `body` is who is responsible for it, where a person has said so."""

    prefix: ClassVar[str] = "S"
    url: str = Field(index=True)
    latest: str = ""
    title: str = ""
    body: str = ""
    implemented: bool = False
    published_by_project: bool | None = None


class Citation(Audited, table=True):
    """A source tied to a question (CiTO): relation, quotation and locator; unread until a person reads it."""

    prefix: ClassVar[str] = "K"
    __table_args__ = (one_of("relation", Relation),)
    question_id: str = Field(index=True)
    source_id: str = Field(index=True)
    position: int = 0
    kind: str = "other"
    section: str = ""
    relation: str = "context"
    bears: str = ""
    quote: str = ""
    seen: str = ""
    verified: str = ""
    note: str = ""
    read_by: str = ""
    read_at: datetime | None = instant()
    read_quote: str = ""
    read_locator: str = ""
    dated: str = ""
    covers: str = "none"
    part: str = ""
    states: bool = False
    independent_of: list[str] = listed()
    judged_revision: int = 0


class Person(Audited, table=True):
    """A responder; a table of its own so that a name can stay sealed while the finding is public."""

    prefix: ClassVar[str] = "P"
    name: str = ""
    address: str = ""
    role: str = ""
    name_consent: bool = False
    words_consent: bool = False


class Standing(Audited, table=True):
    """How well placed a person is on a question (`*`: on all): an Authority, and where that is known from."""

    prefix: ClassVar[str] = "N"
    __table_args__ = (one_of("grade", Authority),)
    person_id: str = Field(index=True)
    question_id: str = "*"
    grade: str = "F"
    source: str = ""


class Leg(Audited, table=True):
    """One addressee's conversation about a letter, with its own clock; a redirect opens another."""

    prefix: ClassVar[str] = "G"
    letter_id: str = Field(index=True)
    correspondent: str = ""
    state: str = "waiting"
    due: str = ""
    opened_at: datetime | None = instant()
    opened_by: str = ""
    questions: list[str] = listed()


class Message(Audited, table=True):
    """One mail as received; its bytes are in `raw` under the same sha256."""

    prefix: ClassVar[str] = "M"
    __table_args__ = (one_of("visibility", Visibility),)
    sha256: str = Field(index=True)
    message_id: str = Field(default="", index=True)
    subject: str = ""
    date: datetime | None = instant()
    received_at: datetime | None = instant()
    visibility: str = "private"
    why_visible: str = ""
    reply_id: str = Field(default="", index=True)
    authentication: str = "unknown"
    flags: list[str] = listed()
    sample: bool = False


class Reply(Audited, table=True):
    """What somebody else wrote in a leg: one or more messages (copies) with the same words."""

    prefix: ClassVar[str] = "R"
    __table_args__ = (one_of("visibility", Visibility),)
    leg_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    date: datetime | None = instant()
    kind: str = "reply"
    visibility: str = "private"
    belongs: str = ""


class Reading(Audited, table=True):
    """The reading text of a reply (same id): decoded, cleaned, what passages are offsets into."""

    text: str = ""
    body_kind: str = "plain"


class Passage(Audited, table=True):
    """A run of the responder's own words: offsets and 1-based inclusive lines in the reading text."""

    reply_id: str = Field(index=True)
    n: int
    start: int
    end: int
    start_line: int
    end_line: int
    state: str = "open"


class PassageText(Audited, table=True):
    """The words of a passage (same id), the quotation above them and what they suggest."""

    __tablename__ = "passage_text"
    text: str = ""
    quoted: str = ""
    effect: str = ""
    cues: list[str] = listed()
    links: list[str] = listed()


class Link(Audited, table=True):
    """A passage tied to a question: how (quote, number, token, similarity, hand), score per mille, reason."""

    prefix: ClassVar[str] = "T"
    passage_id: str = Field(index=True)
    question_id: str = Field(index=True)
    paragraph: int | None = None
    how: str = "hand"
    score: int = 1000
    reason: str = ""


class Assessment(Audited, table=True):
    """One researcher's finding on one question (PROV Activity); its reason is that of ledger entry `entry`."""

    prefix: ClassVar[str] = "A"
    __table_args__ = (one_of("basis", Basis),)
    question_id: str = Field(index=True)
    basis: str = "reply"
    effects: list[dict[str, Any]] = listed()
    passages: list[str] = listed()
    citations: list[str] = listed()
    person_id: str = ""
    authority: str = "F"
    visibility: str = "list"
    level_before: int = 1
    level_after: int = 1
    revision_before: int = 1
    revision_after: int = 1
    gap_before: str = ""
    gap_after: str = ""
    overrides: list[dict[str, str]] = listed()
    state: str = "standing"
    superseded_by: str = ""
    at: datetime | None = instant()
    by: str = ""
    entry: int = 0


class Reaction(Audited, table=True):
    """What a responder made of what we did with their reply: their reaction to finding `assessment_id`, the last
    word counting; `passage` is where they said so (W3C disposition of comments).
    """

    prefix: ClassVar[str] = "X"
    __table_args__ = (one_of("value", REACTIONS),)
    assessment_id: str = Field(index=True)
    question_id: str = Field(index=True)
    person_id: str = ""
    value: str = "pending"
    passage: str = ""
    at: datetime | None = instant()
    by: str = ""


class Snapshot(Audited, table=True):
    """One content of a source as fetched: hash, size in octets and day; its bytes are a file of this machine.

    `text_sha256` is the hash of what it says, "" where that is not read: most pages change their octets each time.
    """

    prefix: ClassVar[str] = "V"
    source_id: str = Field(index=True)
    url: str = ""
    final_url: str = ""
    at: datetime | None = instant()
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    text_sha256: str = ""


class SourceCheck(Audited, table=True):
    """How a source (same id) was last found: the outcome in one word, more in `detail`, and which snapshot it is.

    `missing` are the citations whose quotation is not in the page any more.
    """

    __tablename__ = "source_check"
    outcome: str = ""
    detail: str = ""
    at: datetime | None = instant()
    snapshot_id: str = ""
    missing: list[str] = listed()


AUDITED: dict[str, type[Audited]] = {
    model.__tablename__: model  # type: ignore[misc]
    for model in (
        Letter, Question, Revision, Source, Citation, Person, Standing, Leg, Message, Reply, Reading,
        Passage, PassageText, Link, Assessment, Reaction, Snapshot, SourceCheck,
    )
}  # fmt: skip
