"""Watch: each folder on a connection of its own, looked at again whenever something may have arrived."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Literal

from tracker.accounts import Account
from tracker.errors import TrackerError, WorkspaceBusy
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server
from tracker.text import clean_line
from tracker.workflow import backoff, faces
from tracker.workflow.connecting import TIMEOUT, Stopped, connected
from tracker.workflow.fetched import FolderFetch, Progress
from tracker.workflow.fetching import folders_of
from tracker.workflow.folder_fetch import fetch_folder
from tracker.workflow.folder_reading import Wish
from tracker.workflow.received import Taken
from tracker.workflow.workspace import Workspace

LONGEST_IDLE = 540  # seconds: servers and routers may drop a connection that is silent for longer
SETTLED = 60.0  # seconds a connection has to last before the next failure counts as a first one
_GLANCE = 0.1  # seconds between two looks whether to stop
EVERY = 0.25  # seconds between two states that tell how far a look is
_PARTING = 1.5  # seconds that threads have to end by themselves


@dataclass(frozen=True)
class WatchState:
    """What the watch of one folder is doing `since` when.

    `connecting`, `looking` (through the folder), `watching` (nothing to do), `waiting` (failed; `detail` says
    why, `kind` in a word, `next_try` when it is tried again), `stopped` (for good; `detail`, `hint` and `kind` say
    why, or are empty when asked to). While `looking`, `done` of `total` messages are decided. `taken` is what was
    taken in since the state before, each message once; `told` are sentences for the person.
    """

    account: str
    folder: str
    state: Literal["connecting", "looking", "watching", "waiting", "stopped"]
    since: datetime
    detail: str = ""
    hint: str = ""
    kind: str = ""
    next_try: datetime | None = None
    done: int = 0
    total: int = 0
    taken: tuple[Taken, ...] = ()
    told: tuple[str, ...] = ()


def watch(
    ws: Workspace,
    tell: Callable[[WatchState], None],
    stop: threading.Event,
    accounts: Sequence[str] = (),
    pause: float = 1.0,
    timeout: float = TIMEOUT,
    nudges: Callable[[], int] = int,
) -> None:
    """Watch every configured folder and take in what arrives, until `stop` is set; returns within 2 s of it.

    `tell` is called from the watching threads, one call at a time, and not again once this has returned.
    `pause` is the first wait in seconds after a failure; it ends at once when `nudges` gives another number.
    A failure that trying again cannot mend stops that folder alone and is told once; when every folder has
    stopped so, this returns. BadUse when no account is configured or a name is not known.
    """
    folders = folders_of(ws.settings, accounts)
    ws.actor  # noqa: B018  (asked for now, before anything is read)
    gate = _Gate()
    ending = threading.Event()
    watches = [_FolderWatch(ws, *one, tell, gate, ending, pause, timeout, nudges) for one in folders]
    try:
        for one in watches:
            one.start()
        while any(one.is_alive() for one in watches) and not ending.is_set():
            if stop.wait(_GLANCE):
                break
    finally:
        ending.set()
        deadline = time.monotonic() + _PARTING
        for one in watches:
            if one.ident is not None:
                one.join(max(0.0, deadline - time.monotonic()))
        gate.shut()
    for one in watches:
        if one.broken is not None:
            raise one.broken


class _Gate:
    """One thread at a time writes or tells, and none any more once the gate is shut.

    A thread that hangs in a connection it cannot break off (a name looked up, a host that does not answer) is
    left behind; this keeps it from touching the record later.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._shut = False

    def __enter__(self) -> None:
        self._lock.acquire()
        if self._shut:
            self._lock.release()
            raise Stopped

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def shut(self) -> None:
        """Let whoever is inside finish, and nobody in after that."""
        with self._lock:
            self._shut = True


