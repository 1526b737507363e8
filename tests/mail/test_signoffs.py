"""A name with lines below it at the end is a signature without its dashes; a name alone and a sentence are not."""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, quote, texts

SAID = "That is how it works.\n"
WHO = "Build Steward <steward@example.org>"


def said(tail: str, sender: str = WHO) -> list[str]:
    return texts(f"{ATTRIBUTION}\n{quote(5)}\n\n{SAID}{tail}", From=sender)


@pytest.mark.parametrize(
    "tail",
    [
        "\nRegards,\nBuild Steward\nDepartment of Delivery\n",
        "\nRegards,\nBuild Steward\n\nDepartment of Delivery\n(speaking for nobody else)\n",
        "\nRegards,\nBuild Steward\n+00 000 000 114\nhttps://example.org\n",
        "\nRegards,\n__\nBuild Steward\n",
        "\nRegards,\nSteward\non call until Friday, then gone\n",
    ],
)
def test_a_name_with_lines_below_it_is_no_word_of_the_answer(tail: str) -> None:
    assert said(tail) == [f"{SAID}\nRegards,"]


@pytest.mark.parametrize(
    "tail",
    [
        "\nRegards,\nBuild Steward\n",
        "\nBuild Steward\nOne more thing: the rule is older than the page.\n",
        "\nBuild Steward\n\nP.S. See https://example.org/rules\n",
        "The build steward decides that\nand nobody else does\n",
        "- lgtm\n- approve\n",
    ],
)
def test_a_sentence_below_the_name_and_lines_without_a_name_stay(tail: str) -> None:
    assert said(tail) == [f"{SAID}{tail}".strip()]


def test_a_name_between_two_answers_ends_nothing() -> None:
    body = f"{SAID}Build Steward\nin short\n\n{quote(6)}\n\n{SAID}"
    assert texts(f"{ATTRIBUTION}\n{quote(5)}\n\n{body}", From=WHO)[0] == f"{SAID}Build Steward\nin short"
