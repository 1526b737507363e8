"""Reading a reply in one call: who wrote it, what kind it is, its passages, and what each answers and
suggests.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tracker.mail import labels, likeness
from tracker.mail.answering import answers_letter
from tracker.mail.authenticity import Author, author, visibility
from tracker.mail.cues import Suggestion, links_in, suggest
from tracker.mail.footers import without_greeting
from tracker.mail.kinds import is_notice, kind
from tracker.mail.known import NOTHING, Earlier
from tracker.mail.linking import Answer, Context, link
from tracker.mail.message import Mail, open_mail
from tracker.mail.outline import Outline
from tracker.mail.passages import Passage, passages
from tracker.mail.quotation import Kind, sort_lines
from tracker.mail.resent import is_letter

MAX_SUGGESTED = 2000  # passages of one mail that get suggestions; no person wrote more
MAX_NUMBERS = 100  # labels of a reply that are looked at together


@dataclass(frozen=True)
class ReadPassage:
    """A passage with the answers it seems to give (best first) and the effect its words suggest."""

    passage: Passage
    answers: tuple[Answer, ...]
    suggestion: Suggestion


@dataclass(frozen=True)
class Reading:
    """A mail as read: everything here is a suggestion for a person, nothing is applied.

    `lines` says of each line of the mail's text what it was taken for, `machine` that no person wrote the mail: an
    automatic answer, a bounce, a list's notice.
    """

    mail: Mail
    author: Author
    kind: str
    visibility: str
    passages: tuple[ReadPassage, ...]
    lines: tuple[Kind, ...] = ()
    machine: bool = False


def read(
    raw_or_mail: bytes | Mail,
    outline: Outline | None = None,
    ours: tuple[str, ...] = (),
    earlier: Earlier = NOTHING,
) -> Reading:
    """Return the reading of a mail against `outline`; `ours` are our own addresses. Raises only `Unreadable`.

    What `earlier` messages of the conversation say is quotation, as the letter is.

    Automatic mail has passages like any other, so that nothing is hidden, but answers nothing: its effect
    is `none`. A mail without thread headers that answers the letter by its words is a reply all the same, and
    the letter itself, whoever sent it again, is ours.
    """
    mail = open_mail(raw_or_mail) if isinstance(raw_or_mail, bytes) else raw_or_mail
    sort = kind(mail, ours)
    if sort == "other" and outline is not None and outline.paragraphs:
        sort = "ours" if is_letter(mail, likeness.index(outline), named=False) else sort
    lines = sort_lines(mail, outline, earlier)
    found = passages(mail, lines, outline)
    machine = sort in ("auto-reply", "bounce") or (sort == "other" and is_notice(mail))
    leads = [_leading(passage) for passage in found]
    numbers = tuple(number for number in leads if number)[:MAX_NUMBERS]
    times: Counter[int] = Counter()
    out: list[ReadPassage] = []
    before: Answer | None = None
    for n, passage in enumerate(found):
        answers: tuple[Answer, ...] = ()
        if outline is not None and not machine and n < MAX_SUGGESTED:
            answers = link(passage, outline, Context(numbers, times[leads[n]], before))
        times[leads[n]] += 1
        before = answers[0] if answers else before
        if machine:
            suggestion = Suggestion("none", (), links_in(passage.text))
        else:
            suggestion = suggest(passage.text) if n < MAX_SUGGESTED else Suggestion(None)
        out.append(ReadPassage(passage, answers, suggestion))
    if sort == "other" and outline is not None and outline.paragraphs and not machine:
        told = [(one.passage, one.answers) for one in out]
        sort = "reply" if answers_letter(mail, lines, told, outline) else sort
    kinds = tuple(line.kind for line in lines)
    return Reading(mail, author(mail), sort, visibility(mail), tuple(out), kinds, machine)


def _leading(passage: Passage) -> int:
    """Return the bare number or ordinal that a passage opens with, 0 when there is none."""
    shown = (
        label for label in labels.leads(without_greeting(passage.text)) if label.sort in ("number", "ordinal")
    )
    return next((label.number for label in shown), 0)


def as_json(reading: Reading, file: str) -> dict[str, Any]:
    """Return the line that `tracker explain --json` prints for `reading` (DESIGN section 7)."""
    mail = reading.mail
    return {
        "file": file,
        "message_id": mail.message_id,
        "from": {
            "name": reading.author.name,
            "address": reading.author.address,
            "rewritten": reading.author.rewritten,
        },
        "date": mail.date.strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None,
        "kind": reading.kind,
        "visibility": reading.visibility,
        "passages": [_passage_json(one) for one in reading.passages],
    }


def _passage_json(one: ReadPassage) -> dict[str, Any]:
    passage = one.passage
    return {
        "n": passage.n,
        "start_line": passage.start_line,
        "end_line": passage.end_line,
        "text": passage.text,
        "quoted": passage.quoted,
        "answers": [
            {
                "paragraph": answer.paragraph,
                "question": answer.question,
                "score": answer.score,
                "how": answer.how,
            }
            for answer in one.answers
        ],
        "effect": {"suggested": one.suggestion.effect, "cues": [cue.text for cue in one.suggestion.cues]},
        "links": list(one.suggestion.links),
    }
