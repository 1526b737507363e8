"""Where a mail announces somebody else's message: header blocks in the body and attribution lines of any
language.
"""

from __future__ import annotations

import re

from tracker.mail import attributions
from tracker.mail.lines import Line, own_above

_WROTE = attributions.wrote()
_OPENER = attributions.openers()
_HEADER = attributions.header_line()
_SEPARATOR = attributions.separator()
_DATED = re.compile(
    r"\d{1,2}[:.]\d{2}(?!\d)|\d{4}[-/.年]\s?\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}|\b(?:19|20)\d\d\b|\[\d{6}\b"
)
_ADDRESS = re.compile(r"<?[\w.+-]+(?:@|\sat\s|\(a\))[\w.-]+\.\w+>?")
_COLON = re.compile(r"[:：](?: -{2,10})?\s*$")
_STAR = re.compile(r"\*\s.{2,80}\[\d{6}[\d: +-]*\]:$")
_MAX_ATTRIBUTION = 4  # lines that a wrapped attribution may take


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
        ruled = line.words[:1] in "-=_*‐–—" or at == 0
        separated = ruled and bool(_SEPARATOR.match(line.words))
        if not separated and ":" not in line.words[:40] and "：" not in line.words[:40]:
            at += 1
            continue
        first = at + 1 if separated else at
        while separated and first < len(lines) and lines[first].kind == "blank":
            first += 1
        end = _header_end(lines, first, separated)
        if end == first and not separated:
            at += 1
            continue
        above = own_above(lines, at)
        if above is not None and re.match(r"(?:_{5,}|-{5,})$", lines[above].words):
            at = above
        for shown in lines[at:end]:
            if shown.kind in ("own", "blank", "quote"):
                shown.kind = "header"
        starts.append(end)
        at = end
    return starts


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
        match = (
            _HEADER.match(line.words) if line.kind in ("own", "quote") and len(line.words) < 2000 else None
        )
        if match:
            kinds.append(_kind_of(match))
            values.append(match["value"])
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
    proof = any(_ADDRESS.search(value) or _DATED.search(value) for value in values)
    quoted_below = any(line.kind == "quote" for line in lines[at:end])
    enough = len(told) >= 3 or (len(told) >= 2 and (separated or quoted_below or proof))
    return end if enough and "from" in told and told & {"sent", "subject"} else at


def _kind_of(match: re.Match[str]) -> str:
    return next((kind for kind in attributions.HEADER_LABELS if match[kind]), "other")


def attribution_lines(lines: list[Line]) -> list[int]:
    """Mark attribution lines; return where unmarked quotation may begin below those with no marked quote
    after them.
    """
    starts: list[int] = []
    for at, line in enumerate(lines):
        end = line.words[-24:] if line.kind == "own" else ""
        if not (_COLON.search(end[-14:]) or (end and not end.isascii() and _WROTE.search(end))):
            continue
        after = next((other for other in lines[at + 1 : at + 4] if other.kind != "blank"), None)
        quoted = after is not None and after.kind == "quote"
        start = _attribution_start(lines, at, quoted)
        if start is None:
            continue
        for shown in lines[start : at + 1]:
            shown.kind = "attribution"
        if not quoted:
            starts.append(at + 1)
    return starts


def _attribution_start(lines: list[Line], at: int, quoted: bool) -> int | None:
    """Return the first line of the attribution that ends at `at`, or None when the lines are none.

    The longest wrapped form that opens as one (`On …`, a date) wins; then one line with a verb and somebody
    before it; then, only straight above a quote, a line with an address or a time that ends in a colon.
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
        if len(joined) > 500:
            break
        if _is_attribution(joined, quoted, start < at) and (best is None or _DATED.search(words)):
            best = start
    return best


def _is_attribution(joined: str, quoted: bool, wrapped: bool) -> bool:
    verb = None
    for verb in _WROTE.finditer(joined):  # noqa: B007 - the last one is the one before the colon
        pass
    colon = bool(_COLON.search(joined))
    telling = bool(_DATED.search(joined) or _ADDRESS.search(joined))
    if verb:
        opened = bool(_OPENER.match(joined)) or joined[:1].isdigit() or bool(_ADDRESS.match(joined))
        tail = len(joined) - verb.end()
        if not colon and tail > 3:
            return False
        if tail > 80 and not telling:
            return False
        if telling and (opened or not wrapped) and (colon or quoted):
            return quoted or (opened or bool(_ADDRESS.search(joined)))
        return quoted and not wrapped and colon and len(joined[: verb.start()].split()) <= 6
    if not quoted or not colon or wrapped:
        return False
    return bool(_STAR.match(joined)) or (bool(_ADDRESS.search(joined)) and len(joined.split()) <= 14)
