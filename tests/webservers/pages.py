"""A web server on loopback that says exactly the octets it was told to, and remembers who asked for what."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Script = Callable[["Said"], None]


@dataclass
class Said:
    """A connection to a client: what it asked, and a way to answer; `sent` counts the octets that left."""

    sock: socket.socket
    request: str
    ended: threading.Event
    sent: int = 0

    def send(self, data: bytes) -> bool:
        """Send octets as they are; False once the client has gone."""
        try:
            self.sock.sendall(data)
        except OSError:
            return False
        self.sent += len(data)
        return True


def answer(
    body: bytes | str = b"",
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    headers: Iterable[str] = (),
    length: int | None = None,
) -> bytes:
    """A whole answer; `length` is what it announces, true by default."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    lines.append(f"Content-Length: {len(data) if length is None else length}")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + data


def redirect(to: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return answer("moved", status, headers=[f"Location: {to}"])


@dataclass
class PageServer:
    """Answers each path with the octets or the script in `pages`; what is not there is 404, also robots.txt."""

    certificate: Path | None = None
    pages: dict[str, bytes | Script] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)
    host: str = "127.0.0.1"

    def __enter__(self) -> PageServer:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._socket = socket.create_server((self.host, 0))
        self._socket.settimeout(0.05)
        self.port = int(self._socket.getsockname()[1])
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        for thread in list(self._threads):
            thread.join()
        self._socket.close()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}"

    def _serve(self) -> None:
        while not self._ended.is_set():
            with suppress(TimeoutError):
                sock, _ = self._socket.accept()
                thread = threading.Thread(target=self._answer, args=(sock,))
                self._threads.append(thread)
                thread.start()

    def _answer(self, sock: socket.socket) -> None:
        with suppress(OSError), sock:
            sock.settimeout(10)
            if self.certificate is not None:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                sock = context.wrap_socket(sock, server_side=True)
            with sock:
                self._speak(sock)

    def _speak(self, sock: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            got = sock.recv(65_536)
            if not got:
                return
            data += got
        request = data.decode("latin-1")
        path = request.split(" ", 2)[1]
        said = Said(sock, request, self._ended)
        with self._lock:
            self.asked.append(path)
            self.requests.append(request)
        try:
            page = self.pages.get(path, answer("no such page", "404 Not Found"))
            if callable(page):
                page(said)
            else:
                said.send(page)
        finally:
            with self._lock:
                self.sent[path] = said.sent
