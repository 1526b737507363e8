"""The notes on mailboxes: how far each was searched for each letter, and which of its messages are known.

Every function works in the session it is given, so that a cursor moves in the transaction that records the
message it passes. The notes may be lost: everything is then searched again and known by its sha256.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.record.machine_tables import Mailbox, MailboxMessage, MailboxSearch

EVERYTHING = "*"  # stands for a letter where a whole folder is taken in


@dataclass(frozen=True)
class Opened:
    """A mailbox as it stands now: its row, its epoch, and whether that epoch began just now."""

    id: int
    epoch: int
    renumbered: bool


@dataclass(frozen=True)
class Cursor:
    """UIDs 1 to `upto` have been searched with these terms; none before `first` arrived since their day."""

    upto: int = 0
    terms: frozenset[str] = frozenset()
    first: int = 1


def opened(session: Session, account: str, folder: str, uidvalidity: int, uidnext: int) -> Opened:
    """Return the mailbox that a folder is now (RFC 3501 section 2.3.1.1), a new epoch where UIDs mean others.

    That is so when UIDVALIDITY differs from last time, and when UIDNEXT went back, which no server may do.
    The rows of earlier epochs stay.
    """
    query = select(Mailbox).where(Mailbox.account == account, Mailbox.folder == folder)
    row = session.exec(query.order_by(col(Mailbox.epoch).desc()).limit(1)).first()
    if row is None or row.uidvalidity != uidvalidity or row.uidnext > uidnext > 0:
        epoch = row.epoch + 1 if row else 1
        notes = f"UIDVALIDITY was {row.uidvalidity}, UIDNEXT {row.uidnext}" if row else ""
        new = Mailbox(account=account, folder=folder, uidvalidity=uidvalidity, epoch=epoch, notes=notes)
        new.uidnext = uidnext
        session.add(new)
        session.flush()
        return Opened(_id(new), epoch, row is not None)
    row.uidnext = max(row.uidnext, uidnext)
    session.add(row)
    session.flush()
    return Opened(_id(row), row.epoch, False)


def _id(row: Mailbox) -> int:
    if row.id is None:
        raise RuntimeError("a mailbox was used before it was kept")
    return row.id


def looked_through(session: Session, mailbox: int, at: datetime) -> None:
    """Note that a mailbox was searched to its end at `at`."""
    row = session.get_one(Mailbox, mailbox)
    row.examined_at = at
    session.add(row)
    session.flush()


def cursor(session: Session, mailbox: int, letter: str) -> Cursor:
    """Return how far a mailbox was searched for a letter."""
    row = session.get(MailboxSearch, (mailbox, letter))
    return Cursor(row.upto, frozenset(row.terms), row.first) if row else Cursor()


def searched(session: Session, mailbox: int, letter: str, upto: int, terms: Iterable[str]) -> None:
    """Note that UIDs 1 to `upto` have now been searched for a letter with `terms`."""
    row = session.get(MailboxSearch, (mailbox, letter)) or MailboxSearch(mailbox_id=mailbox, letter_id=letter)
    row.upto, row.terms = upto, sorted(terms)
    row.first = row.first if upto else 1
    session.add(row)
    session.flush()


def begins(session: Session, mailbox: int, letters: Iterable[str], first: int) -> None:
    """Note for letters that were searched for from UID 1 on that no UID before `first` arrived since their day.

    Neither UIDs nor arrival dates ever change (RFC 3501, sections 2.3.1.1 and 2.3.3).
    """
    for letter in letters:
        row = session.get_one(MailboxSearch, (mailbox, letter))
        row.first = first
        session.add(row)
    session.flush()


def move(session: Session, mailbox: int, letters: Iterable[str], upto: int) -> None:
    """Move the cursors of letters up to a UID; never back."""
    for letter in letters:
        row = session.get(MailboxSearch, (mailbox, letter))
        row = row or MailboxSearch(mailbox_id=mailbox, letter_id=letter)
        row.upto = max(row.upto, upto)
        session.add(row)
    session.flush()


def keep(session: Session, mailbox: int, uid: int, sha256: str) -> None:
    """Note that the message `uid` was had from the server and is known as `sha256`."""
    row = _message(session, mailbox, uid)
    row.sha256, row.absent, row.tombstone = sha256, 0, False
    session.add(row)
    session.flush()


def is_absent(session: Session, mailbox: int, uid: int) -> bool:
    """Note that the server did not give `uid`, or no longer has it; True when that makes it a tombstone.

    Twice makes a tombstone. What the record holds of the message stays.
    """
    row = _message(session, mailbox, uid)
    before = row.tombstone
    row.absent += 1
    row.tombstone = row.absent > 1
    session.add(row)
    session.flush()
    return row.tombstone and not before


def is_there(session: Session, mailbox: int, uid: int) -> None:
    """Note that the server has `uid` after all."""
    row = _message(session, mailbox, uid)
    row.absent, row.tombstone = 0, False
    session.add(row)
    session.flush()


def leave(session: Session, mailbox: int, uid: int) -> None:
    """Note that the message `uid` is left on the server and not asked for again."""
    row = _message(session, mailbox, uid)
    row.absent, row.tombstone = 2, True
    session.add(row)
    session.flush()


def unseen(session: Session, mailbox: int) -> frozenset[str]:
    """Return what was there before a mailbox was numbered anew and has not been met since, as sha256.

    Only until the mailbox is first looked through to its end in this epoch. What was given up before is left out.
    """
    now = session.get_one(Mailbox, mailbox)
    if now.epoch == 1 or now.examined_at is not None:
        return frozenset()
    last: dict[str, tuple[int, bool]] = {}
    for row, epoch in _epochs(session, now):
        if row.sha256:
            there = last.get(row.sha256, (0, True))
            last[row.sha256] = max(there, (epoch, row.tombstone), key=lambda one: (one[0], not one[1]))
    return frozenset(sha for sha, (epoch, lost) in last.items() if epoch < now.epoch and not lost)


def vanished(session: Session, mailbox: int, shas: Collection[str]) -> None:
    """Note that messages of earlier epochs went when the mailbox was numbered anew: they are told of once."""
    now = session.get_one(Mailbox, mailbox)
    for row, epoch in _epochs(session, now):
        if epoch < now.epoch and row.sha256 in shas:
            row.absent, row.tombstone = 2, True
            session.add(row)
    session.flush()


def _epochs(session: Session, now: Mailbox) -> list[tuple[MailboxMessage, int]]:
    """The messages noted in every epoch of a folder, each with its epoch."""
    query = select(MailboxMessage, Mailbox.epoch).join(
        Mailbox, col(Mailbox.id) == col(MailboxMessage.mailbox_id)
    )
    rows = session.exec(query.where(Mailbox.account == now.account, Mailbox.folder == now.folder)).all()
    return [(row, epoch) for row, epoch in rows]


def _message(session: Session, mailbox: int, uid: int) -> MailboxMessage:
    row = session.get(MailboxMessage, (mailbox, uid))
    return row or MailboxMessage(mailbox_id=mailbox, uid=uid)


@dataclass(frozen=True)
class Messages:
    """The messages of a mailbox that are noted, by UID.

    `known` were had from the server once, `missing` are those of them that it lacked last time, `owed` were
    asked for and not given, once so far. Tombstones are in none of the three but `known`.
    """

    known: frozenset[int]
    there: frozenset[int]
    missing: frozenset[int]
    owed: frozenset[int]


def messages(session: Session, mailbox: int) -> Messages:
    """Return what is noted of the messages of a mailbox."""
    rows = session.exec(select(MailboxMessage).where(MailboxMessage.mailbox_id == mailbox)).all()
    return Messages(
        known=frozenset(row.uid for row in rows if row.sha256 or row.tombstone),
        there=frozenset(row.uid for row in rows if row.sha256 and not row.tombstone),
        missing=frozenset(row.uid for row in rows if row.sha256 and row.absent and not row.tombstone),
        owed=frozenset(row.uid for row in rows if not row.sha256 and row.absent and not row.tombstone),
    )
