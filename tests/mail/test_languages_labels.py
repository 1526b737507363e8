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
        ("第三点不对。", [3]),
        ("第3点是对的", [3]),
        ("3点目は正しいです。", [3]),
        ("三つ目は違います。", [3]),
        ("第三个说法不对", [3]),
        ("第三の点は正しい", [3]),
        ("The first claim is right. The second is wrong. The third is fine, too.", [1, 2, 3]),
        ("Claim 1 is right, the second and third are not.", [1, 2, 3]),
        ("The third is OK.", [3]),
        ("The first one goes too far.", [1]),
        ("Number three is wrong.", [3]),
        ("#3 is right.", [3]),
        ("1-4: all right.", [1, 2, 3, 4]),
        ("1, 2 and 4: all right.", [1, 2, 4]),
        ("All five claims are correct.", [1, 2, 3, 4, 5]),
        ("Points 1, 2 and 5 are right; 3 is wrong.", [1, 2, 5, 3]),
        ("Points 1 and 2 are right. For 6, no.", [1, 2, 6]),
        ("For 6, no.", [6]),
        ("Die erste Annahme stimmt. Die zweite ist falsch, die dritte auch.", [1, 2, 3]),
        ("Alle fünf Annahmen stimmen.", [1, 2, 3, 4, 5]),
        ("La première affirmation est juste. La deuxième est fausse.", [1, 2]),
        ("La primera afirmación es correcta. La segunda no.", [1, 2]),
        ("Первое утверждение верно. Второе неверно.", [1, 2]),
        ("There are two teams. The first is the release team.", []),
        ("The first release had no list.", []),
        ("No one is sure.", []),
        ("2 is enough.", []),
        ("9:30-10:00: a meeting.", []),
        ("Claim 2 is wrong. The first version was a draft.", [2]),
        ("Three claims are right.", []),
    ],
)
def test_numbers_are_read_where_they_number_what_the_letter_says(text: str, numbers: list[int]) -> None:
    assert [label.number for label in labels(text)] == numbers


def test_a_number_whose_noun_is_left_out_counts_what_was_named_before() -> None:
    found = labels("The first question is not ours. The second is.")
    assert [(label.number, label.sort) for label in found] == [(1, "question"), (2, "question")]
    assert {
        answer.paragraph for answer in reading("Claim 1 is right. The second is wrong.\n")[0].answers
    } == {4, 5}


@pytest.mark.parametrize("text", ["1-4: all right.", "Q2: no.", "Third, yes."])
def test_only_the_label_that_a_text_opens_with_leads(text: str) -> None:
    shown = labels(f"{text} Claim 5 is wrong.")
    assert [label.leads for label in shown] == [label.number != 5 for label in shown]


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "  - "])
def test_labels_behind_bullets_part_the_answers(bullet: str) -> None:
    lines = ["Q1 - see the page", "Q2 - no allowlist", "C4: wrong", "[C5] right"]
    found = reading("\n".join(bullet + line for line in lines) + "\n")
    assert [one.answers[0].paragraph for one in found] == [11, 12, 7, 8]


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
