"""A page is fetched whole or not at all: within limits of octets and time, whatever the server does."""

from __future__ import annotations

import gzip
import socket
import threading
from pathlib import Path

import pytest
from mailservers.certificates import Certificates
from webservers.pages import PageServer, Said, answer
from webservers.visitors import Visiting

from tracker import __version__
from tracker.text import clean_line

ESC = "\x1b[2J\u202e"


def test_a_page_comes_with_its_type(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/a%20b?q=1&r=%C3%A9"] = answer("<p>words</p>")
    visit = visiting().visit(f"{page_server.url}/a b?q=1&r=é#part")
    assert (visit.trouble, visit.body, visit.content_type) == (
        "",
        b"<p>words</p>",
        "text/html; charset=utf-8",
    )
    assert page_server.asked == ["/robots.txt", "/a%20b?q=1&r=%C3%A9"]


def test_nothing_of_us_is_told_but_what_we_are(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/"] = answer("x", headers=["Set-Cookie: a=b"])
    page_server.pages["/next"] = answer("x")
    visitor = visiting(contact="team@example.org")
    visitor.visit(f"{page_server.url}/")
    visitor.visit(f"{page_server.url}/next")
    names = {line.partition(":")[0] for line in page_server.requests[-1].split("\r\n")[1:] if line}
    assert names == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert f"User-Agent: tracker/{__version__} (team@example.org)\r\n" in page_server.requests[-1]
    visiting(contact="x\r\nCookie: y").visit(f"{page_server.url}/")
    assert f"User-Agent: tracker/{__version__}\r\n" in page_server.requests[-1]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://",
        "http://a:b@127.0.0.1/",
        "javascript:x",
        "http://[::x]/",
    ],
)
def test_what_is_no_public_address_is_not_asked_for(url: str, visiting: Visiting) -> None:
    assert visiting().visit(url).trouble == "refused"


@pytest.mark.parametrize(
    ("status", "trouble"),
    [("404 Not Found", "gone"), ("410 Gone", "gone"), ("401 Who", "refused"), ("403 No", "refused"),
     ("451 No", "refused"), ("500 Oops", "unreachable"), ("418 Tea", "unreachable"), ("204 Empty", "unreachable"),
     ("503 Busy", "unreachable"), ("103 Early", "unreachable")],
)  # fmt: skip
def test_each_refusal_has_its_name(
    status: str, trouble: str, page_server: PageServer, visiting: Visiting
) -> None:
    page_server.pages["/x"] = answer("sorry", status)
    visit = visiting().visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.body) == (trouble, b"")
    assert status[:3] in visit.detail


def test_a_busy_host_is_left_alone_till_the_end(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/a"] = answer(
        "slow down", "429 Too Many", headers=[f"Retry-After: 120{ESC}".encode().decode("latin-1")]
    )
    visitor = visiting()
    first, second = visitor.visit(f"{page_server.url}/a"), visitor.visit(f"{page_server.url}/b")
    assert (first.trouble, second.trouble) == ("busy", "busy")
    assert "120" in first.detail
    assert clean_line(first.detail) == first.detail
    assert page_server.asked == ["/robots.txt", "/a"]


# Too much, too little, too late


def test_a_hundred_megabytes_are_cut_off_early(visiting: Visiting) -> None:
    def pour(said: Said) -> None:
        said.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(1000):
            if not said.send(b"x" * 100_000):
                return

    with PageServer(pages={"/x": pour}) as server:
        assert visiting(octets=3_000_000).visit(f"{server.url}/x").trouble == "too large"
    # What left beyond the limit lay in the buffers of two sockets.
    assert 3_000_000 <= server.sent["/x"] < 20_000_000


def test_what_announces_too_much_is_not_even_begun(visiting: Visiting) -> None:
    def announce(said: Said) -> None:
        said.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1000):
            if not said.send(b"x" * 100_000):
                return

    with PageServer(pages={"/x": announce}) as server:
        visit = visiting().visit(f"{server.url}/x")
        assert (visit.trouble, visit.detail) == ("too large", "it announces 100 MB")
    assert server.sent["/x"] < 20_000_000


