"""What the tests of the web door share: servers on loopback, and a visitor who does not dawdle."""

from __future__ import annotations

import dataclasses
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from mailservers.certificates import Certificates, make_certificates
from webservers.pages import PageServer

from tracker.web.exchange import Limits
from tracker.web.visiting import Visitor
from tracker.web.wire import Caller

QUICK = Limits(seconds=20.0, patience=5.0, pause=0.0)
Visiting = Callable[..., Visitor]


@pytest.fixture
def page_server() -> Iterator[PageServer]:
    """A server without TLS."""
    with PageServer() as running:
        yield running


@pytest.fixture(scope="session")
def web_certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates of every kind, for localhost and 127.0.0.1."""
    return make_certificates(tmp_path_factory.mktemp("web"))


@pytest.fixture
def secure_server(web_certificates: Certificates) -> Iterator[PageServer]:
    """A server with a good certificate."""
    with PageServer(web_certificates.pem["good"]) as running:
        yield running


@pytest.fixture
def visiting(web_certificates: Certificates) -> Visiting:
    """Make a visitor who trusts the tests' authority; `limits` are changed by name."""

    def make(
        stop: threading.Event | None = None,
        contact: str = "",
        lookup: Callable[..., object] | None = None,
        pause: Callable[[float], object] | None = None,
        authority: Path | None = web_certificates.authority,
        pause_between: float = 0.0,
        **limits: float,
    ) -> Visitor:
        trust = ssl.create_default_context()
        if authority is not None:
            trust.load_verify_locations(authority)
        caller = Caller(lookup, trust) if lookup else Caller(trust=trust)  # type: ignore[arg-type]
        return Visitor(
            stop,
            contact=contact,
            limits=dataclasses.replace(QUICK, pause=pause_between, **limits),  # type: ignore[arg-type]
            caller=caller,
            pause=pause,
        )

    return make
