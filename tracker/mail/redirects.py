"""Who a responder says should be asked instead: the addresses, groups, lists and names in a stretch of text."""

from __future__ import annotations

import re

from tracker.mail.cue_phrases import Language
from tracker.mail.cue_scope import Sentence

MAX_NAMED = 20
# Special interest and working groups are written alike in every language.
_CERTAIN = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,5}"
    r"|(?<!\w)#[a-z][\w-]{2,40}"
    r"|(?<![\w-])(?:SIG|WG|UG)[ -][A-Z][A-Za-z0-9-]{1,30}(?: (?:[A-Z][A-Za-z0-9-]{1,30}|(?:and|&)(?= [A-Z]))){0,3}"
    r"|(?<![\w@/-])(?:sig|wg|ug)-[a-z]{2,20}(?:-[a-z]{2,20}){0,3}(?![\w@-])"
    r"|(?:https?://|www\.)[^\s<>\"'“”]{3,400}[^\s<>\"'“”.,;:!?)]"
)
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zß-ÿ][\w'-]{1,30}(?: [^\W\d_a-zß-ÿ][\w'-]{1,30}){0,3}")
_NEAR = 40  # letters after the phrase within which a name that only its capitals show still belongs to it


def named(text: str, sentence: Sentence, after: int) -> tuple[str, ...]:
    """Return who is named in a sentence of `text`: addresses, groups and channels, then bodies ("the release team"),
    and only without those what has capitals soon after the phrase that ends at `after`.
    """
    start, end = sentence.start, sentence.end
    found = [match[0] for match in _CERTAIN.finditer(text, start, end)]
    for part in ((after, end), (start, after)):
        for language in sentence.spoken:
            if language.bodies and not found:
                found = [_bare(match[0], language) for match in language.bodies.finditer(text, *part)]
    if not found:
        common = {word for language in sentence.spoken for word in language.common}
        found = [
            match[0]
            for match in _CAPITALS.finditer(text, after, min(end, after + _NEAR))
            if match[0].lower() not in common
        ]
    return tuple(dict.fromkeys(found))[:MAX_NAMED]


def _bare(name: str, language: Language) -> str:
    """Return a name without the small words before it."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in language.common:
        words.pop(0)
    return " ".join(words)
