"""The letter itself, found again in a folder, told apart from replies that quote or forward it."""

from __future__ import annotations

import re
import unicodedata
from itertools import repeat

from tracker.mail import likeness
from tracker.mail.likeness import GRAM, Index
from tracker.mail.message import Mail
from tracker.mail.quotation import sort_lines

_WHOLE = 0.9  # share of the letter's words that the unquoted lines of a mail say when it is the letter
_NAMED = 0.5  # the same for a mail with the letter's Message-ID, which alone anybody can write
LIKELY = 0.4  # the least share of the letter's runs of words in a mail that is looked at more closely
_FOREIGN = 30  # words beside the letter's own: a greeting, a name, an announcement
_PARTED = bytes(n if chr(n).isascii() and chr(n).isalnum() else 32 for n in range(256))
_RUN = re.compile(f"[^ ]{{{GRAM},}}")
_ABOVE = re.compile(
    r"^\s*(?:\[[^\]]{1,60}\]\s*)*(?:re|aw|antw|antwort|sv|vs|res|rif|odp|ynt|回复|回覆|答复|答覆|返信|답장|отв|"
    r"fwd?|wg|tr|rv|enc|i|vb|转发|轉寄)(?:\s*\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)


class Screen:
    """Counts how many runs of three words of a text stand in a letter, fast: words are written as characters.

    Text is parted at every character that is no ASCII letter or digit, finer than `likeness.folded` does, so
    the count is never lower than that of the words compared later. Only a letter in other scripts, and text
    with marks that `folded` takes out, go its slower way.
    """

    def __init__(self, found: Index) -> None:
        said = [_pieces(paragraph) for paragraph in found.paragraphs]
        self.length = sum(map(len, said))
        words = sorted({word for one in said for word in one})
        self._wide = not all(word.isascii() for word in words)
        self._chars = {word: chr(0x100 + n) for n, word in enumerate(words)}
        runs = ["".join(self._chars[word] for word in one) for one in said]
        self._runs = {run[at : at + GRAM] for run in runs for at in range(len(run) - GRAM + 1)}

    def hits(self, text: str) -> int:
        """Return how many runs of three words of `text` the letter says."""
        text = text[: likeness.MAX_CHARS]
        low = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
        if "<u+" in low or "mailto:" in low or (self._wide and not text.isascii()):
            words = _pieces(likeness.folded(text))
        else:
            words = low.encode("ascii", "replace").translate(_PARTED).decode("ascii").split()
        chars = "".join(map(self._chars.get, words, repeat(" ")))
        found = 0
        for match in _RUN.finditer(chars):
            run = match[0]
            found += sum(run[at : at + GRAM] in self._runs for at in range(len(run) - GRAM + 1))
        return found


def _pieces(words: list[str]) -> list[str]:
    return [piece for word in words for piece in word.split("'") if piece]


def is_letter(mail: Mail, found: Index, named: bool) -> bool:
    """Return whether `mail` is the letter that `found` indexes; `named` says that it has its Message-ID.

    It is when its unquoted lines say the letter nearly whole and hardly anything else, and no header block or
    attribution line stands in it (then it is forwarded or quoted), nor a subject that answers or forwards.
    """
    length = sum(len(paragraph) for paragraph in found.paragraphs)
    lines = sort_lines(mail)
    announced = any(line.kind in ("header", "attribution") for line in lines)
    if not named and (announced or _ABOVE.match(mail.subject)):
        return False
    own = likeness.folded("\n".join(line.text for line in lines if line.kind == "own"))
    if own == []:
        return False
    said = _said(found, own)
    foreign = round((1 - likeness.share(found, own)) * len(own))
    return said >= _NAMED * length if named else said >= _WHOLE * length and foreign <= _FOREIGN


def _said(found: Index, words: list[str]) -> int:
    """How many of the letter's words stand in `words`, in runs of three."""
    runs = set(zip(words, words[1:], words[2:], strict=False))
    said = 0
    for paragraph in found.paragraphs:
        hit = bytearray(len(paragraph))
        for at in range(len(paragraph) - GRAM + 1):
            if tuple(paragraph[at : at + GRAM]) in runs:
                hit[at : at + GRAM] = b"\x01" * GRAM
        said += sum(hit)
    return said
