"""What stands around the responder's words: list footers, gateway banners, signatures, sign-offs, cards and
disclaimers.
"""

from __future__ import annotations

import re

from tracker.mail import armour, footers
from tracker.mail.lines import Line, own_above
from tracker.mail.phrases import UNSPACED

MAX_ENDINGS = 4  # cards and disclaimers taken off, one below the other
MAX_SIGNED = 6  # lines that may stand below a sign-off
MAX_FOOTER = 40  # lines of a list's footer
MAX_SIGNATURE = 15  # lines of a signature (RFC 3676 knows no limit, and nobody has more to say)
MAX_BANNER = 3  # lines that a gateway's banner may go on for
DASHES = ("--", "- --")  # the second as OpenPGP escapes it
_RULE = re.compile(r"(?:--|_{3,}|-{3,}|={3,}|(?:-=)+-?)$")
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}(?:\.[\w.+-]{1,60})?(?: \([^()]{1,60}\))?$")  # of git, below a patch
_SAYS = re.compile(r"[.?!。？！][)\"'”’»]?$")
_RUN = re.compile(f"[{UNSPACED}]{{5}}")
_FEW = 3  # words from which a line is a sentence
_GOING_ON = 5  # words from which a line that does not close is no name
_WRAPPED = 40  # characters from which it is none where words do not stand apart


def list_footers(lines: list[Line]) -> None:
    """Mark list footers wherever they stand, with the rule (`-- `, `____`) above them; text may go on
    below.
    """
    armour.clear_signed(lines)
    at = 0
    while at < len(lines):
        if lines[at].kind != "own":
            at += 1
            continue
        if footers.opens_footer(lines[at]):
            end = _footer_end(lines, at + 1)
            start = at
            above = own_above(lines, at)
            if above is not None and _RULE.match(lines[above].words):
                start = above
        elif lines[at].words[:1] in "_-=*" and footers.LIST_RULE.match(lines[at].words):
            start, end = at, _footer_end(lines, at + 1)
            if not footers.proves_list(" ".join(line.low for line in lines[at + 1 : end])):
                at += 1
                continue
        else:
            at += 1
            continue
        for line in lines[start:end]:
            line.kind = "footer"
        at = end


def _footer_end(lines: list[Line], at: int) -> int:
    """Return the line behind a footer that has begun before `at`: its lines look like a footer's, wrapped
    ones follow.
    """
    end, wrapped = at, True
    last = min(len(lines), at + MAX_FOOTER)
    while at < last and at - end < 3 and lines[at].kind in ("own", "blank"):
        words = lines[at].words
        if not words:
            wrapped = False
        elif (
            footers.LIST_RULE.match(words) or footers.in_footer(lines[at]) or footers.opens_footer(lines[at])
        ):
            end, wrapped = at + 1, True
        elif wrapped and (
            re.search(r"https?://|@", words) or (words[0].islower() and len(words) < 90) or at == end
        ):
            end = at + 1
        else:
            break
        at += 1
    return end


def banners(lines: list[Line]) -> None:
    """Mark what a gateway wrote above a message, with the lines that it was wrapped to."""
    first = True
    for at, line in enumerate(lines):
        if line.kind == "blank":
            continue
        if line.kind == "own" and footers.is_banner(line, first):
            line.kind = "banner"
            end = at + 1
            while (
                end < min(len(lines), at + MAX_BANNER)
                and lines[end].kind == "own"
                and len(lines[end - 1].words) >= 55
                and lines[end - 1].words[-1:] not in ".!?])。】"
            ):
                lines[end].kind = "banner"
                end += 1
        first = False


def signatures(lines: list[Line]) -> None:
    """Mark signatures behind `-- ` (RFC 3676) up to the next foreign line; sentences right below it or after a
    blank line are none.

    Behind the `-- ` of a patch stands the version of git alone: it ends the patch, not the answer.
    """
    for at, line in enumerate(lines):
        if line.kind != "own" or line.text.rstrip() not in DASHES:
            continue
        exact = line.text.startswith(("-- ", "- -- "))
        end, shown, blank = at + 1, 0, False
        if end < len(lines) and lines[end].kind == "own" and _VERSION.match(lines[end].words):
            line.kind = lines[end].kind = "signature"
            continue
        if end < len(lines) and lines[end].kind == "own" and _sentences(lines, end):
            continue
        while end < len(lines) and shown <= MAX_SIGNATURE and lines[end].kind in ("own", "blank"):
            words = lines[end].words
            if not words:
                blank = True
            else:
                if blank and _prose(lines, end):
                    break
                shown += 1
                blank = False
            end += 1
        body = [other.words for other in lines[at + 1 : end] if other.kind == "own"]
        # A bare `--` with another below it parts one answer from the next.
        fits = shown <= MAX_SIGNATURE if exact else shown <= 8 and not any(map(_no_signature, body))
        if fits:
            for other in lines[at:end]:
                if other.kind == "own":
                    other.kind = "signature"


def _no_signature(words: str) -> bool:
    return len(words) > 80 or words == "--"