def test_a_packed_bomb_is_not_unpacked(visiting: Visiting) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with PageServer(pages={"/x": head + bomb}) as server:
        assert visiting().visit(f"{server.url}/x").trouble == "too large"


@pytest.mark.parametrize("twice", [False, True])
def test_a_packed_page_is_unpacked(twice: bool, page_server: PageServer, visiting: Visiting) -> None:
    packed = gzip.compress(b"one ") + (gzip.compress(b"two") + b"\0\0" if twice else b"")
    page_server.pages["/x"] = answer(packed, headers=["Content-Encoding: gzip"])
    assert visiting().visit(f"{page_server.url}/x").body == (b"one two" if twice else b"one ")


@pytest.mark.parametrize(
    ("page", "trouble"),
    [
        (
            answer(gzip.compress(b"words " * 1000, mtime=0)[:-30], headers=["Content-Encoding: gzip"]),
            "incomplete",
        ),
        (answer(b"no gzip at all", headers=["Content-Encoding: gzip"]), "incomplete"),
        (answer(b"?", headers=["Content-Encoding: br"]), "unreachable"),
        (answer(b"?", headers=["Content-Encoding: gzip, gzip"]), "unreachable"),
    ],
    ids=["cut", "not packed", "not asked for", "twice"],
)
def test_what_is_badly_packed_is_told(
    page: bytes, trouble: str, page_server: PageServer, visiting: Visiting
) -> None:
    page_server.pages["/x"] = page
    assert visiting().visit(f"{page_server.url}/x").trouble == trouble


@pytest.mark.parametrize(
    ("length", "detail"),
    [(500, "it ended after 12 of 500 octets"), (5, "it announced 5 octets and sent more")],
)
def test_a_length_that_lies_is_told(
    length: int, detail: str, page_server: PageServer, visiting: Visiting
) -> None:
    page_server.pages["/x"] = answer(b"twelve bytes", length=length)
    visit = visiting().visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.detail, visit.body) == ("incomplete", detail, b"")


