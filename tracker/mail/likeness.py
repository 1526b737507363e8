"""How like the letter some words are: its paragraphs indexed by runs of words, so that any scrap of it is
found again.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from tracker.mail.outline import Outline
from tracker.mail.terms import english
from tracker.text import fold_words

MAX_CHARS = 40_000  # of one text that are compared
GRAM = 3  # words in a run: short enough to survive truncation and small edits, long enough to be telling
GAP = 40  # words of either text that may lie between two runs of one quotation
FOREIGN = 0.08  # of an unknown word's weight: what a word counts in another language that is no term
TELLING = 6  # words in a row without which there is no quotation
_MARK = re.compile(r"<U\+[0-9A-F]{4,6}>")
_MAILTO = re.compile(r"<mailto:[^>\s]{0,300}>|\[mailto:[^\]\s]{0,300}\]", re.IGNORECASE)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_HEAD = re.compile(r"[\s#*•–-]{0,6}([^\s:：.?!][^:：.?!]{1,48})[:：](?:\s|$)")
_ENDINGS = {
    "ies": "y",
    "sses": "ss",
    "ations": "ate",
    "ation": "ate",
    "ing": "",
    "ed": "",
    "es": "e",
    "s": "",
}
# Words of any mail: what they share says nothing about the topic.
_COMMON_WORDS = (
    "a an and any are as at be been being but by can could did do does for from had has have how i if in into "
    "is it its may might more most must no not of on only or other our should so some such than that the "
    "their them then there these they this those through to under up was we were what when where whether "
    "which while who will with would you your yes also about here just please thanks thank hi hello new make "
    "made makes making use used uses using already still additional additionally add added yet now currently "
    "current same all both each every many much several one two three first second third good great well "
    "better like look looks think know see say says said given give going get got go need needs want wants "
    "find found show shows help work works time way ways point points case cases thing things part parts "
    "question questions answer number sure however because since between before after again very too even "
    "though although rather either out over off me my us he she his her en de un page pages reading read able "
    "example different particular possible regard regards follow following week next last late long large "
    "small own true right wrong correct fine mean means happen happens change changes changed report reports "
)
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass
class Index:
    """A letter's paragraphs as folded words, where each run of `GRAM` words stands, and the weight of every
    word.
    """

    paragraphs: list[list[str]]
    joined: list[str]
    words: list[frozenset[str]]
    grams: dict[tuple[str, ...], list[tuple[int, int]]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    topics: list[frozenset[str]] = field(default_factory=list)
    titles: list[frozenset[str]] = field(default_factory=list)
    unknown: float = 1.0
    lines: frozenset[str] = frozenset()  # its lines, folded: how a short one is known


@dataclass(frozen=True)
class Cover:
    """How much of some words a paragraph of the letter says: words matched, and the place of the last one
    matched.
    """

    paragraph: int
    matched: int
    last: int


def folded(text: str) -> list[str]:
    """Return the words for comparison: marks of invisible characters and doubled addresses dropped, CJK
    split by character.
    """
    text = text[:MAX_CHARS]
    if "<U+" in text:
        text = _MARK.sub("", text)
    if "ailto:" in text or "AILTO:" in text:
        text = _MAILTO.sub(" ", text)
    words = fold_words(text)
    if text.isascii() or not _CJK.search(text):
        return words
    return [piece for word in words for piece in (word if _CJK.search(word) else (word,))]


@lru_cache(maxsize=16)
def index(outline: Outline) -> Index:
    """Return the index of a letter; kept for the letters used last."""
    paragraphs = [folded(paragraph) for paragraph in outline.paragraphs]
    made = Index(
        paragraphs, [" ".join(words) for words in paragraphs], [frozenset(words) for words in paragraphs]
    )
    for number, words in enumerate(paragraphs):
        for at in range(len(words) - GRAM + 1):
            made.grams.setdefault(tuple(words[at : at + GRAM]), []).append((number, at))
    made.lines = frozenset(
        " ".join(folded(line)) for paragraph in outline.paragraphs for line in paragraph.split("\n")
    )
    made.titles = [frozenset(stems(folded(topic.title))) for topic in outline.topics]
    made.topics = [
        frozenset(stems(folded(topic.text))) | made.titles[n] for n, topic in enumerate(outline.topics)
    ]
    seen = Counter(stem for topic in made.topics for stem in topic)
    made.weights = {stem: math.log((1 + len(made.topics)) / count) for stem, count in seen.items()}
    made.unknown = math.log(1 + len(made.topics))
    return made


def stems(words: list[str]) -> list[str]:
    """Return the telling words with their commonest English endings taken off, so that plural finds
    singular.
    """
    return [_stem(word) for word in words if word not in _COMMON]


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    stem = word.removesuffix(ending) + _ENDINGS.get(ending, "")
    return stem.removesuffix("e") if len(stem) > 4 else stem


def covers(found: Index, words: list[str]) -> list[Cover]:
    """Return the paragraphs that say some of `words` in runs of three, the most telling first.

    A run that stands in several paragraphs counts for each of them, but a word told apart by a run of only
    one paragraph counts for that one alone: "we understand that Kubernetes has" opens four paragraphs of
    the first letter.
    """
    claims: list[set[int]] = [set() for _ in words]
    for at, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        stands = found.grams.get(run)
        if stands is None:
            continue
        where = {paragraph for paragraph, _ in stands}
        for word in range(at, at + GRAM):
            claims[word] = claims[word] & where or where
    matched: Counter[int] = Counter()
    last: dict[int, int] = {}
    for at, where in enumerate(claims):
        for paragraph in where:
            matched[paragraph] += 1
            last[paragraph] = at
    covered = [Cover(paragraph, count, last[paragraph]) for paragraph, count in matched.items()]
    return sorted(covered, key=lambda cover: (-cover.matched, cover.paragraph))


def quotation(found: Index, words: list[str]) -> Cover | None:
    """Return the longest quotation of one paragraph in `words`: its words in its order, each word and each place counted once.

    Runs of three join where no more than `GAP` words of either text lie between them, so that cuts, small
    edits and words put between do not end a quotation. None without a run of `TELLING` words in it: what two
    texts about one topic share by chance comes in threes, however often.
    """
    best: Cover | None = None
    chains: dict[
        int, list[list[int]]
    ] = {}  # by paragraph: place in words, place in paragraph, matched, run, longest run
    for at in range(len(words) - GRAM + 1):
        for paragraph, place in found.grams.get(tuple(words[at : at + GRAM]), ()):
            ends = chains.setdefault(paragraph, [])
            ends[:] = [one for one in ends if at - one[0] <= GAP]
            before = [one for one in ends if one[0] < at and 0 < place - one[1] <= GAP]
            matched, run, longest = GRAM, GRAM, GRAM
            if before:
                last = max(before, key=lambda one: one[2])
                matched = last[2] + min(GRAM, place - last[1], at - last[0])
                run = last[3] + 1 if at - last[0] == place - last[1] == 1 else GRAM
                longest = max(last[4], run)
            ends.append([at, place, matched, run, longest])
            if longest >= TELLING and (best is None or matched > best.matched):
                best = Cover(paragraph, matched, at + GRAM - 1)
    return best


def share(found: Index, words: list[str]) -> float:
    """Return the share of `words` that the letter says in the same order (0–1); short texts must stand
    there whole.
    """
    if not words:
        return 0.0
    if len(words) < GRAM:
        return 1.0 if says(found, words) else 0.0
    hit = bytearray(len(words))
    for at, run in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if run in found.grams:
            hit[at : at + GRAM] = b"\x01\x01\x01"
    return sum(hit) / len(words)


def says(found: Index, words: list[str]) -> list[int]:
    """Return the paragraphs in which `words` stand one after another."""
    needle = f" {' '.join(words)} "
    return [n for n, text in enumerate(found.joined) if needle in f" {text} "] if words else []


def resemblance(found: Index, words: list[str]) -> list[float]:
    """Return for every topic how much of the telling weight of a text it shares (0–1).

    The weight of a word is its inverse topic frequency (Spärck Jones 1972). Words that the letter does not
    use count for a part, so that a text about something else resembles nothing; words of a topic's title
    count once and a half.
    """
    bag = set(stems(words))
    known = {stem: found.weights[stem] for stem in bag if stem in found.weights}
    if not known:
        return [0.0] * len(found.topics)
    whole = sum(known.values()) + 0.4 * found.unknown * (len(bag) - len(known))
    out: list[float] = []
    for topic, title in zip(found.topics, found.titles, strict=True):
        shared = sum(
            weight * (1.5 if stem in title else 1.0) for stem, weight in known.items() if stem in topic
        )
        out.append(min(1.0, shared / whole))
    return out


def resemblance_of_terms(found: Index, words: list[str], terms: tuple[str, ...]) -> list[float]:
    """Return for every topic how much of the telling weight of a text in another language it shares, given
    the English of the text's `terms`; 1 and more where all of it speaks of the topic.

    A term counts once, by the most telling of the words that English has for it. Of the text's own `words`
    those count that the letter uses too (KEP, SBOM, Testgrid); the others only tell how long the text is.
    """
    said = said_in_english(found, words, terms)
    rest = sum(0.5 if _CJK.match(word) else 1.0 for word in words)
    whole = FOREIGN * found.unknown * rest + sum(
        max((found.weights[stem] for stem in ways), default=0.4 * found.unknown) for ways in said
    )
    if not whole:
        return [0.0] * len(found.topics)
    return [
        sum(
            max((found.weights[stem] * (1.5 if stem in title else 1.0) for stem in ways & topic), default=0.0)
            for ways in said
        )
        / whole
        for topic, title in zip(found.topics, found.titles, strict=True)
    ]


def said_in_english(found: Index, words: list[str], terms: tuple[str, ...]) -> list[frozenset[str]]:
    """Return what a text in another language says that the letter may say too, as sets of stems of which one
    is enough: its terms, then the words that the letter uses.
    """
    known = found.weights.keys()
    said = [frozenset(stems(folded(term))) & known for term in terms]
    covered = frozenset().union(*said)
    spoken = frozenset().union(*found.words)
    own = dict.fromkeys(
        stem
        for word in dict.fromkeys(words)
        if len(word) > 1 and (word in spoken or word.removesuffix("s") in spoken) and not english(word)
        for stem in stems([word])
        if stem in known and stem not in covered
    )
    return [*said, *(frozenset({stem}) for stem in own)]


def heads(found: Index, line: str) -> bool:
    """Return whether a line opens with a few words and a colon that name one topic: "KEPs: …", "## Signing:"."""
    match = _HEAD.match(line)
    if not match or len(found.topics) < 2:
        return False
    marks = sorted(resemblance(found, folded(match[1])), reverse=True)
    return marks[0] >= 0.42 and marks[0] - marks[1] >= 0.2
