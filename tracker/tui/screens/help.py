"""Help on `?`, made from the keys themselves, so that it cannot say what they do not do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tracker.claims.levels import Level
from tracker.tui.screens.closing import ClosesOnce
from tracker.tui.screens.effect_menu import EFFECTS
from tracker.tui.widgets import marks

if TYPE_CHECKING:
    from tracker.tui.screens.base import TrackerScreen

_MOVES = (
    ("j k ↓ ↑", "a row down, up"),
    ("g G", "the first row, the last"),
    ("Tab", "the next pane or field"),
    ("Ctrl+P", "all commands by name"),
    ("F2 F3 F4", "Board, Triage, Audit from anywhere"),
    ("F5", "read everything anew"),
    ("Ctrl+Q", "leave the tracker"),
)


@dataclass(frozen=True)
class Command:
    """A key of a screen as a command: its key, its title, what it does, and how to run it."""

    key: str
    title: str
    explained: str
    run: Callable[[], Any]


def commands_of(screen: TrackerScreen) -> Iterable[Command]:
    """Yield the commands of a screen, from its keys; moves within a list are left out."""
    for _, binding, enabled, tooltip in screen.active_bindings.values():
        own = any(binding.action == each.action for each in _own(screen))
        if not enabled or not own or not binding.description:
            continue
        explained = tooltip or binding.tooltip or binding.description
        run = _runner(screen, binding.action)
        yield Command(screen.app.get_key_display(binding), binding.description, explained, run)


def _own(screen: TrackerScreen) -> list[Binding]:
    kinds = [kind for kind in type(screen).__mro__ if kind.__module__.startswith("tracker.")]
    bindings = [each for kind in kinds for each in vars(kind).get("BINDINGS", ())]
    return [each for each in bindings if isinstance(each, Binding)]


def _runner(screen: TrackerScreen, action: str) -> Callable[[], Any]:
    return lambda: screen.call_later(screen.run_action, action)


class HelpScreen(ClosesOnce, ModalScreen[Any]):
    """What the screen is for, its keys, the keys that work everywhere, the effects and the levels."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Close"),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, screen: TrackerScreen) -> None:
        super().__init__()
        self._of = screen

    def compose(self) -> ComposeResult:
        """The text, scrolling."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static(marks.line(f"{self._of.NAME}: help"), classes="dialog-title")
            with VerticalScroll(classes="dialog-text"):
                yield Static(marks.line(self._of.HELP), classes="dialog-note")
                yield Static(self._text())
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("Close (Esc)"), compact=True)

    def _text(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column()
        seen: dict[str, list[str]] = {}
        for command in commands_of(self._of):
            seen.setdefault(command.explained, []).append(command.key)
        groups: tuple[tuple[str, list[tuple[str, str]]], ...] = (
            ("Here", [(" ".join(keys), explained) for explained, keys in seen.items()]),
            ("Everywhere", list(_MOVES)),
            ("Effects", [(f"a {key}", f"{effect.value}: {meaning}") for key, effect, meaning in EFFECTS]),
        )
        for title, rows in groups:
            table.add_row(Text(title, style=f"bold {marks.ORANGE}"), "")
            for key, what in rows:
                table.add_row(Text(f"  {key}", style="bold"), Text(what))
            table.add_row("", "")
        table.add_row(Text("Levels", style=f"bold {marks.ORANGE}"), "")
        for level in Level:
            bar = Text(f"  {level.value} {level.bar}", style=marks.level_style(level))
            table.add_row(bar, Text.assemble((f"{level.label}: ", "bold"), level.takes))
        return table

    def on_mount(self) -> None:
        """Let the arrow keys scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def on_button_pressed(self) -> None:
        """Close."""
        self.close()
