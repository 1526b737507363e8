"""The mail of a running terminal: folders that are watched, a fetch under way, and what has come by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from tracker.errors import BadUse, TrackerError
from tracker.tui import workers

if TYPE_CHECKING:
    import threading

    from tracker.tui.app import TrackerApp
    from tracker.workflow.fetched import Fetch, Progress
    from tracker.workflow.received import Taken
    from tracker.workflow.watching import WatchState

Folder = tuple[str, str]  # account and folder


class Watched(Message):
    """What the watch of a folder told; a newer state takes the place of one that brought nothing to tell."""

    def __init__(self, state: WatchState) -> None:
        super().__init__()
        self.state = state

    def can_replace(self, message: Message) -> bool:
        """Say whether the state that follows makes this one idle."""
        mine = self.state
        if not isinstance(message, Watched) or mine.taken or mine.told or mine.state == "stopped":
            return False
        return (message.state.account, message.state.folder) == (mine.account, mine.folder)


class Fetched(Message):
    """How far a fetch is; only the newest is worth showing."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Say that a newer one takes its place."""
        return isinstance(message, Fetched)


class Mail:
    """What the terminal knows of its mail; it lives on the screen's side, and workers do the waiting.

    `folders` holds the newest state of each watched folder and `looked` when each was last looked through
    whole. `progress` is how far the fetch under way is, `unread` counts the replies that came since the
    person was last at Triage.
    """

    def __init__(self, app: TrackerApp) -> None:
        self.app = app
        self.folders: dict[Folder, WatchState] = {}
        self.looked: dict[Folder, datetime] = {}
        self.progress: Progress | None = None
        self.unread = 0
        self.problem: TrackerError | None = None
        self._stop_fetch: threading.Event | None = None
        self._nudges = 0

    @property
    def configured(self) -> bool:
        """Whether the workspace has a mail account."""
        return bool(self.app.ws.settings.accounts)

    @property
    def fetching(self) -> bool:
        """Whether a fetch is under way."""
        return self._stop_fetch is not None

    @property
    def waiting(self) -> bool:
        """Whether a folder is tried again after a while, so that the bar counts down."""
        return any(state.state == "waiting" for state in self.folders.values())

    # Watching

    def watch(self, accounts: tuple[str, ...] = ()) -> None:
        """Watch every configured folder, or those of `accounts`, until the terminal closes."""
        if not self.configured:
            return
        self.problem = None

        def call(stop: threading.Event) -> None:
            from tracker.workflow import watching  # late: without an account nobody waits for its imports

            tell = lambda state: self._post(Watched(state))  # noqa: E731
            watching.watch(self.app.ws, tell, stop, accounts, nudges=lambda: self._nudges)

        workers.stand(self.app, call, failed=self._watch_failed, name="watching mail")

    def _post(self, message: Message) -> None:
        """Hand a message to the screen's side from another thread; nobody takes it once that has gone."""
        if self.app.is_running:
            self.app.post_message(message)

    def _watch_failed(self, error: TrackerError) -> None:
        """The whole watch ended: keep saying so in the bar."""
        self.problem = error
        self.app.refresh_bars()

    def watched(self, state: WatchState) -> None:
        """Take what a folder's watch told: for the bar, for the list of messages, and for every screen."""
        folder = (state.account, state.folder)
        said = any(one.state == "stopped" and one.detail == state.detail for one in self.folders.values())
        self.folders[folder] = state
        if state.state == "watching":
            self.looked[folder] = state.since
        for sentence in state.told:
            self.app.tell_aside(sentence, severity="warning")
        if state.state == "stopped" and state.detail and not said:  # two folders of one account fail alike
            self.app.tell_aside(state.detail, state.hint, "error")
        self._arrived(state.taken)
        self.app.refresh_bars()

    def _arrived(self, taken: Sequence[Taken], aside: bool = True) -> None:
        """Have every screen look again, and tell of new replies."""
        recorded = [one for one in taken if one.outcome != "known"]
        if not recorded:
            return
        new = [one for one in recorded if one.outcome == "new"]
        if not self.app.at_triage:
            self.unread += len(new)
        if new and aside:
            self.app.tell_aside(
                arrival(new), "t on the Board triages" if any(n.passages for n in new) else ""
            )
        self.app.changed()

    def read(self) -> None:
        """The person is at Triage, where what came is seen."""
        if self.unread:
            self.unread = 0
            self.app.refresh_bars()

    # Fetching

    def fetch(self) -> None:
        """Look for mail now; while a fetch is under way, stop it."""
        if self.stop_fetch():
            return
        if not self.configured:
            error = BadUse(
                "No mail account is configured, so there is nowhere to fetch from.",
                "`tracker account add` asks for one; i takes in files",
            )
            self.app.tell_error(error)
            return

        def call(stop: threading.Event) -> Fetch:
            from tracker.workflow import fetching

            return fetching.fetch(self.app.ws, tell=lambda one: self._post(Fetched(one)), stop=stop)

        self._stop_fetch = workers.stand(
            self.app, call, self._fetch_came, failed=self._fetch_failed, name="fetching mail"
        )
        self.app.refresh_bars()

    def stop_fetch(self) -> bool:
        """Have the fetch under way end soon, keeping what it found; False when there is none."""
        if self._stop_fetch is None:
            return False
        self._stop_fetch.set()
        self.app.refresh_bars()
        return True

    @property
    def stopping(self) -> bool:
        """Whether the fetch under way was asked to end."""
        return self._stop_fetch is not None and self._stop_fetch.is_set()

    def progressed(self, progress: Progress) -> None:
        """Take how far the fetch is."""
        if self.fetching:
            self.progress = progress
            self.app.refresh_bars()

    def _fetch_came(self, fetch: Fetch) -> None:
        self._stop_fetch, self.progress = None, None
        said = summary(fetch)
        for told in (sentence for folder in fetch.folders for sentence in folder.told):
            self.app.tell_aside(told, severity="warning")
        failures = list(
            {one.message: one for one in fetch.failures}.values()
        )  # an account's folders fail alike
        for failure in failures[:-1]:
            self.app.tell_error(failure, seen=True)
        if failures:
            more = f" {len(failures) - 1} more under Messages." if len(failures) > 1 else ""
            kept = f" {said}" if fetch.new or fetch.copies else ""
            self.app.tell(f"{failures[-1].message}{more}{kept}", failures[-1].hint, "error")
        else:
            hint = "t triages the passages" if fetch.new else ""
            self.app.tell(said, hint, "warning" if fetch.unreadable else "information")
        self._arrived([one for folder in fetch.folders for one in folder.taken], aside=False)
        self._watch_again(fetch)
        self.app.refresh_bars()

    def _watch_again(self, fetch: Fetch) -> None:
        """Watch again what had stopped for good or waits, and could now be read: whatever it was is put right."""
        self._nudges += 1
        failed = {folder.account for folder in fetch.folders if folder.failure is not None or folder.stopped}
        read = {folder.account for folder in fetch.folders} - failed
        if self.problem is not None:
            self.watch()
            return
        going = {name for (name, _), state in self.folders.items() if state.state != "stopped"}
        again = sorted(read & {name for name, _ in self.folders} - going)
        if again:
            self.watch(tuple(again))

    def _fetch_failed(self, _: TrackerError) -> None:
        self._stop_fetch, self.progress = None, None
        self.app.refresh_bars()


