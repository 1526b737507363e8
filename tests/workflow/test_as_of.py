"""As of a day: what a question was at the end of that UTC day, from the ledger alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from workspaces import found

from tracker.errors import BadUse
from tracker.workflow import board
from tracker.workflow.assess import withdraw
from tracker.workflow.workspace import Workspace


def test_a_question_as_of_each_day_is_what_it_was(opened: Workspace) -> None:
    first = datetime.now(UTC).replace(hour=12)
    days = [(first + timedelta(days=n)).date() for n in range(4)]
    then = {days[0]: board.question(opened, "C1")}

    opened.record.now = lambda: first + timedelta(days=1)
    found(opened, "C1", "downgrade:limitation", level=2, reason="only the committee's repositories")
    then[days[1]] = board.question(opened, "C1")

    opened.record.now = lambda: (first + timedelta(days=2)).replace(
        hour=23, minute=59, second=59, microsecond=999_999
    )
    words = then[days[1]].wording + " The rule names the repositories."
    found(opened, "C1", "restate:narrower", wording=words)
    then[days[2]] = board.question(opened, "C1")

    opened.record.now = lambda: (first + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0)
    withdraw(opened, None, "it does not name them")
    then[days[3]] = board.question(opened, "C1")

    levels = {day: view.row.level for day, view in then.items()}
    assert list(levels.values()) == [3, 2, 2, 2]
    assert then[days[2]].wording == words != then[days[3]].wording
    for day, view in then.items():
        assert board.question(opened, "C1", day) == view, day
    rows = board.questions(opened, days[2])
    assert next(row for row in rows if row.id == "C1") == then[days[2]].row


def test_before_the_first_entry_there_was_no_question(opened: Workspace) -> None:
    before = datetime.now(UTC).date() - timedelta(days=400)
    with pytest.raises(BadUse, match="no question yet"):
        board.question(opened, "C1", before)
    assert board.questions(opened, before) == ()


def test_looking_back_writes_nothing(opened: Workspace) -> None:
    before = board.history(opened)
    board.question(opened, "C1", datetime.now(UTC).date())
    assert board.history(opened) == before
