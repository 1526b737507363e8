"""Sample mails built in code: each says it is a sample, comes from example.org and quotes the real letter."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tracker.mail.outline import Outline
from tracker.mail.reading import ReadPassage, read

LETTER = (Path(__file__).parents[1] / "letter" / "letter.txt").read_text(encoding="utf-8")
OUTLINE = Outline.from_text(LETTER)
CLAIMS = (4, 5, 6, 7, 8)
QUESTIONS = (11, 12, 13, 14, 15, 16)
ASKED = CLAIMS + QUESTIONS
ATTRIBUTION = "On Mon, May 4, 2026 at 10:12 AM Sample Writer <writer@example.org> wrote:"
GROUPS_FOOTER = (
    "-- \n"
    'You received this message because you are subscribed to the Google Groups "steering" group.\n'
    "To unsubscribe from this group and stop receiving emails from it, send an email to "
    "steering+unsubscribe@example.org.\n"
    "To view this discussion visit https://groups.google.com/a/example.org/d/msgid/steering/1%40example.org.\n"
)
MAILMAN_FOOTER = (
    "_______________________________________________\n"
    "steering mailing list\n"
    "steering@lists.example.org\n"
    "https://lists.example.org/mailman/listinfo/steering\n"
)


def mail(body: str = "", *, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """The bytes of a sample mail; a header is given as a keyword, `_` for `-`, and an empty one is left
    out.
    """
    fields = {
        "From": "Sample Responder A <responder.a@example.org>",
        "To": "writer@example.org",
        "Subject": "Re: Clarification",
        "Date": "Tue, 05 May 2026 09:00:00 +0200",
        "Message-ID": "<reply-1@example.org>",
        "X-Tracker-Sample": "yes",
        "MIME-Version": "1.0",
        "Content-Type": kind,
        "Content-Transfer-Encoding": "8bit",
    }
    names = {name.lower(): name for name in fields}
    for name, value in headers.items():
        shown = name.replace("_", "-")
        fields[names.get(shown.lower(), shown)] = value
    head = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    return (head + "\n" + body).encode("utf-8")


def quote(paragraph: int, width: int = 72, mark: str = "> ", words: int | None = None) -> str:
    """A paragraph of the letter as a mail program quotes it: wrapped, marked, cut after `words` words if
    asked.
    """
    text = OUTLINE.paragraphs[paragraph]
    if words is not None:
        text = " ".join(text.split()[:words]) + " [...]"
    return "\n".join(mark + line for line in textwrap.wrap(text, width, break_long_words=False))


def reading(body: str, *, kind: str = "text/plain; charset=utf-8", **headers: str) -> tuple[ReadPassage, ...]:
    """The passages of a sample mail, read against the real letter."""
    return read(mail(body, kind=kind, **headers), OUTLINE).passages


def texts(body: str, *, letter: bool = True, **headers: str) -> list[str]:
    """The texts of the passages of a sample mail."""
    found = read(mail(body, **headers), OUTLINE if letter else None).passages
    return [one.passage.text for one in found]


def first(one: ReadPassage) -> int | None:
    """The paragraph that a passage most likely answers, None when nothing is suggested."""
    return one.answers[0].paragraph if one.answers else None