class _FolderWatch(threading.Thread):
    """The thread that watches one folder; `broken` is what ended it that should not have happened."""

    def __init__(
        self,
        ws: Workspace,
        account: Account,
        folder: str,
        tell: Callable[[WatchState], None],
        gate: _Gate,
        ending: threading.Event,
        pause: float,
        timeout: float,
        nudges: Callable[[], int],
    ) -> None:
        super().__init__(name=f"watch {account.name}/{folder}", daemon=True)
        self.ws, self.account, self.folder = ws, account, folder
        self.broken: BaseException | None = None
        self._tell, self._gate, self._ending = tell, gate, ending
        self._pause, self._timeout, self._nudges = pause, timeout, nudges
        self._news: tuple[tuple[Taken, ...], tuple[str, ...]] = ((), ())
        self._since = datetime.now(UTC)
        self._far = (0, 0)
        self._said = self._brought = 0.0

    def run(self) -> None:
        """Watch until asked to stop or until a person has to do something."""
        try:
            try:
                self._watch()
            except Stopped:
                self._say("stopped")
        except Stopped:
            return  # nobody listens any more
        except BaseException as error:  # noqa: BLE001  (raised by `watch`: nothing that fails in a thread is lost)
            self.broken = error
            self._ending.set()

    def _watch(self) -> None:
        failures = 0
        while True:
            begun = time.monotonic()
            try:
                self._say("connecting")
                with connected(self.account, self._ending, self._timeout) as server:
                    self._stay(server)
            except (MailFailure, WorkspaceBusy) as failure:
                lasting = isinstance(failure, MailFailure) and failure.lasting
                patience = failure.patience if isinstance(failure, MailFailure) else 1.0
                if lasting:
                    self._say("stopped", failure)
                    return
                failures = 1 if time.monotonic() - begun > SETTLED else failures + 1
                chance = secrets.randbelow(1 << 20) / (1 << 20)
                seconds = backoff.delay(failures, self._pause, patience, chance)
                self._say("waiting", failure, seconds)
                self._wait(seconds)
            except TrackerError as failure:
                self._say("stopped", failure)
                return

    def _wait(self, seconds: float) -> None:
        before, end = self._nudges(), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._nudges() == before:
            if self._ending.wait(min(left, _GLANCE)):
                raise Stopped from None

    def _stay(self, server: Server) -> None:
        """Look, and look again whenever the server hints at something or it is time to; ends by raising."""
        wish = Wish(tell=self._progressed, took=self._took, stop=self._ending, lock=self._gate)
        hinted = False
        while True:
            self._far, self._brought = (0, 0), 0.0
            self._say("looking")
            found = fetch_folder(self.ws, server, self.folder, wish, anew=not hinted)
            self._take_up(found)
            if found.stopped:
                raise Stopped
            if found.failure is not None:
                raise found.failure
            self._say("watching")
            hinted = server.wait(min(self.account.poll, LONGEST_IDLE), self._ending)
            if self._ending.is_set():
                raise Stopped

    def _took(self, taken: Taken) -> None:
        """Keep what was taken in: the first of a look is told at once, what follows closely together."""
        self._news = ((*self._news[0], taken), self._news[1])
        if time.monotonic() - self._brought >= EVERY:
            self._brought = time.monotonic()
            self._say("looking", again=True)

    def _progressed(self, progress: Progress) -> None:
        """Tell how far a look is and what it has found, now and then."""
        self._far = (progress.done, progress.total)
        if time.monotonic() - self._said >= EVERY:
            self._say("looking", again=True)

    def _take_up(self, found: FolderFetch) -> None:
        """Tell what came before its faces are written: it is in the record, and a person may be waiting."""
        self._news = (self._news[0], found.told)
        if any(self._news):
            self._say("looking", again=True)
        if found.taken:
            with self._gate:
                faces.refresh(self.ws)

    def _say(
        self,
        state: Literal["connecting", "looking", "watching", "waiting", "stopped"],
        failure: TrackerError | None = None,
        seconds: float | None = None,
        again: bool = False,
    ) -> None:
        """Tell the state, or that it is so still, with what was taken in since the last one."""
        now = datetime.now(UTC)
        done, total = self._far if state == "looking" else (0, 0)
        self._said = time.monotonic()
        with self._gate:
            taken, told = self._news
            self._news = ((), ())
            self._since = self._since if again else now
            self._tell(
                WatchState(
                    account=clean_line(self.account.name),
                    folder=clean_line(self.folder),
                    state=state,
                    since=self._since,
                    detail=failure.message if failure else "",
                    hint=failure.hint if failure else "",
                    kind=failure.kind if isinstance(failure, MailFailure) else "",
                    next_try=None if seconds is None else now + timedelta(seconds=seconds),
                    done=done,
                    total=total,
                    taken=taken,
                    told=told,
                )
            )
