"""The one place where the terminal starts background work, and where its failures come back."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from tracker.errors import TrackerError
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.tui.app import TrackerApp

T = TypeVar("T")


class Stopped(Exception):
    """Raised inside a long call when the terminal is closing and nobody waits for the rest."""


class Progressed(Message):
    """How far a long call is; a newer one replaces an older one that was not shown yet."""

    def __init__(self, saying: str, done: int, total: int) -> None:
        super().__init__()
        self.saying = saying
        self.done = done
        self.total = total

    def can_replace(self, message: Message) -> bool:
        """Say that only the newest progress is worth showing, so that a fast producer cannot flood the
        screen.
        """
        return isinstance(message, Progressed)


class Progress:
    """What a long call is given to say how far it is; it raises `Stopped` once the terminal is closing."""

    def __init__(self, app: TrackerApp, saying: str) -> None:
        self._app = app
        self._saying = saying

    def __call__(self, done: int, total: int) -> None:
        if not self._app.is_running:
            raise Stopped
        self._app.post_message(Progressed(self._saying, done, total))


def start(
    owner: Widget,
    call: Callable[[], T],
    then: Callable[[T], None] | None = None,
    *,
    failed: Callable[[TrackerError], None] | None = None,
    group: str = "",
    pause: float = 0.0,
    saying: str = "",
    writes: bool = False,
) -> Worker[None]:
    """Run `call` in a thread and hand its result to `then` on the screen's side.

    `group` makes the work exclusive: newer work of the same owner and group takes the place of older work,
    whose result is dropped. `pause` (seconds) waits before the thread starts, so that a burst of changes
    makes one call. `saying` is shown while it runs. `writes` calls go one after another, and the app is told
    when they end, so that every screen looks again; they must not have a group, for a write is never dropped.

    A failure becomes one sentence with its hint on the screen and in the list of messages; an owner that
    gives `failed` and is still there shows it itself. The work belongs to the app: closing a screen loses no
    failure.
    """
    from tracker.tui.app import TrackerApp

    app = owner.app
    assert isinstance(app, TrackerApp)
    assert not (writes and group)

    async def run() -> None:
        if pause:
            await asyncio.sleep(pause)
        app.busy(saying, begins=True)
        try:
            if writes:
                async with app.one_writer:
                    await app.know_who()
                    result = await asyncio.to_thread(call)
            else:
                result = await asyncio.to_thread(call)
            if then is not None and owner.is_attached:
                then(result)
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001  (nothing that fails in the background may be lost)
            told = error if isinstance(error, TrackerError) else _unforeseen(error)
            shown = failed is not None and owner.is_attached
            details = "" if told is error else "".join(traceback.format_exception(error))
            app.tell_error(told, details, seen=shown)
            if failed is not None and shown:
                failed(told)
        finally:
            app.busy(saying, begins=False)
            if writes:
                app.changed()

    return app.run_worker(run, name=saying or group, group=f"{id(owner)} {group}", exclusive=bool(group))


def _unforeseen(error: Exception) -> TrackerError:
    """Turn what nobody foresaw into the one sentence that a person is shown."""
    what = clean_line(str(error)) or type(error).__name__
    if isinstance(error, OSError):
        return TrackerError(
            f"The system refused: {what}.", "check the path and its permissions, then try again"
        )
    return TrackerError(
        f"Something unforeseen went wrong: {type(error).__name__}: {what}.",
        "the details are under Messages (Ctrl+P)",
    )
