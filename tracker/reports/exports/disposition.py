"""Disposition of comments as the W3C's working groups publish it, in Markdown and as one page."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.digest import QuestionText
from tracker.reports.escape import difference, line, prose, quoted
from tracker.reports.exports.comments import REACTIONS, Comment, comments, tally
from tracker.reports.exports.page import converted, page
from tracker.reports.overview import overview


def markdown(data: ReportData) -> str:
    """Return the disposition as Markdown: a tally, then every comment under its question, one trailing newline."""
    return "\n".join(_blocks(data))


def html(data: ReportData) -> str:
    """Return the same as one HTML document that loads nothing and runs nothing."""
    return page(_title(data), converted(_blocks(data)))


def _title(data: ReportData) -> str:
    letter = data.letter
    return f"Disposition of comments: {letter.title or letter.subject or letter.id}"


def _blocks(data: ReportData) -> Iterator[str]:
    """Yield the head, then each question with its comments, each as Markdown that ends in a newline."""
    report = overview(data)
    by_question = [(text, comments(data, text)) for text in report.flat]
    everything = tuple(one for _, found in by_question for one in found)
    lines = [f"# {line(_title(data))}", "", line(report.stand), ""]
    for notice in report.notices:
        lines += [f"> **{line(notice.title)}**", ">", *(f"> - {prose(text)}" for text in notice.lines), ""]
    lines += ["| Resolution | Comments |", "| --- | --- |"]
    lines += [f"| {name} | {count} |" for name, count in tally(everything)]
    reactions = dict.fromkeys(REACTIONS, 0)
    for reaction in (one.reaction for one in everything if one.reaction):
        reactions[reaction] = reactions.get(reaction, 0) + 1
    lines += [
        "",
        "Reactions of commenters: " + ", ".join(f"{line(k)} {n}" for k, n in reactions.items()) + ".",
    ]
    lines += ["", line(phrases.DIFF_KEY), ""]
    yield "\n".join(lines)
    for text, found in by_question:
        yield _question(text, found)


def _question(text: QuestionText, found: tuple[Comment, ...]) -> str:
    row = text.view.row
    lines = [f"## {line(row.id)} {line(row.title)}", ""]
    lines += [f"- **{line(mark.label)}**: {line(mark.text)}" for mark in text.marks]
    lines += [*([""] if text.marks else []), f"Level now: {phrases.level(row.level)}. Wording now:", ""]
    lines += [*quoted(text.view.wording), ""]
    if not found:
        lines += ["No comment.", ""]
    for one in found:
        lines += _comment(one)
    return "\n".join(lines)


def _comment(one: Comment) -> list[str]:
    standing = "" if one.counts else f" ({line(one.finding.state)})"
    lines = [f"### {line(one.id)}: {one.resolution}{standing}", "", f"- Commenter: {line(one.commenter)}"]
    if one.finding.sample:
        lines.append("- **Sample mail, made for demonstration.**")
    lines += [f"- Comment, from {line(ground.where)}" for ground in one.grounds]
    for ground in one.grounds:
        if ground.words:
            cut = ["> \\[cut here; the rest is in the record\\]"] if ground.cut else []
            lines += ["", *quoted(ground.words), *cut]
    lines += [
        "",
        f"- Found: {line(', '.join(one.effects))}",
        f"- What changed: {line('; '.join(one.changes))}",
    ]
    if one.runs:
        lines += ["", f"    > {difference(one.runs)}", ""]
    lines.append(f"- Rationale: {prose(one.finding.reason)}")
    if not one.counts:
        lines.append(f"- **{line(one.finding.state_text)}**")
    for rule, reason in one.finding.overrides:
        lines.append(f"- **Rule set aside: {line(rule)}.** Reason given: {prose(reason or 'none')}")
    lines += [f"- Commenter's reaction: {line(one.reaction)}"] if one.reaction else []
    return [*lines, ""]