_WHAT = {"reply": "A new reply", "auto-reply": "An automatic answer"}


def arrival(new: Sequence[Taken]) -> str:
    """Return the sentence that tells of replies that came by themselves."""
    if len(new) == 1:
        one = new[0]
        what = _WHAT.get(one.kind, "A message")
        bears = f" It bears on {', '.join(one.questions)}." if one.questions else ""
        return f"{what} came: {one.reply}.{bears}"
    return f"{len(new)} new replies came: {', '.join(one.reply for one in new)}."


def summary(fetch: Fetch) -> str:
    """Return the one sentence of a fetch: what it brought, from how many messages and folders."""
    counts = (
        (fetch.new, "new"),
        (fetch.copies, "copies"),
        (fetch.unsorted, "unsorted"),
        (fetch.unreadable, "unreadable"),
    )
    brought = ", ".join(f"{n} {what}" for n, what in counts if n) or "nothing new"
    looked = sum(folder.looked_at for folder in fetch.folders)
    read = [folder for folder in fetch.folders if folder.failure is None]
    places = f"{len(read)} folders" if len(read) != 1 else f"{read[0].account}/{read[0].folder}"
    start = "Fetching was stopped; what was found is kept" if fetch.stopped else "Fetched"
    if not looked:
        return f"{start}: {brought} in {places}."
    messages = f"{looked} messages" if looked != 1 else "1 message"
    return f"{start}: {brought}; {messages} of {places} looked at."
