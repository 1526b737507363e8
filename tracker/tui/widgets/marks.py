"""The signs and colours that stand for levels, gaps and states, and the gate that makes outside text
showable.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.text import Text
from textual.content import Content

from tracker.claims.levels import Level
from tracker.text import clean, clean_line
from tracker.worddiff import Run

# Middle tones, legible on the dark and on the light theme alike.
RED, ORANGE, YELLOW, BLUE, GREEN, VIOLET, GREY = (
    "#e05561",
    "#d18f52",
    "#c9a227",
    "#4a9fe0",
    "#3fae74",
    "#a57fd8",
    "#7f8794",
)
_LEVELS = (RED, ORANGE, YELLOW, BLUE, GREEN, GREEN)
_GAPS = {
    "open": ORANGE,
    "source-pending": YELLOW,
    "narrowed": BLUE,
    "closed": GREEN,
    "standing": VIOLET,
    "declined": GREY,
}
_SHORT_GAPS = {"source-pending": "pending"}


def plain(text: str, style: str = "") -> Content:
    """Return outside text as `Content`: cleaned, several lines kept, never read as markup."""
    return Content.styled(clean(text), style)


def line(text: str, style: str = "") -> Content:
    """Return outside text as one line of `Content`, cleaned and never read as markup; spaces at its ends stay."""
    words = clean_line(text)
    before = " " * (len(text) - len(text.lstrip(" ")))
    after = " " * (len(text) - len(text.rstrip(" "))) if words else ""
    return Content.styled(f"{before}{words}{after}", style)


def cell(text: str, style: str = "") -> Text:
    """Return outside text for a cell of a table: one line, cut with an ellipsis, never read as markup."""
    return Text(clean_line(text), style=style, no_wrap=True, overflow="ellipsis")


def lines(parts: Iterable[Content]) -> Content:
    """Join contents, a line each."""
    return Content("\n").join(list(parts))


def level_style(level: int) -> str:
    """Return the colour of a level."""
    return _LEVELS[level]


def level_text(level: int) -> Text:
    """Return a level for a table: its bar and its name."""
    text = Text(Level(level).bar, style=level_style(level), no_wrap=True)
    return text.append(f" {Level(level).label}", style="default")


def level_content(level: int) -> Content:
    """Return a level for a pane: its bar and its name."""
    return Content.assemble((Level(level).bar, level_style(level)), " ", Level(level).label)


def move_text(level: int, as_sent: int) -> Text:
    """Return how a level stands to the letter's: ▲ risen, ▼ fallen, · the same."""
    if level > as_sent:
        return Text(f"▲{level - as_sent}", style=GREEN)
    if level < as_sent:
        return Text(f"▼{as_sent - level}", style=RED)
    return Text("·", style=GREY)


def gap_text(status: str, short: bool = False) -> Text:
    """Return the status of a gap for a table; a dash where there is no gap."""
    if not status:
        return Text("–", style=GREY)
    return Text(_SHORT_GAPS.get(status, status) if short else status, style=_GAPS.get(status, GREY))


def gap_content(status: str) -> Content:
    """Return the status of a gap for a pane."""
    return Content.styled(status or "no gap recorded", _GAPS.get(status, GREY))


def diff_content(runs: Iterable[Run]) -> Content:
    """Return a word diff: what went out is struck red, what came in underlined green."""
    styles = {"same": "", "out": f"{RED} strike", "in": f"{GREEN} underline"}
    return Content.assemble(*((clean(run.text), styles[run.op]) for run in runs))


def day(at: datetime | None) -> str:
    """Return a day for a list, such as `2 May`, with the year when it is not this one; a dash when
    unknown.
    """
    if at is None:
        return "–"
    return f"{at.day} {at:%b}" if at.year == datetime.now(at.tzinfo).year else f"{at.day} {at:%b %Y}"


def moment(at: datetime | None) -> str:
    """Return a moment for the timeline: ISO day and minutes, UTC."""
    return "–" if at is None else f"{at:%Y-%m-%d %H:%M}"
