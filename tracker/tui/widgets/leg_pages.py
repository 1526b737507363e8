"""How a leg is shown: whom it asks, where it stands, when we wrote, who answered, and since when it is silent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from textual.content import Content

from tracker.record.views import LegView
from tracker.tui.widgets import marks

_STATES = {
    "waiting": marks.ORANGE,
    "promised": marks.YELLOW,
    "awaiting us": marks.VIOLET,
    "answered": marks.GREEN,
    "redirected": marks.BLUE,
    "closed": marks.GREY,
}


def overdue(legs: Iterable[LegView]) -> int:
    """Return how many legs have a day to answer by that has come, and no answer yet."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    return sum(1 for leg in legs if leg.due and leg.due <= today and leg.state in ("waiting", "promised"))


def leg(view: LegView) -> Content:
    """Everything about one leg, its correspondent first."""
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
        ("due", view.due or "no day named"),
        ("mail seen", f"{marks.moment(view.looked)} UTC" if view.looked else "not yet on this machine"),
    )
    return marks.lines(
        [
            head,
            *(Content.assemble((f"{name:>11}  ", "$foreground-muted"), marks.line(v)) for name, v in facts),
        ]
    )


def _days(moments: Iterable[datetime]) -> str:
    days = [f"{at:%Y-%m-%d}" for at in moments]
    if not days:
        return "on a day not known"
    return f"{', '.join(days)}" + (f"  ({len(days)} times)" if len(days) > 1 else "")
