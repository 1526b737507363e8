"""A watch takes in what arrives, comes back after failures, and ends when it is asked to."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fetched_mail import answering, chatter, configure, message_ids, plain, quoting, replies
from mailservers.base import MailServer
from mailservers.proxy import Proxy
from mailservers.scripted import ScriptedServer
from watched_mail import Watching, taken
from workspaces import LIST, holds

from tracker.errors import BadUse
from tracker.workflow import intake
from tracker.workflow.watching import WatchState, watch
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]


@pytest.fixture
def ws(root: Path, mail_server: MailServer, open_: Open) -> Workspace:
    """The letter as it was opened, with an account on the server."""
    configure(root, plain(mail_server))
    return open_(root)


def test_what_arrives_is_taken_in_with_its_face(ws: Workspace, mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", quoting(1))
    with Watching(ws) as watching:
        watching.wait_for("watching")
        mail_server.deliver("INBOX", chatter(1))
        mail_server.deliver("INBOX", answering(2, "sample-1@example.org"))
        watching.wait_for_replies(2)
        assert [one.reply for one in taken(watching.states)] == ["R1", "R2"]
        watching.wait(
            lambda states: states[-1].state == "watching", "faces are written before it waits again"
        )
        assert len(list((ws.root / "replies" / "private").glob("r*.md"))) == 2
    states = [one.state for one in watching.states]
    assert [key for key, _ in itertools.groupby(states)][:3] == ["connecting", "looking", "watching"]
    last = watching.states[-1]
    assert (last.state, last.detail, last.hint, last.kind) == ("stopped", "", "", "")
    holds(ws)


def test_each_message_is_told_once_however_they_come(
    ws: Workspace, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.workflow.watching.EVERY", 0.0)
    mail_server.deliver_many("INBOX", [(quoting(n), None) for n in range(1, 13)])
    with Watching(ws) as watching:
        first = watching.wait_for("watching")
        for n in range(13, 16):
            mail_server.deliver("INBOX", answering(n, "sample-1@example.org"))
        watching.wait_for_replies(15)
    assert [one.reply for one in taken(watching.states)] == [f"R{n}" for n in range(1, 16)]
    brought = [one for one in first if one.taken]
    assert len(brought) > 1  # not all at the end
    assert {one.state for one in brought} == {"looking"}


def test_a_reply_is_told_at_once_though_the_server_falls_silent_after_it(
    root: Path, mail_server: MailServer, proxy: Proxy, open_: Open
) -> None:
    mail_server.deliver_many("INBOX", [(quoting(1), None), *((chatter(n), None) for n in range(1, 1500))])
    configure(root, plain(mail_server, proxy.port))
    proxy.fault = ("stall", 380_000)  # of some 630,000 bytes
    with Watching(open_(root)) as watching:
        watching.wait_for_replies(1)
        first, last = watching.states[1], watching.states[-1]
        assert (last.state, [one.reply for one in last.taken]) == ("looking", ["R1"])
        assert last.since == first.since


def test_a_long_look_tells_how_far_it_is(
    ws: Workspace, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.workflow.watching.EVERY", 0.0)
    mail_server.deliver_many("INBOX", [(chatter(n), None) for n in range(1, 501)])
    with Watching(ws) as watching:
        states = watching.wait_for("watching")
    counts = [(one.done, one.total) for one in states if one.state == "looking"]
    assert counts[0] == (0, 0)
    assert [done for done, _ in counts[1:]] == sorted(done for done, _ in counts[1:])
    assert {200, 400, 500} <= {done for done, total in counts if total == 500}
    assert (states[-1].done, states[-1].total) == (0, 0)


def test_a_server_without_idle_is_asked_now_and_then(
    root: Path, scripted_server: ScriptedServer, open_: Open
) -> None:
    scripted_server.capabilities = ("IMAP4rev1",)
    configure(root, plain(scripted_server, poll=1))
    with Watching(open_(root)) as watching:
        watching.wait_for("watching")
        scripted_server.deliver("INBOX", quoting(1))
        watching.wait_for_replies(1)
    assert not any("IDLE" in line for line in scripted_server.commands)
    assert scripted_server.unwelcome() == []


def test_folders_are_watched_side_by_side(root: Path, mail_server: MailServer, open_: Open) -> None:
    mail_server.make("List")
    configure(root, plain(mail_server, folders=("INBOX", "List")), lists=["sample/List"])
    ws = open_(root)
    with Watching(ws) as watching:
        watching.wait_for("watching", folder="INBOX")
        watching.wait_for("watching", folder="List")
        for n in range(1, 7):
            mail_server.deliver("INBOX", quoting(n))
            mail_server.deliver("List", quoting(n))
        watching.wait(lambda states: len(taken(states)) >= 12)
    assert sorted(message_ids(ws)) == sorted(f"sample-{n}@example.org" for n in range(1, 7))
    assert {one.visibility for one in replies(ws)} == {"list"}
    holds(ws)


def test_a_connection_that_ends_is_made_again_and_nothing_is_missed(
    root: Path, scripted_server: ScriptedServer, open_: Open
) -> None:
    configure(root, plain(scripted_server))
    ws = open_(root)
    with Watching(ws) as watching:
        watching.wait_for("watching")
        assert scripted_server.wait_for_idle()
        scripted_server.drop()
        states = watching.wait_for("waiting")
        failed = next(one for one in states if one.state == "waiting")
        assert failed.detail
        assert failed.hint
        assert failed.next_try is not None
        assert failed.next_try > failed.since
        scripted_server.deliver("INBOX", quoting(1))
        watching.wait_for_replies(1)
    holds(ws)


def test_a_folder_that_is_numbered_anew_under_a_watch_is_opened_anew(
    ws: Workspace, mail_server: MailServer
) -> None:
    """Dovecot says that it is in trouble, and nothing of that folder again; the next poll is minutes away."""
    mail_server.deliver("INBOX", quoting(1))
    with Watching(ws) as watching:
        watching.wait_for("watching")
        mail_server.renumber("INBOX")
        mail_server.deliver("INBOX", answering(2, "sample-1@example.org"))
        watching.wait_for_replies(2)
        if mail_server.kind == "dovecot":  # pymap goes on with the numbers that the open folder had
            watching.wait(lambda states: any("INBOX anew" in told for one in states for told in one.told))
    holds(ws)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("NO [INUSE] mailbox is in use", "busy"), ("NO Mailbox was deleted under us", "refused")],
)
def test_a_folder_that_is_there_and_cannot_be_opened_now_is_tried_again(
    root: Path, scripted_server: ScriptedServer, open_: Open, answer: str, kind: str
) -> None:
    scripted_server.deliver("INBOX", quoting(1))
    scripted_server.refuse("EXAMINE", answer, times=2)
    configure(root, plain(scripted_server))
    with Watching(open_(root), pause=0.01) as watching:
        watching.wait_for_replies(1)
    waits = [one for one in watching.states if one.state == "waiting"]
    assert [one.kind for one in waits] == [kind, kind]


def test_a_watch_that_waits_is_woken(root: Path, scripted_server: ScriptedServer, open_: Open) -> None:
    configure(root, plain(scripted_server))
    scripted_server.deliver("INBOX", quoting(1))
    scripted_server.refuse("LOGIN", "NO [UNAVAILABLE] try again later", 1)
    with Watching(open_(root), pause=1000) as watching:
        watching.wait_for("waiting")
        watching.nudges += 1
        watching.wait_for_replies(1)


def test_a_half_open_connection_is_noticed(
    root: Path, mail_server: MailServer, proxy: Proxy, open_: Open
) -> None:
    """The other end is gone without a word: no IDLE hint ever comes, and no answer to the next poll."""
    configure(root, plain(mail_server, proxy.port, poll=1))
    ws = open_(root)
    with Watching(ws) as watching:
        watching.wait_for("watching")
        passed = proxy.connections[0].down
    mail_server.deliver("INBOX", quoting(1))
    proxy.fault = ("stall", passed - 1)
    with Watching(ws, timeout=1) as watching:
        watching.wait_for("waiting")
        watching.wait_for_replies(1)


def test_a_failure_that_lasts_stops_one_folder_alone_and_is_told_once(
    root: Path, mail_server: MailServer, open_: Open
) -> None:
    configure(root, plain(mail_server, folders=("INBOX", "Nowhere")))
    with Watching(open_(root)) as watching:
        watching.wait_for("stopped", folder="Nowhere")
        watching.wait_for("watching", folder="INBOX")
        mail_server.deliver("INBOX", quoting(1))
        watching.wait_for_replies(1)
    gone = [one for one in watching.states if one.folder == "Nowhere"]
    assert [one.state for one in gone] == ["connecting", "looking", "stopped"]
    assert "Nowhere" in gone[-1].detail
    assert gone[-1].hint


def test_a_watch_with_nothing_left_to_watch_ends(
    root: Path, mail_server: MailServer, open_: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(mail_server.password_variable, "not-the-password")
    configure(root, plain(mail_server))
    with Watching(open_(root)) as watching:
        assert watching.ended()
    assert [one.state for one in watching.states] == ["connecting", "stopped"]
    assert watching.states[-1].detail
    assert watching.states[-1].kind == "password"


@pytest.mark.parametrize("after", ["nothing", "the login", "the mail's beginning"])
def test_it_ends_while_the_server_is_silent(
    root: Path, mail_server: MailServer, proxy: Proxy, open_: Open, after: str
) -> None:
    """Each connection would wait for half a minute by itself."""
    mail_server.deliver("INBOX", quoting(1))
    configure(root, plain(mail_server, proxy.port))
    ws = open_(root)
    with Watching(ws) as watching:
        watching.wait_for("watching")
    whole = proxy.connections[0].down
    proxy.every = ("stall", {"nothing": 0, "the login": 300, "the mail's beginning": whole - 250}[after])
    mail_server.deliver("INBOX", quoting(2))
    with Watching(ws) as watching:
        assert proxy.wait_for_fault()
        assert watching.stop()
    holds(ws)


def test_it_ends_while_it_waits_to_try_again(
    root: Path, mail_server: MailServer, proxy: Proxy, open_: Open
) -> None:
    proxy.every = ("cut", 0)
    configure(root, plain(mail_server, proxy.port))
    with Watching(open_(root), pause=60) as watching:
        watching.wait_for("waiting")
        assert watching.stop()
    assert [one.state for one in watching.states] == ["connecting", "waiting", "stopped"]


def test_nothing_that_fails_in_a_thread_is_lost(ws: Workspace) -> None:
    def broken(_: WatchState) -> None:
        raise RuntimeError("the listener is broken")

    with pytest.raises(RuntimeError, match="the listener is broken"):
        watch(ws, broken, threading.Event())


def test_a_watch_and_an_import_of_the_same_mail_take_it_once(
    ws: Workspace, mail_server: MailServer, open_: Open, tmp_path: Path
) -> None:
    other = open_(ws.root)
    paths = []
    with Watching(ws) as watching:
        watching.wait_for("watching")
        for n in range(1, 9):
            path = tmp_path / f"{n}.eml"
            path.write_bytes(quoting(n).replace(b"\n", b"\r\n"))
            paths.append(path)
            mail_server.deliver("INBOX", path.read_bytes())
        intake.take_in(other, paths, LIST)
        watching.wait(lambda states: len(taken(states)) >= 8)
    assert sorted(message_ids(ws)) == sorted(f"sample-{n}@example.org" for n in range(1, 9))
    holds(ws)


def test_without_an_account_there_is_nothing_to_watch(opened: Workspace) -> None:
    with pytest.raises(BadUse, match="No mail account"):
        watch(opened, lambda _: None, threading.Event())
