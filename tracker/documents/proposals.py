"""Reads somebody else's letter and proposes its questions, for a person to accept or edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracker.documents.faces import LetterFace, QuestionFace, paragraphs
from tracker.documents.letters import normal
from tracker.documents.sections import tidy
from tracker.errors import BadUse, TrackerError
from tracker.text import clean_line

MAX_BYTES = 8 * 1024 * 1024


@dataclass
class ProposedQuestion:
    """A question that a letter seems to ask; `how` says by what it was found (ordinal, number, token …).

    `asks` is confirm or answer, `paragraphs` are indices into the letter, `wording` a passage of the first,
    `level` what the letter's own phrase amounts to (DESIGN's table of levels), never more than 3.
    """

    id: str
    asks: str
    title: str
    paragraphs: list[int] = field(default_factory=list)
    wording: str = ""
    how: str = ""
    level: int = 1


@dataclass
class MailText:
    """A mail opened by whoever knows mail: its own words and the headers a letter keeps (None: not there)."""

    text: str
    message_id: str | None = None
    subject: str | None = None
    date: str | None = None
    to: str | None = None


Topics = Callable[[Sequence[str]], Sequence[ProposedQuestion]]

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
)  # fmt: skip
_ORDINAL = re.compile(rf"(?:{'|'.join(_ORDINALS)}|final|last)(?:ly)?\s*[,:–—-]\s*", re.IGNORECASE)
_TOKEN = re.compile(r"\[?([CQ]\d{1,2})\]?\s*[.:)–—-]\s*")
_NUMBER = re.compile(r"(?:#|no\. ?)?\(?\d{1,2}\s*[.:)]\s+", re.IGNORECASE)
_REGARDING = re.compile(
    r"(?:regarding|concerning|with regard to|as regards|as for|on the subject of)\s+", re.IGNORECASE
)
_UNDERSTAND = re.compile(
    r"(?:we|our)\s+(?:\w+\s+){0,2}understand(?:ing)?\s+(?:is\s+)?(?:that\s+)?", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z])")


def read_letter(path: Path, open_mail: Callable[[bytes], MailText] | None = None) -> LetterFace:
    """Return the letter in the file `path`: plain text, Markdown or, with `open_mail`, .eml.

    Of a mail the headers are kept, of other files the text alone; what is not known stays None.
    """
    name = clean_line(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TrackerError(
                f"{name} is larger than {MAX_BYTES >> 20} MB.", "a letter is a text of a few pages"
            )
        data = path.read_bytes()
    except OSError as error:
        raise TrackerError(
            f"{name} cannot be read: {error.strerror}.", "check the path and its permissions"
        ) from None
    if path.suffix.casefold() == ".eml":
        if open_mail is None:
            raise BadUse(f"{name} is a mail, which cannot be opened here.", "save its text as .txt")
        mail = open_mail(data)
        face = LetterFace(
            text=mail.text, message_id=mail.message_id, subject=mail.subject, date=mail.date, to=mail.to,
            title=mail.subject or "",
        )  # fmt: skip
        return _with_text(normal(face), name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if path.suffix.casefold() in (".md", ".markdown"):
        text = re.sub(r"\A---[ \t]*\n.*?\n---[ \t]*\n", "", text, count=1, flags=re.DOTALL)
    return _with_text(normal(LetterFace(text=text)), name)


def _with_text(face: LetterFace, name: str) -> LetterFace:
    if not face.text:
        raise TrackerError(f"{name} holds no text.", "choose the file with the letter as it was sent")
    return face


def propose(text: str, topics: Topics | Sequence[ProposedQuestion] | None = None) -> list[ProposedQuestion]:
    """Return the questions that the letter `text` seems to ask, in its order.

    A paragraph that opens with an ordinal, a number, a `C1:`/`Q1:` token or "Regarding …", or that holds a
    question mark, proposes one question: to answer where it asks something, else to confirm. `topics`, a
    list or a function of the paragraphs, replaces this finding; empty fields of what it gives are filled in.
    """
    blocks = paragraphs(tidy(text))
    given = topics(blocks) if callable(topics) else topics
    found = _found(blocks) if given is None else list(given)
    counts = {"confirm": 0, "answer": 0}
    taken = {one.id for one in found if one.id}
    for one in found:
        if (
            one.asks not in counts
            or any(not 0 <= n < len(blocks) for n in one.paragraphs)
            or not one.paragraphs
        ):
            raise BadUse(
                f"The proposed question “{clean_line(one.id or one.title)}” does not fit the letter."
            )
        block = blocks[one.paragraphs[0]]
        one.wording = one.wording or _wording(block)
        one.title = clean_line(one.title) or _title(block)
        while not one.id:
            counts[one.asks] += 1
            name = f"{'C' if one.asks == 'confirm' else 'Q'}{counts[one.asks]}"
            one.id = "" if name in taken else name
    return found


def _found(blocks: Sequence[str]) -> list[ProposedQuestion]:
    found: list[ProposedQuestion] = []
    for n, block in enumerate(blocks):
        how, token = _opening(block)
        asking = "?" in block
        if not how and not asking:
            continue
        answer = token.startswith("Q") if token else asking or how == "regarding"
        asks = "answer" if answer else "confirm"
        name = token if token and token not in {one.id for one in found} else ""
        found.append(ProposedQuestion(name, asks, "", [n], "", how or "question mark", level_of(block, asks)))
    return found


def _opening(block: str) -> tuple[str, str]:
    """Return (how, token) of the words a paragraph opens with."""
    if token := _TOKEN.match(block):
        return "token", token.group(1).upper()
    for how, pattern in (("ordinal", _ORDINAL), ("number", _NUMBER), ("regarding", _REGARDING)):
        if pattern.match(block):
            return how, ""
    return "", ""


def level_of(block: str, asks: str) -> int:
    """Return the level that the letter's own phrases amount to; the most cautious phrase counts."""
    words = clean_line(block).casefold()
    if "insufficient" in words:
        return 1
    if "currently confirm" in words:
        return 2
    if "appear to support" in words or _UNDERSTAND.search(words):
        return 3 if asks == "confirm" else 2
    return 1