def chunked(*chunks: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(chunks)


def test_a_page_in_chunks_is_put_together(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/x"] = chunked(b"5\r\nhello\r\n", b"6;a=b\r\n world\r\n", b"0\r\n\r\n")
    assert visiting().visit(f"{page_server.url}/x").body == b"hello world"


@pytest.mark.parametrize(
    "page",
    [
        chunked(b"5\r\nhello\r\n"),
        chunked(b"zz\r\nhello\r\n0\r\n\r\n"),
        chunked(b"-5\r\nhello\r\n0\r\n\r\n"),
        chunked(b"FFFFFFFFFFFFFFFF\r\nhello"),
        chunked(b"5" * 100_000),
        b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000 + b"\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 2000000 \x1b[2J\r\n\r\n",
        b"\0" * 1000,
        b"",
    ],
    ids=[
        "no last chunk", "no size", "negative size", "endless chunk", "endless size", "many headers", "long header",
        "endless continue", "another protocol", "odd status", "zeros", "nothing",
    ],
)  # fmt: skip
def test_garbage_is_told_in_safe_words(page: bytes, page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/x"] = page
    visit = visiting().visit(f"{page_server.url}/x")
    assert visit.trouble in ("incomplete", "unreachable", "too large")
    assert visit.body == b""
    assert clean_line(visit.detail) == visit.detail


def test_headers_that_never_end_are_cut_off(visiting: Visiting) -> None:
    def endless(said: Said) -> None:
        said.send(b"HTTP/1.1 200 OK\r\nX: ")
        while said.send(b"y" * 65_536) and said.sent < 100_000_000:
            pass

    with PageServer(pages={"/x": endless}) as server:
        assert visiting().visit(f"{server.url}/x").trouble in ("unreachable", "too large")
    assert server.sent["/x"] < 20_000_000


def test_silence_ends_a_visit(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/x"] = lambda said: said.ended.wait(30) and None
    visit = visiting(patience=2.0).visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.detail) == ("unreachable", "it fell silent")


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_a_drip_ends_with_the_time_for_it_all(
    start: bytes, page_server: PageServer, visiting: Visiting
) -> None:
    def drip(said: Said) -> None:
        said.send(start)
        while not said.ended.wait(0.02) and said.send(b"x"):
            pass

    page_server.pages["/x"] = drip
    visit = visiting(seconds=4.0, patience=2.0).visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.detail) == ("unreachable", "it took too long in all")


def test_a_stop_ends_a_visit_in_the_midst(page_server: PageServer, visiting: Visiting) -> None:
    stop = threading.Event()

    def begin(said: Said) -> None:
        said.send(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        stop.set()
        said.ended.wait(30)

    page_server.pages["/x"] = begin
    visitor = visiting(stop, seconds=60.0, patience=60.0)
    assert visitor.visit(f"{page_server.url}/x").trouble == "stopped"
    assert visitor.visit(f"{page_server.url}/y").trouble == "stopped"
    assert "/y" not in page_server.asked


# Who is at the other end


def test_a_certificate_that_holds_is_needed(web_certificates: Certificates, visiting: Visiting) -> None:
    for kind in ("wrong-host", "expired", "self-signed"):
        with PageServer(web_certificates.pem[kind], pages={"/x": answer("words")}) as server:
            visit = visiting().visit(f"{server.url}/x")
            assert visit.trouble == "unreachable", kind
            assert "certificate does not hold" in visit.detail
            assert server.asked == []
    with PageServer(web_certificates.pem["good"], pages={"/x": answer("words")}) as server:
        assert visiting().visit(f"{server.url}/x").body == b"words"
        assert visiting(authority=None).visit(f"{server.url}/x").trouble == "unreachable"


def test_where_nobody_answers_there_is_no_connection(visiting: Visiting) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert visiting().visit(f"http://127.0.0.1:{port}/").trouble == "away"

    def nowhere(host: str, port: int) -> object:
        raise socket.gaierror(-2, "unknown")

    visit = visiting(lookup=nowhere).visit("http://nowhere.example.org/")
    assert (visit.trouble, visit.detail) == ("away", "nowhere.example.org cannot be found")


def test_a_resolver_that_hangs_does_not_hang_us(visiting: Visiting) -> None:
    done = threading.Event()
    visit = visiting(lookup=lambda *_: done.wait(30), seconds=0.5).visit("http://slow.example.org/")
    done.set()
    assert visit.trouble == "unreachable"


def test_a_host_is_given_the_pause_that_it_asks_for(page_server: PageServer, visiting: Visiting) -> None:
    waits: list[float] = []
    page_server.pages |= {f"/{n}": answer("x") for n in range(4)}
    page_server.pages["/robots.txt"] = answer("User-agent: *\nCrawl-delay: 900\n", kind="text/plain")
    visitor = visiting(pause=waits.append, longest_pause=30.0)
    for n in range(4):
        visitor.visit(f"{page_server.url}/{n}")
    assert page_server.asked == ["/robots.txt", "/0", "/1", "/2", "/3"]
    assert len(waits) == 4
    assert all(25 < one <= 30 for one in waits)


def test_without_a_wish_a_host_has_a_second_between_two_requests(
    page_server: PageServer, visiting: Visiting
) -> None:
    waits: list[float] = []
    page_server.pages["/x"] = answer("x")
    visiting(pause=waits.append, pause_between=1.0).visit(f"{page_server.url}/x")
    assert len(waits) == 1
    assert 0 < waits[0] <= 1


def test_files_of_this_machine_are_no_pages(
    tmp_path: Path, page_server: PageServer, visiting: Visiting
) -> None:
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    page_server.pages["/x"] = answer("", "302 Found", headers=[f"Location: file://{tmp_path}/secret"])
    visit = visiting().visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.body) == ("refused", b"")
