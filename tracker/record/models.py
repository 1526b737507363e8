"""The tables of the record: every audited row, and the ledger that explains how it came to be so.

Audited tables derive from `Audited`; they are written by `fold.apply` alone, inside an act. What they
hold is their ledger folded in order. The other tables hold the ledger itself, the raw bytes of messages and
notes of this machine only.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.claims.effects import Basis
from tracker.claims.evidence import Authority, Relation, Visibility
from tracker.claims.levels import GapStatus
from tracker.errors import TrackerError


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant kept as `YYYY-MM-DDThh:mm:ss.mmmZ`, the ledger's own form, on every database."""

    impl = sa.String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Any) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, _: Any) -> datetime | None:
        return None if value is None else unstamp(value)


def stamp(at: datetime) -> str:
    """Return `at` as the ledger writes it: UTC, milliseconds. A naive datetime is refused."""
    if at.tzinfo is None:
        raise TrackerError("A date without a time zone was offered to the record.", "give it in UTC")
    at = at.astimezone(UTC)
    # %Y does not pad a year before 1000, and a mail may name any.
    return f"{at.year:04d}-{at:%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def unstamp(text: str) -> datetime:
    """Return the aware datetime that `stamp` wrote as `text`; ValueError when it is not of that form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _instant() -> Any:
    return Field(default=None, sa_type=Instant, nullable=True)


def _list() -> Any:
    return Field(default_factory=list, sa_type=sa.JSON, nullable=False)


def _one_of(column: str, values: Any, empty: bool = False) -> sa.CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values) + (", ''" if empty else "")
    # A withheld row is a placeholder, and a placeholder has no finding to check.
    return sa.CheckConstraint(f"withheld OR {column} IN ({allowed})", name=f"{column}_known")


class Audited(SQLModel):
    """What every audited row has: an opaque id, and whether it was retired (nothing is deleted).

    `withheld` is not part of the record: it says that this machine holds a placeholder because the
    row's content stays sealed.
    """

    id: str = Field(primary_key=True)
    retired: bool = False
    withheld: bool = False
    prefix: ClassVar[str] = ""


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
        _one_of("gap_status", GapStatus, empty=True),
    )
    letter_id: str = Field(index=True)
    parent_id: str | None = Field(default=None, index=True)
    position: int = 0
    title: str = ""
    asks: str = "confirm"
    paragraphs: list[int] = _list()
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
    bears_on: list[str] = _list()
    notes: str = ""
    review: list[str] = _list()
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
    at: datetime | None = _instant()
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
    __table_args__ = (_one_of("relation", Relation),)
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
    read_at: datetime | None = _instant()
    read_quote: str = ""
    read_locator: str = ""
    dated: str = ""
    covers: str = "none"
    part: str = ""
    states: bool = False
    independent_of: list[str] = _list()
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
    __table_args__ = (_one_of("grade", Authority),)
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
    opened_at: datetime | None = _instant()
    opened_by: str = ""
    questions: list[str] = _list()


class Message(Audited, table=True):
    """One mail as received; its bytes are in `raw` under the same sha256."""

    prefix: ClassVar[str] = "M"
    __table_args__ = (_one_of("visibility", Visibility),)
    sha256: str = Field(index=True)
    message_id: str = Field(default="", index=True)
    subject: str = ""
    date: datetime | None = _instant()
    received_at: datetime | None = _instant()
    visibility: str = "private"
    why_visible: str = ""
    reply_id: str = Field(default="", index=True)
    authentication: str = "unknown"
    flags: list[str] = _list()
    sample: bool = False


class Reply(Audited, table=True):
    """What somebody else wrote in a leg: one or more messages (copies) with the same words."""

    prefix: ClassVar[str] = "R"
    __table_args__ = (_one_of("visibility", Visibility),)
    leg_id: str = Field(default="", index=True)
    person_id: str = Field(default="", index=True)
    date: datetime | None = _instant()
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
    cues: list[str] = _list()
    links: list[str] = _list()


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
    __table_args__ = (_one_of("basis", Basis),)
    question_id: str = Field(index=True)
    basis: str = "reply"
    effects: list[dict[str, Any]] = _list()
    passages: list[str] = _list()
    citations: list[str] = _list()
    person_id: str = ""
    authority: str = "F"
    visibility: str = "list"
    level_before: int = 1
    level_after: int = 1
    revision_before: int = 1
    revision_after: int = 1
    gap_before: str = ""
    gap_after: str = ""
    overrides: list[dict[str, str]] = _list()
    state: str = "standing"
    superseded_by: str = ""
    at: datetime | None = _instant()
    by: str = ""
    entry: int = 0


AUDITED: dict[str, type[Audited]] = {
    model.__tablename__: model  # type: ignore[misc]
    for model in (
        Letter, Question, Revision, Source, Citation, Person, Standing, Leg, Message, Reply, Reading,
        Passage, PassageText, Link, Assessment,
    )
}  # fmt: skip


class LedgerEntry(SQLModel, table=True):
    """One act: the canonical text of its header, and the hash of that text."""

    __tablename__ = "ledger_entry"
    seq: int = Field(primary_key=True, sa_type=sa.Integer)
    prev: str = Field(unique=True)
    hash: str
    header: str


class LedgerOpen(SQLModel, table=True):
    """An opened value of an entry: salt in hex and the canonical text of the value."""

    __tablename__ = "ledger_open"
    seq: int = Field(primary_key=True, sa_type=sa.Integer)
    name: str = Field(primary_key=True)
    salt: str
    value: str


class Withhold(SQLModel, table=True):
    """A value that is open on this machine and stays out of `ledger.jsonl`, until it is disclosed."""

    seq: int = Field(primary_key=True, sa_type=sa.Integer)
    name: str = Field(primary_key=True)
    row_table: str = ""
    row_key: str = ""


class Raw(SQLModel, table=True):
    """The exact bytes of a message, by sha256."""

    sha256: str = Field(primary_key=True)
    data: bytes


class ActGuard(SQLModel, table=True):
    """Holds a row only while an act is writing; the triggers of audited tables look here."""

    __tablename__ = "act_guard"
    holder: str = Field(primary_key=True)


class Mailbox(SQLModel, table=True):
    """A folder of an account under one UIDVALIDITY; when that changes, the next epoch is a row of its own.

    `examined_at` is when it was last looked through to its end, `notes` why the epoch began.
    """

    __table_args__ = (sa.UniqueConstraint("account", "folder", "epoch"),)
    id: int | None = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int = Field(sa_type=sa.BigInteger)
    epoch: int = 1
    uidnext: int = Field(default=1, sa_type=sa.BigInteger)
    examined_at: datetime | None = _instant()
    notes: str = ""


class MailboxSearch(SQLModel, table=True):
    """How far a mailbox was searched for one letter: UIDs `first`, where its time begins, to `upto`, with `terms`."""

    __tablename__ = "mailbox_search"
    mailbox_id: int = Field(primary_key=True)
    letter_id: str = Field(primary_key=True)
    upto: int = Field(default=0, sa_type=sa.BigInteger)
    first: int = Field(default=1, sa_type=sa.BigInteger)
    terms: list[str] = _list()


class MailboxMessage(SQLModel, table=True):
    """A message of a mailbox by its UID: taken in as `sha256` ("" when it never was), how often it was absent."""

    __tablename__ = "mailbox_message"
    mailbox_id: int = Field(primary_key=True)
    uid: int = Field(primary_key=True, sa_type=sa.BigInteger)
    sha256: str = ""
    absent: int = 0
    tombstone: bool = False
