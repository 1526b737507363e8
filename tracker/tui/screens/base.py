"""What every full screen has: the bar above, the message line, the guided start, the keys below, and one way
to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from tracker.errors import TrackerError
from tracker.tui import workers
from tracker.tui.screens.closing import ClosesOnce
from tracker.tui.widgets.bars import MessageLine, TopBar, TourPanel

if TYPE_CHECKING:
    from tracker.record.views import Board
    from tracker.tui.app import TrackerApp
    from tracker.workflow.workspace import Workspace

T = TypeVar("T")


class TrackerScreen(ClosesOnce, Screen[Any]):
    """A screen over the workspace; subclasses compose a `body`, load in `look`, and never read anything
    themselves.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (160, "-very-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012
    NAME: ClassVar[str] = ""
    HELP: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "app.help", "Help", key_display="?"),
        Binding("f5", "look_again", "Look again", show=False),
    ]

    _seen = -1

    @property
    def tracker(self) -> TrackerApp:
        """The application, by its own type."""
        from tracker.tui.app import TrackerApp

        assert isinstance(self.app, TrackerApp)
        return self.app

    @property
    def ws(self) -> Workspace:
        """The workspace that this terminal shows."""
        return self.tracker.ws

    def compose(self) -> ComposeResult:
        """Lay the bars around the body."""
        yield TopBar(self.NAME)
        yield from self.body()
        yield TourPanel()
        yield MessageLine()
        yield Footer(compact=True)

    def body(self) -> ComposeResult:
        """Yield what is between the bars."""
        raise NotImplementedError

    def look(self) -> None:
        """Load what the screen shows, in a worker."""
        raise NotImplementedError

    def look_if_changed(self) -> None:
        """Load again when an act was recorded since the last look."""
        if self._seen != self.tracker.version:
            self._seen = self.tracker.version
            self.look()

    def on_screen_resume(self) -> None:
        """Look again after another screen may have recorded something."""
        self.refresh_bars()
        self.look_if_changed()

    def refresh_bars(self) -> None:
        """Draw the bars from what the application knows now."""
        for bar in self.query(TopBar):
            bar.show()
        for panel in self.query(TourPanel):
            panel.show()
        for told in self.query(MessageLine):
            told.show()

    def board_came(self, board: Board) -> None:  # noqa: ARG002
        """Take a fresh board; the bars show it, and the Board screen fills its table."""
        self.refresh_bars()

    def action_look_again(self) -> None:
        """Read everything anew, for what another program may have recorded."""
        self.tracker.changed()

    def act(
        self,
        call: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        saying: str,
        failed: Callable[[TrackerError], None] | None = None,
    ) -> None:
        """Do something that records: in a worker, one after another, and every screen looks again."""
        workers.start(self, call, then, failed=failed, saying=saying, writes=True)
