"""How a conversation and its draft are shown, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text
from textual.content import Content

from tracker.errors import TrackerError
from tracker.tui.widgets import leg_pages, marks
from tracker.workflow.followup import Conversation, Drafted


@dataclass(frozen=True)
class Preview:
    """The draft of a conversation, or why there is none."""

    key: str
    drafted: Drafted | None
    problem: TrackerError | None = None


def cells(one: Conversation) -> tuple[Text, ...]:
    """A conversation in the table: its name, what is new in it, whom it reaches, what is due."""
    due = marks.cell(leg_pages.clock_words(one.clock), marks.YELLOW if one.clock.due else "dim")
    return (
        marks.cell(one.key, "bold"),
        Text(f"● {one.news}", style=marks.ORANGE) if one.news else Text("·", style=marks.GREY),
        marks.cell(
            ("" if one.public else "⊘ ") + (one.to or "not known"), "" if one.public else marks.VIOLET
        ),
        due,
    )


def draft(one: Conversation, preview: Preview) -> Content:
    """The draft with its headers and what a person should know of it."""
    if preview.drafted is None:
        problem = preview.problem
        assert problem is not None
        shown = [marks.line(problem.message, "bold"), marks.line(problem.hint, "$foreground-muted")]
        if "address" in problem.message:
            shown.append(marks.line("a gives the addresses for this draft", "$foreground-muted"))
        return marks.lines(shown)
    drafted = preview.drafted
    where = "in public" if one.public else "⊘ in private"
    mail = drafted.draft
    facts = (
        ("From", f"{mail.sender[0]} <{mail.sender[1]}>"),
        ("To", ", ".join(mail.recipients)),
        ("Subject", mail.subject),
        ("In-Reply-To", mail.in_reply_to or "none"),
    )
    shown = [marks.line(f"{drafted.key}  {drafted.kind}, {where}", "bold $accent")]
    shown += [
        Content.assemble((f"{name:>11}  ", "$foreground-muted"), marks.line(value)) for name, value in facts
    ]
    shown += [marks.line(remark, marks.YELLOW) for remark in drafted.remarks]
    return marks.lines([*shown, Content(""), marks.plain(mail.body)])
