"""What the door reads from a server: messages whole and in pieces, searches, folders; and it changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from mailservers.base import MailServer
from mailservers.scripted import ScriptedServer
from saying import Saying

from tracker.errors import BadUse
from tracker.mail.imap.failures import MailFailure, TooLarge
from tracker.mail.imap.server import Server

LINE = b"x" * 74 + b"\r\n"


def message(number: int, body: bytes = b"Hello.\r\n", references: str = "") -> bytes:
    """Return a message with line ends of the wire."""
    head = f"Subject: n{number}\r\nMessage-ID: <n{number}@example.org>\r\n"
    return (head + (f"References: {references}\r\n" if references else "") + "\r\n").encode() + body


@pytest.fixture
def server(mail_server: MailServer) -> Iterator[Server]:
    """A connection to a real server, whose INBOX holds ten messages."""
    mail_server.deliver_many(
        "INBOX", [(message(n, references="<a@example.org>" if n == 3 else ""), None) for n in range(10)]
    )
    with Server(mail_server.account()) as server:
        server.examine("INBOX")
        yield server


def test_what_is_asked_for_comes_and_what_is_absent_is_missing(server: Server) -> None:
    uids = server.search(["ALL"])
    asked = [*uids, uids[-1] + 1, uids[-1] + 1000]
    assert server.wholes(asked) == {
        uid: message(n, references="<a@example.org>" if n == 3 else "") for n, uid in enumerate(uids)
    }
    assert server.sizes(asked) == {uid: len(raw) for uid, raw in server.wholes(uids).items()}
    assert server.start_of(asked, 11) == {uid: b"Subject: n%d" % n for n, uid in enumerate(uids)}
    assert server.headers([uids[3], asked[-1]])[uids[3]].endswith(b"References: <a@example.org>\r\n\r\n")
    assert server.whole(uids[4]) == message(4)
    assert server.whole(asked[-1]) is None
    assert server.wholes([]) == {} == server.headers([])


def test_nothing_on_the_server_changes(server: Server, mail_server: MailServer) -> None:
    uids = server.search(["ALL"])
    server.wholes(uids)
    server.start_of(uids, 10)
    server.headers(uids)
    server.whole(uids[0])
    assert mail_server.flags() == {uid: set() for uid in uids}


def test_only_commands_that_read_are_given(scripted_server: ScriptedServer) -> None:
    scripted_server.deliver("INBOX", message(1))
    with Server(scripted_server.account()) as server:
        server.folders()
        server.examine("INBOX")
        server.wholes(server.search(["ALL"]))
        server.wait(0.1, threading.Event())
    assert scripted_server.unwelcome() == []
    said = {line.split(" ")[1] for line in scripted_server.commands if " " in line}
    assert said == {"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID", "IDLE", "LOGOUT"}


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("pieces", [1, 2])
def test_a_large_message_comes_in_pieces(mail_server: MailServer, pieces: int, more: int) -> None:
    head = message(1, b"")
    size = (pieces << 20) + more
    raw = (head + LINE * (size // len(LINE) + 1))[: size - 2] + b"\r\n"
    mail_server.deliver("INBOX", message(0))
    mail_server.deliver("INBOX", raw)
    with Server(mail_server.account()) as server:
        server.examine("INBOX")
        small, large = server.search(["ALL"])
        assert server.whole(large) == raw
        assert server.wholes([small, large]) == {small: message(0), large: raw}


def test_searches_are_quoted_so_that_they_find(mail_server: MailServer) -> None:
    subjects = ["plain", 'a "quoted" \\ one', "brackets (and) {5}", "NIL", "grüße", "all"]
    mail_server.deliver_many(
        "INBOX", [(f"Subject: {one}\r\n\r\nSoße ({one})\r\n".encode(), None) for one in subjects]
    )
    with Server(mail_server.account()) as server:
        server.examine("INBOX")
        uids = server.search(["ALL"])
        for uid, subject in zip(uids, subjects, strict=True):
            assert server.search(["BODY", f"({subject})"]) == [uid]
        assert server.search(["OR", ["BODY", "(NIL)"], ["BODY", "(all)"]]) == [uids[3], uids[5]]
        assert server.search(["BODY", "Soße", "UID", f"{uids[1]}:{uids[2]}"]) == uids[1:3]
        assert server.search(["SINCE", date(2020, 2, 29), "BEFORE", date(2100, 1, 1)]) == uids
        assert server.search(["LARGER", 10, "NOT", ["BODY", "plain"]]) == uids[1:]


@pytest.mark.parametrize("text", ["x\r\nA1 DELETE INBOX", "x\nA1 DELETE INBOX", "x\x00", "grüße\r\n"])
@pytest.mark.parametrize("nested", [False, True])
def test_a_line_break_never_reaches_the_server(text: str, nested: bool) -> None:
    with Saying({}) as saying, Server(saying.account()) as server:
        criteria: list[object] = ["SUBJECT", text]
        before = list(saying.heard)
        with pytest.raises(BadUse, match="line break"):
            server.search([criteria] if nested else criteria)
        with pytest.raises(BadUse, match="line break"):
            server.examine(text)
        with pytest.raises(BadUse, match="character set"):
            server.search(["ALL"], charset="UTF-8\r\nA1 DELETE INBOX")
        assert saying.heard == before


def fetching(*rows: bytes, **more: bytes) -> Saying:
    """Return a server that answers each FETCH with `rows`."""
    return Saying({"FETCH": b"".join(rows) + b"TAG OK done\r\n", **{k.upper(): v for k, v in more.items()}})


@pytest.mark.parametrize(
    "row",
    [
        b"* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n",
        b"* 1 FETCH (BODY[]<0> {5}\r\nhello UID 5)\r\n",
        b"* 1 FETCH (FLAGS (\\Seen) UID 5 MODSEQ (12) body[]<0> {5}\r\nhello)\r\n",
        b'* 1 FETCH (UID 5 BODY[]<0> "hello")\r\n',
        b"* 1 FETCH (UID 5 BODY[] {11}\r\nhello world)\r\n",
        b"* 3 EXISTS\r\n* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n* OK Still here\r\n",
        b"* 9 FETCH (FLAGS ())\r\n* 9 FETCH (UID 5 FLAGS ())\r\n* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n",
        b"* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n",
        b"* 2 FETCH (UID 6 BODY[]<0> {5}\r\nother)\r\n* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n",
        b"* SEARCH 1 2\r\n* 4 EXPUNGE\r\n* 1 FETCH (UID 5 BODY[]<0> {5}\r\nhello)\r\n",
    ],
)
def test_a_row_is_understood_however_it_is_written(row: bytes) -> None:
    with fetching(row) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert server.start_of([5, 7], 5) == {5: b"hello"}


def test_a_message_gone_meanwhile_is_absent() -> None:
    with fetching(b"* 1 FETCH (UID 5 BODY[]<0> NIL)\r\n") as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert server.start_of([5], 5) == {}
        assert server.whole(5) is None


def test_an_empty_message_is_there() -> None:
    with fetching(b'* 1 FETCH (UID 5 BODY[]<0> "")\r\n') as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert server.whole(5) == b""


@pytest.mark.parametrize("names", [b"MESSAGE-ID SUBJECT", b'"Message-ID" "Subject"', b"subject message-id"])
def test_header_fields_may_be_named_back_in_any_way(names: bytes) -> None:
    row = b"* 1 FETCH (UID 5 BODY[HEADER.FIELDS (%b)] {14}\r\nSubject: x\r\n\r\n)\r\n" % names
    with fetching(row) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        assert server.headers([5]) == {5: b"Subject: x\r\n\r\n"}


def test_header_fields_quoted_by_a_whole_server(scripted_server: ScriptedServer) -> None:
    scripted_server.quoted_fields = True
    scripted_server.deliver("INBOX", message(1))
    with Server(scripted_server.account()) as server:
        server.examine("INBOX")
        assert server.headers([1]) == {1: message(1, b"")}


def test_gmail_tells_the_thread(gmail_server: ScriptedServer) -> None:
    gmail_server.deliver("INBOX", message(1))
    gmail_server.deliver("INBOX", message(2, references="<n1@example.org>"))
    with Server(gmail_server.account()) as server:
        server.examine("INBOX")
        threads = server.gmail_threads([1, 2, 3])
        assert set(threads) == {1, 2}
        assert threads[1] == threads[2] > 0
        assert server.search(["X-GM-RAW", "rfc822msgid:n1@example.org"]) == [1]


def test_a_message_beyond_all_bounds_is_told_and_the_rest_goes_on() -> None:
    sizes = b"* 1 FETCH (UID 5 RFC822.SIZE 70000000)\r\n* 2 FETCH (UID 6 RFC822.SIZE 5)\r\nTAG OK x\r\n"
    piece = b"* 2 FETCH (UID 6 BODY[]<0> {5}\r\nhello)\r\nTAG OK x\r\n"
    with Saying({"RFC822.SIZE": sizes, "FETCH 6": piece}) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        with pytest.raises(TooLarge, match="UID 5") as failed:
            server.wholes([5, 6])
        assert failed.value.uid == 5
        assert "tracker import" in failed.value.hint
        assert server.whole(6) == b"hello"


def test_a_folder_whose_next_uid_is_not_told_is_asked_for_it() -> None:
    opened = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK [READ-ONLY] x\r\n"
    with (
        Saying({"EXAMINE": opened, "SEARCH UID *": b"* SEARCH 41\r\nTAG OK x\r\n"}) as saying,
        Server(saying.account()) as server,
    ):
        assert server.examine("INBOX").uidnext == 42


def test_folders_that_cannot_be_opened_are_left_out() -> None:
    rows = (
        b'* LIST (\\HasChildren \\Noselect) "/" Lists\r\n'
        b'* LIST () "/" "Lists/Gr&APYA3w-e &- Co"\r\n'
        b'* LIST () NIL {4}\r\nodd"\r\n'
        b"TAG OK done\r\n"
    )
    with Saying({"LIST": rows}) as saying, Server(saying.account()) as server:
        assert server.folders() == ("Lists/Größe & Co", 'odd"')


def test_waiting_ends_with_a_delivery(mail_server: MailServer) -> None:
    with Server(mail_server.account()) as server:
        server.examine("INBOX")
        stop = threading.Event()
        assert not server.wait(0.1, stop)
        delivering = threading.Timer(0.2, mail_server.deliver, ("INBOX", message(1)))
        delivering.start()
        assert server.wait(30, stop)
        delivering.join()
        assert server.examine("INBOX").exists == 1
        assert not server.wait(0.1, stop)


def test_waiting_ends_with_a_delivery_without_idle(scripted_server: ScriptedServer) -> None:
    scripted_server.capabilities = ("IMAP4rev1",)
    with Server(scripted_server.account()) as server:
        server.examine("INBOX")
        assert not server.wait(0.1, threading.Event())
        scripted_server.deliver("INBOX", message(1))
        assert server.wait(0.1, threading.Event())
        assert not server.wait(0.1, threading.Event())


@pytest.mark.parametrize("idle", [True, False])
def test_waiting_ends_when_told_to(scripted_server: ScriptedServer, idle: bool) -> None:
    if not idle:
        scripted_server.capabilities = ("IMAP4rev1",)
    stop = threading.Event()
    with Server(scripted_server.account()) as server:
        server.examine("INBOX")
        stopping = threading.Timer(0.2, stop.set)
        stopping.start()
        assert not server.wait(600, stop)
        stopping.join()


def test_a_change_told_in_between_is_not_forgotten(scripted_server: ScriptedServer) -> None:
    opened = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\nTAG OK [READ-ONLY] x\r\n"
    answers = {
        "EXAMINE": opened,
        "SEARCH": [b"* SEARCH\r\n* 3 EXISTS\r\nTAG OK x\r\n", b"* 2 EXISTS\r\nTAG OK x\r\n"],
    }
    with Saying(answers) as saying, Server(saying.account()) as server:
        server.examine("INBOX")
        server.search(["ALL"])
        assert server.wait(60, threading.Event())
        server.examine("INBOX")
        server.search(["ALL"])
        assert not server.wait(0.01, threading.Event())  # said again, but nothing new


def test_a_connection_can_be_broken_off_from_another_thread(scripted_server: ScriptedServer) -> None:
    with Server(scripted_server.account()) as server:
        server.examine("INBOX")
        breaking = threading.Timer(0.2, server.interrupt)
        breaking.start()
        with pytest.raises(MailFailure) as failed:
            server.wait(600, threading.Event())
        breaking.join()
        assert failed.value.kind == "lost"
