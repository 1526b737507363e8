"""How far a pass through a folder is, message by message, and how long the rest of it will take."""

from __future__ import annotations

import time
from collections.abc import Callable

from tracker.workflow.fetched import Stage

SOONEST = 0.5  # seconds before anything is estimated
ENOUGH = 10  # in the first batch a tenth of all messages has to be decided first


class Pace:
    """Estimates the seconds that are left from what was seen; the clock is the caller's.

    A batch is fetched before the first of it is decided, so the rate is taken at the ends of batches, and between
    two of them the estimate only falls. In the first batch it is taken since the first message was decided.
    """

    def __init__(self, begun: float) -> None:
        self._begun = begun
        self._first: tuple[int, float] | None = None  # messages, and when so many were decided
        self._batch: tuple[int, float] | None = None  # the same at the end of the last batch

    def left(self, done: int, total: int, now: float, batch: bool) -> float | None:
        """Return how long the rest of `total` will take; None while too little was seen to tell."""
        if done:
            self._first = self._first or (done, now)
            self._batch = (done, now) if batch else self._batch
        if now - self._begun <= SOONEST:
            return None
        rest = max(0, total - done)
        if self._batch is not None:
            decided, at = self._batch
            each = (at - self._begun) / decided
            return max(each * (total - decided) - (now - at), each * rest)
        first, at = self._first or (done, now)
        if done <= first or done * ENOUGH < total:
            return None
        return (now - at) / (done - first) * rest


class Meter:
    """Counts what a pass has decided and hands it on: stage, done, total, how many more than before, seconds left."""

    def __init__(self, tell: Callable[[Stage, int, int, int, float | None], None], total: int) -> None:
        self._tell = tell
        self._pace = Pace(time.monotonic())
        self.done, self.total = 0, total

    def at(self, done: int, total: int | None = None, stage: Stage = "looking", batch: bool = False) -> None:
        """Tell that `done` of `total` messages are decided; with `batch` all that were fetched so far."""
        more = max(0, done - self.done)
        self.done, self.total = self.done + more, self.total if total is None else total
        left = self._pace.left(self.done, self.total, time.monotonic(), batch)
        self._tell(stage, self.done, max(self.total, self.done), more, left)
