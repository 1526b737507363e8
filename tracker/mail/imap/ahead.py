"""One fetch ahead: the server is asked for the next messages while those that came before are looked at."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.mail.imap.messages import Line, asked_starts, had_starts


class Ahead:
    """The FETCH that was sent and not read yet, and what came of it.

    A server may work on a command whose answer nobody reads yet (RFC 3501, section 5.5); two commands at once
    are never needed, so whoever wants to ask something else calls `settle` first.
    """

    def __init__(self) -> None:
        self._tag: bytes | None = None
        self._wanted: tuple[tuple[int, ...], int] = ((), 0)
        self._arrived: dict[int, bytes] | None = None

    @property
    def under_way(self) -> bool:
        """Say whether an answer is still to be read."""
        return self._tag is not None

    def ask(self, line: Line, uids: Iterable[int], octets: int) -> None:
        """Send the command for the first `octets` of each message, where one command is enough."""
        self.forget()
        self._wanted = (tuple(uids), octets)
        self._tag = asked_starts(line, *self._wanted)

    def settle(self, line: Line) -> None:
        """Read the answer that is under way, and keep it for `take`."""
        tag, self._tag = self._tag, None
        if tag is not None:
            self._arrived = had_starts(line, tag, *self._wanted)

    def take(self, uids: tuple[int, ...], octets: int) -> dict[int, bytes] | None:
        """Return what was asked for ahead when it was just this, else None; it is kept no longer."""
        found = self._arrived if self._wanted == (uids, octets) else None
        self.forget()
        return found

    def forget(self) -> None:
        """Let go of everything; what is under way must have been settled, or the connection closed."""
        self._tag, self._arrived = None, None
