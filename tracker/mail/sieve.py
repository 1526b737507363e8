"""A fast sieve over raw mails: which of them might belong to a letter's correspondence, before any is opened."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.mail import labels, likeness, mime
from tracker.mail.belonging import QUOTED_WORDS, bare_subject
from tracker.mail.message import Unreadable, open_mail
from tracker.text import clean, clean_line

_ROW = (
    likeness.TELLING - likeness.GRAM + 1
)  # runs one after another that make up the longer one of a quotation
_CONTROLS = bytes({*range(32), 127} - {9, 10, 13})
# Whatever is not an ASCII letter or digit parts words here: finer than the words belonging compares, never coarser.
_PARTED = bytes(c if chr(c).isascii() and chr(c).isalnum() else 32 for c in range(256))
# The same for text in any case; control characters, which are looked through before words are told apart, become 0.
_WORDS = bytes(0 if c in _CONTROLS else _PARTED[c] for c in range(256)).lower()
_ASCII = frozenset(map(chr, range(128)))
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_BRACKETS = bytes(32 if c in b"<>" else c for c in range(256))
_MAILTO = re.compile(rb"<mailto:[^>\s]{0,300}>|\[mailto:[^\]\s]{0,300}\]", re.IGNORECASE)
_TOKEN = re.compile(rb"\[\s?[cq]\d", re.IGNORECASE)
# Charsets in which a byte below 128 is the character it is in ASCII.
_LIKE_ASCII = re.compile(r"(?:utf-?8|(?:us-)?ascii|iso-?8859-\d+|(?:windows-|cp)12\d\d|gb2312|gbk|gb18030)?")


def _field(name: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a field, folded or not, in a header block in lower case with `\\n` line ends."""
    return re.compile(rb"\n" + name + rb"[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)")


_SUBJECT, _TYPE, _ENCODING = map(_field, (b"subject", b"content-type", b"content-transfer-encoding"))
_NAMING = tuple(map(_field, (b"references", b"in-reply-to", b"message-id")))


