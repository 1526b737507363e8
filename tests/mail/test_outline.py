"""A letter's outline: which paragraphs ask something, under which proposed id, and why."""

from __future__ import annotations

from mail_samples import ASKED, LETTER, OUTLINE

from tracker.mail.outline import Outline, propose_topics


def test_the_real_letter_has_five_claims_and_six_questions() -> None:
    assert len(OUTLINE.paragraphs) == len([block for block in LETTER.split("\n\n") if block.strip()])
    proposed = [(topic.proposed, topic.paragraphs[0]) for topic in OUTLINE.topics]
    names = ["C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    assert proposed == list(zip(names, ASKED, strict=True))
    assert [topic.how for topic in OUTLINE.topics] == ["ordinal"] * 5 + ["regarding"] * 5 + ["question"]
    assert [topic.number for topic in OUTLINE.topics[:5]] == [1, 2, 3, 4, 5]
    assert all(topic.question is None for topic in OUTLINE.topics)


def test_standing_offers_and_announcements_propose_nothing() -> None:
    assert (
        propose_topics(["If any of this is wrong, would you tell us?", "Our understanding is as follows."])
        == []
    )


def test_titles_are_short_and_leave_the_opening_formula_out() -> None:
    titles = [topic.title for topic in OUTLINE.topics]
    assert all(0 < len(title) <= 72 for title in titles)
    assert titles[9] == "AI risk governance"
    assert not any(title.startswith(("First", "Regarding", "We understand")) for title in titles)


def test_numbers_letters_and_statements_of_other_letters_are_seen() -> None:
    topics = propose_topics(
        [
            "Hello,",
            "(a) Who owns the build farm?",
            "(b) The tokens are rotated.",
            "3. Are the logs public?",
            "We understand that audits are yearly.",
            "Is that right?",
        ]
    )
    assert [(topic.proposed, topic.how) for topic in topics] == [
        ("Q1", "letter"),
        ("C1", "letter"),
        ("Q2", "number"),
        ("C2", "statement"),
        ("Q3", "question"),
    ]


def test_bullets_below_a_paragraph_are_its_parts() -> None:
    (topic,) = propose_topics(["Which of these are public?", "- the rotation policy", "- the audit log"])
    assert topic.paragraphs == (0, 1, 2)
    assert topic.parts == (("Q1.1", "- the rotation policy"), ("Q1.2", "- the audit log"))


def test_paragraphs_are_cleaned_blocks_whatever_the_blank_lines_hold() -> None:
    assert Outline.from_text("a\x1b\r\n \t\r\nb\n\n\n\nc\n").paragraphs == ("a<U+001B>", "b", "c")
    assert Outline.from_text("").topics == ()
