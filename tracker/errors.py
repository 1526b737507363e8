"""The errors a person may see: one clear sentence, a hint, and the exit code that goes with them."""

from __future__ import annotations


class TrackerError(Exception):
    """A failure told to the person in one sentence, with a hint at the way out.

    `message` is the sentence, `hint` what to do about it (may be empty), `exit_code` is 1 for a
    failure and 2 for bad use (DESIGN: command line contracts). Both texts are shown as they are, so
    whoever raises the error passes outside text through `tracker.text.clean` first.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} Hint: {self.hint}" if self.hint else self.message


class BadUse(TrackerError):
    """The command or the form was used wrongly: an unknown id, a missing option, a value out of range."""

    exit_code = 2


class RuleRefused(TrackerError):
    """A rule of evidence refused a move; `rules` are the names of the rules that did."""

    def __init__(self, message: str, hint: str = "", rules: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.rules = rules


class RecordBroken(TrackerError):
    """The ledger, its mirror or a state table does not agree with what was recorded."""


class WorkspaceBusy(TrackerError):
    """Another tracker holds the workspace; nothing was changed."""
