"""Turns the views of a question into what a report says of it, for Markdown and HTML alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tracker import worddiff
from tracker.claims.levels import Level
from tracker.record.views import QuestionView
from tracker.reports import phrases
from tracker.reports.changes import ChangeText, change_text, word_changes
from tracker.reports.data import ReportData, with_parts
from tracker.reports.findings import FindingText, finding_text
from tracker.reports.phrases import count
from tracker.reports.sources import NOTHING, SourceLine, source_line

MarkKind = Literal["sample", "override", "contested", "review", "as-sent"]


@dataclass(frozen=True)
class Mark:
    """A warning that goes with a question wherever it is listed: a short label, and what it means in full."""

    kind: MarkKind
    label: str
    text: str


@dataclass(frozen=True)
class QuestionText:
    """One question or part as the report prints it."""

    view: QuestionView
    depth: int
    marks: tuple[Mark, ...]
    level_path: str
    gap_path: str
    carried: str
    read: tuple[SourceLine, ...]
    unread: tuple[SourceLine, ...]
    changes: tuple[ChangeText, ...]
    findings: tuple[FindingText, ...]
    parts: tuple[QuestionText, ...]
    first_wording: str

    @property
    def reworded(self) -> bool:
        """Whether the wording now differs from that of the first revision."""
        return self.first_wording != self.view.wording

    @property
    def reworded_once(self) -> bool:
        """Whether a single revision changed the words, which then are those that changed since the letter."""
        return sum(bool(change.runs) for change in self.changes) == 1

    @property
    def since_sent(self) -> tuple[worddiff.Run, ...]:
        """The wording as sent turned into that of now, word by word."""
        return word_changes(self.first_wording, self.view.wording)

    @property
    def sentence(self) -> str:
        """What became of the claim since the letter was sent, in a few plain words."""
        row = self.view.row
        before, now = phrases.level(row.level_as_sent), phrases.level(row.level)
        if row.level == row.level_as_sent:
            level = f"the level stays at {now}"
        else:
            level = f"the level {'rose' if row.level > row.level_as_sent else 'fell'} from {before} to {now}"
        gaps = self.gap_path.split(" → ")
        gap = f"the gap went from {' to '.join(gaps)}" if len(gaps) > 1 else ""
        wording = "the wording changed" if self.reworded else "the wording is as sent"
        return f"{'; '.join(part for part in (level, wording, gap) if part)}."

    @property
    def moved(self) -> bool:
        """Whether anything was found or changed since the letter was sent."""
        row = self.view.row
        return bool(self.findings or self.changes or row.level != row.level_as_sent)


def question_text(data: ReportData, view: QuestionView, depth: int = 0) -> QuestionText:
    """Return what the report says of one question and its parts."""
    level = Level(view.row.level)
    sources = [source_line(one, data.followed.get(one.source, NOTHING)) for one in view.citations]
    revisions = sorted(view.revisions, key=lambda revision: revision.number)
    return QuestionText(
        view=view,
        depth=depth,
        marks=marks(data, view),
        level_path=_path(
            phrases.level(n) for n in (view.row.level_as_sent, *(r.level for r in revisions), level)
        ),
        gap_path=_path(
            phrases.gap(status) for status in (*(r.gap_status for r in revisions), view.gap_status)
        ),
        # Below `partial` nothing public carries a part, so nothing may be shown as carried.
        carried=view.confirmed if level >= Level.PARTIAL else "",
        read=tuple(source for source in sources if source.read),
        unread=tuple(source for source in sources if not source.read),
        changes=tuple(change_text(old, new) for old, new in pairwise(revisions)),
        findings=tuple(finding_text(data, view, assessment) for assessment in view.assessments),
        parts=tuple(question_text(data, part, depth + 1) for part in view.parts),
        first_wording=_first_wording(view),
    )


def marks(data: ReportData, view: QuestionView) -> tuple[Mark, ...]:
    """Return every warning that goes with a question in any list; its parts' samples and overrides too."""
    found: list[Mark] = []
    family = [assessment for member in with_parts(view) for assessment in member.assessments]
    if any(data.sampled(assessment) for assessment in family):
        found.append(Mark("sample", "sample mail", "rests on sample mail made for demonstration"))
    used = sorted({rule for assessment in family for rule, _ in assessment.overrides})
    if used:
        found.append(Mark("override", "rule overridden", f"overridden: {', '.join(used)}"))
    if view.row.contested:
        found.append(Mark("contested", "contested", "well-placed responders stand against each other"))
    if view.row.review:
        found.append(Mark("review", "under review", "; ".join(view.row.review)))
    untouched = view.row.level == view.row.level_as_sent and _first_wording(view) == view.wording
    if untouched and all(assessment.state == "withdrawn" for assessment in view.assessments):
        found.append(Mark("as-sent", "as sent", "no finding stands; wording and level are the letter's own"))
    elif view.row.level == view.row.level_as_sent and not any(one.read for one in view.citations):
        text = "the level is the letter's own; no source has been read for it"
        found.append(Mark("as-sent", "level as sent", text))
    return tuple(found)


def _first_wording(view: QuestionView) -> str:
    """Return the wording as sent; that of now where no revision is there to ask."""
    first = min(view.revisions, key=lambda revision: revision.number, default=None)
    return view.wording if first is None else first.wording


def _path(steps: Iterable[str]) -> str:
    shown: list[str] = []
    for step in steps:
        if not shown or shown[-1] != step:
            shown.append(step)
    return " → ".join(shown)


def tally(texts: tuple[QuestionText, ...]) -> str:
    """Return one sentence on how the questions moved since the letter was sent."""
    rows = [text.view.row for text in texts]
    raised = sum(row.level > row.level_as_sent for row in rows)
    lowered = sum(row.level < row.level_as_sent for row in rows)
    reworded = sum(text.view.row.level == text.view.row.level_as_sent and text.reworded for text in texts)
    same = len(rows) - raised - lowered - reworded
    return (
        f"{count(len(rows), 'question')} since the letter was sent: {raised} at a higher level, "
        f"{lowered} at a lower level, {reworded} reworded at the same level, "
        f"{same} with level and wording as sent."
    )
