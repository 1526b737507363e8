"""Sources: the citations of a question, read and unread; reading one with a quotation is the work that
carries levels.
"""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.record.views import CheckView, CitationView
from tracker.tui import workers
from tracker.tui.screens.links import ask_open
from tracker.tui.screens.reading_form import ask_add, ask_read
from tracker.tui.screens.sources_check import SourceChecking, outcome
from tracker.tui.widgets import marks, question_pages
from tracker.tui.widgets.record_table import Column, Line, RecordTable
from tracker.workflow import board


class SourcesScreen(SourceChecking):
    """The citations of one question, or of all, with everything about the one under the cursor."""

    CSS_PATH = "sources.tcss"
    NAME = "Sources"
    HELP = (
        "A citation carries a level only once a person has read it and said which words, where they stand "
        "and what they cover."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "m", "read", "Mark read", tooltip="Record that you read it, with the words and where they stand"
        ),
        Binding(
            "plus", "add", "Add", key_display="+", tooltip="Tie another public document to this question"
        ),
        Binding(
            "c",
            "check",
            "Check",
            tooltip="Ask the sources shown whether the words still stand in them; c again stops",
        ),
        Binding("o", "open", "Open", tooltip="Open it in the browser, after asking"),
        Binding(
            "asterisk",
            "all",
            "All questions",
            key_display="*",
            tooltip="Sources of all questions, or of this one",
        ),
        Binding("escape,q,b", "back", "Back", show=True),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question
        self._all = False
        self._citations: tuple[CitationView, ...] = ()
        self._checks: dict[str, CheckView] = {}

    def body(self) -> ComposeResult:
        """The table, and the one under the cursor beside or below it."""
        yield Static(id="checking")
        with Container(id="panes"):
            yield RecordTable("citations")
            with VerticalScroll(id="detail"):
                yield Static(id="citation")

    def on_mount(self) -> None:
        """Start on the table."""
        self.show_check("")
        self.query_one(RecordTable).focus()

    def look(self) -> None:
        """Load the citations."""
        question = None if self._all else self._question
        workers.start(
            self,
            lambda: (board.sources(self.ws, question), board.source_checks(self.ws)),
            self._came,
            group="sources",
        )

    def _came(self, loaded: tuple[tuple[CitationView, ...], dict[str, CheckView]]) -> None:
        self._citations, self._checks = loaded
        self._draw()
        self._show()

    def on_resize(self) -> None:
        """Lay the table out anew."""
        if self._citations:
            self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        columns = [Column("Read", 4), Column("ID", 5), Column("Relation", 9), Column("Title", 0)]
        if self._checks:
            columns.append(Column("Checked", 11))
        if self._all:
            columns.insert(2, Column("For", 6))
        rows = [Line(each.id, self._cells(each)) for each in self._citations]
        self.query_one(RecordTable).fill(columns, rows)

    def _cells(self, view: CitationView) -> tuple[Text, ...]:
        read = Text(" ✓", style=marks.GREEN) if view.read else Text(" ○", style=marks.GREY)
        relation = marks.cell(view.relation, marks.RED if view.relation == "disputes" else marks.BLUE)
        title = marks.cell(view.title or view.url).append(f"  {marks.cell(view.section).plain}", style="dim")
        cells = [read, marks.cell(view.id, "bold"), relation, title]
        if self._checks:
            check = self._checks.get(view.source)
            lost = check is not None and view.id in check.missing
            word = check.outcome if check else "–"
            word = "words lost" if lost and word != "gone" else word
            cells.append(marks.cell(word, marks.RED if lost else "dim" if word in ("–", "unchanged") else ""))
        if self._all:
            cells.insert(2, marks.cell(view.question))
        return tuple(cells)

    @property
    def citation(self) -> CitationView | None:
        """The citation under the cursor."""
        current = self.query_one(RecordTable).current
        return next((each for each in self._citations if each.id == current), None)

    def _show(self) -> None:
        view = self.citation
        none = marks.line("No source is cited for this question yet; + adds one.", "$foreground-muted")
        shown = none
        if view:
            last = Content.assemble(
                ("checked: ", "$foreground-muted"), outcome(self._checks.get(view.source))
            )
            shown = marks.lines([question_pages.citation(view), Content(""), last])
        self.query_one("#citation", Static).update(shown)

    def on_data_table_row_highlighted(self, event: RecordTable.RowHighlighted) -> None:
        """Show the one that the cursor came to."""
        event.stop()
        self._show()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """A click or Enter shows it; `m` marks it read."""
        event.stop()
        self._show()

    def action_read(self) -> None:
        """Record that the citation under the cursor was read."""
        if self.citation is not None:
            ask_read(self, self.citation, lambda _: None)

    def action_add(self) -> None:
        """Tie another document to the question."""
        ask_add(self, self._question, lambda view: self.query_one(RecordTable).go(view.id))

    def action_check(self) -> None:
        """Check the sources shown, after saying whom that asks; stop a check that runs."""
        self.ask_check("" if self._all else self._question)

    def show_check(self, said: str) -> None:
        """Show how far the check is."""
        line = self.query_one("#checking", Static)
        line.display = bool(said)
        line.update(marks.line(said, "$accent"))

    def action_open(self) -> None:
        """Open it, after asking."""
        if self.citation is not None:
            ask_open(self, self.citation.url)

    def action_all(self) -> None:
        """The sources of all questions, or of this one again."""
        self._all = not self._all
        self.look()

    def action_back(self) -> None:
        """Stop the check under way; back, where there is none."""
        if not self.stop_check():
            self.close()
