"""A passage without a quote is linked by token, number or topic, shows what is ambiguous, and else
abstains.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from mail_samples import ASKED, OUTLINE, first, quote, reading

from tracker.mail.linking import link
from tracker.mail.outline import Outline
from tracker.mail.passages import Passage

IDS = dict(zip(("C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6"), ASKED, strict=True))


def paragraphs(text: str) -> list[int | None]:
    return [answer.paragraph for answer in reading(text)[0].answers]


@pytest.mark.parametrize(("name", "paragraph"), IDS.items())
def test_a_token_names_its_question(name: str, paragraph: int) -> None:
    found = reading(f"[{name}] Yes.\n")
    assert (first(found[0]), found[0].answers[0].how) == (paragraph, "token")
    assert first(reading(f"> [{name}] Could you look at this one again?\n\nYes.\n")[0]) == paragraph


def test_a_token_of_a_part_names_the_question_it_is_part_of() -> None:
    assert paragraphs("[C2.4] The order is not fixed.\n")[0] == 5


def test_a_bare_number_shows_the_claim_and_the_question_alike() -> None:
    answers = reading("2. Yes.\n")[0].answers
    assert {answer.paragraph for answer in answers} == {5, 12}
    assert {answer.how for answer in answers} == {"number"}
    assert answers[0].score - answers[1].score < 0.15


def test_an_ordinal_points_to_the_paragraph_that_opens_with_it_first() -> None:
    assert paragraphs("Third, this is how it works today.\n") == [6, 13]


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("Q2: no such list is kept.", 12),
        ("C4: fine.", 7),
        ("On your second question: no such list is kept.", 12),
        ("As to claim 3, yes.", 6),
        ("Your fourth question is one for others.", 14),
        ("Question 6: no rule that I know of.", 16),
    ],
)
def test_a_number_with_its_kind_is_not_ambiguous_at_the_top(text: str, paragraph: int) -> None:
    assert paragraphs(text + "\n")[0] == paragraph


def test_numbers_beyond_the_longer_series_count_through_the_letter() -> None:
    found = reading("\n\n".join(f"{n}. Answer here." for n in range(1, 12)) + "\n")
    assert [first(one) for one in found] == list(ASKED)


def test_a_series_that_starts_over_means_claims_first_and_questions_after() -> None:
    body = [f"{n}. Fine." for n in range(1, 6)] + [f"{n}. None known." for n in range(1, 7)]
    assert [first(one) for one in reading("\n".join(body) + "\n")] == list(ASKED)


def test_numbered_answers_on_lines_of_their_own_are_passages_of_their_own() -> None:
    found = reading("Hi,\n\nshort answers below:\n\n1. Yes.\n2. Mostly.\n   There is an exception.\n3. No.\n")
    assert [one.passage.text for one in found][1:] == [
        "1. Yes.",
        "2. Mostly.\n   There is an exception.",
        "3. No.",
    ]


def test_a_list_inside_one_answer_is_not_cut_up() -> None:
    found = reading(f"{quote(5)}\n\nThree gates stand there:\n1. CLA\n2. lgtm\n3. approve\n")
    assert len(found) == 1
    assert [answer.paragraph for answer in found[0].answers] == [5]


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("Regarding AI risk governance, nothing is published beyond pull requests.", 15),
        ("On third-party dependencies: there is no unified allowlist.", 12),
        ("As for KEPs, cross-SIG design changes need one.", 6),
        ("About build isolation and provenance: the handbook covers it.", 13),
        ("Private vulnerability reporting and disclosure works through the SRC as you say.", 4),
        (
            "Users verify the signatures of binaries and images, and the SBOM, with the published certificates.",
            7,
        ),
    ],
)
def test_a_topic_named_in_words_is_found_by_them(text: str, paragraph: int) -> None:
    answer = reading(text + "\n")[0].answers[0]
    assert (answer.paragraph, answer.how) == (paragraph, "similarity")
    assert answer.score < 0.8


@pytest.mark.parametrize(
    "text",
    [
        "Hi,",
        "Thanks,\nSample Responder A",
        "I will look into this next week.",
        "The lunch was good, see you there.",
    ],
)
def test_what_answers_nothing_is_linked_to_nothing(text: str) -> None:
    assert reading(text + "\n")[0].answers == ()


def test_prose_that_turns_from_one_topic_to_another_is_cut_where_it_turns() -> None:
    found = reading(
        "The private vulnerability reporting path through the SRC and the CVE feed is as you describe.\n\n"
        "AI usage requirements for contributors exist in the PR context; authors must disclose their use of AI.\n"
    )
    assert [first(one) for one in found] == [4, 8]


def test_answers_carry_the_ids_of_the_record_when_the_outline_has_them() -> None:
    topics = tuple(replace(topic, question=topic.proposed) for topic in OUTLINE.topics)
    known = Outline(OUTLINE.paragraphs, topics, "letter-1")
    answers = link(Passage(1, 0, 4, 1, 1, "2. Yes", ""), known)
    assert {answer.question for answer in answers} == {"C2", "Q2"}


def test_somebody_elses_numbered_letter_has_no_ambiguity() -> None:
    letter = "Dear all,\n\n1. Is there a list of owners?\n\n2. Who signs releases?\n\nIf any of this is unclear, ask.\n"
    known = Outline.from_text(letter)
    answers = link(Passage(1, 0, 4, 1, 1, "2. The release team.", ""), known)
    assert [answer.paragraph for answer in answers] == [2]


def test_a_greeting_does_not_hide_the_label_or_topic_below_it() -> None:
    found = reading("Hello,\n\n2. Yes.\n\n3. No.\n")
    assert [one.passage.text for one in found] == ["Hello,\n\n2. Yes.", "3. No."]
    assert {answer.paragraph for answer in found[0].answers} == {5, 12}
    named = reading(
        "Hi all,\n\nOn third-party dependencies: the vendoring guide asks for a review of licences.\n"
    )
    assert first(named[0]) == 12


def test_lines_that_name_a_topic_before_a_colon_are_answers_of_their_own() -> None:
    body = (
        'KEPs: required for features only, so "significant" is fine.\n'
        "SBOMs and signatures: not for every old patch release.\n"
        "Third-party dependencies: there is an allowlist of licences.\n"
    )
    assert [first(one) for one in reading(body)] == [6, 7, 12]


def test_a_colon_after_other_words_cuts_nothing() -> None:
    body = "One remark: the release page says so.\nAnother one: it is old.\n"
    assert len(reading(body)) == 1
