"""Draws what the record says as SVG: the level of a claim over time, and the questions by the state of their gap.

Plain shapes with classes that the style sheet colours, for light, dark and paper alike; nothing is told by colour
alone. Every picture has its words beside it, as a title, a description and the rows of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from tracker.claims.levels import GapStatus, Level, worst_gap
from tracker.record.views import QuestionView
from tracker.reports import phrases
from tracker.reports.data import ReportData, with_parts
from tracker.reports.timelines import instant
from tracker.text import clean_line, shorten

MANY = 24  # above so many questions only those whose level moved are drawn, and no more than MOST of them
MOST = 48
_UNITS = 40  # up to so many questions a bar shows each of them
_GAPS = (
    GapStatus.OPEN, GapStatus.SOURCE_PENDING, GapStatus.NARROWED, GapStatus.DECLINED, GapStatus.STANDING,
    GapStatus.CLOSED, None,
)  # fmt: skip


@dataclass(frozen=True)
class Steps:
    """The level of one claim over time: (instant or None, day, level) of each change, the opening first."""

    question: str
    title: str
    steps: tuple[tuple[datetime | None, str, int], ...]

    @property
    def told(self) -> str:
        """The same in words, such as `3 apparent on 2026-04-28, 4 documented on 2026-05-02`."""
        return ", ".join(phrases.level(n) + (f" on {day}" if at else "") for at, day, n in self.steps)

    @property
    def moved(self) -> bool:
        """Whether the level ever changed."""
        return len(self.steps) > 1


@dataclass(frozen=True)
class Span:
    """The days that all charts of levels share; `start` and `end` are None where all is of one day."""

    start: datetime | None
    end: datetime | None
    first: str  # "" where it is not known
    last: str


@dataclass(frozen=True)
class GapRow:
    """The questions at one status of the gap, as sent and now, by id."""

    status: str
    means: str
    as_sent: tuple[str, ...]
    now: tuple[str, ...]


def steps(view: QuestionView) -> Steps:
    """Return how the level of a claim went, revision by revision; equal ones in a row are one step."""
    found: list[tuple[datetime | None, str, int]] = []
    for one in sorted(view.revisions, key=lambda one: one.number):
        if not found or found[-1][2] != one.level:
            found.append((instant(one.at), phrases.day(one.at), one.level))
    if not found:
        found = [(None, phrases.day(None), view.row.level)]
    return Steps(view.row.id, view.row.title, tuple(found))


def span(data: ReportData) -> Span:
    """Return the days from the first revision of any question to the newest entry of the ledger."""
    dated = [at for one in data.everything() for made in one.revisions if (at := instant(made.at))]
    start = min(dated, default=None)
    if data.generated_from and (newest := instant(datetime.fromisoformat(data.generated_from))):
        dated.append(newest)
    end = max(dated, default=None)
    first, last = (phrases.day(at) if at else "" for at in (start, end))
    return Span(None, None, first, last) if first == last else Span(start, end, first, last)


def drawn(data: ReportData) -> tuple[Steps, ...]:
    """Return the claims whose levels the index draws: all, or of many those that moved, up to `MOST`."""
    found = [steps(one) for one in data.questions]
    if len(found) > MANY:
        found = [one for one in found if one.moved][:MOST]
    return tuple(found)


def gap_rows(data: ReportData) -> tuple[GapRow, ...]:
    """Return the questions by the worst gap of their own and their parts', as the first revisions had it and now."""
    sent: dict[str, list[str]] = {}
    now: dict[str, list[str]] = {}
    for one in data.questions:
        firsts = (
            min(member.revisions, key=lambda made: made.number, default=None) for member in with_parts(one)
        )
        worst = worst_gap(GapStatus(made.gap_status) for made in firsts if made and made.gap_status)
        sent.setdefault(worst or "", []).append(one.row.id)
        now.setdefault(one.row.gap_status, []).append(one.row.id)
    return tuple(
        GapRow(phrases.gap(key), phrases.gap_means(key), tuple(sent.get(key, ())), tuple(now.get(key, ())))
        for key in (status or "" for status in _GAPS)
        if key in sent or key in now
    )


def level_chart(one: Steps, over: Span, wide: bool = False) -> Markup:
    """Return the level of one claim as a step line from 0 to 5 over the days of `over`, its end labelled."""
    width, height = (440, 150) if wide else (176, 104)
    left, right, top, bottom = 16, width - 22, 8, height - 22
    parts = []
    for level in Level:
        y = _y(level, top, bottom)
        parts.append(f'<line class="grid" x1="{left}" y1="{y}" x2="{right}" y2="{y}"/>')
        if wide or level in (0, 5):
            parts.append(
                f'<text class="axis" x="{left - 5}" y="{y + 3.5:.1f}" text-anchor="end">{int(level)}</text>'
            )
    places = _places(one, over, left, right)
    path = f"M{places[0]:.1f} {_y(one.steps[0][2], top, bottom)}"
    for x, (_, _, reached) in zip(places[1:], one.steps[1:], strict=True):
        path += f"H{x:.1f}V{_y(reached, top, bottom)}"
    start, end = _y(one.steps[0][2], top, bottom), _y(one.steps[-1][2], top, bottom)
    parts.append(f'<path class="step" d="{path}H{right}" fill="none" stroke="currentColor"/>')
    parts.append(f'<circle class="sent" cx="{places[0]:.1f}" cy="{start}" r="3.5" stroke="currentColor"/>')
    parts.append(f'<circle class="now" cx="{right}" cy="{end}" r="4"/>')
    parts.append(f'<text class="end" x="{right + 8}" y="{end + 4:.1f}">{one.steps[-1][2]}</text>')
    one_day = over.start is None
    first = f"{over.first}, in order" if one_day and over.first else over.first or "in order"
    parts.append(f'<text class="axis" x="{left}" y="{height - 5}">{_words(first)}</text>')
    if not one_day:
        parts.append(
            f'<text class="axis" x="{right + 4}" y="{height - 5}" text-anchor="end">{_words(over.last)}</text>'
        )
    title = f"{one.question}: level over time"
    return _svg("levels", width, height, title, f"{one.told}; now {phrases.level(one.steps[-1][2])}.", parts)


