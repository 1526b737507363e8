"""The fixtures of the mail servers: a process for the whole run of a worker, a mailbox for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from mailservers import dovecot
from mailservers.base import MailServer, TokenServer
from mailservers.certificates import Certificates, make_certificates
from mailservers.proxy import Proxy
from mailservers.pymap_server import Pymap
from mailservers.scripted import GMAIL, ScriptedServer


@pytest.fixture(scope="session")
def mail_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority of the tests' own and the servers' certificates."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def dovecot_process(mail_certificates: Certificates) -> Iterator[dovecot.Dovecot]:
    """The Dovecot of this worker."""
    server = dovecot.Dovecot(mail_certificates)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def pymap_process(mail_certificates: Certificates) -> Iterator[Pymap]:
    """The pymap of this worker."""
    server = Pymap(mail_certificates)
    try:
        yield server
    finally:
        server.stop()


def chosen() -> str:
    """Return which server `mail_server` is: `TRACKER_TEST_MAIL`, else dovecot where installed, else pymap."""
    wanted = os.environ.get("TRACKER_TEST_MAIL") or ("dovecot" if dovecot.program() else "pymap")
    assert wanted in ("dovecot", "pymap"), f"TRACKER_TEST_MAIL is dovecot or pymap, not {wanted}"
    return wanted


@pytest.fixture
def mail_server(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    """A user's empty mailbox: on Dovecot where it is installed, else on pymap."""
    process: dovecot.Dovecot | Pymap = request.getfixturevalue(f"{chosen()}_process")
    server = process.new_user()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def proxy(mail_server: MailServer) -> Iterator[Proxy]:
    """A proxy before the plain port of `mail_server`."""
    with Proxy(mail_server.plain_port) as proxy:
        yield proxy


@pytest.fixture
def scripted_server(mail_certificates: Certificates) -> Iterator[ScriptedServer]:
    """A server that does as the test tells it, with CONDSTORE and IDLE."""
    server = ScriptedServer(mail_certificates)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def gmail_server(mail_certificates: Certificates) -> Iterator[ScriptedServer]:
    """A server with Gmail's extensions (X-GM-EXT-1) and its search by words; takes the password and tokens."""
    server = ScriptedServer(mail_certificates, GMAIL, gmail=True)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def oauth_server(request: pytest.FixtureRequest) -> TokenServer:
    """A user's empty mailbox on a server that takes tokens: Dovecot, or the scripted one in its place.

    `token_account()` shows a token that holds; `expire(token)` ends one, `use(issue())` renews it.
    """
    wanted = "mail_server" if chosen() == "dovecot" else "gmail_server"
    server: TokenServer = request.getfixturevalue(wanted)
    server.use(server.issue())
    return server
