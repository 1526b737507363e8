"""A server that floods, drips, lies or talks nonsense costs neither memory nor time, and ends in a MailFailure."""

from __future__ import annotations

import contextlib
import resource
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from saying import HELLO, Saying

from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server
from tracker.mail.imap.wire import NonsenseError, Wire

MIB = 1 << 20


def for_ever(start: bytes, more: bytes) -> Callable[[socket.socket], None]:
    """Return an answer that begins with `start` and then says `more` until the client hangs up."""

    def say(client: socket.socket) -> None:
        client.sendall(start)
        with contextlib.suppress(OSError):
            while True:
                client.sendall(more * (65536 // len(more)))

    return say


@pytest.mark.parametrize(
    "answer",
    [
        for_ever(b"", b"x"),
        for_ever(b"", b"* OK [ALERT] mind the gap\r\n"),
        for_ever(b"* 1 FETCH (UID 5 BODY[]<0> {99999999999}\r\n", b"x"),
        for_ever(b"* 1 FETCH (UID 5 BODY[]<0> {1048577}\r\n", b"x"),
        for_ever(b"* 1 FETCH ", b"("),
        for_ever(b"* SEARCH", b" 1"),
        for_ever(b"", b"* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n"),
        b"* 1 FETCH (UID 5 BODY[]<7> {5}\r\nhello)\r\nTAG OK x\r\n",
        b"* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello\r\nTAG OK x\r\n",
        b"* 1 FETCH (UID 5 BODY[]<0> ({5}\r\nhello))\r\nTAG OK x\r\n",
        b"* 1 FETCH (UID five BODY[]<0> {5}\r\nhello)\r\nTAG OK x\r\n",
        b"* 1 FETCH (UID 5 BODY[]<0>)\r\nTAG OK x\r\n",
        b'* 1 FETCH (UID 5 BODY[]<0> "hello)\r\nTAG OK x\r\n',
        b"* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello))\r\nTAG OK x\r\n",
        b"* 1 FETCH " + b"(" * 5000 + b")" * 5000 + b"\r\nTAG OK x\r\n",
        b"+ go on\r\n",
        b"TAG OK x {3}\r\nT99 OK y\r\nT98 OK z\r\n* 1 FETCH (\r\n",
    ],
)
def test_what_nobody_asked_for_ends_the_conversation(answer: bytes | Callable[[socket.socket], None]) -> None:
    with Saying({"FETCH": answer}) as saying, Server(saying.account(), timeout=20) as server:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(MailFailure) as failed:
            for _ in range(2):  # an answer too many is noticed with the next command
                server.whole(5)
        assert failed.value.kind == "protocol"
        assert not server.alive
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024  # KiB


def test_a_search_cannot_be_endless() -> None:
    with (
        Saying({"SEARCH": for_ever(b"* SEARCH", b" 1")}) as saying,
        Server(saying.account()) as server,
        pytest.raises(MailFailure, match="far more than was asked for"),
    ):
        server.search(["ALL"])


@pytest.mark.parametrize("numbers", [b"one", b"1 -2", b"1 99999999999", b"1 2.5"])
def test_a_search_gives_numbers_alone(numbers: bytes) -> None:
    answer = b"* SEARCH " + numbers + b"\r\nTAG OK x\r\n"
    with Saying({"SEARCH": answer}) as saying, Server(saying.account()) as server:
        with pytest.raises(MailFailure) as failed:
            server.search(["ALL"])
        assert failed.value.kind == "protocol"


def test_a_greeting_cannot_be_endless() -> None:
    with Saying({}, b"* OK " + b"x" * MIB) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account()):
            pass
        assert failed.value.kind == "protocol"


def test_a_token_is_asked_for_only_so_often() -> None:
    greeting = HELLO.replace(b"SASL-IR", b"SASL-IR AUTH=XOAUTH2")
    answers = {"AUTHENTICATE": b"+ \r\n", "\r\n": b"+ \r\n"}
    with Saying(answers, greeting) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account(token_command="echo x")):
            pass
        assert failed.value.kind == "protocol"
        assert len(saying.heard) == 3


