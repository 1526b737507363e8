"""The sweep of a dedicated folder: every message is taken in, those that belong nowhere as unsorted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker.mail.imap.failures import TooLarge
from tracker.mail.sieve import Sought
from tracker.workflow import mailboxes, seeking
from tracker.workflow.folder_reading import FolderReading
from tracker.workflow.metering import Meter

_BATCH = 100  # messages
_OCTETS = 8 << 20  # of one batch
_HELD = 64 << 20  # octets of messages kept in memory while it is open where they belong


def sweep(reading: FolderReading, last: int) -> None:
    """Take in every message up to UID `last` that is not known yet.

    An answer may lie before what it answers, so what belongs nowhere is tried again while that helps and
    recorded as unsorted at the end alone; until then the cursor stays before it.
    """
    _Sweep(reading).run(last)


class _Sweep:
    def __init__(self, reading: FolderReading) -> None:
        self.reading = reading
        self.waiting: dict[int, bytes | None] = {}
        self.held = 0
        self.decided = 0

    def run(self, last: int) -> None:
        """Take in what is new up to `last`."""
        reading = self.reading
        with reading.ws.database.reading() as session:
            cursor = mailboxes.cursor(session, reading.mailbox, mailboxes.EVERYTHING)
        nothing = Sought(mailboxes.EVERYTHING, {}, frozenset(), frozenset(), frozenset(), (), None)
        sought = seeking.with_since(nothing, cursor, reading.wish.since)
        terms = seeking.terms(sought)
        upto = 0 if seeking.starts_again(sought, cursor) else cursor.upto
        if terms != cursor.terms:
            reading.writing(
                lambda session: mailboxes.searched(
                    session, reading.mailbox, mailboxes.EVERYTHING, upto, terms
                )
            )
        if upto >= last:
            return
        criteria: list[object] = ["UID", f"{upto + 1}:{last}"]
        if sought.since is not None:
            criteria += ["SINCE", sought.since - timedelta(days=2)]  # INTERNALDATE knows no time zone
        uids = [
            uid for uid in reading.server.search(criteria) if upto < uid <= last and uid not in reading.known
        ]
        meter = reading.meter(len(uids))
        self.decided = upto
        try:
            self._first_round(uids, meter)
            self._later_rounds(meter)
            self.decided = last
        finally:
            self._save()

    def _first_round(self, uids: list[int], meter: Meter) -> None:
        for batch in self._batches(uids):
            got = self._whole(batch)
            self.reading.was_absent(uid for uid in batch if uid not in got and uid not in self.reading.known)
            for uid in batch:
                raw = got.pop(uid, None)
                if raw is not None and self.reading.take(uid, raw) is None:
                    self._hold(uid, raw)
                self.decided = uid
                meter.at(meter.done + 1, stage="taking in", batch=uid == batch[-1])
            self._save()

    def _batches(self, uids: list[int]) -> Iterator[list[int]]:
        """Yield UIDs in batches of a bearable size, as far as the server's sizes can be believed."""
        for start in range(0, len(uids), _BATCH):
            some = uids[start : start + _BATCH]
            sizes = self.reading.server.sizes(some)
            batch: list[int] = []
            octets = 0
            for uid in some:
                if batch and octets + sizes.get(uid, 0) > _OCTETS:
                    yield batch
                    batch, octets = [], 0
                batch.append(uid)
                octets += sizes.get(uid, 0)
            yield batch

    def _whole(self, batch: list[int]) -> dict[int, bytes]:
        """Fetch a batch; what is too large to take is told of and left on the server."""
        while True:
            try:
                return self.reading.server.wholes(uid for uid in batch if uid not in self.reading.known)
            except TooLarge as failure:
                self.reading.leave(failure)

    def _hold(self, uid: int, raw: bytes) -> None:
        fits = self.held + len(raw) <= _HELD
        self.held += len(raw) if fits else 0
        self.waiting[uid] = raw if fits else None

    def _later_rounds(self, meter: Meter) -> None:
        """Try again what belonged nowhere, while that helps; then it is unsorted."""
        last_try = False
        while self.waiting:
            helped = False
            for uid in sorted(self.waiting):
                raw = self.waiting[uid] or self.reading.server.whole(uid)
                if raw is None:
                    self.reading.was_absent([uid])
                elif self.reading.take(uid, raw, last_try=last_try) is None:
                    continue
                helped = True
                del self.waiting[uid]
                meter.at(meter.done, stage="taking in")
            last_try = last_try or not helped

    def _save(self) -> None:
        """Keep the cursor before the first message that still waits."""
        upto = min([self.decided, *(uid - 1 for uid in self.waiting)])
        self.reading.writing(
            lambda session: mailboxes.move(session, self.reading.mailbox, [mailboxes.EVERYTHING], upto)
        )
