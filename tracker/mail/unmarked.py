"""Whose text is it that stands unmarked below an announcement: the announced message's, or answers written into it."""

from __future__ import annotations

import re
from functools import cache

from tracker.mail import footers, languages, likeness
from tracker.mail.authenticity import author
from tracker.mail.known import Known
from tracker.mail.lines import Line
from tracker.mail.message import Mail
from tracker.mail.phrases import anywhere, folded
from tracker.text import fold_words

SENTENCE = (
    3  # words of a line in another colour that may be an answer; names and trades of signatures have fewer
)
INDENT = re.compile(r" {4}|\t")  # by which some programs show a quotation, before every line of it
INDENTED = 3  # lines that are at least
KNOWN = 0.6  # share of a line's words from which it is one of those known
FEW = 8  # words of a line up to which it is judged by where it stands
SHOWN = 12  # words of known lines from which it is the letter or an earlier message that is shown
# Addresses that lists hide and gateways rewrite: what stands around them tells whose line it is.
_ELSEWHERE = re.compile(r"<[^<>\s]{0,2000}>|[^\s@]{1,100}@\S{1,200}|https?://\S{60,2000}")
_ADDRESS = re.compile(r"<?[\w.+-]+(?:@|\sat\s|\(a\))[\w.-]+\.\w+>?")


@cache
def _says_where() -> re.Pattern[str]:
    """What says that answers stand below, in the text that was answered."""
    return anywhere(languages.phrases("answers", "where"))


def judge(lines: list[Line], start: int, mail: Mail, known: Known) -> None:
    """Judge the lines below an announced message that carries no marks, up to the next announcement.

    Below a header block marks are the older message's own quotation, and what stands between them is its text.

    With the letter and the earlier messages at hand their lines are quotation and whatever stands between them is
    the responder's. Without them, or when something else is shown, what stands in a colour of its own is the
    responder's, and the other lines are quotation. Without colours too they are quotation if the responder wrote
    above them and did not say that answers stand below; else they stay the responder's, because a sentence
    lost is worse than one leaked.
    """
    first = next((n for n in range(start, len(lines)) if lines[n].kind != "blank"), len(lines))
    announced = start > 0 and lines[start - 1].kind == "header"
    if first < len(lines) and lines[first].kind in ("quote", "header", "attribution"):
        if announced and lines[first].kind == "attribution" and _answered_above(lines, start):
            _quoting_in_turn(lines, start, mail)
        return
    going_on = ("own", "blank", "banner", "quote", "attribution") if announced else ("own", "blank", "banner")
    end = first
    while end < len(lines) and lines[end].kind in going_on:
        end += 1
    region = [line for line in lines[first:end] if line.kind == "own"]
    parted = _by_what_is_known(region, known) or _by_colour(lines, first, end, mail.coloured)
    if not parted and (announced or not _by_indent(region)) and _answered_above(lines, start):
        _quoted(region)


def _answered_above(lines: list[Line], start: int) -> bool:
    """Whether the responder wrote above an announcement, and did not say that the answers stand below it."""
    return not nothing_said(lines[:start])


def nothing_said(lines: list[Line], most: int = 10_000) -> bool:
    """Whether the responder's own lines are greetings, or say in at most so many words that the answers stand elsewhere."""
    above = "\n".join(line.words for line in lines if line.kind == "own")
    if not above.strip() or footers.only_courtesy(above):
        return True
    return bool(_says_where().search(folded(above))) and len(above.split()) <= most


def _quoted(region: list[Line]) -> None:
    for line in region:
        line.kind, line.depth = "quote", 1


def _quoting_in_turn(lines: list[Line], start: int, mail: Mail) -> None:
    """Below somebody else's header block an attribution that names the responder is that other one's, who answered
    them: the text between the marks is theirs.
    """
    end = next((n for n in range(start, len(lines)) if lines[n].kind == "header"), len(lines))
    told = " ".join(line.words for line in lines[start:end] if line.kind == "attribution")
    who = author(mail)
    name = frozenset(fold_words(who.name))
    if (who.address and who.address.lower() in told.lower()) or (
        len(name) > 1 and name <= set(fold_words(told))
    ):
        _quoted([line for line in lines[start:end] if line.kind == "own"])


def _by_what_is_known(region: list[Line], known: Known) -> bool:
    """Mark the lines that the letter or an earlier message says, where it is one of them that is shown."""
    if not known:
        return False
    shares = _shares(region, known)
    said = sum(len(line.words.split()) for line, part in zip(region, shares, strict=True) if part >= KNOWN)
    if said < SHOWN:
        return False
    _quoted(
        [
            line
            for line, part in zip(region, shares, strict=True)
            if part >= KNOWN or _ADDRESS.fullmatch(line.words)
        ]
    )
    return True


def _by_colour(lines: list[Line], first: int, end: int, coloured: frozenset[int]) -> bool:
    """Leave to the responder what stands in a colour of its own among other lines."""
    own = [n for n in range(first, end) if lines[n].kind == "own"]
    answers = {n for n in own if n in coloured and len(lines[n].words.split()) >= SENTENCE}
    if not answers or len(answers) == len(own):
        return False
    _quoted([lines[n] for n in own if n not in answers])
    return True


def _by_indent(region: list[Line]) -> bool:
    """Mark what stands indented below an attribution, where it begins so and nearly all of it does."""
    indented = [line for line in region if INDENT.match(line.text)]
    if len(indented) < INDENTED or indented[0] is not region[0] or len(indented) * 3 < len(region) * 2:
        return False
    _quoted(indented)
    return True


def _shares(region: list[Line], known: Known) -> list[float]:
    """Return how much of each line is known.

    One of few words is known where it goes on from the last, or was a line or the beginning of one before: three words
    of the letter may as well be an answer.
    """
    shares: list[float] = []
    above: list[str] = []
    for line in region:
        words = likeness.folded(without_addresses(line.text))
        if len(words) >= FEW:
            shares.append(known.share(words))
        else:
            goes_on = bool(shares) and shares[-1] >= KNOWN and known.says([*above[-likeness.GRAM :], *words])
            shares.append(float(goes_on or known.has_line(words) or known.begins(words)))
        above = words
    return shares


def without_addresses(text: str) -> str:
    """Return a line without its addresses, so that what stands around them is compared."""
    return _ELSEWHERE.sub(" ", text) if "@" in text or "://" in text else text
