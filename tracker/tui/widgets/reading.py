"""The reading pane: a reply's text, the responder's own passages marked with a bar, the rest dimmed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracker.record.views import PassageView, ReplyView
from tracker.text import clean
from tracker.tui.widgets import marks

_BARS = {"open": marks.ORANGE, "assessed": marks.GREEN, "skipped": marks.GREY}


@dataclass(frozen=True)
class _Row:
    """A drawn row: its text, and the passage it belongs to (-1 for quotation and furniture)."""

    text: str
    passage: int


class ReadingPane(ScrollView, can_focus=True):
    """A reply's text drawn line by line, so that its length does not matter; a click selects a passage."""

    class Clicked(Message):
        """A passage was clicked."""

        def __init__(self, passage: str) -> None:
            super().__init__()
            self.passage = passage

    def __init__(self) -> None:
        super().__init__(id="reading")
        self._reply: ReplyView | None = None
        self._rows: list[_Row] = []
        self._first: dict[int, int] = {}
        self._laid_out: tuple[int, str | None, list[tuple[int, int, str]]] | None = None
        self._selected = ""
        self._taken: frozenset[str] = frozenset()

    def show(self, reply: ReplyView | None) -> None:
        """Show this reply; `select` brings the passage that is meant into view."""
        same = reply is not None and self._reply is not None and reply.row.id == self._reply.row.id
        self._reply = reply
        if not same:
            self._selected = ""
        self._lay_out()

    def select(self, passage: str, taken: frozenset[str]) -> None:
        """Highlight `passage` and bring it into view; `taken` are those chosen together with it."""
        moved = passage != self._selected
        self._selected, self._taken = passage, taken
        self.refresh()
        if moved:
            self.call_after_refresh(self._bring_into_view)

    def _bring_into_view(self) -> None:
        """Scroll so that the passage shows, with what it answers above it where there is room."""
        passages = self._reply.passages if self._reply is not None else ()
        index = next((i for i, each in enumerate(passages) if each.id == self._selected), -1)
        first = self._first.get(index)
        room = self.scrollable_content_region.height
        if first is None or room <= 0:
            self.scroll_to(y=0, animate=False)
            return
        last = first + sum(1 for row in self._rows if row.passage == index)
        top = round(self.scroll_y)
        if first < top or last > top + room:
            # Its end at the foot of the pane; its start stays in sight where it is longer than the pane.
            top = max(0, min(first, last - room + 1))
            self.scroll_to(y=top, animate=False)

    def on_resize(self) -> None:
        """Wrap anew for the width."""
        self._lay_out()
        self.call_after_refresh(self._bring_into_view)

    def on_click(self, event: events.Click) -> None:
        """Say which passage was clicked."""
        row = int(event.get_content_offset_capture(self).y + self.scroll_offset.y)
        if self._reply is not None and 0 <= row < len(self._rows) and self._rows[row].passage >= 0:
            self.post_message(self.Clicked(self._reply.passages[self._rows[row].passage].id))

    def render_line(self, y: int) -> Strip:
        """Draw one row: the bar, and the text in the manner of what it is."""
        base = self.rich_style
        index = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= index < len(self._rows) or self._reply is None:
            return Strip.blank(width, base)
        row = self._rows[index]
        if row.passage < 0:
            dim = base + Style(color=self._blend(0.55), italic=row.text.lstrip().startswith(">"))
            return Strip([Segment(f"   {row.text}", dim)]).adjust_cell_length(width, base)
        passage = self._reply.passages[row.passage]
        chosen, taken = passage.id == self._selected, passage.id in self._taken
        style = base + Style(bold=chosen, bgcolor=self._highlight() if chosen else None)
        if passage.state in ("assessed", "skipped") and not chosen:
            style += Style(color=self._blend(0.8))
        bar = Segment(" █ " if chosen else " ▌ ", style + Style(color=_BARS.get(passage.state, marks.GREY)))
        if taken:
            bar = Segment(" ◉ ", style + Style(color=marks.BLUE, bold=True))
        return Strip([bar, Segment(row.text, style)]).adjust_cell_length(width, style)

    def _blend(self, keep: float) -> str:
        back, front = self.background_colors[1], self.colors[3]
        return back.blend(front, keep).rich_color.name

    def _highlight(self) -> str:
        back = self.background_colors[1]
        primary = Color.parse(self.app.theme_variables.get("primary", "#4a9fe0"))
        return back.blend(primary, 0.25).rich_color.name

    def _lay_out(self) -> None:
        """Wrap the text to the width, and know which row belongs to which passage."""
        room = max(10, self.size.width - 4)
        reply = self._reply
        spans = [(one.start, one.end, one.text) for one in reply.passages] if reply is not None else []
        what = (self.size.width, reply.text if reply is not None else None, spans)
        if what == self._laid_out:  # a look that came by itself mostly changes no word
            self.refresh()
            return
        self._laid_out = what
        self._rows, self._first = [], {}
        if self._reply is not None:
            at = 0
            for index, passage in enumerate(self._reply.passages):
                if passage.start < at or passage.end > len(self._reply.text):
                    # Sealed here: the offsets lead nowhere, and the words are "withheld".
                    self._first[index] = len(self._rows)
                    self._add(passage.text, index, room)
                    continue
                self._add(self._reply.text[at : passage.start], -1, room)
                self._first[index] = len(self._rows)
                self._add(_words_of(passage, self._reply.text), index, room)
                at = passage.end
            self._add(self._reply.text[at:], -1, room)
        self.virtual_size = Size(self.size.width, len(self._rows))
        self.refresh()

    def _add(self, text: str, passage: int, room: int) -> None:
        lines = clean(text).strip("\n").expandtabs(4).split("\n") if text.strip() else [""]
        if any(cell_len(line) > room for line in lines):
            lines = reflow(lines)
        for line in lines:
            self._rows += [_Row(part, passage) for part in wrap(line, room)]


