"""Whose line is this: every line of a mail is the responder's own, quotation, attribution, header,
signature or footer.

The order of the passes is the order of trust: marks a mail program made, then the phrases of programs and
lists, then guesses; and with the letter at hand, what it says itself. Whatever no pass can explain is the
responder's.
"""

from __future__ import annotations

import re

from tracker.mail import announcements, endings, labels, likeness, signoffs, unmarked
from tracker.mail.authenticity import author
from tracker.mail.known import NOTHING, Earlier, Known
from tracker.mail.lines import INVISIBLE, Kind, Line
from tracker.mail.message import Mail
from tracker.mail.outline import Outline

__all__ = ["Kind", "Line", "sort_lines"]

_QUOTE = re.compile(r"[ \t]{0,4}((?:(?:>|&gt;)[ \t]?)+)")
_PATCH = re.compile(r"^From [0-9a-f]{40} Mon Sep 17 00:00:00 2001$", re.MULTILINE)
_NUMBERED = re.compile(r"\s*\d+\t")  # a line of source with its number
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
    if known.letter and unmarked.nothing_said(lines, most=30):
        _answers_inside(lines, known)
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
        new = told and (line.depth == 2 or (between and bool(_NUMBERED.match(line.text))))
        if line.kind == "quote" and (new or (alone and between)):
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

    A run of such lines counts where it goes on word for word from the quoted line above, or is eight words or more and
    stands as a quotation does: from the beginning of a paragraph, or most of one. Whoever answers in the letter's own
    words ("Yes, interpret such paths using …") answers: below the quotation of those words, behind a number, or with a
    piece from the midst of a paragraph.
    """
    at = 0
    while at < len(lines):
        if lines[at].kind != "own":
            at += 1
            continue
        end, words = _known_run(lines, at, known)
        if end > at and _is_quotation(lines, at, words, known):
            for line in lines[at:end]:
                line.kind, line.depth = "quote", max(1, line.depth)
            _beside(lines, at, end, known)
        at = max(end, at + 1)


def _answers_inside(lines: list[Line], known: Known) -> None:
    """Where a mail says nothing else, give the responder what stands inside the marks of the letter and is not in it.

    Only at the depth at which the letter itself is quoted: there nobody else wrote. Lines that the letter says in part
    go with those it does not say at all, for want of these.
    """
    shares = {n: known.share(likeness.folded(one.text)) for n, one in enumerate(lines) if one.kind == "quote"}
    said = [
        n
        for n, part in shares.items()
        if part >= unmarked.KNOWN and len(lines[n].words.split()) >= likeness.GRAM
    ]
    depth = min((lines[n].depth for n in said), default=0)
    if depth != 1:
        return
    end = max(said) + 1
    while (
        end < len(lines)
        and lines[end].kind == "quote"
        and lines[end].words
        and end - max(said) < unmarked.INDENTED
    ):
        end += 1
    inside = range(min(said), end)
    here = [n for n in inside if n in shares and lines[n].depth == 1 and lines[n].words]
    foreign = [n for n in here if shares[n] < 0.34 and len(likeness.folded(lines[n].text)) > 1]
    for n in foreign or [n for n in here if shares[n] < 0.9 and _put_in(lines[n].words, known)]:
        lines[n].kind, lines[n].depth = "own", 0


def _put_in(words: str, known: Known) -> bool:
    """Whether several words of a line are nowhere in the letter."""
    said = likeness.folded(unmarked.without_addresses(words))
    return sum(not known.says([word]) for word in said) > 1


def _known_run(lines: list[Line], at: int, known: Known) -> tuple[int, list[str]]:
    """Return the line behind the known lines that begin at `at`, and their words."""
    end = at
    words: list[str] = []
    while end < len(lines) and lines[end].kind == "own":
        bare = unmarked.without_addresses(lines[end].text)
        here = likeness.folded(bare)
        enough = 0.9 if bare == lines[end].text else 0.75
        if not here:
            break
        if len(here) < likeness.GRAM and words:
            if not (known.says([*words[-likeness.GRAM :], *here]) or known.has_line(here)):
                break
        elif known.share(here) < enough:
            break
        words, end = [*words, *here], end + 1
    return end, words


def _is_quotation(lines: list[Line], at: int, words: list[str], known: Known) -> bool:
    """Whether known words stand there as quotation does, and not as an answer in the letter's words."""
    above = likeness.folded(lines[at - 1].text) if at and lines[at - 1].kind == "quote" else []
    if above and known.says([*above[-4:], *words[:4]]):
        return True
    fresh = at == 0 or lines[at - 1].kind != "own"
    if len(words) < (8 if fresh else 16):
        return False
    begins = known.begins(words) or (known.covers(words) and not labels.opens(lines[at].words))
    return begins and not _said_above(lines, at, words)


def _said_above(lines: list[Line], at: int, words: list[str]) -> bool:
    """Whether the quotation right above holds these words already: then they are said again, as an answer."""
    top = at
    while top > 0 and lines[top - 1].kind in ("quote", "blank"):
        top -= 1
    quoted = f" {' '.join(likeness.folded(' '.join(line.text for line in lines[top:at])))} "
    return f" {' '.join(words[:8])} " in quoted


def _beside(lines: list[Line], first: int, end: int, known: Known) -> None:
    """Mark the short lines of the letter ("Hello.") that stand right before and behind lines that are its."""
    for start, step in ((first - 1, -1), (end, 1)):
        at = start
        while 0 <= at < len(lines) and lines[at].kind in ("own", "blank"):
            if lines[at].kind == "own":
                if not known.has_line(likeness.folded(unmarked.without_addresses(lines[at].text))):
                    break
                lines[at].kind, lines[at].depth = "quote", 1
            at += step
