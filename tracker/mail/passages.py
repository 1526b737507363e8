"""Passages: the runs of a responder's own words, each with the quoted text that it stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tracker.mail import footers, labels, languages, likeness
from tracker.mail.lines import Line
from tracker.mail.message import Mail
from tracker.mail.outline import Outline
from tracker.mail.phrases import anywhere, folded

MAX_QUOTED = 20_000  # characters of the quotation above a passage that are kept with it


@cache
def _answers() -> re.Pattern[str]:
    """What a line may speak of whose colon announces the answers themselves, not a list inside one."""
    return anywhere(languages.phrases("answers", "announced"))


@dataclass(frozen=True)
class Passage:
    """A run of the responder's own words.

    `start` and `end` are offsets into `Mail.text`; `start_line` and `end_line` are 1-based and inclusive;
    `text` is `Mail.text[start:end]`; `quoted` is the quotation above it without its marks, empty when there
    is none.
    """

    n: int
    start: int
    end: int
    start_line: int
    end_line: int
    text: str
    quoted: str


def passages(mail: Mail, lines: list[Line], outline: Outline | None = None) -> tuple[Passage, ...]:
    """Return the passages of `mail`, whose `lines` have been sorted, in reading order, numbered from 1.

    A run ends at quotation, or where the responder labels the next answer ("2.", "Third,", "[Q3]",
    "Regarding …"), or with the outline of the letter where prose turns to another of its topics.
    """
    offsets = [0]
    for line in mail.text.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    found: list[Passage] = []
    quoted: list[str] = []
    carried = ""
    at = 0
    while at < len(lines):
        if lines[at].kind == "quote":
            quoted.append(lines[at].text)
            at += 1
            continue
        if lines[at].kind != "own":
            if lines[at].kind in ("header", "attribution", "signature", "footer"):
                carried = (
                    ""  # another message or the end of this one: what follows does not stand under the quote
                )
            at += 1
            continue
        end = _run_end(lines, at)
        if quoted:
            carried = "\n".join(quoted).strip()[-MAX_QUOTED:]
            quoted = []
        for first, last in _split(lines, at, end, carried, outline):
            text = mail.text[offsets[first] : offsets[last + 1] - 1]
            lead = len(text) - len(text.lstrip())
            text = text.strip()
            start = offsets[first] + lead
            found.append(
                Passage(len(found) + 1, start, start + len(text), first + 1, last + 1, text, carried)
            )
        at = end + 1
    return tuple(found)


def _run_end(lines: list[Line], at: int) -> int:
    """Return the last line of the run of own lines that begins at `at`; blank lines inside belong to it."""
    last = at
    for n in range(at + 1, len(lines)):
        if lines[n].kind == "own":
            last = n
        elif lines[n].kind != "blank":
            break
    return last


def _split(
    lines: list[Line], first: int, last: int, quoted: str, outline: Outline | None
) -> list[tuple[int, int]]:
    """Cut a run where a line is labelled as the next answer; return first and last line of each piece.

    A greeting before the first label goes with the piece after it.
    """
    cuts = [first]
    before, announced = "", False
    short_quote = bool(quoted) and len(quoted.split()) < 400
    found = likeness.index(outline) if not quoted and outline and outline.topics else None
    for n in range(first, last + 1):
        sort = labels.opens(lines[n].words) if lines[n].kind == "own" else ""
        fresh = n == first or lines[n - 1].kind != "own"
        ends_in_colon = lines[n].words.endswith((":", "："))
        if lines[n].kind == "own" and not sort and (ends_in_colon or (fresh and lines[n].text[:1].strip())):
            announced = ends_in_colon and not _answers().search(folded(lines[n].words))
        # Under a short quotation, or below "there are three:", a number counts something inside one answer.
        inside = sort == "number" and (announced or short_quote)
        sequel = sort == "number" and bool(re.match(r"\W*\d", lines[n].words)) and len(cuts) > 1
        before = sort
        headed = (
            found is not None
            and not sort
            and lines[n].kind == "own"
            and likeness.heads(found, lines[n].words)
        )
        if (headed or (sort and not inside and (fresh or before or sequel))) and n > first:
            cuts.append(n)
    if len(cuts) == 1 and found:
        cuts = _turns(lines, first, last, found)
    pieces: list[tuple[int, int]] = []
    for start, after in zip(cuts, [*cuts[1:], last + 1], strict=True):
        end = after - 1
        while end > start and lines[end].kind != "own":
            end -= 1
        pieces.append((start, end))
    text = "\n".join(line.words for line in lines[pieces[0][0] : pieces[0][1] + 1])
    if len(pieces) > 1 and footers.only_courtesy(text):
        pieces[:2] = [(pieces[0][0], pieces[1][1])]
    return pieces


def _turns(lines: list[Line], first: int, last: int, found: likeness.Index) -> list[int]:
    """Return the lines where unlabelled prose turns to another thing that the letter asks, by the words it
    uses.
    """
    cuts, topic, start = [first], -1, first
    for n in range(first, last + 2):
        if n <= last and lines[n].kind == "own":
            continue
        words = likeness.folded(" ".join(line.text for line in lines[start:n]))
        marks = likeness.resemblance(found, words)
        best, runner_up = sorted(marks, reverse=True)[:2] if len(marks) > 1 else (*marks, 0.0)
        if len(words) >= 6 and best >= 0.5 and best - runner_up >= 0.12:
            turned = marks.index(best)
            if topic not in (-1, turned):
                cuts.append(start)
            topic = turned
        start = n + 1
    return cuts
