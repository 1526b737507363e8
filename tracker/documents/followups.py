"""The words of a follow-up: thanks, what changed and why, what is still open, asked once; wrapped for plain mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tracker.claims.attribution import MONTHS, written
from tracker.claims.levels import GapStatus, Level
from tracker.text import clean, clean_line

WIDTH = 72  # columns, so that a quoted line still fits (RFC 5322, section 2.1.1, recommends 78)
_DAYS = 6  # days of answers that are named in the thanks
_EFFECTS = {
    "confirm": "confirmed as worded",
    "upgrade": "public material carries more than we had said",
    "downgrade": "public material carries less than we had said",
    "restate": "reworded",
    "restate (narrower)": "reworded more narrowly",
    "restate (terminology)": "reworded with the right terms",
    "restate (broader)": "reworded more broadly",
    "restate (corrected)": "corrected",
    "restate (split)": "split into parts",
    "pointer": "a source was named, which we have still to read",
    "redirect": "another contact was named, whom we will ask",
    "decline": "not to be discussed in public; we infer nothing from that",
}
_STATED = {
    GapStatus.SOURCE_PENDING: "A source was named, and we have still to read it; nothing is asked of you.",
    GapStatus.STANDING: "It stands as a gap of public material; nothing is asked of you.",
    GapStatus.DECLINED: "It stays as it is. Nothing is asked here any more, and we infer nothing.",
}
ASKED = frozenset({GapStatus.OPEN, GapStatus.NARROWED})
"""The states of a gap in which somebody is asked about it."""


@dataclass(frozen=True)
class Found:
    """One finding as its reader may know it: effects as the record names them, why ("" untold), what it rests on."""

    effects: tuple[str, ...]
    reason: str = ""
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """What is reported of a question or part: the findings, and the claim before and now.

    Without findings only the state of the claim is told, which is public in any case.
    """

    token: str
    title: str
    found: tuple[Found, ...]
    wording_before: str
    wording_now: str
    level_before: int
    level_now: int
    gap_before: str = ""
    gap_now: str = ""


@dataclass(frozen=True)
class Pending:
    """What is open, or stated as a gap, of a question or part; `status` is "" where a claim is asked about."""

    token: str
    title: str
    status: str
    text: str

    @property
    def asked(self) -> bool:
        """Whether the reader is asked anything."""
        return not self.status or self.status in ASKED


@dataclass(frozen=True)
class FollowUp:
    """All that a follow-up says. `kind`: a report of what was found; a reminder where an answer is missing; an answer
    to who asked back. `heard` are the days of their messages, `wrote` when we first wrote and `again` when last, where
    that was later; `sent` is True where the first message was the letter. `name` greets one person.
    """

    kind: Literal["report", "reminder", "answer"]
    title: str
    public: bool
    name: str = ""
    heard: tuple[datetime, ...] = ()
    wrote: datetime | None = None
    again: datetime | None = None
    sent: bool = False
    url: str = ""
    changed: tuple[Changed, ...] = ()
    unchanged: tuple[tuple[str, str, int], ...] = ()  # (token, title, level)
    pending: tuple[Pending, ...] = ()
    sign: str = ""


def day(at: datetime) -> str:
    """Return a day as a letter names it: 4 May 2026."""
    return written(at.date(), "en")


def body(said: FollowUp) -> str:
    """Return the text of the mail: lines of at most 72 columns, but for addresses of pages, which stay whole."""
    lines = [f"Hello {clean_line(said.name)},".replace(" ,", ","), ""]
    lines += _opening(said)
    if said.changed:
        lines += _heading("What changed")
        for one in said.changed:
            lines += [*_changed(one), ""]
    if said.unchanged:
        lines += _heading("What is unchanged")
        for token, title, level in said.unchanged:
            lines += _wrapped(f"[{token}] {title}: level {_level(level)}", hanging="     ")
        lines.append("")
    lines += _open(said)
    lines += _closing(said)
    return "\n".join(lines) + "\n"


def _opening(said: FollowUp) -> Iterator[str]:
    if said.kind == "reminder":
        about = f"our letter “{said.title}”"
        if said.heard:
            text = (
                f"{_thanks(said)}. On some questions of {about} you meant to tell us more. We have not heard "
                "more so far, and would be glad to."
            )
        elif said.wrote is None:
            text = (
                f"we are looking for the right contact for some questions of {about}, and hope for your help."
            )
        else:
            wrote = f"on {day(said.wrote)} we {'sent' if said.sent else 'wrote to you about'} {about}"
            again = f", and on {day(said.again)} we wrote again" if said.again else ""
            text = f"{wrote}{again}. We have no answer so far, and would be glad of one."
        if said.url:
            text += f" The letter can be read at <{said.url}>."
        yield from _wrapped(text)
    else:
        yield from _wrapped(f"{_thanks(said)}.")
    yield ""
    if said.kind == "report":
        told = "Below is what we changed, and why, and what is still open. " if said.changed else ""
        named = f"Tokens such as [{_example(said)}] name a question"
        yield from _wrapped(f"{told}{named}: an answer that quotes one tells us what it is about.")
        yield ""


def _thanks(said: FollowUp) -> str:
    where = " on this list" if said.public else ""
    thanks = f"thank you for your {_answers(said)}{where}"
    return f"{thanks} {_on(said.heard)}" if said.heard else thanks


def _answers(said: FollowUp) -> str:
    return "answers" if len(said.heard) > 1 else "answer"


def _example(said: FollowUp) -> str:
    """A token of this very mail: one that it only mentioned would count as written about."""
    return next(iter([*(one.token for one in said.changed), *(one.token for one in said.pending), "C2"]))


def _on(days: Sequence[datetime]) -> str:
    """The days of answers, those of a month together, the first few of many."""
    named = list(dict.fromkeys((one.year, one.month, one.day) for one in sorted(days)))
    months: dict[tuple[int, int], list[str]] = {}
    for year, month, number in named[:_DAYS]:
        months.setdefault((year, month), []).append(str(number))
    told = [
        f"{_listed(numbers)} {MONTHS['en'][month - 1]} {year}" for (year, month), numbers in months.items()
    ]
    return f"of {_listed(told)}{', and later' if len(named) > _DAYS else ''}"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _heading(title: str) -> list[str]:
    return [title, "=" * len(title), ""]


def _changed(one: Changed) -> Iterator[str]:
    yield from _wrapped(f"[{one.token}] {one.title}", hanging="     ")
    for found in one.found:
        yield ""
        yield from _labelled(
            "Found", "; ".join(_EFFECTS.get(effect, _bare(effect)) for effect in found.effects)
        )
        if found.reason:
            yield from _labelled("Why", found.reason)
        if found.grounds:
            yield from _labelled("It rests on", "; ".join(found.grounds))
    yield ""
    if one.wording_before == one.wording_now:
        yield from _labelled("Wording, unchanged", one.wording_now)
    else:
        yield from _labelled("Wording before", one.wording_before)
        yield from _labelled("Wording now", one.wording_now)
    before, now = _level(one.level_before), _level(one.level_now)
    yield from _labelled("Level", f"{now}, unchanged" if before == now else f"{before} before, {now} now")
    if one.gap_before != one.gap_now:
        yield from _labelled("Gap", f"{one.gap_before or 'none'} before, {one.gap_now or 'none'} now")


def _bare(effect: str) -> str:
    """A downgrade names its concern in brackets: the concern stays."""
    name, _, detail = effect.partition(" ")
    return f"{_EFFECTS.get(name, name)} {detail}".strip()


def _open(said: FollowUp) -> Iterator[str]:
    asked = [one for one in said.pending if one.asked]
    stated = [one for one in said.pending if not one.asked]
    if asked:
        yield from _heading("What is still open")
        yield from _wrapped(" ".join(_questions(asked)))
        yield ""
        for one in asked:
            yield from _wrapped(f"[{one.token}] {one.title}", hanging="     ")
            label = f"Gap ({one.status})" if one.status else "We say"
            yield from _labelled(label, one.text or "public material does not show it")
            yield ""
    if stated:
        yield from _heading("What we do not ask about")
        for one in stated:
            yield from _wrapped(f"[{one.token}] {one.title}", hanging="     ")
            yield from _labelled(f"Gap ({one.status})", one.text or "as above")
            yield from _wrapped(_STATED.get(GapStatus(one.status), ""), "  ")
            yield ""


def _questions(asked: Sequence[Pending]) -> Iterator[str]:
    """What is asked, once for all that it is asked of."""
    if any(one.status for one in asked):
        yield (
            "Of each gap below we ask: is there a public document that shows it, or can you tell us that there is none?"
        )
    if any(not one.status for one in asked):
        yield "Of each sentence that we say: is it accurate?"


def _closing(said: FollowUp) -> Iterator[str]:
    if said.kind == "report":
        taken = f"your {_answers(said)} {'were' if len(said.heard) > 1 else 'was'} taken up"
        text = (
            f"Are you satisfied with how {taken}? A word is enough, such as "
            f"“[{_example(said)}] satisfied”; if you are not, please tell us what we got wrong."
        )
    else:
        text = (
            "A short answer under its token is enough, and so is the name of somebody better placed. If "
            "something is not to be discussed in public, we only want to know that."
        )
    yield from _wrapped(text)
    yield ""
    yield "Kind regards"
    if said.sign:
        yield clean_line(said.sign)


def _level(number: int) -> str:
    return f"{number} ({Level(number).label})"


def _labelled(label: str, text: str) -> Iterator[str]:
    """One fact under its label, whose further lines stand in."""
    blocks = [clean_line(block) for block in clean(text).split("\n\n") if block.strip()] or ["(none)"]
    yield from _wrapped(f"{label}: {blocks[0]}", "  ", "    ")
    for block in blocks[1:]:
        yield from _wrapped(block, "    ", "    ")


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """Wrap at spaces; a page's address is never broken, a run of letters that knows no spaces is."""
    further = indent if hanging is None else hanging
    found = []
    for line in textwrap.wrap(
        clean_line(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        if len(line) > WIDTH and not line.isascii():
            found += textwrap.wrap(
                line, WIDTH, initial_indent=line[: len(line) - len(line.lstrip())], subsequent_indent=further
            )
        else:
            found.append(line)
    return found
