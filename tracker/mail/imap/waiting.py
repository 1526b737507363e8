"""Waits for a server to say that messages came or went: by IDLE (RFC 2177), else by asking now and then."""

from __future__ import annotations

import re
import threading
import time

from tracker.mail.imap.library import Library, status_of
from tracker.mail.imap.wire import NonsenseError, Wire

GLANCE = 0.4  # seconds between two looks at the stop
NOOP_EVERY = 30.0
SMALL = 1 << 20
_CHANGE = re.compile(rb"\* \d{1,10} (?:EXISTS|EXPUNGE)", re.IGNORECASE)


def by_idle(library: Library, wire: Wire, seconds: float, stop: threading.Event) -> bool:
    """Wait with IDLE; True as soon as messages came or went. The connection is then as it was before.

    Any end of the connection raises, at once; the library's own `idle_check` answers one with an empty
    list, for ever.
    """
    wire.allow(SMALL, seconds + 2 * wire.silence)
    library.idle()
    end = time.monotonic() + seconds
    changed = False
    while not changed and not stop.is_set() and (left := end - time.monotonic()) > 0:
        line = wire.line_within(min(GLANCE, left))
        if line is not None:
            changed = _said(library, line)
    patience = GLANCE if stop.is_set() else wire.silence
    wire.allow(SMALL, patience, patience)
    library.idle_done()
    return library.stirred() or changed


def _said(library: Library, line: bytes) -> bool:
    """Take notice of a line that came while we waited; True when it tells of a change."""
    if line[:5].upper() == b"* BYE":
        library.talk.said_bye = status_of(line)
        raise EOFError
    if not line.startswith(b"* "):
        raise NonsenseError("it answered a command that nobody gave")
    if _CHANGE.fullmatch(line):
        library.heard(line)
        return library.stirred()
    return False


def by_asking(library: Library, wire: Wire, seconds: float, stop: threading.Event) -> bool:
    """Wait, asking with NOOP every half minute and at the end; True as soon as messages came or went."""
    end = time.monotonic() + seconds
    while not stop.is_set():
        left = end - time.monotonic()
        if left > 0 and stop.wait(min(left, NOOP_EVERY)):
            break
        wire.allow(SMALL, 2 * wire.silence)
        library.noop()
        if library.stirred():
            return True
        if left <= NOOP_EVERY:
            break
    return False
