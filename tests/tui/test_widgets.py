"""The table of records at any length, and the wrapping of what was written."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult

from tracker.tui.widgets.reading import reflow, wrap
from tracker.tui.widgets.record_table import WINDOW, Column, Line, RecordTable


class _TableApp(App[None]):
    def compose(self) -> ComposeResult:
        yield RecordTable("rows")


async def test_a_long_table_shows_a_window_that_the_cursor_moves() -> None:
    rows = [Line(str(n), (Text(f"row {n}"),)) for n in range(10 * WINDOW)]
    app = _TableApp()
    async with app.run_test() as pilot:
        table = app.query_one(RecordTable)
        table.fill((Column("Row", 0),), rows)
        table.focus()
        assert table.row_count == WINDOW
        await pilot.press("G")
        assert table.current == str(10 * WINDOW - 1)
        await pilot.press("k", "k")
        assert table.current == str(10 * WINDOW - 3)
        await pilot.press("g")
        assert table.current == "0"
        table.move_cursor(row=WINDOW - 1)
        await pilot.press("j", "j")
        assert table.current == str(WINDOW + 1)
        table.fill((Column("Row", 0),), rows[WINDOW:])
        assert table.current == str(WINDOW + 1)


def test_a_quoted_line_keeps_its_marks_where_it_is_wrapped() -> None:
    assert wrap("> one two three four", 12) == ["> one two", "> three four"]
    assert wrap("short", 12) == ["short"]
    assert all(len(row) <= 8 for row in wrap("x" * 30, 8))


def test_a_word_as_long_as_a_text_may_be_is_chopped_without_an_end_of_waiting() -> None:
    """Chopped piece by piece, with the rest measured each time, this takes minutes in which no pane is drawn."""
    rows = wrap("> " + "x" * 1_000_000, 62)
    assert {len(row) for row in rows[:-1]} == {62}
    assert "".join(row.removeprefix("> ") for row in rows) == "x" * 1_000_000
    assert wrap("one " + "漢" * 7, 8) == ["one", "漢漢漢漢", "漢漢漢"]


def test_reflow_joins_a_paragraph_and_leaves_lists_and_depths_apart() -> None:
    assert reflow(["one two", "three"]) == ["one two three"]
    assert reflow(["> one", "> two", "three"]) == ["> one two", "three"]
    assert reflow(["one", "- two", "1. three"]) == ["one", "- two", "1. three"]
    assert reflow(["one  ", "two ", "", "-- ", "three", "four"]) == ["one two ", "", "-- ", "three four"]
