"""What a phrase hints at where it stands: what negates it, limits it, makes it a condition or a question."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from tracker.mail import cue_phrases
from tracker.mail.cue_phrases import DISAGREE, IGNORE, Language
from tracker.mail.phrase_notation import Rule

MAX_MARKS = 100  # of a sentence that are judged
# What the negation of a phrase hints at; effects that are not here hint at nothing when negated.
_NEGATED = {"confirm": "downgrade", "upgrade": "downgrade", "downgrade": "confirm", DISAGREE: "confirm"}
_ASKED = ("pointer", "redirect")  # what may come as a question ("Have you seen KEP-1?")
_CONDITIONAL = (
    "confirm",
    "upgrade",
    "downgrade",
)  # what a condition before it leaves open ("if that is right")
_LIMITED = 2.5  # assent with a limit ("correct, but …") weighs at least this as a restatement
_AFFIRMED = 2.0  # assent by negation ("not wrong") says less than plain assent
_HEDGED = 0.85
_REPAIRED = (
    0.9  # dissent after assent and a limit ("right, but the second half is wrong"): restating repairs it
)
_BEFORE_ANSWER = 3  # words that may stand before an answer by itself ("As to 3: no.")
_QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("「", "」"), ("『", "』"))
_QUOTED = re.compile(
    "|".join(rf"{one}[^{two}\n]{{1,300}}(?:\n[^{two}\n]{{1,300}}){{0,4}}{two}" for one, two in _QUOTES)
)
_SENTENCE_END = re.compile(r"[.!?]+(?=[\s)\]]|$)|[。！？]|\n[ \t]*\n|\n(?=[ \t]*[-*•] )")
# Not a command to a bot: `/approve` assents to nothing.
_WORD = re.compile(r"/?\w+|[^\w\s]")
_ALPHABETS = "\u1fff"  # below it, words are written with letters
_JOINS = ("/", "-", "_", "@", "'", "+")  # what follows a word that goes on
_NUMBERING = "0123456789.)(:#*-–•[] \n０１２３４５６７８９．（）"
_OPENS_ANSWER = ":,;–—-.)：，、"  # what may close the words before an answer by itself
_SIMPLE = str.maketrans("\t\u00a0\u202f’", "   '")


class Mark(NamedTuple):
    """A phrase or a sign at `start`..`end` of the text, and what it stands for."""

    start: int
    end: int
    rule: Rule


class Sentence(NamedTuple):
    """A sentence of `text`, in small letters and without what stands in quotation marks; and its languages."""

    text: str
    start: int
    end: int
    words: list[str]
    starts: list[int]
    asks: bool
    spoken: tuple[Language, ...] = ()


def sentences(text: str, links: list[tuple[int, int]]) -> list[Sentence]:
    """Cut a text without its links into sentences, each with the languages that its commonest words belong to.

    A sentence without any is taken to be in the language of the others; where there is none, in each.
    """
    text = _QUOTED.sub(_blank, text)
    for start, end in links:
        text = text[:start] + " " * (end - start) + text[end:]
    lower = text.lower()
    if len(lower) != len(text):  # some capitals have no single small letter; every letter must keep its place
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    flat = lower.translate(_SIMPLE)
    cut, at = [], 0
    closes = [(match.start(), match.end()) for match in _SENTENCE_END.finditer(text)]
    for end, then in (*closes, (len(text), len(text))):
        found = list(_WORD.finditer(flat, at, end))
        if found:
            words, starts = [one[0] for one in found], [one.start() for one in found]
            cut.append(Sentence(flat, at, end, words, starts, text[end : end + 1] in ("?", "？")))
        at = then
    counts = [_counts(one) for one in cut]
    overall = _likeliest([sum(column) for column in zip(*counts, strict=True)]) or cue_phrases.every()
    return [one._replace(spoken=_likeliest(count) or overall) for one, count in zip(cut, counts, strict=True)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _counts(sentence: Sentence) -> list[int]:
    """Return how many common words, or characters, of each language stand in a sentence."""
    speakers = cue_phrases.speakers()
    counted = [speakers[word] for word in sentence.words if word in speakers]
    said = sentence.text[sentence.start : sentence.end]
    if not said.isascii():
        counted += [speakers[char] for char in said if char > _ALPHABETS and char in speakers]
    counts = [0] * len(cue_phrases.every())
    for spoken in counted:
        for n in spoken:
            counts[n] += 1
    return counts


def _likeliest(counts: list[int]) -> tuple[Language, ...]:
    most = max(counts, default=0)
    return tuple(cue_phrases.every()[n] for n, count in enumerate(counts) if count == most) if most else ()


def judged(sentence: Sentence, before: list[Mark]) -> tuple[list[Mark], list[Mark]]:
    """Return what the phrases of a sentence hint at, and the marks of the sentence before as this one leaves them: an
    opening "However, …" limits the assent before it.
    """
    found: list[Mark] = []
    for language in sentence.spoken:
        words, starts = sentence.words, sentence.starts
        if not language.spaced:
            places = [n for n in range(sentence.start, sentence.end) if sentence.text[n] not in " \n"]
            words, starts = [sentence.text[n] for n in places], places
        marks = [
            Mark(starts[first], starts[last] + len(words[last]), rule)
            for first, last, rule in language.phrases.found(words)[:MAX_MARKS]
        ]
        if not marks:
            continue
        phrases = [one for one in marks if one.rule.weight and (not one.rule.alone or _alone(one, sentence))]
        signs = [one for one in marks if not one.rule.weight]
        phrases, signs = _framed(_without_overlaps(phrases), signs, language)
        signs = _without_overlaps(signs)
        phrases = _own(phrases, signs)
        if not phrases:
            before = _opened(before, signs, sentence)
            continue
        signs = [sign for sign in signs if not any(_share(sign, one) for one in phrases)]
        before = _opened(before, signs, sentence)
        phrases = [one for one in phrases if one.rule.role != IGNORE]
        asks = sentence.asks or bool(language.asks and sentence.words[-1].endswith(language.asks))
        for phrase in phrases:
            if asks and phrase.rule.role not in _ASKED:
                continue
            mark = _judged(phrase, phrases, signs, sentence, language)
            if mark:
                found.append(mark)
    return _repaired(_without_overlaps(found)), before


def _alone(mark: Mark, sentence: Sentence) -> bool:
    """Whether a word is an answer by itself and no noun of the sentence: "LGTM, thanks", not "LGTM is a label"."""
    said = sentence.text[sentence.start : mark.start]
    follows = sentence.text[mark.end : sentence.end]
    if not said[said.rfind("\n") + 1 :].strip(_NUMBERING) and not follows.partition("\n")[0].strip(" .,!"):
        return True  # a line of its own
    if follows[:1] in _JOINS or follows[1:2].isdigit():
        return False
    said, follows = said.strip(), follows.lstrip()
    if follows[:1].isalnum() or follows[:1] == "(":
        return False
    if (
        follows[:1] in (":", "：") and mark.rule.role == "confirm"
    ):  # "LGTM: the label that …" explains the word
        return False
    if not said.strip(_NUMBERING):
        return True
    if follows and said[-1] in ",，、":  # one of several ("hold, lgtm, approve")
        return False
    return said[-1] in _OPENS_ANSWER and bisect_left(sentence.starts, mark.start) <= _BEFORE_ANSWER + 1


def _framed(phrases: list[Mark], signs: list[Mark], language: Language) -> tuple[list[Mark], list[Mark]]:
    """Return phrases and signs with each frame ("I wouldn't say that …") a negation of the verdict within it, in place of
    what it hints at by itself; a frame around none is no sign.
    """
    frames = [one for one in signs if one.rule.role == "frames"]
    if not frames:
        return phrases, signs
    kept = [one for one in signs if one.rule.role != "frames"]
    ends = [one.start for one in kept if one.rule.role == "ends"]
    for frame in frames:
        for one in phrases:
            gap = (frame.end, one.start) if language.before else (one.end, frame.start)
            inside = (
                one.rule.role in _CONDITIONAL
                and gap[0] <= gap[1]
                and not any(gap[0] <= n < gap[1] for n in ends)
            )
            if inside:
                phrases = [other for other in phrases if not _share(other, frame)]
                kept.append(frame)
                break
    return phrases, sorted(kept, key=lambda one: one.start)


def _own(phrases: list[Mark], signs: list[Mark]) -> list[Mark]:
    """Return the phrases without what somebody else says where the responder's own verdict follows a limit ("Bob says it
    is wrong, but it is right").
    """
    ignored = [one for one in phrases if one.rule.role == IGNORE]
    for said in (sign for sign in signs if sign.rule.role == "reports"):
        if any(_share(said, one) for one in ignored):  # "as I said"
            continue
        turn = next((one for one in signs if one.rule.role == "limits" and one.start >= said.end), None)
        if turn and any(one.start >= turn.end and one.rule.role in _CONDITIONAL for one in phrases):
            phrases = [one for one in phrases if not said.end <= one.start < turn.start]
    return phrases


def _repaired(marks: list[Mark]) -> list[Mark]:
    """Return the marks of a sentence, in which dissent weighs less than the restatement before it."""
    if len(marks) < 2:
        return marks
    restates = next((n for n, one in enumerate(marks) if one.rule.role == "restate"), len(marks))
    return [
        one._replace(rule=Rule("downgrade", one.rule.weight * _REPAIRED))
        if n > restates and one.rule.role == "downgrade"
        else one
        for n, one in enumerate(marks)
    ]


def _opened(before: list[Mark], signs: list[Mark], sentence: Sentence) -> list[Mark]:
    """Return the marks of the sentence before, limited when this one opens with a limit and they only assent."""
    opens = signs and signs[0].rule.role == "limits" and signs[0].start == sentence.starts[0]
    if opens and all(one.rule.role == "confirm" for one in before):
        return [_limited(one, one.end) for one in before]
    return before


def _judged(
    phrase: Mark, phrases: list[Mark], signs: list[Mark], sentence: Sentence, language: Language
) -> Mark | None:
    """Return the phrase with what its clause makes of it, None when that is nothing."""
    opens, closes = sentence.start, sentence.end
    for sign in signs:
        if sign.rule.role in ("ends", "limits"):
            if sign.end <= phrase.start:
                opens = sign.end
            elif sign.start >= phrase.end:
                closes = min(closes, sign.start)
    negations = []
    for sign in signs:
        if opens <= sign.start and sign.end <= closes:
            earlier = sign.end <= phrase.start
            if sign.rule.role == "conditions" and earlier and phrase.rule.role in _CONDITIONAL:
                return None
            # "Unlike what was said, nobody …": what comes after dissent does not negate it.
            if sign.rule.role in ("negations", "frames") and (earlier or phrase.rule.role != DISAGREE):
                gap = (sign.end, phrase.start) if earlier else (phrase.end, sign.start)
                reach = language.before if earlier else language.after
                framed = sign.rule.role == "frames" and earlier == bool(language.before)
                if framed or (reach and _between(*gap, sentence, language) <= reach):
                    negations.append(sign)
    role, weight = phrase.rule.role, phrase.rule.weight
    start, end = phrase.start, phrase.end
    if negations and not (language.cancel and len(negations) % 2 == 0):
        if role not in _NEGATED:
            return None
        role = _NEGATED[role]
        weight = min(weight, _AFFIRMED) if role == "confirm" else weight
        start = min(start, *(sign.start for sign in negations), start)
        end = max(end, *(sign.end for sign in negations), end)
    if any(sign.rule.role == "hedges" for sign in signs):
        weight *= _HEDGED
    mark = Mark(start, end, Rule(role, weight))
    return _with_limits(mark, phrases, signs) if role == "confirm" else mark


def _with_limits(mark: Mark, phrases: list[Mark], signs: list[Mark]) -> Mark:
    """Return assent as restatement when a limit follows it, unless more assent follows that ("not only …, but …")."""
    if any(sign.rule.role == "affirming" and sign.end <= mark.start for sign in signs):
        return mark
    for sign in signs:
        if sign.rule.role in ("limits", "conditions") and sign.start >= mark.end:
            more = [
                one for one in phrases if one.start >= sign.end and one.rule.role in ("confirm", "upgrade")
            ]
            return mark if more else _limited(mark, sign.end)
    return mark


def _limited(mark: Mark, end: int) -> Mark:
    return Mark(mark.start, end, Rule("restate", max(mark.rule.weight, _LIMITED)))


def _between(start: int, end: int, sentence: Sentence, language: Language) -> int:
    """Return how many words, or characters where words do not stand apart, lie between two places."""
    if not language.spaced:
        return end - start
    return bisect_left(sentence.starts, end) - bisect_left(sentence.starts, start)


def _without_overlaps(marks: list[Mark]) -> list[Mark]:
    """Keep the weightier, then longer, of two marks that share words ("not quite right" holds "right"), in their order."""
    reached = -1
    for mark in marks:  # they come in their order, and seldom share any
        if mark.start < reached:
            break
        reached = mark.end
    else:
        return marks
    kept: list[Mark] = []
    for one in sorted(marks, key=lambda mark: (-mark.rule.weight, mark.start - mark.end, mark.start)):
        if not any(_share(one, other) for other in kept):
            kept.append(one)
    kept.sort(key=lambda mark: mark.start)
    return kept


def _share(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end
