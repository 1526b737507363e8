"""Whether a mail belongs to a letter's correspondence, and what shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.mail import labels, likeness
from tracker.mail.authenticity import author
from tracker.mail.message import Mail
from tracker.mail.outline import Outline
from tracker.text import fold_words

_PREFIX = re.compile(r"^\s*(?:\[[^\]]{1,60}\]\s*|[^\W\d_]{1,5}(?:\s*\[\d+\])?\s*[:：]\s*)", re.IGNORECASE)
_QUOTED_WORDS = 12  # that the letter must say in the same order before a mail is taken to quote it


@dataclass(frozen=True)
class Correspondence:
    """A leg as belonging sees it: its key, the Message-IDs known in it, its subject, people, and the letter
    asked.
    """

    key: str
    message_ids: tuple[str, ...] = ()
    subject: str = ""
    addresses: tuple[str, ...] = ()
    outline: Outline | None = None


@dataclass(frozen=True)
class Belonging:
    """That a mail belongs to the correspondence `key`, how that was seen, and the reason in words."""

    key: str
    how: Literal["reference", "token", "quotation", "subject"]
    reason: str


def belongs(mail: Mail, correspondences: Sequence[Correspondence]) -> Belonging | None:
    """Return the correspondence that `mail` belongs to, or None: it then waits in Unsorted.

    Tried in order over all of them: References and In-Reply-To, a token, a quotation of the letter, then
    subject and correspondent together. References are only a hint (anybody can write them), so the reason
    is always shown.
    """
    for test in (_referenced, _tokened, _quoting, _subject):
        for one in correspondences:
            found = test(mail, one)
            if found:
                return found
    return None


def _referenced(mail: Mail, one: Correspondence) -> Belonging | None:
    known = {*one.message_ids, *(one.outline.message_ids if one.outline else ())}
    for name, ids in (("In-Reply-To", mail.in_reply_to), ("References", mail.references)):
        hit = next((each for each in ids if each in known), None)
        if hit:
            return Belonging(one.key, "reference", f"its {name} names <{hit}>")
    return None


def _tokened(mail: Mail, one: Correspondence) -> Belonging | None:
    """A token alone is short and common, so the subject or a known correspondent must agree."""
    if one.outline is None:
        return None
    known = {topic.label.upper() for topic in one.outline.topics}
    tokens = [
        token for token in labels.tokens(f"{mail.subject}\n{mail.text}") if token.partition(".")[0] in known
    ]
    if tokens and (_same_subject(mail, one) or _knows(mail, one)):
        return Belonging(one.key, "token", f"it names [{tokens[0]}]")
    return None


def _quoting(mail: Mail, one: Correspondence) -> Belonging | None:
    if one.outline is None or not one.outline.paragraphs:
        return None
    covers = likeness.covers(likeness.index(one.outline), likeness.folded(mail.text[:200_000]))
    if covers and covers[0].matched >= _QUOTED_WORDS:
        return Belonging(one.key, "quotation", f"it quotes paragraph {covers[0].paragraph} of the letter")
    return None


def _subject(mail: Mail, one: Correspondence) -> Belonging | None:
    if _same_subject(mail, one) and _knows(mail, one):
        return Belonging(one.key, "subject", "its subject is the letter's and a known correspondent is on it")
    return None


def _same_subject(mail: Mail, one: Correspondence) -> bool:
    wanted = {bare_subject(one.subject), bare_subject(one.outline.subject if one.outline else "")} - {""}
    return bare_subject(mail.subject) in wanted


def _knows(mail: Mail, one: Correspondence) -> bool:
    people = {mail.from_address, author(mail).address, *mail.to, *mail.cc}
    return bool(people & {address.lower() for address in one.addresses})


def bare_subject(subject: str) -> str:
    """Return a subject for comparison: reply and forward prefixes and list tags off, words folded."""
    for _ in range(8):
        shorter = _PREFIX.sub("", subject)
        if shorter == subject:
            break
        subject = shorter
    return " ".join(fold_words(subject))
