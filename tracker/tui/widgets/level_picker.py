"""Six cells to choose a level from: digits, arrow keys or a click."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tracker.claims.levels import Level
from tracker.tui.widgets import marks


class LevelPicker(Widget, can_focus=True):
    """The level after the move; None leaves it to follow from the effects."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "step(-1)", "Lower", show=False),
        Binding("right,plus", "step(1)", "Higher", show=False),
        Binding("backspace,delete", "clear", "Leave it as it is", show=False),
        *(Binding(str(level), f"choose({level})", "Choose", show=False) for level in range(6)),
    ]

    class Changed(Message):
        """Another level was chosen."""

    def __init__(self) -> None:
        super().__init__(id="level")
        self.value: int | None = None
        self.now = 1

    def load(self, now: int, value: int | None) -> None:
        """Start from the level that stands now."""
        self.now, self.value = now, value
        self.refresh()

    def render(self) -> Content:
        """The digits with the chosen one marked, the bar and the name, and what it takes."""
        shown = self.now if self.value is None else self.value
        cells: list[tuple[str, str] | Content | str] = []
        for level in range(6):
            chosen = f"bold reverse {marks.level_style(level)}"
            cells.append((f" {level} ", chosen if level == shown else "$foreground-muted"))
        move = marks.move_text(shown, self.now)
        change = (
            (f" {move.plain} from {self.now}", str(move.style))
            if shown != self.now
            else ("  unchanged", "dim")
        )
        takes = (f"\ntakes {Level(shown).takes}", "$foreground-muted") if shown > self.now else ""
        return Content.assemble(*cells, "  ", marks.level_content(shown), change, takes)

    def on_click(self, event: events.Click) -> None:
        """A click on a digit chooses it."""
        at = event.get_content_offset_capture(self)
        if at.y == 0 and 0 <= at.x < 18:
            self.action_choose(at.x // 3)

    def action_choose(self, level: int) -> None:
        """Choose a level."""
        self.value = level
        self.refresh()
        self.post_message(self.Changed())

    def action_step(self, by: int) -> None:
        """One level up or down."""
        self.action_choose(max(0, min(5, (self.now if self.value is None else self.value) + by)))

    def action_clear(self) -> None:
        """Leave the level as it is."""
        self.value = None
        self.refresh()
        self.post_message(self.Changed())
