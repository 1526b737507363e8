"""The letter's own words, said by the responder: an answer in them is an answer, a copy of them is quotation."""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, OUTLINE, mail, quote, reading, texts

from tracker.mail.message import open_mail

HTML = "text/html; charset=utf-8"
KEEP = "Yes, interpret such paths using the ordinary mainline gate model."


@pytest.mark.parametrize(
    "answer",
    [
        KEEP,
        "Continue to interpret such paths using the ordinary mainline gate model.",
        "Yes: public materials are insufficient to confirm a unified pre-PR admission regime.",
    ],
)
def test_an_answer_in_the_words_of_the_question_quoted_above_it_is_kept(answer: str) -> None:
    quoted = 12 if "regime" in answer else 16
    assert texts(f"{ATTRIBUTION}\n{quote(quoted)}\n\n{answer}\n") == [answer]


def test_a_piece_of_the_letter_by_itself_is_an_answer() -> None:
    said = "Significant design changes for new features are required to enter the KEP governance process."
    numbered = "2. Public materials are insufficient to confirm a unified pre-PR admission regime."
    assert texts(f"{said}\n") == [said]
    assert texts(f"{numbered}\n") == [numbered]


@pytest.mark.parametrize("answer", ["Yes.", "No.", "Not true.", "Only binaries.", "Wrong, see policy."])
def test_a_short_answer_straight_below_an_unmarked_line_of_the_letter_is_kept(answer: str) -> None:
    assert texts(f"{OUTLINE.paragraphs[5]}\n{answer}\n") == [answer]


def test_two_words_of_the_letter_below_a_header_block_can_be_an_answer() -> None:
    block = (
        "From: N05ec <writer@example.org>\nSent: 4 May 2026\nTo: list@example.org\nSubject: Clarification\n\n"
    )
    said = ["Right, first handled privately.", "KEP governance process."]
    parts = [OUTLINE.paragraphs[4], said[0], OUTLINE.paragraphs[6], said[1]]
    assert texts(block + "\n\n".join(parts) + "\n") == said


def test_the_short_lines_around_a_copy_of_the_letter_are_its_own() -> None:
    copied = "\n\n".join(OUTLINE.paragraphs[:5])
    assert texts(f"That is how I read it too.\n\n{copied}\n") == ["That is how I read it too."]


def test_a_sentence_that_only_the_html_part_has_is_kept() -> None:
    plain, rich = (
        "Claim 3 is right, as we said before.",
        "<p>Claim 3 is right, as we said before.</p><p>But claim 4 is wrong.</p>",
    )
    body = f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{rich}\n--b--\n"
    assert "But claim 4 is wrong." in open_mail(mail(body, kind='multipart/alternative; boundary="b"')).text


def test_answers_written_into_a_quotation_are_kept_where_a_mail_says_nothing_else() -> None:
    page = (
        f"<p>See inline.</p><blockquote><p>{OUTLINE.paragraphs[5]}</p><p style='color:red'>No, they are separate.</p>"
        f"<p>{OUTLINE.paragraphs[6]} <span style='color:red'>Yes, right.</span></p></blockquote>"
    )
    found = [one.passage.text.lstrip("> ") for one in reading(page, kind=HTML)]
    assert found == ["See inline.", "No, they are separate.", "Yes, right."]
    plain = f"{quote(5)}\n> [Jane] No, approve and lgtm are separate.\n{quote(6)}\n"
    assert texts(plain) == ["> [Jane] No, approve and lgtm are separate."]


@pytest.mark.parametrize("remark", ["[JR: only for enhancements!]", "<-- not for bug fixes!"])
def test_a_remark_put_behind_the_last_quoted_words_is_told(remark: str) -> None:
    (one,) = reading(f"{quote(6)} {remark}\n\nOtherwise fine.\n")
    assert f"“{remark.removeprefix('<-- ')}” put in" in one.answers[0].reason


def test_a_remark_inside_the_quotation_is_kept_where_a_mail_says_nothing_else() -> None:
    (text,) = texts(f"{quote(6)} [JR: only for enhancements!]\n")
    assert "[JR: only for enhancements!]" in text
