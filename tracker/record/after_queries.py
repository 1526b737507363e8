"""What the record knows of what follows a reply: reactions to findings, and sources as they were checked."""

from __future__ import annotations

from sqlmodel import Session

from tracker.record.models import Reaction, Snapshot, SourceCheck
from tracker.record.queries import live
from tracker.record.views import CheckView, ReactionView, SnapshotView


def reactions(session: Session) -> tuple[ReactionView, ...]:
    """Return every reaction; where a finding has several, the last is the one that counts."""
    return tuple(
        ReactionView(
            id=one.id,
            assessment=one.assessment_id,
            question=one.question_id,
            person=one.person_id,
            value=one.value,
            passage=one.passage,
            at=one.at,
            by=one.by,
        )
        for one in live(session, Reaction)
    )


def snapshots(session: Session) -> tuple[SnapshotView, ...]:
    """Return every content of a source that was fetched, in the order in which they came."""
    return tuple(
        SnapshotView(
            id=one.id,
            source=one.source_id,
            url=one.url,
            final_url=one.final_url,
            at=one.at,
            sha256=one.sha256,
            size=one.size,
            media_type=one.media_type,
            text_sha256=one.text_sha256,
        )
        for one in live(session, Snapshot)
    )


def checks(session: Session) -> tuple[CheckView, ...]:
    """Return how each source that was ever checked was last found."""
    return tuple(
        CheckView(
            source=one.id,
            outcome=one.outcome,
            detail=one.detail,
            at=one.at,
            snapshot=one.snapshot_id,
            missing=tuple(one.missing),
        )
        for one in live(session, SourceCheck)
    )
