"""The state of a leg: what the replies in it make of it, once one of them joins, leaves or turns out to be ours."""

from __future__ import annotations

from sqlmodel import Session

from tracker.claims.effects import Effect
from tracker.record import evidence, queries
from tracker.record.act import Act
from tracker.record.models import Assessment, Leg, Reply

_BY_REPLIES = ("waiting", "answered", "redirected")  # the others are what a person said of the leg


def settle(act: Act, leg_id: str) -> None:
    """Give a leg the state that the replies now in it make, inside an act; what a person said of it stands."""
    leg = act.get(Leg, leg_id)
    if leg.state not in _BY_REPLIES:
        return
    said = [one for one in queries.live(act.session, Reply) if one.leg_id == leg.id]
    answers = [one for one in said if one.kind == "reply"]
    if len(answers) > 1 or (answers and not sent_on(act.session, answers[0])):
        state = "answered"
    elif answers or any(sent_on(act.session, one) for one in said):
        state = "redirected"
    else:
        state = "waiting"
    act.update(leg, state=state)


def sent_on(session: Session, reply: Reply) -> bool:
    """Return whether all that was found in a reply is that it names somebody else to ask."""
    standing = [one for one in queries.live(session, Assessment) if one.state == "standing"]
    effects = {
        step["effect"]
        for one in standing
        if reply.id in evidence.reply_ids(one.passages)
        for step in one.effects
    }
    return Effect.REDIRECT in effects and effects <= {Effect.REDIRECT, Effect.NONE}
