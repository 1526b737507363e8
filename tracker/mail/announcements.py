"""Where a mail announces somebody else's message: header blocks in the body and attribution lines of any
language.

Section `[headers]` of the language files: the labels `from`, `sent`, `to`, `cc`, `subject` and `other` of such a
block, and `original`, the words in a rule above one ("-----Original Message-----").
"""

from __future__ import annotations

import re
from functools import cache

from tracker.mail import attributions
from tracker.mail.languages import phrases
from tracker.mail.lines import Line, own_above
from tracker.mail.phrases import anywhere, folded

KINDS = ("from", "sent", "to", "cc", "subject", "other")
_RULE = re.compile(r"(?:_{5,}|-{5,})$")
_RULED = "-_=*‐–—>[]<>|#~ :：."
_BARRED = re.compile(r"\|(?: .*[^|])?$")
_MAX_ATTRIBUTION = 4  # lines that a wrapped attribution may take
_BRIEF = 12  # characters of a line such as "FYI:" that leads up to no sample
_MAX_LABEL = 40  # characters before the colon of a header
_MAX_HEADER = 2000  # characters of a header


def header_blocks(lines: list[Line]) -> list[int]:
    """Mark header blocks shown in the body (`From: … Sent: … Subject: …`) and return where what they
    announce begins.
    """
    starts: list[int] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.kind != "own":
            at += 1
            continue
        separated = _separates(line)
        if not separated and ":" not in line.words[:_MAX_LABEL] and "：" not in line.words[:_MAX_LABEL]:
            at += 1
            continue
        first = at + 1 if separated else at
        while separated and first < len(lines) and lines[first].kind == "blank":
            first += 1
        end = _header_end(lines, first, separated)
        if end == first and (not separated or line.words[-1:] in ":："):
            at += 1
            continue
        if not separated and _shown(lines, at, end):
            at = end
            continue
        above = own_above(lines, at)
        if above is not None and _RULE.match(lines[above].words):
            at = above
        for shown in lines[at:end]:
            if shown.kind in ("own", "blank", "quote"):
                shown.kind = "header"
        starts.append(end)
        at = end
    return starts


def _separates(line: Line) -> bool:
    """Whether a line is a rule with words in it, or says with a colon that a forwarded message begins."""
    words = line.words
    if len(words) > 160 or (words[:1] not in "-_=*‐–—>[~" and words[-1:] not in ":："):
        return False
    return line.low.strip(_RULED) in _originals()


def _header_end(lines: list[Line], at: int, separated: bool) -> int:
    """Return the line behind the header block that begins at `at`, or `at` when there is none.

    A block names who (from) and when or what about (sent, subject); addresses may wrap; one or two blank
    lines may stand between fields. Two fields are enough where a rule stands above or the second is already
    quoted.
    """
    kinds: list[str] = []
    values: list[str] = []
    end, here = at, at
    while here < len(lines) and here - end < 2 and len(kinds) < 10:
        line = lines[here]
        found = _field(line.words) if line.kind in ("own", "quote") else None
        if found:
            kinds.append(found[0])
            values.append(found[1])
            end = here + 1
        elif line.kind == "blank":
            here += 1
            continue
        elif not (
            kinds and here == end and kinds[-1] in ("to", "cc", "from") and re.search(r"[@;>]", line.words)
        ):
            break
        else:
            end = here + 1
        here += 1
    told = set(kinds)
    proof = any(attributions.telling(value) for value in values)
    quoted_below = any(line.kind == "quote" for line in lines[at:end])
    enough = len(told) >= 3 or (len(told) >= 2 and (separated or quoted_below or proof))
    return end if enough and "from" in told and told & {"sent", "subject"} else at