def test_a_server_that_falls_silent_is_given_up() -> None:
    saying = Saying({})
    saying.answers["EXAMINE"] = [saying.silent]
    with saying, Server(saying.account(), timeout=0.3) as server:
        with pytest.raises(MailFailure, match="fell silent") as failed:
            server.examine("INBOX")
        assert failed.value.kind == "lost"


def test_goodbye_does_not_wait_for_an_answer() -> None:
    saying = Saying({})
    saying.answers["LOGOUT"] = [saying.silent]
    with saying:
        with Server(saying.account(), timeout=600):
            pass
        assert saying.heard[-1].endswith(b"LOGOUT\r\n")


def test_waiting_ends_when_told_to_though_the_server_is_silent() -> None:
    saying = Saying({"IDLE": b"+ idling\r\n"}, HELLO.replace(b"SASL-IR", b"IDLE"))
    saying.answers["DONE"] = [saying.silent]
    saying.answers["CAPABILITY"] = [b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK x\r\n"]
    stop = threading.Event()
    with saying, Server(saying.account(), timeout=600) as server:
        stopping = threading.Timer(0.2, stop.set)
        stopping.start()
        assert not server.wait(600, stop)
        stopping.join()
        assert not server.alive


# The wire by itself.


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two sockets that are connected to each other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_drops_do_not_make_a_stream(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    wire = Wire(ours, silence=60)
    wire.allow(MIB, seconds=0.5)
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.02):
            theirs.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        with pytest.raises(TimeoutError):
            wire.line()
    finally:
        over.set()
        dripping.join()


def test_a_line_that_came_in_part_is_kept(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    wire = Wire(ours, silence=60)
    theirs.sendall(b"* 1 EX")
    assert wire.line_within(0.05) is None
    assert wire.unread
    theirs.sendall(b"ISTS\r\n{5}hel")
    assert wire.line_within(10) == b"* 1 EXISTS"
    theirs.sendall(b"lo!")
    assert wire.literal(8) == b"{5}hello"
    assert wire.literal(1) == b"!"
    assert not wire.unread


def test_no_more_comes_than_was_allowed(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    wire = Wire(ours, silence=60)
    wire.allow(10, 60)
    with pytest.raises(NonsenseError, match="announced 11 octets"):
        wire.literal(11)
    theirs.sendall(b"x" * 11)
    with pytest.raises(NonsenseError, match="more than was asked for"):
        wire.line()


def test_an_end_is_an_end(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.sendall(b"half a line")
    theirs.shutdown(socket.SHUT_WR)
    wire = Wire(ours, silence=60)
    with pytest.raises(EOFError):
        wire.line()
    with pytest.raises(EOFError):
        wire.line_within(1)


def idling(said: bytes) -> Saying:
    """A server that says something to whoever waits with IDLE."""
    return Saying(
        {"IDLE": b"+ idling\r\n" + said, "DONE": b"TAG OK over\r\n"}, HELLO.replace(b"SASL-IR", b"IDLE")
    )


@pytest.mark.parametrize("said", [b"* NO Internal error occurred.\r\n", b"* BAD lost count\r\n"])
def test_waiting_ends_when_the_server_has_trouble_with_the_folder(said: bytes) -> None:
    with idling(said) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert not server.wait(600, threading.Event())
        assert server.alive
        began = len(saying.heard)
        # At once again it is not believed: a server may say so each time.
        assert not server.wait(0.1, threading.Event())
        assert len([line for line in saying.heard[began:] if b"IDLE" in line]) == 1


def test_waiting_goes_on_after_a_mere_alert() -> None:
    alert = b"* NO [ALERT] The mailbox is nearly full.\r\n* OK Still here\r\n* 3 EXISTS\r\n"
    with idling(alert) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert server.wait(600, threading.Event())


def test_trouble_is_noticed_by_asking_too() -> None:
    with Saying({"NOOP": b"* NO Internal error occurred.\r\nTAG OK done\r\n"}) as saying:
        account = saying.account()
        with Server(account) as server:
            server.examine("INBOX")
            waiting_for, stop = 0.2, threading.Event()
            assert not server.wait(waiting_for, stop)
            assert len([line for line in saying.heard if b"NOOP" in line]) == 1
