"""The tables of the ledger itself: entries, their opened values, what is withheld, and the bytes of messages."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


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
