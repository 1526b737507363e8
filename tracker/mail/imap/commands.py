"""Writes what is searched for as IMAP writes it: quoted strings, literals, sets of UIDs; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.errors import BadUse

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BARE = re.compile(r"[A-Za-z0-9.,:*$_+=;/-]+", re.ASCII)
FORBIDDEN = re.compile(r"[\r\n\x00]")
LARGEST_UID = 2**32 - 1
LONGEST_SET = 8_000  # RFC 7162, section 4: a line of 8,192 octets is taken by every server


@dataclass(frozen=True, slots=True)
class Literal:
    """A string sent as a literal, by its length, because it holds what a quoted string may not."""

    octets: bytes


Piece = bytes | Literal


def safe(text: str) -> str:
    """Return `text`; BadUse when it holds CR, LF or NUL, which would end the command and begin another."""
    if FORBIDDEN.search(text):
        raise BadUse("A search or folder name holds a line break or NUL.", "nothing was sent to the server")
    return text


def string(text: str) -> Piece:
    """Return `text` as a quoted string, or as a literal when it is not ASCII (RFC 3501, section 4.3)."""
    if safe(text).isascii():
        return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode("ascii") + b'"'
    return Literal(text.encode("utf-8", "replace"))


def criteria(words: Sequence[object]) -> tuple[list[Piece], bool]:
    """Return the search `words` as pieces to send, and whether any of them is not ASCII.

    A str or bytes is a keyword, a set or a string and quoted where it must be; an int and a date are
    written as IMAP writes them; a list or tuple goes in brackets.
    """
    pieces: list[Piece] = []
    for index, word in enumerate(words):
        if index:
            pieces.append(b" ")
        if isinstance(word, list | tuple):
            inner, _ = criteria(word)
            pieces += [b"(", *inner, b")"]
        else:
            pieces.append(_word(word))
    return pieces, any(isinstance(piece, Literal) for piece in pieces)


def _word(word: object) -> Piece:
    if isinstance(word, bytes):
        word = word.decode("utf-8", "replace")
    if isinstance(word, str):
        return word.encode("ascii") if BARE.fullmatch(word) else string(word)
    if isinstance(word, datetime):
        word = word.date()
    if isinstance(word, date):
        return f"{word.day}-{MONTHS[word.month - 1]}-{word.year:04}".encode("ascii")
    if isinstance(word, int) and not isinstance(word, bool) and word >= 0:
        return b"%d" % word
    raise BadUse(f"A search holds a {type(word).__name__}.", "strings, numbers, dates and lists of them")


def uid_sets(uids: Iterable[int], most: int, longest: int = LONGEST_SET) -> Iterator[tuple[bytes, list[int]]]:
    """Yield sets (RFC 3501, `sequence-set`) of at most `most` UIDs and `longest` octets, with the UIDs in each, ascending."""
    runs: list[bytes] = []
    members: list[int] = []
    length = 0
    first = last = 0
    for uid in sorted(set(uids)):
        if not 1 <= uid <= LARGEST_UID:
            raise BadUse(f"{uid} is not a UID.", f"UIDs go from 1 to {LARGEST_UID}")
        if members and (len(members) >= most or length > longest - 24):
            yield b",".join([*runs, _run(first, last)]), members
            runs, members, length = [], [], 0
        if not members:
            first = uid
        elif uid != last + 1:
            runs.append(_run(first, last))
            length += len(runs[-1]) + 1
            first = uid
        members.append(uid)
        last = uid
    if members:
        yield b",".join([*runs, _run(first, last)]), members


def _run(first: int, last: int) -> bytes:
    return b"%d" % first if first == last else b"%d:%d" % (first, last)


def batches(uids: Iterable[int], most: int) -> Iterator[list[int]]:
    """Yield at most `most` of the UIDs at a time, ascending, each once."""
    wanted = sorted(set(uids))
    for uid in (wanted[:1] + wanted[-1:]) if wanted else ():
        if not 1 <= uid <= LARGEST_UID:
            raise BadUse(f"{uid} is not a UID.", f"UIDs go from 1 to {LARGEST_UID}")
    for start in range(0, len(wanted), most):
        yield wanted[start : start + most]
