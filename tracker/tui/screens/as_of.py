"""The questions as they stood at the end of a day, folded from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from tracker.record.views import QuestionRow
from tracker.tui.screens.closing import ClosesOnce
from tracker.tui.widgets import marks
from tracker.tui.widgets.question_table import QuestionTable


class AsOfScreen(ClosesOnce, ModalScreen[Any]):
    """A table to look at; nothing can be done to the past."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close"),
        Binding("x,space", "fold", "Parts"),
    ]

    def __init__(self, day: date, rows: Sequence[QuestionRow]) -> None:
        super().__init__()
        self._day, self._rows = day, rows

    def compose(self) -> ComposeResult:
        """The day and its table."""
        with Vertical(classes="dialog as-of"):
            title = f"As of the end of {self._day.isoformat()} (UTC)"
            yield Static(marks.line(title), classes="dialog-title")
            yield QuestionTable()
            yield Static(marks.line("x unfolds parts, Esc closes"), classes="dialog-note")

    def on_mount(self) -> None:
        """Fill the table once it has its size."""
        self.query_one(QuestionTable).focus()
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        questions = [row for row in self._rows if not row.parent]
        self.query_one(QuestionTable).show(questions, [row for row in self._rows if row.parent])

    def action_fold(self) -> None:
        """Unfold or fold the parts."""
        self.query_one(QuestionTable).fold()
