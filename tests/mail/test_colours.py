"""HTML mail in which colour alone tells the answers from what was asked."""

from __future__ import annotations

import pytest
from mail_samples import OUTLINE, first, reading, texts

HEADER = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>'
    "<b>From:</b> Sample Writer &lt;writer@example.org&gt;<br><b>Sent:</b> Monday, May 4, 2026 10:12<br>"
    "<b>To:</b> steering@example.org<br><b>Subject:</b> Clarification</p></div>"
)
HTML = "text/html; charset=utf-8"


def para(text: str, style: str = "") -> str:
    return f'<p class="MsoNormal"><span style="{style}">{text}</span></p>'


ANSWERED = ("The first sentence is right, the second is not.", "This is for SIG Release to say.")


def body(style: str) -> str:
    return (
        para("Answers in red below.")
        + HEADER
        + para(OUTLINE.paragraphs[4])
        + para(ANSWERED[0], style)
        + para(OUTLINE.paragraphs[13])
        + para(ANSWERED[1], style)
    )


@pytest.mark.parametrize("style", ["color:red", "color:#C00000", "color: rgb(192, 0, 0)", ""])
def test_answers_below_bare_paragraphs_stand_under_what_they_answer(style: str) -> None:
    found = reading(body(style), kind=HTML)
    answers = [one for one in found if one.passage.text in ANSWERED]
    assert [one.passage.text for one in answers] == list(ANSWERED)
    assert [first(one) for one in answers] == [4, 13]


def test_without_the_letter_the_colour_tells() -> None:
    assert texts(body("color:red"), letter=False, kind=HTML) == ["Answers in red below.", *ANSWERED]


def test_an_answer_that_goes_on_behind_a_quoted_sentence_is_parted_from_it() -> None:
    mixed = (
        f'{para("Below, in blue.")}{HEADER}<p>{OUTLINE.paragraphs[5]} <span style="color:blue">{ANSWERED[0]}</span></p>'
        f"<p>{OUTLINE.paragraphs[6]}</p>"
    )
    assert texts(mixed, kind=HTML) == ["Below, in blue.", ANSWERED[0]]


def test_a_word_in_colour_does_not_cut_a_sentence() -> None:
    own = 'Only the <span style="color:red">second</span> sentence is right.'
    assert texts(f"<p>{own}</p>", kind=HTML) == ["Only the second sentence is right."]


def test_a_rule_down_the_left_marks_what_was_asked() -> None:
    asked = f'<div style="border-left: 2px solid #ccc; padding-left: 8px">{OUTLINE.paragraphs[5]}</div>'
    found = reading(f"{asked}<p>{ANSWERED[0]}</p>", kind=HTML)
    assert [(one.passage.text, first(one)) for one in found] == [(ANSWERED[0], 5)]


def test_a_word_of_the_letter_can_be_an_answer_and_its_own_short_lines_are_not() -> None:
    answered = (
        HEADER
        + "<p>Hello.</p>"
        + para(OUTLINE.paragraphs[5])
        + para("OK", "color:blue")
        + para(OUTLINE.paragraphs[6])
    )
    assert texts(para("Answers in blue.") + answered, kind=HTML) == ["Answers in blue.", "OK"]
