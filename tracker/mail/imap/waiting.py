"""Waits for a server to say that messages came or went: by IDLE (RFC 2177), else by asking now and then.

A server whose folder was changed under it (an index deleted, restored, numbered anew) cannot always say so. Dovecot
says `* NO Internal error` once and no more of that folder: whoever waits on is deaf from there. So an untagged NO
or BAD (RFC 3501, section 7.1) that is no mere alert ends the waiting as "trouble": the folder has to be opened anew.
"""

from __future__ import annotations

import re
import threading
import time
from typing import Literal

from tracker.mail.imap.library import Library, status_of
from tracker.mail.imap.wire import NonsenseError, Wire

GLANCE = 0.4  # seconds between two looks at the stop
NOOP_EVERY = 30.0
SMALL = 1 << 20
Heard = Literal["", "change", "trouble"]
_CHANGE = re.compile(rb"\* \d{1,10} (?:EXISTS|EXPUNGE)", re.IGNORECASE)


def by_idle(
    library: Library, wire: Wire, seconds: float, stop: threading.Event, trusted: float = 0.0
) -> Heard:
    """Wait with IDLE until messages came or went, or there is trouble. The connection is then as it was before.

    Trouble is acted on after `trusted` seconds at the earliest: a server may say NO each time it is asked.

    Any end of the connection raises, at once; the library's own `idle_check` answers one with an empty
    list, for ever.
    """
    wire.allow(SMALL, seconds + 2 * wire.silence)
    library.idle()
    begun = time.monotonic()
    end = begun + seconds
    heard: Heard = ""
    while heard != "change" and not stop.is_set() and (left := end - time.monotonic()) > 0:
        line = wire.line_within(min(GLANCE, left))
        if line is not None:
            heard = _said(library, line) or heard
        if heard == "trouble":
            end = min(end, begun + trusted)
    patience = GLANCE if stop.is_set() else wire.silence
    wire.allow(SMALL, patience, patience)
    library.idle_done()
    return "change" if library.stirred() else heard


def _said(library: Library, line: bytes) -> Heard:
    """Take notice of a line that came while we waited."""
    if line[:5].upper() == b"* BYE":
        library.talk.said_bye = status_of(line)
        raise EOFError
    if not line.startswith(b"* "):
        raise NonsenseError("it answered a command that nobody gave")
    if _CHANGE.fullmatch(line):
        library.heard(line)
        return "change" if library.stirred() else ""
    status = status_of(line)
    return "trouble" if status and status.word in ("NO", "BAD") and status.code != "ALERT" else ""


def by_asking(library: Library, wire: Wire, seconds: float, stop: threading.Event) -> Heard:
    """Wait as `by_idle` does, asking with NOOP every half minute and at the end."""
    end = time.monotonic() + seconds
    while not stop.is_set():
        left = end - time.monotonic()
        if left > 0 and stop.wait(min(left, NOOP_EVERY)):
            break
        wire.allow(SMALL, 2 * wire.silence)
        library.warned()
        library.noop()
        if library.stirred():
            return "change"
        if library.warned():
            return "trouble"
        if left <= NOOP_EVERY:
            break
    return ""
