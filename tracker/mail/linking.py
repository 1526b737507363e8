"""Links: which paragraph of the letter a passage answers, how that was seen, how sure it is, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from tracker.mail import edits, footers, labels, likeness, numbering, parts, terms
from tracker.mail.outline import Outline
from tracker.mail.passages import Passage

How = Literal["quote", "token", "number", "similarity"]
ABSTAIN = 0.3  # below this nothing is suggested
MAX_ANSWERS = 6
TELLING = 10  # words of a paragraph in a row of runs that no chance puts into a quotation of something else
TOLD = 1.3  # of the weight of a word that only one topic has: what terms in another language must share
MAX_CHANGES = 5  # words changed in a quotation that a reason tells
MAX_WORDS = 4000  # of a quotation, from its end, that are compared
_ADDRESS = re.compile(r"[\w.+-]{1,80}@[\w.-]{1,200}")
_CLAUSE = re.compile(r"\s*([^\n:：.。!！?？]{2,120})[:：](?!//)")
_ORDER = ("quote", "token", "number", "similarity")


@dataclass(frozen=True)
class Answer:
    """A suggestion that a passage answers a paragraph of the letter, and the question it belongs to, if
    known.

    `score` is 0–1 and compares answers of one passage; from about 0.8 on it may be called confident. `part` is the
    part of the question that the words name, "" where none stands out.
    """

    paragraph: int | None
    question: str | None
    how: How
    score: float
    reason: str
    part: str = ""


@dataclass(frozen=True)
class Context:
    """What the rest of the reply says about a passage.

    `numbers` are the bare numbers that label answers in the whole reply, in order; `seen` how often this
    passage's own number came before it; `before` the best answer of the passage before.
    """

    numbers: tuple[int, ...] = ()
    seen: int = 0
    before: Answer | None = None


def link(passage: Passage, outline: Outline, context: Context = Context()) -> tuple[Answer, ...]:
    """Return the answers that `passage` seems to give, best first; empty when nothing speaks clearly enough.

    Strongest first: the quotation above it, tokens, numbers, then likeness of words (DESIGN section 5).
    Ambiguity gives several answers. Greetings and thanks answer nothing.
    """
    if not outline.paragraphs or (footers.only_courtesy(passage.text) and not passage.quoted):
        return ()  # below a quotation "Tak." may be Danish thanks or Polish assent
    found = likeness.index(outline)
    answers = _by_quote(passage, outline, found, context)
    answers += _by_token(passage, outline)
    sure = max((answer.score for answer in answers), default=0.0)
    if sure < 0.6:
        answers += _by_number(passage, outline, found, context)
    if not answers:
        answers += _by_likeness(passage, outline, found)
    return tuple(_with_part(one, passage, outline) for one in _best(answers))


def _with_part(answer: Answer, passage: Passage, outline: Outline) -> Answer:
    """Name the part of a question that a passage speaks of, where its words or a token show it."""
    topic = outline.topic_at(answer.paragraph) if answer.paragraph is not None else None
    if topic is None or not topic.parts:
        return answer
    ids = {part for part, _ in topic.parts}
    token = next((one for one in labels.tokens(passage.text) if one in ids), "")
    part, words = (token, (f"[{token}]",)) if token else parts.named_part(topic, passage.text)
    if not part:
        return answer
    return replace(
        answer, part=part, reason=f"{answer.reason}; by {', '.join(words[:3])} perhaps part {part}"
    )


def _best(answers: list[Answer]) -> tuple[Answer, ...]:
    """Return one answer per paragraph, those that two signs agree on raised a little, best first."""
    kept: dict[int | None, Answer] = {}
    for answer in answers:
        other = kept.get(answer.paragraph)
        if other is None:
            kept[answer.paragraph] = answer
        elif other.how != answer.how:
            best = max(other, answer, key=lambda one: one.score)
            reason = f"{other.reason}; {answer.reason}"
            kept[answer.paragraph] = replace(best, score=min(0.99, best.score + 0.05), reason=reason)
        elif answer.score > other.score:
            kept[answer.paragraph] = answer
    ranked = sorted(kept.values(), key=lambda one: (-one.score, _ORDER.index(one.how), one.paragraph or 0))
    return tuple(replace(one, score=round(one.score, 3)) for one in ranked if one.score >= ABSTAIN)[
        :MAX_ANSWERS
    ]


def _answer(outline: Outline, paragraph: int, how: How, score: float, reason: str) -> Answer:
    topic = outline.topic_at(paragraph)
    return Answer(paragraph, topic.question if topic else None, how, max(0.0, min(0.99, score)), reason)


def _by_quote(passage: Passage, outline: Outline, found: likeness.Index, context: Context) -> list[Answer]:
    """Align the quotation with the letter: the paragraph whose words stand last in it is the one answered.

    Runs of three words find the place through re-wrapping, nesting and truncation; rapidfuzz's partial
    ratio says how well it fits, and finds it alone when small edits left no run whole.
    """
    words = likeness.folded(passage.quoted)[-MAX_WORDS:]
    if not words:
        return []
    covers = [c for c in likeness.covers(found, words) if c.matched >= TELLING or c.matched * 2 >= len(words)]
    if not covers:  # a long quotation of others that ends with a scrap of the letter
        words = likeness.folded(re.split(r"\n\s*\n", passage.quoted)[-1])[-MAX_WORDS:]
        covers = [c for c in likeness.covers(found, words) if c.matched * 2 >= len(words)]
    if not covers:
        return _by_fuzz(words, outline, found) or _carried_on(context)
    topics = {topic.label for c in covers if (topic := outline.topic_at(c.paragraph)) and c.matched >= 8}
    ends = sorted(covers, key=lambda c: (-c.last, -c.matched))
    target = ends[0]
    # The whole letter quoted, down to its farewell, is no sign of which of its questions is meant.
    if len(topics) > 3 and outline.topic_at(target.paragraph) is None:
        return []
    rivals = [c for c in covers if c.last == target.last and c.matched == target.matched]
    answers: list[Answer] = []
    for cover in rivals:
        fit = _fit(words, cover, found)
        score = 0.55 + 0.44 * fit if len(rivals) == 1 else 0.5 + 0.1 * fit / len(rivals)
        score -= 0.3 if len(topics) > 3 else 0.0
        shown = "exactly" if fit > 0.98 else f"to {round(100 * fit)} %"
        reason = f"stands under a quotation of paragraph {cover.paragraph} ({shown}, {cover.matched} words)"
        if fit <= 0.999 or (cover == target and cover.last + 1 < len(words)):
            told = [str(one) for one in edits.changes(passage.quoted, outline.paragraphs[cover.paragraph])]
            reason += f", changed in it: {', '.join(told[:MAX_CHANGES])}" if told else ""
        answers.append(_answer(outline, cover.paragraph, "quote", score, reason))
    for cover in ends:
        if cover not in rivals and cover.matched >= 6 and len(answers) < 3 and len(topics) <= 3:
            reason = f"paragraph {cover.paragraph} is quoted further up in the same quotation"
            answers.append(_answer(outline, cover.paragraph, "quote", 0.42, reason))
    return answers


def _fit(words: list[str], cover: likeness.Cover, found: likeness.Index) -> float:
    """Return how well the part of a quotation that ends with a paragraph's last matched word fits that
    paragraph (0–1).
    """
    length = len(found.paragraphs[cover.paragraph])
    part = " ".join(words[max(0, cover.last + 1 - max(length, cover.matched)) : cover.last + 1])
    whole = found.joined[cover.paragraph]
    return 1.0 if part in whole or whole in part else fuzz.partial_ratio(part, whole) / 100


def _by_fuzz(words: list[str], outline: Outline, found: likeness.Index) -> list[Answer]:
    """Find a quotation whose words were changed all over, or a scrap of two words, if only one
    paragraph fits.
    """
    stands = likeness.says(found, words)
    if len(stands) == 1 and len(words) > 1 and likeness.stems(words):
        return [
            _answer(outline, stands[0], "quote", 0.7, f"stands under words of paragraph {stands[0]} alone")
        ]
    # A partial ratio is 100 when the shorter text stands in the longer: only a paragraph longer than the
    # quotation, with half of its words in it, may be held against it.
    distinct = set(words)
    near = [
        n
        for n, paragraph in enumerate(found.paragraphs)
        if len(paragraph) >= len(words) >= 4 and len(distinct & found.words[n]) * 2 >= len(distinct)
    ]
    text = " ".join(words)
    fits = sorted(((fuzz.partial_ratio(text, found.joined[n]), n) for n in near), reverse=True)
    if fits and fits[0][0] >= 80 and (len(fits) == 1 or fits[0][0] - fits[1][0] >= 8):
        score, paragraph = fits[0]
        reason = f"stands under a quotation like paragraph {paragraph} (to {round(score)} %)"
        return [_answer(outline, paragraph, "quote", score / 100 * 0.85, reason)]
    return []


def _carried_on(context: Context) -> list[Answer]:
    """A quotation of somebody's answer goes on with what the quotation before it was about."""
    before = context.before
    if before is None or before.how != "quote" or before.score < 0.7:
        return []
    return [replace(before, score=0.45, reason=f"goes on below an answer about paragraph {before.paragraph}")]


