"""Whose line is this: every line of a mail is the responder's own, quotation, attribution, header,
signature or footer.

The order of the passes is the order of trust: marks a mail program made, then the phrases of programs and
lists, then guesses; and with the letter at hand, what it says itself. Whatever no pass can explain is the
responder's.
"""

from __future__ import annotations

import re

from tracker.mail import announcements, endings, likeness, signoffs, unmarked
from tracker.mail.authenticity import author
from tracker.mail.known import NOTHING, Earlier, Known
from tracker.mail.lines import INVISIBLE, Kind, Line
from tracker.mail.message import Mail
from tracker.mail.outline import Outline

__all__ = ["Kind", "Line", "sort_lines"]

_QUOTE = re.compile(r"[ \t]{0,4}((?:(?:>|&gt;)[ \t]?)+)")
_PATCH = re.compile(r"^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001$", re.MULTILINE)
_FLOWED_QUOTE = re.compile(r"(>+) ?")


def sort_lines(mail: Mail, outline: Outline | None = None, earlier: Earlier = NOTHING) -> list[Line]:
    """Return a `Line` for each line of the mail's text, in order.

    What the letter or an `earlier` message says is quotation however it is marked, or not marked at all.
    """
    lines = [_marked(line, mail.flowed) for line in mail.text.split("\n")]
    _unescape_from(lines)
    _pointed_at(lines, alone=not (mail.in_reply_to or mail.references))
    starts = announcements.header_blocks(lines)
    endings.list_footers(lines)
    starts += announcements.attribution_lines(lines)
    endings.banners(lines)
    known = Known(likeness.index(outline) if outline and outline.paragraphs else None, earlier)
    for start in sorted(starts):
        unmarked.judge(lines, start, mail, known)
    endings.signatures(lines)
    endings.cards(lines)
    signoffs.with_names(lines, author(mail).name)
    _orphans(lines)
    if known:
        _known_lines(lines, known)
    _own_patch(lines, mail.text)
    return lines


def _marked(raw: str, flowed: bool) -> Line:
    """Read the quotation marks of a line; in format=flowed (RFC 3676) a leading space is stuffing, not an
    indented quote.
    """
    line = INVISIBLE.sub("", raw) if raw.startswith("<U+") else raw
    match = (_FLOWED_QUOTE if flowed else _QUOTE).match(line)
    if match:
        return Line("quote", match[1].count(">") + match[1].count("&gt;"), line[match.end() :])
    return Line("own" if line.strip() else "blank", 0, line)


def _unescape_from(lines: list[Line]) -> None:
    """`>From here on …` with no quotation around it is a line that mbox escaped, not a quote."""
    for at, line in enumerate(lines):
        if line.kind == "quote" and line.depth == 1 and line.text.startswith("From "):
            near = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
            if not any(other.kind == "quote" for other in near) and "@" not in line.text:
                line.kind, line.depth = "own", 0


def _pointed_at(lines: list[Line], alone: bool) -> None:
    """Test robots mark what is new with `>>` and point at a line of code with `>`: neither is quotation.

    They say so ("new ones prefixed by >>"); in a mail that stands `alone`, a `>` line with text right above and below
    points too.
    """
    told = any(line.kind == "own" and "prefixed by >>" in line.text for line in lines)
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        between = above.kind == below.kind == "own"
        if line.kind == "quote" and ((told and line.depth == 2) or (alone and between)):
            line.kind, line.depth = "own", 0


def _own_patch(lines: list[Line], text: str) -> None:
    """A patch that was pasted as git writes it is the responder's, header lines and all, up to its `-- `."""
    match = _PATCH.search(text)
    if not match:
        return
    for at in range(text.count("\n", 0, match.start()), len(lines)):
        line = lines[at]
        if line.kind == "signature" and line.text.rstrip() == "--":
            return
        if line.kind in ("header", "attribution", "banner") or (
            line.kind == "quote" and line.words == line.text.strip()
        ):
            line.kind, line.depth = "own", 0


def _orphans(lines: list[Line]) -> None:
    """Mark words that a mail program wrapped out of a quoted line, where it did so again and again.

    One such line may as well be a lower-case answer between two quoted lines, and then it is the responder's.
    """
    broken: list[Line] = []
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.kind != "own" or before.kind != "quote" or after.kind != "quote":
            continue
        words = line.words
        if (
            len(before.text) >= 55
            and len(words) <= 30
            and words[:1].islower()
            and before.text.rstrip()[-1:] not in ".?!:"
        ):
            broken.append(line)
    if len(broken) >= 2:
        for line in broken:
            line.kind, line.depth = "quote", 1


def _known_lines(lines: list[Line], known: Known) -> None:
    """Mark lines without marks that the letter or an earlier message says: quotation that lost its `>`.

    A run of such lines counts when it is eight words or more and begins a paragraph or follows a quoted
    line, or when it goes on word for word where the quoted line above broke off; the words of others inside
    a sentence of the responder's stay theirs, because the line holds other words too.
    """
    at = 0
    while at < len(lines):
        if lines[at].kind != "own":
            at += 1
            continue
        end = at
        words: list[str] = []
        while end < len(lines) and lines[end].kind == "own":
            bare = unmarked.without_addresses(lines[end].text)
            here = likeness.folded(bare)
            whole = [*words, *here]
            enough = 0.9 if bare == lines[end].text else 0.75
            if not here or known.share(whole if len(here) < likeness.GRAM else here) < enough:
                break
            words, end = whole, end + 1
        fresh = at == 0 or lines[at - 1].kind != "own"
        above = likeness.folded(lines[at - 1].text)[-4:] if at and lines[at - 1].kind == "quote" else []
        goes_on = bool(above and words) and known.says([*above, *words[:4]])
        if end > at and ((len(words) >= 8 and fresh) or len(words) >= 16 or goes_on):
            for line in lines[at:end]:
                line.kind, line.depth = "quote", max(1, line.depth)
        at = max(end, at + 1)
