"""What a person says of a leg: an answer was promised for a day, they asked back, it is closed, or it goes on."""

from __future__ import annotations

from datetime import date

from tracker.errors import BadUse
from tracker.record.models import Leg
from tracker.text import clean_line
from tracker.workflow import faces, legs, lookup
from tracker.workflow.followup_guard import refuse_private_words
from tracker.workflow.workspace import Workspace

SAID = ("promised", "awaiting us", "closed", "open")


def say(ws: Workspace, leg: str, state: str, due: str = "", reason: str = "") -> None:
    """Record what a person says of a leg; `open` takes that back, and the replies in it decide again.

    `due` is the day (ISO 8601) for which an answer is promised. BadUse says what is missing.
    """
    wanted = clean_line(state).lower().replace("-", " ")
    if wanted not in SAID:
        names = ", ".join(one.replace(" ", "-") for one in SAID)
        raise BadUse(f"There is no state {clean_line(state)!r} to say of a leg.", f"one of {names}")
    why = clean_line(reason)
    if not why:
        raise BadUse("Saying where a leg stands needs a reason.", "say how that is known")
    if wanted == "promised" and not due:
        raise BadUse("A promise has a day.", "give --due DATE, as in 2026-06-01")
    if due and wanted != "promised":
        raise BadUse("Only a promise has a day.", "leave --due out")
    try:
        promised = date.fromisoformat(due).isoformat() if due else ""
    except ValueError:
        raise BadUse(f"{clean_line(due)!r} is no date.", "write it as 2026-06-01") from None
    with ws.act("leg.said", why) as act:
        refuse_private_words(act.session, {"reason": why})
        row = act.get(Leg, lookup.leg(act.session, leg).id)
        if wanted == "open":
            act.update(row, state="waiting", due="")
            legs.settle(act, row.id)
        else:
            act.update(row, state=wanted, due=promised)
    faces.refresh(ws)
