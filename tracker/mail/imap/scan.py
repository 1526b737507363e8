"""Looking through a range of a folder here: the start of each message is fetched in batches and put through the sieve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from time import perf_counter

from tracker.mail.imap.failures import TooLarge
from tracker.mail.imap.passed import Passed
from tracker.mail.imap.server import Server
from tracker.mail.message import Unreadable, open_mail
from tracker.mail.sieve import Sieve

START = 65_536  # octets of a message that are fetched at first: few are longer
MORE = 1 << 20  # octets of a long one that are fetched on suspicion
SOON = 1.0  # seconds that fetching the long ones of a batch may take before the server is rather asked to search them
HELD = 16 << 20  # octets of long messages that are held at once
MANY = 32  # and how many, should their sizes not be true
BATCH = 200  # messages fetched in one command; at 64 KiB each no more than 13 MB

_SAID = re.compile(r"\b[A-Za-z]{4,} [A-Za-z]{4,}\b")


@dataclass(frozen=True)
class Candidate:
    """A message that might belong to a letter, whole.

    `raw` is None when it was asked for and not received: the server may have it no more. Where `failure` is
    set the server has it, but it is too large to be taken in.
    """

    uid: int
    raw: bytes | None = field(repr=False)
    failure: TooLarge | None = None


@dataclass(frozen=True)
class Looked:
    """That everything of the range up to the UID `upto` is decided: `seen` of its `total` messages.

    It comes after each candidate, and with `batch` at the end of each batch that was fetched in one command.
    """

    upto: int
    seen: int
    total: int
    batch: bool = True


@dataclass
class Scan:
    """Fetches messages and puts them through `sieve`; counts what that costs.

    `ask` tells of UIDs which of them may belong as far as the server knows: it is asked about messages too
    long to be fetched on suspicion. `octets` and `seconds` are what was fetched so far and the time it
    took, without the time the caller spends on a candidate. `passed` keeps what they name.
    """

    server: Server
    sieve: Sieve
    ask: Callable[[Sequence[int]], set[int]]
    passed: Passed = field(default_factory=Passed)
    octets: int = 0
    seconds: float = 0.0
    quickest: float = inf  # seconds a message took in the quickest batch
    encoded: tuple[int, str] | None = None  # a UID and words of its text that do not stand in its bytes

    def batch(self, uids: Sequence[int], following: Sequence[int] = ()) -> Iterator[Candidate]:
        """Yield the candidates among `uids` in their order; they should be no more than `BATCH`.

        `following` is the next batch, if any: it is on its way while this one is looked at. The sieve is asked
        about each message only when its turn comes: the caller may have taught it a Message-ID meanwhile. Long
        messages are fetched further where the line is swift, else left to the server's own search.
        """
        before = self.seconds
        got = self._start_of(uids, START)
        long = [uid for uid in uids if len(got.get(uid, b"")) >= START]
        asked = self._longer(long, got)
        if following:
            self.server.start_ahead(following, START)
        for uid in uids:
            raw = got.pop(uid, None)
            if raw is not None and self.encoded is None and b"base64" in raw:
                self._note_encoded(uid, raw)
            if raw is None:
                yield Candidate(uid, None)
                continue
            self.passed.note(uid, raw)
            cut = len(raw) in (START, MORE)
            if self._might(raw):
                self.passed.offer(uid)
                yield self.whole(uid) if cut else Candidate(uid, raw)
            elif uid in asked or (len(raw) == MORE and uid in self.ask([uid])):
                yield self.whole(uid)
        if uids:
            self.quickest = min(self.quickest, (self.seconds - before) / len(uids))

    def _longer(self, long: Sequence[int], got: dict[int, bytes]) -> set[int]:
        """Fetch more of the long messages into `got`; return those of the others in which the server finds something.

        They are fetched as far as that is done soon, at the pace of what was fetched so far, and can be held.
        """
        sizes = self.server.sizes(long) if long else {}
        more: list[int] = []
        octets = 0
        for uid in long:
            octets += min(sizes.get(uid, MORE), MORE)
            if octets * self.seconds <= SOON * self.octets and octets <= HELD and len(more) < MANY:
                more.append(uid)
        if more:
            got.update(self._start_of(more, MORE))
        rest = [uid for uid in long if uid not in more]
        return self.ask(rest) if rest else set()

    def whole(self, uid: int) -> Candidate:
        """Return a message whole, however long it is."""
        try:
            return Candidate(uid, self.server.whole(uid))
        except TooLarge as failure:
            return Candidate(uid, None, failure)

    def _note_encoded(self, uid: int, raw: bytes) -> None:
        try:
            said = _SAID.search(open_mail(raw).text)
        except Unreadable:
            return
        if said and said[0].encode("ascii") not in raw:
            self.encoded = (uid, said[0])

    def _start_of(self, uids: Sequence[int], octets: int) -> dict[int, bytes]:
        began = perf_counter()
        got = self.server.start_of(uids, octets)
        self.seconds += perf_counter() - began
        self.octets += sum(map(len, got.values()))
        return got

    def _might(self, raw: bytes) -> bool:
        began = perf_counter()
        might = self.sieve.might(raw)
        self.seconds += perf_counter() - began
        return might
