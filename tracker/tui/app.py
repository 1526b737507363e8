"""The terminal application: what all screens share, the keys that work everywhere, and the way in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events
from textual._path import CSSPathType
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tracker.errors import BadUse, TrackerError
from tracker.record.views import Board
from tracker.tui import workers
from tracker.tui.mail import Fetched, Mail, Watched
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.assess import AssessScreen
from tracker.tui.screens.audit import AuditScreen
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.board import BoardScreen
from tracker.tui.screens.dialogs import Reading
from tracker.tui.screens.help import HelpScreen, commands_of
from tracker.tui.screens.mail import MailScreen
from tracker.tui.screens.triage import TriageScreen
from tracker.tui.widgets import marks
from tracker.workflow import audit, board
from tracker.workflow.workspace import Workspace

if TYPE_CHECKING:
    from tracker.record.verify import Verdict

Severity = Literal["information", "warning", "error"]


@dataclass(frozen=True)
class Told:
    """A message that a person was shown: a sentence, a hint, how grave it is, and details for a report."""

    sentence: str
    hint: str = ""
    severity: Severity = "information"
    details: str = ""
    seen: bool = False


class TrackerApp(App[None]):
    """The tracker on a terminal. It holds what the bars show; screens load the rest for themselves."""

    TITLE = "tracker"
    CSS_PATH: ClassVar[CSSPathType | None] = [
        "app.tcss",
        "screens/base.tcss",
        "screens/board.tcss",
    ]  # the Board is never pushed
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", show=False, priority=True),
        Binding("f2", "go('board')", "Board", show=False, priority=True),
        Binding("f3", "go('triage')", "Triage", show=False, priority=True),
        Binding("f4", "go('audit')", "Audit", show=False, priority=True),
        Binding("f8", "tour_next", "Next step of the guided start", show=False, priority=True),
        Binding("f9", "tour_close", "Close the guided start", show=False, priority=True),
    ]

    def __init__(self, ws: Workspace, tour: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.ws = ws
        self.tour = tour
        self.tour_at = 0
        self.version = 0
        self.board_view: Board | None = None
        self.verdict: Verdict | None = None
        self.told: list[Told] = []
        self.running = ""
        self.one_writer = asyncio.Lock()
        self.standing: set[workers.Standing[Any]] = set()
        self.mail = Mail(self)
        self._sayings: list[str] = []
        self._verified = ""

    def get_default_screen(self) -> Screen[None]:
        """The Board lies under everything else."""
        return BoardScreen()

    def on_mount(self) -> None:
        """Load the board once the first screen stands."""
        self.theme = "tokyo-night"
        self.load_board()
        self.mail.watch()
        self.set_interval(1.0, self._tick)

    async def on_unmount(self) -> None:
        """Let what stands end before the workspace closes under it."""
        await workers.leave(self)

    def on_key(self, event: events.Key) -> None:
        """A key typed faster than a dialog opened comes here by way of the screen behind it: hand it to the
        dialog.
        """
        if isinstance(self.screen, Ask) and self.screen.take_typed_ahead(event):
            event.stop()
            event.prevent_default()

    # What the bars show

    def load_board(self) -> None:
        """Read the board for the bars and the Board screen, then hold the ledger against itself if it
        grew.
        """
        workers.start(self.screen_stack[0], lambda: board.board(self.ws), self._board_came, group="board")

    def _board_came(self, view: Board) -> None:
        self.board_view = view
        if view.ledger_head != self._verified:
            self.verdict = None
            self._verified = view.ledger_head
            call = lambda: audit.verify(self.ws)  # noqa: E731
            workers.start(self.screen_stack[0], call, self._verdict_came, group="verify")
        for screen in self.screen_stack:
            if isinstance(screen, TrackerScreen):
                screen.board_came(view)

    def _verdict_came(self, verdict: Verdict) -> None:
        self.verdict = verdict
        if not verdict.ok:
            self.tell_error(
                TrackerError(verdict.problems[0] if verdict.problems else "The ledger does not verify.")
            )
        self.refresh_bars()

    def changed(self) -> None:
        """Something was recorded: read the board again, and let the screen in front look again."""
        self.version += 1
        if not self.is_running:
            return
        self.load_board()
        if isinstance(self.screen, TrackerScreen):
            self.screen.look_if_changed()

    def busy(self, saying: str, *, begins: bool) -> None:
        """Keep the list of what runs now, for the bar; work without a saying runs unannounced."""
        if not saying:
            return
        if begins:
            self._sayings.append(saying)
        elif saying in self._sayings:
            self._sayings.remove(saying)
        self.running = self._sayings[-1] if self._sayings else ""
        self.refresh_bars()

    def on_progressed(self, message: workers.Progressed) -> None:
        """Show how far a long call is."""
        if message.saying in self._sayings:
            self.running = f"{message.saying} {message.done}/{message.total}"
            self.refresh_bars()

    def refresh_bars(self) -> None:
        """Draw the bars of the screen that is seen, below a dialog as well."""
        if not self.is_running:
            return
        if isinstance(self.screen, Ask):
            self.screen.show_running(self.running)
        for screen in reversed(self.screen_stack):
            if isinstance(screen, TrackerScreen):
                screen.refresh_bars()
                return

    # The mail

    def on_watched(self, message: Watched) -> None:
        """Take what the watch of a folder told."""
        self.mail.watched(message.state)

    def on_fetched(self, message: Fetched) -> None:
        """Show how far the fetch is."""
        self.mail.progressed(message.progress)

    def _tick(self) -> None:
        """Count down to the next attempt at a lost server."""
        if self.mail.waiting:
            self.refresh_bars()

    @property
    def at_triage(self) -> bool:
        """Whether the person sees the list of replies now."""
        return self.is_running and isinstance(self.screen, TriageScreen)

    def action_fetch(self) -> None:
        """Look for mail now, or stop doing so."""
        self.mail.fetch()

    def action_mail(self) -> None:
        """Show the state of each watched folder."""
        if not isinstance(self.screen, MailScreen):
            self.push_screen(MailScreen())

    async def know_who(self) -> None:
        """Make sure that somebody is named before anything is recorded: the settings, git, else the person is
        asked.
        """
        try:
            await asyncio.to_thread(lambda: self.ws.actor)
            return
        except BadUse:
            pass
        fields = (Field("name", "Your name", hint="it stands in every ledger entry that you make"),)
        note = "Nobody is named in tracker.toml or by git, and a name is never invented."

        def do(answers: Answers) -> Workspace:
            if not answers["name"]:
                raise BadUse("Every act has a named person.", "type your name, or Esc to record nothing")
            return Workspace.open(self.ws.root, actor=answers["name"])

        opened = await self.push_screen_wait(
            Ask("Who are you?", fields, do, button="Go on", note=note, writes=False)
        )
        if isinstance(opened, Workspace):
            self.ws = opened

    # Messages

    def tell(self, sentence: str, hint: str = "", severity: Severity = "information") -> None:
        """Show a message: in the line of the screen in front, or over a dialog; all are kept under
        Messages.
        """
        self._tell(Told(sentence, hint, severity))

    def tell_aside(self, sentence: str, hint: str = "", severity: Severity = "information") -> None:
        """Show what came by itself in the line of messages, never over the dialog that somebody is filling in."""
        self.told.append(Told(sentence, hint, severity))
        self.refresh_bars()

    def tell_error(self, error: TrackerError, details: str = "", seen: bool = False) -> None:
        """Show a failure: its sentence and its hint; one that was `seen` elsewhere is only kept."""
        self._tell(Told(error.message, error.hint, "error", details, seen))

    def _tell(self, told: Told) -> None:
        self.told.append(told)
        if not self.is_running:
            return
        if isinstance(self.screen, TrackerScreen):
            self.refresh_bars()
        elif not told.seen:
            text = marks.line(f"{told.sentence} {told.hint}".strip()).plain
            self.notify(text, severity=told.severity, markup=False, timeout=8)

    def put_message_away(self) -> None:
        """Empty the line of messages; the message stays under Messages."""
        if self.told:
            self.told[-1] = replace(self.told[-1], seen=True)
        self.refresh_bars()

    def action_messages(self) -> None:
        """Show every message of this session, newest first."""
        shown = [
            marks.lines(
                [marks.line(t.sentence, "bold"), marks.line(t.hint, "$text-muted"), marks.plain(t.details)]
            )
            for t in reversed(self.told)
        ]
        self.push_screen(Reading("Messages", marks.lines(shown) if shown else marks.line("No message yet.")))

    # Ways between the screens

    def action_go(self, where: str) -> None:
        """Go to the Board, to Triage or to the Audit; a form asks before it drops what was written."""
        if not isinstance(self.screen, TrackerScreen):
            return
        if where == "audit":
            self.go(where)
        else:
            self._when_forms_may_go(lambda: self.go(where))

    def _when_forms_may_go(self, then: Callable[[], object]) -> None:
        """Do `then`; where a form lies open, after it has asked."""
        forms = [screen for screen in self.screen_stack if isinstance(screen, AssessScreen)]
        if not forms:
            then()
            return
        while self.screen_stack[-1] is not forms[-1]:
            self.pop_screen()
        forms[-1].leave(then)

    def go(self, where: str, question: str = "") -> None:
        """Go to a screen: back to it when it is open below, else open it."""
        kinds: dict[str, type[TrackerScreen]]
        kinds = {"board": BoardScreen, "triage": TriageScreen, "audit": AuditScreen}
        if where == "audit":
            if not isinstance(self.screen, AuditScreen):
                self.push_screen(AuditScreen(question))
            return
        while len(self.screen_stack) > 1 and not isinstance(self.screen_stack[-1], kinds[where]):
            self.pop_screen()
        if where == "triage" and not isinstance(self.screen_stack[-1], TriageScreen):
            self.push_screen(TriageScreen(question))

    async def action_quit(self) -> None:
        """Leave the tracker; a form asks before it drops what was written."""
        if isinstance(self.screen, TrackerScreen):
            self._when_forms_may_go(self.exit)
        else:
            self.exit()

    def action_help(self) -> None:
        """Explain the keys of the screen in front."""
        if isinstance(self.screen, TrackerScreen):
            self.push_screen(HelpScreen(self.screen))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette what the screen's keys do, besides what works everywhere."""
        if isinstance(screen, TrackerScreen):
            for command in commands_of(screen):
                yield SystemCommand(command.title, f"{command.key}  {command.explained}", command.run)
        yield SystemCommand("Messages", "All messages of this session", self.action_messages)
        yield SystemCommand("Mail", "The state of each watched folder", self.action_mail)
        yield SystemCommand("Theme", "Choose other colours", self.action_change_theme)
        yield SystemCommand("Quit", "Leave the tracker (Ctrl+Q)", self.action_quit)

    # The guided start

    def action_tour_next(self) -> None:
        """Show the next step of the guided start."""
        self.tour_at = min(self.tour_at + 1, len(self.tour))
        self.refresh_bars()

    def action_tour_close(self) -> None:
        """Put the guided start away."""
        self.tour_at = len(self.tour)
        self.refresh_bars()


def run(ws: Workspace, tour: tuple[str, ...] = ()) -> None:
    """Open the terminal on `ws` and return when the person leaves; `tour` are the steps of a guided start."""
    app = TrackerApp(ws, tour)
    try:
        app.run()
    finally:
        if app.ws is not ws:  # opened anew under the name that the person gave
            app.ws.close()
