"""Each leg has a clock: silence, attempts, and what is due since when; the record's days decide, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from leg_mail import LETTER_ID, OURS, take
from workspaces import LIST, SUBJECT, found, holds

from tracker.errors import BadUse
from tracker.record.views import LegClock, LegView
from tracker.workflow import board, legclock, legsaid, letters, triage
from tracker.workflow.legclock import clock
from tracker.workflow.workspace import Workspace

DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def leg(
    state: str = "waiting",
    attempts: Sequence[datetime] = (DAY,),
    due: str = "",
    heard: datetime | None = None,
) -> LegView:
    return LegView("G1", "L1", "a list", state, due, at(5, 20), "", ("C1",), (), tuple(attempts), heard)


@pytest.mark.parametrize(
    ("view", "now", "due", "on"),
    [
        (leg(), at(6, 30), "", date(2026, 7, 1)),
        (leg(), at(7, 1), "reminder", date(2026, 7, 1)),
        (leg(attempts=(DAY, at(6, 20))), at(7, 1), "", date(2026, 7, 20)),
        (leg(attempts=()), at(6, 19), "reminder", date(2026, 6, 19)),
        (leg("promised", due="2026-06-10"), at(6, 10), "", date(2026, 6, 11)),
        (leg("promised", due="2026-06-10"), at(6, 11), "promise", date(2026, 6, 11)),
        (leg("awaiting us", heard=at(6, 5)), at(6, 5), "answer", date(2026, 6, 5)),
        *(
            (leg(state, heard=at(6, 5)), at(12, 31), "", None)
            for state in ("answered", "redirected", "closed")
        ),
    ],
)
def test_what_is_due_since_when(view: LegView, now: datetime, due: str, on: date | None) -> None:
    told = clock(view, declined=False, remind_after=30, now=now)
    assert (told.due, told.on) == (due, on)
    assert bool(told.why) == (on is not None)


def test_silence_is_counted_from_who_wrote_last() -> None:
    assert clock(leg(), False, 30, at(6, 11)).silent_days == 10
    assert clock(leg(heard=at(6, 10)), False, 30, at(6, 11)).silent_days == 1
    assert clock(leg(attempts=()), False, 30, at(6, 11)).silent_days == 22
    assert clock(leg(), False, 30, at(5, 1)).silent_days == 0  # a clock that goes back


def test_a_leg_whose_questions_were_all_declined_is_at_rest() -> None:
    told = clock(leg(), declined=True, remind_after=30, now=at(12, 31))
    assert (told.due, told.on) == ("", None)
    assert "declined" in told.why


def test_zero_days_mean_never() -> None:
    assert clock(leg(), False, 0, at(12, 31)).due == ""


def only(ws: Workspace, now: datetime) -> LegClock:
    (found,) = (one for one in legclock.clocks(ws, now) if one.leg == "G1")
    return found


def test_a_message_of_ours_starts_the_clock_anew(opened: Workspace) -> None:
    letters.set_letter(
        opened, message_id=LETTER_ID, subject=SUBJECT.removeprefix("Re: "), date="2026-06-01", to=LIST
    )
    assert only(opened, at(7, 10)).due == "reminder"
    path = opened.root / "tracker.toml"
    path.write_text(path.read_text() + 'ours = ["sample.researcher@example.org"]\n', encoding="utf-8")
    ws = Workspace.open(opened.root)
    take(ws, "A reminder.\n", OURS, "<o@example.org>", In_Reply_To=f"<{LETTER_ID}>", subject=SUBJECT)
    told = only(ws, at(7, 10))
    assert (told.due, told.on, told.attempts) == ("", date(2026, 8, 1), 2)
    assert only(ws, at(8, 1)).due == "reminder"
    ws.close()


def test_what_a_person_says_of_a_leg_counts_until_it_is_taken_back(opened: Workspace) -> None:
    legsaid.say(opened, "g1", "promised", "2026-06-10", "They wrote so.")
    assert only(opened, at(6, 11)).due == "promise"
    assert board.board(opened).legs[0].due == "2026-06-10"
    legsaid.say(opened, "G1", "awaiting-us", reason="They asked what a gate is.")
    assert only(opened, datetime(2100, 1, 1, tzinfo=UTC)).due == "answer"
    legsaid.say(opened, "G1", "closed", reason="They are done.")
    assert only(opened, at(12, 31)).due == ""
    legsaid.say(opened, "G1", "open", reason="They are not.")
    assert board.board(opened).legs[0].state == "waiting"
    assert holds(opened)


@pytest.mark.parametrize(
    "said",
    [
        ("G1", "promised", "", "why"), ("G1", "promised", "soon", "why"), ("G1", "closed", "2026-06-10", "why"),
        ("G1", "closed", "", " "), ("G1", "answered", "", "why"), ("G9", "closed", "", "why"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_changes_nothing(opened: Workspace, said: tuple[str, str, str, str]) -> None:
    with pytest.raises(BadUse) as refused:
        legsaid.say(opened, *said)
    assert refused.value.hint
    assert board.board(opened).legs[0].state == "waiting"


def test_declining_every_question_of_a_leg_stops_its_reminders(answered: Workspace) -> None:
    found(answered, "Q3", "redirect", passages=("R12.1",), redirect_to="release-contact@example.org")
    late = datetime(2100, 1, 1, tzinfo=UTC)
    assert [one.due for one in legclock.clocks(answered, late)] == ["", "reminder"]
    triage.set_authority(answered, "R13", "A", "the samples' own role map")
    for part in ("Q3", *(one.row.id for one in board.question(answered, "Q3").parts)):
        found(answered, part, "decline", passages=("R13.1",))
    assert [one.due for one in legclock.clocks(answered, late)] == ["", ""]
