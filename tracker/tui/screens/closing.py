"""Closing a screen once, whatever keys were typed ahead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    _Base = Screen[Any]
else:  # a plain mixin when it runs: Textual reads the styles of a screen along its first base alone
    _Base = object


class ClosesOnce(_Base):
    """A screen that closes once, and only from the front: keys typed ahead reach it after it has closed."""

    _is_left = False  # not `_closed`: that name is the message pump's own

    def close(self, result: Any = None) -> None:
        """Close with `result`; a second time, or behind another screen, does nothing."""
        if not self._is_left and self.app.screen is self:
            self._is_left = True
            self.dismiss(result)

    def action_close(self) -> None:
        """Close without a result."""
        self.close()
