"""Fetches what messages hold, never touching a flag (BODY.PEEK), in batches and pieces that stay within limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.mail.imap.commands import batches
from tracker.mail.imap.library import Library
from tracker.mail.imap.wire import NonsenseError, Wire

MIB = 1 << 20
PIECE = MIB
LARGEST = 64 * MIB
BATCH = 16 * MIB
ROW = 8 << 10  # what a row of a FETCH response may cost besides the text asked for
NUMBER_ROW = 256
MOST = (
    500  # UIDs in a command: a line of less than 8,192 octets is taken by every server (RFC 7162, section 4)
)
FIELDS = "MESSAGE-ID IN-REPLY-TO REFERENCES SUBJECT FROM TO CC DATE"
SLOWEST = 16 << 10  # octets a second below which a transfer is given up


class TooLargeError(Exception):
    """A message is larger than LARGEST; `uid` says which."""

    def __init__(self, uid: int) -> None:
        super().__init__(uid)
        self.uid = uid


@dataclass(frozen=True, slots=True)
class Line:
    """A connection to fetch on: the library, and the wire below it, whose limits are set for each command."""

    library: Library
    wire: Wire


def sizes(line: Line, uids: Iterable[int]) -> dict[int, int]:
    """Return RFC822.SIZE of each message, in octets."""
    return _numbers(line, uids, "RFC822.SIZE")


def gmail_threads(line: Line, uids: Iterable[int]) -> dict[int, int]:
    """Return Gmail's number of the thread that each message is in."""
    return _numbers(line, uids, "X-GM-THRID")


