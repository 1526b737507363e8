"""Writes the report as Markdown in which outside text stays words: no markup, no link but http(s)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.reports import phrases
from tracker.reports.digest import Mark, QuestionText
from tracker.reports.escape import difference, line, link, prose, quoted
from tracker.reports.findings import FindingText
from tracker.reports.overview import Overview
from tracker.reports.sources import SourceLine
from tracker.text import clean

_BLANK_LINES = re.compile(r"\n{3,}")
_BACKTICKS = re.compile(r"`+")


def write(report: Overview) -> str:
    """Return the whole report, one trailing newline."""
    lines = [f"# {line(report.title)}", "", line(report.stand), ""]
    lines += [f"- {name}: {prose(value)}" for name, value in report.letter]
    for notice in report.notices:
        lines += ["", f"> **{line(notice.title)}**", ">", *(f"> - {prose(text)}" for text in notice.lines)]
    lines += ["", "## Summary", "", line(report.tally), ""]
    if not any(notice.kind == "override" for notice in report.notices):
        lines += ["No rule was set aside.", ""]
    lines += _table(
        ("Question", "Level now", "As sent", "Evidence gap", "Sources read", "Remarks"),
        (
            (
                f"{line(row.id)} {line(row.title)}",
                phrases.level(row.level),
                phrases.level(row.level_as_sent),
                phrases.gap(row.gap_status),
                f"{row.read} of {row.citations}",
                _labels(text.marks),
            )
            for text in report.questions
            for row in (text.view.row,)
        ),
    )
    lines += ["", "## How conclusions changed", ""]
    if report.moved:
        lines += _table(
            ("Question or part", "Level", "Evidence gap", "Wording", "Findings", "Remarks"),
            (
                (
                    f"{line(text.view.row.id)} {line(text.view.row.title)}",
                    line(text.level_path),
                    line(text.gap_path),
                    "changed" if text.reworded else "as sent",
                    ", ".join(f"{line(f.id)} ({line(f.state)})" for f in text.findings) or "–",
                    _labels(text.marks),
                )
                for text in report.moved
            ),
        )
        lines.append("")
    if report.unmoved:
        lines += [
            f"No finding and no change since the letter was sent: {line(', '.join(report.unmoved))}.",
            "",
        ]
    lines += ["## Questions", ""]
    for text in report.questions:
        lines += _question(text)
    lines += _still_open(report) + _method(report)
    body = _BLANK_LINES.sub("\n\n", "\n".join(lines))
    return body + "\n" + "\n".join(_verify(report)) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'|'.join(' --- ' for _ in head)}|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _labels(marks: tuple[Mark, ...]) -> str:
    return ", ".join(f"**{mark.label}**" if mark.kind != "as-sent" else mark.label for mark in marks) or "–"


def _question(text: QuestionText) -> list[str]:
    view, row = text.view, text.view.row
    rank = "#" * min(3 + text.depth, 5)
    lines = [f"{rank} {line(row.id)} {line(row.title)}", ""]
    lines += [f"- **{mark.label}**: {line(mark.text)}" for mark in text.marks]
    lines += [
        f"- Level: {phrases.level(row.level)}, which takes {line(phrases.takes(row.level))}",
        f"- Level since sent: {line(text.level_path)}",
        f"- Evidence gap: {_gap(text)}",
    ]
    if view.proposition:
        lines.append(f"- Proposition, which the level rates: {prose(view.proposition)}")
    if text.carried:
        lines.append(f"- Part that the wording rests on: {prose(view.confirmed)}")
    if view.bears_on:
        lines.append(f"- Bears on: {line(', '.join(view.bears_on))}")
    lines += ["", f"**Wording now** (revision {row.revision}):", "", *quoted(view.wording), ""]
    if view.as_asked and not text.depth:
        lines += ["**As asked in the letter:**", "", *quoted(view.as_asked), ""]
    if text.changes:
        lines += ["**What changed**", ""]
        for change in text.changes:
            lines += [f"- {line(change.title)}" + "".join(f"; {prose(fact)}" for fact in change.facts)]
            if change.runs:
                lines += ["", f"  > {difference(change.runs)}", ""]
        lines.append("")
    if text.findings:
        lines += ["**Why: the findings**", ""]
        for finding in text.findings:
            lines += [*_finding(finding), ""]
    if text.read or text.unread:
        lines += [f"**Sources** ({len(text.read)} read, {len(text.unread)} unread)", ""]
        for source in text.read:
            lines += _source(source)
        lines += [
            f"- Unread, not counted as evidence: {link(source.title, source.url)}; "
            f"{line('; '.join(source.facts))}"
            for source in text.unread
        ]
        lines.append("")
    elif not text.depth:
        lines += ["No source is recorded.", ""]
    for part in text.parts:
        lines += _question(part)
    return lines


def _gap(text: QuestionText) -> str:
    view = text.view
    means = phrases.gap_means(view.gap_status)
    shown = phrases.gap(view.gap_status) + (f" ({means})" if means else "")
    if view.gap:
        shown += f": {prose(view.gap)}"
    if view.row.gap_status != view.gap_status:
        shown += f"; with its parts: {phrases.gap(view.row.gap_status)}"
    return shown


def _finding(finding: FindingText) -> list[str]:
    state = finding.state_text if finding.state == "standing" else f"**{line(finding.state_text)}**"
    lines = [f"- **{line(finding.id)}**: {line(finding.title)}. State: {state}"]
    if finding.sample:
        lines.append("  - **This finding rests on sample mail.**")
    lines.append(f"  - {line('; '.join(finding.facts))}")
    lines.append(f"  - Reason: {prose(finding.reason)}")
    for rule, reason in finding.overrides:
        lines.append(f"  - **Rule set aside: {line(rule)}.** Reason given: {prose(reason or 'none')}")
    for ground in finding.grounds:
        lines.append(f"  - From: {line(ground.where)}")
        if ground.words:
            lines += ["", *(f"    {words}" for words in quoted(ground.words))]
            if ground.cut:
                lines.append("    > \\[cut here; the rest is in the record\\]")
            lines.append("")
    lines += [f"  - Reaction, {line(said)}" for said in finding.reactions]
    for source in finding.sources:
        status = "read" if source.read else "unread, not counted as evidence"
        lines.append(f"  - Source ({status}): {link(source.title, source.url)}")
    return lines


def _source(source: SourceLine) -> list[str]:
    lines = [f"- Read: {link(source.title, source.url)}; {prose('; '.join(source.facts))}"]
    if source.quote:
        return [*lines, "", *(f"  {words}" for words in quoted(source.quote)), ""]
    return [*lines, "  (no quotation recorded)"]


def _still_open(report: Overview) -> list[str]:
    lines = ["## What is still open", "", line(report.waiting), ""]
    for status, means, gaps in report.gaps:
        lines += [f"### Gaps: {status}", "", f"{means[0].upper()}{means[1:]}.", ""]
        for gap in gaps:
            mind = f" ({_labels(gap.marks)})" if gap.marks else ""
            lines.append(f"- {line(gap.question)} {line(gap.title)}{mind}: {prose(gap.text)}")
        lines.append("")
    if not report.gaps:
        lines += ["No question or part has an evidence gap that is not closed.", ""]
    lines += ["### Conversations", ""]
    for leg in report.legs:
        carries = f" (carries {line(', '.join(leg.questions))})" if leg.questions else ""
        lines.append(f"- {line(leg.id)}, {prose(leg.contact)}: {line(leg.state)}{carries}")
    return [*lines, *([] if report.legs else ["No conversation is recorded."]), ""]


def _method(report: Overview) -> list[str]:
    lines = ["## Method", ""]
    lines += [f"- {line(rule)}" for rule in phrases.RULES]
    lines += ["", "### Levels", ""]
    lines += _table(
        ("Level", "The letter's phrase", "What it takes"),
        ((line(name), line(phrase), line(takes)) for name, phrase, takes in report.levels),
    )
    lines += ["", "### Effects of a finding", ""]
    lines += [f"- {effect}: {line(means)}" for effect, means in phrases.EFFECTS]
    lines += ["", "### Authority of a responder", ""]
    lines += [f"- {grade}: {line(means)}" for grade, means in report.authorities]
    lines += ["", line(phrases.DIFF_KEY), ""]
    return lines


def _verify(report: Overview) -> list[str]:
    longest = max((len(run) for run in _BACKTICKS.findall(report.checkpoint)), default=0)
    fence = "`" * max(3, longest + 1)
    return [
        "## Checkpoint",
        "",
        f"The ledger holds {line(report.ledger)}.",
        "",
        line(phrases.VERIFY),
        "",
        "```sh",
        phrases.VERIFY_COMMAND,
        "```",
        "",
        f"{fence}text",
        *clean(report.checkpoint).rstrip("\n").split("\n"),
        fence,
    ]
