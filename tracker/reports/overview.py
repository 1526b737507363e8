"""Arranges what a report says of the whole letter: notices at the top, what stays open, the checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from tracker.claims.evidence import Authority
from tracker.claims.levels import GapStatus, Level
from tracker.record.views import LegView
from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.digest import Mark, QuestionText, question_text, tally
from tracker.reports.phrases import count

_OPEN_GAPS = (
    GapStatus.OPEN,
    GapStatus.SOURCE_PENDING,
    GapStatus.NARROWED,
    GapStatus.DECLINED,
    GapStatus.STANDING,
)

_TOLD = 48  # so many changes are told one by one; the table of all questions has the rest


@dataclass(frozen=True)
class Notice:
    """A box at the top that nobody may overlook."""

    kind: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class GapLine:
    """A question or part with an evidence gap of its own."""

    question: str
    title: str
    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class LegLine:
    """One addressee's conversation in a sentence."""

    id: str
    contact: str
    state: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """The whole report, ready to print."""

    title: str
    letter: tuple[tuple[str, str], ...]
    stand: str
    notices: tuple[Notice, ...]
    questions: tuple[QuestionText, ...]
    flat: tuple[QuestionText, ...]  # questions, each followed by its parts
    tally: str
    moved: tuple[QuestionText, ...]
    unmoved: tuple[str, ...]
    gaps: tuple[tuple[str, str, tuple[GapLine, ...]], ...]  # status, what it means, lines
    legs: tuple[LegLine, ...]
    waiting: str
    levels: tuple[tuple[str, str, str], ...]  # level, the letter's phrase, what it takes
    authorities: tuple[tuple[str, str], ...]
    checkpoint: str
    ledger: str
    size: str
    root: str

    @property
    def told(self) -> tuple[QuestionText, ...]:
        """Those that moved which are told one by one: all, or of very many those whose level moved, so many."""
        if len(self.moved) <= _TOLD:
            return self.moved
        return tuple(t for t in self.moved if t.view.row.level != t.view.row.level_as_sent)[:_TOLD]


# Every format of one report is written from the same arrangement, which goes when the report's data goes.
_ARRANGED: WeakKeyDictionary[ReportData, Overview] = WeakKeyDictionary()


def overview(data: ReportData) -> Overview:
    """Arrange `data` for printing: nothing is added to the record's words but the phrases of `phrases`."""
    found = _ARRANGED.get(data)
    if found is None:
        found = _ARRANGED[data] = _arranged(data)
    return found


def _arranged(data: ReportData) -> Overview:
    questions = tuple(question_text(data, view) for view in data.questions)
    flat = tuple(member for text in questions for member in _flat(text))
    letter = data.letter
    return Overview(
        title=f"Report: {letter.title or letter.subject or letter.id}",
        letter=(
            ("Subject", letter.subject or "not known"),
            ("Date", letter.date or "not known"),
            ("To", letter.to or "not known"),
            ("Message-ID", letter.message_id or "not known"),
            ("Posted at", letter.url or "not known"),
        ),
        stand=(
            f"The record as of {data.generated_from or 'its opening'}, the time of its newest entry. Nothing "
            "here depends on when this file was written."
        ),
        notices=_notices(data, flat),
        questions=questions,
        flat=flat,
        tally=tally(questions),
        moved=tuple(text for text in flat if text.moved),
        unmoved=tuple(text.view.row.id for text in flat if not text.moved),
        gaps=tuple(
            (status.value, phrases.GAP[status], lines)
            for status in _OPEN_GAPS
            if (lines := tuple(_gap(text) for text in flat if text.view.gap_status == status))
        ),
        legs=tuple(_leg(data, leg) for leg in data.legs),
        waiting=(
            f"Waiting to be read by a person: {count(data.open_triage, 'passage')} of replies, and "
            f"{count(data.unsorted, 'unsorted reply', 'unsorted replies')}. Nothing here draws on them."
        ),
        levels=tuple((phrases.level(level), level.phrase or "–", level.takes) for level in Level),
        authorities=tuple((grade.value, grade.meaning) for grade in Authority),
        checkpoint=data.checkpoint,
        size=count(data.size, "entry", "entries"),
        root=(data.checkpoint.splitlines() or ["none"])[-1],
        ledger=f"{count(data.size, 'entry', 'entries')}; hash of the newest: {data.head}",
    )


def _flat(text: QuestionText) -> list[QuestionText]:
    return [text, *(member for part in text.parts for member in _flat(part))]


def _notices(data: ReportData, flat: tuple[QuestionText, ...]) -> tuple[Notice, ...]:
    found = []
    sampled = sorted({text.view.row.id for text in flat if any(finding.sample for finding in text.findings)})
    if sampled:
        found.append(
            Notice(
                "sample",
                "Sample mail: these conclusions are from samples",
                (
                    "Findings in this report rest on sample replies made for demonstration. Nobody answered "
                    "the letter with these words, and what follows from them says nothing about the project.",
                    f"Concerned: {', '.join(sampled)}.",
                ),
            )
        )
    elif data.samples:
        found.append(
            Notice(
                "sample",
                "The record holds sample mail",
                ("Sample replies made for demonstration are in the record; no finding rests on them.",),
            )
        )
    if data.overrides:
        found.append(
            Notice(
                "override",
                f"{count(len(data.overrides), 'rule')} set aside",
                tuple(
                    f"{used.question}: {used.rule} was overridden in finding {used.assessment} "
                    f"({phrases.STATE.get(used.state, used.state)}). Reason given: {used.reason or 'none'}"
                    for used in data.overrides
                ),
            )
        )
    for kind, title in (("contested", "Contested"), ("review", "Under review")):
        lines = tuple(
            f"{text.view.row.id} {text.view.row.title}: {mark.text}"
            for text in flat
            for mark in text.marks
            if mark.kind == kind
        )
        if lines:
            found.append(Notice(kind, title, lines))
    return tuple(found)


def _gap(text: QuestionText) -> GapLine:
    view = text.view
    return GapLine(view.row.id, view.row.title, view.gap or "no description recorded", text.marks)


def _leg(data: ReportData, leg: LegView) -> LegLine:
    to = data.letter.to
    contact = data.contacts.get(leg.id) or (
        f"the letter's addressee, {to}" if to and leg.correspondent == to else "a contact not named here"
    )
    state = phrases.LEG.get(leg.state, leg.state)
    if leg.state in ("waiting", "promised", "awaiting us"):
        as_of = data.generated_from[:10] or "the opening"
        state = f"no answer as of {as_of}" if leg.state == "waiting" else f"{state} as of {as_of}"
    if leg.due and leg.state == "promised":
        state += f"; promised for {leg.due}"
    if leg.attempts:
        state += f"; asked on {', '.join(dict.fromkeys(phrases.day(at) for at in leg.attempts))}"
    if leg.replies:
        state += f"; {count(len(leg.replies), 'message')} received"
        samples = sum(reply in data.samples for reply in leg.replies)
        state += f", {samples} of them sample mail" if samples else ""
    return LegLine(leg.id, contact, state, leg.questions)
