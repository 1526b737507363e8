"""The letter as it was sent: what is known of it, its legs, and its numbered paragraphs with the questions that
they ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.record.views import LegClock, LegView, LetterView
from tracker.tui import workers
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.widgets import leg_pages, marks
from tracker.workflow import board
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Loaded:
    """The letters, their legs, and the ids of the questions that each paragraph asks."""

    letters: tuple[LetterView, ...]
    legs: tuple[LegView, ...]
    asked: dict[tuple[str, int], str]
    clocks: dict[str, LegClock]


class LetterScreen(TrackerScreen):
    """The letters of the workspace to read; `tracker letter set` fills what is unknown."""

    CSS_PATH = "letter.tcss"
    NAME = "Letter"
    HELP = (
        "The letter, each leg with whom it asks, when we wrote and who answered, and its paragraphs numbered "
        "from 0 with the questions they ask."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("escape,q,b", "back", "Back"),
    ]

    def body(self) -> ComposeResult:
        """The letter, scrolling."""
        with VerticalScroll(id="letter"):
            yield Static(id="text")

    def on_mount(self) -> None:
        """Let the keys scroll at once."""
        self.query_one("#letter").focus()

    def look(self) -> None:
        """Load the letters and which paragraph asks what."""
        workers.start(self, lambda: _read(self.ws), self._came, group="letter")

    def _came(self, loaded: Loaded) -> None:
        shown = [Content("\n").join([_letter(each, loaded), Content("")]) for each in loaded.letters]
        self.query_one("#text", Static).update(marks.lines(shown))

    def action_scroll(self, by: int) -> None:
        """Scroll a line."""
        self.query_one("#letter").scroll_relative(y=by, animate=False)

    def action_back(self) -> None:
        """Back."""
        self.close()


def _read(ws: Workspace) -> Loaded:
    """Read the letters with their legs, and for each paragraph the ids of the questions it asks."""
    view = board.board(ws)
    asked: dict[tuple[str, int], str] = {}
    for row in view.rows:
        for paragraph in board.question(ws, row.id).paragraphs:
            key = (row.letter, paragraph)
            asked[key] = f"{asked[key]} {row.id}" if key in asked else row.id
    return Loaded(view.letters, view.legs, asked, {one.leg: one for one in view.clocks})


def _letter(view: LetterView, loaded: Loaded) -> Content:
    facts = (
        ("title", view.title),
        ("subject", view.subject),
        ("date", view.date),
        ("to", view.to),
        ("message-id", view.message_id),
        ("url", view.url),
    )
    shown = [marks.line(view.id, "bold $accent")]
    for name, value in facts:
        known = marks.line(value) if value else Content.styled("not known", marks.YELLOW)
        shown.append(Content.assemble((f"{name:>11}  ", "$foreground-muted"), known))
    for each in loaded.legs:
        if each.letter == view.id:
            shown += [Content(""), leg_pages.leg(each, loaded.clocks.get(each.id))]
    for n, paragraph in enumerate(view.paragraphs):
        question = loaded.asked.get((view.id, n), "")
        label = Content.assemble(
            (f"{n:>3} ", "$foreground-muted"), marks.line(question, f"bold {marks.BLUE}")
        )
        shown += [Content(""), label, marks.plain(paragraph, "" if question else "$foreground-muted")]
    return marks.lines(shown)