def _by_token(passage: Passage, outline: Outline) -> list[Answer]:
    """Follow tokens such as `[C2]`: the last one quoted above a passage, and those in its own words."""
    named = {topic.label.upper(): topic for topic in outline.topics if topic.label}
    quoted = labels.tokens(passage.quoted)[-1:]
    answers: list[Answer] = []
    for where, tokens in (("quoted above", quoted), ("in the words", labels.tokens(passage.text))):
        for token in tokens:
            topic = named.get(token) or named.get(token.partition(".")[0])
            if topic and topic.paragraphs:
                score = 0.96 if len(tokens) == 1 else 0.85
                reason = f"the token [{token}] stands {where}"
                answers.append(_answer(outline, topic.paragraphs[0], "token", score, reason))
    return answers


def _by_number(passage: Passage, outline: Outline, found: likeness.Index, context: Context) -> list[Answer]:
    """Follow numbers and ordinals; where two series of the letter fit both are shown, ranked by the words
    used.
    """
    answers: list[Answer] = []
    alike: list[float] = []
    shown = labels.labels(footers.without_greeting(passage.text))
    leading = [label for label in shown if label.leads] or list(shown)
    for label in leading[:MAX_ANSWERS]:
        candidates = numbering.candidates(label, outline, context.numbers, context.seen)
        if len(candidates) > 1 and not alike:
            alike = _alike(passage.text, found)
        for topic, score in candidates:
            nudge = 0.12 * min(1.0, alike[outline.topics.index(topic)]) if len(candidates) > 1 else 0.0
            reason = f"“{label.text}” may name {topic.label or 'this paragraph'}"
            reason += f" ({len(candidates)} fit)" if len(candidates) > 1 else ""
            factor = 1.0 if label.leads else 0.85
            answers.append(_answer(outline, topic.paragraphs[0], "number", score * factor + nudge, reason))
    return answers


