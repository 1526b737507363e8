"""A fetch takes the letters' conversations from the folders of mail accounts, whole and once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fetched_mail import (
    LETTER_ID,
    SUBJECT,
    answering,
    chatter,
    clean,
    configure,
    message_ids,
    notes,
    quoting,
    replies,
)
from mailservers.base import MailServer
from workspaces import holds, mail, size

from tracker.errors import BadUse
from tracker.workflow import fetching, letters
from tracker.workflow.fetched import Progress
from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]
OLD = datetime(2026, 1, 5, tzinfo=UTC)
NEW = datetime(2026, 7, 5, tzinfo=UTC)


@pytest.fixture
def ws(root: Path, mail_server: MailServer, open_: Open) -> Workspace:
    """The letter as it was opened, with an account on the server."""
    configure(root, mail_server.account())
    return open_(root)


def test_the_conversation_is_taken_and_nothing_else(ws: Workspace, mail_server: MailServer) -> None:
    for n in range(6):
        mail_server.deliver("INBOX", chatter(n))
    mail_server.deliver("INBOX", quoting(1))
    mail_server.deliver("INBOX", answering(2, "sample-1@example.org"))
    flags = mail_server.flags()
    found = clean(fetch(ws))
    assert (found.new, found.copies, found.unsorted, found.unreadable) == (2, 0, 0, 0)
    assert message_ids(ws) == ["sample-1@example.org", "sample-2@example.org"]
    assert found.folders[0].looked_at == 8
    assert sorted(path.suffix for path in (ws.root / "replies" / "private").glob("r*")) == [
        ".eml",
        ".eml",
        ".md",
        ".md",
    ]
    assert mail_server.flags() == flags
    holds(ws)


def test_a_second_fetch_takes_nothing_and_a_third_what_came(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", quoting(1))
    clean(fetch(ws))
    entries = size(ws)
    again = clean(fetch(ws))
    assert again.folders[0].taken == ()
    assert again.folders[0].looked_at == 0
    mail_server.deliver_many("INBOX", [(chatter(n), None) for n in range(9)])
    mail_server.deliver("INBOX", answering(2, "sample-1@example.org"))
    third = clean(fetch(ws))
    assert third.new == 1
    assert third.folders[0].looked_at == 10
    assert size(ws) == entries + 1


def test_what_is_learned_is_asked_of_older_mail_until_nothing_is_new(
    ws: Workspace, mail_server: MailServer
) -> None:
    """The folder holds a thread in the wrong order, and the mail that ties it to the letter comes last."""
    mail_server.deliver("INBOX", answering(4, "sample-3@example.org"))
    mail_server.deliver("INBOX", answering(3, "sample-2@example.org"))
    mail_server.deliver("INBOX", answering(2, "sample-1@example.org"))
    mail_server.deliver("INBOX", chatter(1))
    assert clean(fetch(ws)).new == 0
    mail_server.deliver("INBOX", quoting(1))
    assert clean(fetch(ws)).new == 4
    assert message_ids(ws) == [f"sample-{n}@example.org" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("find", ["local", "server", "auto"])
def test_a_letter_described_later_is_searched_for_again(
    root: Path, mail_server: MailServer, open_: Open, find: str
) -> None:
    configure(root, mail_server.account(find=find))
    ws = open_(root)
    mail_server.deliver("INBOX", answering(1, LETTER_ID))
    mail_server.deliver("INBOX", chatter(1))
    assert clean(fetch(ws)).new == 0
    letters.set_letter(ws, message_id=f"<{LETTER_ID}>")
    assert clean(fetch(ws)).new == 1
    same = "Re: The request we sent"
    known = "Sample Responder 1 <sample.responder.1@example.org>"
    mail_server.deliver("INBOX", mail("Just this.\n", known, "<sample-9@example.org>", same))
    assert clean(fetch(ws)).new == 0
    letters.set_letter(ws, subject="The request we sent")
    assert clean(fetch(ws)).new == 1
    assert message_ids(ws) == ["sample-1@example.org", "sample-9@example.org"]


def test_mail_of_somebody_met_later_is_found_by_the_subject(ws: Workspace, mail_server: MailServer) -> None:
    letters.set_letter(ws, subject=SUBJECT)
    sender = "Sample Responder 2 <sample.responder.2@example.org>"
    mail_server.deliver("INBOX", mail("In short: yes.\n", sender, "<sample-9@example.org>", f"Re: {SUBJECT}"))
    assert clean(fetch(ws)).new == 0
    mail_server.deliver("INBOX", quoting(2))
    assert clean(fetch(ws)).new == 2


@pytest.mark.parametrize("first", ["token", "quotation"])
def test_a_token_of_somebody_met_in_the_same_fetch_is_found(
    ws: Workspace, mail_server: MailServer, first: str
) -> None:
    named = mail(
        "As to [C2]: this is still being worked on.\n",
        sender="Sample Responder 1 <sample.responder.1@example.org>",
        message_id="<sample-9@example.org>",
        subject="One more thing",
    )
    stranger = mail("As to [C2]: see the log.\n", message_id="<chatter-9@example.org>", subject="Cells")
    for raw in (stranger, *((named, quoting(1)) if first == "token" else (quoting(1), named))):
        mail_server.deliver("INBOX", raw)
    clean(fetch(ws))
    assert sorted(message_ids(ws)) == ["sample-1@example.org", "sample-9@example.org"]


def test_the_letters_date_and_a_given_one_bound_the_search(ws: Workspace, mail_server: MailServer) -> None:
    letters.set_letter(ws, date="2026-05-01")
    mail_server.deliver("INBOX", quoting(1), OLD)
    mail_server.deliver("INBOX", quoting(2), NEW)
    assert clean(fetch(ws)).new == 1
    assert clean(fetch(ws, since=date(2026, 2, 1))).new == 0
    assert clean(fetch(ws, since=date(2026, 1, 5))).new == 1
    assert clean(fetch(ws, since=fetching.ALL)).folders[0].looked_at == 2
    assert clean(fetch(ws)).folders[0].looked_at == 0


def test_a_letter_dated_earlier_is_searched_for_from_there(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", quoting(1), OLD)
    letters.set_letter(ws, date="2026-05-01")
    assert clean(fetch(ws)).new == 0
    letters.set_letter(ws, date="2026-01-01")
    assert clean(fetch(ws)).new == 1


def test_everything_takes_a_whole_folder_with_answers_before_what_they_answer(
    ws: Workspace, mail_server: MailServer
) -> None:
    mail_server.make("Dedicated")
    for raw in (
        answering(3, "sample-2@example.org"),
        chatter(1),
        answering(2, "sample-1@example.org"),
        quoting(1),
        chatter(2),
    ):
        mail_server.deliver("Dedicated", raw)
    found = clean(fetch(ws, folders=["Dedicated"], everything=True))
    assert (found.new, found.unsorted) == (3, 2)
    assert [one.leg_id != "" for one in replies(ws)] == [True, True, True, False, False]
    assert clean(fetch(ws, folders=["Dedicated"], everything=True)).folders[0].taken == ()
    mail_server.deliver("Dedicated", chatter(3))
    assert clean(fetch(ws, folders=["Dedicated"], everything=True)).unsorted == 1
    assert clean(fetch(ws, folders=["Dedicated"])).folders[0].taken == ()


def test_everything_after_a_search_takes_what_the_search_left(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", chatter(1))
    mail_server.deliver("INBOX", quoting(1))
    assert clean(fetch(ws)).new == 1
    found = clean(fetch(ws, everything=True))
    assert (found.new, found.known, found.unsorted) == (0, 0, 1)


def test_a_folder_of_the_list_is_public_and_opens_what_was_private(
    root: Path, mail_server: MailServer, open_: Open
) -> None:
    mail_server.make("Lists/Steering")
    configure(root, mail_server.account(folders=("INBOX", "Lists/Steering")), lists=["sample/Lists/Steering"])
    ws = open_(root)
    mail_server.deliver("INBOX", quoting(1))
    mail_server.deliver("INBOX", quoting(2))
    clean(fetch(ws))
    assert [one.visibility for one in replies(ws)] == ["private", "private"]
    mail_server.deliver("Lists/Steering", quoting(1))
    mail_server.deliver("Lists/Steering", quoting(3))
    found = clean(fetch(ws))
    assert (found.new, found.known) == (1, 1)
    assert [one.visibility for one in replies(ws)] == ["list", "private", "list"]
    assert sorted(path.name[:3] for path in (ws.root / "replies").glob("r*.md")) == ["r1-", "r3-"]
    holds(ws)


def test_inbox_is_read_once_and_judged_alike_however_it_is_written(
    root: Path, mail_server: MailServer, open_: Open
) -> None:
    configure(root, mail_server.account(folders=("inbox", "INBOX")), lists=["sample/Inbox"])
    ws = open_(root)
    mail_server.deliver("INBOX", quoting(1))
    found = clean(fetch(ws))
    assert [(one.folder, len(one.taken)) for one in found.folders] == [("INBOX", 1)]
    assert [one.visibility for one in replies(ws)] == ["list"]
    again = clean(fetch(ws, folders=["sample/inBox", "sample/INBOX"]))
    assert [(one.folder, one.taken) for one in again.folders] == [("INBOX", ())]
    assert len(notes(ws)[0]) == 1


def test_mail_of_known_correspondents_that_belongs_nowhere_is_told_not_taken(
    root: Path, mail_server: MailServer, open_: Open
) -> None:
    mail_server.make("List")
    account = mail_server.account(folders=("INBOX", "List"))
    configure(root, account, lists=["sample/List"])
    ws = open_(root)
    for folder in ("INBOX", "List"):
        mail_server.deliver(folder, quoting(1))
    clean(fetch(ws))
    stranger = "Sample Responder 1 <sample.responder.1@example.org>"
    other = mail("About security.\n", stranger, "<sample-8@example.org>", "About something else entirely")
    mail_server.deliver("INBOX", other)
    mail_server.deliver("List", other)
    found = clean(fetch(ws))
    assert found.new == 0
    inbox, listed = (folder.told for folder in found.folders)
    assert inbox == ("1 mail from a known correspondent belongs to no thread in sample/INBOX.",)
    assert listed == (
        "1 mail from a known correspondent belongs to no thread in sample/List: "
        "2 Jul 2026 “About something else entirely”.",
    )
    assert [folder.told for folder in clean(fetch(ws)).folders] == [(), ()]


def test_a_stop_between_two_messages_keeps_what_was_taken(ws: Workspace, mail_server: MailServer) -> None:
    for n in range(1, 6):
        mail_server.deliver("INBOX", quoting(n))
    stop = threading.Event()

    def tell(progress: Progress) -> None:
        if progress.found == 2:
            stop.set()

    found = fetch(ws, tell=tell, stop=stop)
    assert found.stopped
    assert found.new == 2
    assert len(list((ws.root / "replies" / "private").glob("r*.md"))) == 2
    rest = clean(fetch(ws))
    assert rest.new == 3
    assert rest.folders[0].looked_at == 3
    assert len(message_ids(ws)) == 5
    holds(ws)


def test_ctrl_c_ends_a_fetch_as_a_stop_does(ws: Workspace, mail_server: MailServer) -> None:
    for n in range(1, 4):
        mail_server.deliver("INBOX", quoting(n))

    def pressed(progress: Progress) -> None:
        if progress.found == 1:
            raise KeyboardInterrupt

    found = fetch(ws, tell=pressed)
    assert found.stopped
    assert found.new == 1
    assert clean(fetch(ws)).new == 2
    holds(ws)


def test_progress_counts_every_message_and_every_find(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver_many("INBOX", [(chatter(n), None) for n in range(30)])
    mail_server.deliver("INBOX", quoting(1))
    heard: list[Progress] = []
    clean(fetch(ws, tell=heard.append))
    assert heard[0].stage == "connecting"
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert (heard[-1].done, heard[-1].total, heard[-1].found) == (31, 31, 1)


def test_progress_moves_with_each_reply(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver_many("INBOX", [(quoting(n), None) for n in range(1, 13)])
    heard: list[Progress] = []
    assert clean(fetch(ws, tell=heard.append)).folders[0].looked_at == 12
    shown = [(one.done, one.total, one.found) for one in heard if one.stage == "taking in"]
    assert shown == [(n, 12, n) for n in range(1, 13)]


def test_the_cursors_are_where_the_folder_ends(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", quoting(1))
    mail_server.deliver("INBOX", chatter(1))
    clean(fetch(ws))
    (box,), (search,), (message,) = notes(ws)
    assert (box.account, box.folder, box.epoch) == ("sample", "INBOX", 1)
    assert box.examined_at is not None
    assert search.upto == max(mail_server.uids())
    assert "id:sample-1@example.org" in search.terms
    assert (message.uid, message.absent, message.tombstone) == (min(mail_server.uids()), 0, False)


def test_what_cannot_be_meant_is_refused(
    root: Path, ws: Workspace, mail_server: MailServer, open_: Open
) -> None:
    with pytest.raises(BadUse, match="nobody"):
        fetch(ws, accounts=["nobody"])
    configure(root)
    with pytest.raises(BadUse, match="No mail account"):
        fetch(open_(root))


def test_a_lost_database_is_searched_anew_and_everything_is_known(
    ws: Workspace, mail_server: MailServer, open_: Open
) -> None:
    for n in (1, 2):
        mail_server.deliver("INBOX", quoting(n))
    clean(fetch(ws))
    entries = size(ws)
    ws.close()
    for path in (ws.root / ".tracker").glob("tracker.db*"):
        path.unlink()
    again = open_(ws.root)
    found = clean(fetch(again))
    assert (found.new, found.known) == (0, 2)
    assert size(again) == entries


def test_folders_behind_one_that_is_not_there_are_read(
    root: Path, mail_server: MailServer, open_: Open
) -> None:
    """Even where the server's list of folders is beyond the library, which gives up the connection then."""
    for folder in ("Behind", "a\x1b[31mred"):
        mail_server.make(folder)
    mail_server.deliver("Behind", quoting(1))
    configure(root, mail_server.account(folders=("INBOX", "gone", "Behind")))
    ws = open_(root)
    found = fetch(ws)
    assert [one.kind for one in found.failures] == ["folder"]
    assert message_ids(ws) == ["sample-1@example.org"]
