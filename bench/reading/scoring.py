"""How much of the new text of a mail came through a reader, and what else came with it.

The measure is F1 over lines. The lines are those of the label, however the output wraps them: both sides are folded
to words, the words are aligned in order (difflib), and a line of the label is kept when all of its words stand
together in the output. So a flowed paragraph equals the same one hard-wrapped. An output line is leaked when it
holds a word that is not the responder's. A word counts as theirs when its whole line was kept, or when it stands in a
run of three or more shared words: the half of a line that came through is lost as a line, but nothing leaked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

RUN = 3  # shared words in a row that no chance puts into a quotation
# What takes no room, as sent and as the tracker shows it, and Chinese and Japanese signs, each a word of its own.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_UNSEEN = re.compile(
    rf"[{_INVISIBLE}]|<U\+(?:00AD|034F|061C|180E|200[B-F]|202[A-E]|206[0-4]|FEFF)>", re.IGNORECASE
)
_SIGN = re.compile(r"([\u2e80-\u2fdf\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef])")
_BULLET = re.compile(r"^\s*[•·▪‣*–—-](?=\s)")
_ADDRESS = re.compile(r"<(?:https?:|mailto:)[^\s<>]*>[.,;:]?", re.IGNORECASE)


@dataclass(frozen=True)
class TextScore:
    """What became of one mail's new text; `lost` and `leaked` are lines to be shown of tuned mails alone."""

    lines: int
    words: int
    kept_words: int
    lost: tuple[str, ...] = ()
    leaked: tuple[str, ...] = ()

    @property
    def kept(self) -> int:
        """How many of the responder's lines came through whole."""
        return self.lines - len(self.lost)

    @property
    def f1(self) -> float:
        """F1 over the lines of this mail alone."""
        all_ = self.kept + len(self.leaked) + self.lines
        return 2 * self.kept / all_ if all_ else 1.0

    @property
    def exact(self) -> bool:
        """Whether all the new text came through, and nothing else."""
        return not self.lost and not self.leaked


def folded(line: str, rich: bool = False) -> list[str]:
    """Return the words of a line for comparison: NFC, nothing invisible, bullets alike, punctuation kept.

    In mail that holds HTML, addresses in angle brackets are dropped: some renderings add them.
    """
    line = _BULLET.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFC", line)))
    if rich:
        line = _ADDRESS.sub(" ", line)
    return _SIGN.sub(r" \1 ", line).split()


class _Side:
    """One of the two texts: its lines that hold words, and all words in a row with the line of each."""

    def __init__(self, text: Iterable[str], rich: bool) -> None:
        split = [line for one in text for line in one.splitlines()]
        pairs = [(line.strip(), folded(line, rich)) for line in split]
        self.lines = [line for line, words in pairs if words]
        lengths = [words for _, words in pairs if words]
        self.words = [word for words in lengths for word in words]
        self.line_of = [n for n, words in enumerate(lengths) for _ in words]


def score_text(own: Sequence[str], asides: Sequence[str], output: str, rich: bool = False) -> TextScore:
    """Return how `output` compares with a mail's `own` passages, its `asides` counting neither way."""
    want, got = _Side(own, rich), _Side([output], rich)
    at: dict[int, int] = {}  # place of a word of the label -> place in the output
    sure: set[int] = set()  # places in the label that stand in a long enough run
    together: set[int] = set()  # lines of the label found whole, though split into words otherwise
    joined: set[int] = set()  # places in the output that belong to those
    matcher = SequenceMatcher(None, want.words, got.words, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            at.update(zip(range(i1, i2), range(j1, j2), strict=True))
            if i2 - i1 >= RUN:
                sure.update(range(i1, i2))
        elif tag == "replace" and "".join(want.words[i1:i2]) == "".join(got.words[j1:j2]):
            together.update(range(i1, i2))
            joined.update(range(j1, j2))
    whole = _whole_lines(want, at, together)
    theirs = set(joined)
    theirs |= {at[n] for n in at if n in sure or want.line_of[n] in whole}
    kept_words = sum(n in together or n in sure or want.line_of[n] in whole for n in range(len(want.words)))
    strange = [n for n in range(len(got.words)) if n not in theirs]
    strange = _without_asides(
        strange, got, [folded(line, rich) for one in asides for line in one.splitlines()]
    )
    leaked = sorted({got.line_of[n] for n in strange})
    return TextScore(
        lines=len(want.lines),
        words=len(want.words),
        kept_words=kept_words,
        lost=tuple(line for n, line in enumerate(want.lines) if n not in whole),
        leaked=tuple(got.lines[n] for n in leaked),
    )


def _whole_lines(want: _Side, at: dict[int, int], together: set[int]) -> set[int]:
    """Return the lines of the label whose words all stand in the output with nothing between them."""
    broken: set[int] = set()
    for n, line in enumerate(want.line_of):
        if n in together:
            continue
        follows = n > 0 and want.line_of[n - 1] == line and n - 1 in at
        if n not in at or (follows and at[n] != at[n - 1] + 1):
            broken.add(line)
    return set(range(len(want.lines))) - broken


def _without_asides(strange: list[int], got: _Side, asides: list[list[str]]) -> list[int]:
    """Leave out of the places of strange words, once each, those where an aside stands."""
    left = strange
    for aside in asides:
        size = len(aside)
        for n in range(len(left) - size + 1):
            places = left[n : n + size]
            if size and places[-1] - places[0] == size - 1 and [got.words[at] for at in places] == aside:
                left = left[:n] + left[n + size :]
                break
    return left


@dataclass
class TextTotal:
    """The sum over many mails, from which the figures are taken."""

    mails: int = 0
    exact: int = 0
    lines: int = 0
    kept: int = 0
    leaked: int = 0
    words: int = 0
    kept_words: int = 0
    errors: int = 0
    f1: float = 0.0

    def add(self, one: TextScore, error: bool = False) -> None:
        """Count a mail in."""
        self.mails += 1
        self.exact += one.exact
        self.lines += one.lines
        self.kept += one.kept
        self.leaked += len(one.leaked)
        self.words += one.words
        self.kept_words += one.kept_words
        self.errors += error
        self.f1 += one.f1

    def figures(self) -> dict[str, float | int | None]:
        """Return F1, precision and recall over all lines, F1 as the mean of the mails, and the shares.

        None where there is nothing to share.
        """
        return {
            "mails": self.mails,
            "f1": share(2 * self.kept, self.kept + self.leaked + self.lines),
            "f1_mean": round(self.f1 / self.mails, 4) if self.mails else None,
            "precision": share(self.kept, self.kept + self.leaked),
            "recall": share(self.kept, self.lines),
            "exact": share(self.exact, self.mails),
            "words": share(self.kept_words, self.words),
            "errors": self.errors,
        }


def share(some: int, all_: int) -> float | None:
    """Return a share rounded to four places, or None where there is nothing to divide by."""
    return round(some / all_, 4) if all_ else None
