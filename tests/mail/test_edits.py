"""What a responder changes inside a quotation is told with the link; what only looks otherwise is not."""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, OUTLINE, quote, reading

from tracker.mail.edits import Change, changes

SECOND = OUTLINE.paragraphs[5]


def edited(*pairs: tuple[str, str]) -> str:
    text = SECOND
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_word_put_for_another_is_told() -> None:
    assert changes(edited(("continuous gated chain", "mostly gated chain")), SECOND) == (
        Change("continuous", "mostly"),
    )


def test_words_put_in_and_taken_out_are_told_in_the_order_of_the_letter() -> None:
    text = edited(("from a reviewer", "from any reviewer or approver"), ("publicly documented", "documented"))
    assert [str(one) for one in changes(text, SECOND)] == [
        "“publicly” taken out",
        "“a” became “any”",
        "“or approver” put in",
    ]


@pytest.mark.parametrize(
    "text",
    [
        SECOND,
        SECOND.upper(),
        SECOND.replace(", ", " ").replace(".", ""),
        SECOND[: len(SECOND) // 2],
        SECOND[len(SECOND) // 3 :],
        " ".join([*SECOND.split()[:12], "[...]", *SECOND.split()[30:]]),
        " ".join([*SECOND.split()[:12], *SECOND.split()[30:]]),
        f"Words of another mail stand before it. {SECOND} And others after it.",
    ],
)
def test_wrapping_case_cuts_and_what_stands_around_change_nothing(text: str) -> None:
    assert changes(text, SECOND) == ()


def test_an_address_that_a_list_hides_is_no_change() -> None:
    letter = "Private reports go to security@example.org and are answered there within a day."
    assert changes(letter.replace("security@example.org", "secu...@example.org"), letter) == ()


def test_the_link_tells_what_was_changed_above_the_passage() -> None:
    body = f"{ATTRIBUTION}\n{quote(5).replace('continuous', 'partly')}\n\nWith that it is right.\n"
    (one,) = reading(body)
    assert one.answers[0].paragraph == 5
    assert "changed in it: “continuous” became “partly”" in one.answers[0].reason
