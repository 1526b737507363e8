"""Which part of a question a passage speaks of, by the words that only that part has."""

from __future__ import annotations

from functools import lru_cache

from tracker.mail import likeness
from tracker.mail.outline import Topic

_FAR = 60  # words from the beginning of a passage up to which it says what it is about
_BESIDE = 3  # words between two parts that are named in one breath


def named_part(topic: Topic, text: str) -> tuple[str, tuple[str, ...]]:
    """Return the id of the part that `text` names and the words that show it; two empties where none stands out.

    A word tells a part when no other part of the question has it. The part that is named first is what a text is about,
    the others serve to tell it apart; none is where two are named in one breath, as in "the CLA and the label".
    """
    places: list[tuple[int, str, str]] = []
    telling = _telling(topic.parts)
    for at, word in enumerate(likeness.folded(text)[:_FAR]):
        for stem in likeness.stems([word]):
            places += [(at, part, word) for part, words in telling.items() if stem in words]
    if not places:
        return "", ()
    first, part, _ = places[0]
    if any(other != part and at - first <= _BESIDE for at, other, _ in places):
        return "", ()
    return part, tuple(dict.fromkeys(word for _, one, word in places if one == part))


@lru_cache(maxsize=64)
def _telling(parts: tuple[tuple[str, str], ...]) -> dict[str, frozenset[str]]:
    """Return for each part the stems that only it has."""
    stems = {part: frozenset(likeness.stems(likeness.folded(text))) for part, text in parts}
    return {
        part: words.difference(*(other for name, other in stems.items() if name != part))
        for part, words in stems.items()
    }