def _shown(lines: list[Line], at: int, end: int) -> bool:
    """Whether the responder shows a header with text of theirs around it: they lead up to it with a colon, or the
    fields stand in the order of a raw message, the date last, in which no program announces one without a rule.

    A line that says where the answers stand leads up to a message, not to a sample.
    """
    below = next((line for line in lines[end:] if line.kind != "blank"), None)
    above = own_above(lines, at)
    if above is None or _RULE.match(lines[above].words) or below is None or below.kind != "own":
        return False
    if any(line.kind == "quote" for line in lines[at:end]):
        return False
    if lines[above].words[-1:] in ":：" and len(lines[above].words) > _BRIEF:
        return not _of_answers().search(lines[above].low)
    kinds = [found[0] for line in lines[at:end] if (found := _field(line.words))]
    return kinds[0] == "from" and kinds[-1] == "sent" and "subject" in kinds and "to" in kinds


def _field(words: str) -> tuple[str, str] | None:
    """Return the kind of the header that a line shows and its value, or None when it shows none."""
    colon = min(
        (n for n in (words.find(":", 0, _MAX_LABEL), words.find("：", 0, _MAX_LABEL)) if n > 0), default=0
    )
    if not colon or len(words) > _MAX_HEADER:
        return None
    label = folded(words[:colon]).strip(" *_•|#>")
    kind = _labels().get(label) or (None if label.isascii() else _labels().get(label.replace(" ", "")))
    return (kind, words[colon + 1 :].lstrip("*_ ")[:300]) if kind else None


@cache
def _labels() -> dict[str, str]:
    return {folded(label): kind for kind in reversed(KINDS) for label in phrases("headers", kind)}


@cache
def _originals() -> frozenset[str]:
    return frozenset(folded(one).strip(_RULED) for one in phrases("headers", "original"))


@cache
def _of_answers() -> re.Pattern[str]:
    return anywhere((*phrases("answers", "where"), *phrases("answers", "announced")))


def attribution_lines(lines: list[Line]) -> list[int]:
    """Mark attribution lines; return where unmarked quotation may begin below those with no marked quote
    after them.
    """
    starts: list[int] = []
    bars = len(lines)  # where quotation marked with them begins
    for at, line in enumerate(lines):
        if line.kind != "own" or not attributions.may_end(line.words):
            continue
        after = next((other for other in lines[at + 1 : at + 4] if other.kind != "blank"), None)
        barred = _barred(lines, at + 1)
        quoted = barred or (after is not None and after.kind == "quote")
        start = _attribution_start(lines, at, quoted)
        if start is None:
            continue
        for shown in lines[start : at + 1]:
            shown.kind = "attribution"
        if barred:
            bars = min(bars, at + 1)
        if not quoted:
            starts.append(at + 1)
    _unbar(lines, bars)
    return starts


def _barred(lines: list[Line], at: int) -> bool:
    """Whether some program marked the line at `at` with `|`, as quotation; a row of a table ends in one."""
    return at < len(lines) and lines[at].kind == "own" and bool(_BARRED.match(lines[at].words))


def _unbar(lines: list[Line], start: int) -> None:
    """Mark as quotation the lines with `|` from `start` on that stand right below no text of the responder's."""
    for n in range(start, len(lines)):
        if _barred(lines, n) and lines[n - 1].kind != "own":
            lines[n] = Line("quote", 1, lines[n].text.lstrip()[1:].removeprefix(" "))


def _attribution_start(lines: list[Line], at: int, quoted: bool) -> int | None:
    """Return the first line of the attribution that ends at `at`, or None when the lines are none.

    The longest wrapped form wins, up to the line that opens as one (`On …`, a figure) and names a day.
    """
    best: int | None = None
    joined = ""
    for start in range(at, max(-1, at - _MAX_ATTRIBUTION), -1):
        words = lines[start].words
        # A line above goes with it only if it could not be a sentence of the responder's that stands close
        # by.
        ended = start < at and words[-1:] in ".?!。"
        if lines[start].kind != "own" or (best is not None and ended):
            break
        joined = f"{words} {joined}".strip()
        if attributions.is_attribution(joined, quoted, start < at) and (
            best is None or attributions.telling(words)
        ):
            best = start
            if attributions.opens(words):
                break
    return best
