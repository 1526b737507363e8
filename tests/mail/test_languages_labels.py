"""In every language the label of an answer is read, with both readings where a number can mean two things."""

from __future__ import annotations

import pytest
from language_samples import TONGUES
from mail_samples import reading

from tracker.mail.labels import labels, named_topic, opens

LABELS = [(tag, line, number) for tag, one in TONGUES.items() for line, number in one.labels]


@pytest.mark.parametrize(("tag", "line", "number"), LABELS)
def test_the_label_of_an_answer_is_read(tag: str, line: str, number: int) -> None:
    assert opens(line) == "number"
    first = labels(line)[0]
    assert (first.number, first.leads) == (number, True)


@pytest.mark.parametrize("tag", TONGUES)
def test_an_opening_that_names_a_topic_is_read(tag: str) -> None:
    line = TONGUES[tag].topic
    assert opens(line) == "topic"
    assert named_topic(line)


@pytest.mark.parametrize(("tag", "line"), [(tag, line) for tag, one in TONGUES.items() for line in one.own])
def test_a_sentence_without_a_label_has_none(tag: str, line: str) -> None:
    assert (opens(line), labels(line)) == ("", ())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Von unserer Seite ist an der ersten bis dritten Annahme nichts auszusetzen.", [1, 2, 3]),
        ("For questions 1, 3 and 4 there is nothing public.", [1, 3, 4]),
        ("Questions 2–4 are for others.", [2, 3, 4]),
        ("It is as 问题二 says.", [2]),
        ("The answer to the fourth of your questions is no.", [4]),
        ("1.30 will have it.", []),
        ("The question to ask is another.", []),
        ("To: the release team.", []),
        ("Question to: the release team.", []),
        ("Question two is for others.", [2]),
        ("4. Mai 2026 war der Termin.", []),
        ("10:30 works for me.", []),
        ("No. That is wrong.", []),
        ("One question: why?", []),
        ("2 questions: what and why?", []),
        ("The question first came up in spring.", []),
        ("Third-party code has no list.", []),
    ],
)
def test_numbers_are_read_where_they_number_what_the_letter_says(text: str, numbers: list[int]) -> None:
    assert [label.number for label in labels(text)] == numbers


@pytest.mark.parametrize("text", ["2. Yes.", "２．はい。", "二、对。", "2) Да.", "2번: 네."])
def test_a_bare_number_shows_both_readings_in_any_script(text: str) -> None:
    assert {answer.paragraph for answer in reading(text + "\n")[0].answers} == {5, 12}


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("Und zur letzten Frage: nein.", 16),
        ("Zu Q3 kann ich nichts sagen.", 13),
        ("По третьему вопросу: нет.", 13),
        ("第二个问题：没有。", 12),
        ("Zur vierten Annahme: zu stark.", 7),
    ],
)
def test_a_number_with_its_noun_names_one_thing(text: str, paragraph: int) -> None:
    assert reading(text + "\n")[0].answers[0].paragraph == paragraph
