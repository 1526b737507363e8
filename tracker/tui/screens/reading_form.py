"""Recording that a person read a source: the words, where they stand, and what they carry."""

from __future__ import annotations

from collections.abc import Callable

from tracker.claims.evidence import Kind, Relation
from tracker.record.views import CitationView
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.widgets.question_pages import citation as everything
from tracker.workflow import sourcework


def ask_read(screen: TrackerScreen, citation: CitationView, then: Callable[[CitationView], None]) -> None:
    """Ask what was read in `citation`, record it, and go on with the citation as it stands then."""

    def do(answers: Answers) -> CitationView:
        return sourcework.read(
            screen.ws,
            citation.id,
            answers["quote"],
            answers["locator"],
            covers=answers["covers"],
            part=answers["part"],
            states=bool(answers["states"]),
            dated=answers["dated"],
            body=answers["body"],
            independent_of=tuple(answers["independent"].replace(",", " ").split()),
        )

    def done(view: object) -> None:
        if isinstance(view, CitationView):
            screen.tracker.tell(f"{view.id} is recorded as read by {view.read_by}.")
            then(view)

    covers = (("part", "a part of the proposition, named below"), ("all", "all of the proposition"))
    fields = (
        Field(
            "quote",
            "Words read",
            "text",
            citation.read_quote or citation.quote,
            hint="as they stand in the source",
        ),
        Field(
            "locator",
            "Where they stand",
            value=citation.read_locator or citation.section,
            hint="section, line, …",
        ),
        Field("covers", "Carries", "choice", citation.covers if citation.covers == "all" else "part", covers),
        Field("part", "Which part", value=citation.part or citation.bears),
        Field("states", "says so itself (otherwise one infers it)", "tick", "yes" if citation.states else ""),
        Field(
            "dated",
            "Copy of",
            value=citation.dated,
            hint="commit or day; from the address where that pins a commit",
        ),
        Field("body", "Responsible body", value=citation.body),
        Field(
            "independent",
            "Independent of",
            value=" ".join(citation.independent_of),
            hint="ids of other citations",
        ),
    )
    screen.app.push_screen(
        Ask(f"Read {citation.id}", fields, do, note=everything(citation), saying="recording"), done
    )


def ask_add(screen: TrackerScreen, question: str, then: Callable[[CitationView], None]) -> None:
    """Ask for a public document to tie to `question`, record it, and go on with its citation (unread)."""

    def do(answers: Answers) -> CitationView:
        return sourcework.add(
            screen.ws,
            answers["url"],
            question,
            answers["relation"],
            title=answers["title"],
            kind=answers["kind"],
            quote=answers["quote"],
            locator=answers["locator"],
            bears=answers["bears"],
        )

    def done(view: object) -> None:
        if isinstance(view, CitationView):
            screen.tracker.tell(f"{view.id} is cited; it counts once a person has read it.")
            then(view)

    fields = (
        Field("url", "Address", hint="http or https"),
        Field("title", "Title"),
        Field("relation", "Relation", "choice", "supports", tuple((r.value, r.value) for r in Relation)),
        Field("kind", "Kind", "choice", "other", tuple((k.value, k.value) for k in Kind)),
        Field("bears", "What it bears on the question"),
        Field("quote", "Quotation", "text"),
        Field("locator", "Where it stands"),
    )
    screen.app.push_screen(Ask(f"Add a source to {question}", fields, do, saying="recording"), done)
