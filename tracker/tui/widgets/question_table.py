"""The table of questions: level, move since the letter was sent, gap, what waits; parts folded under their
question.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from tracker.claims.levels import Level
from tracker.record.views import QuestionRow
from tracker.text import clean_line
from tracker.tui.widgets import marks
from tracker.tui.widgets.record_table import Column, Line, RecordTable

_WIDE = (
    Column("ID", 8),
    Column("Question", 0),
    Column("Level", 18),
    Column("Since sent", 10),
    Column("Gap", 14),
    Column("Read", 6),
    Column("Triage", 6),
)
_NARROW = (
    Column("ID", 7),
    Column("Question", 0),
    Column("Level", 18),
    Column("±", 2),
    Column("Gap", 8),
    Column("Triage", 6),
)


class QuestionTable(RecordTable):
    """Questions with their parts, filtered by words, laid out for the width that there is."""

    def __init__(self) -> None:
        super().__init__("questions")
        self._questions: Sequence[QuestionRow] = ()
        self._parts: Sequence[QuestionRow] = ()
        self._unfolded: set[str] = set()
        self._words = ""

    def show(self, questions: Sequence[QuestionRow], parts: Sequence[QuestionRow]) -> None:
        """Show these questions; what was unfolded and filtered stays so."""
        self._questions, self._parts = questions, parts
        self._draw()

    def filter(self, words: str) -> None:
        """Show only the rows in which every one of `words` occurs; a part shows with its question."""
        self._words = words
        self._draw()

    def fold(self, unfold_all: bool = False) -> None:
        """Fold or unfold the parts of the question under the cursor, or of all questions."""
        if unfold_all:
            with_parts = {part.parent for part in self._parts}
            self._unfolded = set() if self._unfolded >= with_parts else with_parts
        else:
            row = next((r for r in (*self._questions, *self._parts) if r.id == self.current), None)
            if row is None:
                return
            self._unfolded ^= {row.parent or row.id}
        keep = next((p.parent for p in self._parts if p.id == self.current), self.current)
        self._draw(keep if keep not in self._unfolded else self.current)

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        if self._questions:
            self._draw()

    def _draw(self, keep: str | None = None) -> None:
        wide = (self.size.width or self.app.size.width) >= 100
        columns = _WIDE if wide else _NARROW
        room = self.room(columns)
        rows: list[Line] = []
        for question in self._questions:
            parts = [part for part in self._parts if part.parent == question.id]
            hits = [part for part in parts if self._matches(part)]
            if not self._matches(question) and not hits:
                continue
            open_ = question.id in self._unfolded or bool(self._words and hits)
            fold = "▾" if open_ else "▸"
            rows.append(self._line(question, f"{fold} " if parts else "  ", wide, room))
            if open_:
                shown = hits if self._words and question.id not in self._unfolded else parts
                rows += [self._line(part, "  ", wide, room) for part in shown]
        self.fill(columns, rows, keep)

    def _matches(self, row: QuestionRow) -> bool:
        marked = ("under review " if row.review else "") + ("contested" if row.contested else "")
        text = f"{row.id} {row.title} {Level(row.level).label} {row.gap_status} {marked}".casefold()
        return all(word in text for word in self._words.casefold().split())

    def _line(self, row: QuestionRow, fold: str, wide: bool, room: int) -> Line:
        name = Text(fold, style=marks.GREY).append(
            clean_line(row.id), style="default" if row.parent else "bold"
        )
        signs = (["contested"] if row.contested else []) + (["under review"] if row.review else [])
        sign = "".join(f" ⚑ {word}" for word in signs)
        indent = "  " if row.parent else ""
        title = indent + clean_line(row.title)
        left = max(6, room - len(sign))
        if len(title) > left:
            title = title[: left - 1].rstrip() + "…"
        question = Text(
            title, style="default" if not row.parent else "dim", no_wrap=True, overflow="ellipsis"
        )
        question.append(sign, style=f"bold {marks.RED if row.contested else marks.YELLOW}")
        todo = Text(f"● {row.to_triage}", style=f"bold {marks.ORANGE}") if row.to_triage else Text("")
        cells = [name, question, marks.level_text(row.level), marks.move_text(row.level, row.level_as_sent)]
        cells.append(marks.gap_text(row.gap_status, short=not wide))
        if wide:
            style = marks.GREEN if row.read else marks.GREY
            cells.append(Text(f"{row.read}/{row.citations}" if row.citations else "–", style=style))
        return Line(row.id, (*cells, todo))
