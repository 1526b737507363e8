"""The one gate that makes outside text safe for a screen, a file, a log or a report."""

from __future__ import annotations

import re
import unicodedata

# C0 but tab and newline, DEL, C1, bidi controls, zero-width and other invisible format characters, line and
# paragraph separators, interlinear marks, tag characters and lone surrogates: everything that can move a
# cursor, reorder a line or hide a word (facts measured on terminals and Textual widgets).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?")
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ASCII_WORDS = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")


def _visible(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"


def clean(text: str) -> str:
    """Return `text` with every control, escape, bidi or invisible character made visible as `<U+XXXX>`.

    Tabs and newlines stay (CR and CRLF become newlines); the words are never changed, so what a
    person reads is what was written. Idempotent and total: any string in, a safe string out.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_visible, _BREAKS.sub("\n", text))


def clean_line(text: str) -> str:
    """Return `clean(text)` folded to a single line, for headers, titles and table cells."""
    return _SPACES.sub(" ", clean(text)).strip()


def shorten(text: str, width: int) -> str:
    """Return the first line's worth of `text`, cut at `width` characters with an ellipsis."""
    line = clean_line(text)
    return line if len(line) <= width else line[: max(0, width - 1)].rstrip() + "…"


def fold_words(text: str) -> list[str]:
    """Return the words of `text` for comparison: NFKC, case-folded, apostrophes straightened, punctuation dropped.

    Used wherever two texts are compared by their words (the private-words rule, wording in a paragraph).
    """
    if text.isascii():
        return _ASCII_WORDS.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return _WORDS.findall(folded)
