"""Each way in which a mail server can fail has its own sentence and says what to do."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from mailservers.base import MailServer
from mailservers.proxy import Proxy
from mailservers.scripted import ScriptedServer
from saying import HELLO, Saying, given_away

from tracker.accounts import Account
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server

RAW = b"Subject: one\nMessage-ID: <one@example.org>\n\nHello.\n" + b"and more\n" * 500


def failure(account: Account, *, folder: str = "", timeout: float = 10.0) -> MailFailure:
    """Return how a connection of `account` fails, by the opening of `folder` at the latest."""
    with pytest.raises(MailFailure) as failed, Server(account, timeout) as server:
        server.examine(folder)
    assert failed.value.hint
    assert account.name in failed.value.message
    return failed.value


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("kind", "sentence", "hint"),
    [
        ("self-signed", "it is signed by itself", "certificate-authority"),
        ("wrong-host", "it belongs to another host than 127.0.0.1", "write host"),
        ("expired", "it has expired", "renew"),
    ],
)
def test_a_bad_certificate_says_which(
    scripted_server: ScriptedServer, kind: str, sentence: str, hint: str, security: str
) -> None:
    scripted_server.present(kind)
    told = failure(scripted_server.account(security=security))
    assert (told.kind, told.lasting) == ("certificate", True)
    assert sentence in told.message
    assert hint in told.hint
    assert not [line for line in scripted_server.commands if "LOGIN" in line]


def test_an_authority_nobody_knows_is_told(mail_server: MailServer) -> None:
    told = failure(mail_server.account(authority=None))
    assert told.kind == "certificate"
    assert "certificate-authority" in told.hint


def test_an_authority_that_is_no_certificate_is_told(mail_server: MailServer, tmp_path: Any) -> None:
    (tmp_path / "own.pem").write_text("nothing", encoding="utf-8")
    for name in ("own.pem", "missing.pem"):
        told = failure(mail_server.account(authority=tmp_path / name))
        assert told.kind == "certificate"
        assert "BEGIN CERTIFICATE" in told.hint


def test_an_unknown_folder_is_told_with_the_nearest(mail_server: MailServer) -> None:
    mail_server.make("Lists/Steering")
    told = failure(mail_server.account(), folder="Lists/Stering")
    assert (told.kind, told.lasting) == ("folder", True)
    assert "has no folder 'Lists/Stering' on 127.0.0.1" in told.message
    assert told.hint == "did you mean 'Lists/Steering'?"


def test_a_refused_folder_leaves_the_connection(mail_server: MailServer) -> None:
    with Server(mail_server.account()) as server:
        with pytest.raises(MailFailure):
            server.examine("Nowhere")
        assert server.examine("INBOX").exists == 0


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("greeting", "BYE Too many connections from your address"),
        ("greeting", "BYE [UNAVAILABLE] going down"),
        ("LOGIN", "NO [LIMIT] too many sessions"),
        ("LOGIN", "NO [ALERT] Too many simultaneous connections. (Failure)"),
        ("LOGIN", "NO [UNAVAILABLE] Temporary authentication failure"),
        ("LOGIN", "BYE [INUSE] come back"),
        ("EXAMINE", "NO [INUSE] mailbox is locked"),
        ("EXAMINE", "NO [OVERQUOTA] command limit"),
        ("EXAMINE", "NO System busy, try again"),
        ("EXAMINE", "BYE [UNAVAILABLE] throttled"),
    ],
)
def test_a_busy_server_is_told_and_given_time(
    scripted_server: ScriptedServer, command: str, answer: str
) -> None:
    scripted_server.refuse(command, answer)
    told = failure(scripted_server.account(), folder="INBOX")
    assert (told.kind, told.lasting) == ("busy", False)
    assert told.patience > 1
    assert "too busy" in told.message
    assert (
        answer.rsplit("] ", maxsplit=1)[-1]
        .removeprefix("BYE ")
        .removeprefix("NO ")
        .removesuffix(" (Failure)")
        in told.message
    )


def test_a_server_that_is_not_there(unused_port: int, mail_server: MailServer) -> None:
    refused = failure(mail_server.account(port=unused_port))
    nowhere = failure(mail_server.account(host="no-such-host.invalid"))
    assert refused.kind == nowhere.kind == "unreachable"
    assert "nothing answers there" in refused.message
    assert "does not resolve" in nowhere.message
    assert not refused.lasting
    assert refused.patience == 1


def test_a_server_that_takes_the_connection_and_says_nothing(proxy: Proxy, mail_server: MailServer) -> None:
    proxy.fault = ("stall", 0)
    told = failure(mail_server.account(security="plain", port=proxy.port), timeout=0.3)
    assert (told.kind, told.lasting) == ("lost", False)
    assert "says nothing" in told.message


def test_tls_where_there_is_none(mail_server: MailServer) -> None:
    told = failure(mail_server.account(security="tls", port=mail_server.plain_port))
    assert (told.kind, told.lasting) == ("refused", True)
    assert "starttls" in told.hint


@pytest.mark.parametrize("kind", ["cut", "reset", "bye", "stall"])
def test_a_connection_lost_midway(proxy: Proxy, mail_server: MailServer, kind: str) -> None:
    mail_server.deliver("INBOX", RAW)
    account = mail_server.account(security="plain", port=proxy.port)

    def fetch() -> bytes | None:
        with Server(account, 0.5) as server:
            server.examine("INBOX")
            return server.whole(server.search(["ALL"])[0])

    assert fetch() is not None
    assert proxy.wait_until_over()
    size = proxy.connections[0].down
    for offset in range(size // 7, size - 60, size // 7):
        proxy.fault = (kind, offset)  # type: ignore[assignment]
        with pytest.raises(MailFailure) as failed:
            fetch()
        # A BYE in the middle of a line makes the line nonsense.
        assert failed.value.kind in (("lost", "protocol") if kind == "bye" else ("lost",))
        assert not failed.value.lasting
        assert fetch() is not None


def test_after_a_loss_every_call_says_lost(scripted_server: ScriptedServer) -> None:
    with Server(scripted_server.account()) as server:
        server.examine("INBOX")
        scripted_server.drop("* BYE shutting down")
        with pytest.raises(MailFailure, match="the server said goodbye") as failed:
            server.wait(30, threading.Event())
        assert failed.value.kind == "lost"
        assert not server.alive
        with pytest.raises(MailFailure) as failed:
            server.search(["ALL"])
        assert failed.value.kind == "lost"


@pytest.mark.parametrize(
    ("greeting", "answers"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", {}),
        (b"220 mail.example.org ESMTP\r\n", {}),
        (b"\x00\xff\x1b[2J\r\n", {}),
        (HELLO, {"LOGIN": b"T77 OK somebody else\r\n"}),
        (HELLO, {"LOGIN": b"TAG MAYBE\r\n"}),
        (HELLO, {"EXAMINE": b"TAG OK but nothing is said of it\r\n"}),
        (HELLO, {"EXAMINE": b"* 1 EXISTS\r\n* OK [UIDVALIDITY one] x\r\nTAG OK x\r\n"}),
        (HELLO, {"EXAMINE": b"* 99999999999999999999 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\nTAG OK x\r\n"}),
    ],
)
def test_nonsense_is_told_as_such(greeting: bytes, answers: dict[str, Any]) -> None:
    with Saying(answers, greeting) as saying:
        told = failure(saying.account(), folder="INBOX")
    assert told.kind == "protocol"
    assert "does not answer as a mail server should" in told.message
    assert "\x1b" not in str(told)


def test_another_refusal_shows_the_servers_words_made_safe() -> None:
    with (
        Saying({"SEARCH": b"TAG BAD \x1b]8;;http://x\x07 unknown \xe2\x80\xae key\r\n"}) as saying,
        Server(saying.account()) as server,
    ):
        with pytest.raises(MailFailure) as failed:
            server.search(["ALL"])
        assert failed.value.kind == "refused"
        assert "<U+001B>" in failed.value.message
        assert "\x1b" not in failed.value.message
        assert "\u202e" not in failed.value.message
        assert server.alive


def test_no_failure_gives_the_secret_away(scripted_server: ScriptedServer, unused_port: int) -> None:
    secret = scripted_server.password
    changes: list[dict[str, Any]] = [{"port": unused_port}, {"authority": None}, {"folders": ("No",)}]
    told = [failure(scripted_server.account(**change), folder="No") for change in changes]
    for command in ("greeting", "LOGIN", "EXAMINE"):
        for answer in (f"NO [LIMIT] {secret}", f"BAD {secret}", f"BYE {secret}"):
            scripted_server.refuse(command, answer, times=1)
            told.append(failure(scripted_server.account(security="starttls"), folder="No"))
    assert len({one.message for one in told}) > 5
    for one in told:
        assert secret not in given_away(one)
