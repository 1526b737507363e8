"""The columns that tables share: instants, lists, checked words, and what every audited row has."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.errors import TrackerError

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


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
    if _STAMP.fullmatch(text):
        return datetime.fromisoformat(text)  # many times faster than to match a format
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def instant() -> Any:
    return Field(default=None, sa_type=Instant, nullable=True)


def listed() -> Any:
    return Field(default_factory=list, sa_type=sa.JSON, nullable=False)


def one_of(column: str, values: Any, empty: bool = False) -> sa.CheckConstraint:
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
