"""The columns that tables share: instants, lists, checked words, and what every audited row has."""

from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.record.forms import stamp, unstamp


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant kept as `YYYY-MM-DDThh:mm:ss.mmmZ`, the ledger's own form, on every database."""

    impl = sa.String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Any) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, _: Any) -> datetime | None:
        return None if value is None else unstamp(value)


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
