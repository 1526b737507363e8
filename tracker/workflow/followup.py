"""Follow-ups: the mail that thanks, says what changed and why, and asks what is still open; drafted, never sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.documents import drafts
from tracker.documents.drafts import Draft
from tracker.errors import BadUse, TrackerError
from tracker.record import queries
from tracker.record.models import Letter
from tracker.text import clean_line
from tracker.workflow import lookup
from tracker.workflow.followup_desk import Conversation, Desk, Drafted
from tracker.workflow.followup_guard import refuse_private_words
from tracker.workflow.workspace import Workspace

__all__ = ["Conversation", "Drafted", "Skipped", "check", "conversations", "draft", "draft_one"]


@dataclass(frozen=True)
class Skipped:
    """A thread that has something to report and no draft, and why."""

    key: str
    error: TrackerError


def conversations(
    ws: Workspace, letter: str | None = None, now: datetime | None = None
) -> tuple[Conversation, ...]:
    """Return the threads of a letter, or of all of them, with what there is to say in each."""
    with ws.database.reading() as session:
        desk = Desk(ws, session, now)
        letters = [lookup.letter(session, letter)] if letter else queries.live(session, Letter)
        return tuple(
            desk.conversation(thread) for one in letters for thread in desk.threads.of_letter(one.id)
        )


def draft(
    ws: Workspace,
    leg: str = "",
    questions: Sequence[str] = (),
    letter: str | None = None,
    sender: str = "",
    to: str = "",
    account: str = "",
    now: datetime | None = None,
) -> tuple[tuple[Drafted, ...], tuple[Skipped, ...]]:
    """Draft the follow-up of each thread that has something to report, or of those that `leg` names (`G1`, `G1/P3`).

    A thread that is named gets a reminder where nobody answered yet, and only what `questions` name where any are
    given, reported before or not. `sender` and `to` stand in for what is not known; else the address of ours that the
    newest answer was written to is taken, or that of `account`. BadUse says what is missing, RuleRefused that the
    draft would repeat a private message; where there are several threads those are skipped and told.
    """
    made: list[Drafted] = []
    skipped: list[Skipped] = []
    with ws.database.reading() as session:
        desk = Desk(ws, session, now, clean_line(sender), clean_line(to).lower(), account)
        chosen = [lookup.question(session, one).id for one in questions]
        named = tuple(desk.named(clean_line(leg), letter)) if leg else ()
        if to and len(named) != 1:
            raise BadUse(
                "A recipient goes with one draft.", "name its leg, as in `tracker follow-up G1 --to ADDRESS`"
            )
        threads = named or tuple(one for one in desk.all(letter) if desk.news(one, chosen))
        for thread in threads:
            try:
                one = desk.draft(thread, chosen)
            except TrackerError as error:
                if len(named) == 1:
                    raise
                skipped.append(Skipped(thread.key, error))
                continue
            if one is not None:
                made.append(one)
    if named and not made and not skipped:
        raise BadUse(
            f"There is nothing new to report in {clean_line(leg)}.",
            "--question C2 reports on a question anew",
        )
    return tuple(made), tuple(skipped)


def draft_one(
    ws: Workspace, key: str, sender: str = "", to: str = "", now: datetime | None = None
) -> Drafted:
    """Draft the follow-up of the one thread that `key` names, as `draft` does; BadUse where nothing is new in it."""
    with ws.database.reading() as session:
        desk = Desk(ws, session, now, clean_line(sender), clean_line(to).lower())
        thread = next((one for one in desk.named(key, None) if one.key == key), None)
        made = desk.draft(thread, ()) if thread is not None else None
    if made is None:
        raise BadUse(
            f"There is nothing new to report in {key}.", "what was reported stays in the conversation"
        )
    return made


def check(ws: Workspace, given: Draft) -> None:
    """Hold a draft that a person edited against what every draft is held against; BadUse or RuleRefused."""
    drafts.check(given)
    with ws.database.reading() as session:
        refuse_private_words(session, {"subject": given.subject, "text": given.body}, given.recipients)