def gap_chart(rows: Sequence[GapRow]) -> Markup:
    """Return two bars a status, as sent above and now below, with the number of questions at their ends."""
    total = max((max(len(row.as_sent), len(row.now)) for row in rows), default=0) or 1
    units = sum(len(row.now) for row in rows) <= _UNITS
    left, longest, step = 106, 236, 44
    height = max(1, len(rows)) * step
    parts = []
    for n, row in enumerate(rows):
        y = n * step + 4
        parts.append(
            f'<text class="label" x="{left - 10}" y="{y + 21}" text-anchor="end">{_words(row.status)}</text>'
        )
        for kind, ids, top in (("as-sent", row.as_sent, y), ("is-now", row.now, y + 17)):
            size = round(longest * len(ids) / total, 1)
            parts.append(f'<rect class="{kind}" x="{left}" y="{top}" width="{size}" height="14"/>')
            if units:
                cuts = (left + longest * k / total for k in range(1, len(ids)))
                parts += (f'<path class="cut" d="M{x:.1f} {top}v14"/>' for x in cuts)
            parts.append(f'<text class="axis" x="{left + size + 6:.1f}" y="{top + 11}">{len(ids)}</text>')
        parts.append(f'<path class="base" d="M{left} {y - 2}v35"/>')
    said = "; ".join(f"{row.status}: {len(row.as_sent)} as sent, {len(row.now)} now" for row in rows)
    return _svg("gaps", 370, height, "Questions by the state of their evidence gap", f"{said}.", parts)


@lru_cache(maxsize=64)
def scale(as_sent: int, now: int) -> Markup:
    """Return the six levels on a line: a ring where the letter set the claim, a dot where it stands now."""
    xs = [12 + 40 * level for level in range(6)]
    parts = [f'<path class="rail" d="M{xs[0]} 12H{xs[5]}"/>']
    for level, x in enumerate(xs):
        parts.append(f'<path class="tick" d="M{x} 8v8"/>')
        weight = "end" if level == now else "axis"
        parts.append(f'<text class="{weight}" x="{x}" y="31" text-anchor="middle">{level}</text>')
    if as_sent != now:
        parts.append(f'<path class="way" d="M{xs[as_sent]} 12H{xs[now]}" stroke="currentColor"/>')
        parts.append(f'<circle class="sent" cx="{xs[as_sent]}" cy="12" r="5" stroke="currentColor"/>')
    parts.append(f'<circle class="now" cx="{xs[now]}" cy="12" r="6.5"/>')
    told = f"Level now {phrases.level(now)}, as sent {phrases.level(as_sent)}"
    return _svg("scale", 224, 36, told, "On a scale from 0 contradicted to 5 corroborated.", parts)


@lru_cache(maxsize=8)
def cells(level: int) -> Markup:
    """Return a level as five cells, for the eye alone: the words stand beside it."""
    shapes = "".join(
        f'<rect class="{"full" if n < level else "empty"}" x="{n * 10 + 0.5}" y="0.5" width="8" height="8"/>'
        for n in range(5)
    )
    return Markup(  # noqa: S704 - numbers of ours
        f'<svg class="cells" viewBox="0 0 50 9" aria-hidden="true" focusable="false">{shapes}</svg>'
    )


def _y(level: int, top: int, bottom: int) -> float:
    return round(bottom - (bottom - top) * level / 5, 1)


def _places(one: Steps, over: Span, left: int, right: int) -> list[float]:
    """Where on the line each step stands: by its time, or in order where all is of one day or has no date."""
    if over.start is None or over.end is None or any(at is None for at, _, _ in one.steps):
        return [left + (right - left) * n / len(one.steps) for n in range(len(one.steps))]
    length = (over.end - over.start).total_seconds()
    return [
        left + (right - left) * (at - over.start).total_seconds() / length for at, _, _ in one.steps if at
    ]


def _svg(kind: str, width: int, height: int, title: str, words: str, parts: Iterable[str]) -> Markup:
    return Markup(  # noqa: S704 - numbers and words of ours; what comes from outside went through _words
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img"><title>{_words(title)}</title>'
        f"<desc>{_words(words)}</desc>{''.join(parts)}</svg>"
    )


def _words(text: str) -> Markup:
    """Return outside text cleaned, cut to a length that no picture exceeds, and escaped."""
    return Markup.escape(shorten(clean_line(text), 2_000))
