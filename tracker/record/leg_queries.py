"""What the record knows about legs: whom each asks, when we wrote, who answered, and how long it is silent."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.record.machine_tables import Mailbox
from tracker.record.models import Leg, Letter, Message, Reply
from tracker.record.queries import live
from tracker.record.views import LegView

_OPEN = ("waiting", "promised")  # states in which an answer is still to come


def legs(session: Session) -> tuple[LegView, ...]:
    """Return every leg with the replies in it, our attempts, and since when nobody has answered."""
    letters = {one.id: one for one in live(session, Letter)}
    replies: dict[str, list[Reply]] = defaultdict(list)
    for reply in live(session, Reply):
        replies[reply.leg_id].append(reply)
    came = _received(session)
    looked, taken = last_look(session), max(came.values(), default=None)
    views: list[LegView] = []
    asked: set[str] = set()
    for one in live(session, Leg):
        first, letter = one.letter_id not in asked, letters.get(one.letter_id)
        asked.add(one.letter_id)
        received = [r for r in replies[one.id] if r.kind != "ours"]
        heard = max((at for r in received if r.kind == "reply" and (at := _when(r, came))), default=None)
        views.append(
            LegView(
                id=one.id,
                letter=one.letter_id,
                correspondent=one.correspondent,
                state=one.state,
                due=one.due,
                opened_at=one.opened_at,
                opened_by=one.opened_by,
                questions=tuple(one.questions),
                replies=tuple(r.id for r in received),
                attempts=_attempts(letter if first else None, replies[one.id], came),
                heard=heard,
                looked=_since(looked, one),
                silence=_silence(one, heard, _since(looked, one) or _since(taken, one)),
            )
        )
    return tuple(views)


def last_look(session: Session) -> datetime | None:
    """Return when a folder of mail was last looked through to its end on this machine; None for never."""
    found: datetime | None = session.execute(select(sa.func.max(col(Mailbox.examined_at)))).scalar()
    return found


def _received(session: Session) -> dict[str, datetime]:
    """When each reply was first taken in."""
    found: dict[str, datetime] = {}
    for one in live(session, Message):
        if one.received_at is not None:
            found[one.reply_id] = min(one.received_at, found.get(one.reply_id, one.received_at))
    return found


def _when(reply: Reply, came: dict[str, datetime]) -> datetime | None:
    """When a reply was written; a mail may name any day, but none after it was here."""
    return min((at for at in (reply.date, came.get(reply.id)) if at is not None), default=None)


def _attempts(letter: Letter | None, replies: list[Reply], came: dict[str, datetime]) -> tuple[datetime, ...]:
    """When we wrote: our messages in the leg, and the letter's day unless the letter itself is among them."""
    found = [at for one in replies if one.kind == "ours" and (at := _when(one, came))]
    sent = _day(letter.date) if letter is not None else None
    if sent is not None and not any(at.date() == sent.date() for at in found):
        found.append(sent)
    return tuple(sorted(found))


def _day(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "").replace(tzinfo=UTC)
    except ValueError:
        return None


def _since(at: datetime | None, leg: Leg) -> datetime | None:
    """What was looked at before a leg was opened says nothing about it."""
    return at if at is not None and (leg.opened_at is None or at >= leg.opened_at) else None


def _silence(leg: Leg, heard: datetime | None, until: datetime | None) -> str:
    if leg.state not in _OPEN or heard is not None:
        return ""
    if until is None:
        return "no answer known; no mail has been looked at since it was opened"
    return f"no answer as of {until:%Y-%m-%d}"
