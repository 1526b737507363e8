"""The form of a finding: what a person puts in, kept apart from what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Checkbox, Input, Select, SelectionList, Static, TextArea
from textual.widgets.selection_list import Selection

from tracker.claims.effects import Basis
from tracker.claims.levels import GapStatus
from tracker.claims.wording import Proposal
from tracker.record.views import CitationView, PassageView, QuestionRow, QuestionView
from tracker.tui.widgets import marks
from tracker.tui.widgets.effect_rows import EffectRows
from tracker.tui.widgets.level_picker import LevelPicker
from tracker.tui.widgets.question_pages import citation_line
from tracker.tui.widgets.tick import Tick
from tracker.workflow.assess import Finding, Preview

_NEXT = "Ctrl+N puts in the next proposal"
_TEXTS = ("wording", "reason", "gap", "proposition", "confirmed")


class FindingForm(VerticalScroll, can_focus=False):
    """The fields, in the order in which a finding is made; every change says so with `Changed`."""

    class Changed(Message):
        """Something in the form changed."""

    class QuestionChosen(Message):
        """Another question or part was chosen."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, question: str, passages: tuple[str, ...], effect: str) -> None:
        super().__init__()
        self._question, self._passages, self._effect = question, passages, effect
        self._view: QuestionView | None = None
        self._put: dict[str, str] = dict.fromkeys(_TEXTS, "")
        self._clean: Finding | None = None
        self._level_touched = False
        self._turn = 0
        self._offered: tuple[Proposal, ...] = ()
        self.overrides: tuple[tuple[str, str], ...] = ()

    def compose(self) -> ComposeResult:
        """The fields, each under its label."""
        yield Static(id="said")
        yield Select([(Content("…"), "")], value="", allow_blank=False, compact=True, id="question")
        yield self._label("Effects", "in order; Ctrl+T adds one")
        yield EffectRows(self._effect)
        yield self._label("Level", "digits or ← →")
        yield LevelPicker()
        yield self._label("Wording", _NEXT, "shown")
        yield TextArea(id="wording", soft_wrap=True, compact=True)
        yield Static(id="diff")
        yield self._label("Reason", "required; it stands in the ledger and the report")
        yield TextArea(id="reason", soft_wrap=True, compact=True)
        yield self._label("Citations", "space takes one, Ctrl+R records that you read it")
        yield SelectionList[str](id="citations", compact=True)
        yield self._label("Evidence gap")
        yield TextArea(id="gap", soft_wrap=True, compact=True)
        statuses = [(marks.line("follows from the effects"), "")] + [
            (marks.line(s.value), s.value) for s in GapStatus
        ]
        yield Select(statuses, value="", allow_blank=False, compact=True, id="gap-status")
        yield self._label("Basis")
        bases = [(marks.line("follows from passages and citations"), "")] + [
            (marks.line(b.value), b.value) for b in Basis
        ]
        yield Select(bases, value="", allow_blank=False, compact=True, id="basis")
        yield self._label("Proposition", "the bare statement that the level rates")
        yield TextArea(id="proposition", soft_wrap=True, compact=True)
        yield self._label("Confirmed part")
        yield TextArea(id="confirmed", soft_wrap=True, compact=True)
        yield self._label("Redirect to", "the better contact that a redirect names")
        yield Input(id="redirect", compact=True)
        yield Tick(Content("keep this reason out of everything published"), id="seal", compact=True)
        yield Static(id="overrides")

    @staticmethod
    def _label(text: str, hint: str = "", key: str | None = None) -> Static:
        return Static(_labelled(text, hint), classes="field-label", id=key)

    # What stands now

    def load(
        self, view: QuestionView, choices: Sequence[QuestionRow], passages: Sequence[PassageView]
    ) -> None:
        """Fill the form from the question as it stands; texts that a person has changed stay."""
        first = self._view is None
        same = self._view is not None and self._view.row.id == view.row.id
        self._view = view
        quoted = [
            Content.assemble(marks.line(f"{p.id} ", "bold"), " ", marks.line(p.text, "$foreground-muted"))
            for p in passages
        ]
        self.query_one("#said", Static).update(
            marks.lines(quoted) if quoted else marks.line("Without a reply.", "dim")
        )
        if first:
            options = [(marks.line(f"{row.id}  {row.title}"), row.id) for row in choices]
            menu = self.query_one("#question", Select)
            with self.prevent(Select.Changed):
                menu.set_options(options)
                menu.value = view.row.id
        for name, now in (
            ("wording", view.wording),
            ("gap", view.gap),
            ("proposition", view.proposition),
            ("confirmed", view.confirmed),
        ):
            if not self._touched(name):
                self._put_in(name, now)
        picker = self.query_one(LevelPicker)
        picker.load(
            view.row.level, picker.value if self._level_touched or same else self._first_level(view.row.level)
        )
        self.load_citations(view.citations)
        if first:
            self._clean = self.finding()
        self.post_message(self.Changed())

    def load_citations(self, citations: Sequence[CitationView]) -> None:
        """Show the citations to take, with whether each is read; what was taken stays taken."""
        box = self.query_one("#citations", SelectionList)
        taken, at = set(box.selected), box.highlighted
        with self.prevent(SelectionList.SelectedChanged):
            box.clear_options()
            box.add_options([Selection(citation_line(c), c.id, c.id in taken) for c in citations])
        box.highlighted = at if at is not None and at < len(citations) else (0 if citations else None)
        box.display = bool(citations)

    def _first_level(self, now: int) -> int | None:
        names = {effect.partition(":")[0] for effect in self.query_one(EffectRows).value} or {self._effect}
        if "upgrade" in names:
            return min(5, now + 1)
        return max(0, now - 1) if "downgrade" in names else None

    def _put_in(self, name: str, text: str) -> None:
        area = self.query_one(f"#{name}", TextArea)
        self._put[name] = text
        with self.prevent(TextArea.Changed):
            area.load_text(text)

    def _touched(self, name: str) -> bool:
        return self.query_one(f"#{name}", TextArea).text != self._put[name]

    # What the person put in

    def finding(self) -> Finding:
        """Return what the form holds now."""
        assert self._view is not None
        return Finding(
            question=self._view.row.id,
            effects=self.query_one(EffectRows).value or (self._effect,),
            passages=self._passages,
            citations=tuple(self.query_one("#citations", SelectionList).selected),
            basis=str(self.query_one("#basis", Select).value),
            level=self.query_one(LevelPicker).value,
            wording=self._text("wording") if self._touched("wording") or self._turn else None,
            proposition=self._text("proposition") if self._touched("proposition") else None,
            confirmed=self._text("confirmed") if self._touched("confirmed") else None,
            gap=self._text("gap") if self._touched("gap") else None,
            gap_status=str(self.query_one("#gap-status", Select).value) or None,
            reason=self._text("reason"),
            expected_revision=self._view.row.revision,
            overrides=self.overrides,
            seal_reason=self.query_one("#seal", Checkbox).value,
            redirect_to=self.query_one("#redirect", Input).value.strip(),
        )

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", TextArea).text.strip()

    @property
    def loaded(self) -> bool:
        """True once the question is there to be assessed."""
        return self._view is not None

    @property
    def dirty(self) -> bool:
        """True when something was put in that closing the form would lose."""
        if self._view is None or self._clean is None:
            return False
        now = self.finding()
        return replace(now, expected_revision=None, effects=(), level=None) != replace(
            self._clean, expected_revision=None, effects=(), level=None
        )

    @property
    def citation(self) -> CitationView | None:
        """The citation that is highlighted."""
        at = self.query_one("#citations", SelectionList).highlighted
        views = self._view.citations if self._view else ()
        return views[at] if at is not None and at < len(views) else None

    def show(self, preview: Preview) -> None:
        """Show the word diff, and put the proposal in where the person has not written."""
        self._offered = preview.proposals
        if not self._touched("wording") and not self._turn and preview.wording_after != self._put["wording"]:
            self._put_in("wording", preview.wording_after)
        self._show_manner()
        changed = preview.wording_before != preview.wording_after
        diff = (
            marks.diff_content(preview.diff)
            if changed
            else marks.line("wording unchanged", "$foreground-muted")
        )
        self.query_one("#diff", Static).update(diff)

    def next_proposal(self) -> bool:
        """Put the next proposed wording in, after the last the present one; False when there is none."""
        if self._view is None or not self._offered:
            return False
        turns = self._turns()
        shown = self._text("wording")
        at = turns.index(shown) + 1 if shown in turns else 0
        self._turn += 1
        self._put_in("wording", turns[at % len(turns)])
        self._show_manner()
        self.post_message(self.Changed())
        return True

    def _turns(self) -> tuple[str, ...]:
        """The wordings that follow one another: those proposed, then the present one."""
        now = self._view.wording if self._view else ""
        return tuple(dict.fromkeys([*(one.text for one in self._offered), now]))

    def _show_manner(self) -> None:
        """Say which of the wordings stands in the field, or that it is the person's own."""
        shown, manners = self._text("wording"), {one.text: one.manner for one in self._offered}
        if shown in manners:
            said = f"proposal {list(manners).index(shown) + 1} of {len(manners)}: {manners[shown]}"
        else:
            said = "as it stands" if self._view and shown == self._view.wording else "your own"
        self.query_one("#shown", Static).update(_labelled("Wording", f"{said} · {_NEXT}"))

    def set_overrides(self, overrides: tuple[tuple[str, str], ...]) -> None:
        """Take rules to be set aside, each with its reason."""
        self.overrides = overrides
        shown = [marks.line(f"⚑ override of {rule}: {why}", marks.YELLOW) for rule, why in overrides]
        self.query_one("#overrides", Static).update(marks.lines(shown))
        self.post_message(self.Changed())

    # Every change is one message

    def on_effect_rows_changed(self) -> None:
        """Another effect: another level may follow, until the person has chosen one."""
        picker = self.query_one(LevelPicker)
        if not self._level_touched and self._view is not None:
            picker.load(self._view.row.level, self._first_level(self._view.row.level))
        self.post_message(self.Changed())

    def on_level_picker_changed(self) -> None:
        """The level is the person's now."""
        self._level_touched = True
        self.post_message(self.Changed())

    def on_select_changed(self, event: Select.Changed) -> None:
        """Another question, basis or gap status."""
        event.stop()
        if event.select.id == "question" and self._view is not None and event.value != self._view.row.id:
            self.post_message(self.QuestionChosen(str(event.value)))
        else:
            self.post_message(self.Changed())

    def on_text_area_changed(self) -> None:
        """Something was written."""
        self._show_manner()
        self.post_message(self.Changed())

    def on_input_changed(self) -> None:
        """Something was written."""
        self.post_message(self.Changed())

    def on_selection_list_selected_changed(self) -> None:
        """A citation was taken or let go."""
        self.post_message(self.Changed())

    def on_checkbox_changed(self) -> None:
        """The reason is sealed or open."""
        self.post_message(self.Changed())


def _labelled(text: str, hint: str) -> Content:
    return Content.assemble((text, "bold"), "  ", (hint, "$foreground-muted"))
