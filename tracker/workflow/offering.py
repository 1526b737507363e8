"""What was taken in before a redirect opened a leg and seems to belong to it: offered, and moved by a person alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.mail.authenticity import author
from tracker.mail.belonging import bare_subject
from tracker.mail.message import Mail, Unreadable, open_mail
from tracker.record import queries, store
from tracker.record.forms import natural
from tracker.record.ledger_tables import Raw
from tracker.record.models import Leg, Message, Reply
from tracker.record.views import AssessmentView
from tracker.workflow.correspondence import Conversations, Place
from tracker.workflow.workspace import Workspace

_BY_HAND = ("by hand", "hand")  # how a reply belongs where a person placed it


@dataclass(frozen=True)
class Offer:
    """A leg that was opened just now, whom it asks, and the replies that seem to belong to it."""

    leg: str
    correspondent: str
    replies: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The offer in words."""
        told = f"{self.leg} is open and asks {self.correspondent}"
        if not self.replies:
            return f"{told}."
        seem = "seems" if len(self.replies) == 1 else "seem"
        return f"{told}; {', '.join(self.replies)}, taken in before, {seem} to belong to it."


def offer(ws: Workspace, assessment: AssessmentView) -> Offer | None:
    """Return what the leg that an assessment opened may claim of the mail at hand; None when it opened none.

    Each message of the letter's other legs is placed anew in the order of dates, as if the leg had been there when
    it came, and so is unsorted mail under a subject of the letter. What a person placed by hand stays.
    """
    with ws.database.reading() as session:
        opened = _opened(session, assessment.entry)
        if opened is None:
            return None
        conversations = Conversations(session, opened.letter_id, fresh=True)
        (sought,) = conversations.sought()
        found: set[str] = set()
        for reply, mail in _at_hand(session, opened.letter_id, sought.subjects):
            place = conversations.place(mail)
            if reply.belongs.startswith(_BY_HAND) or place is None or place.how == "hand":
                place = Place(opened.letter_id, reply.leg_id, "hand", "") if reply.leg_id else None
            if place is None:
                continue
            if place.leg == opened.id and reply.leg_id != opened.id and reply.id != opened.opened_by:
                found.add(reply.id)
            conversations.heard(place, mail, author(mail).address, reply.kind == "ours")
        return Offer(opened.id, opened.correspondent, tuple(sorted(found, key=natural)))


def _opened(session: Session, entry: int) -> Leg | None:
    """The leg that ledger entry `entry` opened."""
    (made,) = store.entries(session, after=entry - 1)[:1] or (None,)
    changes = made.header["data"]["changes"] if made is not None else []
    key = next((one["key"] for one in changes if (one["table"], one["op"]) == ("leg", "insert")), None)
    return session.get(Leg, key) if key else None


def _at_hand(session: Session, letter: str, subjects: frozenset[str]) -> list[tuple[Reply, Mail]]:
    """The messages of a letter's legs, and unsorted ones under its subjects, oldest first."""
    legs = {one.id for one in queries.live(session, Leg) if one.letter_id == letter}
    rows = session.exec(
        select(Reply, Message)
        .join(Message, col(Message.reply_id) == col(Reply.id))
        .where(col(Reply.retired).is_(False), col(Message.withheld).is_(False))
    ).all()
    found = []
    for reply, message in rows:
        if reply.leg_id not in legs and (reply.leg_id or bare_subject(message.subject) not in subjects):
            continue
        raw = session.get(Raw, message.sha256)
        if raw is None:
            continue
        try:
            mail = open_mail(raw.data)
        except Unreadable:
            continue
        found.append((reply, mail))
    return sorted(found, key=lambda one: (str(one[0].date or "9"), natural(one[0].id)))
