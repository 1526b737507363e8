"""The small dialogs: confirm, choose one of a list, read a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tracker.errors import TrackerError
from tracker.tui import workers
from tracker.tui.screens.closing import ClosesOnce
from tracker.tui.widgets import marks


class Confirm(ClosesOnce, ModalScreen[Any]):
    """Ask yes or no; Enter says no, so that nothing happens by haste."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
    ]

    def __init__(self, title: str, said: Content, yes: str = "Yes", no: str = "No") -> None:
        super().__init__()
        self._title, self._said, self._yes, self._no = title, said, yes, no

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical(classes="dialog"):
            yield Static(marks.line(self._title), classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(self._said)
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content(f"{self._no} (n)"), id="no", compact=True)
                yield Button(Content(f"{self._yes} (y)"), id="yes", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Stand on the harmless button."""
        self.query_one("#no", Button).focus()

    def action_answer(self, yes: bool) -> None:
        """Close with the answer."""
        self.close(yes)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Close with the answer of the button."""
        self.close(event.button.id == "yes")


@dataclass(frozen=True)
class Choice:
    """One thing to choose: its value, how it is shown, and the key that takes it at once (may be empty)."""

    value: str
    shown: Content
    hot: str = ""


class Choose(ClosesOnce, ModalScreen[Any]):
    """Choose one of a list by its letter, by Enter, or by a click; None when the person turns away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "turn_away", "Cancel"),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], note: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._note = title, list(choices), note

    def compose(self) -> ComposeResult:
        """The list under its title."""
        with Vertical(classes="dialog"):
            yield Static(marks.line(self._title), classes="dialog-title")
            options = [Option(self._prompt(choice), id=str(i)) for i, choice in enumerate(self._choices)]
            yield OptionList(*options, compact=True)
            if self._note:
                yield Static(marks.plain(self._note), classes="dialog-note")

    @staticmethod
    def _prompt(choice: Choice) -> Content:
        return (
            Content.assemble((f" {choice.hot} ", "bold $accent"), " ", choice.shown)
            if choice.hot
            else choice.shown
        )

    def on_key(self, event: events.Key) -> None:
        """Take the choice whose letter was pressed; j and k move where they are no letters."""
        for choice in self._choices:
            if choice.hot and event.character == choice.hot:
                event.stop()
                self.close(choice.value)
                return
        if event.character in ("j", "k"):
            event.stop()
            self.action_move(1 if event.character == "j" else -1)

    def action_move(self, by: int) -> None:
        """Move the highlight, for when the list has no focus."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def action_turn_away(self) -> None:
        """Close without a choice."""
        self.close()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Close with the chosen one."""
        self.close(self._choices[int(event.option_id or 0)].value)


class Reading(ClosesOnce, ModalScreen[Any]):
    """Show a text that is too long for a message."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", "Close"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """The text under its title, scrolling."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static(marks.line(self._title), classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(self._text)
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("Close (Esc)"), compact=True)

    def on_mount(self) -> None:
        """Let the arrow keys scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def on_button_pressed(self) -> None:
        """Close."""
        self.close()


class Wait(ClosesOnce, ModalScreen[Any]):
    """Stand in front while `call` runs in a worker, so that keys typed ahead act on nothing behind.

    It closes with what was found, or with None when the person turns away; a failure stays until it is read.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Cancel")]

    def __init__(self, saying: str, call: Callable[[], Any]) -> None:
        super().__init__()
        self._saying, self._call = saying, call

    def compose(self) -> ComposeResult:
        """What is waited for."""
        with Vertical(classes="dialog"):
            yield Static(marks.line(f"⋯ {self._saying}"), id="waiting", classes="dialog-note")
            yield Static(marks.line("Esc turns away", "$foreground-muted"))

    def on_mount(self) -> None:
        """Begin."""
        workers.start(self, self._call, self.close, failed=self._failed)

    def _failed(self, error: TrackerError) -> None:
        self.query_one("#waiting", Static).update(marks.plain(f"✗ {error.message}\n  {error.hint}".rstrip()))
