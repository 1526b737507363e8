"""The mail servers of the tests do what the other tests rely on."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError
from mailservers.base import MailServer, TokenServer
from mailservers.certificates import Certificates
from mailservers.fixtures import chosen
from mailservers.proxy import Proxy
from mailservers.scripted import ScriptedServer

RAW = b"From: a@example.org\nSubject: one\nMessage-ID: <one@example.org>\n\nHello.\n"
OLD = datetime(2020, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(params=["mail_server", "scripted_server", "gmail_server"])
def any_server(request: pytest.FixtureRequest) -> MailServer:
    """Each server in turn."""
    server: MailServer = request.getfixturevalue(request.param)
    return server


def numbered(count: int) -> list[tuple[bytes, datetime | None]]:
    """Return messages that differ in their subject and Message-ID."""
    return [(RAW.replace(b"one", b"n%d" % n), OLD if n < 5 else None) for n in range(count)]


def test_messages_are_delivered_found_and_fetched(any_server: MailServer) -> None:
    any_server.make("Lists/Größe")
    any_server.deliver_many("Lists/Größe", numbered(20))
    uids = any_server.uids("Lists/Größe")
    with any_server.session("Lists/Größe") as client:
        assert client.search(["HEADER", "Message-ID", "n7@"]) == [uids[7]]
        assert client.search(["SUBJECT", "n12"]) == [uids[12]]
        assert client.search(["SINCE", date(2020, 3, 5), "UID", f"1:{uids[9]}"]) == uids[5:10]
        either = [
            "OR",
            ["HEADER", "Message-ID", "n3@"],
            ["HEADER", "References", "n4@"],
            "NOT",
            "BODY",
            "none",
        ]
        assert client.search(either) == [uids[3]]
        answer = client.fetch([uids[7]], ["BODY.PEEK[]", "RFC822.SIZE", "FLAGS"])[uids[7]]
        assert answer[b"BODY[]"] == RAW.replace(b"one", b"n7").replace(b"\n", b"\r\n")
        assert answer[b"RFC822.SIZE"] == len(answer[b"BODY[]"])
        part = client.fetch([uids[7]], ["BODY.PEEK[]<2.9>"])[uids[7]]
        assert part[b"BODY[]<2>"] == answer[b"BODY[]"][2:11]
        named = client.fetch([uids[7], 999], ["BODY.PEEK[HEADER.FIELDS (SUBJECT)]"])
        assert named[uids[7]][b"BODY[HEADER.FIELDS (SUBJECT)]"] == b"Subject: n7\r\n\r\n"
        assert list(named) == [uids[7]]
    assert any_server.flags("Lists/Größe") == {uid: set() for uid in uids}


def test_a_folder_is_numbered_anew(any_server: MailServer) -> None:
    any_server.make("Lists/a b")
    for folder in ("INBOX", "Lists/a b"):
        any_server.deliver_many(folder, numbered(3))
        before = any_server.uidvalidity(folder)
        any_server.expunge(folder, any_server.uids(folder)[:1])
        assert len(any_server.uids(folder)) == 2
        assert any_server.uidvalidity(folder) == before
        any_server.renumber(folder)
        assert any_server.uidvalidity(folder) != before
        assert len(any_server.uids(folder)) == 2


def test_a_delivery_wakes_who_is_idle(any_server: MailServer) -> None:
    with any_server.session("INBOX") as client:
        client.idle()
        any_server.deliver("INBOX", RAW)
        news = b""
        while b"* 1 EXISTS\r\n" not in news:  # read here: imapclient's idle_check breaks on half a line
            piece = client.socket().recv(4096)
            assert piece, "the server ended the connection"
            news += piece


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_certificate_holds_and_the_password_counts(any_server: MailServer, security: str) -> None:
    account = any_server.account(security=security)
    context = ssl.create_default_context(cafile=str(account.authority))
    tls = security == "tls"
    client = IMAPClient(
        account.host, port=account.port, ssl=tls, ssl_context=context if tls else None, timeout=30
    )
    try:
        if not tls:
            client.starttls(context)
        with pytest.raises(LoginError):
            client.login(account.user, "wrong")
        client.login(account.user, os.environ[account.password_variable])
        assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0
    finally:
        client.shutdown()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("wrong-host", "IP address mismatch"),
        ("expired", "certificate has expired"),
        ("self-signed", "self-signed certificate"),
    ],
)
def test_a_certificate_is_bad_in_one_way(scripted_server: ScriptedServer, kind: str, said: str) -> None:
    scripted_server.present(kind)
    context = ssl.create_default_context(cafile=str(scripted_server.authority))
    with (
        socket.create_connection(("127.0.0.1", scripted_server.tls_port), timeout=30) as plain,
        pytest.raises(ssl.SSLCertVerificationError, match=said),
    ):
        context.wrap_socket(plain, server_hostname="127.0.0.1")


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_lets_in_until_it_expires(
    oauth_server: TokenServer, gmail_server: ScriptedServer, mechanism: str
) -> None:
    for server in (oauth_server, gmail_server):
        token = server.issue()
        for expired in (False, True):
            client = IMAPClient(server.host, port=server.plain_port, ssl=False, timeout=30)
            try:
                login = client.oauth2_login if mechanism == "XOAUTH2" else client.oauthbearer_login
                if expired:
                    with pytest.raises(LoginError):
                        login(server.user, token)
                else:
                    login(server.user, token)
                    client.select_folder("INBOX", readonly=True)
            finally:
                client.shutdown()
            server.expire(token)
    assert oauth_server.token_account().token_command.startswith("cat ")


def test_gmail_searches_by_words_and_threads(gmail_server: ScriptedServer) -> None:
    reply = RAW.replace(b"<one@", b"<two@").replace(
        b"Hello.", b"> we understand that\n> Kubernetes has gates"
    )
    gmail_server.deliver("INBOX", RAW)
    gmail_server.deliver("INBOX", reply.replace(b"Subject", b"References: <one@example.org>\nSubject"))
    gmail_server.deliver("INBOX", RAW.replace(b"<one@", b"<other@"))
    with gmail_server.session("INBOX") as client:
        threads = {uid: one[b"X-GM-THRID"] for uid, one in client.fetch([1, 2, 3], ["X-GM-THRID"]).items()}
        assert threads[1] == threads[2] != threads[3]
        assert client.search(["X-GM-THRID", threads[1]]) == [1, 2]
        for query, found in (
            ('"understand that Kubernetes"', [2]),
            ('"that Kubernetes" OR rfc822msgid:other@example.org', [2, 3]),
            ('{"that Kubernetes" rfc822msgid:<one@example.org>} -subject:none', [1, 2]),
            ('"Kubernetes that"', []),
        ):
            assert client.gmail_search(query) == found


def test_it_refuses_omits_and_drops_as_told(scripted_server: ScriptedServer) -> None:
    scripted_server.deliver_many("INBOX", numbered(3))
    scripted_server.refuse("greeting", "BYE [UNAVAILABLE] later", times=1)
    with pytest.raises(IMAPClientError), scripted_server.session():
        pass
    scripted_server.refuse("LOGIN", "NO [INUSE] in use", times=1)
    with pytest.raises(LoginError, match="INUSE"), scripted_server.session():
        pass
    scripted_server.absent = {2}
    with scripted_server.session("INBOX") as client:
        assert client.search("ALL") == [1, 2, 3]
        assert sorted(client.fetch([1, 2, 3], ["UID"])) == [1, 3]
        assert scripted_server.unwelcome() == []
        with pytest.raises(IMAPClientError):
            client.add_flags([1], [b"\\Seen"])
        client.fetch([1], ["BODY[]"])
        scripted_server.drop()
        with pytest.raises((IMAPClientError, OSError)):
            client.noop()
    stored, opened = scripted_server.unwelcome()
    assert "UID STORE 1" in stored
    assert "UID FETCH 1 (BODY[]" in opened


@pytest.mark.parametrize("kind", ["cut", "reset", "bye"])
@pytest.mark.parametrize("offset", [0, 1, 30, 150])
def test_the_proxy_strikes_at_an_offset(
    proxy: Proxy, mail_server: MailServer, kind: str, offset: int
) -> None:
    proxy.fault = (kind, offset)  # type: ignore[assignment]
    got = b""
    with (
        contextlib.suppress(ConnectionError),
        socket.create_connection((proxy.host, proxy.port), timeout=30) as client,
    ):
        client.sendall(b"a LOGIN %s %s\r\n" % (mail_server.user.encode(), mail_server.password.encode()))
        while data := client.recv(4096):
            got += data
    assert proxy.wait_until_over()
    assert proxy.connections[0].met
    assert proxy.connections[0].down == offset
    assert got.removesuffix(b"* BYE gone\r\n") == got[:offset]
    assert got.endswith(b"* BYE gone\r\n") == (kind == "bye")


def test_the_proxy_stalls_and_then_lets_the_next_one_through(proxy: Proxy, mail_server: MailServer) -> None:
    proxy.fault = ("stall", 200)
    with socket.create_connection((proxy.host, proxy.port), timeout=30) as client:
        client.sendall(b"a LOGIN %s %s\r\n" % (mail_server.user.encode(), mail_server.password.encode()))
        assert proxy.wait_for_fault()
        got = b""
        while len(got) < 200:
            got += client.recv(4096)
        client.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.recv(4096)
    with socket.create_connection((proxy.host, proxy.port), timeout=30) as client:
        assert client.recv(4096).startswith(b"* OK")
    assert proxy.wait_until_over()
    assert [one.met for one in proxy.connections] == [True, False]


def test_a_server_does_not_outlive_a_test_process_that_is_killed(mail_certificates: Certificates) -> None:
    code = (
        "import sys, pathlib\n"
        "from mailservers import dovecot, pymap_server\n"
        "from mailservers.certificates import Certificates\n"
        f"made = Certificates(pathlib.Path({str(mail_certificates.authority)!r}),\n"
        f"    {{'good': pathlib.Path({str(mail_certificates.pem['good'])!r})}})\n"
        f"server = {'dovecot.Dovecot' if chosen() == 'dovecot' else 'pymap_server.Pymap'}(made)\n"
        "print(server.plain_port, server._process.folder, flush=True)\n"
        "sys.stdin.read()\n"
    )
    tests = Path(__file__).resolve().parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=tests, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        port, folder = process.stdout.readline().split()
        socket.create_connection(("127.0.0.1", int(port)), timeout=30).close()
        process.send_signal(signal.SIGKILL)
    until = time.monotonic() + 30
    while Path(folder).exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not Path(folder).exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port)), timeout=30)
