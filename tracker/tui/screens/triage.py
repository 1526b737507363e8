"""Triage: the replies, the words of one of them passage by passage, and what each passage may mean for a
question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.errors import BadUse
from tracker.record.views import PassageView, QuestionView, ReplyRow, ReplyView
from tracker.tui import workers
from tracker.tui.screens.triage_acts import TriageActs
from tracker.tui.widgets import marks, reply_pages
from tracker.tui.widgets.reading import ReadingPane
from tracker.tui.widgets.record_table import Column, Line, RecordTable
from tracker.workflow import board, triage
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Loaded:
    """What one look brings: the list, the reply that is open, and the questions its passages are linked
    to.
    """

    rows: tuple[ReplyRow, ...]
    unsorted: tuple[ReplyRow, ...]
    reply: ReplyView | None
    questions: dict[str, QuestionView]
    passage: str


class TriageScreen(TriageActs):
    """Three panes: replies, reading, meaning. The keys work on the passage that is highlighted."""

    CSS_PATH = "triage.tcss"
    NAME = "Triage"
    HELP = (
        "The replies on the left; in the middle one of them, the responder's own passages marked with a bar; "
        "beside it what the passage may bear on and why. Suggestions are proposals; only you record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "passage(1)", "Next", tooltip="Next passage"),
        Binding("p", "passage(-1)", "Prev", tooltip="Previous passage"),
        Binding("a", "assess", "Assess", tooltip="Record what this passage does to the question"),
        Binding("l", "link", "Link", tooltip="Link or unlink a question"),
        Binding("s", "skip", "Skip", tooltip="Nothing to assess here; again brings it back"),
        Binding("v", "select", "Select", tooltip="Choose several passages for one finding"),
        Binding("c", "question(1)", "Question", tooltip="The next of the questions linked to this passage"),
        Binding("o", "open", "Open", tooltip="Open a link of this passage, after asking"),
        Binding("R", "app.fetch", "Fetch", tooltip="Look for mail now; again stops it"),
        Binding("A", "authority", "Rate", tooltip="Rate how well placed this responder is"),
        Binding("N", "next_open", "Next passage that waits, in any reply", show=False),
        Binding("W", "role", "Record the responder's role, by which reports name them", show=False),
        Binding("C", "consent", "Record consent to be named or quoted", show=False),
        Binding("P", "make_public", "Say that a private message is public", show=False),
        Binding("T", "attach", "Attach an unsorted reply, or move one to another leg", show=False),
        Binding("i", "facts", "How this message came in, and its copies", show=False),
        Binding("h", "history", "The ledger entries of this question", show=False),
        Binding("b,q,escape", "back", "Back to the Board", show=False),
    ]

    def __init__(self, question: str = "") -> None:
        super().__init__()
        self._question = question
        self._questions: dict[str, QuestionView] = {}
        self._wanted = ""
        self._advance_from = ""
        self._shown_links: tuple[str, tuple[str, ...]] = ("", ())  # of which passage, to which questions

    def body(self) -> ComposeResult:
        """The three panes."""
        with Container(id="panes"):
            yield RecordTable("replies")
            with Vertical(id="reading-side"):
                yield Static(id="who")
                yield ReadingPane()
            with VerticalScroll(id="meaning", can_focus=False):
                yield Static(id="suggested")
                yield OptionList(id="links", compact=True)
                yield Static(id="wording")

    def on_mount(self) -> None:
        """Start on the words."""
        self.query_one(ReadingPane).focus()

    def on_screen_resume(self) -> None:
        """What came by itself is seen here."""
        self.tracker.mail.read()

    def look(self) -> None:
        """Load the list and the reply that is open, or that the cursor came to and that is still being read."""
        wanted = self._wanted or (self.reply.row.id if self.reply else "")
        self._load(wanted, self._advance_from)

    def _load(self, reply: str, advance_from: str = "") -> None:
        self._wanted = reply
        question = "" if self.reply else self._question
        workers.start(self, lambda: _read(self.ws, reply, question, advance_from), self._came, group="triage")

    def _came(self, loaded: Loaded) -> None:
        self._questions = loaded.questions
        self._advance_from = ""
        before = self.reply.row.id if self.reply else ""
        self.reply = loaded.reply
        passages = [p.id for p in loaded.reply.passages] if loaded.reply else []
        if loaded.passage:
            self.passage = loaded.passage
        elif self.passage not in passages:
            self.passage = passages[0] if passages else ""
        if self.reply is None or self.reply.row.id != before:
            self.taken = frozenset()
        self.unsorted = frozenset(row.id for row in loaded.unsorted)
        now = loaded.reply.row.id if loaded.reply else ""
        self._wanted = now
        rows = [
            reply_pages.list_line(row, row.id in self.unsorted) for row in (*loaded.rows, *loaded.unsorted)
        ]
        lines = [
            Line(row.id, (text,)) for row, text in zip((*loaded.rows, *loaded.unsorted), rows, strict=True)
        ]
        self.query_one("#replies", RecordTable).fill((Column(f"Replies {len(lines)}", 0),), lines, now)
        self.query_one("#who", Static).update(
            reply_pages.head(loaded.reply)
            if loaded.reply
            else marks.line("No reply yet: i on the Board takes in mail.")
        )
        self.query_one(ReadingPane).show(loaded.reply)
        self.show_passage()

    # The passage

    def show_passage(self) -> None:
        """Highlight the passage, and show what it may mean."""
        self.query_one(ReadingPane).select(self.passage, self.taken)
        view = self.passage_view
        self.query_one("#suggested", Static).update(
            reply_pages.suggestion(view, self.taken) if view else Content("")
        )
        links = self.query_one("#links", OptionList)
        # A look that came by itself leaves the choice as it is.
        of, shown = self._shown_links
        at = links.highlighted
        meant = shown[at] if of == self.passage and at is not None and at < len(shown) else self._question
        self._shown_links = (self.passage, tuple(each.question for each in view.links) if view else ())
        links.clear_options()
        if view is not None:
            options = [
                Option(reply_pages.link(each, self._questions.get(each.question)), id=str(i))
                for i, each in enumerate(view.links)
            ]
            links.add_options(options)
            at = next((i for i, each in enumerate(view.links) if each.question == meant), 0)
            links.highlighted = at if options else None
        links.display = bool(view and view.links)
        self._show_wording()

    @property
    def passage_view(self) -> PassageView | None:
        """The passage that is highlighted."""
        return next((p for p in self.reply.passages if p.id == self.passage), None) if self.reply else None

    @property
    def question(self) -> str:
        """The linked question that is chosen; empty where the passage has no link."""
        view, at = self.passage_view, self.query_one("#links", OptionList).highlighted
        return view.links[at].question if view and at is not None and at < len(view.links) else ""

    def _show_wording(self) -> None:
        view = self._questions.get(self.question)
        self.query_one("#wording", Static).update(reply_pages.wording_now(view) if view else Content(""))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the wording of the question that is chosen."""
        event.stop()
        self._show_wording()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choosing a question leads back to the words; the effect is chosen with `a`."""
        event.stop()
        self._question = self.question
        self.query_one(ReadingPane).focus()

    def action_question(self, by: int) -> None:
        """Choose the next of the linked questions."""
        links = self.query_one("#links", OptionList)
        if links.option_count:
            links.highlighted = ((links.highlighted or 0) + by) % links.option_count
            self._question = self.question

    def action_passage(self, by: int) -> None:
        """Go to the next or previous passage; past the end of a reply, to the next reply."""
        ids = [p.id for p in self.reply.passages] if self.reply else []
        at = ids.index(self.passage) + by if self.passage in ids else 0
        if 0 <= at < len(ids):
            self.passage = ids[at]
            self.show_passage()
        else:
            table = self.query_one("#replies", RecordTable)
            table.action_cursor_down() if by > 0 else table.action_cursor_up()

    def action_next_open(self) -> None:
        """Go to the next passage that waits, in whatever reply."""
        # Kept until the answer comes, so that a look in between does not forget where to go.
        self._advance_from = self.passage or "none"
        self.look()

    def action_select(self) -> None:
        """Choose this passage together with others, or let it go again."""
        if self.passage:
            self.taken ^= {self.passage}
            self.show_passage()

    def on_reading_pane_clicked(self, event: ReadingPane.Clicked) -> None:
        """A click on a passage highlights it."""
        self.passage = event.passage
        self.show_passage()

    def on_data_table_row_highlighted(self, event: RecordTable.RowHighlighted) -> None:
        """Open the reply that the cursor came to."""
        event.stop()
        row = self.query_one("#replies", RecordTable).current
        if row and row != self._wanted:
            self.passage = ""
            self._load(row)

    def on_data_table_row_selected(self, event: RecordTable.RowSelected) -> None:
        """Enter on a reply leads to its words."""
        event.stop()
        self.query_one(ReadingPane).focus()

    def go_on(self) -> None:
        """After a finding or a skip: stand on the next passage that waits."""
        self.taken = frozenset()
        self.action_next_open()

    def action_back(self) -> None:
        """Back to the Board."""
        if self.taken:
            self.taken = frozenset()
            self.show_passage()
        else:
            self.tracker.go("board")

    def action_history(self) -> None:
        """Show the ledger entries of the question that is chosen."""
        self.tracker.go("audit", self.question)


def _read(ws: Workspace, reply: str, question: str, advance_from: str) -> Loaded:
    """Read the list, and the reply that is wanted, or the first that waits (on `question` where one does)."""
    rows, unsorted = board.replies(ws), board.replies(ws, unsorted=True)
    passage = ""
    if advance_from:
        passage = triage.next_open(ws, None if advance_from == "none" else advance_from) or ""
        reply = passage.partition(".")[0] or reply
    if not reply:
        bearing = [row for row in rows if question and question in row.questions]
        waiting = [row for row in (bearing or rows) if row.to_triage]
        first = next(iter(waiting or bearing or rows or unsorted), None)
        reply = first.id if first else ""
    try:
        view = board.reply(ws, reply) if reply else None
    except BadUse:  # it went away underneath: show the list without it
        view = None
    if view is not None and question and not passage:
        passage = next(
            (p.id for p in view.passages if any(each.question == question for each in p.links)), ""
        )
    linked = {each.question for p in (view.passages if view else ()) for each in p.links}
    return Loaded(rows, unsorted, view, {key: board.question(ws, key) for key in sorted(linked)}, passage)
