"""Finds a quotation in a page: tolerant of how both were set, and of nothing else."""

from __future__ import annotations

import html
import re

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]")
_SET = str.maketrans(
    {**dict.fromkeys("“”„‟«»″＂", '"'), **dict.fromkeys("‘’‚‛‹›′´", "'"), "‐": "-", "‑": "-", "…": "..."}
)
_IMAGE = re.compile(
    r"!\[([^\[\]\n]{0,500})\](?:\([^()\s]{0,2000}(?:\s[^()\n]{0,300})?\)|\[[^\[\]\n]{0,200}\])"
)
_LINK = re.compile(r"\[([^\[\]]{0,2000})\](?:\([^()\s]{0,2000}(?:\s[^()\n]{0,300})?\)|\[[^\[\]\n]{0,200}\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Of lines, whose blanks have been made one each: no pattern here can be slow on any of them.
_BLANKS = re.compile(r"[^\S\n]+")
_FENCE = re.compile(r"^ ?(?:```|~~~).*$", re.MULTILINE)
_HEADING = re.compile(r"^ ?(?:> ?)* ?#{1,6} ", re.MULTILINE)
_QUOTED = re.compile(r"^ ?(?:> ?)+", re.MULTILINE)
_ITEM = re.compile(r"^ ?(?:[-*+]|\d{1,4}[.)]) (?:\[[ xX]\] )?", re.MULTILINE)
_RULE = re.compile(r"^[-:|= ]{3,}$", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_~`|\[\]]+")
_ELISION = re.compile(r"[\[(]?(?:\.{3,}|(?:\.[ \u00a0]){2,}\.)[\])]?")


def squeezed(text: str) -> str:
    """Return `text` with every run of white space as one blank: what is hashed to tell a change from re-wrapping."""
    return " ".join(text.split())


class Page:
    """A page's text made ready to be looked through, once for all its quotations."""

    def __init__(self, text: str) -> None:
        self._forms = _forms(text)

    def has(self, quotation: str) -> bool | None:
        """Return whether the words of `quotation` stand in the page, None where it has none to look for.

        White space, typographic quotation marks, soft hyphens, entities and the marks of Markdown may differ.
        Words that the quotation leaves out with … or [...] may stand between its pieces, in their order.
        """
        sought = [form for form in _forms(quotation) if re.search(r"\w", form)]
        if not sought:
            return None
        return any(_stands(one, form) for one in sought for form in self._forms)


def _stands(quotation: str, page: str) -> bool:
    """Whether a quotation stands in a page, as it is or in pieces."""
    if _found(quotation, page, 0) >= 0:
        return True
    pieces = [piece.strip() for piece in _ELISION.split(quotation)]
    pieces = [piece for piece in pieces if re.search(r"\w", piece)]
    at = 0
    for piece in pieces:
        found = _found(piece, page, at)
        if found < 0:
            return False
        at = found + len(piece)
    return bool(pieces)


def _found(words: str, page: str, at: int) -> int:
    """Where words stand in a page from `at` on, whole words alone; -1 where they do not."""
    while (found := page.find(words, at)) >= 0:
        end = found + len(words)
        if not _in_a_word(page[found - 1 : found + 1]) and not _in_a_word(page[end - 1 : end + 1]):
            return found
        at = found + 1
    return -1


def _in_a_word(pair: str) -> bool:
    """Whether two characters that stand together are of one word; scripts without blanks have none to break."""
    return len(pair) == 2 and all(char.isalnum() and char < "\u2e80" for char in pair)


def _forms(text: str) -> tuple[str, ...]:
    """The text as it is compared: as written, and with the marks of Markdown taken away."""
    plain = _INVISIBLE.sub("", html.unescape(text)).translate(_SET)
    return tuple(dict.fromkeys((squeezed(plain), squeezed(_unmarked(plain)))))


def _unmarked(text: str) -> str:
    text = _BLANKS.sub(" ", _without_comments(text))
    for pattern, kept in (
        (_FENCE, " "), (_IMAGE, r"\1"), (_LINK, r"\1"), (_AUTOLINK, r"\1"), (_TAG, ""), (_ESCAPED, r"\1"),
        (_RULE, " "), (_HEADING, ""), (_QUOTED, ""), (_ITEM, ""),
    ):  # fmt: skip
        text = pattern.sub(kept, text)
    return _EMPHASIS.sub("", text)


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])
