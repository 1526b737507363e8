"""What a server is asked to find a letter's conversation: search criteria in chunks that any server takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tracker.mail.belonging import QUOTED_WORDS
from tracker.mail.imap.commands import uid_sets
from tracker.mail.likeness import stems
from tracker.mail.sieve import Sought

Criteria = list[object]

TERMS = 25  # joined by OR in one command
OCTETS = 5_000  # of the terms of one command; every server takes a line of 8,192 (RFC 7162, section 4)
STEP = 9  # words of the letter for which there is one phrase; twelve make a quotation
SUBJECT_WORDS = 5
_CLOCKS = timedelta(days=2)  # by which the days of two clocks may differ

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f]|<U\+")


def phrases(paragraphs: Iterable[str]) -> list[str]:
    """Return words that stand side by side in a letter, to search bodies for by substring.

    A quotation is wrapped anew and marked, so a line may end between any two words: a phrase is two words,
    the second rather short, with one space between them and no quotation mark, whose form may change. There is
    one for every `STEP` words, the most telling there; paragraphs too short to be recognised have none.
    Chinese, Japanese and Korean text gives runs of four characters.
    """
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        words = list(_WORD.finditer(paragraph))
        if len(words) >= QUOTED_WORDS:
            for at in range(0, len(words), STEP):
                best = _telling(paragraph, words[at : at + STEP + 1])
                if best:
                    found[best] = None
        found.update(dict.fromkeys(match[0] for match in list(_CJK.finditer(paragraph))[::2]))
    return list(found)


def _telling(paragraph: str, words: Sequence[re.Match[str]]) -> str:
    """Return the two neighbours that are rarest and least often parted by a line's end, or nothing."""
    best, most = "", 0.0
    for one, two in pairwise(words):
        if paragraph[one.end() : two.start()] != " " or _CJK.search(one[0] + two[0]):
            continue
        weight = _weight(one[0]) + _weight(two[0]) - len(two[0]) / 4
        if weight > most and stems([one[0].lower(), two[0].lower()]):
            best, most = f"{one[0]} {two[0]}", weight
    return best


def _weight(word: str) -> float:
    """How telling a word is: long words are rarer (Zipf 1949), those of any mail tell nothing."""
    rare = float(min(len(word), 10)) if stems([word.lower()]) else 0.0
    return rare if word.isascii() else rare / 2  # not every server knows how other letters fold


def naming(ids: Iterable[str]) -> list[Criteria]:
    """Return the terms for messages that name one of `ids` in References or In-Reply-To (RFC 5322, 3.6.4)."""
    kept = [one for one in sorted(ids) if _sendable(one)]
    return [["HEADER", name, one] for one in kept for name in ("References", "In-Reply-To")]


def called(ids: Iterable[str]) -> list[Criteria]:
    """Return the terms for the messages whose own Message-ID is one of `ids`; an id that no search can hold has none."""
    return [["HEADER", "Message-ID", one] for one in sorted(ids) if _sendable(one)]


def about(subjects: Iterable[str]) -> list[Criteria]:
    """Return the terms for subjects in their bare form: their longest words, each for itself, because the
    punctuation between them is gone.
    """
    found: list[Criteria] = []
    for subject in sorted(subjects):
        words = sorted(
            {word for word in subject.split() if _sendable(word)}, key=lambda word: (-len(word), word)
        )
        if words:
            found.append([key for word in words[:SUBJECT_WORDS] for key in ("SUBJECT", word)])
    return found


def saying(texts: Iterable[str]) -> list[Criteria]:
    """Return the terms for bodies that hold one of `texts`."""
    return [["BODY", text] for text in texts if _sendable(text)]


def between(people: Iterable[str]) -> list[Criteria]:
    """Return the terms for messages by or to one of `people`, also where a list took the author's place."""
    fields = ("From", "To", "Cc", "Reply-To", "X-Original-From", "X-Original-Sender")
    kept = [one for one in sorted(people) if _sendable(one)]
    return [["HEADER", name, one] for one in kept for name in fields]


def labelled(tokens: Iterable[str]) -> list[Criteria]:
    """Return the terms for messages that name a question as our follow-ups do: `[C2]`."""
    return [["TEXT", f"[{token}"] for token in sorted(tokens)]


def any_of(terms: Sequence[Criteria]) -> Criteria:
    """Return the terms joined by OR, as a balanced tree: servers limit how deep criteria nest."""
    if len(terms) == 1:
        return terms[0] if len(terms[0]) in (2, 3) and terms[0][0] != "SUBJECT" else [list(terms[0])]
    half = len(terms) // 2
    return ["OR", *any_of(terms[:half]), *any_of(terms[half:])]


def chunks(terms: Iterable[Criteria]) -> Iterator[Criteria]:
    """Yield criteria that together ask for any of `terms`, each small enough for one command."""
    chunk: list[Criteria] = []
    octets = 0
    for term in terms:
        length = sum(len(str(word).encode("utf-8")) + 12 for word in term)
        if chunk and (len(chunk) >= TERMS or octets + length > OCTETS):
            yield any_of(chunk)
            chunk, octets = [], 0
        chunk.append(term)
        octets += length
    if chunk:
        yield any_of(chunk)


def among(uids: Sequence[int]) -> Criteria:
    """Return the criterion for just these UIDs, ascending, written as a set (RFC 3501, `sequence-set`)."""
    return ["UID", b",".join(piece for piece, _ in uid_sets(uids, len(uids))).decode("ascii")]


def since(sought: Sequence[Sought]) -> Criteria:
    """Return the criterion that leaves out what arrived before the letters were sent; empty where a day is unknown.

    Only our own letter's day is trusted: a stranger's clock may be a year ahead, and what answers them would be
    left out.
    """
    days = [one.since for one in sought]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days) or min(known) <= date.min + _CLOCKS:
        return []
    return ["SINCE", min(known) - _CLOCKS]


def _sendable(text: str) -> bool:
    """Return whether a search can hold `text`: what cleaning made visible stands otherwise on the server."""
    return bool(text.strip()) and len(text) <= 1_000 and not _UNSENDABLE.search(text)
