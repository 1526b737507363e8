"""Snapshots tell apart a change of octets and a change of what a page says."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the hash of the text; no snapshot had been recorded before."""
    op.add_column("snapshot", sa.Column("text_sha256", sa.String(), nullable=False, server_default=""))
