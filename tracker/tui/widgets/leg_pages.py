"""How a leg is shown: whom it asks, where it stands, when we wrote, who answered, and since when it is silent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from textual.content import Content

from tracker.record.views import LegClock, LegView
from tracker.tui.widgets import marks

_STATES = {
    "waiting": marks.ORANGE,
    "promised": marks.YELLOW,
    "awaiting us": marks.VIOLET,
    "answered": marks.GREEN,
    "redirected": marks.BLUE,
    "closed": marks.GREY,
}


def due(clocks: Iterable[LegClock]) -> int:
    """Return in how many legs something is due."""
    return sum(1 for one in clocks if one.due)


def leg(view: LegView, clock: LegClock | None = None) -> Content:
    """Everything about one leg, its correspondent first, and what is due in it where its clock is at hand."""
    head = Content.assemble(
        marks.line(f"{view.id}  ", "bold $accent"),
        marks.line(view.correspondent or "not named", "bold"),
        "  ",
        marks.line(view.state, _STATES.get(view.state, "")),
        marks.line(f"  {view.silence}" if view.silence else "", marks.YELLOW),
    )
    opened = marks.day(view.opened_at) + (f", by {view.opened_by}" if view.opened_by else "")
    heard = marks.day(view.heard) if view.heard else "not yet"
    facts = (
        ("questions", " ".join(view.questions) or "–"),
        ("opened", opened),
        ("we wrote", _days(view.attempts)),
        ("last heard", heard + (f"  ({' '.join(view.replies)})" if view.replies else "")),
        ("due", clock_words(clock) if clock else view.due or "no day named"),
        ("mail seen", f"{marks.moment(view.looked)} UTC" if view.looked else "not yet on this machine"),
    )
    return marks.lines(
        [
            head,
            *(Content.assemble((f"{name:>11}  ", "$foreground-muted"), marks.line(v)) for name, v in facts),
        ]
    )


def clock_words(clock: LegClock) -> str:
    """What a leg's clock says: what is due or will be, and for how long it is silent."""
    days = clock.silent_days
    silent = "nobody wrote yet" if days is None else f"silent for {days} {'day' if days == 1 else 'days'}"
    return f"{clock.why or 'nothing'}  ({silent})"


def _days(moments: Iterable[datetime]) -> str:
    days = [f"{at:%Y-%m-%d}" for at in moments]
    if not days:
        return "on a day not known"
    return f"{', '.join(days)}" + (f"  ({len(days)} times)" if len(days) > 1 else "")
