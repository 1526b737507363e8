"""Files are served to this machine alone, as they were put, and an open page hears when it says something else."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest

from tracker.web.serve import LoopbackServer, Shelf

PAGE = (
    b"<!doctype html><html><head>"
    b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    b"</head><body><p>words</p></body></html>"
)
FILES = {
    "site/index.html": PAGE,
    "site/c1.html": PAGE.replace(b"words", b"C1"),
    "site/chart.svg": b"<svg/>",
    "report.md": b"# Report",
    "data.csv": b"a,b",
}


@pytest.fixture
def served() -> Iterator[LoopbackServer]:
    """A server with some files."""
    shelf = Shelf()
    shelf.put(FILES)
    with LoopbackServer(shelf) as server:
        yield server


def ask(server: LoopbackServer, path: str, method: str = "GET", host: str | None = None) -> HTTPResponse:
    """One request, with a Host of one's choice."""
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", f"127.0.0.1:{server.server_address[1]}" if host is None else host)
    connection.endheaders()
    response = connection.getresponse()
    response.connection = connection  # type: ignore[attr-defined]
    return response


def test_it_listens_on_loopback_alone(served: LoopbackServer) -> None:
    assert served.server_address[0] == "127.0.0.1"
    assert served.url == f"http://127.0.0.1:{served.server_address[1]}/"
    with pytest.raises(OSError, match="in use"):
        LoopbackServer(Shelf(), served.server_address[1])


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/site/chart.svg", "image/svg+xml"),
        ("/report.md", "text/markdown; charset=utf-8"),
        ("/data.csv?x=1", "text/csv; charset=utf-8"),
        ("/site/", "text/html; charset=utf-8"),
        ("/site/c1.html", "text/html; charset=utf-8"),
    ],
)
def test_a_file_has_its_type_and_is_never_kept(path: str, kind: str, served: LoopbackServer) -> None:
    response = ask(served, path)
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    data = response.read()
    assert len(data) == int(response.headers["Content-Length"])
    head = ask(served, path, "HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert abs(int(head.headers["Content-Length"]) - len(data)) == 0


def test_the_way_in_leads_to_the_index(served: LoopbackServer) -> None:
    response = ask(served, "/")
    assert (response.status, response.headers["Location"]) == (302, "/site/index.html")
    served.shelf.put({"report.html": PAGE, "report.md": b""})
    assert ask(served, "/").headers["Location"] == "/report.html"
    served.shelf.put({"index.html": PAGE})
    assert ask(served, "/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/site/../../etc/passwd", "//etc/passwd", "/etc/passwd",
        "/site", "/site/%00", "/site\\..\\..\\x", "/.git/config", "http://127.0.0.1/etc/passwd", "/-/changes",
    ],
)  # fmt: skip
def test_nothing_but_the_files_is_served(path: str, served: LoopbackServer) -> None:
    response = ask(served, path)
    assert response.status == 404
    assert b"root:" not in response.read()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_only_get_and_head_are_answered(method: str, served: LoopbackServer) -> None:
    response = ask(served, "/report.md", method)
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200), ("LOCALHOST", 200), ("localhost:{port}", 200), ("[::1]:{port}", 200),
        ("evil.example.org", 421), ("evil.example.org:{port}", 421), ("localhost:1", 421), ("127.0.0.1.evil.org", 421),
        ("", 421), ("localhost\x1b", 421),
    ],
)  # fmt: skip
def test_a_foreign_name_that_leads_here_is_refused(host: str, status: int, served: LoopbackServer) -> None:
    response = ask(served, "/report.md", host=host.format(port=served.server_address[1]))
    assert response.status == status
    assert (b"Report" in response.read()) is (status == 200)


def test_a_request_with_no_host_or_two_is_refused(served: LoopbackServer) -> None:
    for lines in (b"", b"Host: localhost\r\nHost: localhost\r\n"):
        with socket.create_connection(("127.0.0.1", served.server_address[1]), 10) as sock:
            sock.sendall(b"GET /report.md HTTP/1.1\r\n" + lines + b"\r\n")
            assert b" 421 " in sock.makefile("rb").readline()


def test_garbage_gets_a_plain_sentence(served: LoopbackServer) -> None:
    with socket.create_connection(("127.0.0.1", served.server_address[1]), 10) as sock:
        sock.sendall(b"<script>alert(1)</script>\x1b[2J\r\n\r\n")
        answered = sock.makefile("rb").read()
    assert answered == b"Bad Request.\n"
    assert ask(served, "/report.md").status == 200


def test_the_script_that_reloads_is_in_what_is_served_alone(served: LoopbackServer) -> None:
    first, second = ask(served, "/site/c1.html"), ask(served, "/site/c1.html")
    policy, text = first.headers["Content-Security-Policy"], first.read().decode()
    (nonce,) = re.findall(r"script-src 'nonce-([\w-]{20,})'", policy)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src")
    assert policy.endswith("connect-src 'self'; frame-ancestors 'none'")
    assert text.count("<script") == text.count(f'<script nonce="{nonce}">') == 1
    assert "Content-Security-Policy" not in text
    assert nonce not in second.headers["Content-Security-Policy"]
    assert b"<script" not in FILES["site/c1.html"]


def test_a_page_with_a_policy_on_scripts_is_left_as_it_is(served: LoopbackServer) -> None:
    page = PAGE.replace(b"style-src", b"script-src 'self'; style-src")
    served.shelf.put({"x.html": page})
    assert ask(served, "/x.html").read() == page


def test_an_open_page_hears_of_its_own_change_alone(served: LoopbackServer) -> None:
    stream = ask(served, "/-/changes/site/c1.html")
    assert stream.headers["Content-Type"] == "text/event-stream"
    first = stream.fp.readline()
    assert stream.fp.readline() == b"\n"
    digest = first.decode().strip().removeprefix("data: ")
    assert digest in ask(served, "/site/c1.html").read().decode()
    served.shelf.put({**FILES, "site/index.html": b"<p>other</p>"})  # another page: nothing to hear
    served.shelf.put({**FILES, "site/c1.html": b"<p>changed</p>"})
    heard = stream.fp.readline()
    assert heard.startswith(b"data: ")
    assert heard != first
    assert heard.decode().strip().removeprefix("data: ") in ask(served, "/site/c1.html").read().decode()


def test_many_open_pages_do_not_keep_others_out(served: LoopbackServer) -> None:
    streams = [ask(served, "/-/changes/report.md") for _ in range(20)]
    assert {one.status for one in streams} == {200}
    assert ask(served, "/-/changes/report.md").status == 503
    assert ask(served, "/report.md").status == 200


def test_the_end_comes_at_once_though_pages_are_open() -> None:
    shelf = Shelf()
    shelf.put(FILES)
    with LoopbackServer(shelf) as server:
        stream = ask(server, "/-/changes/report.md")
        stream.fp.readline()
        url = server.server_address
    assert stream.fp.read() in (b"\n", b"\n:\n\n")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(url, 5)
    assert "serving" not in {thread.name for thread in threading.enumerate()}
