"""What the Board sets going: import, report, sync, editing a file, undoing, and the ways to sources and
letter.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path

from textual.content import Content

from tracker.errors import BadUse
from tracker.record.views import AssessmentView, QuestionView
from tracker.tui import workers
from tracker.tui.screens.ask import Answers, Ask, Field
from tracker.tui.screens.base import TrackerScreen
from tracker.tui.screens.dialogs import Confirm, Reading, Wait
from tracker.tui.screens.editing import edit
from tracker.tui.screens.links import choose_source
from tracker.tui.widgets import marks
from tracker.workflow import assess, board, intake, publish, sync
from tracker.workflow.workspace import Workspace

_ASSESSMENT = re.compile(r"A\d+")


class BoardActs(TrackerScreen):
    """The acts of the Board; the screen itself says which question is meant."""

    shown: QuestionView | None = None

    @property
    def current(self) -> str:
        """The id of the question or part under the cursor."""
        raise NotImplementedError

    def action_sources(self) -> None:
        """Read, quote and add sources of this question."""
        from tracker.tui.screens.sources import SourcesScreen

        if self.current:
            self.app.push_screen(SourcesScreen(self.current))

    def action_open_source(self) -> None:
        """Open one of this question's sources, after asking."""
        self._on_current(lambda view: choose_source(self, view.citations))

    def action_letter(self) -> None:
        """Show the letter."""
        from tracker.tui.screens.letter import LetterScreen

        self.app.push_screen(LetterScreen())

    # After the answer

    def action_follow_up(self) -> None:
        """Draft the mail that reports back, beginning with the conversation that speaks of this question."""
        from tracker.tui.screens.follow_up import FollowUpScreen

        self.app.push_screen(FollowUpScreen(self.current.partition(".")[0]))

    def action_react(self) -> None:
        """Record what a responder made of a finding on this question."""
        from tracker.tui.screens.reaction_form import ask_reaction

        self._on_current(lambda view: ask_reaction(self, view))

    def _on_current(self, act: Callable[[QuestionView], None]) -> None:
        """Act on the question under the cursor; the page below may still show the one before it."""
        id_ = self.current
        if self.shown is not None and self.shown.row.id == id_:
            act(self.shown)
        elif id_:
            found = Wait("The question is looked up …", lambda: board.question(self.ws, id_))
            self.app.push_screen(found, lambda view: act(view) if view is not None else None)

    # Mail in, report out

    def action_take_in(self) -> None:
        """Ask for files of mail and take them in."""
        saying = "importing"
        progress = workers.Progress(self.tracker, saying)

        def do(answers: Answers) -> intake.Intake:
            if not answers["path"]:
                raise BadUse("No file is named.", "give the path of an .eml file, an mbox or a Maildir")
            paths = [Path(one).expanduser() for one in _split(answers["path"])]
            return intake.take_in(self.ws, paths, list_address=answers["list"] or None, progress=progress)

        def done(taken: intake.Intake | None) -> None:
            if isinstance(taken, intake.Intake):
                self._tell_taken(taken)

        fields = (
            Field(
                "path",
                "Files",
                hint=".eml, mbox or Maildir; several with spaces between, quoted where they have any",
            ),
            Field(
                "list",
                "List",
                hint="the list's address when this archive is its own; empty: the mail is private",
            ),
        )
        self.app.push_screen(Ask("Import mail", fields, do, button="Import", saying=saying), done)

    def _tell_taken(self, taken: intake.Intake) -> None:
        counts = (
            (taken.new, "new"),
            (taken.copies, "copies"),
            (taken.known, "known"),
            (taken.unsorted, "unsorted"),
            (taken.unreadable, "unreadable"),
        )
        said = ", ".join(f"{n} {what}" for n, what in counts if n) or "nothing"
        severity = "warning" if taken.unreadable else "information"
        self.tracker.tell(f"Taken in: {said}.", "t triages the passages" if taken.new else "", severity)  # type: ignore[arg-type]
        odd = [one for one in taken.items if one.outcome in ("unsorted", "unreadable")]
        if odd:
            shown = [
                Content.assemble(
                    marks.line(f"{one.outcome}  ", marks.YELLOW), marks.line(f"{one.label}  {one.reason}")
                )
                for one in odd
            ]
            self.app.push_screen(Reading("Not sorted", marks.lines(shown)))

    def action_report(self) -> None:
        """Ask where to, and write the report."""

        def do(answers: Answers) -> tuple[Path, ...]:
            out = Path(answers["out"] or "report").expanduser()
            return publish.to_open(publish.report(self.ws, out if out.is_absolute() else self.ws.root / out))

        def done(paths: object) -> None:
            if isinstance(paths, tuple):
                self.tracker.tell(f"Report written: {', '.join(str(path) for path in paths)}")

        fields = (Field("out", "Folder", value="report/", hint="under the workspace where it is relative"),)
        self.app.push_screen(
            Ask("Write the report", fields, do, button="Write", saying="writing the report", writes=False),
            done,
        )

    # Files

    def action_sync(self) -> None:
        """Record edited files, write the others anew."""
        self.act(lambda: sync.sync(self.ws), self._tell_sync, saying="syncing")

    def _tell_sync(self, done: sync.SyncReport) -> None:
        parts = (
            (done.taken_in, "entries taken in"),
            (len(done.recorded), "edits recorded"),
            (len(done.rendered), "files written"),
            (len(done.refused), "edits refused"),
        )
        said = ", ".join(f"{n} {what}" for n, what in parts if n) or "record and files agree"
        in_front = self.app.screen is self  # else somebody is at something else, and may be typing
        hint = "" if in_front or not done.refused else "s on the Board shows them"
        self.tracker.tell(f"Sync: {said}.", hint, "warning" if done.refused else "information")
        if done.refused and in_front:
            shown = [
                marks.lines(
                    [
                        marks.line(one.path, "bold"),
                        marks.plain(one.reason, marks.YELLOW),
                        marks.plain(one.diff),
                        Content(""),
                    ]
                )
                for one in done.refused
            ]
            title = "Edits that were refused; they are kept beside their files"
            self.app.push_screen(Reading(title, marks.lines(shown)))

    def action_edit(self) -> None:
        """Open this question's file in the editor, then offer to record the edit."""
        id_ = self.current.partition(".")[0]
        if id_:
            self.app.push_screen(
                Wait("The file is looked up …", lambda: sync.edit_path(self.ws, id_)), self._edit
            )

    def _edit(self, path: Path | None) -> None:
        if path is not None and edit(self, path, "s records edits of files"):
            self.look_for_edits()

    def look_for_edits(self) -> None:
        """Look whether a file was edited, and offer to record that."""
        looking = Wait("The files are looked at for edits …", lambda: sync.waiting(self.ws))
        self.app.push_screen(looking, self._offer_sync)

    def _offer_sync(self, waiting: tuple[str, ...] | None) -> None:
        if waiting is None:
            return
        if not waiting:
            self.tracker.tell("No edit waits to be recorded.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self.action_sync()
            else:
                self.tracker.tell(f"{len(waiting)} edited files wait for sync.", "s records them")
                self.tracker.load_board()

        said = marks.lines([*(marks.line(f"  {name}", "bold") for name in waiting), Content("")])
        note = "Each is held against the rules; a change of the claim needs its change: block."
        shown = marks.lines([said, marks.line(note, "$foreground-muted")])
        self.app.push_screen(Confirm("Record these edits?", shown, "Record", "Not now"), answered)

    # Undo

    def action_undo(self) -> None:
        """Ask for a reason at once, show the newest assessment once it is found, and take it back."""
        found: list[AssessmentView] = []

        def look() -> Content:
            newest = _newest(self.ws)
            if newest is None:
                raise BadUse("There is no assessment to undo.", "Esc leads back")
            found.append(newest)
            title = marks.line(f"{newest.id} on {newest.question}", "bold")
            return Content.assemble(title, "\n", assessment(newest))

        def do(answers: Answers) -> AssessmentView:
            rules = tuple(answers["rule"].replace(",", " ").split())
            overrides = tuple((rule, answers["why"]) for rule in rules)
            return assess.withdraw(self.ws, found[-1].id, answers["reason"], overrides)

        def done(view: object) -> None:
            if isinstance(view, AssessmentView):
                self.tracker.tell(
                    f"{view.id} on {view.question} is withdrawn; the revision before it stands again."
                )

        from tracker.tui.widgets.question_pages import assessment

        fields = (
            Field("reason", "Reason", "text", hint="kept in the ledger"),
            Field("rule", "Override", hint="only where a rule refuses: type its name"),
            Field("why", "Reason of the override", hint="every report shows it"),
        )
        note = "⋯ looking for the newest assessment"
        self.app.push_screen(
            Ask(
                "Undo the newest assessment",
                fields,
                do,
                button="Undo",
                note=note,
                saying="undoing",
                look=look,
            ),
            done,
        )


def _split(paths: str) -> list[str]:
    """Split paths as a shell would; an unbalanced quotation mark is part of a name."""
    try:
        return shlex.split(paths)
    except ValueError:
        return [paths]


def _newest(ws: Workspace) -> AssessmentView | None:
    """Return the newest assessment that is not withdrawn.

    The timeline leads to it: that is read in milliseconds, a question whole takes some hundred.
    """
    made: dict[str, int] = {}  # assessment → the entry that recorded it
    for entry in board.history(ws):
        for key in entry.keys:
            if _ASSESSMENT.fullmatch(key):
                made.setdefault(key, entry.seq)
    entries = cache(lambda question: {entry.seq for entry in board.history(ws, question)})
    views = cache(lambda question: {view.id: view for view in board.question(ws, question).assessments})
    ids = [row.id for row in board.questions(ws)] if made else []
    for key, seq in reversed(made.items()):
        found = (views(one)[key] for one in ids if seq in entries(one) and key in views(one))
        newest = next(found, None)
        if newest is not None and newest.state != "withdrawn":
            return newest
    return None
