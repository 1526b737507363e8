"""A line of a mail's text, with whose it is: what the passes of `quotation` hand to one another."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tracker.mail.phrases import folded

Kind = Literal["own", "blank", "quote", "attribution", "header", "signature", "footer", "banner"]

INVISIBLE = re.compile(r"<U\+(?:200[B-F]|2060|FEFF|00AD|202[A-E]|206[0-9A-F])>")
_ENTITY = re.compile(r"&(?:nbsp|gt|lt|quot|amp);")


@dataclass
class Line:
    """A line of the reading text: whose it is, how deep it is quoted, and its words without quotation
    marks.
    """

    kind: Kind
    depth: int
    text: str

    @cached_property
    def words(self) -> str:
        """The words with invisible characters and odd spaces taken out, for the patterns.

        Some web mailers write `&nbsp;` and `&gt;` into their plain text; here they are what they stand for.
        """
        text = INVISIBLE.sub("", self.text) if "<U+" in self.text else self.text
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
        return " ".join(text.split())

    @cached_property
    def low(self) -> str:
        """The words in small letters, for the phrases of the language files."""
        return folded(self.words)


def own_above(lines: list[Line], at: int) -> int | None:
    """Return the nearest line above `at` that is not blank, if it is the responder's so far."""
    at -= 1
    while at >= 0 and lines[at].kind == "blank":
        at -= 1
    return at if at >= 0 and lines[at].kind == "own" else None
