"""The bytes to and from a server: lines and literals, each within a limit of size and of time."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Final

CHUNK: Final = 1 << 18
LONGEST_TEXT: Final = 1 << 16

_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux alone; it lasts for one answer


class NonsenseError(ValueError):
    """The server sent what no IMAP server sends, or more than was asked for; the text says what, in our words."""


class Wire:
    """A connected socket, read line by line and literal by literal, and written to.

    Before each exchange `allow` sets how many octets may come and how long it may take in all;
    `silence` is how long the server may say nothing. So neither a flood nor a drip holds us up.
    TimeoutError, EOFError, OSError and NonsenseError leave the wire unusable, but for the TimeoutError
    of `line_within`.
    """

    def __init__(self, sock: socket.socket, silence: float) -> None:
        self.sock = sock
        self.silence = silence
        self._patience = silence
        self._data = b""
        self._at = 0
        self._begun: list[bytes] = []
        self._left = LONGEST_TEXT
        self._deadline = time.monotonic() + silence

    def allow(self, octets: int, seconds: float, silence: float | None = None) -> None:
        """Let the next exchange receive at most `octets` within `seconds`, and be silent for `silence` at most."""
        self._left = octets
        self._deadline = time.monotonic() + seconds
        self._patience = self.silence if silence is None else silence

    @property
    def unread(self) -> bool:
        """Say whether octets were received that nobody has read yet."""
        return bool(self._begun) or self._at < len(self._data)

    def take_over(self, sock: socket.socket) -> None:
        """Go on with `sock`, the same connection under TLS."""
        self.sock = sock

    def send(self, octets: bytes) -> None:
        """Send all of `octets`."""
        self.sock.settimeout(self._patience)
        self.sock.sendall(octets)

    def line(self) -> bytes:
        """Return the next line without its line break."""
        while True:
            end = self._data.find(b"\n", self._at)
            if end >= 0:
                break
            self._begun.append(self._data[self._at :])
            self._data, self._at = b"", 0
            self._data = self._received()
        line = self._data[self._at : end + 1]
        self._at = end + 1
        if self._begun:
            self._begun.append(line)
            line = b"".join(self._begun)
            self._begun.clear()
        return line.rstrip(b"\r\n")

    def line_within(self, seconds: float) -> bytes | None:
        """Return the next line, None when it is not there within `seconds`; what came of it is kept."""
        patience, self._patience = self._patience, seconds
        try:
            return self.line()
        except TimeoutError:
            return None
        finally:
            self._patience = patience

    def literal(self, size: int) -> bytes:
        """Return the next `size` octets; NonsenseError at once when so many were not allowed."""
        if size > self._left + len(self._data) - self._at:
            raise NonsenseError(f"it announced {size} octets, more than was asked for")
        end = self._at + size
        if end <= len(self._data):
            literal = self._data[self._at : end]
            self._at = end
            return literal
        pieces = [self._data[self._at :]]
        missing = size - len(pieces[0])
        self._data, self._at = b"", 0
        while True:
            chunk = self._received()
            if len(chunk) >= missing:
                pieces.append(chunk[:missing])
                self._data, self._at = chunk, missing
                return b"".join(pieces)
            pieces.append(chunk)
            missing -= len(chunk)

    def _received(self) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("it took too long in all")
        self.sock.settimeout(max(0.001, min(self._patience, left)))
        if _QUICK_ACK is not None and self.sock.family in (socket.AF_INET, socket.AF_INET6):
            # A server may hold back the end of an answer until its beginning is confirmed: 40 ms each time.
            self.sock.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
        chunk = self.sock.recv(CHUNK)
        if not chunk:
            raise EOFError
        self._left -= len(chunk)
        if self._left < 0:
            raise NonsenseError("it sent far more than was asked for")
        return chunk

    def interrupt(self) -> None:
        """Make whatever waits on this wire, in another thread, fail at once."""
        with suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket; never raises."""
        with suppress(OSError):  # the other end may have been faster
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        self.sock.close()
