"""The words, bars and gap states that lists and reports show."""

from __future__ import annotations

import itertools

import pytest

from tracker.claims.levels import GapStatus, Level, worst_gap


def test_a_level_shows_its_name_its_phrase_and_as_many_cells_as_it_is_high() -> None:
    assert [level.label for level in Level] == [
        *("contradicted", "insufficient", "partial", "apparent", "documented", "corroborated")
    ]
    assert Level.APPARENT.bar == "▰▰▰▱▱"
    assert (Level.CONTRADICTED.bar, Level.CORROBORATED.bar) == ("▱▱▱▱▱", "▰▰▰▰▰")
    assert Level.DOCUMENTED.phrase == "publicly documented"
    assert Level.CONTRADICTED.phrase == ""
    assert Level.INSUFFICIENT.takes == "nothing"
    assert "uncontested" in Level.DOCUMENTED.takes


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ([], None),
        ([None, None], None),
        ([None, GapStatus.CLOSED], GapStatus.CLOSED),
        ([GapStatus.CLOSED, GapStatus.STANDING], GapStatus.STANDING),
        ([GapStatus.STANDING, GapStatus.DECLINED], GapStatus.DECLINED),
        ([GapStatus.DECLINED, GapStatus.NARROWED], GapStatus.NARROWED),
        ([GapStatus.NARROWED, GapStatus.SOURCE_PENDING], GapStatus.SOURCE_PENDING),
        ([GapStatus.SOURCE_PENDING, GapStatus.OPEN, None], GapStatus.OPEN),
    ],
)
def test_a_question_shows_the_worst_gap_open_first(
    statuses: list[GapStatus | None], worst: GapStatus | None
) -> None:
    assert {worst_gap(order) for order in itertools.permutations(statuses)} == {worst}
