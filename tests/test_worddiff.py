"""The difference of two texts by words: nothing lost, nothing invented, and the whole of what both share is kept."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.worddiff import diff, plain

WORDS = st.lists(st.sampled_from(["a", "the", "gate", "gates", ",", " ", "  ", "\n", "-", "’s"]), max_size=30)


@given(WORDS.map("".join), WORDS.map("".join))
def test_both_texts_can_be_had_back(before: str, after: str) -> None:
    runs = diff(before, after)
    assert "".join(run.text for run in runs if run.op != "in") == before
    assert "".join(run.text for run in runs if run.op != "out") == after
    assert all(run.text for run in runs)
    assert all(one.op != "same" or other.op != "same" for one, other in pairwise(runs))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("one two three", "one two three", "one two three"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("one two three", "one 2 three", "one [-two-]{+2+} three"),
        ("one two", "one two three", "one two{+ three+}"),
        ("one two three", "two three", "[-one -]two three"),
        ("the gate and the gate", "the gate", "the gate[- and the gate-]"),
        ("a b c d", "x b c y", "[-a-]{+x+} b c [-d-]{+y+}"),
    ],
)
def test_a_change_is_shown_in_its_place(before: str, after: str, shown: str) -> None:
    assert plain(diff(before, after)) == shown
