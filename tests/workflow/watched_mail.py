"""A watch that runs in the background of a test, whose states the test waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from tracker.workflow.received import Taken
from tracker.workflow.watching import WatchState, watch
from tracker.workflow.workspace import Workspace

LIMIT = 30.0  # seconds: far more than anything here takes


class Watching:
    """Runs `watch` on a workspace while the block lasts; whatever ended it otherwise is raised at the end."""

    def __init__(self, ws: Workspace, pause: float = 0.05, timeout: float = 30.0) -> None:
        self.states: list[WatchState] = []
        self.failure: BaseException | None = None
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self.nudges = 0
        self._thread = threading.Thread(target=self._run, args=(ws, pause, timeout), daemon=True)

    def _run(self, ws: Workspace, pause: float, timeout: float) -> None:
        try:
            watch(ws, self.hear, self._stop, pause=pause, timeout=timeout, nudges=lambda: self.nudges)
        except BaseException as error:  # noqa: BLE001  (raised in the test)
            self.failure = error
        with self._changed:
            self._changed.notify_all()

    def hear(self, state: WatchState) -> None:
        """Keep what the watch tells."""
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def __enter__(self) -> Watching:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended = self.stop()
        if kind is None:
            assert ended, "the watch did not end"
            if self.failure is not None:
                raise self.failure

    def stop(self) -> bool:
        """Ask it to stop; whether it did, long before any connection would time out by itself."""
        self._stop.set()
        return self.ended(10)

    def ended(self, limit: float = LIMIT) -> bool:
        """Wait for its end."""
        self._thread.join(limit)
        return not self._thread.is_alive()

    def wait(self, wanted: Callable[[list[WatchState]], object], what: str = "") -> list[WatchState]:
        """Wait until the states so far are as wanted."""
        with self._changed:
            assert self._changed.wait_for(lambda: wanted(self.states) or self.failure, LIMIT), (
                what,
                self.states,
            )
            assert self.failure is None, self.failure
            return list(self.states)

    def wait_for(self, state: str, times: int = 1, folder: str = "") -> list[WatchState]:
        """Wait until a state was told so often, of a folder when one is named."""

        def met(states: list[WatchState]) -> bool:
            return sum(one.state == state and folder in ("", one.folder) for one in states) >= times

        return self.wait(met, f"{state} {times}")

    def wait_for_replies(self, number: int) -> None:
        """Wait until so many replies were taken in."""
        self.wait(lambda states: sum(one.outcome == "new" for one in taken(states)) >= number, "replies")


def taken(states: list[WatchState]) -> list[Taken]:
    """Everything that was taken in, in order."""
    return [one for state in states for one in state.taken]
