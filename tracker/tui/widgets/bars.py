"""The line above every screen, the line of messages below, and the panel of the guided start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Static

from tracker.tui.widgets import leg_pages, mail_marks, marks

if TYPE_CHECKING:
    from tracker.tui.app import TrackerApp


def _app(widget: Static | Horizontal) -> TrackerApp:
    from tracker.tui.app import TrackerApp

    assert isinstance(widget.app, TrackerApp)
    return widget.app


class TopBar(Horizontal):
    """Where we are on the left; what waits, what runs and whether the ledger holds on the right."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        """Two ends of one line."""
        yield Static(id="bar-where")
        yield Static(id="bar-state")

    def on_mount(self) -> None:
        """Draw at once; the board may not be there yet."""
        self.show()

    def show(self) -> None:
        """Draw the line from what the application knows."""
        app = _app(self)
        board = app.board_view
        title = board.letters[0].title if board and board.letters else ""
        more = f" and {len(board.letters) - 1} more" if board and len(board.letters) > 1 else ""
        where = Content.assemble((" tracker ", "bold $accent"), (f" {self._name} ", "bold"))
        self.query_one("#bar-where", Static).update(
            Content.assemble(where, marks.line(title + more, "$foreground-muted"))
        )
        self.query_one("#bar-state", Static).update(Content("  ").join(self._state(app)))

    def _state(self, app: TrackerApp) -> list[Content]:
        board = app.board_view
        state: list[Content] = []
        if app.running:
            state.append(Content.styled(f"⋯ {app.running}", "$warning"))
        mail = mail_marks.words(app.mail)
        if mail is not None:
            state.append(mail)
        if board is not None:
            if board.to_triage:
                state.append(Content.styled(f"● {board.to_triage} to triage", marks.ORANGE))
            if due := leg_pages.due(board.clocks):
                state.append(Content.styled(f"{due} due", marks.YELLOW))
            if board.unsorted:
                state.append(Content.styled(f"{board.unsorted} unsorted", marks.YELLOW))
            if board.edits_waiting:
                n = len(board.edits_waiting)
                state.append(Content.styled(f"{n} edits wait" if n > 1 else "1 edit waits", marks.YELLOW))
            if app.verdict is None:
                state.append(Content.styled(f"ledger {board.ledger_size}", "$foreground-muted"))
            elif app.verdict.ok:
                state.append(Content.styled(f"✓ ledger {board.ledger_size}", marks.GREEN))
            else:
                state.append(Content.styled("✗ ledger does not verify", f"bold {marks.RED}"))
        return state


class MessageLine(Static):
    """The newest message; it stays until the next one, so that a failure can be read in peace."""

    def on_mount(self) -> None:
        """Draw at once, for a screen opened after the message came."""
        self.show()

    def show(self) -> None:
        """Draw the newest message, or nothing."""
        told = _app(self).told
        newest = told[-1] if told and not told[-1].seen else None
        self.display = newest is not None
        if newest is None:
            return
        sign, style = {"error": ("✗", f"bold {marks.RED}"), "warning": ("!", f"bold {marks.YELLOW}")}.get(
            newest.severity, ("✓", f"bold {marks.GREEN}")
        )
        hint = (
            Content.assemble("  ", marks.line(newest.hint, "$foreground-muted"))
            if newest.hint
            else Content("")
        )
        self.update(Content.assemble((f" {sign} ", style), marks.line(newest.sentence), hint))

    def on_click(self) -> None:
        """A click puts the message away; it stays under Messages."""
        _app(self).put_message_away()


class TourPanel(Horizontal):
    """One step of the guided start: what to press next; F8 for the next step, F9 puts it away."""

    def compose(self) -> ComposeResult:
        """The step, and its two keys as buttons."""
        yield Static(id="tour-step")
        yield Button(Content("F8 next"), id="tour-next", compact=True)
        yield Button(Content("F9 close"), id="tour-close", compact=True)

    def on_mount(self) -> None:
        """Draw at once."""
        self.show()

    def show(self) -> None:
        """Draw the step that the application stands at, or nothing when the tour is over."""
        app = _app(self)
        self.display = app.tour_at < len(app.tour)
        if not self.display:
            return
        count = f" {app.tour_at + 1}/{len(app.tour)} "
        step = Content.assemble((count, "bold reverse $accent"), "  ", marks.line(app.tour[app.tour_at]))
        self.query_one("#tour-step", Static).update(step)
        last = app.tour_at + 1 == len(app.tour)
        self.query_one("#tour-next", Button).display = not last

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the key does."""
        event.stop()
        if event.button.id == "tour-next":
            _app(self).action_tour_next()
        else:
            _app(self).action_tour_close()
