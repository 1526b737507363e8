"""The one place where the terminal starts background work, and where its failures come back."""

from __future__ import annotations

import asyncio
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar

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
            shown = failed is not None and owner.is_attached
            told = _tell(app, error, seen=shown)
            if failed is not None and shown:
                failed(told)
        finally:
            app.busy(saying, begins=False)
            if writes:
                app.changed()

    return app.run_worker(run, name=saying or group, group=f"{id(owner)} {group}", exclusive=bool(group))


class Standing(Generic[T]):
    """Work that may stand for as long as the terminal is open; it ends soon after `stop` is set.

    It has a thread of its own, which a leaving terminal does not wait for: the threads that `start` uses are
    joined when Python ends, and one that is connecting to a silent host would hold it for half a minute.
    """

    def __init__(self, app: TrackerApp, call: Callable[[threading.Event], T], name: str) -> None:
        self.stop = threading.Event()
        self._call = call
        self._loop = asyncio.get_running_loop()
        self._came: asyncio.Future[T] = self._loop.create_future()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._app = app

    def _run(self) -> None:
        result: T | None = None
        failure: BaseException | None = None
        try:
            result = self._call(self.stop)
        except BaseException as error:  # noqa: BLE001  (handed on to the screen's side)
            failure = error
        with suppress(RuntimeError):  # the terminal has gone, and with it whoever would want to know
            self._loop.call_soon_threadsafe(self._settle, result, failure)

    def _settle(self, result: T | None, failure: BaseException | None) -> None:
        if self._came.done():
            return
        if failure is not None:
            self._came.set_exception(failure)
        else:
            self._came.set_result(result)  # type: ignore[arg-type]

    async def result(self) -> T:
        """Begin, and wait for the end; whoever is cancelled here stops the work."""
        self._app.standing.add(self)
        self._thread.start()
        try:
            return await self._came
        finally:
            self.stop.set()
            if not self._thread.is_alive():
                self._app.standing.discard(self)

    def leave(self, seconds: float) -> None:
        """Stop it, and give it so long to end by itself."""
        self.stop.set()
        if self._thread.ident is not None:
            self._thread.join(seconds)


def stand(
    app: TrackerApp,
    call: Callable[[threading.Event], T],
    then: Callable[[T], None] | None = None,
    *,
    failed: Callable[[TrackerError], None] | None = None,
    name: str,
) -> threading.Event:
    """Run `call(stop)`, which may last as long as the terminal is open, and return its `stop`.

    For watches and for what waits on a network: nobody else's work waits for it, `then` gets its result, and
    once the terminal closes `stop` is set and it has two seconds to end. A failure is told like any other, and
    `failed` gets it too. Somebody must be named before it starts, for it may record: the person is asked
    where nobody is, and turning away is a failure as well.
    """
    standing: Standing[T] = Standing(app, call, name)

    async def run() -> None:
        try:
            async with app.one_writer:
                await app.know_who()
                actor = await asyncio.to_thread(lambda: app.ws.actor)
            assert actor
            result = await standing.result()
            if then is not None:
                then(result)
        except Exception as error:  # noqa: BLE001  (as in start)
            told = _tell(app, error, seen=False)
            if failed is not None:
                failed(told)

    _: Worker[None] = app.run_worker(run, name=name, group="standing")
    return standing.stop


async def leave(app: TrackerApp, seconds: float = 2.0) -> None:
    """Stop all that stands and give it `seconds` to end, so that what it records is whole."""
    until = time.monotonic() + seconds
    for one in app.standing:
        one.stop.set()
    for one in tuple(app.standing):
        await asyncio.to_thread(one.leave, max(0.0, until - time.monotonic()))


def _tell(app: TrackerApp, error: Exception, *, seen: bool) -> TrackerError:
    """Have a failure shown and kept, and return it as the one sentence that a person is shown."""
    told = error if isinstance(error, TrackerError) else _unforeseen(error)
    details = "" if told is error else "".join(traceback.format_exception(error))
    app.tell_error(told, details, seen=seen)
    return told


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
