"""One request and its answer: status, headers and body, within limits, whatever the server makes of it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, cast

from tracker.text import clean_line, shorten
from tracker.web.addresses import Address
from tracker.web.wire import Caller, Clock, Failed, Wire

if TYPE_CHECKING:
    import socket

WHOLE = frozenset({200, 203})  # the answers that carry a page, and all of it
_HEAD = 262_144  # octets of status line and headers that are taken
_CHUNK = 65_536
_SLACK = 1_048_576  # octets that chunked transfer may add to a body
_AFTER = 1.0  # seconds in which a server that announced too little gives itself away
_ACCEPT = "text/html,application/xhtml+xml,text/*;q=0.9,application/pdf;q=0.9,*/*;q=0.5"


@dataclass(frozen=True)
class Limits:
    """How much is taken and waited for: octets of a body (on the wire and unpacked), seconds in all, between two reads
    and for connecting, redirects, octets of a robots.txt, and the seconds between two requests to one host.
    """

    octets: int = 25_000_000
    seconds: float = 60.0
    patience: float = 15.0
    redirects: int = 5
    robots: int = 512_000
    pause: float = 1.0
    longest_pause: float = 30.0


@dataclass(frozen=True)
class Answer:
    """What a server answered: headers as they came, and the body without its transfer and content coding.

    `public` says whether the server is one of the public internet.
    """

    status: int
    headers: HTTPMessage
    body: bytes
    public: bool

    def header(self, name: str) -> str:
        """Return a header on one safe line, "" when there is none."""
        return clean_line(self.headers.get(name) or "")


def get(
    caller: Caller,
    address: Address,
    agent: str,
    clock: Clock,
    limits: Limits,
    *,
    private: bool,
    most: int,
    cut: bool = False,
) -> Answer:
    """Ask for `address` and return the answer; Failed when there is none that can be used.

    At most `most` octets of body are taken: a longer one is too large, or with `cut` its beginning is enough.
    The body of a redirect or a refusal is not read. Nothing about us is sent but `agent`: no cookie, no
    referrer, no language.
    """
    wire, public = caller.connect(address, clock, limits.patience, private)
    try:
        wire.send(_request(address, agent))
        wire.allow(_HEAD)
        # The library wants a socket and uses nothing of it but makefile.
        response = HTTPResponse(cast("socket.socket", wire), method="GET")
        response.begin()
        body = b""
        if response.status in WHOLE:
            wire.allow(most + _SLACK)
            body = _body(response, wire, most, cut)
        return Answer(response.status, response.headers, body, public)
    except IncompleteRead:
        raise Failed("incomplete", "it ended before its end") from None
    except HTTPException as error:
        raise Failed("unreachable", f"it does not speak HTTP ({_named(error)})") from None
    except (ValueError, EOFError) as error:
        raise Failed("unreachable", f"it does not speak HTTP ({type(error).__name__})") from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise Failed("unreachable", f"the connection broke: {shorten(why, 100)}") from None
    finally:
        wire.close()


def _request(address: Address, agent: str) -> bytes:
    lines = (
        f"GET {address.target} HTTP/1.1",
        f"Host: {address.named}",
        f"User-Agent: {agent}",
        f"Accept: {_ACCEPT}",
        "Accept-Encoding: gzip",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def _named(error: HTTPException) -> str:
    """What was wrong, without a word of the server's."""
    return {"BadStatusLine": "no status line", "LineTooLong": "a line without end"}.get(
        type(error).__name__, "headers without end" if "headers" in str(error) else type(error).__name__
    )


def _body(response: HTTPResponse, wire: Wire, most: int, cut: bool) -> bytes:
    announced = response.length if not response.chunked else None
    if announced is not None and announced > most and not cut:
        raise Failed("too large", f"it announces {announced / 1_000_000:.0f} MB")
    codings = [one.strip().lower() for one in (response.headers.get("Content-Encoding") or "").split(",")]
    codings = [one for one in codings if one not in ("", "identity")]
    if codings not in ([], ["gzip"], ["x-gzip"]):
        raise Failed("unreachable", "it came packed in a way that was not asked for")
    taken = _Packed(most) if codings else _Plain(most)
    received = 0
    while data := response.read(_CHUNK):
        received += len(data)
        if not taken.take(data):
            if cut:
                break
            raise Failed("too large", f"it is larger than {most / 1_000_000:.0f} MB")
    if cut:
        return bytes(taken.body[:most])
    if announced is not None and received < announced:
        raise Failed("incomplete", f"it ended after {received} of {announced} octets")
    if announced is not None and wire.more_within(_AFTER):
        raise Failed("incomplete", f"it announced {announced} octets and sent more")
    if not taken.whole:
        raise Failed("incomplete", "it is packed, and its end is missing")
    return bytes(taken.body)


class _Plain:
    """A body that came as it is, never more than `most` octets of it."""

    whole = True

    def __init__(self, most: int) -> None:
        self.body = bytearray()
        self._most = most

    def take(self, data: bytes) -> bool:
        """Take what came; False once there is too much."""
        self.body += data
        return len(self.body) <= self._most


class _Packed(_Plain):
    """A body packed by gzip (RFC 1952), in one member or several; unpacked no further than `most` octets."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._wire = 0

    @property
    def whole(self) -> bool:  # type: ignore[override]
        """Whether the last member came to its end."""
        return self._inner.eof

    def take(self, data: bytes) -> bool:
        """Unpack what came; False once there is too much, packed or unpacked."""
        self._wire += len(data)
        while data:
            try:
                self.body += self._inner.decompress(data, self._most + 1 - len(self.body))
            except zlib.error:
                raise Failed("incomplete", "it is packed, and damaged") from None
            if len(self.body) > self._most or self._wire > self._most:
                return False
            data = self._inner.unconsumed_tail
            if self._inner.eof:
                data = self._inner.unused_data
                if not data.startswith(b"\x1f\x8b"):  # padding after the end, which others ignore as well
                    break
                self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return True
