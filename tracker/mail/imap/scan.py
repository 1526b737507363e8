"""Looking through a range of a folder here: the start of each message is fetched in batches and put through the sieve."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from tracker.mail.imap.failures import TooLarge
from tracker.mail.imap.server import Server
from tracker.mail.message import Unreadable, open_mail
from tracker.mail.sieve import Sieve

START = 65_536  # octets of a message that are fetched at first: few are longer
MORE = 1 << 20  # octets of a long one, where fetching them costs less than a search through its body
SWIFT = 4_000_000  # octets a second from which it does
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
    """That everything of the range up to the UID `upto` is decided: `seen` of its `total` messages."""

    upto: int
    seen: int
    total: int


@dataclass
class Scan:
    """Fetches messages and puts them through `sieve`; counts what that costs.

    `ask` tells of UIDs which of them may belong as far as the server knows: it is asked about messages too
    long to be fetched on suspicion. `messages`, `octets` and `seconds` are what was fetched so far and the time it
    took, without the time the caller spends on a candidate.
    """

    server: Server
    sieve: Sieve
    ask: Callable[[Sequence[int]], set[int]]
    messages: int = 0
    octets: int = 0
    seconds: float = 0.0
    encoded: tuple[int, str] | None = None  # a UID and words of its text that do not stand in its bytes

    def batch(self, uids: Sequence[int]) -> Iterator[Candidate]:
        """Yield the candidates among `uids` in their order; they should be no more than `BATCH`.

        The sieve is asked about each message only when its turn comes: the caller may have taught it a
        Message-ID meanwhile. A long message of which the sieve knows nothing yet is fetched further where the
        line is swift, else left to the server's own search.
        """
        got = self._start_of(uids, START)
        long = [uid for uid in uids if len(got.get(uid, b"")) >= START]
        swift = self.octets >= SWIFT * self.seconds
        asked = self.ask(long) if long and not swift else set()
        for uid in uids:
            raw = got.pop(uid, None)
            if raw is not None and self.encoded is None and b"base64" in raw:
                self._note_encoded(uid, raw)
            if raw is None:
                yield Candidate(uid, None)
            elif self._might(raw):
                yield self.whole(uid) if uid in long else Candidate(uid, raw)
            elif uid in asked:
                yield self.whole(uid)
            elif uid in long and swift:
                yield from self._further(uid)

    def _further(self, uid: int) -> Iterator[Candidate]:
        """Decide a long message on more of it, a very long one with the server's help."""
        raw = self._start_of([uid], MORE).get(uid)
        if raw is None:
            yield Candidate(uid, None)
        elif len(raw) < MORE:
            if self._might(raw):
                yield Candidate(uid, raw)
        elif self._might(raw) or uid in self.ask([uid]):
            yield self.whole(uid)

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
        self.messages += len(uids)
        self.octets += sum(map(len, got.values()))
        return got

    def _might(self, raw: bytes) -> bool:
        began = perf_counter()
        might = self.sieve.might(raw)
        self.seconds += perf_counter() - began
        return might
