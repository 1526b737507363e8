"""A table of records that stays quick at any length: it shows a window of rows and moves it with the
cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

# Textual draws 10,000 rows in one to two seconds (measured); a window of this many is not felt.
WINDOW = 400


@dataclass(frozen=True)
class Column:
    """A column: its heading, and its width in cells; width 0 takes what the others leave."""

    label: str
    width: int


@dataclass(frozen=True)
class Line:
    """A row: its key, and a cell for each column."""

    key: str
    cells: tuple[Text, ...]


class RecordTable(DataTable[Text]):
    """Rows by key, with vi keys, a cursor that survives refilling, and one column that takes the room left
    over.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G", "last", "Last", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
    ]

    def __init__(self, name: str) -> None:
        super().__init__(id=name, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._columns: tuple[Column, ...] = ()
        self._lines: Sequence[Line] = ()
        self._offset = 0
        self._wanted = ""

    @property
    def current(self) -> str:
        """The key of the row under the cursor; empty when there is none."""
        index = self._offset + self.cursor_row
        return self._lines[index].key if 0 <= index < len(self._lines) and self.row_count else ""

    def room(self, columns: Sequence[Column]) -> int:
        """Return how many cells the columns of width 0 have to share, at the width that the table has now."""
        fixed = sum(column.width for column in columns) + 2 * self.cell_padding * len(columns)
        return max(8, (self.size.width or self.app.size.width) - fixed - self.styles.scrollbar_size_vertical)

    def fill(self, columns: Sequence[Column], rows: Sequence[Line], keep: str | None = None) -> None:
        """Show `rows` under `columns`, the cursor on the row `keep` (the current one when None)."""
        key = (self.current or self._wanted) if keep is None else keep
        self._lines = rows
        index = next((i for i, row in enumerate(rows) if row.key == key), min(self.cursor_row, len(rows) - 1))
        room = self.room(columns)
        widths = tuple(Column(c.label, c.width or room) for c in columns)
        if widths != self._columns:
            self._columns = widths
            self.clear(columns=True)
            for column in widths:
                self.add_column(Text(column.label), width=column.width)
        self._show(max(0, index))

    def go(self, key: str) -> None:
        """Put the cursor on the row `key`, when it is there."""
        for index, row in enumerate(self._lines):
            if row.key == key:
                self._show(index)

    def action_first(self) -> None:
        """Go to the first row."""
        self._show(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._show(len(self._lines) - 1)

    def action_cursor_down(self) -> None:
        """Go a row down, moving the window when its end is reached."""
        index = self._offset + self.cursor_row
        if self.cursor_row >= self.row_count - 1 and index + 1 < len(self._lines):
            self._show(index + 1)
        else:
            super().action_cursor_down()

    def action_cursor_up(self) -> None:
        """Go a row up, moving the window when its start is reached."""
        if self.cursor_row <= 0 < self._offset:
            self._show(self._offset - 1)
        else:
            super().action_cursor_up()

    def _show(self, index: int) -> None:
        """Draw the window around row `index` and put the cursor there."""
        if not self._lines:
            self.clear()
            return
        self._wanted = self._lines[index].key
        offset = (
            0 if len(self._lines) <= WINDOW else max(0, min(index - WINDOW // 2, len(self._lines) - WINDOW))
        )
        shown = self._lines[offset : offset + WINDOW]
        self._offset = offset
        self.clear()
        for row in shown:
            self.add_row(*row.cells, key=row.key)
        self.move_cursor(row=index - offset, animate=False)
