"""What somebody changed inside a quotation of the letter: words taken out, put in, or put for others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracker.mail.likeness import folded
from tracker.text import shorten

MAX_CUT = 8  # words in a row that may be left out before it is taken for shortening, which says nothing
MAX_WORDS = 600  # of a quotation that are compared
SURE = 2  # words on either side of a change that must be the letter's
_CUT = re.compile(r"\.\.\.|…|\bsnip|\belided|\[\s?\]")
_REMARK = re.compile(r"[\[({（【][^\n]{1,300}$")
_ARROW = re.compile(r"(?:<-+|<=+|-+>|=+>|//|##)$")
_REWRITTEN = re.compile(
    r"://|@|www\.|\.\.\.$"
)  # addresses are hidden, and links rewritten, by lists and gateways


@dataclass(frozen=True)
class Change:
    """Words of the letter that a quotation shows otherwise: `before` in the letter, `after` in the quotation."""

    before: str
    after: str

    def __str__(self) -> str:
        """Say the change in a few words."""
        before, after = f"“{shorten(self.before, 80)}”", f"“{shorten(self.after, 80)}”"
        if not self.before:
            return f"{after} put in"
        return f"{before} became {after}" if self.after else f"{before} taken out"


def changes(quoted: str, paragraph: str) -> tuple[Change, ...]:
    """Return what a quotation changes inside the words of a paragraph of the letter, in its order.

    Compared word by word (difflib) between the first and the last words that both have, with a remark behind the last
    words of the paragraph. Wrapping, case, punctuation, rewritten addresses and marked cuts change nothing; nor does
    leaving out more than a few words, which is how people shorten what they quote.
    """
    old, new = _words(paragraph), _words(quoted)[-MAX_WORDS:]
    codes = SequenceMatcher(a=[w for w, _ in old], b=[w for w, _ in new], autojunk=False).get_opcodes()
    alike = [n for n, code in enumerate(codes) if code[0] == "equal" and code[2] - code[1] >= SURE]
    if not alike:
        return ()
    found = []
    last = alike[-1]
    ends, behind = new[codes[last][4] - 1][1], _joined(new[codes[last][4] :])
    if codes[last][2] == len(old) and behind and (_REMARK.match(behind) or _ARROW.search(ends)):
        last = len(codes)  # a remark in brackets or behind an arrow, right after the paragraph's last words
    for kind, i1, i2, j1, j2 in codes[alike[0] : last]:
        change = Change(_joined(old[i1:i2]), _joined(new[j1:j2]))
        if kind != "equal" and _says(change, i2 - i1, j2 - j1):
            found.append(change)
    return tuple(found)


def _words(text: str) -> list[tuple[str, str]]:
    """The words of a text as compared and as written; what has no letters goes with the word before it."""
    out: list[tuple[str, str]] = []
    for shown in text.split():
        word = "".join(folded(shown))
        if word:
            out.append((word, shown))
        elif out:
            out[-1] = (out[-1][0], f"{out[-1][1]} {shown}")
    return out


def _joined(words: list[tuple[str, str]]) -> str:
    return " ".join(shown for _, shown in words)


def _says(change: Change, out: int, put: int) -> bool:
    """Whether a change says something: not a cut, not another spelling, not an address."""
    if "".join(folded(change.before)) == "".join(folded(change.after)):
        return False
    if _CUT.search(change.after) or _REWRITTEN.search(change.before) or _REWRITTEN.search(change.after):
        return False
    return put > 0 or out <= MAX_CUT
