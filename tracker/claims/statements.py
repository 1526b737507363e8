"""Statements as they read inside a sentence: after “that”, in quotation marks, or as a sentence of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tracker.text import fold_words

# Capitalised wherever they stand, so a statement that opens with one keeps its capital inside a sentence.
NAMES = frozenset(
    {"Kubernetes", "GitHub", "Prow", "Tide", "Testgrid", "Steering", "Google", "Linux", "Go", "Git", "I"}
)

_END = ".。"
_ELISION = re.compile(r"\s+(?:…|\.\.\.)\s+")
# Several sentences, or clauses that a semicolon parts: “that” would reach only to the first of them.
_SEVERAL = re.compile(r"[;；]|[.!?]\s+[A-ZÄÖÜ“„]|[。！？].")
_INNER = {"“": "‘", "”": "’", "„": "‚"}
_WORDS_ALIKE = 0.7


def line(text: str) -> str:
    """Return a statement in one line, without its full stop and without the marks of what was left out of it."""
    return _ELISION.sub(" ", " ".join(text.split())).rstrip(_END).rstrip()


def embeds(text: str) -> bool:
    """Return whether a statement can stand after “that”: one sentence, without a semicolon."""
    return bool(line(text)) and not _SEVERAL.search(line(text))


def within(text: str, texts: Iterable[str], language: str) -> str:
    """Return a statement as it reads after “that”: no capital but a name's; `texts` show which words are names.

    Only English has it so: elsewhere a capital says that a word is a noun, or there are none.
    """
    said = line(text)
    if not said or language != "en":
        return said
    bare = _bare(said.split()[0])
    inside = {_bare(word) for other in texts for word in _not_opening(other)}
    if not bare or bare in NAMES or bare in inside or any(c.isupper() or c.isdigit() for c in bare[1:]):
        return said
    return said[0].lower() + said[1:]


def alone(text: str) -> str:
    """Return a statement as it reads as a sentence of its own, without its full stop."""
    said = line(text)
    return said[:1].upper() + said[1:]


def quoted(text: str, language: str) -> str:
    """Return a statement as it stands between quotation marks: those inside it become single ones."""
    marks = {**_INNER, "“": "‘"} if language == "de" else _INNER
    return "".join(marks.get(character, character) for character in line(text))


def echoes(one: str, other: str) -> bool:
    """Return whether most words of `one` that say something stand in `other`, too."""
    said = {word for word in fold_words(one) if len(word) > 3}
    return len(said) > 1 and len(said & set(fold_words(other))) >= _WORDS_ALIKE * len(said)


def opens_with(text: str, words: Sequence[str]) -> bool:
    """Return whether a text begins with one of `words`; in a script without blanks with its characters."""
    said = line(text).casefold()
    return any(
        said == word.casefold() or said.startswith(word.casefold() + ("" if not word.isascii() else " "))
        for word in words
    )


def points_back(text: str, words: Sequence[str]) -> bool:
    """Return whether a statement has one of the words that point at what was said before it."""
    return bool({word.casefold() for word in words} & set(fold_words(text)))


def sentences(*texts: str) -> str:
    """Return sentences as one text: a blank between them, none after a full stop that is as wide as a character."""
    joined = ""
    for text in (one for one in texts if one):
        joined += text if not joined or joined.rstrip("”").endswith(("。", "！", "？")) else f" {text}"
    return joined


def _bare(word: str) -> str:
    return word.strip("“”\"'(),;:")


def _not_opening(text: str) -> list[str]:
    words = text.split()
    return [word for before, word in pairwise(words) if not before.endswith((".", "!", "?", ":"))]
