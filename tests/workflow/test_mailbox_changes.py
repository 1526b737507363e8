"""What the server does to a folder between fetches loses nothing, takes nothing twice, and is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fetched_mail import answering, chatter, clean, configure, message_ids, notes, plain, quoting, replies
from mailservers.base import MailServer
from mailservers.scripted import ScriptedServer
from workspaces import holds, mail, size

from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]


@pytest.fixture
def ws(root: Path, mail_server: MailServer, open_: Open) -> Workspace:
    """The letter as it was opened, with an account on the server."""
    configure(root, plain(mail_server))
    return open_(root)


@pytest.fixture
def scripted(root: Path, scripted_server: ScriptedServer, open_: Open) -> Workspace:
    """The same on the server that does as the test tells it."""
    configure(root, plain(scripted_server))
    return open_(root)


def test_new_numbers_for_old_mail_take_nothing_twice_and_are_told(
    ws: Workspace, mail_server: MailServer
) -> None:
    for raw in (chatter(1), quoting(1), answering(2, "sample-1@example.org")):
        mail_server.deliver("INBOX", raw)
    clean(fetch(ws))
    entries = size(ws)
    mail_server.renumber("INBOX")
    mail_server.deliver("INBOX", answering(3, "sample-2@example.org"))
    found = clean(fetch(ws))
    assert (found.new, found.known) == (1, 2)
    (told,) = found.folders[0].told
    assert "numbered the messages of sample/INBOX anew" in told
    assert size(ws) == entries + 1
    boxes, searches, messages = notes(ws)
    assert [box.epoch for box in boxes] == [1, 2]
    assert boxes[0].uidvalidity != boxes[1].uidvalidity
    assert len(searches) == 2
    assert [one.mailbox_id for one in messages].count(boxes[0].id) == 2  # the old rows are kept
    assert clean(fetch(ws)).folders[0].told == ()
    holds(ws)


def test_what_vanishes_with_new_numbers_is_told_once(ws: Workspace, mail_server: MailServer) -> None:
    for n in range(1, 4):
        mail_server.deliver("INBOX", quoting(n))
    for n in (4, 5):
        mail_server.deliver("INBOX", chatter(n))
    assert len(clean(fetch(ws, everything=True)).folders[0].taken) == 5
    mail_server.expunge("INBOX", [mail_server.uids()[at] for at in (0, 1, 4)])
    mail_server.renumber("INBOX")
    found = clean(fetch(ws)).folders[0]  # a search for the letter does not meet what else was taken in
    assert "numbered the messages of sample/INBOX anew" in found.told[0]
    assert found.told[1:] == (
        "3 messages of sample/INBOX taken in earlier are no longer on the server; the record keeps what it holds.",
    )
    assert found.tombstones == 3
    assert len(message_ids(ws)) == 5
    mail_server.renumber("INBOX")
    assert len(clean(fetch(ws)).folders[0].told) == 1
    holds(ws)


def test_what_vanishes_with_new_numbers_is_told_after_a_cut(
    scripted: Workspace, scripted_server: ScriptedServer
) -> None:
    for n in (1, 2, 3):
        scripted_server.deliver("INBOX", quoting(n))
    clean(fetch(scripted))
    scripted_server.expunge("INBOX", scripted_server.uids()[:2])
    scripted_server.renumber("INBOX")
    scripted_server.refuse("UID SEARCH", "NO [UNAVAILABLE] busy")
    cut = fetch(scripted)
    assert (len(cut.failures), len(cut.folders[0].told)) == (1, 1)
    scripted_server.accept("UID SEARCH")
    (told,) = clean(fetch(scripted)).folders[0].told
    assert told.startswith("2 messages of sample/INBOX taken in earlier are no longer on the server")


def test_copies_with_other_bytes_join_their_replies(ws: Workspace, mail_server: MailServer) -> None:
    """A mailbox moved to another provider: new numbers, and each message with a line more in its header."""
    mails = [quoting(1), answering(2, "sample-1@example.org"), chatter(1)]
    for raw in mails:
        mail_server.deliver("INBOX", raw)
    clean(fetch(ws))
    mail_server.expunge("INBOX", mail_server.uids())
    mail_server.renumber("INBOX")
    for raw in mails:
        mail_server.deliver("INBOX", b"X-Moved-By: the new provider\n" + raw)
    found = clean(fetch(ws))
    assert (found.new, found.copies) == (0, 2)
    assert len(replies(ws)) == 2
    assert len(message_ids(ws)) == 4
    assert len(found.folders[0].told) == 1  # the chatter was never taken in, and the two are there
    holds(ws)


def test_what_was_not_given_is_asked_for_again(scripted: Workspace, scripted_server: ScriptedServer) -> None:
    for n in (1, 2, 3):
        scripted_server.deliver("INBOX", quoting(n))
    scripted_server.absent = {2}
    first = clean(fetch(scripted))
    assert (first.new, first.folders[0].absent, first.folders[0].tombstones) == (2, 1, 0)
    scripted_server.absent = set()
    second = clean(fetch(scripted))
    assert (second.new, second.folders[0].absent) == (1, 0)
    assert clean(fetch(scripted)).folders[0].taken == ()
    holds(scripted)


def test_what_was_not_given_twice_becomes_a_tombstone_and_is_told(
    scripted: Workspace, scripted_server: ScriptedServer
) -> None:
    for n in (1, 2):
        scripted_server.deliver("INBOX", quoting(n))
    scripted_server.absent = {2}
    assert clean(fetch(scripted)).folders[0].told == ()
    second = clean(fetch(scripted))
    assert (second.new, second.folders[0].tombstones) == (0, 1)
    assert "could not be had twice" in second.folders[0].told[0]
    third = clean(fetch(scripted)).folders[0]
    assert (third.absent, third.tombstones, third.told) == (0, 0, ())


def test_the_record_keeps_what_the_server_no_longer_has(ws: Workspace, mail_server: MailServer) -> None:
    for n in (1, 2):
        mail_server.deliver("INBOX", quoting(n))
    clean(fetch(ws))
    entries = size(ws)
    mail_server.expunge("INBOX", mail_server.uids()[:1])
    first = clean(fetch(ws)).folders[0]
    assert (first.absent, first.tombstones, first.told) == (1, 0, ())
    second = clean(fetch(ws)).folders[0]
    assert (second.absent, second.tombstones) == (1, 1)
    assert "the record keeps what it holds" in second.told[0]
    third = clean(fetch(ws)).folders[0]
    assert (third.absent, third.tombstones, third.told) == (0, 0, ())
    assert len(message_ids(ws)) == 2
    assert size(ws) == entries
    assert sorted((one.absent, one.tombstone) for one in notes(ws)[2]) == [(0, False), (2, True)]
    holds(ws)


def test_a_message_without_an_id_is_known_by_its_bytes(ws: Workspace, mail_server: MailServer) -> None:
    nameless = quoting(1).replace(b"Message-ID: <sample-1@example.org>\n", b"")
    assert b"Message-ID" not in nameless
    mail_server.deliver("INBOX", nameless)
    assert clean(fetch(ws)).new == 1
    mail_server.renumber("INBOX")
    found = clean(fetch(ws))
    assert (found.new, found.known) == (0, 1)


def test_the_same_id_over_other_words_is_kept_apart(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", quoting(1))
    mail_server.deliver("INBOX", quoting(1, "These are other words altogether."))
    assert clean(fetch(ws)).new == 2


def test_hostile_mail_is_kept_aside_once_and_the_rest_is_taken(
    ws: Workspace, mail_server: MailServer
) -> None:
    mail_server.deliver("INBOX", b"\x01\x02\x03 no header at all\n")
    mail_server.deliver("INBOX", quoting(1))
    mail_server.deliver(
        "INBOX", mail("\x1b]0;x\x07 [/b] no\n", message_id="<a@example.org>", subject="=?x?q?")
    )
    assert clean(fetch(ws)).new == 1
    whole = clean(fetch(ws, everything=True))
    assert whole.unreadable + whole.unsorted == 2
    assert clean(fetch(ws, everything=True)).folders[0].taken == ()
    holds(ws)
