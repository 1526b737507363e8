"""What the tests of fetching share: workspaces with an account, mail that belongs and mail that does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from mailservers.base import MailServer
from sqlmodel import select
from workspaces import LIST, PERSON, QUOTED, mail

from tracker.accounts import Account, as_toml
from tracker.record.forms import natural
from tracker.record.machine_tables import Mailbox, MailboxMessage, MailboxSearch
from tracker.record.models import Message, Reply
from tracker.workflow import consent
from tracker.workflow.fetched import Fetch
from tracker.workflow.workspace import Workspace

SUBJECT = "Clarification request on public Kubernetes security practices"
LETTER_ID = "sample-letter@example.org"
SENT = datetime(2026, 6, 30, 12, tzinfo=UTC)


def configure(root: Path, *accounts: Account, lists: Sequence[str] = ()) -> None:
    """Write the settings: these accounts, and folders (`ACCOUNT/Folder`) that are the list's own."""
    blocks = [f'actor = "{PERSON}"\n']
    if lists:
        names = ", ".join(f'"{one}"' for one in lists)
        blocks.append(f'[[lists]]\naddress = "{LIST}"\nfolders = [{names}]\n')
    blocks += [as_toml(account) for account in accounts]
    for account in accounts:
        consent.allow(account)
    (root / "tracker.toml").write_text("\n".join(blocks), encoding="utf-8")


def plain(server: MailServer, port: int = 0, **changes: object) -> Account:
    """An account on loopback without TLS, through a proxy where its port is given."""
    values = {"security": "plain", "find": "local"} | ({"port": port} if port else {}) | changes
    return server.account(**values)


def quoting(n: int, text: str = "") -> bytes:
    """A reply that shows by its quotation alone where it belongs."""
    return mail(
        f"{QUOTED}{text or f'Point {n} of this is right as far as I can see.'}\n",
        sender=f"Sample Responder {n} <sample.responder.{n}@example.org>",
        message_id=f"<sample-{n}@example.org>",
        subject=f"A thread of its own {n}",
    )


def answering(n: int, to: str, text: str = "", sender: int = 0) -> bytes:
    """A mail that names the message `to` in its References, and nothing else of the letter."""
    who = sender or n
    return mail(
        text or f"As for number {n}, I see it in another way.\n",
        sender=f"Sample Responder {who} <sample.responder.{who}@example.org>",
        message_id=f"<sample-{n}@example.org>",
        subject=f"Another subject {n}",
        in_reply_to=f"<{to}>",
    )


def chatter(n: int, sender: str = "") -> bytes:
    """A mail about something else."""
    return mail(
        f"The build of package {n} fails on my machine since yesterday.\n",
        sender=sender or f"Sample Person {n} <sample.person.{n}@example.org>",
        message_id=f"<chatter-{n}@example.org>",
        subject=f"Build {n} fails",
    )


def message_ids(ws: Workspace) -> list[str]:
    """The Message-IDs in the record, in the order in which they were taken in."""
    with ws.database.reading() as session:
        rows = sorted(session.exec(select(Message)).all(), key=lambda row: natural(row.id))
        return [row.message_id for row in rows]


def replies(ws: Workspace) -> list[Reply]:
    """The replies in the record."""
    with ws.database.reading() as session:
        return sorted(session.exec(select(Reply)).all(), key=lambda row: natural(row.id))


def notes(ws: Workspace) -> tuple[list[Mailbox], list[MailboxSearch], list[MailboxMessage]]:
    """The notes on mailboxes."""
    with ws.database.reading() as session:
        return (
            list(session.exec(select(Mailbox).order_by("epoch")).all()),
            list(session.exec(select(MailboxSearch)).all()),
            list(session.exec(select(MailboxMessage)).all()),
        )


def clean(found: Fetch) -> Fetch:
    """The fetch, which must not have failed."""
    assert [str(one) for one in found.failures] == []
    assert not found.stopped
    return found
