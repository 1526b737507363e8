"""The Mail screen: each watched folder with its state, since when, the last look, and what to do about a failure."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tracker.tui.screens.base import TrackerScreen
from tracker.tui.widgets import mail_marks


class MailScreen(TrackerScreen):
    """The state of the mail to read; it follows what the watch tells."""

    CSS_PATH = "mail.tcss"
    NAME = "Mail"
    HELP = (
        "The folders of your mail accounts that are watched. Folders are opened read-only; nothing on the "
        "server changes. A folder that was lost is tried again by itself; one that is stopped needs you."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "app.fetch", "Fetch", tooltip="Look for mail now; again stops it"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("escape,q,b", "back", "Back"),
    ]

    def body(self) -> ComposeResult:
        """The text, scrolling."""
        with VerticalScroll(id="mail"):
            yield Static(id="folders")

    def on_mount(self) -> None:
        """Let the keys scroll at once."""
        self.query_one("#mail").focus()

    def look(self) -> None:
        """Show what the application knows; nothing is read for it."""
        self.query_one("#folders", Static).update(mail_marks.details(self.tracker.mail))

    def refresh_bars(self) -> None:
        """Follow the watch as the bar does."""
        super().refresh_bars()
        if self.query("#folders"):
            self.look()

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one("#mail").scroll_relative(y=by, animate=False)

    def action_back(self) -> None:
        """Back; a fetch under way goes on."""
        self.close()
