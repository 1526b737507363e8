"""Whose line is this: every line of a mail is the responder's own, quotation, attribution, header,
signature or footer.

The order of the passes is the order of trust: marks a mail program made, then the phrases of programs and
lists, then guesses; and with the letter at hand, what it says itself. Whatever no pass can explain is the
responder's.
"""

from __future__ import annotations

import re

from tracker.mail import announcements, endings, footers, likeness, signoffs
from tracker.mail.authenticity import author
from tracker.mail.known import NOTHING, Earlier, Known
from tracker.mail.lines import INVISIBLE, Kind, Line
from tracker.mail.message import Mail
from tracker.mail.outline import Outline

__all__ = ["Kind", "Line", "sort_lines"]

SENTENCE = (
    3  # words of a line in another colour that may be an answer; a name or a trade in a signature has fewer
)
_QUOTE = re.compile(r"[ \t]{0,4}((?:(?:>|&gt;)[ \t]?)+)")
_FLOWED_QUOTE = re.compile(r"(>+) ?")
_INLINE = re.compile(
    r"\b(?:in-?line|in ?line|below|interspersed|in (?:red|blue|green|bold|colou?r)|between the lines|s\. ?u\.|unten)\b",
    re.IGNORECASE,
)
# Addresses that lists hide and gateways rewrite: what stands around them tells whose line it is.
_ELSEWHERE = re.compile(r"<[^<>\s]{0,2000}>|[^\s@]{1,100}@\S{1,200}|https?://\S{60,2000}")
_ADDRESS = re.compile(r"<?[\w.+-]+(?:@|\sat\s|\(a\))[\w.-]+\.\w+>?")


def sort_lines(mail: Mail, outline: Outline | None = None, earlier: Earlier = NOTHING) -> list[Line]:
    """Return a `Line` for each line of the mail's text, in order.

    What the letter or an `earlier` message says is quotation however it is marked, or not marked at all.
    """
    lines = [_marked(line, mail.flowed) for line in mail.text.split("\n")]
    _unescape_from(lines)
    starts = announcements.header_blocks(lines)
    endings.list_footers(lines)
    starts += announcements.attribution_lines(lines)
    endings.banners(lines)
    known = Known(likeness.index(outline) if outline and outline.paragraphs else None, earlier)
    for start in sorted(starts):
        _unmarked(lines, start, known, mail.coloured)
    endings.signatures(lines)
    endings.cards(lines)
    signoffs.below_names(lines, author(mail).name)
    _orphans(lines)
    if known:
        _known_lines(lines, known)
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


def _unmarked(lines: list[Line], start: int, known: Known, coloured: frozenset[int]) -> None:
    """Judge the lines below an announced message that carries no marks, up to the next announcement.

    Below a header block marks are the older message's own quotation, and what stands between them is its text.

    With the letter and the earlier messages at hand their lines are quotation and whatever stands between them is
    the responder's. Without them, or when something else is shown, what stands in a colour of its own is the
    responder's, and the other lines are quotation. Without colours too they are quotation if the responder wrote
    above them and did not say that answers stand below; else they stay the responder's, because a sentence
    lost is worse than one leaked.
    """
    first = next((n for n in range(start, len(lines)) if lines[n].kind != "blank"), len(lines))
    if first < len(lines) and lines[first].kind in ("quote", "header", "attribution"):
        return
    announced = start > 0 and lines[start - 1].kind == "header"
    going_on = ("own", "blank", "banner", "quote", "attribution") if announced else ("own", "blank", "banner")
    end = first
    while end < len(lines) and lines[end].kind in going_on:
        end += 1
    region = [line for line in lines[first:end] if line.kind == "own"]
    if known:
        shares = _shares(region, known)
        said = sum(len(line.words.split()) for line, part in zip(region, shares, strict=True) if part >= 0.6)
        if said >= 12:
            for line, part in zip(region, shares, strict=True):
                if part >= 0.6 or _ADDRESS.fullmatch(line.words):
                    line.kind, line.depth = "quote", 1
            return  # what stands between known lines is new: answers
    answers = [n for n in coloured if first <= n < end and len(lines[n].words.split()) >= SENTENCE]
    if answers and len(answers) < len(region):
        for n in set(range(first, end)) - set(answers):
            if lines[n].kind == "own":
                lines[n].kind, lines[n].depth = "quote", 1
        return
    above = "\n".join(line.words for line in lines[:start] if line.kind == "own")
    if above.strip() and not footers.only_courtesy(above) and not _INLINE.search(above):
        for line in region:
            line.kind, line.depth = "quote", 1


def _shares(region: list[Line], known: Known) -> list[float]:
    """Return how much of each line is known; one of few words is where it was a line before or goes on from the last."""
    shares: list[float] = []
    above: list[str] = []
    for line in region:
        words = likeness.folded(_without_addresses(line.text))
        if len(words) >= likeness.GRAM:
            shares.append(known.share(words))
        else:
            goes_on = bool(shares) and shares[-1] >= 0.6 and known.says([*above[-likeness.GRAM :], *words])
            shares.append(float(goes_on or known.has_line(words)))
        above = words
    return shares


def _without_addresses(text: str) -> str:
    return _ELSEWHERE.sub(" ", text) if "@" in text or "://" in text else text


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
            bare = _without_addresses(lines[end].text)
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
