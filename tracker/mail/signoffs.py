"""Signatures without any `-- `: the writer's name with their trade, department, telephone or a motto below it."""

from __future__ import annotations

import re

from tracker.mail.lines import Line
from tracker.text import fold_words

MAX_LINES = 5  # that may stand below a name
_SAYS = re.compile(r"[.?!。？！:：;]$")
_TOLD_BESIDES = 3  # words beside the name on its line, set off from it: a title, a place
_SET_OFF = re.compile(r"[,(（|–—]| - ")
_RULE = re.compile(r"[-_=*–—]{2,40}")  # straight above a name it parts the signature off, as `-- ` does
_ENDS_IT = ("footer", "header", "attribution", "signature")


def with_names(lines: list[Line], name: str) -> None:
    """Mark the name of the writer called `name` with the short lines below it as signature, where their text ends.

    A farewell and a name alone stay: they are words of the writer's. A sentence below the name is an afterthought and
    stays too, with all that stands above it.
    """
    called = frozenset(
        word for word in fold_words(name) if len(word) > 1 or not word.isascii()
    )  # no initials
    if not called:
        return
    own = [n for n, line in enumerate(lines) if line.kind == "own"]
    for end, after in zip(own, [*own[1:], -1], strict=False):
        if _closes(lines, end, after):
            for n in _from_name(lines, end, called):
                lines[n].kind = "signature"


def _closes(lines: list[Line], at: int, after: int) -> bool:
    """Whether text ends at the own line `at`, the next one being `after` (-1 for none)."""
    if after < 0:
        return True
    between = [line.kind for line in lines[at + 1 : after] if line.kind != "blank"]
    return bool(between) and between[0] in _ENDS_IT


def _from_name(lines: list[Line], end: int, called: frozenset[str]) -> list[int]:
    """Return the lines up to `end` from the name on, none where no name stands close above or nothing below it."""
    found: list[int] = []
    at = end
    while at >= 0 and len(found) <= MAX_LINES and lines[at].kind in ("own", "blank"):
        if lines[at].kind == "own":
            if _names(lines[at].words, called):
                ruled = at > 0 and lines[at - 1].kind == "own" and bool(_RULE.fullmatch(lines[at - 1].words))
                whole = found or ruled or _on_card(lines, at)
                return [*found, at, *([at - 1] if ruled else [])] if whole else []
            if not _short(lines[at].words):
                return []
            found.append(at)
        at -= 1
    return []


def _on_card(lines: list[Line], at: int) -> bool:
    """Whether the line straight below has been taken for a signature's."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and below.kind == "signature" and below.text.rstrip() != "--"


def _names(words: str, called: frozenset[str]) -> bool:
    """Whether a line is the writer's name, whole or in part, with hardly anything beside it."""
    if len(words) > 100 or _SAYS.search(words):
        return False
    here = fold_words(words)
    known = sum(word in called for word in here)
    besides = len(here) - known
    whole = known == len(called) and besides <= (_TOLD_BESIDES if _SET_OFF.search(words) else 1)
    return known > 0 and (known == len(here) or whole) and (known > 1 or len(here) == 1)


def _short(words: str) -> bool:
    """Whether a line may stand below a name: a trade, a number, a remark in brackets; no sentence, no page."""
    if "://" in words or len(words) > 70 or len(words.split()) > 9:
        return False
    return not _SAYS.search(words) or (words[:1] in "(（[" and words[-1:] in ")）]")
