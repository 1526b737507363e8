"""The clock of each leg: how long it is silent, how often we wrote, and what is due since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from tracker.record import leg_queries, queries
from tracker.record.models import Question
from tracker.record.views import LegClock, LegView
from tracker.workflow.workspace import Workspace


def clocks(ws: Workspace, now: datetime | None = None) -> tuple[LegClock, ...]:
    """Return the clock of every leg of the workspace at `now`, the record's own clock when None."""
    with ws.database.reading() as session:
        return told(session, leg_queries.legs(session), ws.settings.remind_after, now or ws.record.now())


def told(session: Session, legs: Iterable[LegView], remind_after: int, now: datetime) -> tuple[LegClock, ...]:
    """Return the clocks of `legs`; a leg all of whose questions were declined is at rest."""
    asked, declined = _questions(session)
    found = []
    for leg in legs:
        questions = set(leg.questions or asked.get(leg.letter, ()))
        found.append(clock(leg, bool(questions) and questions <= declined, remind_after, now))
    return tuple(found)


def _questions(session: Session) -> tuple[dict[str, set[str]], set[str]]:
    """The questions of each letter, and those of which nothing is asked: declined, with no other gap to ask of."""
    asked: dict[str, set[str]] = defaultdict(set)
    gaps: dict[str, set[str]] = defaultdict(set)
    for one in queries.live(session, Question):
        if not one.parent_id:
            asked[one.letter_id].add(one.id)
        gaps[one.parent_id or one.id].add(one.gap_status)
    resting = {"declined", "standing", "closed", ""}
    return asked, {one for one, found in gaps.items() if "declined" in found and found <= resting}


def clock(leg: LegView, declined: bool, remind_after: int, now: datetime) -> LegClock:
    """Return the clock of one leg at `now`.

    Due is: a leg that waits, `remind_after` days (0: never) after we last wrote, or after it was opened where no
    message of ours is known; a promise whose day has passed; and an answer of ours since they asked back. A leg
    that was answered, redirected or closed, and one whose questions were all declined, is never due.
    """
    wrote = max(leg.attempts, default=None)
    since = max((at for at in (wrote, leg.heard) if at is not None), default=leg.opened_at)
    silent = max(0, (now - since).days) if since is not None else None
    due, on = "", None
    if declined:
        due, on = "", None
    elif leg.state == "waiting" and remind_after and (wrote or leg.opened_at) is not None:
        began = wrote or leg.opened_at
        assert began is not None
        due, on = "reminder", (began + timedelta(days=remind_after)).astimezone(UTC).date()
    elif leg.state == "promised" and (promised := _day(leg.due)) is not None:
        due, on = "promise", promised + timedelta(days=1)
    elif leg.state == "awaiting us":
        due, on = "answer", (leg.heard or leg.opened_at or now).astimezone(UTC).date()
    if on is None or on > now.astimezone(UTC).date():
        due = ""
    return LegClock(
        leg=leg.id,
        correspondent=leg.correspondent,
        state=leg.state,
        attempts=len(leg.attempts),
        wrote=wrote,
        heard=leg.heard,
        silent_days=silent,
        due=due,
        on=on,
        why=_why(leg, due, on, wrote, declined),
    )


def _why(leg: LegView, due: str, on: date | None, wrote: datetime | None, declined: bool) -> str:
    if declined:
        return "every question of it was declined: nothing is asked any more"
    if due == "reminder":
        said = (
            f"no answer since we wrote on {wrote:%Y-%m-%d}" if wrote else "no message of ours is known in it"
        )
        return f"{said}: a reminder is due since {on}"
    if due == "promise":
        return f"an answer was promised for {leg.due}, and none has come"
    if due == "answer":
        return f"they asked back, and wait for us since {on}"
    if leg.state == "waiting" and on is not None:
        return f"a reminder is due on {on}"
    if leg.state == "promised":
        return (
            f"an answer is promised for {leg.due}" if leg.due else "an answer is promised, for no day named"
        )
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
