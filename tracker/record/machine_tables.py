"""The notes of this machine: no part of the record, in no ledger, and under no guard."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.record.columns import instant, listed


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
    examined_at: datetime | None = instant()
    notes: str = ""


class MailboxSearch(SQLModel, table=True):
    """How far a mailbox was searched for one letter: UIDs `first`, where its time begins, to `upto`, with `terms`."""

    __tablename__ = "mailbox_search"
    mailbox_id: int = Field(primary_key=True)
    letter_id: str = Field(primary_key=True)
    upto: int = Field(default=0, sa_type=sa.BigInteger)
    first: int = Field(default=1, sa_type=sa.BigInteger)
    terms: list[str] = listed()


class MailboxMessage(SQLModel, table=True):
    """A message of a mailbox by its UID: taken in as `sha256` ("" when it never was), how often it was absent."""

    __tablename__ = "mailbox_message"
    mailbox_id: int = Field(primary_key=True)
    uid: int = Field(primary_key=True, sa_type=sa.BigInteger)
    sha256: str = ""
    absent: int = 0
    tombstone: bool = False
