"""The wait between two attempts at a server grows, is spread, stays bounded, and is longer for a busy server."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.workflow.backoff import CEILING, delay

chances = st.floats(min_value=0, max_value=1, exclude_max=True)


def test_each_failure_in_a_row_doubles_the_wait() -> None:
    waits = [delay(attempt, 1.0, 1.0, 0.0) for attempt in range(1, 9)]
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 64]


def test_a_busy_server_is_given_more_time() -> None:
    assert delay(1, 1.0, 8.0, 0.5) == 8 * delay(1, 1.0, 1.0, 0.5)
    assert delay(20, 1.0, 8.0, 0.5) > CEILING


@given(st.integers(min_value=1, max_value=10_000), st.floats(0.01, 60), st.sampled_from([1.0, 8.0]), chances)
def test_the_wait_is_bounded_and_never_nothing(
    attempt: int, pause: float, patience: float, chance: float
) -> None:
    wait = delay(attempt, pause, patience, chance)
    assert pause / 2 <= wait <= (CEILING if patience == 1 else 6 * CEILING)
    assert wait <= delay(attempt + 1, pause, patience, chance)


@given(st.integers(min_value=1, max_value=40), chances, chances)
def test_folders_that_failed_at_once_come_back_one_by_one(attempt: int, one: float, two: float) -> None:
    first, second = delay(attempt, 1.0, 1.0, min(one, two)), delay(attempt, 1.0, 1.0, max(one, two))
    assert first <= second <= 2 * first
    assert delay(attempt, 1.0, 1.0, 0.75) > 1.3 * delay(attempt, 1.0, 1.0, 0.25) - 1e-9
