"""Cues: phrases that suggest what a passage does to a claim, shown in place and never applied."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.mail import footers
from tracker.mail.cue_phrases import NEGATIONS, PHRASES

MAX_CHARS = 8_000  # of a passage that are searched
MAX_LINKS = 100
# What the negation of a phrase hints at; effects that are not here hint at nothing when negated.
_NEGATED = {"confirm": "downgrade", "upgrade": "downgrade"}
# With equal weight, what holds more back comes first: it is the costlier one to overlook.
_FIRST = ("decline", "redirect", "downgrade", "restate", "upgrade", "pointer", "confirm", "none")
_TABLE = [(effect, weight, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for effect, weight, pattern in PHRASES]
_NOT = re.compile(rf"(?:(?<!\w)(?:{NEGATIONS})|n['’]t)(?:\s+[\w'’-]+){{0,4}}\s*$", re.IGNORECASE)
_DOUBLE = re.compile(r"\b(?:not (?:only|just|to mention)|no,|nothing (?:wrong|to add))", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”‘’「」（）]{3,2000}", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """A phrase at `start`..`end` of the text given, and the effect that it hints at."""

    start: int
    end: int
    text: str
    effect: str


@dataclass(frozen=True)
class Suggestion:
    """What the cues add up to: an effect of DESIGN section 4 (or None), the cues, and the links offered."""

    effect: str | None
    cues: tuple[Cue, ...] = ()
    links: tuple[str, ...] = ()


def suggest(text: str) -> Suggestion:
    """Return the effect that the words of a passage suggest.

    The heaviest cue decides; a negation up to four words before it in its clause turns assent into dissent
    and cancels the rest ("I do not think that this is accurate"). A link alone suggests a pointer.
    """
    text = text[:MAX_CHARS]
    found: list[tuple[float, Cue]] = []
    flat = _flat(text)
    for effect, weight, pattern in _TABLE:
        for match in pattern.finditer(flat):
            if not match[0].strip():
                continue
            cue = _judged(text, match.start(), match.end(), effect)
            if cue:
                found.append((weight, cue))
    links = links_in(text)
    marks: dict[str, float] = {}
    kept = _without_overlaps(found)
    for weight, cue in kept:
        marks[cue.effect] = max(marks.get(cue.effect, 0.0), weight)
    if links:
        marks["pointer"] = marks.get("pointer", 0.0) + 1.5
    elif marks.get("pointer") and len(marks) > 1:
        marks["pointer"] -= 0.5
    if not marks and footers.only_courtesy(text):
        marks["none"] = 0.5
    chosen = min(
        marks,
        key=lambda name: (-min(marks[name], 2.4 if name == "pointer" else 9), _FIRST.index(name)),
        default=None,
    )
    return Suggestion(chosen, tuple(cue for _, cue in kept), links)


def _flat(text: str) -> str:
    """Return the text as the patterns want it, letter for letter in place: lower case, one line, straight
    quotes.
    """
    lower = text.lower()
    flat = lower if len(lower) == len(text) else text
    return flat.replace("\n", " ").replace("\t", " ").replace("\u00a0", " ").replace("’", "'")


def _judged(text: str, start: int, end: int, effect: str) -> Cue | None:
    """Return the cue at a place with any negation before it taken in, or None when it then hints at
    nothing.
    """
    clause = re.split(r"[.;:!?\n]\s|,\s(?:but|and|so)\b|\n\n", text[max(0, start - 80) : start])[-1]
    negation = _NOT.search(clause)
    if negation and effect not in ("decline", "none", "downgrade") and not _DOUBLE.search(clause):
        turned = _NEGATED.get(effect)
        if turned is None:
            return None
        start = start - (len(clause) - negation.start())
        effect = turned
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Cue(start, end, text[start:end], effect)


def _without_overlaps(found: list[tuple[float, Cue]]) -> list[tuple[float, Cue]]:
    """Keep the heavier of two cues that share words ("not quite right" holds "right"), in reading order."""
    kept: list[tuple[float, Cue]] = []
    taken: list[tuple[int, int]] = []
    for weight, cue in sorted(found, key=lambda pair: (-pair[0], pair[1].start))[:200]:
        if all(cue.end <= start or cue.start >= end for start, end in taken):
            kept.append((weight, cue))
            taken.append((cue.start, cue.end))
    return sorted(kept, key=lambda pair: pair[1].start)


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses in a text, in order, once each, without the punctuation of the sentence
    around them.
    """
    out: dict[str, None] = {}
    for match in _LINK.finditer(text):
        link = match[0].rstrip(".,;:!?*_、。，")
        while link.endswith(")") and link.count("(") < link.count(")"):
            link = link[:-1].rstrip(".,;:")
        out.setdefault(link.rstrip("]}"), None)
        if len(out) >= MAX_LINKS:
            break
    return tuple(out)
