"""What the pages below the board say about one question: wording, gap, sources, replies, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from tracker.claims.levels import Level
from tracker.record.views import (
    AssessmentView,
    CitationView,
    EntryView,
    QuestionView,
    ReactionView,
    ReplyView,
)
from tracker.tui.widgets import marks

_EMPTY = Content("")


def wording(view: QuestionView) -> Content:
    """The wording now, with what stands behind it."""
    row = view.row
    sent = Level(row.level_as_sent).label
    head = Content.assemble(
        marks.line(row.id, "bold"),
        "  ",
        marks.level_content(row.level),
        (f"   as sent: {sent}   revision {row.revision}   ", "$foreground-muted"),
        marks.line("to confirm" if row.asks == "confirm" else "to answer", "$foreground-muted"),
    )
    shown = [head]
    if row.contested:
        shown.append(
            Content.styled("⚑ contested: two well-placed responders stand against each other", marks.RED)
        )
    shown += [marks.line(f"⚑ under review: {why}", marks.YELLOW) for why in row.review]
    shown += [_EMPTY, marks.plain(view.wording)]
    if view.attribution:
        shown.append(marks.plain(view.attribution, "$foreground-muted"))
    shown += _section("Proposition", view.proposition)
    shown += _section("Confirmed part", view.confirmed)
    if view.parts:
        shown += [_EMPTY, _heading("Parts")]
        for part in view.parts:
            shown.append(
                Content.assemble(marks.line(f"{part.row.id}  "), marks.level_content(part.row.level))
            )
            shown.append(
                Content.assemble("      ", marks.line(part.wording or part.row.title, "$foreground-muted"))
            )
    if view.bears_on:
        shown += [_EMPTY, marks.line(f"Bears on {', '.join(view.bears_on)}.", "$foreground-muted")]
    if view.borne_on_by:
        shown.append(marks.line(f"Borne on by {', '.join(view.borne_on_by)}.", "$foreground-muted"))
    shown += _section("As asked", view.as_asked)
    return marks.lines(shown)


def gap(view: QuestionView) -> Content:
    """The evidence gap of the question and of its parts, and the researcher's notes."""
    shown = [
        Content.assemble(marks.gap_content(view.gap_status)),
        marks.plain(view.gap or "No gap is worded."),
    ]
    for part in view.parts:
        if part.gap or part.gap_status:
            shown += [
                _EMPTY,
                Content.assemble(marks.line(f"{part.row.id}  "), marks.gap_content(part.gap_status)),
            ]
            shown.append(marks.plain(part.gap))
    shown += _section("Researcher's notes", view.notes)
    return marks.lines(shown)


def citation_line(citation: CitationView) -> Content:
    """One citation in a line: read or not, what it does for the claim, its title."""
    sign = ("✓ ", marks.GREEN) if citation.read else ("○ ", marks.GREY)
    kind = "normative" if citation.normative else "official" if citation.official else "not official"
    return Content.assemble(
        sign,
        (f"{citation.id} ", "bold"),
        marks.line(f"{citation.relation} ", marks.RED if citation.relation == "disputes" else marks.BLUE),
        marks.line(citation.title or citation.url),
        marks.line(f"  {citation.section}" if citation.section else "", "$foreground-muted"),
        (f"  ({kind})", "$foreground-muted"),
    )


def citation(view: CitationView) -> Content:
    """Everything about one citation."""
    shown = [marks.line(view.title, "bold"), marks.line(view.url, "underline")]
    facts = (
        ("relation", view.relation),
        ("kind", f"{view.kind}{', normative' if view.normative else ', official' if view.official else ''}"),
        ("section", view.section),
        ("bears", view.bears),
        ("seen", view.seen),
        ("verified", view.verified),
        ("note", view.note),
        ("body", view.body),
        ("independent of", ", ".join(view.independent_of)),
    )
    shown += [
        Content.assemble((f"{name}: ", "$foreground-muted"), marks.line(value))
        for name, value in facts
        if value
    ]
    if view.quote:
        shown += [_EMPTY, marks.plain(f"“{view.quote}”", "italic")]
    shown.append(_EMPTY)
    if not view.read:
        shown.append(
            Content.styled("○ not read by a person yet; an unread citation carries no level", marks.YELLOW)
        )
        return marks.lines(shown)
    covers = f"covers {view.covers}" + (f" ({view.part})" if view.part else "")
    states = "states it" if view.states else "supports it by inference"
    read = f"✓ read by {view.read_by}, {marks.moment(view.read_at)}; {covers}; {states}"
    shown.append(marks.line(read, marks.GREEN))
    shown.append(
        Content.assemble(marks.plain(f"“{view.read_quote}”"), marks.line(f"  {view.read_locator}", "dim"))
    )
    if view.dated:
        shown.append(marks.line(f"copy of {view.dated}", "$foreground-muted"))
    return marks.lines(shown)


