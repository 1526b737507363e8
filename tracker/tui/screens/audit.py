"""Audit: the timeline of the ledger with reasons and changes, whether it verifies, and the questions as of a
day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tracker.errors import BadUse, TrackerError
from tracker.record.views import EntryView, QuestionRow
from tracker.text import clean_line
from tracker.tui import workers
from tracker.tui.screens.as_of import AsOfScreen
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.widgets import marks
from tracker.tui.widgets.record_table import Column, Line, RecordTable
from tracker.workflow import audit, board

if TYPE_CHECKING:
    from tracker.record.verify import Verdict


class AuditScreen(TrackerScreen):
    """The entries, newest first, of one question or of all; below, everything about the one under the
    cursor.
    """

    CSS_PATH = "audit.tcss"
    NAME = "Audit"
    HELP = (
        "Every act, newest first: who did what, when, why, and what it changed. The line above says whether "
        "the ledger holds together; `d` shows the questions as they stood at the end of a day."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "verify", "Verify", tooltip="Hold the ledger and the tables against each other again"),
        Binding("d", "as_of", "As of", tooltip="The questions as they stood at the end of a day"),
        Binding("x", "scope", "One/all", tooltip="The entries of one question, or of everything"),
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("b,q", "back", "Back"),
        Binding("escape", "clear", "Back", show=False),
    ]

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self._question = question
        self._of = question
        self._entries: tuple[EntryView, ...] = ()
        self._words = ""

    def body(self) -> ComposeResult:
        """The verdict, the filter (while it is used), the timeline, the entry."""
        yield Static(id="verified")
        yield Input(
            placeholder="words to look for: a name, a kind, a reason, an id; Esc clears",
            id="filter",
            compact=True,
        )
        with Container(id="panes"):
            yield RecordTable("entries")
            with VerticalScroll(id="detail"):
                yield Static(id="entry")

    def on_mount(self) -> None:
        """Start on the timeline."""
        self.query_one("#filter").display = False
        self.query_one(RecordTable).focus()

    def look(self) -> None:
        """Load the timeline and verify."""
        of = self._of or None
        workers.start(self, lambda: board.history(self.ws, of), self._came, group="history")
        self.action_verify()

    def action_verify(self) -> None:
        """Hold the ledger and the tables against each other."""
        self.query_one("#verified", Static).update(marks.line(" verifying …", "$foreground-muted"))
        workers.start(
            self, lambda: audit.verify(self.ws), self._verified, failed=self._not_verified, group="verify"
        )

    def _verified(self, verdict: Verdict) -> None:
        if verdict.ok:
            shown = Content.assemble(
                (" ✓ verifies ", f"bold {marks.GREEN}"),
                f" {verdict.size} entries   ",
                marks.line(_root(verdict.checkpoint), "$foreground-muted"),
            )
        else:
            shown = marks.lines(marks.line(f" ✗ {problem}", marks.RED) for problem in verdict.problems[:5])
        self.query_one("#verified", Static).update(shown)

    def _not_verified(self, error: TrackerError) -> None:
        self.query_one("#verified", Static).update(marks.line(f" ✗ not verified: {error.message}", marks.RED))

    def _came(self, entries: tuple[EntryView, ...]) -> None:
        self._entries = tuple(reversed(entries))
        self._draw()
        self._show()

    def on_resize(self) -> None:
        """Lay the timeline out anew."""
        if self._entries:
            self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        table = self.query_one(RecordTable)
        wide = (table.size.width or self.app.size.width) >= 90
        columns = [
            Column("#", 5),
            Column("When (UTC)", 16),
            Column("Act", 20),
            Column("On", 14 if wide else 8),
        ]
        columns += [Column("Who", 18), Column("Why", 0)] if wide else [Column("Why", 0)]
        words = self._words.casefold().split()
        rows = [self._line(each, wide) for each in self._entries if _matches(each, words)]
        table.fill(columns, rows)

    @staticmethod
    def _line(view: EntryView, wide: bool) -> Line:
        cells = [
            marks.cell(str(view.seq), "bold"),
            marks.cell(marks.moment(view.at), "dim"),
            marks.cell(view.kind, marks.BLUE),
            marks.cell(" ".join(view.keys)),
        ]
        if wide:
            cells.append(marks.cell(view.actor))
        return Line(str(view.seq), (*cells, marks.cell(view.reason)))

    def _show(self) -> None:
        current = self.query_one(RecordTable).current
        view = next((each for each in self._entries if str(each.seq) == current), None)
        of = f"Entries of {self._of}" if self._of else "All entries"
        none = marks.line(f"{of}: none.", "$foreground-muted")
        self.query_one("#entry", Static).update(_entry(view) if view else none)

    def on_data_table_row_highlighted(self, event: RecordTable.RowHighlighted) -> None:
        """Show the entry that the cursor came to."""
        event.stop()
        self._show()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter leads to the entry, to scroll it."""
        event.stop()
        self.query_one("#detail").focus()

    def action_scope(self) -> None:
        """The entries of the question, or of everything."""
        if self._of:
            self._of = ""
        elif self._question:
            self._of = self._question
        else:
            self.tracker.tell(
                "No question was chosen.", "h on the Board shows one question's entries", "warning"
            )
        self.look()

    def action_filter(self) -> None:
        """Show the filter and stand in it."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed."""
        self._words = event.value
        self._draw()
        self._show()

    def on_input_submitted(self) -> None:
        """Back to the timeline, the filter kept."""
        self.query_one(RecordTable).focus()

    def action_clear(self) -> None:
        """Clear the filter, else back."""
        box = self.query_one("#filter", Input)
        if box.display:
            box.value = ""
            box.display = False
            self.query_one(RecordTable).focus()
        else:
            self.action_back()

    def action_as_of(self) -> None:
        """Ask for a day, and show the questions as they stood at its end."""

        def do(answers: Answers) -> tuple[date, tuple[QuestionRow, ...]]:
            try:
                day = date.fromisoformat(answers["day"])
            except ValueError:
                raise BadUse(
                    f"{clean_line(answers['day'])!r} is not a day.", "write it as 2026-05-31"
                ) from None
            return day, board.questions(self.ws, as_of=day)

        def done(found: tuple[date, tuple[QuestionRow, ...]] | None) -> None:
            if found is not None:
                self.app.push_screen(AsOfScreen(*found))

        start = self._entries[0].at if self._entries else None
        fields = (Field("day", "Day", value=f"{start:%Y-%m-%d}" if start else "", hint="its end, UTC"),)
        self.app.push_screen(Ask("The questions as of", fields, do, button="Show", writes=False), done)

    def action_back(self) -> None:
        """Back."""
        self.close()


def _root(checkpoint: str) -> str:
    """Return the Merkle root of a checkpoint (C2SP tlog-checkpoint: origin, size, root)."""
    rows = checkpoint.splitlines()
    return f"root {rows[2]}" if len(rows) > 2 else ""


def _matches(view: EntryView, words: list[str]) -> bool:
    parts = (str(view.seq), view.kind, view.actor, view.reason, *view.keys, *view.changes)
    text = " ".join(parts).casefold()
    return all(word in text for word in words)


def _entry(view: EntryView) -> Content:
    """Everything about one entry: who, when, why, what it changed, and its hash."""
    head = Content.assemble(
        (f"{view.seq}  ", "bold"),
        marks.line(view.kind, f"bold {marks.BLUE}"),
        marks.line(f"  {view.actor}  {marks.moment(view.at)} UTC"),
    )
    reason = (
        marks.plain(view.reason, "italic")
        if view.reason
        else marks.line("no reason was given", "$foreground-muted")
    )
    changes = [Content.assemble(("  • ", "$accent"), marks.line(change)) for change in view.changes]
    return marks.lines([head, reason, *changes, marks.line(view.hash, "$foreground-muted")])
