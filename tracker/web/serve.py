"""Serves files to browsers of this machine alone, and has an open page reload once it says something else."""

from __future__ import annotations

import hashlib
import html
import re
import secrets
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

_CHANGES = "/-/changes"
_STREAMS = 20  # open pages that are told of changes at one time
_ALIVE = 15.0  # seconds after which an idle stream sends a sign of life, and notices that its reader has gone
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_TYPES = {
    ".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".jsonl": "application/jsonl",
    ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".bib": "text/plain; charset=utf-8",
}  # fmt: skip
_OWN_POLICY = re.compile(
    rb'<meta http-equiv="Content-Security-Policy" content="([^"]{0,2000})">', re.IGNORECASE
)
_NOTHING = "default-src 'none'"
_POLICY = f"{_NOTHING}; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
# Only a page that is seen holds a connection open: a browser has six for one host.
_SCRIPT = """<script nonce="{nonce}">(() => {{
let open;
const look = () => {{
  if (open) open.close();
  open = document.hidden ? null : new EventSource({stream});
  if (open) open.onmessage = (event) => {{ if (event.data !== {digest}) location.reload(); }};
}};
document.addEventListener("visibilitychange", look);
look();
}})();</script>
"""


class Shelf:
    """The files that are served, by their path; put there as a whole, so that nobody sees half of a change."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._digests: dict[str, str] = {}
        self._changed = threading.Condition()
        self.closed = False

    def put(self, files: Mapping[str, bytes]) -> None:
        """Serve these files from now on; open pages that now say something else are told."""
        digests = {path: hashlib.sha256(data).hexdigest()[:32] for path, data in files.items()}
        with self._changed:
            self._files, self._digests = dict(files), digests
            self._changed.notify_all()

    def get(self, path: str) -> tuple[bytes, str] | None:
        """Return a file and its digest, None when there is none of that path."""
        with self._changed:
            found = self._files.get(path)
            return None if found is None else (found, self._digests[path])

    @property
    def start(self) -> str:
        """The page to begin with: an index, else the first page, else the first file."""
        with self._changed:
            paths = sorted(self._files, key=lambda path: (path.count("/"), path))
        first = [path for path in paths if PurePosixPath(path).name == "index.html"]
        pages = [path for path in paths if path.endswith(".html")]
        return next(iter([*first, *pages, *paths]), "")

    def changed_from(self, path: str, digest: str, seconds: float) -> str:
        """Return the digest that a file has once it is not `digest` any more, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self._digests.get(path, "") != digest, seconds)
            return self._digests.get(path, "")

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()


class LoopbackServer(ThreadingHTTPServer):
    """A server on 127.0.0.1 for what lies on a shelf; OSError where the port is taken. Port 0 takes any."""

    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Bind without asking a name server what we are called."""
        super(HTTPServer, self).server_bind()

    def __init__(self, shelf: Shelf, port: int = 0) -> None:
        self.shelf = shelf
        self.streams = threading.BoundedSemaphore(_STREAMS)
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away in the midst is no news."""

    def __enter__(self) -> LoopbackServer:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="serving", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shelf.close()
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request: GET or HEAD of a file, or the stream that tells of changes."""

    server: LoopbackServer
    timeout = 10.0
    server_version = "tracker"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        if not self._is_for_us():
            self._refuse(
                HTTPStatus.MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost alone."
            )
            return
        path = unquote(urlsplit(self.path).path)
        if path.startswith(f"{_CHANGES}/"):
            self._stream(path[len(_CHANGES) + 1 :], body=body)
            return
        start = self.server.shelf.start
        if path == "/" and start not in ("", "index.html"):
            self._send(HTTPStatus.FOUND, b"", _TYPES[".txt"], body=body, to=f"/{quote(start)}")
            return
        path = path[1:] + "index.html" if path.endswith("/") else path[1:]
        found = self.server.shelf.get(path)
        if found is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such file in the report.")
            return
        data, digest = found
        kind = _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
        policy = _NOTHING
        if kind.startswith("text/html"):
            data, policy = _reloading(data, path, digest)
        self._send(HTTPStatus.OK, data, kind, body=body, policy=policy)

    def _is_for_us(self) -> bool:
        """Whether the request names us: a foreign name that was made to lead here is somebody else's page asking."""
        named = self.headers.get_all("Host") or []
        port = self.server.server_address[1]
        return len(named) == 1 and named[0].strip().lower() in {
            one for name in _NAMES for one in (name, f"{name}:{port}")
        }

    def _send(
        self,
        status: HTTPStatus,
        data: bytes,
        kind: str,
        *,
        body: bool,
        policy: str = _NOTHING,
        to: str = "",
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if to:
            self.send_header("Location", to)
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self._guard(policy)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def _guard(self, policy: str) -> None:
        self.send_header("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Connection", "close")

    def _stream(self, path: str, *, body: bool) -> None:
        """Tell what a file is now, and again whenever it becomes something else (Server-Sent Events)."""
        if not self.server.streams.acquire(blocking=False):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many pages are open.")
            return
        try:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self._guard(_NOTHING)
            self.end_headers()
            told: str | None = None
            while body and not self.server.shelf.closed:
                digest = self.server.shelf.changed_from(path, told if told is not None else "-", _ALIVE)
                self.wfile.write(f"data: {digest}\n\n".encode() if digest != told else b":\n\n")
                told = digest
        finally:
            self.server.streams.release()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse for the library, without its words, which repeat the request; methods unknown here are not allowed."""
        status = HTTPStatus(code)
        if status == HTTPStatus.NOT_IMPLEMENTED:
            status = HTTPStatus.METHOD_NOT_ALLOWED
        self._refuse(status, f"{status.phrase}.")

    def _refuse(self, status: HTTPStatus, told: str) -> None:
        self.close_connection = True
        self._send(status, f"{told}\n".encode(), _TYPES[".txt"], body=self.command != "HEAD")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: what a browser asks for is no news."""


def _reloading(data: bytes, path: str, digest: str) -> tuple[bytes, str]:
    """Return a page with a script that reloads it, and the policy that lets this script run and no other.

    The files themselves have no script. A page's own policy, which forbids every script, becomes a header here
    with one exception, known by a number that is used once.
    """
    match = _OWN_POLICY.search(data)
    policy = html.unescape(match[1].decode("utf-8", "replace")) if match else _POLICY
    if re.search(r"(?:script|connect)-src|[^\x20-\x7e]", policy):
        return data, _NOTHING  # it decides that for itself: nothing is added to it
    if match:
        data = data[: match.start()] + data[match.end() :]
    nonce = secrets.token_urlsafe(16)
    stream = f'"{_CHANGES}/{quote(path)}"'
    script = _SCRIPT.format(nonce=nonce, stream=stream, digest=f'"{digest}"').encode()
    at = data.rfind(b"</body>")
    at = at if at >= 0 else len(data)
    return data[:at] + script + data[at:], f"{policy}; script-src 'nonce-{nonce}'; connect-src 'self'"