def _numbers(line: Line, uids: Iterable[int], name: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for batch in batches(uids, MOST):
        rows = _fetch(line, batch, name, len(batch) * NUMBER_ROW + MIB)
        for uid, row in rows.items():
            number = row.get(name.encode())
            if number is None:
                continue
            if not isinstance(number, int) or not 0 <= number < 2**64:
                raise NonsenseError("it sent something else where a number belongs")
            found[uid] = number
    return found


def headers(line: Line, uids: Iterable[int]) -> dict[int, bytes]:
    """Return the header fields FIELDS of each message, as they stand."""
    found: dict[int, bytes] = {}
    for batch in batches(uids, MOST):
        rows = _fetch(line, batch, f"BODY.PEEK[HEADER.FIELDS ({FIELDS})]", len(batch) * 2 * ROW + MIB)
        for uid, row in rows.items():
            for name, value in row.items():
                # Some servers quote the names in the brackets, some reorder them: only the beginning is sure.
                if name.startswith(b"BODY[HEADER.FIELDS"):
                    found[uid] = _octets(value) or b""
    return found


def starts(line: Line, uids: Iterable[int], octets: int) -> dict[int, bytes]:
    """Return the first `octets` of each message."""
    found: dict[int, bytes] = {}
    for batch in batches(uids, _most_at_once(octets)):
        found.update(_pieces(line, batch, 0, octets))
    return found


def _most_at_once(octets: int) -> int:
    return max(1, min(MOST, 2 * BATCH // max(1, octets)))


def asked_starts(line: Line, uids: Sequence[int], octets: int) -> bytes | None:
    """Ask for the first `octets` of each message without waiting; None where that takes several commands, or none."""
    if not 0 < len(uids) <= _most_at_once(octets):
        return None
    line.wire.allow(0, line.wire.silence)
    return line.library.ask(uids, _piece(0, octets))


def had_starts(line: Line, tag: bytes, uids: Sequence[int], octets: int) -> dict[int, bytes]:
    """Return what `asked_starts` asked for."""
    _allow(line, _piece_budget(uids, octets))
    return _cut(line.library.had(tag, uids), 0, octets)


def whole(line: Line, uid: int) -> bytes | None:
    """Return the message `uid`, None when the server does not have it; TooLargeError."""
    piece = _pieces(line, [uid], 0, PIECE).get(uid)
    return piece if piece is None or len(piece) < PIECE else _rest(line, uid, piece)


def wholes(line: Line, uids: Iterable[int]) -> dict[int, bytes]:
    """Return the messages `uids` whole; those that the server does not have are missing; TooLargeError."""
    found: dict[int, bytes] = {}
    declared = sizes(line, uids)
    batch: list[int] = []
    weight = 0
    for uid in sorted(declared):
        if declared[uid] > LARGEST:
            raise TooLargeError(uid)
        cost = min(declared[uid], PIECE)
        if batch and weight + cost > BATCH:
            found.update(_whole_batch(line, batch))
            batch, weight = [], 0
        batch.append(uid)
        weight += cost
    found.update(_whole_batch(line, batch))
    return found


def _whole_batch(line: Line, uids: list[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for batch in batches(uids, MOST):
        # A declared size may be wrong: what fills a piece to the brim is asked for its rest.
        budget = 3 * BATCH + len(batch) * ROW
        for uid, piece in _pieces(line, batch, 0, PIECE, budget).items():
            whole = piece if len(piece) < PIECE else _rest(line, uid, piece)
            if whole is not None:
                found[uid] = whole
    return found


def _rest(line: Line, uid: int, first: bytes) -> bytes | None:
    """Return the message that begins with the piece `first`; None when it went away meanwhile."""
    pieces = [first]
    at = len(first)
    while len(pieces[-1]) == PIECE or len(pieces) == 1:
        if at >= LARGEST:
            raise TooLargeError(uid)
        piece = _pieces(line, [uid], at, PIECE, past_end=True).get(uid)
        if piece is None:
            return None
        pieces.append(piece)
        at += len(piece)
        if not piece:
            break
    return b"".join(pieces)


def _pieces(
    line: Line, uids: list[int], origin: int, octets: int, budget: int = 0, *, past_end: bool = False
) -> dict[int, bytes]:
    """Return `octets` of each message from `origin` on; with `past_end` NIL there is the end, not an absent message."""
    rows = _fetch(line, uids, _piece(origin, octets), budget or _piece_budget(uids, octets))
    return _cut(rows, origin, octets, past_end)


def _piece(origin: int, octets: int) -> str:
    return f"BODY.PEEK[]<{origin}.{octets}>"


def _piece_budget(uids: Sequence[int], octets: int) -> int:
    return len(uids) * (octets + ROW) + MIB


def _cut(
    rows: dict[int, dict[bytes, Any]], origin: int, octets: int, past_end: bool = False
) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for uid, row in rows.items():
        for name, value in row.items():
            if not name.startswith(b"BODY[]"):
                continue
            piece = _octets(value)
            if piece is None:
                piece = b"" if past_end else None
            elif name == b"BODY[]":  # the server knows no pieces and sent all
                piece = piece[origin : origin + octets]
            elif name != b"BODY[]<%d>" % origin or len(piece) > octets:
                raise NonsenseError("it sent another piece of a message than was asked for")
            if piece is not None:
                found[uid] = piece
    return found


def _fetch(line: Line, uids: list[int], wanted: str, budget: int) -> dict[int, dict[bytes, Any]]:
    """Return the rows about `uids` with `wanted` (UID FETCH, RFC 3501, section 6.4.8); others are passed over."""
    _allow(line, budget)
    return line.library.had(line.library.ask(uids, wanted), uids)


def _allow(line: Line, budget: int) -> None:
    line.wire.allow(budget, 10 * line.wire.silence + budget / SLOWEST)


def _octets(item: object) -> bytes | None:
    """Return the octets of a body, None for NIL, which servers send for a message that has just gone."""
    if isinstance(item, int):  # the library takes a bare word of digits for a number
        return b"%d" % item
    if item is not None and not isinstance(item, bytes):
        raise NonsenseError("it sent a list where the text of a message belongs")
    return item