def _by_likeness(passage: Passage, outline: Outline, found: likeness.Index) -> list[Answer]:
    """Rank the topics by shared telling words, a topic named at the opening first; abstain unless one
    stands out.
    """
    words, meant = _words(passage.text)
    if len(set(likeness.stems(words))) + len(meant) < 3 or len(outline.topics) < 2:
        return []
    whole = _alike(passage.text, found)
    text = footers.without_greeting(passage.text)
    named = labels.named_topic(text)
    # No words that are known to name a topic, yet a colon: "Abhängigkeiten: …".
    clause = _CLAUSE.match(text) if not named else None
    if clause and not meant and not likeness.heads(found, text):
        clause = None
    opening = clause[1] if clause else named
    head = _alike(opening, found) if opening else []
    marks = [max(mark, 0.3 * mark + 0.7 * head[n]) if head else mark for n, mark in enumerate(whole)]
    ranked = sorted(range(len(marks)), key=lambda n: -marks[n])
    best, second = ranked[0], ranked[1]
    margin = marks[best] - marks[second]
    shared = _shared(words, meant, found, best)
    surely = bool(named or (clause and not meant)) and head[best] > 0.42
    if marks[best] < 0.42 or margin < 0.06 or not _tells(shared, found, bool(meant), surely):
        return []
    shared = list(dict.fromkeys(shared))
    reason = f"shares words with it: {', '.join(shared[:4])}"
    score = min(0.78 if len(shared) > 2 else 0.55, 0.25 + 0.45 * marks[best] + 0.6 * min(margin, 0.3))
    answers = [_answer(outline, outline.topics[best].paragraphs[0], "similarity", score, reason)]
    if margin < 0.15 and marks[second] >= 0.42:
        reason = "shares words with it, though fewer"
        answers.append(
            _answer(outline, outline.topics[second].paragraphs[0], "similarity", score - 0.12, reason)
        )
    return answers


def _tells(shared: list[str], found: likeness.Index, foreign: bool, named: bool) -> bool:
    """Return whether what a passage shares with a topic tells enough: two words; in another language, where
    words that say little are not sorted out, two terms of some weight, or one that no other topic has and
    the opening names.
    """
    if not foreign:
        return len(shared) >= 2 or named
    weight = sum(found.weights[stem] for stem in shared)
    return weight >= (1.0 if named else TOLD) * found.unknown and (named or len(shared) >= 2)


def _alike(text: str, found: likeness.Index) -> list[float]:
    """Return how like each topic a text is, by its words or, in another language, the English of its terms."""
    words, meant = _words(text)
    return likeness.resemblance_of_terms(found, words, meant) if meant else likeness.resemblance(found, words)


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the words of a text, and the English of its terms if it is in another language: then without mail
    addresses, which are in English and say whom to ask, not what is answered.
    """
    meant = terms.english(_ADDRESS.sub(" ", text))
    return likeness.folded(_ADDRESS.sub(" ", text) if meant else text), meant


def _shared(words: list[str], meant: tuple[str, ...], found: likeness.Index, topic: int) -> list[str]:
    """Return what a text shares with a topic, the most telling first: a word of each term, and words."""
    if meant:
        said = [ways & found.topics[topic] for ways in likeness.said_in_english(found, words, meant)]
        stems = [max(ways, key=lambda stem: (found.weights[stem], stem)) for ways in said if ways]
    else:
        stems = list(set(likeness.stems(words)) & found.topics[topic])
    return sorted(stems, key=lambda stem: (-found.weights[stem], stem))
