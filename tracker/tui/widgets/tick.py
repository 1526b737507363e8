"""A box to tick whose state can be told without colours."""

from __future__ import annotations

from textual.widgets import Checkbox


class Tick(Checkbox):
    """A checkbox that is empty when it is not ticked (Textual shows an X in both states and colours it)."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Draw the sign of the state."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()
