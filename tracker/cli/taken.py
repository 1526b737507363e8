"""How messages that were taken in are reported: a line for each that is news, and the counts of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.cli import output

if TYPE_CHECKING:
    from tracker.workflow.received import Taken


def show(items: Sequence[Taken], style: str = "") -> None:
    """Print what became of each message; those that were known are not mentioned."""
    for one in items:
        line = _line(one)
        if line:
            output.say(line, "yellow" if one.outcome == "unreadable" else style)


def counts(items: Sequence[Taken]) -> str:
    """Return how many messages met each outcome."""
    number = Counter(one.outcome for one in items)
    copies = output.many(number["copy"], "further copy", "further copies")
    return (
        f"{number['new']} new, {copies}, {number['known']} known, {number['unsorted']} unsorted, "
        f"{number['unreadable']} unreadable"
    )


def _line(one: Taken) -> str:
    if one.outcome == "unreadable":
        return f"{one.label}: not read, kept aside: {one.reason}"
    if one.outcome == "unsorted":
        return f"{one.label}: {one.reply}, unsorted: it belongs to no letter; see `tracker replies attach`"
    if one.outcome == "copy":
        return f"{one.label}: another copy of {one.reply}"
    if one.outcome != "new":
        return ""
    if one.kind == "ours" and one.reason:  # the letter itself: what could be set from it
        return f"{one.label}: {one.reply} (ours): {one.reason}"
    answers = f", seems to answer {', '.join(one.questions)}" if one.questions else ""
    return f"{one.label}: {one.reply} ({one.kind}), {output.many(one.passages, 'passage')}{answers}"
