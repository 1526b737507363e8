"""Whose word a message is: a person says that it is ours, or theirs after all, where the addresses told otherwise."""

from __future__ import annotations

from tracker.errors import BadUse
from tracker.record.act import Act
from tracker.record.models import Leg, Letter, Reply
from tracker.text import clean_line
from tracker.workflow import faces, legs, lookup, received
from tracker.workflow.workspace import Workspace


def ours(ws: Workspace, reply: str, reason: str) -> None:
    """Say that a message taken for an answer is our own: an attempt of its leg, whose state follows.

    Its passages are retired. BadUse once one of them has been assessed, skipped or linked by hand.
    """
    with ws.act("reply.ours", _reason(reason)) as act:
        row = _reply(act, reply)
        if row.kind == "ours":
            raise BadUse(f"{row.id} is ours already.", "nothing to do")
        received.retire_passages(act, row)
        act.update(row, kind="ours")
        if row.leg_id:
            legs.settle(act, row.leg_id)
    faces.refresh(ws)


def theirs(ws: Workspace, reply: str, reason: str) -> None:
    """Say that a message taken for ours is somebody else's word: it is read as a reply, whoever From names."""
    with ws.act("reply.theirs", _reason(reason)) as act:
        row = _reply(act, reply)
        if row.kind != "ours":
            raise BadUse(f"{row.id} is not taken for ours.", "nothing to do")
        row = act.update(row, kind="reply")
        if row.leg_id:
            letter = act.get(Letter, act.get(Leg, row.leg_id).letter_id)
            received.read_again(act, row, letter)
    faces.refresh(ws)


def _reason(reason: str) -> str:
    if not clean_line(reason):
        raise BadUse("Saying whose word a message is needs a reason.", "say how that is known")
    return clean_line(reason)


def _reply(act: Act, name: str) -> Reply:
    return act.get(Reply, lookup.reply(act.session, name).id)
