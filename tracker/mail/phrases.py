"""Phrases of the language files as patterns: plain words, in which `…` stands for a few words of anybody's."""

from __future__ import annotations

import re
from collections.abc import Iterable

GAP = 160  # characters that one `…` may stand for
LONGEST = 600  # characters of a text that are looked at
# Scripts written without spaces (Kana, Han, Hangul with its particles, Thai): a phrase may end inside a run of them.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_UNSPACED = re.compile(f"[{UNSPACED}]")


def folded(text: str) -> str:
    """Return a text in small letters and with straight apostrophes, letter for letter in its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(letter.lower()[:1] for letter in text)
    return low.replace("’", "'") if "’" in low else low


def pattern(phrase: str, *, edge: bool = True) -> str:
    """Return a phrase as a regular expression for folded text; with `edge` no word goes on behind it."""
    parts = [re.escape(part.strip()) for part in folded(phrase).split("…")]
    found = f".{{0,{GAP}}}?".join(parts)
    spaced = phrase[-1:].isalnum() and not _UNSPACED.match(phrase[-1])
    return found + r"(?!\w)" if edge and spaced else found


def anywhere(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern that finds any of the phrases in folded text, as words where the script has any."""
    listed = sorted(phrases, key=len, reverse=True)
    words = [pattern(one) for one in listed if not _UNSPACED.match(one)]
    runs = [pattern(one) for one in listed if _UNSPACED.match(one)]
    return re.compile("|".join(filter(None, (rf"(?<!\w)(?:{'|'.join(words)})" if words else "", *runs))))


class Phrases:
    """Phrases that a folded text may open with or, with `whole`, consist of.

    They are kept by their first letter and made into patterns when a text with that letter comes by, so that most
    texts cost one look into a table and most patterns are never made.
    """

    def __init__(self, phrases: Iterable[str], *, whole: bool = False, edge: bool = True) -> None:
        self._whole = whole
        self._edge = edge
        self._listed: dict[str, list[str]] = {}
        self._made: dict[str, re.Pattern[str]] = {}
        behind: list[str] = []  # what stands behind a leading `…`
        for phrase in phrases:
            if phrase.startswith("…"):
                behind.append(folded(phrase.lstrip("… ")))
            else:
                self._listed.setdefault(folded(phrase)[0], []).append(phrase)
        self._behind = tuple(behind)

    def end(self, text: str) -> int:
        """Return where the longest phrase that `text` opens with ends, 0 when it opens with none."""
        if not text:
            return 0
        made = self._made.get(text[0])
        if made is None and text[0] in self._listed:
            made = self._made[text[0]] = self._compiled(self._listed[text[0]])
        found = made.match(text[:LONGEST]) if made else None
        if found and (not self._whole or len(text) <= LONGEST):
            return found.end()
        if self._behind and len(text) <= LONGEST:
            if self._whole:
                return len(text) if text.endswith(self._behind) else 0
            return next((text.find(one) + len(one) for one in self._behind if one in text), 0)
        return 0

    def __contains__(self, text: str) -> bool:
        """Return whether `text` opens with, or is, one of the phrases."""
        return self.end(text) > 0

    def _compiled(self, listed: list[str]) -> re.Pattern[str]:
        # A trailing `…` may stand for anything up to the end of a whole text.
        ends = f".{{0,{LONGEST}}}"
        ordered = sorted(listed, key=len, reverse=True)
        made = (
            pattern(one.rstrip("… "), edge=False) + ends
            if self._whole and one.endswith("…")
            else pattern(one, edge=self._edge and not one.endswith("…"))
            for one in ordered
        )
        return re.compile(f"(?:{'|'.join(made)})" + ("$" if self._whole else ""))
