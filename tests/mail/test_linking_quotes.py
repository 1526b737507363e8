"""A passage is linked to the paragraph quoted above it, whatever mail programs did to the quotation."""

from __future__ import annotations

import pytest
from mail_samples import ASKED, ATTRIBUTION, OUTLINE, first, quote, reading

ANSWERS = ("That is correct.", "Not quite; see the contributor guide.", "We would put it differently.")


def inline(paragraphs: tuple[int, ...], **how: object) -> str:
    blocks = [f"{quote(n, **how)}\n\n{ANSWERS[n % 3]}\n" for n in paragraphs]  # type: ignore[arg-type]
    return ATTRIBUTION + "\n\n" + "\n".join(blocks)


@pytest.mark.parametrize("width", [200, 76, 72, 66, 60])
def test_inline_answers_find_their_paragraphs_however_the_quote_is_wrapped(width: int) -> None:
    found = reading(inline(ASKED, width=width))
    assert [first(one) for one in found] == list(ASKED)
    assert all(one.answers[0].how == "quote" and one.answers[0].score > 0.8 for one in found)
    assert [one.passage.text for one in found] == [ANSWERS[n % 3] for n in ASKED]


@pytest.mark.parametrize("words", [40, 20, 12, 9])
def test_a_truncated_quote_still_tells_its_paragraph(words: int) -> None:
    found = reading(inline(ASKED, words=words))
    assert [first(one) for one in found] == list(ASKED)


@pytest.mark.parametrize("mark", [">", "> > ", ">> ", " > ", ">>> "])
def test_marks_of_any_shape_and_depth_are_quotation(mark: str) -> None:
    assert [first(one) for one in reading(inline(ASKED, mark=mark))] == list(ASKED)


def test_a_quote_that_lost_its_marks_is_known_from_the_letter() -> None:
    found = reading(inline(ASKED, mark=""))
    assert [one.passage.text for one in found] == [ANSWERS[n % 3] for n in ASKED]
    assert [first(one) for one in found] == list(ASKED)


def test_lines_of_a_quote_that_lost_their_marks_in_wrapping_are_not_the_responders() -> None:
    lines = quote(7, 72).split("\n")
    broken = []
    for line in lines:
        head, _, tail = line.rpartition(" ")
        broken += [head, tail]
    found = reading("\n".join(broken) + "\n\nAgreed.\n")
    assert [one.passage.text for one in found] == ["Agreed."]
    assert first(found[0]) == 7


def test_small_edits_in_the_quote_are_tolerated() -> None:
    edited = quote(14).replace("Testgrid", "TestGrid dashboards").replace("infer", "deduce").replace("“", '"')
    found = reading(edited.replace("’", "'") + "\n\nYes.\n")
    assert first(found[0]) == 14


def test_the_last_of_several_quoted_paragraphs_is_the_one_answered() -> None:
    found = reading(f"{quote(4)}\n>\n{quote(5)}\n\nThe order of the two labels is not fixed.\n")
    assert first(found[0]) == 5
    assert {answer.paragraph for answer in found[0].answers} == {4, 5}


def test_an_answer_below_the_whole_letter_is_not_tied_to_its_last_words() -> None:
    whole = "\n>\n".join(quote(n) for n in range(len(OUTLINE.paragraphs)))
    found = reading(f"{whole}\n\nThank you for asking. We have discussed this in the meeting.\n")
    assert found[0].answers == ()


def test_a_standing_offer_can_be_answered_though_it_asks_nothing() -> None:
    found = reading(f"{quote(19)}\n\nPlease ask SIG Release instead.\n")
    assert (first(found[0]), found[0].answers[0].question) == (19, None)
    assert found[0].suggestion.effect == "redirect"


def test_words_that_open_several_paragraphs_are_shown_as_ambiguous() -> None:
    found = reading("> we understand that Kubernetes has publicly documented\n\nRight.\n")
    assert {answer.paragraph for answer in found[0].answers} >= {5, 7}


def test_a_nested_answer_of_somebody_else_keeps_the_paragraph_it_was_about() -> None:
    body = f"{quote(6, mark='> > ')}\n>\n> I think that is too strong.\n\nI see it the same way.\n"
    assert first(reading(body)[0]) == 6


def test_a_quote_that_goes_on_is_linked_with_less_certainty() -> None:
    body = f"{quote(6)}\n\nYes.\n\n> And another thing entirely, from somebody else.\n\nThat too.\n"
    second = reading(body)[1]
    assert first(second) == 6
    assert second.answers[0].score < 0.6


def test_a_quotation_of_something_else_is_linked_to_nothing() -> None:
    assert reading("> Shall we move the meeting to Thursday at noon?\n\nFine with me.\n")[0].answers == ()


def test_every_answer_shows_its_reason() -> None:
    assert "paragraph 8" in reading(quote(8) + "\n\nYes.\n")[0].answers[0].reason
