"""Recording what a responder made of a finding."""

from __future__ import annotations

from tracker.record.views import AssessmentView, QuestionView, ReactionView
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Choice, Choose
from tracker.tui.widgets import marks, question_pages
from tracker.workflow import reacting

_VALUES = (
    ("satisfied", "satisfied"),
    ("not satisfied", "not satisfied: puts the question under review"),
    ("pending", "pending: reported, and nothing heard yet"),
    ("none", "none: not heard of again"),
)


def ask_reaction(screen: TrackerScreen, view: QuestionView) -> None:
    """Ask for the finding, where the question and its parts have several on answers, and for the reaction."""
    found = [
        (one, whole.reactions)
        for whole in (view, *view.parts)
        for one in whole.assessments
        if one.passages and one.state != "withdrawn"
    ]
    if not found:
        screen.tracker.tell(f"No finding on {view.row.id} rests on an answer.", "t triages the replies")
        return
    if len(found) == 1:
        _ask(screen, *found[0])
        return
    choices = [
        Choice(one.id, marks.line(f"{one.id}  {one.question}  {', '.join(one.effects)}")) for one, _ in found
    ]

    def chosen(key: str | None) -> None:
        for one, reactions in found:
            if one.id == key:
                _ask(screen, one, reactions)

    screen.app.push_screen(Choose("The reaction to which finding?", choices), chosen)


def _ask(screen: TrackerScreen, finding: AssessmentView, reactions: tuple[ReactionView, ...]) -> None:
    def do(answers: Answers) -> ReactionView:
        return reacting.react(screen.ws, finding.id, answers["value"], answers["passage"], answers["reason"])

    def done(view: object) -> None:
        if isinstance(view, ReactionView):
            screen.tracker.tell(f"The reaction to {view.assessment} is recorded: {view.value}.")

    fields = (
        Field(
            "reason", "Reason", "text", hint="where they said so, or that they did not; kept in the ledger"
        ),
        Field("value", "Reaction", "choice", options=_VALUES),
        Field("passage", "Said in", hint="a passage, such as R5.1; whoever wrote it reacts"),
    )
    note = question_pages.assessment(finding, reactions)
    screen.app.push_screen(
        Ask(f"The reaction to {finding.id} on {finding.question}", fields, do, note=note, saying="recording"),
        done,
    )
