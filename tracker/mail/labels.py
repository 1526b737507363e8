"""Labels that a responder puts on an answer: tokens `[C2]`, numbers "2.", ordinals "Third,", "your second
question".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_WORDS = {
    **{
        word: n
        for n, word in enumerate(
            [
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
            ],
            1,
        )
    },
    **{
        word: n
        for n, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"], 1
        )
    },
    **{
        word: n
        for n, word in enumerate(["erstens", "zweitens", "drittens", "viertens", "fünftens", "sechstens"], 1)
    },
    **{word: n for n, word in enumerate(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"], 1)},
}
_ORDINAL = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
_TOKEN = re.compile(r"[\[［]\s?([CQ]\d{1,2}(?:\.\d{1,2})?)\s?[\]］]", re.IGNORECASE)
_LEAD = re.compile(
    rf"\s{{0,4}}[*_#]{{0,3}}(?:(?:re|to|ad|zu|on|for|as to|regarding|your|in reply to|answer(?:ing)?(?: to)?)[: ]{{1,2}}){{0,3}}"
    rf"(?:(?P<word>{_ORDINAL}|erstens|zweitens|drittens|viertens|fünftens|sechstens)(?:ly)?\s?"
    rf"(?P<what1>question|point|claim|item|statement|paragraph|understanding)?\s?(?:[,:.)—–]|-(?=\s))"
    rf"|(?P<what>question|frage|point|punkt|claim|item|statement|answer|no\.?|nr\.?|q|c|a|#|问题|第)?\s?[(]?"
    rf"(?P<number>\d{{1,2}}|(?<=第)[一二三四五六七八九十])(?:个问题|点|[.):\]、．：,]|\s?[—–-](?=\s)|/)+[*_]{{0,3}}(?=\s|\D|$))",
    re.IGNORECASE,
)
_MENTION = re.compile(
    rf"\b(?:your|the|on|to)\s+(?P<word>{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th))\s+(?P<what>question|point|claim|item|statement|understanding|query)"
    rf"|\b(?P<what2>question|point|claim|item|statement)\s+(?:no\.?\s?|number\s|#)?(?P<number>\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    rf"|\b(?P<short>[CQ])(?P<digits>\d{{1,2}})(?:\.\d{{1,2}})?\b"
    rf"|第(?P<cjk>[一二三四五六七八九十]|\d{{1,2}})(?:个)?(?P<what3>问题|問題|点)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\s*[*_#]{0,3}(?:re(?:garding)?:?|concerning|as (?:for|to|regards)|with (?:regard|respect) to|about|on the (?:topic|question|subject) of|"
    r"(?:for|on) (?:the )?[\w/-]+(?:[ ,/-]+(?:and |or )?[\w/-]+){0,6}[:,])\s",
    re.IGNORECASE,
)
Sort = Literal["number", "ordinal", "question", "claim"]


@dataclass(frozen=True)
class Label:
    """A number that names what is answered: `sort` says whether it was a bare number, an ordinal, a
    question or claim.
    """

    number: int
    sort: Sort
    text: str
    leads: bool = False


def opens(line: str) -> str:
    """Return how a line is labelled as an answer of its own: `token`, `number`, `topic`, or an empty
    string.
    """
    if re.match(r"\s*[*_]{0,2}[\[［]\s?[CQ]\d", line, re.IGNORECASE):
        return "token"
    if _LEAD.match(line):
        return "number"
    return "topic" if _NAMED.match(line) else ""


def tokens(text: str) -> tuple[str, ...]:
    """Return the `[C2]`-style tokens in a text, in order, in capitals, without brackets."""
    return tuple(dict.fromkeys(match[1].upper() for match in _TOKEN.finditer(text)))


def labels(text: str) -> tuple[Label, ...]:
    """Return the numbers that name a question: the label a text opens with, then those mentioned in its
    words.
    """
    out: list[Label] = []
    lead = _LEAD.match(text)
    if lead:
        what = (lead["what"] or lead["what1"] or "").lower()
        shown = (lead["word"] or lead["number"] or "").lower()
        out.append(Label(_value(shown), _sort(what, bool(lead["word"])), lead[0].strip(), True))
    for match in _MENTION.finditer(text[:4000]):
        what = (match["what"] or match["what2"] or match["what3"] or match["short"] or "").lower()
        shown = (match["word"] or match["number"] or match["digits"] or match["cjk"] or "").lower()
        label = Label(_value(shown), _sort(what, bool(match["word"])), match[0].strip())
        if all((other.number, other.sort) != (label.number, label.sort) for other in out):
            out.append(label)
    return tuple(label for label in out if label.number)


def _value(shown: str) -> int:
    digits = re.match(r"\d+", shown)
    return int(digits[0]) if digits else _WORDS.get(shown, 0)


def _sort(what: str, ordinal: bool) -> Sort:
    if what.startswith(("q", "frage", "问", "問")):
        return "question"
    if what.startswith(("claim", "statement", "understanding")) or what == "c":
        return "claim"
    return "ordinal" if ordinal else "number"


def named_topic(text: str) -> str:
    """Return the words in which a text names its topic at the opening ("Regarding X, …", "On X: …"), or
    nothing.
    """
    match = _NAMED.match(text)
    if not match:
        return ""
    return re.split(r"[.?!;:\n]|, ", text[match.start() :], maxsplit=1)[0][:200] + " " + match[0]