def sources(citations: Sequence[CitationView]) -> Content:
    """The citations of a question, unread ones marked."""
    if not citations:
        return marks.line("No source is cited yet. S opens the sources, + adds one.", "$foreground-muted")
    shown: list[Content] = []
    for each in citations:
        shown.append(citation_line(each))
        shown.append(Content.assemble("    ", marks.line(each.bears, "$foreground-muted")))
    return marks.lines(shown)


def assessment(view: AssessmentView, reactions: Sequence[ReactionView] = ()) -> Content:
    """One finding: what it did, from what, by whom, why, and what its responder made of it."""
    state = "" if view.state == "standing" else f"  [{view.state}]"
    move = (
        f"  level {view.level_before} → {view.level_after}" if view.level_before != view.level_after else ""
    )
    who = f" of {view.role or 'a responder'}, authority {view.authority}" if view.person else ""
    shown = [
        Content.assemble(
            marks.line(f"{view.id} ", "bold"),
            marks.line(", ".join(view.effects), marks.BLUE),
            marks.line(f"{move}{state}"),
        ),
        marks.line(f"    {view.basis}{who}; by {view.by}, {marks.moment(view.at)}", "$foreground-muted"),
        Content.assemble("    ", marks.line(view.reason)),
    ]
    shown += [marks.line(f"    override of {rule}: {why}", marks.YELLOW) for rule, why in view.overrides]
    shown += [_reaction(one) for one in reactions if one.assessment == view.id]
    return marks.lines(shown)


def _reaction(one: ReactionView) -> Content:
    """What a responder made of a finding; one that is pending has no act yet, and the day is that of our report."""
    style = {"satisfied": marks.GREEN, "not satisfied": marks.RED}.get(one.value, marks.GREY)
    said = f" in {one.passage}" if one.passage else ""
    how = f"recorded by {one.by}, " if one.id else "reported "
    return marks.line(f"    reaction: {one.value}{said}; {how}{marks.moment(one.at)}", style)


def replies(view: QuestionView, seen: Iterable[ReplyView]) -> Content:
    """What was answered: the passages linked to the question, and what was found from them."""
    shown: list[Content] = []
    for reply in seen:
        for passage in reply.passages:
            if passage.id not in view.passages:
                continue
            head = f"{passage.id}  {reply.row.who}  {marks.day(reply.row.date)}  {passage.state}"
            shown += [marks.line(head, "bold"), marks.plain(passage.text), _EMPTY]
    if not shown:
        shown = [
            marks.line(
                "No reply bears on this question yet. i imports mail, t triages it.", "$foreground-muted"
            ),
            _EMPTY,
        ]
    if view.assessments:
        shown.append(_heading("Assessments"))
        shown += [assessment(each, view.reactions) for each in reversed(view.assessments)]
    return marks.lines(shown)


def entry(view: EntryView) -> Content:
    """One ledger entry: who did what, why, and what it changed."""
    head = Content.assemble(
        (f"{view.seq:>4} ", "bold"),
        marks.line(f"{marks.moment(view.at)}  {view.kind}  "),
        marks.line(view.actor, marks.BLUE),
    )
    shown = [head]
    if view.reason:
        shown.append(Content.assemble("     ", marks.line(view.reason, "italic")))
    shown += [marks.line(f"     {change}", "$foreground-muted") for change in view.changes]
    return marks.lines(shown)


def history(entries: Sequence[EntryView]) -> Content:
    """The entries that touched the question, newest first."""
    if not entries:
        return marks.line("Nothing was recorded yet.", "$foreground-muted")
    return marks.lines(entry(each) for each in reversed(entries))


def _heading(text: str) -> Content:
    return Content.styled(text, "bold $accent")


def _section(title: str, text: str) -> list[Content]:
    return [_EMPTY, _heading(title), marks.plain(text)] if text.strip() else []
