"""What follows a reply: reactions to findings, and sources as they were fetched and checked."""

import sqlalchemy as sa
from alembic import op

from tracker.record import guards

revision = "0003"
down_revision = "0002"


def _audited() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
    )


def upgrade() -> None:
    """Create the tables, and their guards."""
    op.create_table(
        "reaction",
        *_audited(),
        sa.Column("assessment_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "withheld OR value IN ('satisfied', 'not satisfied', 'pending', 'none')", name="value_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reaction_assessment_id"), "reaction", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_reaction_question_id"), "reaction", ["question_id"], unique=False)
    op.create_table(
        "snapshot",
        *_audited(),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("final_url", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_snapshot_source_id"), "snapshot", ["source_id"], unique=False)
    op.create_table(
        "source_check",
        *_audited(),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=True),
        sa.Column("snapshot_id", sa.String(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    guards.install(op.get_bind())
