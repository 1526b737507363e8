"""What others said in a conversation before a mail came, so that it is known as quotation where no mark shows it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.mail.authenticity import author
from tracker.mail.known import NOTHING, Earlier
from tracker.mail.message import Mail
from tracker.record.models import Leg, Passage, PassageText, Person, Reading, Reply


def said_before(session: Session, letter_id: str, mail: Mail) -> Earlier:
    """Return what others had said about a letter when `mail` was written, and we ourselves.

    Of their replies only the passages count, and only those dated before it: a later message that quotes this one
    must never turn its words into quotation. Whoever sends their own words once more says them again.
    """
    if mail.date is None:
        return NOTHING
    here = sa.select(col(Reply.id)).join(Leg, col(Leg.id) == col(Reply.leg_id))
    here = here.join(Person, col(Person.id) == col(Reply.person_id), isouter=True)
    here = here.where(
        col(Leg.letter_id) == letter_id,
        col(Reply.retired).is_(False),
        col(Reply.date) < mail.date,
        sa.func.coalesce(col(Person.address), "") != author(mail).address.lower(),
    )
    theirs = (
        sa.select(col(Reply.date), col(PassageText.text))
        .join(Passage, col(Passage.reply_id) == col(Reply.id))
        .join(PassageText, col(PassageText.id) == col(Passage.id))
        .where(
            col(Reply.id).in_(here),
            col(Passage.retired).is_(False),
            col(PassageText.withheld).is_(False),
        )
    )
    ours = (
        sa.select(col(Reply.date), col(Reading.text))
        .join(Reading, col(Reading.id) == col(Reply.id))
        .where(col(Reply.id).in_(here), col(Reply.kind) == "ours", col(Reading.withheld).is_(False))
    )
    rows = [*session.execute(theirs), *session.execute(ours)]
    return Earlier.of(text for _, text in sorted(rows, key=lambda row: row[0]))
