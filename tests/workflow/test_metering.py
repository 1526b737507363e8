"""The seconds that a fetch says are left: sane at once, and growing only when it really goes slower."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tracker.workflow.metering import Pace


def test_eighty_replies_of_one_batch_are_estimated_as_they_are_taken_in() -> None:
    pace = Pace(0.0)
    said = [pace.left(n, 80, 1.0 + n * 0.25, batch=n == 80) for n in range(81)]
    assert said[7] is None  # less than a tenth
    assert said[8] == pytest.approx(72 * 0.25)
    assert said[40] == pytest.approx(40 * 0.25)
    assert said[80] == 0


def test_replies_in_the_first_batch_of_a_large_folder_do_not_make_hours_of_it() -> None:
    pace = Pace(0.0)
    assert [pace.left(n, 20_000, 1.0 + n * 0.05, batch=False) for n in range(1, 31)] == [None] * 30
    assert pace.left(200, 20_000, 2.5, batch=True) == pytest.approx(2.5 / 200 * 19_800)


def test_between_two_batches_it_only_falls() -> None:
    """Each batch takes two seconds to come; its messages then are decided in next to no time."""
    pace, said = Pace(0.0), []
    for batch in range(5):
        for n in range(1, 201):
            found = pace.left(batch * 200 + n, 1000, (batch + 1) * 2.0 + n * 0.001, batch=n == 200)
            said.append(found)
    told = [one for one in said[199:] if one is not None]
    assert len(told) == 801
    assert max(after - before for before, after in pairwise(told)) < 0.2
    assert told[0] == pytest.approx(8.8)
    assert told[-1] == 0


def test_it_grows_when_a_batch_was_slower_than_those_before() -> None:
    pace = Pace(0.0)
    assert pace.left(200, 1000, 1.0, batch=True) == pytest.approx(4.0)
    assert pace.left(400, 1000, 8.0, batch=True) == pytest.approx(12.0)


def test_nothing_is_said_in_the_first_moment() -> None:
    assert Pace(0.0).left(200, 400, 0.4, batch=True) is None
