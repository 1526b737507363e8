"""The first tables, and the guards inside the database."""

import sqlalchemy as sa
from alembic import op

from tracker.record import guards

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table and every guard."""
    op.create_table(
        "act_guard", sa.Column("holder", sa.String(), nullable=False), sa.PrimaryKeyConstraint("holder")
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("level_after", sa.Integer(), nullable=False),
        sa.Column("revision_before", sa.Integer(), nullable=False),
        sa.Column("revision_after", sa.Integer(), nullable=False),
        sa.Column("gap_before", sa.String(), nullable=False),
        sa.Column("gap_after", sa.String(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=False),
        sa.Column("at", sa.String(24), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "withheld OR basis IN ('reply', 'source', 'self-review', 'adjudication')", name="basis_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_assessment_question_id"), "assessment", ["question_id"], unique=False)
    op.create_table(
        "citation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("bears", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("seen", sa.String(), nullable=False),
        sa.Column("verified", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("read_by", sa.String(), nullable=False),
        sa.Column("read_at", sa.String(24), nullable=True),
        sa.Column("read_quote", sa.String(), nullable=False),
        sa.Column("read_locator", sa.String(), nullable=False),
        sa.Column("dated", sa.String(), nullable=False),
        sa.Column("covers", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("states", sa.Boolean(), nullable=False),
        sa.Column("independent_of", sa.JSON(), nullable=False),
        sa.Column("judged_revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "withheld OR relation IN ('supports', 'disputes', 'qualifies', 'answers', 'context')",
            name="relation_known",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_citation_question_id"), "citation", ["question_id"], unique=False)
    op.create_index(op.f("ix_citation_source_id"), "citation", ["source_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("header", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("prev"),
    )
    op.create_table(
        "ledger_open",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "name"),
    )
    op.create_table(
        "leg",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("correspondent", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(24), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_leg_letter_id"), "leg", ["letter_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("to", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("passage_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_link_passage_id"), "link", ["passage_id"], unique=False)
    op.create_index(op.f("ix_link_question_id"), "link", ["question_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("date", sa.String(24), nullable=True),
        sa.Column("received_at", sa.String(24), nullable=True),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("why_visible", sa.String(), nullable=False),
        sa.Column("reply_id", sa.String(), nullable=False),
        sa.Column("authentication", sa.String(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "withheld OR visibility IN ('private', 'list', 'unknown')", name="visibility_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_message_message_id"), "message", ["message_id"], unique=False)
    op.create_index(op.f("ix_message_reply_id"), "message", ["reply_id"], unique=False)
    op.create_index(op.f("ix_message_sha256"), "message", ["sha256"], unique=False)
    op.create_table(
        "passage",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("reply_id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("start_line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_passage_reply_id"), "passage", ["reply_id"], unique=False)
    op.create_table(
        "passage_text",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("quoted", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name_consent", sa.Boolean(), nullable=False),
        sa.Column("words_consent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("paragraphs", sa.JSON(), nullable=False),
        sa.Column("as_asked", sa.String(), nullable=False),
        sa.Column("proposition", sa.String(), nullable=False),
        sa.Column("confirmed", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_as_sent", sa.Integer(), nullable=False),
        sa.Column("gap", sa.String(), nullable=False),
        sa.Column("gap_status", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("meaning_since", sa.Integer(), nullable=False),
        sa.Column("bears_on", sa.JSON(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("review", sa.JSON(), nullable=False),
        sa.Column("contested", sa.String(), nullable=False),
        sa.CheckConstraint("asks IN ('confirm', 'answer')", name="asks_known"),
        sa.CheckConstraint(
            "withheld OR gap_status IN ('open', 'source-pending', 'narrowed', 'closed', 'standing', 'declined', '')",
            name="gap_status_known",
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 5", name="level_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_question_letter_id"), "question", ["letter_id"], unique=False)
    op.create_index(op.f("ix_question_parent_id"), "question", ["parent_id"], unique=False)
    op.create_table(
        "raw",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("body_kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("leg_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("date", sa.String(24), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("belongs", sa.String(), nullable=False),
        sa.CheckConstraint(
            "withheld OR visibility IN ('private', 'list', 'unknown')", name="visibility_known"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reply_leg_id"), "reply", ["leg_id"], unique=False)
    op.create_index(op.f("ix_reply_person_id"), "reply", ["person_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("proposition", sa.String(), nullable=False),
        sa.Column("confirmed", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("gap", sa.String(), nullable=False),
        sa.Column("gap_status", sa.String(), nullable=False),
        sa.Column("assessment_id", sa.String(), nullable=True),
        sa.Column("at", sa.String(24), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("meaning_since", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_revision_question_id"), "revision", ["question_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("latest", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("implemented", sa.Boolean(), nullable=False),
        sa.Column("published_by_project", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_source_url"), "source", ["url"], unique=False)
    op.create_table(
        "standing",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.CheckConstraint("withheld OR grade IN ('A', 'B', 'C', 'D', 'E', 'F')", name="grade_known"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_standing_person_id"), "standing", ["person_id"], unique=False)
    op.create_table(
        "withhold",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("row_table", sa.String(), nullable=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", "name"),
    )

    guards.install(op.get_bind())
