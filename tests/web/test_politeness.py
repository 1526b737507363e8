"""Hosts are asked what they wish, and redirects are followed only as far as they may be."""

from __future__ import annotations

import pytest
from webservers.pages import PageServer, Said, answer, redirect
from webservers.visitors import Visiting

from tracker.text import clean_line
from tracker.web import robots
from tracker.web.addresses import is_public, parse, pins_a_commit, raw_form
from tracker.web.visiting import Hop

RULES = """
User-agent: other
Disallow: /

User-agent: *
Disallow: /all

User-agent: someone
User-Agent: Tracker/2.0   # ours, whatever version
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /a%3cb
Crawl-delay: 2.5
Disallow:

Sitemap: https://example.org/map

User-agent: tracker
Disallow: /also
"""


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        ("/", True), ("/all", True), ("/private", False), ("/private/x", False), ("/private/open/x", True),
        ("/x.pdf", False), ("/x.pdf?y", True), ("/a%3Cb", False), ("/also", False), ("/robots.txt", True),
    ],
)  # fmt: skip
def test_the_longest_rule_of_our_group_decides(target: str, allowed: bool) -> None:
    rules = robots.read(RULES.encode())
    assert rules.allow(target) is allowed
    assert rules.delay == 2.5


def test_rules_for_everybody_are_for_us_where_none_names_us() -> None:
    rules = robots.read(
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\nAllow: /x\r\nCrawl-delay: \x1b[2J\r\n\xff\xfe"
    )
    assert rules.allow("/x")
    assert rules.delay == 0
    assert not robots.read(b"user-agent:*\ndisallow:/x").allow("/x/y")
    assert robots.read(b"<html><body>Disallow: /</body></html>").allow("/")


def test_a_file_of_nothing_but_rules_is_read_at_once() -> None:
    many = b"User-agent: a\n" * 15_000 + b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*b\n" * 15_000
    assert robots.read(many).allow("/" + "a" * 2000)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [("404 Not Found", ""), ("403 Forbidden", ""), ("500 Oops", "refused"), ("503 Busy", "refused"),
     ("429 Slow", "busy")],
)  # fmt: skip
def test_a_robots_file_that_cannot_be_had(
    status: str, trouble: str, page_server: PageServer, visiting: Visiting
) -> None:
    page_server.pages |= {
        "/robots.txt": answer("Disallow: /", status),
        "/x": answer("words"),
        "/y": answer("words"),
    }
    visitor = visiting()
    assert [visitor.visit(f"{page_server.url}{path}").trouble for path in ("/x", "/y")] == [trouble] * 2
    assert page_server.asked.count("/robots.txt") == 1
    assert ("/x" in page_server.asked) is (trouble == "")


def test_what_robots_disallow_is_not_asked_for(page_server: PageServer, visiting: Visiting) -> None:
    long = "# " + "x" * 520_000 + "\nUser-agent: *\nDisallow: /beyond\n"
    page_server.pages |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /x\n" + long),
        "/beyond": answer("words"),
    }
    visitor = visiting()
    visit = visitor.visit(f"{page_server.url}/x")
    assert visit.trouble == "refused"
    assert "robots.txt" in visit.detail
    assert (
        visitor.visit(f"{page_server.url}/beyond").trouble == ""
    )  # only the first 500 KiB of a robots.txt count
    assert page_server.asked == ["/robots.txt", "/beyond"]


def test_a_robots_file_that_hangs_forbids_everything(page_server: PageServer, visiting: Visiting) -> None:
    def hang(said: Said) -> None:
        said.ended.wait(30)

    page_server.pages |= {"/robots.txt": hang, "/x": answer("words")}
    visit = visiting(patience=0.3).visit(f"{page_server.url}/x")
    assert (visit.trouble, visit.detail) == ("unreachable", "its robots.txt: it fell silent")
    assert page_server.asked == ["/robots.txt"]


def test_robots_of_a_page_redirected_to_are_asked_as_well(
    page_server: PageServer, visiting: Visiting
) -> None:
    with PageServer(host="127.0.0.2") as other:
        page_server.pages["/x"] = redirect(f"{other.url}/y")
        other.pages |= {"/robots.txt": answer("User-agent: *\nDisallow: /y"), "/y": answer("words")}
        assert visiting().visit(f"{page_server.url}/x").trouble == "refused"
        assert other.asked == ["/robots.txt"]


# Redirects


def test_redirects_are_followed_and_noted(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages |= {
        "/a": redirect("/b", "301 Moved"),
        "/b": redirect(f"{page_server.url}/c?é=1", "308 Moved"),
        "/c?%C3%A9=1": redirect("d", "302 Found"),
        "/d": answer("words"),
    }
    visit = visiting().visit(f"{page_server.url}/a")
    assert (visit.trouble, visit.body, visit.final_url) == ("", b"words", f"{page_server.url}/d")
    assert visit.hops == tuple(
        Hop(f"{page_server.url}{path}", status)
        for path, status in (("/a", 301), ("/b", 308), ("/c?%C3%A9=1", 302))
    )
    assert visit.moved_to == f"{page_server.url}/c?%C3%A9=1"
    assert visiting().visit(f"{page_server.url}/c?é=1").moved_to == ""


@pytest.mark.parametrize(("most", "trouble"), [(5, ""), (6, "unreachable")])
def test_five_redirects_and_no_more(
    most: int, trouble: str, page_server: PageServer, visiting: Visiting
) -> None:
    page_server.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(most)}
    page_server.pages[f"/{most}"] = answer("words")
    visit = visiting().visit(f"{page_server.url}/0")
    assert visit.trouble == trouble
    assert len(page_server.asked) == 7  # the robots.txt and six pages


