"""The effects of a finding in their order, each with its kind or concern where it has one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Select

from tracker.claims.effects import Concern, Effect, Restatement
from tracker.tui.widgets import marks

_KINDS: dict[str, tuple[str, ...]] = {
    Effect.RESTATE.value: tuple(kind.value for kind in Restatement),
    Effect.DOWNGRADE.value: tuple(concern.value for concern in Concern),
}


class EffectRow(Horizontal):
    """One effect, its kind, and a button that takes it away."""

    class Changed(Message):
        """The effect or its kind changed."""

    class Removed(Message):
        """The row is to go."""

        def __init__(self, row: EffectRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, effect: str) -> None:
        super().__init__()
        self._effect, _, self._kind = effect.partition(":")

    def compose(self) -> ComposeResult:
        """Two menus and a button."""
        effects = [(marks.line(effect.value), effect.value) for effect in Effect]
        yield Select(effects, value=self._effect, allow_blank=False, compact=True, classes="effect")
        kinds = _KINDS.get(self._effect, ("",))
        options = [(marks.line(kind or "–"), kind) for kind in kinds]
        value = self._kind or kinds[0]
        yield Select(options, value=value, allow_blank=False, compact=True, classes="kind")
        yield Button(Content("✕"), compact=True, classes="remove", tooltip="Take this effect away")

    def on_mount(self) -> None:
        """Hide the second menu where there is nothing to choose."""
        self.query_one(".kind").display = self._effect in _KINDS

    @property
    def value(self) -> str:
        """The effect as a finding names it, such as `restate:narrower`."""
        kind = self.query_one(".kind", Select).value
        return f"{self._effect}:{kind}" if self._effect in _KINDS else self._effect

    def on_select_changed(self, event: Select.Changed) -> None:
        """Offer the kinds of the effect that was chosen."""
        event.stop()
        if event.select.has_class("effect") and str(event.value) != self._effect:
            self._effect = str(event.value)
            kinds = _KINDS.get(self._effect, ("",))
            menu = self.query_one(".kind", Select)
            menu.set_options([(marks.line(kind or "–"), kind) for kind in kinds])
            menu.value = kinds[0]
            menu.display = self._effect in _KINDS
        self.post_message(self.Changed())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Ask to be taken away."""
        event.stop()
        self.post_message(self.Removed(self))


class EffectRows(Vertical):
    """The rows; at least one stays."""

    class Changed(Message):
        """The list of effects changed."""

    def __init__(self, effect: str) -> None:
        super().__init__(id="effects")
        self._start = effect

    def compose(self) -> ComposeResult:
        """Start with the effect that was chosen."""
        yield EffectRow(self._start)

    @property
    def value(self) -> tuple[str, ...]:
        """The effects in order."""
        return tuple(row.value for row in self.query(EffectRow) if row.is_mounted)

    async def add(self, effect: str) -> None:
        """Put another effect behind the others."""
        await self.mount(EffectRow(effect))
        self.post_message(self.Changed())

    def on_effect_row_changed(self, event: EffectRow.Changed) -> None:
        """Pass it on."""
        event.stop()
        self.post_message(self.Changed())

    async def on_effect_row_removed(self, event: EffectRow.Removed) -> None:
        """Take a row away, unless it is the only one."""
        event.stop()
        if len(self.query(EffectRow)) > 1:
            await event.row.remove()
            self.post_message(self.Changed())
