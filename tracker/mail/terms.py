"""What the terms of the trade in a text are in English, so that words in any language meet a letter in English.

Section `terms` of the languages: English to the forms a speaker uses. A form is the beginning of a word, or of several
words one after another; one of up to three letters is a whole word. Where no spaces part the words (Chinese, Japanese,
Korean) it is found anywhere. Section `terms` of English says in which other ways English says the same.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from tracker.mail import languages

MAX_CHARS = 8000  # of a text in which terms are looked for
WHOLE = 3  # letters of a form up to which it is a word of its own and no beginning
LONGEST = 40  # letters of a word that are looked at
_HEAD = WHOLE + 1  # letters by which the forms that may begin at a word are found
_PAIR = 2  # characters by which those are found that may stand anywhere
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Points, tatweel and the dot that case-folding leaves on a Turkish i; letters that keyboards and programs write in two ways.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u0652]")
_TWO_WAYS = str.maketrans("ıёșțأإآ", "iеşţااا")
# Particles that Hebrew and Arabic write in front of a word without a space.
_ATTACHED = re.compile("(?:[ובכלמשה]{1,3}|(?:[وف]?[بك]?ال)|[وف]?لل|[وفبكل])(?=\\w{2})")
_ATTACHING = re.compile("[\u05d0-\u05ea\u0620-\u064a]")
# English words that are common in English and in none of the other languages. A letter beyond ASCII counts as a word.
_PLAIN_WORDS = (
    "the and this that which would should could there your with from our they their because does only what when "
    "where been these those without about between any"
)
_PLAINLY_ENGLISH = frozenset(_PLAIN_WORDS.split())
_COUNTED = re.compile(r"[a-z]+|[^\W\d_]")
ENGLISH_SHARE = 0.1  # of plainly English words that make a text English

Form = tuple[tuple[str, ...], tuple[str, ...]]  # its words, and the English it stands for


@dataclass(frozen=True)
class _Glossary:
    """Every form of every language by its first letters, longest first, and the words that are English already."""

    spaced: dict[str, list[Form]]
    unspaced: dict[str, list[tuple[str, tuple[str, ...]]]]
    english: frozenset[str]


def english(text: str) -> tuple[str, ...]:
    """Return the English of the terms in a text, each once, in their order; empty for a text in English.

    Where English says a term in several ways, its entry holds the words of all of them, so that the entries
    count terms.
    """
    folded = _folded(text[:MAX_CHARS])
    if _is_english(folded):
        return ()
    found: dict[str, None] = {}
    words = _WORD.findall(folded)
    taken = 0
    for at, word in enumerate(words):
        if at < taken:
            continue
        for parts, meanings in _beginning(word[:LONGEST]):
            after = words[at + 1 : at + len(parts)]
            if len(after) == len(parts) - 1 and all(map(_reads, after, parts[1:])):
                found.update(dict.fromkeys(meanings))
                taken = at + len(parts)
                break
    if _UNSPACED.search(folded):
        found.update(dict.fromkeys(_anywhere("".join(words))))
    return tuple(found)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded if folded.isascii() else _MARKS.sub("", folded).translate(_TWO_WAYS)


def _is_english(folded: str) -> bool:
    words = _COUNTED.findall(folded)
    plain = sum(word in _PLAINLY_ENGLISH for word in words)
    return plain > 0 and plain >= ENGLISH_SHARE * len(words)


@lru_cache(maxsize=8192)
def _beginning(word: str) -> tuple[Form, ...]:
    """Return the forms whose first word this word is or begins with, longest first; none for an English word."""
    glossary = _glossary()
    if word in glossary.english:
        return ()
    return tuple(
        form
        for reading in _readings(word)
        for form in glossary.spaced.get(reading[:_HEAD], ())
        if _begins(reading, form[0][0])
    )


def _reads(word: str, part: str) -> bool:
    return any(_begins(reading, part) for reading in _readings(word))


def _begins(word: str, part: str) -> bool:
    return word == part if len(part) <= WHOLE else word.startswith(part)


def _readings(word: str) -> tuple[str, ...]:
    """Return a word as it stands, and without the particles written in front of it."""
    if not _ATTACHING.match(word):
        return (word,)
    attached = _ATTACHED.match(word)
    ends = range(1, attached.end() + 1) if attached else ()
    return (word, *(word[end:] for end in ends))


def _anywhere(text: str) -> list[str]:
    unspaced = _glossary().unspaced
    found: list[str] = []
    at = 0
    while at < len(text):
        taken = 1
        for form, meanings in unspaced.get(text[at : at + _PAIR], ()):
            if text.startswith(form, at):
                found.extend(meanings)
                taken = len(form)
                break
        at += taken
    return found


@cache
def _glossary() -> _Glossary:
    sections = dict(languages.section("terms"))
    ways = {term: " ".join((term, *others)) for term, others in sections.pop("en", {}).items()}
    meanings: dict[tuple[str, ...], dict[str, None]] = {}
    for table in sections.values():
        for term, forms in table.items():
            for form in forms:
                parts = tuple(_WORD.findall(_folded(form)))
                meanings.setdefault(parts, {})[ways.get(term, term)] = None
    terms = {term for table in sections.values() for term in table}
    made = _Glossary({}, {}, _english_words([*terms, *ways.values()]))
    for parts, stands in sorted(meanings.items(), key=lambda pair: (-len(pair[0]), -len("".join(pair[0])))):
        form = "".join(parts)
        if _UNSPACED.search(form):
            made.unspaced.setdefault(form[:_PAIR], []).append((form, tuple(stands)))
        else:
            made.spaced.setdefault(parts[0][:_HEAD], []).append((parts, tuple(stands)))
    for near in made.unspaced.values():
        near.sort(key=lambda one: -len(one[0]))
    return made


def _english_words(terms: list[str]) -> frozenset[str]:
    """Return the words of the English terms, also in the plural: they need no translation."""
    words = {word for term in terms for word in _WORD.findall(_folded(term))}
    return frozenset(words | {f"{word}s" for word in words} | {f"{word[:-1]}ies" for word in words})