@dataclass(frozen=True)
class Sought:
    """What a fetch looks for of one letter.

    `ids` are the Message-IDs of its conversation without `<>`, each with the date of that message where it
    is known; `subjects` are `bare_subject` forms; `addresses` people's, never a list's; `tokens` the labels of
    its questions (C1, Q6); `since` the day it was sent, None when unknown.
    """

    letter: str
    ids: Mapping[str, datetime | None] = field(default_factory=dict)
    subjects: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    paragraphs: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What the header of a mail names: the Message-IDs without `<>`, its own among them, and its subject as written."""

    ids: frozenset[bytes]
    subject: bytes


def named(raw: bytes) -> Named | None:
    """Return what the header of a mail (whole, or its start) names; None where it cannot be told from its bytes."""
    head, _ = _halves(raw.lstrip(b"\r\n"))
    if not _is_plain(head):
        return None
    low = head.lower()
    return Named(frozenset(_ids(head, low)), _value(_SUBJECT, head, low))


def same_subject(value: bytes, subjects: Collection[str]) -> bool:
    """Return whether a subject as written has one of the bare forms `subjects`."""
    return bare_subject(clean_line(mime.words(value))) in subjects


class Sieve:
    """Tells of raw mails whether they might belong to one of some letters.

    Never False for a mail that `belonging.belongs` takes for one of theirs, in doubt True. Cheap: a plain
    mail is decided on its bytes, only MIME trees, HTML and odd headers are opened. Pure, but for `learn`.
    """

    def __init__(self, sought: Sequence[Sought]) -> None:
        self._ids = {known for one in sought for known in one.ids}
        self._id_bytes = {known.encode("utf-8", "replace") for known in self._ids}
        self._subjects = {subject for one in sought for subject in one.subjects} - {""}
        self._endings = tuple(_parted(one.encode("ascii")) for one in self._subjects if one.isascii())
        self._labels = {token.upper() for one in sought for token in one.tokens}
        self._letters = _Letters([paragraph for one in sought for paragraph in one.paragraphs])

    def learn(self, message_id: str) -> None:
        """Take a Message-ID (without `<>`) into the conversation: what answers it might belong from now on."""
        if message_id:
            self._ids.add(message_id)
            self._id_bytes.add(message_id.encode("utf-8", "replace"))

    def might(self, raw: bytes) -> bool:
        """Return whether the mail in `raw` (whole, or its start) might belong. Never raises."""
        raw = raw.lstrip(b"\r\n")
        head, body = _halves(raw)
        if not _is_plain(head):
            return self._opened(raw)
        low = head.lower()
        if self._names(head, low) or self._same_subject(head, low):
            return True
        kind, params = mime.content_type(_value(_TYPE, head, low))
        if kind != "text/plain":
            return self._opened(raw)
        encoding = _value(_ENCODING, head, low)
        if encoding:
            body = mime.decoded(mime.Part([("content-transfer-encoding", encoding)], body))
        charset = params.get("charset", "").strip("'\" ").lower()
        if body.isascii() and _LIKE_ASCII.fullmatch(charset):
            words = _told_apart(body)
            if words is not None:
                if b"[" in body and _TOKEN.search(body) and self._token(body.decode("ascii")):
                    return True
                return self._quick_token(head, low) or self._letters.quoted(words)
        text = mime.to_text(body, charset)
        return self._token(f"{_subject(head, low)}\n{text}") or self._letters.quoted_in(text)

    def _names(self, head: bytes, low: bytes) -> bool:
        """Whether a field that names messages names one of the conversation (RFC 5322, section 3.6.4)."""
        return not self._id_bytes.isdisjoint(_ids(head, low))

    def _same_subject(self, head: bytes, low: bytes) -> bool:
        value = _value(_SUBJECT, head, low)
        if b"=?" not in value and not _parted(value.lower()).endswith(self._endings):
            return False
        return same_subject(value, self._subjects)

    def _quick_token(self, head: bytes, low: bytes) -> bool:
        """Whether the subject names a question."""
        value = _value(_SUBJECT, head, low)
        return (b"[" in value or b"=?" in value) and self._token(_subject(head, low))

    def _token(self, text: str) -> bool:
        """Whether `text` names a question. Who is known is left to whoever decides: people are met on the way."""
        return not self._labels.isdisjoint(token.partition(".")[0] for token in labels.tokens(text))

    def _opened(self, raw: bytes) -> bool:
        """The same for a mail that cannot be decided on its bytes."""
        try:
            mail = open_mail(raw)
        except Unreadable:
            return False
        if not self._ids.isdisjoint((mail.message_id, *mail.references, *mail.in_reply_to)):
            return True
        if bare_subject(mail.subject) in self._subjects:
            return True
        return self._token(f"{mail.subject}\n{mail.text}") or self._letters.quoted_in(mail.text)


class _Letters:
    """The runs of three words that some letters' paragraphs say, to be met again in the text of a mail.

    Counts as `likeness.covers` does, but parts words finer and counts a run that stands in several paragraphs
    for each of them, so it never counts less.
    """

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._grams: dict[tuple[bytes, bytes, bytes], set[int]] = {}
        self._wide = False  # whether a paragraph has words in other letters than ASCII's
        for number, paragraph in enumerate(paragraphs):
            words = _pieces(likeness.folded(paragraph))
            self._wide = self._wide or not all(map(bytes.isascii, words))
            for gram in _grams(words):
                self._grams.setdefault(gram, set()).add(number)

    def quoted_in(self, text: str) -> bool:
        """Return whether any text may quote a paragraph."""
        data = self._narrow(text)
        words = None if data is None else _told_apart(data)
        return self.quoted(_pieces(likeness.folded(clean(text))) if words is None else words)

    def _narrow(self, text: str) -> bytes | None:
        """Return the text in ASCII where that loses nothing that a paragraph says, else None."""
        foreign = "".join(set(text) - _ASCII)
        if foreign and (self._wide or _CJK.search(foreign) or clean(foreign) != foreign):
            return None  # words in other letters; words that are cut otherwise; invisible characters in words
        for char in foreign:
            folded = unicodedata.normalize("NFKC", char).casefold()
            if not _ASCII.isdisjoint(folded):
                text = text.replace(char, folded)
        return text.encode("ascii", "replace")

    def quoted(self, words: list[bytes]) -> bool:
        """Return whether words (see `_told_apart`) may quote a paragraph: its runs cover as many as make a quotation."""
        runs, size = self._grams, likeness.GRAM
        if not self._in_a_row(words):
            return False
        said = bytes(map(runs.__contains__, _grams(words)))
        if said.count(1) * size < QUOTED_WORDS:
            return False
        counts: Counter[int] = Counter()
        ends: dict[int, int] = {}
        at = said.find(1)
        while at >= 0:
            for paragraph in runs[words[at], words[at + 1], words[at + 2]]:
                counts[paragraph] += min(size, at + size - ends.get(paragraph, 0))
                ends[paragraph] = at + size
            at = said.find(1, at + 1)
        return max(counts.values()) >= QUOTED_WORDS

    def _in_a_row(self, words: list[bytes]) -> bool:
        """Whether `_ROW` runs stand one after another: one of them then stands at a multiple of it, the rest beside."""
        runs = self._grams.__contains__
        some = bytes(map(runs, zip(words[::_ROW], words[1::_ROW], words[2::_ROW], strict=False)))
        at = some.find(1)
        while at >= 0:
            near = words[max(0, (at - 1) * _ROW + 1) : (at + 1) * _ROW + likeness.GRAM - 1]
            if b"\x01" * _ROW in bytes(map(runs, _grams(near))):
                return True
            at = some.find(1, at + 1)
        return False


def _told_apart(data: bytes) -> list[bytes] | None:
    """Return the words of ASCII text in lower case; None where something in it has to be looked through first."""
    if b"<U+" in data or b"<u+" in data:
        return None
    if b"mailto:" in data.lower():
        data = _MAILTO.sub(b" ", data)
    words = data.translate(_WORDS)
    return None if 0 in words else words.split()


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    """Return the header block, opened by a newline and without carriage returns, and the body (cut as `mime` does)."""
    at, skip = raw.find(b"\n\r\n"), 3
    bare = raw.find(b"\n\n", 0, at + 2 if at >= 0 else len(raw))
    if bare >= 0:
        at, skip = bare, 2
    head, body = (raw[:at], raw[at + skip :]) if at >= 0 else (raw, b"")
    return b"\n" + head.replace(b"\r", b""), body


def _is_plain(head: bytes) -> bool:
    """Whether a header block is ASCII without control characters: fields can be told from its bytes."""
    return head.isascii() and len(head.translate(None, _CONTROLS)) == len(head)


def _ids(head: bytes, low: bytes) -> Iterator[bytes]:
    for pattern in _NAMING:
        for match in pattern.finditer(low):
            yield from head[match.start(1) : match.end(1)].translate(_BRACKETS).split()


def _value(pattern: re.Pattern[bytes], head: bytes, low: bytes) -> bytes:
    """Return the first field that matches, as written."""
    match = pattern.search(low)
    return head[match.start(1) : match.end(1)] if match else b""


def _subject(head: bytes, low: bytes) -> str:
    return clean_line(mime.words(_value(_SUBJECT, head, low)))


def _parted(value: bytes) -> bytes:
    return b" ".join(value.translate(_PARTED).split())


def _pieces(words: Iterable[str]) -> list[bytes]:
    """Return the words parted at apostrophes: the bytes of a mail do not tell those from quotation marks."""
    return [piece for word in words for piece in word.encode("utf-8", "replace").split(b"'")]


def _grams(words: list[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Return the runs of `likeness.GRAM` words, the cheapest way there is."""
    return zip(words, words[1:], words[2:], strict=False)
