"""Arranges who answered: public responders by role and authority, private ones as a number alone."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.claims.evidence import Authority
from tracker.reports import phrases
from tracker.reports.data import ReportData, ResponderPublic


@dataclass(frozen=True)
class ResponderLine:
    """One responder as the report tells them, and what they wrote when."""

    who: str
    replies: str
    grades: tuple[tuple[str, str, str], ...]  # question or *, grade, where that is known from
    sample: bool


@dataclass(frozen=True)
class Answers:
    """Everybody who answered in public, by their best grade, and how many answers there are of which kind."""

    tally: str
    by_grade: tuple[tuple[str, str, tuple[ResponderLine, ...]], ...]


def answers(data: ReportData) -> Answers:
    """Return who answered; those of one grade in the order of their first answer."""
    public = [reply for one in data.responders for reply, _ in one.replies]
    samples = sum(reply in data.samples for reply in (*public, *data.private_replies))
    marked = f" Of these, {samples} are sample mail made for demonstration." if samples else ""
    people, many = phrases.count(len(data.responders), "person", "people"), len(public)
    return Answers(
        f"{people} answered in public, in {phrases.count(many, 'message')}; "
        f"{phrases.count(len(data.private_replies), 'private reply', 'private replies')} came besides.{marked}",
        tuple(
            (grade.value, grade.meaning, lines)
            for grade in Authority
            if (lines := tuple(_line(data, one) for one in data.responders if _best(one) == grade.value))
        ),
    )


def _best(one: ResponderPublic) -> str:
    return min((grade for _, grade, _ in one.grades), default=Authority.F.value)


def _line(data: ReportData, one: ResponderPublic) -> ResponderLine:
    told = "; ".join(f"{reply} on {phrases.day(at)}" for reply, at in one.replies)
    return ResponderLine(
        who=", ".join(part for part in (one.name, one.role) if part)
        or "a responder whose role is not recorded",
        replies=f"{phrases.count(len(one.replies), 'public reply', 'public replies')}: {told}",
        grades=tuple(
            (question, grade, phrases.NOT_PUBLISHED if source == phrases.WITHHELD else source)
            for question, grade, source in one.grades
        ),
        sample=any(reply in data.samples for reply, _ in one.replies),
    )
