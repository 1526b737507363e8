"""One message taken in by a fetch: its act and what the fetch notes beside it stand or fall together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import Session, select
from workspaces import LIST, QUOTED, files, holds, mail, size, state

from tracker.mail.message import Mail
from tracker.record.machine_tables import Mailbox
from tracker.workflow import board, intake
from tracker.workflow.correspondence import Conversations, Place
from tracker.workflow.received import Taken
from tracker.workflow.workspace import Workspace

REPLY = mail(QUOTED + "Yes.\n")
STRAY = mail("The meeting is on Thursday.\n", message_id="<stray@example.org>", subject="Meeting")
NO_MAIL = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


class Folder:
    """What a fetch notes of a folder: a row for each message it is done with."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        with ws.database.reading() as session:
            self.conversations = Conversations(session)

    def take(self, raw: bytes, public: str = "", last_try: bool = True, cut: bool = False) -> Taken | None:
        def within(session: Session) -> None:
            done = len(session.exec(select(Mailbox)).all())
            session.add(Mailbox(account="work", folder="INBOX", uidvalidity=1, epoch=done + 1))
            session.flush()
            if cut:
                raise ConnectionError("cut")

        return intake.take_one(
            self.ws, self.conversations, "INBOX/1", raw, public, last_try=last_try, within=within
        )

    @property
    def noted(self) -> int:
        with self.ws.database.reading() as session:
            return len(session.exec(select(Mailbox)).all())


@pytest.fixture
def folder(opened: Workspace) -> Folder:
    return Folder(opened)


def outcome(taken: Taken | None) -> str:
    assert taken is not None
    return taken.outcome


def test_whatever_becomes_of_a_message_the_fetch_notes_it_once(folder: Folder) -> None:
    copy = b"X-Direct: yes\n" + REPLY
    offered = (REPLY, copy, REPLY, STRAY, NO_MAIL)
    assert [outcome(folder.take(raw)) for raw in offered] == [
        "new",
        "copy",
        "known",
        "unsorted",
        "unreadable",
    ]
    assert folder.noted == len(offered)
    assert holds(folder.ws)


def test_a_message_that_belongs_nowhere_yet_leaves_no_trace(folder: Folder) -> None:
    before = (state(folder.ws), files(folder.ws.root))
    assert folder.take(STRAY, last_try=False) is None
    assert (folder.noted, (state(folder.ws), files(folder.ws.root))) == (0, before)


@pytest.mark.parametrize("raw", [REPLY, STRAY, NO_MAIL])
def test_what_is_cut_short_is_neither_taken_in_nor_noted(folder: Folder, raw: bytes) -> None:
    before, entries = state(folder.ws), size(folder.ws)
    with pytest.raises(ConnectionError):
        folder.take(raw, cut=True)
    assert (state(folder.ws), size(folder.ws), folder.noted) == (before, entries, 0)
    assert outcome(folder.take(raw)) in ("new", "unsorted", "unreadable")
    assert folder.noted == 1
    assert holds(folder.ws)


def test_a_known_message_met_in_a_lists_own_folder_is_public(folder: Folder) -> None:
    folder.take(REPLY)
    assert outcome(folder.take(REPLY, public=LIST)) == "known"
    (row,) = board.replies(folder.ws)
    assert (row.visibility, folder.noted) == ("list", 2)
    assert outcome(folder.take(REPLY, public=LIST)) == "known"
    assert folder.noted == 3
    assert holds(folder.ws)


def test_a_message_that_another_process_took_in_meanwhile_is_known(
    folder: Folder, open_: Callable[[Path], Workspace]
) -> None:
    other = Folder(open_(folder.ws.root))
    asked: list[Taken | None] = []

    class Overtaken(Conversations):
        """Between the look and the act the other one takes the same message in."""

        def place(self, mail: Mail, public: str = "", letter: str | None = None) -> Place | None:
            if not asked:
                asked.append(other.take(REPLY))
            return super().place(mail, public, letter)

    with folder.ws.database.reading() as session:
        folder.conversations = Overtaken(session)
    assert outcome(folder.take(REPLY)) == "known"
    assert [outcome(one) for one in asked] == ["new"]
    assert (len(board.replies(folder.ws)), folder.noted) == (1, 2)
    assert holds(folder.ws)
