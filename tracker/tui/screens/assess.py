"""Assess: the form of a finding, with the rules' verdict beside it while it is written; Ctrl+S records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tracker.errors import BadUse, RuleRefused, TrackerError
from tracker.record.views import AssessmentView, PassageView, QuestionRow, QuestionView
from tracker.tui import workers
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Confirm, Reading
from tracker.tui.screens.effect_menu import effect_menu
from tracker.tui.screens.reading_form import ask_read
from tracker.tui.widgets import marks
from tracker.tui.widgets.effect_rows import EffectRows
from tracker.tui.widgets.finding_form import FindingForm
from tracker.tui.widgets.verdict import failure, verdict
from tracker.workflow import assess, board
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Loaded:
    """The question as it stands, what may be chosen instead, and the passages that the finding rests on."""

    view: QuestionView
    choices: tuple[QuestionRow, ...]
    passages: tuple[PassageView, ...]


class AssessScreen(TrackerScreen):
    """One finding on one question; closes with the assessment once it is recorded."""

    CSS_PATH = "assess.tcss"
    NAME = "Assess"
    HELP = (
        "What you found, on one question. The verdict says at once which rule would refuse it and what would "
        "satisfy that rule. Nothing is recorded before Ctrl+S; a refusal keeps what you wrote."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "commit", "Record", priority=True, tooltip="Record this finding in the ledger"),
        Binding("escape", "leave", "Back", tooltip="Back; asks before it drops what you wrote"),
        Binding("ctrl+n", "proposal", "Proposal", priority=True, tooltip="Put in the next proposed wording"),
        Binding("ctrl+t", "add_effect", "Effect", priority=True, tooltip="Add an effect"),
        Binding("ctrl+r", "read", "Read source", priority=True, tooltip="Record that you read the citation"),
        Binding(
            "ctrl+o",
            "override",
            "Override",
            priority=True,
            tooltip="Set a rule aside, by name and with a reason",
        ),
        Binding("f6", "verdict", "The whole verdict of the rules", priority=True, show=False),
        Binding("ctrl+l", "look_anew", "Take the question as it stands now", priority=True, show=False),
    ]

    def __init__(self, question: str, passages: tuple[str, ...], effect: str) -> None:
        super().__init__()
        self._question, self._passages, self._effect = question, passages, effect
        self._preview: assess.Preview | None = None
        self._committing = False
        self._said = Content("")

    def body(self) -> ComposeResult:
        """The form, and the verdict beside or below it."""
        with Container(id="panes"):
            yield FindingForm(self._question, self._passages, self._effect)
            with VerticalScroll(id="verdict"):
                yield Static(id="verdict-text")

    @property
    def form(self) -> FindingForm:
        """The form."""
        return self.query_one(FindingForm)

    def look(self) -> None:
        """Load the question once; a later act elsewhere shows as stale when this is recorded."""
        if not self.form.loaded:
            self._load(self._question)

    def _load(self, question: str) -> None:
        call = lambda: _read(self.ws, question, self._passages)  # noqa: E731
        workers.start(self, call, self._came, failed=self._failed, group="question")

    def _came(self, loaded: Loaded) -> None:
        first = not self.form.loaded
        self._question = loaded.view.row.id
        self.form.load(loaded.view, loaded.choices, loaded.passages)
        if first:
            start = {
                "upgrade": "#level",
                "downgrade": "#level",
                "restate": "#wording",
                "redirect": "#redirect",
            }
            self.query_one(start.get(self._effect, "#reason"), Widget).focus()

    def _failed(self, error: TrackerError) -> None:
        self._say(failure(error))

    # The verdict while it is written

    def on_finding_form_changed(self) -> None:
        """Ask the rules again, once the person pauses."""
        if self.form.loaded and not self._committing:
            finding = self.form.finding()
            call = lambda: assess.preview(self.ws, finding)  # noqa: E731
            workers.start(self, call, self._previewed, failed=self._failed, group="preview", pause=0.15)

    def _previewed(self, preview: assess.Preview) -> None:
        self._preview = preview
        self.form.show(preview)
        self._say(verdict(preview))

    def _say(self, said: Content) -> None:
        self._said = said
        self.query_one("#verdict-text", Static).update(said)

    def on_finding_form_question_chosen(self, event: FindingForm.QuestionChosen) -> None:
        """Load the other question or part into the same form."""
        self._load(event.question)

    # Keys

    def action_verdict(self) -> None:
        """Show the whole verdict, for where the pane is too small for it."""
        self.app.push_screen(Reading("What the rules say", self._said))

    def action_proposal(self) -> None:
        """Put in the next proposed wording."""
        if not self.form.next_proposal():
            self.tracker.tell("No wording is proposed for this move.", severity="warning")

    def action_add_effect(self) -> None:
        """Choose another effect to go behind the others."""

        def chosen(effect: str | None) -> None:
            if effect is not None:
                self.run_worker(self.query_one(EffectRows).add(effect))

        self.app.push_screen(effect_menu("Add which effect?"), chosen)

    def action_read(self) -> None:
        """Record that the citation under the cursor was read."""
        citation = self.form.citation
        if citation is None:
            self.tracker.tell(
                "This question cites no source.", "add one from the Board: S, then +", "warning"
            )
            return
        ask_read(self, citation, lambda _: self._load(self._question))

    def action_override(self) -> None:
        """Set a rule aside: its name is typed, and a reason of its own is given."""
        may = self._preview.overridable if self._preview else ()
        set_aside = dict(self.form.overrides)
        if not may and not set_aside:
            self.tracker.tell("No rule that may be overridden refuses this.", severity="warning")
            return

        def do(answers: Answers) -> tuple[tuple[str, str], ...]:
            rule, why = answers["rule"], answers["reason"]
            if rule not in may and rule not in set_aside:
                raise BadUse(
                    f"{rule or 'No rule'} is not among the rules that may be overridden here.", ", ".join(may)
                )
            if not why and rule not in set_aside:
                raise BadUse("An override needs a reason of its own.", "every report shows it")
            kept = {name: text for name, text in set_aside.items() if name != rule}
            return tuple((kept | ({rule: why} if why else {})).items())

        def done(overrides: object) -> None:
            if isinstance(overrides, tuple):
                self.form.set_overrides(overrides)

        fields = (
            Field("rule", "Rule", hint=f"type its name: {', '.join((*may, *set_aside))}"),
            Field("reason", "Reason of the override", "text", hint="empty takes an override back"),
        )
        self.app.push_screen(Ask("Override a rule", fields, do, button="Override", writes=False), done)

    def action_look_anew(self) -> None:
        """Take the question as it stands now; what was written stays."""
        self.tracker.put_message_away()
        self._load(self._question)

    def action_commit(self) -> None:
        """Record the finding; while that runs a second Ctrl+S does nothing."""
        if self._committing or not self.form.loaded:
            return
        self._committing = True
        finding = self.form.finding()
        self.act(
            lambda: assess.assess(self.ws, finding), self._recorded, saying="recording", failed=self._refused
        )

    def _recorded(self, view: AssessmentView) -> None:
        self.close(view)

    def _refused(self, error: TrackerError) -> None:
        self._committing = False
        self.tracker.tell(error.message, error.hint, "error")
        if isinstance(error, RuleRefused) and "stale-revision" in error.rules:
            self.tracker.tell(
                error.message, "Ctrl+L takes the question as it stands now; what you wrote stays", "error"
            )
        self.on_finding_form_changed()

    def action_leave(self) -> None:
        """Back, asking first where something would be lost."""
        self.leave(self.close)

    def leave(self, then: Callable[[], object]) -> None:
        """Do `then`, after asking where something would be lost."""
        if not self.form.dirty:
            then()
            return

        def answered(drop: bool | None) -> None:
            if drop:
                then()

        said = marks.line("What you wrote is not recorded yet.")
        self.app.push_screen(Confirm("Drop this finding?", said, "Drop", "Keep writing"), answered)


def _read(ws: Workspace, question: str, passages: Sequence[str]) -> Loaded:
    """Read the question, its siblings among the parts, and the passages."""
    view = board.question(ws, question)
    top = view.row.parent or view.row.id
    choices = tuple(row for row in board.questions(ws) if top in (row.id, row.parent))
    replies = {passage.partition(".")[0] for passage in passages}
    found = [
        each for reply in sorted(replies) for each in board.reply(ws, reply).passages if each.id in passages
    ]
    return Loaded(view, choices, tuple(found))