def _body(block: str) -> str:
    """Return a paragraph without the ordinal, number or token that it opens with."""
    for pattern in (_TOKEN, _ORDINAL, _NUMBER):
        if opening := pattern.match(block):
            return block[opening.end() :]
    return block


def _wording(block: str) -> str:
    """Return the first sentence of `block` that says something; its question where it does nothing else."""
    sentences = [one for one in _SENTENCE.split(_body(block)) if one.strip()]
    plain = [one for one in sentences if "?" not in one]
    return (plain or sentences or [block])[0].strip()


def _title(block: str) -> str:
    body = clean_line(_body(block))
    body = _REGARDING.sub("", body, count=1) if _REGARDING.match(body) else body
    opening = _UNDERSTAND.match(body)
    body = body[opening.end() :] if opening else body
    words = re.split(r"[,;:.?!]\s", body, maxsplit=1)[0].rstrip(" .?!,;:").split()
    short = " ".join(words[:10])
    return short[:1].upper() + short[1:]


def faces(letter: LetterFace, accepted: Sequence[ProposedQuestion]) -> list[QuestionFace]:
    """Return the faces of the questions a person accepted.

    The proposition starts as the wording, for a person to make bare; a question to answer starts with an
    open gap in its own words. A wording that does not stand in its paragraph is refused (BadUse).
    """
    blocks = letter.paragraphs
    made = []
    for one in accepted:
        if not one.paragraphs or any(not 0 <= n < len(blocks) for n in one.paragraphs):
            raise BadUse(f"{clean_line(one.id)} names a paragraph that the letter does not have.")
        asked = "\n\n".join(blocks[n] for n in one.paragraphs)
        if not one.wording or one.wording not in asked:
            raise BadUse(
                f"The wording of {clean_line(one.id)} does not stand in its paragraph.", "copy it from there"
            )
        answer = one.asks == "answer"
        made.append(
            QuestionFace(
                id=one.id,
                letter=letter.id,
                title=one.title,
                asks=one.asks,
                paragraphs=list(one.paragraphs),
                level=one.level,
                level_as_sent=one.level,
                gap_status="open" if answer else None,
                wording=one.wording,
                proposition=one.wording,
                gap=_gap(asked) if answer else "",
                as_asked=asked,
            )
        )
    return made


def _gap(asked: str) -> str:
    """Return the sentence that says what is not shown, else the question itself."""
    sentences = [one.strip() for one in _SENTENCE.split(_body(asked)) if one.strip()]
    lacking = [one for one in sentences if re.search(r"\b(?:not|cannot|insufficient|difficult|no)\b", one)]
    asking = [one for one in sentences if one.rstrip('"”’)').endswith("?")]
    return (lacking or asking or sentences)[0]
