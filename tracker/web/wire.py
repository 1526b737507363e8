"""A connection to one address that was checked: every read has a limit of time and of octets, and can be stopped."""

from __future__ import annotations

import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from tracker.text import shorten
from tracker.web.addresses import Address, is_public

Resolve = Callable[[str, int], list[tuple[Any, ...]]]
_SLICE = 0.2  # seconds after which a wait looks whether it was stopped


class Failed(Exception):
    """A page could not be had: `kind` in a word, and why in a clause that may be shown.

    Kinds: `away` (no connection came about), `unreachable`, `refused`, `too large`, `incomplete`, `busy`,
    `stopped`.
    """

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why


def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
    """Return the socket addresses of a host, as `getaddrinfo` gives them."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


class Clock:
    """How long something may still take in all, and whether the person has stopped it."""

    def __init__(self, seconds: float, stop: threading.Event) -> None:
        self._until = time.monotonic() + seconds
        self._stop = stop

    def left(self, most: float) -> float:
        """Return how many seconds a wait may last, at most `most`; Failed when none are left."""
        if self._stop.is_set():
            raise Failed("stopped", "it was stopped")
        left = self._until - time.monotonic()
        if left <= 0:
            raise Failed("unreachable", "it took too long in all")
        return min(left, most)


class _Reader(io.BufferedReader):
    """The buffer on a wire; the wire's owner closes it, not the library once it has what was announced."""

    def close(self) -> None:
        """Leave it open."""


class Wire(io.RawIOBase):
    """What a server sends, as a stream; `allow` says how many octets more will be taken."""

    def __init__(self, sock: socket.socket, clock: Clock, patience: float) -> None:
        super().__init__()
        self._sock = sock
        self._clock = clock
        self._patience = patience
        self._allowed = 0
        self._reader = _Reader(self, 32_768)

    def allow(self, octets: int) -> None:
        """Take `octets` more, counted from now on."""
        self._allowed = octets

    def readable(self) -> bool:
        """Say that this can be read, for the buffer on top."""
        return True

    def makefile(self, *_: object) -> io.BufferedReader:
        """Return the stream with a buffer, as the HTTP library asks a socket for it."""
        return self._reader

    def more_within(self, seconds: float) -> bool:
        """Return whether anything more comes within `seconds`; the end of the connection and silence are no."""
        self._patience = seconds
        try:
            return bool(self._reader.read(1))
        except (Failed, OSError):
            return False

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what has come; waits its patience and no longer, 0 at the end."""
        until = time.monotonic() + self._patience
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise Failed("unreachable", "it fell silent")
            self._sock.settimeout(max(0.001, self._clock.left(min(left, _SLICE))))
            try:
                count = self._sock.recv_into(buffer)
            except TimeoutError:
                continue
            break
        self._allowed -= count
        if self._allowed < 0:
            raise Failed("too large", "it sent more than is taken")
        return count

    def send(self, data: bytes) -> None:
        """Send a request."""
        self._sock.settimeout(self._clock.left(self._patience))
        self._sock.sendall(data)

    def close(self) -> None:
        """Close the connection; never raises."""
        with suppress(OSError):
            self._sock.close()
        super().close()


class Caller:
    """Connects: resolves a host, keeps to the addresses that may be asked, and to the one that was checked."""

    def __init__(self, lookup: Resolve = resolve, trust: ssl.SSLContext | None = None) -> None:
        self._resolve = lookup
        self._trust = trust or ssl.create_default_context()

    def connect(self, address: Address, clock: Clock, patience: float, private: bool) -> tuple[Wire, bool]:
        """Return a wire to `address`, and whether it leads to the public internet; Failed says why there is none.

        Unless `private`, an address of a private network is refused: a page that redirects must not make us
        ask our own network (SSRF). The socket goes to the very address that was looked at, so a name that
        resolves otherwise a moment later changes nothing.
        """
        found = self._found(address, clock)
        allowed = [one for one in found if private or is_public(str(one[4][0]))]
        if not allowed:
            raise Failed("refused", f"{address.host} is in a private network, and the cited address is not")
        sock, ip = self._opened(address, allowed, clock, patience)
        if address.scheme == "https":
            try:
                sock.settimeout(clock.left(patience))
                sock = self._trust.wrap_socket(sock, server_hostname=address.host)
            except (OSError, ValueError) as error:
                sock.close()
                raise Failed("unreachable", f"no secure connection: {_tls(error)}") from None
            except Failed:
                sock.close()
                raise
        return Wire(sock, clock, patience), is_public(ip)

    def _found(self, address: Address, clock: Clock) -> list[tuple[Any, ...]]:
        """Look a host up in a thread of its own: the system's resolver knows no deadline."""
        came: queue.SimpleQueue[list[tuple[Any, ...]] | OSError | UnicodeError] = queue.SimpleQueue()

        def look() -> None:
            try:
                came.put(self._resolve(address.host, address.port))
            except (OSError, UnicodeError) as error:
                came.put(error)

        threading.Thread(target=look, name="resolving", daemon=True).start()
        while True:
            with suppress(queue.Empty):
                found = came.get(timeout=clock.left(_SLICE))
                break
        if isinstance(found, (OSError, UnicodeError)) or not found:
            raise Failed("away", f"{address.host} cannot be found")
        return found

    @staticmethod
    def _opened(
        address: Address, found: list[tuple[Any, ...]], clock: Clock, patience: float
    ) -> tuple[socket.socket, str]:
        why = "it does not answer"
        for family, kind, protocol, _, place in found[:8]:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(clock.left(patience))
                sock.connect(place)
            except TimeoutError:
                sock.close()
            except OSError as error:
                sock.close()
                why = f"no connection: {error.strerror or type(error).__name__}"
            except BaseException:
                sock.close()
                raise
            else:
                return sock, str(place[0])
        raise Failed("away", f"{address.named}: {why}")


def _tls(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold ({shorten(error.verify_message, 100)})"
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return shorten(getattr(error, "reason", "") or str(error) or type(error).__name__, 100)
