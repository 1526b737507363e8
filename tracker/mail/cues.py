"""Cues: phrases that suggest what a passage does to a claim, shown in place and never applied."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.mail import cue_scope, footers, redirects
from tracker.mail.cue_phrases import DISAGREE
from tracker.mail.cue_scope import Mark

MAX_CHARS = 8_000  # of a passage that are searched
MAX_LINKS = 100
MAX_CUES = 100
# With equal signs, what holds back more comes first: it is the costlier one to overlook.
_HOLDS_BACK = {"decline": 4, "downgrade": 3, "restate": 2, "redirect": 1, "confirm": 1, "pointer": 1}
_LINK = re.compile(r"(?:[hH][tT][tT][pP][sS]?://|[wW]{3}\.)[^\s<>\"'“”‘’「」（）]{3,2000}")
_LINKED = 1.5  # a link alone suggests a pointer
_POINTER = 1.8  # at most, for it goes along with whatever else is said
_AGAIN = 0.25  # for each further cue of an effect, up to two
_COURTESY = 0.5
_EQUAL = 0.05
_OPPOSITE = 0.5  # between assent and dissent that are about as heavy and meant for different things
_SAID = 2.0  # from this weight on a verdict is more than a hint
_PLAIN = 3.0  # the weight from which an effect that stands alone is sure


@dataclass(frozen=True)
class Cue:
    """A phrase at `start`..`end` of the text given, and the effect that it hints at."""

    start: int
    end: int
    text: str
    effect: str


@dataclass(frozen=True)
class Suggestion:
    """What the cues add up to: an effect of DESIGN section 4 (or None), and the cues and links that say so.

    `sure` lies between 0 and 1; `redirects` are the contacts named; `disagrees` is the cue of dissent from another
    responder's words, which may or may not touch the claim.
    """

    effect: str | None
    cues: tuple[Cue, ...] = ()
    links: tuple[str, ...] = ()
    sure: float = 0.0
    redirects: tuple[str, ...] = ()
    disagrees: Cue | None = None


def suggest(text: str) -> Suggestion:
    """Return the effect that the words of a passage suggest.

    Each phrase is judged in its clause: a negation turns assent into dissent and the other way round and cancels the
    rest, two cancel each other, a limit after assent ("correct, but …") makes it a restatement, a question asserts
    nothing, and what stands in quotation marks is somebody else's. The heaviest effect is suggested; of equally heavy
    ones that which holds back more, and none where that does not decide or where assent and dissent are about as heavy.
    """
    text = text[:MAX_CHARS]
    links, places = _links(text)
    marks, contacts = _read(text, places)
    cues = [Cue(one.start, one.end, text[one.start : one.end], one.rule.role) for one in marks]
    weights = _weights((one for one in marks if one.rule.role != DISAGREE), bool(links))
    if not weights and not marks and footers.only_courtesy(text):
        weights["none"] = _COURTESY
    effect, sure = _best(weights)
    return Suggestion(
        effect,
        tuple(cue for cue in cues if cue.effect != DISAGREE),
        links,
        sure,
        contacts,
        next((cue for cue in cues if cue.effect == DISAGREE), None),
    )


def _read(text: str, links: list[tuple[int, int]]) -> tuple[list[Mark], tuple[str, ...]]:
    """Return the marks of every sentence, and whom its redirections name; one that names nobody is none."""
    found: list[Mark] = []
    contacts: list[str] = []
    before: list[Mark] = []
    cut = cue_scope.sentences(text, links)
    for place, sentence in enumerate(cut):
        marks, before = cue_scope.judged(sentence, before)
        found += before
        sent = next((mark for mark in marks if mark.rule.role == "redirect"), None)
        if sent:
            who = redirects.named(text, sentence, sent.end)
            if not who and place + 1 < len(cut):
                who = redirects.named(text, cut[place + 1], cut[place + 1].start)
            contacts += who
            if not who:
                marks = [mark for mark in marks if mark.rule.role != "redirect"]
        before = marks
        if len(found) >= MAX_CUES:
            break
    return [*found, *before], tuple(dict.fromkeys(contacts))


def _weights(marks: Iterable[Mark], linked: bool) -> dict[str, float]:
    """Return how much speaks for each effect: its weightiest cue, and a little for further ones."""
    listed: dict[str, list[float]] = {}
    for mark in marks:
        listed.setdefault(mark.rule.role, []).append(mark.rule.weight)
    weights = {effect: max(found) + _AGAIN * min(len(found) - 1, 2) for effect, found in listed.items()}
    if linked:
        weights["pointer"] = weights.get("pointer", 0.0) + _LINKED
    if "pointer" in weights:
        weights["pointer"] = min(weights["pointer"], _POINTER)
    return weights


def _best(weights: dict[str, float]) -> tuple[str | None, float]:
    """Return the effect that weighs most, and how sure it is."""
    if not weights:
        return None, 0.0
    most = max(weights.values())
    rivals = [effect for effect, weight in weights.items() if most - weight <= _EQUAL]
    rivals.sort(key=lambda effect: -_HOLDS_BACK.get(effect, 0))
    if _divided(weights) and {"confirm", "downgrade"} & set(rivals):
        rivals = [effect for effect in ("restate",) if most - weights.get(effect, 0.0) <= _OPPOSITE]
    undecided = len(rivals) > 1 and _HOLDS_BACK.get(rivals[0], 0) == _HOLDS_BACK.get(rivals[1], 0)
    if undecided or not rivals:
        return None, 0.0
    second = max((weight for effect, weight in weights.items() if effect != rivals[0]), default=0.0)
    return rivals[0], round(most / (most + second) * min(1.0, most / _PLAIN), 2)


def _divided(weights: dict[str, float]) -> bool:
    """Whether assent and dissent are both said, and about as heavily: then each is meant for another thing."""
    yes, no = weights.get("confirm", 0.0), weights.get("downgrade", 0.0)
    return bool(yes and no) and abs(yes - no) <= (_OPPOSITE if min(yes, no) >= _SAID else _EQUAL)


def links_in(text: str) -> tuple[str, ...]:
    """Return the web addresses in a text, in order, once each, without the punctuation of the sentence
    around them.
    """
    return _links(text)[0]


def _links(text: str) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Return the web addresses in a text, and where anything that begins like one stands."""
    out: dict[str, None] = {}
    places = []
    for match in _LINK.finditer(text):
        places.append(match.span())
        link = match[0].rstrip(".,;:!?*_、。，")
        while link.endswith(")") and link.count("(") < link.count(")"):
            link = link[:-1].rstrip(".,;:")
        if len(out) < MAX_LINKS:
            out.setdefault(link.rstrip("]}"), None)
    return tuple(out), places
