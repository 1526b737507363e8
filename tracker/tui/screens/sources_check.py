"""Checking sources from the terminal: whom it asks is confirmed, it runs aside, and what it found is shown."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message

from tracker.errors import BadUse, TrackerError
from tracker.record.views import CheckView
from tracker.tui import workers
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Confirm, Reading, Wait
from tracker.tui.widgets import marks

if TYPE_CHECKING:
    from tracker.workflow.sourcecheck import Plan, Progress, Run

_COLOURS = {"changed": marks.YELLOW, "moved": marks.YELLOW, "gone": marks.RED, "unchanged": marks.GREEN}


class CheckProgressed(Message):
    """How far the check is; only the newest is worth showing."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        """Say that a newer one takes its place."""
        return isinstance(message, CheckProgressed)


class SourceChecking(TrackerScreen):
    """A screen from which sources can be checked; one check runs at a time, and ends when the screen closes."""

    _stop_check: threading.Event | None = None

    def ask_check(self, question: str) -> None:
        """Say which hosts would be asked about the sources of a question ("" for all), and check when told to."""
        if self._stop_check is not None:
            self.stop_check()
            return

        def look() -> Plan:
            from tracker.workflow import sourcecheck  # late: it brings the network door with it

            return sourcecheck.plan(self.ws, question=question)

        self.app.push_screen(Wait("The sources are looked up …", look), self._confirm)

    def _confirm(self, planned: Plan | None) -> None:
        if planned is None:
            return
        if not planned.hosts:
            self.tracker.tell_error(BadUse("There is no source to check here.", "+ adds one"))
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._begin(planned)

        hosts = [
            Content.assemble(marks.line(f"  {host}", "bold"), (f"  {count}", "$foreground-muted"))
            for host, count in planned.hosts
        ]
        note = "One page at a time, as their robots.txt allow, with a pause between two. Esc stops it."
        said = marks.lines([*hosts, Content(""), marks.line(note, "$foreground-muted")])
        pages = sum(count for _, count in planned.hosts)
        asked = "Ask this host" if len(planned.hosts) == 1 else "Ask these hosts"
        title = f"{asked} for {pages} {'page' if pages == 1 else 'pages'}?"
        self.app.push_screen(Confirm(title, said, "Check", "No"), answered)

    def _begin(self, planned: Plan) -> None:
        ws, tracker = self.ws, self.tracker

        def tell(progress: Progress) -> None:
            if tracker.is_running:
                self.post_message(CheckProgressed(progress))

        def call(stop: threading.Event) -> Run:
            from tracker.workflow import sourcecheck

            return sourcecheck.check(ws, planned, tell, stop)

        self._stop_check = workers.stand(
            tracker, call, self._came_back, failed=self._failed, name="checking sources"
        )
        self.show_check("⋯ checking the sources")

    def stop_check(self) -> bool:
        """Have the check under way end soon, recording what it learned; False when there is none."""
        if self._stop_check is None:
            return False
        self._stop_check.set()
        self.show_check("⋯ stopping; what was learned is recorded")
        return True

    def on_check_progressed(self, message: CheckProgressed) -> None:
        """Show how far it is."""
        message.stop()
        if self._stop_check is not None and not self._stop_check.is_set():
            one = message.progress
            self.show_check(f"⋯ checking {one.done + 1} of {one.total}: {one.source}, {one.host}; Esc stops")

    def on_unmount(self) -> None:
        """Stop a check that nobody looks at any more."""
        if self._stop_check is not None:
            self._stop_check.set()

    def show_check(self, said: str) -> None:
        """Show in a line how far the check is, "" when there is none."""
        raise NotImplementedError

    def _came_back(self, run: Run) -> None:
        self._ended()
        counts = Counter(one.outcome for one in run.checked)
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common()) or "nothing"
        start = "The check was stopped; what was learned is recorded" if run.stopped else "Sources checked"
        hint = "" if not run.reviews else f"{len(run.reviews)} put under review"
        self.tracker.tell(f"{start}: {told}.", hint, "warning" if run.reviews else "information")
        self.tracker.changed()
        if run.reviews and self.is_attached and self.app.screen is self:
            shown = [
                Content.assemble(marks.line(f"{one.question}  ", "bold"), marks.line(one.reason))
                for one in run.reviews
            ]
            self.app.push_screen(Reading("Put under review", marks.lines(shown)))

    def _failed(self, _: TrackerError) -> None:
        self._ended()

    def _ended(self) -> None:
        self._stop_check = None
        if self.is_attached:
            self.show_check("")


def outcome(view: CheckView | None) -> Content:
    """How a source was last found, in a word with its day."""
    if view is None:
        return Content.styled("never checked", "$foreground-muted")
    missing = view.missing if view.outcome != "gone" else ()
    lost = f", words lost: {', '.join(missing)}" if missing else ""
    colour = marks.RED if view.missing else _COLOURS.get(view.outcome, "")
    detail = f": {view.detail}" if view.detail else ""
    return Content.assemble(
        marks.line(f"{view.outcome}{lost}", colour),
        marks.line(f"  on {marks.day(view.at)}{detail}", "$foreground-muted"),
    )