def _words_of(passage: PassageView, text: str) -> str:
    words = text[passage.start : passage.end]
    return words if words.strip() else passage.text


def reflow(lines: list[str]) -> list[str]:
    """Join the lines of a paragraph, where they are too wide for the pane; lists, code and other depths stay
    apart.
    """
    joined: list[list[str]] = []
    before, said = "", False  # the marks of the paragraph so far, and whether it says anything
    for line in lines:
        marks_, words = _quoted(line)
        follows = said and marks_.strip() == before.strip()
        begins = words[:1].isalnum() or words[:1] in tuple("/('\"“‘")
        if words and follows and begins and not words[:2].rstrip(".)").isdigit():
            joined[-1][-1] = joined[-1][-1].rstrip()
            joined[-1].append(words)
        else:
            joined.append([line])
            before, said = marks_, bool(words.strip("- "))
    return [" ".join(parts) for parts in joined]


def _quoted(line: str) -> tuple[str, str]:
    """Split a line into its `>` marks and its words."""
    words = line.lstrip("> ") if line.lstrip().startswith(">") else line
    return line[: len(line) - len(words)], words


def wrap(line: str, room: int) -> list[str]:
    """Break a line at spaces to at most `room` cells; a longer word is chopped. A quoted line keeps its `>`
    marks.
    """
    if cell_len(line) <= room:
        return [line]
    marks_ = line[: len(line) - len(line.lstrip("> "))]
    lead = marks_ if ">" in marks_ and len(marks_) < room // 2 else ""
    rows: list[str] = []
    now = lead
    for word in line[len(lead) :].split(" "):
        if cell_len(now) + 1 + cell_len(word) <= room or now == lead:
            now = f"{now} {word}" if now not in (lead, "") else f"{now}{word}"
        else:
            rows.append(now)
            now = f"{lead}{word}"
        if cell_len(now) > room:  # chopped in one go: a word may be a megabyte long
            *heads, last = chop_cells(word, room - cell_len(lead))
            rows += [f"{lead}{head}" for head in heads]
            now = f"{lead}{last}"
    return [*rows, now]