def _sentences(lines: list[Line], at: int) -> bool:
    """Whether the lines right below a `--` are sentences: the first closes as one or goes on as one, the last closes
    as one, and none is a line of a visiting card.
    """
    end = at
    while end < min(len(lines), at + MAX_SIGNATURE) and lines[end].kind == "own" and lines[end].words != "--":
        end += 1
    body = lines[at:end] or lines[at : at + 1]
    first, last = body[0].words, body[-1].words
    if any(footers.is_card(line) or footers.is_phone(line) for line in body):
        return False
    opened = _SAYS.search(first) or len(first.split()) >= _GOING_ON or len(first) >= _WRAPPED
    told = len(first.split()) >= _FEW or bool(_RUN.search(first))
    return bool(opened and told and _SAYS.search(last)) and not footers.is_disclaimer(
        " ".join(line.words for line in body)
    )


def _prose(lines: list[Line], at: int) -> bool:
    """Whether the paragraph that begins at `at` is a sentence of the responder's rather than part of a
    signature.
    """
    words: list[str] = []
    while at < len(lines) and lines[at].kind == "own":
        words += lines[at].words.split()
        at += 1
    text = " ".join(words)
    if re.match(r"p\.?\s?s\b|n\.?b\b", text, re.IGNORECASE):
        return True
    return len(words) >= 12 and text[-1:] in ".?!" and not footers.is_disclaimer(text)


def cards(lines: list[Line]) -> None:
    """Mark what stands at the end of the responder's text without any `-- `: telephone lines, sign-offs, cards,
    disclaimers.
    """
    for at, line in enumerate(lines):
        alone = at + 1 == len(lines) or lines[at + 1].kind != "own"
        if line.kind == "own" and alone and footers.is_phone(line):
            line.kind = "signature"
    for _ in range(MAX_ENDINGS):
        ends = [n for n, line in enumerate(lines) if line.kind == "own" and _closes(lines, n)]
        stripped = [_strip_sign_off(lines, end) or _strip_ending(lines, end) for end in ends[-40:]]
        if not any(stripped):
            break


def _strip_sign_off(lines: list[Line], end: int) -> bool:
    """Mark the lines up to `end` below a sign-off where they are a name and more: trade, department, place.

    A farewell, and a name alone below it, stay: they are words of the writer's.
    """
    below: list[int] = []
    at = end
    while at >= 0 and lines[at].kind in ("own", "blank") and len(below) <= MAX_SIGNED:
        line = lines[at]
        if line.kind == "own":
            if footers.is_closing(line) or (below and footers.is_thanks(line) and _capital(lines[below[-1]])):
                for n in below if len(below) > 1 else ():
                    lines[n].kind = "signature"
                return len(below) > 1
            if not _short(line):
                return False
            below.append(at)
        at -= 1
    return False


def _capital(line: Line) -> bool:
    """Whether a line may be a name: it opens with a capital, or its script has none."""
    first = line.words.lstrip("-–—~ ")[:1]
    return first.isalpha() and (first != first.lower() or first.upper() == first)


def _short(line: Line) -> bool:
    """Whether a line may stand below a sign-off: a name, a trade, a place; nothing that closes like a sentence."""
    words = line.words
    if len(words) > 70 or len(words.split()) > 8 or re.match(r"[-*•] [^\W\d]|\W?\d{1,2}[.)]", words):
        return False
    return words[-1:] not in ".?!:;,。？！" or footers.is_card(line) or len(words) <= 3


def _strip_ending(lines: list[Line], end: int) -> bool:
    """Mark the paragraph that ends at `end` as far as it is a disclaimer or a card; return whether it was."""
    start = end
    while start > 0 and lines[start - 1].kind == "own":
        start -= 1
    paragraph = list(range(start, end + 1))
    text = " ".join(lines[n].words for n in paragraph)
    if footers.is_disclaimer(text):
        tail = paragraph
    else:
        cards = [n for n in paragraph if footers.is_card(lines[n])]
        # A link under an answer is an answer: only several such lines, of different sorts, make a card.
        if len(cards) < 2 or all(re.match(r"<?https?://", lines[n].words) for n in cards):
            return False
        # `a | b` may be a row of a table: only somebody's name, number, address or trade makes a card of rows.
        named = cards[0] > start and _called(lines[start].words)
        if not named and not any(footers.tells_who(lines[n]) for n in cards):
            return False
        tail = [n for n in paragraph if n >= cards[0]]
        if len(cards) * 2 <= len(tail):
            return False
        if len(tail) == len(paragraph) - 1 and _name(lines[paragraph[0]].words):
            tail = paragraph
    for n in tail:
        lines[n].kind = "signature"
    return True


def _name(words: str) -> bool:
    """Whether a line may be a name above a card: up to five words, none of them closing a sentence."""
    return len(words.split()) <= 5 and words[-1:] not in ".?!:,"


def _called(words: str) -> bool:
    """Whether a line is a name of several words, each with a capital where the script has any."""
    return (
        len(words.split()) > 1
        and _name(words)
        and all(one[:1] != one[:1].lower() or not one[:1].isascii() for one in words.split())
    )


def _closes(lines: list[Line], at: int) -> bool:
    """Whether the responder's text ends at `at`: below stand only quotation to the end, footers, or
    nothing.
    """
    for line in lines[at + 1 : at + 12]:
        if line.kind == "own":
            return False
        if line.kind in ("footer", "header", "attribution", "signature"):
            return True
        if line.kind == "quote":
            return False
    return True
