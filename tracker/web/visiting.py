"""Visits pages politely: robots.txt, one request at a time, a pause between two to one host, few redirects."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tracker import __version__
from tracker.text import clean_line, shorten
from tracker.web import robots
from tracker.web.addresses import Address, BadAddress, joined, parse, shown
from tracker.web.exchange import WHOLE, Answer, Limits, get
from tracker.web.wire import Caller, Clock, Failed

_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_GONE = frozenset({404, 410})
_CLOSED = frozenset({401, 402, 403, 407, 451})
_ITS_OWN = frozenset({"away", "busy", "refused"})  # troubles with a robots.txt that are the page's as well
_CONTACT = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True)
class Hop:
    """A redirect that was followed: who answered, with which status."""

    url: str
    status: int


@dataclass(frozen=True)
class Visit:
    """What came of asking for a page.

    `trouble` is "" for a page that came whole, else `gone`, `refused`, `too large`, `incomplete`, `unreachable`,
    `busy`, `stopped` or `away` (no connection came about), with `detail` a clause that says why. `moved_to` is
    where the asked address says for good that the page is, `notes` what is to be told besides.
    """

    url: str
    final_url: str
    trouble: str = ""
    detail: str = ""
    body: bytes = b""
    content_type: str = ""
    hops: tuple[Hop, ...] = ()
    moved_to: str = ""
    notes: tuple[str, ...] = ()


def user_agent(contact: str = "") -> str:
    """Return what we call ourselves: the program with its version, and whom to write to where that is configured."""
    told = f" ({contact})" if contact and _CONTACT.fullmatch(contact) else ""
    return f"{robots.NAME}/{__version__}{told}"


class Visitor:
    """One run of visits. It asks for one page at a time and remembers each host's robots.txt till its end."""

    def __init__(
        self,
        stop: threading.Event | None = None,
        *,
        contact: str = "",
        limits: Limits | None = None,
        caller: Caller | None = None,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self.stop = stop or threading.Event()
        self._agent = user_agent(contact)
        self._limits = limits or Limits()
        self._caller = caller or Caller()
        self._pause = pause or self.stop.wait
        self._rules: dict[str, robots.Rules | Failed] = {}
        self._asked: dict[str, float] = {}
        self._busy: dict[str, str] = {}

    def visit(self, url: str) -> Visit:
        """Ask for a page and return what came of it; never raises for anything that a server does."""
        hops: list[Hop] = []
        notes: list[str] = []
        trail: list[Address] = []
        answer = None
        self._spent = 0.0
        try:
            trail.append(parse(url))
            found = self._followed(trail, hops, notes)
            trouble, detail = self._judged(trail[-1], found)
            answer = None if trouble else found
        except BadAddress as error:
            trouble, detail = "refused", str(error)
        except Failed as error:
            trouble, detail = error.kind, error.why
        return Visit(
            url=url,
            final_url=shown(trail[-1].url if len(trail) > 1 else url),
            trouble=trouble,
            detail=detail,
            body=answer.body if answer else b"",
            content_type=shorten(answer.header("Content-Type"), 200) if answer else "",
            hops=tuple(hops),
            moved_to=_moved(hops, trail),
            notes=tuple(notes),
        )

    def _followed(self, trail: list[Address], hops: list[Hop], notes: list[str]) -> Answer:
        """Ask, and follow redirects: each is noted in `trail` and `hops`, and what is odd about it in `notes`."""
        private = True
        while True:
            at = trail[-1]
            rules = self._robots(at, private)
            if not rules.allow(at.target):
                raise Failed("refused", f"the robots.txt of {at.host} asks not to be asked for it")
            answer = self._asked_once(at, private, rules.delay)
            if answer.status not in _REDIRECTS:
                return answer
            # Once a public server has answered, nothing private is asked for on its word.
            private = private and not answer.public
            hops.append(Hop(shown(at.url), answer.status))
            if len(hops) > self._limits.redirects:
                raise Failed("unreachable", f"more than {self._limits.redirects} redirects")
            to = self._next(at, answer)
            if to in trail:
                raise Failed("unreachable", "it redirects in a circle")
            trail.append(to)
            if at.scheme == "https" and to.scheme == "http":
                notes.append(f"{at.host} redirects from https to http, which anybody on the way can change")

    @staticmethod
    def _next(at: Address, answer: Answer) -> Address:
        try:
            return joined(at, answer.headers.get("Location") or "")
        except BadAddress as error:
            raise Failed("refused", f"{at.host} redirects to where we do not go: {error}") from None

    def _judged(self, at: Address, answer: Answer) -> tuple[str, str]:
        status = answer.status
        if status in _GONE:
            return "gone", f"{at.host} answers {status}"
        if status in _CLOSED:
            return "refused", f"{at.host} answers {status}"
        if status in (429, 503):
            wait = shorten(answer.header("Retry-After"), 40)
            if status == 429 or wait:
                self._busy[at.host] = f"{at.host} asks to be left alone" + (f" ({wait})" if wait else "")
                return "busy", self._busy[at.host]
        if status not in WHOLE:
            return "unreachable", f"{at.host} answers {status}"
        return "", ""

    def _robots(self, at: Address, private: bool) -> robots.Rules:
        """Return what the host asks of us, from its robots.txt: asked for once a run.

        By RFC 9309 a file that is not there (4xx) allows everything, and one that cannot be had (5xx, nothing
        at all) nothing; its redirects are followed, its first 500 KiB count.
        """
        if at.host in self._busy:
            raise Failed("busy", self._busy[at.host])
        known = self._rules.get(at.origin)
        if known is None:
            try:
                known = self._fetched_robots(at, private)
            except Failed as error:
                if error.kind == "stopped":
                    raise
                known = (
                    error if error.kind in _ITS_OWN else Failed("unreachable", f"its robots.txt: {error.why}")
                )
            self._rules[at.origin] = known
        if isinstance(known, Failed):
            raise Failed(known.kind, known.why)
        return known

    def _fetched_robots(self, host: Address, private: bool) -> robots.Rules:
        at = Address(host.scheme, host.host, host.port, "/robots.txt")
        for _ in range(self._limits.redirects + 1):
            answer = self._asked_once(at, private, 0.0, self._limits.robots)
            if answer.status not in _REDIRECTS:
                break
            private = private and not answer.public
            at = self._next(at, answer)
        if answer.status == 429:
            raise Failed(*self._judged(at, answer))
        if 400 <= answer.status < 500 or answer.status in _REDIRECTS:
            return robots.ALL_ALLOWED
        if not 200 <= answer.status < 300:
            why = f"the robots.txt of {host.host} cannot be had ({answer.status}), which forbids everything"
            raise Failed("refused", why)
        return robots.read(answer.body)

    def _asked_once(self, at: Address, private: bool, delay: float, cut: int = 0) -> Answer:
        """One request, after the pause that its host is owed. What time it takes counts for the whole visit."""
        owed = min(max(delay, self._limits.pause), self._limits.longest_pause)
        if at.host in self._asked:
            left = self._asked[at.host] + owed - time.monotonic()
            if left > 0:
                self._pause(left)
        started = time.monotonic()
        clock = Clock(self._limits.seconds - self._spent, self.stop)
        most = cut or self._limits.octets
        try:
            clock.left(0.0)
            return get(
                self._caller, at, self._agent, clock, self._limits, private=private, most=most, cut=bool(cut)
            )
        finally:
            self._asked[at.host] = time.monotonic()
            self._spent += self._asked[at.host] - started


def _moved(hops: list[Hop], trail: list[Address]) -> str:
    """Where the asked address is said to be for good: the end of the permanent redirects that come first."""
    permanent = list(itertools.takewhile(lambda hop: hop.status in _PERMANENT, hops))
    return shown(trail[min(len(permanent), len(trail) - 1)].url) if permanent else ""


def host_of(url: str) -> str:
    """Return the host that an address asks, "" for one that is not asked for."""
    try:
        return clean_line(parse(url).named)
    except BadAddress:
        return ""
