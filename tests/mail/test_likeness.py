"""What counts as quoting the letter: enough words of one paragraph, in its order, some of them in a row."""

from __future__ import annotations

import pytest

from tracker.mail.likeness import GAP, TELLING, folded, index, quotation
from tracker.mail.outline import Outline

FIRST = " ".join(f"alpha{n}" for n in range(60)) + "."
SECOND = "We understand that " + " ".join(f"beta{n}" for n in range(30)) + " and once more beta3 beta4 beta5."
THIRD = "We understand that " + " ".join(f"gamma{n}" for n in range(30)) + "."
LETTER = index(Outline(paragraphs=(FIRST, SECOND, THIRD), topics=(), letter="L1"))


def alpha(*spans: tuple[int, int]) -> str:
    """Words of the first paragraph, each span from one to before another."""
    return " ".join(f"alpha{n}" for first, end in spans for n in range(first, end))


def said(text: str) -> tuple[int, int] | None:
    """The paragraph that a text quotes, and how many words of it."""
    found = quotation(LETTER, folded(text))
    return (found.paragraph, found.matched) if found else None


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        (alpha((0, 60)), 60),
        (alpha((5, 17)), 12),
        (alpha((5, 11), (14, 20)), 12),  # cut in the middle
        (f"{alpha((5, 11))} {alpha((5, 11))}", 6),  # said twice, counted once
        (f"{alpha((5, 11))} and I would add here that {alpha((11, 17))}", 12),  # words put between
        (alpha((5, 9)) + " alphaX " + alpha((10, 16)), 10),  # a word changed
        (f"> {alpha((5, 9))}\n> {alpha((9, 17))}", 12),  # wrapped anew
        (alpha((5, 17)).upper(), 12),
    ],
)
def test_words_of_a_paragraph_in_its_order_are_a_quotation(text: str, matched: int) -> None:
    assert said(text) == (0, matched)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alpha1 alpha2",
        " some ".join(alpha((n, n + 3)) for n in range(0, 60, 4)),  # threes alone, however many
        " some ".join(alpha((n, n + TELLING - 1)) for n in range(0, 54, TELLING)),
        " ".join(f"alpha{n}" for n in range(59, -1, -1)),  # another order
        "We understand that this is not what was asked for.",
    ],
)
def test_what_two_texts_share_by_chance_is_none(text: str) -> None:
    assert said(text) is None


def test_a_run_that_stands_twice_in_a_paragraph_counts_once() -> None:
    assert said("beta0 beta1 beta2 beta3 beta4 beta5") == (1, 6)


def test_an_opening_that_two_paragraphs_share_counts_for_the_one_that_is_quoted() -> None:
    assert said("We understand that gamma0 gamma1 gamma2 gamma3 gamma4") == (2, 8)


@pytest.mark.parametrize(("between", "matched"), [(GAP - 3, 12), (GAP + 3, 6)])
def test_runs_too_far_apart_are_no_one_quotation(between: int, matched: int) -> None:
    far = " ".join(f"word{n}" for n in range(between))
    assert said(f"{alpha((0, 6))} {far} {alpha((6, 12))}") == (0, matched)
    assert said(f"{alpha((0, 6))} {alpha((6 + between, 12 + between))}") == (0, matched)