def test_a_circle_is_left_at_once(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}
    visit = visiting().visit(f"{page_server.url}/a")
    assert (visit.trouble, visit.detail) == ("unreachable", "it redirects in a circle")
    assert page_server.asked == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize(
    "to", ["", "file:///etc/passwd", "javascript:alert(1)", "http://me:secret@127.0.0.1/", "gopher://x/", "http://[x/",
           "http://" + "a" * 300 + "/"]
)  # fmt: skip
def test_a_redirect_to_what_is_no_page(to: str, page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/x"] = redirect(to)
    visit = visiting().visit(f"{page_server.url}/x")
    assert visit.trouble == "refused"
    assert clean_line(visit.detail) == visit.detail
    assert "secret" not in visit.detail


def test_hostile_octets_in_a_redirect_stay_escapes(page_server: PageServer, visiting: Visiting) -> None:
    page_server.pages["/x"] = redirect("/y\x1b[31m\xe2\x80\xae")
    page_server.pages["/y%1B%5B31m%E2%80%AE"] = answer("words", kind="text/html\x1b[2J; charset=utf-8")
    visit = visiting().visit(f"{page_server.url}/x")
    assert visit.trouble == ""
    for told in (visit.final_url, visit.content_type):
        assert clean_line(told) == told


def test_a_way_from_https_to_http_is_told(
    secure_server: PageServer, page_server: PageServer, visiting: Visiting
) -> None:
    secure_server.pages["/x"] = redirect(f"{page_server.url}/y")
    page_server.pages |= {"/y": answer("words"), "/z": redirect(f"{secure_server.url}/w")}
    secure_server.pages["/w"] = answer("words")
    (note,) = visiting().visit(f"{secure_server.url}/x").notes
    assert "from https to http" in note
    assert visiting().visit(f"{page_server.url}/z").notes == ()


@pytest.mark.parametrize("page", ["/x", "/robots.txt"])
def test_a_public_page_cannot_send_us_into_a_private_network(
    page: str, visiting: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both are on loopback; the first one stands for the public internet.
    monkeypatch.setattr("tracker.web.wire.is_public", lambda ip: ip == "127.0.0.2")
    with PageServer(host="127.0.0.2") as public, PageServer(pages={"/inside": answer("secret")}) as private:
        public.pages |= {"/x": answer("words"), page: redirect(f"{private.url}/inside")}
        visit = visiting().visit(f"{public.url}/x")
        assert visit.body == b""
        assert visit.trouble == "refused"
        assert "private network" in visit.detail
        assert private.asked == []
        private.pages["/own"] = redirect("/inside")
        assert visiting().visit(f"{private.url}/own").body == b"secret"  # asked for by the person themselves


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    visiting: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked at, and private a moment later, gains nothing by it."""
    monkeypatch.setattr("tracker.web.wire.is_public", lambda ip: ip == "127.0.0.2")
    with PageServer(host="127.0.0.2") as public, PageServer(pages={"/y": answer("secret")}) as private:
        looked: list[str] = []

        def rebinding(host: str, port: int) -> list[tuple[object, ...]]:
            looked.append(host)
            there = ("127.0.0.2", public.port) if len(looked) < 3 else ("127.0.0.1", private.port)
            return [(2, 1, 6, "", there)]

        public.pages["/x"] = redirect("/y")
        visit = visiting(lookup=rebinding).visit("http://rebinding.example.org/x")
        assert (visit.trouble, private.asked) == ("refused", [])


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False), ("::1", False), ("::", False),
        ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True), ("2002:7f00:1::", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(ip: str, public: bool) -> None:
    assert is_public(ip) is public


# Addresses


def test_an_address_is_written_as_a_request_needs_it() -> None:
    address = parse("HTTPS://Bücher.example.org:443/ä b?x=ü&y=%41#z")
    assert address.url == "https://xn--bcher-kva.example.org/%C3%A4%20b?x=%C3%BC&y=%41"
    assert parse("http://[2001:DB8::1]:8080").origin == "http://[2001:db8::1]:8080"


def test_a_file_that_a_forge_shows_is_fetched_bare() -> None:
    commit = "24e7d8f5409c1a0121394a613746e524f781e044"
    shown = f"https://github.com/kubernetes/community/blob/{commit}/contributors/guide/owners.md?plain=1#L3"
    raw = f"https://raw.githubusercontent.com/kubernetes/community/{commit}/contributors/guide/owners.md"
    assert raw_form(shown) == raw
    assert pins_a_commit(shown)
    assert not pins_a_commit("https://github.com/kubernetes/community/blob/main/README.md")
    for other in (
        "https://github.com/kubernetes/community/pull/8938",
        "https://example.org/a/b/blob/main/x",
        "http://[x",
    ):
        assert raw_form(other) == ""
