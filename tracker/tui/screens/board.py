"""The Board: every question of the letter with its level, gap and work waiting, and below it all about one of
them.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TabbedContent, TabPane

from tracker.record.views import Board, QuestionView, ReplyView
from tracker.tui import workers
from tracker.tui.screens.board_acts import BoardActs
from tracker.tui.screens.effect_menu import ask_effect
from tracker.tui.widgets import marks, question_pages
from tracker.tui.widgets.question_table import QuestionTable
from tracker.tui.widgets.record_table import RecordTable
from tracker.workflow import board
from tracker.workflow.workspace import Workspace

_PAGES = ("wording", "gap", "sources", "replies", "history")


class BoardScreen(BoardActs):
    """The questions above, the pages of the one under the cursor below."""

    NAME = "Board"
    HELP = (
        "Every question of the letter, its level now and since it was sent, its evidence gap and the "
        "passages that wait for triage. The pages below belong to the question under the cursor."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "triage", "Triage", tooltip="Read the replies that bear on this question"),
        Binding(
            "a", "assess", "Assess", tooltip="Record a finding on this question, from sources or self-review"
        ),
        Binding("S", "sources", "Sources", tooltip="Read, quote and add sources"),
        Binding("e", "edit", "Edit", tooltip="Open the question's file in your editor, then record the edit"),
        Binding("d", "follow_up", "Draft a follow-up: what changed and what is open", show=False),
        Binding("R", "react", "Record a reaction to a finding on this question", show=False),
        Binding("slash", "filter", "Filter", key_display="/"),
        Binding("x", "fold", "Unfold or fold the parts of this question", show=False),
        Binding("f", "app.fetch", "Fetch", tooltip="Look for mail now; f again or Esc stops it"),
        Binding("h", "history", "History", tooltip="The ledger entries of this question"),
        Binding("r", "report", "Report", tooltip="Write the report"),
        Binding("i", "take_in", "Import: take in mail from files", show=False),
        Binding("space", "fold", "Unfold or fold the parts of this question", show=False),
        Binding("X", "fold_all", "Unfold or fold all parts", show=False),
        Binding("o", "open_source", "Open a source in the browser", show=False),
        Binding("s", "sync", "Sync: record edited files, write the others anew", show=False),
        Binding("u", "undo", "Undo the newest assessment, with a reason", show=False),
        Binding("L", "letter", "Read the letter, and who was heard of", show=False),
        Binding("m", "app.mail", "The state of each watched mail folder", show=False),
        Binding("H", "history_all", "The ledger entries of all questions", show=False),
        Binding("enter", "pages", "Into the pages below", show=False),
        *(
            Binding(str(n + 1), f"page('{page}')", f"Page {page}", show=False, group=None)
            for n, page in enumerate(_PAGES)
        ),
        Binding("escape", "clear", "Clear the filter", show=False),
        Binding("q", "quit", "Quit", show=False),
    ]

    shown: QuestionView | None = None

    def body(self) -> ComposeResult:
        """The filter (while it is used), the table, the pages."""
        yield Input(
            placeholder="words to look for: an id, a title, a level, a gap; Esc clears",
            id="filter",
            compact=True,
        )
        with Container(id="panes"):
            yield QuestionTable()
            with Vertical(id="below"), TabbedContent(id="pages"):
                for page in _PAGES:
                    with TabPane(Content(page.capitalize()), id=page), VerticalScroll():
                        yield Static(id=f"page-{page}", classes="page")

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one("#filter").display = False
        self.query_one(QuestionTable).focus()

    def board_came(self, board: Board) -> None:
        """Fill the table, and load the question under the cursor anew."""
        super().board_came(board)
        self.query_one(QuestionTable).show(board.rows, board.parts)
        self.load_question()

    def look(self) -> None:
        """Nothing besides the board, which the application loads."""

    # The question under the cursor

    @property
    def current(self) -> str:
        """The id of the question or part under the cursor."""
        return self.query_one(QuestionTable).current

    def on_data_table_row_highlighted(self, event: RecordTable.RowHighlighted) -> None:
        """Load the question that the cursor came to."""
        event.stop()
        if self.shown is None or self.shown.row.id != self.current:
            self.load_question()

    def load_question(self) -> None:
        """Load the question under the cursor with the replies that bear on it."""
        id_ = self.current
        if id_:
            workers.start(
                self, lambda: _load(self.ws, id_), self._question_came, group="question", pause=0.04
            )

    def _question_came(self, loaded: tuple[QuestionView, tuple[ReplyView, ...]]) -> None:
        view, replies = loaded
        if view.row.id != self.current:
            return
        fresh = self.shown is None or self.shown.row.id != view.row.id
        self.shown = view
        pages = {
            "wording": ("Wording", question_pages.wording(view)),
            "gap": (f"Gap {view.gap_status}".strip(), question_pages.gap(view)),
            "sources": (f"Sources {len(view.citations)}", question_pages.sources(view.citations)),
            "replies": (f"Replies {view.row.replies}", question_pages.replies(view, replies)),
            "history": (f"History {len(view.history)}", question_pages.history(view.history)),
        }
        tabs = self.query_one(TabbedContent)
        for page, (label, content) in pages.items():
            tabs.get_tab(page).label = marks.line(label)
            static = self.query_one(f"#page-{page}", Static)
            static.update(content)
            if fresh and static.parent is not None:
                static.parent.scroll_home(animate=False)  # type: ignore[attr-defined]

    # Keys of the table and the pages

    def action_filter(self) -> None:
        """Show the filter and stand in it."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while it is typed."""
        self.query_one(QuestionTable).filter(event.value)

    def on_input_submitted(self) -> None:
        """Back to the table, the filter kept."""
        self.query_one(QuestionTable).focus()

    def action_clear(self) -> None:
        """Clear the filter, stop the fetch under way, or put the message away."""
        box = self.query_one("#filter", Input)
        if box.display:
            box.value = ""
            box.display = False
        elif not self.tracker.mail.stop_fetch():
            self.tracker.put_message_away()
        self.query_one(QuestionTable).focus()

    def action_fold(self) -> None:
        """Unfold or fold the parts of this question."""
        self.query_one(QuestionTable).fold()

    def action_fold_all(self) -> None:
        """Unfold or fold all parts."""
        self.query_one(QuestionTable).fold(unfold_all=True)

    def action_page(self, page: str) -> None:
        """Show one of the pages."""
        self.query_one(TabbedContent).active = page

    def action_pages(self) -> None:
        """Go into the page that is shown, to scroll it; Tab leads back."""
        self.query_one(f"#{self.query_one(TabbedContent).active} VerticalScroll").focus()

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter leads into the pages; a click alone does not take the focus away."""
        event.stop()

    # Ways on

    def action_triage(self) -> None:
        """Go to Triage, on a passage that bears on this question where one waits."""
        self.tracker.go("triage", self.current)

    def action_history(self) -> None:
        """Show the ledger entries of this question."""
        self.tracker.go("audit", self.current)

    def action_history_all(self) -> None:
        """Show all ledger entries."""
        self.tracker.go("audit")

    def action_assess(self) -> None:
        """Record a finding on this question without a reply: from sources, or by self-review."""
        if self.current:
            ask_effect(self, self.current, ())

    def action_quit(self) -> None:
        """Leave the tracker."""
        self.app.exit()


def _load(ws: Workspace, id_: str) -> tuple[QuestionView, tuple[ReplyView, ...]]:
    """Read a question and the replies whose passages bear on it (at most 40, the newest)."""
    view = board.question(ws, id_)
    ids = dict.fromkeys(passage.partition(".")[0] for passage in view.passages)
    return view, tuple(board.reply(ws, reply) for reply in list(ids)[-40:])
