"""What Triage says about a reply, a passage and its links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text
from textual.content import Content

from tracker.record.views import LegView, LinkView, PassageView, QuestionView, ReplyRow, ReplyView
from tracker.text import clean_line, shorten
from tracker.tui.widgets import leg_pages, marks

# In the head of a reply, which must leave room for its words: characters of an author or role, of a flag and of what
# was vouched for, and how many flags and questions of one grade.
_WHO, _FLAG, _VOUCHED, _FLAGS, _QUESTIONS = 64, 32, 96, 3, 4
_END = re.compile(r"(?:(?<!^), failed: [A-Z, ]+)?(?: \([^()]+\))?$")


def list_line(row: ReplyRow, unsorted: bool) -> Text:
    """A reply in the list: ● waits, ✓ done, ○ nothing to do, ? belongs nowhere yet; then its day and
    questions.
    """
    if unsorted:
        sign, style = "?", marks.YELLOW
    elif row.to_triage:
        sign, style = "●", marks.ORANGE
    elif row.passages and row.kind == "reply":
        sign, style = "✓", marks.GREEN
    else:
        sign, style = "○", marks.GREY
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{sign} ", style=style)
    text.append(f"{clean_line(row.id):<4}", style="bold" if row.to_triage else "")
    if row.visibility == "private":
        text.append("⊘", style=marks.VIOLET)
    else:
        text.append(" ")
    text.append(f"{marks.day(row.date):>6} ", style="dim")
    about = " ".join(row.questions) if row.questions else (row.kind if row.kind != "reply" else row.subject)
    text.append(clean_line(about), style="" if row.questions else "dim")
    text.append(f"  {clean_line(row.who)}", style="dim")
    return text


def head(reply: ReplyView) -> Content:
    """Who wrote this and whether it may be believed: when, how public, what the receiving server vouched for and what
    is odd about it come first, what is merely suggested last. What is long is shortened; the facts have it whole.
    """
    row = reply.row
    newest = reply.messages[0] if reply.messages else None
    public = row.visibility == "list"
    parts = [
        marks.line(row.id, "bold"),
        marks.line(marks.day(row.date)),
        Content.styled("on the public list", marks.GREEN)
        if public
        else Content.styled("⊘ private", marks.VIOLET),
    ]
    if newest is not None:
        parts.append(marks.line(f"authentication {_vouched(newest.authentication)}", "$foreground-muted"))
        flags = [*newest.flags[:_FLAGS], *(["…"] if len(newest.flags) > _FLAGS else [])]
        parts += [marks.line(f"! {shorten(flag, _FLAG)}", marks.YELLOW) for flag in flags]
    parts += [
        marks.line(shorten(row.who, _WHO), "bold"),
        marks.line(f"authority {row.authority}"),
        marks.line(shorten(row.role, _WHO) if row.role else "role not recorded"),
    ]
    if len(reply.messages) > 1:
        parts.append(marks.line(f"{len(reply.messages)} copies", "$foreground-muted"))
    if newest is not None and newest.sample:
        parts.append(Content.styled("sample", marks.BLUE))
    return Content.styled(" · ", "$foreground-muted").join([*parts, *_suggested(reply)])


def _vouched(line: str) -> str:
    """What was vouched for, cut in its middle where it is long: what failed and for whom it is stand at its end."""
    end = _END.search(line)
    at = end.start() if end else len(line)
    return shorten(line[:at], _VOUCHED - len(line) + at) + line[at:]


def _place(question: str) -> str:
    return "everything" if question == "*" else question


def _suggested(reply: ReplyView) -> list[Content]:
    """What the people file makes of the author where that matters for a level or is in doubt, a grade with its first
    questions; the facts say why.
    """
    grades: dict[str, list[str]] = {}
    for one in reply.suggested:
        if one.grade in "ABE":
            grades.setdefault(one.grade, []).append(one.question)
    said = [grade if "*" in on else f"{grade} on {_few(on)}" for grade, on in sorted(grades.items())]
    return [marks.line(f"suggested {'; '.join(said)}", marks.YELLOW)] if said else []


def _few(questions: list[str]) -> str:
    return ", ".join([*questions[:_QUESTIONS], *(["…"] if len(questions) > _QUESTIONS else [])])


def facts(reply: ReplyView, legs: Sequence[LegView] = ()) -> Content:
    """Everything about how a reply came in: its author, the leg that it belongs to, each copy with its identity and
    why it counts as public or private.
    """
    own = next((leg_pages.leg(each) for each in legs if each.id == reply.leg), None)
    row = reply.row
    shown = [
        marks.line(f"{row.who}, {row.role or 'role not recorded'}, authority {row.authority}", "bold"),
        marks.line(f"Belongs by: {row.belongs or 'nothing yet (unsorted)'}"),
        *([Content(""), own, Content("")] if own else [marks.line(f"Leg: {reply.leg or '–'}")]),
    ]
    consent = "recorded" if reply.consent else "not recorded"
    shown.append(marks.line(f"Consent to be named: {consent}"))
    shown += [
        marks.line(f"Authority {grade} on {_place(place)}: {source}")
        for place, grade, source in reply.authorities
    ]
    shown += [
        marks.line(f"Suggested: {one.grade} on {_place(one.question)}: {one.reason}", marks.YELLOW)
        for one in reply.suggested
    ]
    if reply.people_problem:
        shown.append(marks.line(f"No authority is suggested: {reply.people_problem}", marks.YELLOW))
    for message in reply.messages:
        shown += [
            Content(""),
            marks.line(f"{message.id}  {message.subject}", "bold"),
            marks.line(f"sha256 {message.sha256}", "$foreground-muted"),
            marks.line(f"Message-ID {message.message_id or '(none)'}", "$foreground-muted"),
            marks.line(f"{message.visibility}: {message.why_visible}"),
            marks.line(f"authentication: {message.authentication}"),
            *(marks.line(f"! {flag}", marks.YELLOW) for flag in message.flags),
        ]
    return marks.lines(shown)


def suggestion(passage: PassageView, taken: frozenset[str]) -> Content:
    """What the words of the passage suggest, with the cues for it; never more than a proposal."""
    state_style = {"open": marks.ORANGE, "assessed": marks.GREEN}.get(passage.state, marks.GREY)
    where = f"lines {passage.start_line}–{passage.end_line}"
    shown = [
        Content.assemble(
            marks.line(passage.id, "bold"),
            "  ",
            marks.line(passage.state, state_style),
            (f"  {where}", "$foreground-muted"),
        )
    ]
    if taken:
        shown.append(marks.line(f"together: {', '.join(sorted(taken))}", marks.BLUE))
    if passage.assessments:
        shown.append(marks.line(f"assessed in {', '.join(passage.assessments)}", "$foreground-muted"))
    if passage.effect:
        cues = ", ".join(f"“{cue}”" for cue in passage.cues)
        shown.append(Content.assemble("suggests ", marks.line(passage.effect, f"bold {marks.YELLOW}")))
        if cues:
            shown.append(marks.line(f"for {cues}", "$foreground-muted"))
    else:
        shown.append(marks.line("its words suggest no effect", "$foreground-muted"))
    shown += [marks.line(f"offers {url}", marks.BLUE) for url in passage.links_offered]
    if not passage.links:
        shown.append(marks.line("no question linked: l links one", marks.YELLOW))
    return marks.lines(shown)


def link(view: LinkView, question: QuestionView | None) -> Content:
    """A linked question: where it stands, and why the passage is thought to bear on it."""
    stands = Content.assemble("  ", marks.level_content(question.row.level)) if question else Content("")
    why = f"  {view.how} {view.score:.0%}" + (f": {view.reason}" if view.reason else "")
    title = marks.line(question.row.title if question else "", "")
    return marks.lines(
        [
            Content.assemble(marks.line(view.question, "bold"), stands),
            Content.assemble("  ", title),
            marks.line(why, "dim"),
        ]
    )


def wording_now(view: QuestionView) -> Content:
    """The wording as it stands, beside what is said about it."""
    shown = [Content.styled(f"{view.row.id} now", "bold $accent"), marks.plain(view.wording)]
    if view.gap:
        shown += [
            Content.assemble("gap ", marks.gap_content(view.gap_status)),
            marks.plain(view.gap, "$foreground-muted"),
        ]
    return marks.lines(shown)
