"""What a number in a reply may mean: the letter's own numbers, the n-th of a series, or the n-th of all it
asks.
"""

from __future__ import annotations

import re

from tracker.mail.label_words import LAST
from tracker.mail.labels import Label
from tracker.mail.outline import Outline, Topic


def series(outline: Outline) -> dict[str, list[Topic]]:
    """Return the topics by the letters of their ids (C, Q), each in the order of the letter."""
    out: dict[str, list[Topic]] = {}
    for topic in outline.topics:
        prefix = re.match(r"[^\d.]*", topic.label)
        out.setdefault(prefix[0].upper() if prefix else "", []).append(topic)
    return out


def candidates(
    label: Label, outline: Outline, numbers: tuple[int, ...], seen: int
) -> list[tuple[Topic, float]]:
    """Return the topics that a label may name, each with a score (0–1), likeliest first.

    The first letter numbers its claims First–Fifth and leaves its six questions unnumbered, so "2." may be
    the second claim or the second question and both are returned alike. What the reply does with its
    numbers tells them apart where it can: numbers beyond the longest series count through the whole letter;
    a series that starts over means the claims first and the questions after.
    """
    rows = series(outline)
    n = label.number
    short = re.search(r"(?<!\w)([CQ])\s?\d+(?:\.\d+)?\W*$", label.text[-20:], re.IGNORECASE)
    if short or label.sort == "claim":
        named = f"{short[1].upper() if short else 'C'}{n}"
        exact = [topic for topic in outline.topics if topic.label.upper() == named]
        if exact:
            return [(exact[0], 0.92)]
    longest = max((len(row) for row in rows.values()), default=0)
    if n == LAST:
        return [
            (row[-1], 0.8 if _asks(row[-1]) else 0.5)
            for row in sorted(rows.values(), key=lambda row: not _asks(row[-1]))
        ]
    asked = [row[n - 1] for row in rows.values() if n <= len(row) and _asks(row[n - 1])]
    if label.sort == "question" and len(rows) > 1 and len(asked) == 1:
        return [(asked[0], 0.85)]
    through = max(numbers, default=0) > longest
    if through and n <= len(outline.topics):
        return [(outline.topics[n - 1], 0.9)]
    fits = [row[n - 1] for row in rows.values() if n <= len(row)]
    fits = [topic for topic in outline.topics if topic.number == n and topic not in fits] + fits
    if len(fits) <= 1:
        whole = (
            [outline.topics[n - 1]] if n <= len(outline.topics) and outline.topics[n - 1] not in fits else []
        )
        restarts = len(set(numbers)) < len(numbers)
        if len(rows) == 1 or not whole or restarts:
            return [(topic, 0.92) for topic in fits]
        if fits:  # the sixth of a series, or the sixth of all: then higher numbers could be expected
            return [(fits[0], 0.72), (whole[0], 0.45)]
        fits += whole
    return sorted(
        ((topic, _likely(topic, label, numbers, seen, rows)) for topic in fits), key=lambda pair: -pair[1]
    )


def _asks(topic: Topic) -> bool:
    """Whether a topic is a question rather than a claim, by its label."""
    return topic.label.upper().startswith("Q")


def _likely(
    topic: Topic, label: Label, numbers: tuple[int, ...], seen: int, rows: dict[str, list[Topic]]
) -> float:
    """Return how likely one of several candidates is: 0.6 for all alike, moved by what is known."""
    asked = _asks(topic)
    score = 0.6
    if label.sort == "ordinal":
        score += 0.2 if topic.how == "ordinal" and topic.number == label.number else -0.1
    if numbers.count(label.number) > 1:
        score += 0.2 if asked == bool(seen) else -0.15
    elif len(numbers) > 2 and len(rows) > 1:
        # Six answers in a row fit the series of six better than the series of five.
        row = next((row for row in rows.values() if topic in row), [])
        score += 0.08 if len(row) == max(numbers) == len(set(numbers)) else 0.0
    return score
