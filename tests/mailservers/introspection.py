"""The token service beside a Dovecot: says whose a token is and whether it still holds (RFC 7662)."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from mailservers.base import new_secret


class Introspection:
    """An HTTP service on loopback that answers for the tokens it issued."""

    def __init__(self) -> None:
        self.users: dict[str, str] = {}
        self.expired: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                asked = parse_qs(self.rfile.read(length).decode())
                body = json.dumps(outer.answer(asked.get("token", [""])[0])).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def answer(self, token: str) -> dict[str, object]:
        """Return what the service says of a token."""
        if token not in self.users or token in self.expired:
            return {"active": False}
        return {"active": True, "username": self.users[token]}

    def issue(self, user: str) -> str:
        """Return a new token for a user."""
        token = new_secret("token")
        self.users[token] = user
        return token

    def expire(self, token: str) -> None:
        """Make a token invalid."""
        self.expired.add(token)

    def close(self) -> None:
        """End the service."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
