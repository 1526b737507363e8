"""A passage that speaks of one step of a chained claim says so; one that speaks of all answers the whole."""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, LETTER, mail, quote

from tracker.mail.outline import Outline, Topic
from tracker.mail.reading import read

WHOLE = Outline.from_text(LETTER)
STEPS = (
    ("C2.1", "Contributor licence agreement. External contributors first pass through the CLA."),
    ("C2.2", "Access to testing. External contributors pass through /ok-to-test to enter testing resources."),
    ("C2.6", "Prow. A change then proceeds through Prow before code enters the merge pool."),
    (
        "C2.7",
        "Tide and related status checks. A change then proceeds through Tide before code enters the pool.",
    ),
)
SECOND = Topic("C2", (5,), "Gated acceptance", WHOLE.paragraphs[5], STEPS)
OUTLINE = Outline(WHOLE.paragraphs, tuple(SECOND if 5 in one.paragraphs else one for one in WHOLE.topics))


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Tide is not a status check, it is what merges.", "C2.7"),
        ("Members skip /ok-to-test.", "C2.2"),
        ("Prow only runs the jobs; what decides about the merge is Tide.", "C2.6"),
        ("[C2.1] That is signed once, for all repositories.", "C2.1"),
        ("The CLA and /ok-to-test are two different things.", ""),
        ("This is right.", ""),
    ],
)
def test_the_part_that_is_named_first_is_told_with_its_words(said: str, part: str) -> None:
    (one,) = read(mail(f"{ATTRIBUTION}\n{quote(5)}\n\n{said}\n"), OUTLINE).passages
    best = one.answers[0]
    assert (best.question, best.part) == ("C2", part)
    assert (f"perhaps part {part}" in best.reason) == bool(part)
