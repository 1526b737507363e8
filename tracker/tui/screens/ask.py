"""A short form in a dialog: it does its work in a worker and stays open, with what was typed, until that
succeeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Select, Static, TextArea

from tracker.errors import TrackerError
from tracker.tui import workers
from tracker.tui.screens.closing import ClosesOnce
from tracker.tui.widgets import marks
from tracker.tui.widgets.tick import Tick


@dataclass(frozen=True)
class Field:
    """A field of the form: `words` is one line, `text` several, `choice` one of `options`, `tick` yes or
    no.
    """

    name: str
    label: str
    kind: Literal["words", "text", "choice", "tick"] = "words"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()  # (value, as shown)
    hint: str = ""


Answers = Mapping[str, str]


class Ask(ClosesOnce, ModalScreen[Any]):
    """Ask for a few values, do `do` with them, and close with its result; None when the person turns away.

    `do` runs in a worker. When it fails, the sentence is shown in the form and what was typed stays. A tick
    answers "yes" or "". Ctrl+S does it, and Enter too where the form is a single line.

    `look` finds out in a worker what the dialog is about, once it is open; so keys typed ahead reach the
    dialog and nothing behind it. Nothing is done before what it found is shown in place of the note.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "do", "Do it", priority=True),
        Binding("escape", "turn_away", "Cancel"),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        do: Callable[[Answers], Any],
        *,
        button: str = "Record",
        note: str | Content = "",
        saying: str = "",
        writes: bool = True,
        look: Callable[[], Content] | None = None,
    ) -> None:
        super().__init__()
        self._look, self._known = look, look is None
        self._title, self._fields, self._do = title, list(fields), do
        self._button, self._note = button, note
        self._saying, self._writes = saying, writes
        self._at_work = self._refused = False
        self._ahead: list[events.Key] = []

    def compose(self) -> ComposeResult:
        """The fields, each under its label."""
        with Vertical(classes="dialog"):
            yield Static(marks.line(self._title), classes="dialog-title")
            with VerticalScroll(classes="dialog-fields", can_focus=False):
                if self._note:
                    note = self._note if isinstance(self._note, Content) else marks.plain(self._note)
                    yield Static(note, classes="dialog-note", id="note")
                for field in self._fields:
                    yield from self._compose_field(field)
            yield Static(classes="dialog-error")
            with Horizontal(classes="dialog-buttons"):
                yield Button(Content("Cancel (Esc)"), id="cancel", compact=True)
                yield Button(Content(f"{self._button} (Ctrl+S)"), id="do", compact=True, variant="primary")

    def _compose_field(self, field: Field) -> ComposeResult:
        name = f"f-{field.name}"
        if field.kind == "tick":
            yield Tick(marks.line(field.label), value=bool(field.value), id=name, compact=True)
            return
        label = Content.assemble(
            marks.line(field.label, "bold"), "  ", marks.line(field.hint, "$foreground-muted")
        )
        yield Static(label, classes="field-label")
        if field.kind == "text":
            yield TextArea(field.value, id=name, compact=True, soft_wrap=True, tab_behavior="focus")
        elif field.kind == "choice":
            options = [(marks.line(shown), value) for value, shown in field.options]
            value = field.value or field.options[0][0]
            yield Select(options, value=value, allow_blank=False, id=name, compact=True)
        else:
            yield Input(field.value, id=name, compact=True)

    def on_mount(self) -> None:
        """Find out what the dialog is about, where that takes a while."""
        if self._look is not None:
            workers.start(self, self._look, self._looked, failed=self._failed)

    def take_typed_ahead(self, event: events.Key) -> bool:
        """Keep a key that came before a field stood for the first field; False for one that is no writing.

        A field that has the focus takes its own keys, so whatever else comes here while one has was early.
        """
        if not event.is_printable or not (
            self.focused is None or isinstance(self.focused, (Input, TextArea))
        ):
            return False
        self._ahead.append(event)
        self._hand_over()
        return True

    def on_descendant_focus(self) -> None:
        """The first field stands now."""
        self._hand_over()

    def _hand_over(self) -> None:
        if isinstance(self.focused, (Input, TextArea)):
            for event in self._ahead:
                self.focused.post_message(events.Key(event.key, event.character))
            self._ahead.clear()

    def _looked(self, found: Content) -> None:
        self._known = True
        self.query_one("#note", Static).update(found)
        self.query_one(".dialog-error", Static).display = False

    def _answer(self, field: Field) -> str:
        widget = self.query_one(f"#f-{field.name}", Widget)
        if isinstance(widget, TextArea):
            return widget.text.strip()
        if isinstance(widget, Checkbox):
            return "yes" if widget.value else ""
        assert isinstance(widget, (Input, Select))
        return str(widget.value).strip()

    def action_do(self) -> None:
        """Do it with what the fields hold."""
        if self._at_work:
            return
        if not self._known:
            if not self._refused:
                self._say(marks.line("⋯ nothing is done before you have seen what", "$foreground-muted"))
            return
        self._at_work = True
        answers = {field.name: self._answer(field) for field in self._fields}
        workers.start(
            self,
            lambda: self._do(answers),
            self._done,
            failed=self._failed,
            saying=self._saying,
            writes=self._writes,
        )

    def _done(self, result: Any) -> None:
        self.close(True if result is None else result)

    def _failed(self, error: TrackerError) -> None:
        self._at_work, self._refused = False, True
        self._say(marks.plain(f"✗ {error.message}" + (f"\n  {error.hint}" if error.hint else "")))

    def _say(self, said: Content) -> None:
        told = self.query_one(".dialog-error", Static)
        told.display = True
        told.update(said)

    def show_running(self, running: str) -> None:
        """Say how far the work is."""
        if self._at_work and running:
            self._say(marks.line(f"⋯ {running}", "$foreground-muted"))

    def action_turn_away(self) -> None:
        """Close without doing it; work under way is waited for, so that its end is told."""
        if self._at_work:
            self._say(marks.line("⋯ still at work; Ctrl+Q leaves the tracker", "$foreground-muted"))
        else:
            self.close()

    def on_input_submitted(self) -> None:
        """Enter does it where there is a single line to fill in, else it goes to the next field."""
        if len(self._fields) == 1:
            self.action_do()
        else:
            self.focus_next()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do it, or turn away."""
        if event.button.id == "do":
            self.action_do()
        else:
            self.action_turn_away()
