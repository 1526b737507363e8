"""Somebody else's letter is read and its questions proposed; ours gives its own eleven."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.documents.faces import LetterFace
from tracker.documents.proposals import MailText, ProposedQuestion, faces, propose, read_letter
from tracker.documents.questions import parse_question, render_question
from tracker.errors import BadUse, TrackerError

LETTER = Path(__file__).parents[1] / "letter" / "letter.txt"
OTHER = """Hello,

Q2: Is there a public list of approvers?

1. Your releases are signed. We read this on the download page.

As regards mirrors, we could not find who runs them.

We also wonder: are builds reproducible?

Thanks."""


def test_our_letter_gives_its_own_questions() -> None:
    letter = read_letter(LETTER)
    found = propose(letter.text)
    assert [(one.id, one.paragraphs, one.level) for one in found] == [
        ("C1", [4], 3), ("C2", [5], 3), ("C3", [6], 3), ("C4", [7], 3), ("C5", [8], 3),
        ("Q1", [11], 2), ("Q2", [12], 1), ("Q3", [13], 2), ("Q4", [14], 1), ("Q5", [15], 2), ("Q6", [16], 1),
    ]  # fmt: skip
    assert [one.how for one in found] == ["ordinal"] * 5 + ["regarding"] * 5 + ["question mark"]
    for face in faces(letter, found):
        assert face.wording in face.as_asked
        assert face.gap in face.as_asked
        assert bool(face.gap) == (face.gap_status == "open") == (face.asks == "answer")
        assert parse_question(render_question(face)) == face


def test_tokens_numbers_openings_and_question_marks_are_found() -> None:
    found = propose(OTHER)
    assert [(one.id, one.asks, one.how) for one in found] == [
        ("Q2", "answer", "token"), ("C1", "confirm", "number"), ("Q1", "answer", "regarding"),
        ("Q3", "answer", "question mark"),
    ]  # fmt: skip
    assert found[1].wording == "Your releases are signed."
    assert found[2].title.startswith("Mirrors")


def test_topics_found_by_others_take_the_place_of_our_own() -> None:
    topics = [ProposedQuestion("", "confirm", "Signing", [2])]
    for given in (topics, lambda blocks: [ProposedQuestion("", "confirm", "Signing", [2])] if blocks else []):
        (one,) = propose(OTHER, given)
        assert (one.id, one.title, one.wording) == ("C1", "Signing", "Your releases are signed.")
    with pytest.raises(BadUse):
        propose(OTHER, [ProposedQuestion("", "confirm", "x", [99])])


def test_a_wording_that_is_not_the_letters_is_refused() -> None:
    letter = LetterFace(text=OTHER)
    with pytest.raises(BadUse, match="does not stand in its paragraph"):
        faces(letter, [ProposedQuestion("C1", "confirm", "x", [2], "Your releases are unsigned.")])
    with pytest.raises(BadUse, match="does not have"):
        faces(letter, [ProposedQuestion("C1", "confirm", "x", [42], "x")])


def test_a_letter_is_read_from_text_markdown_and_mail(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfDear all,\r\n\r\nFirst, hello.\r\n")
    (tmp_path / "b.md").write_text("---\ntitle: x\n---\n\nDear all,\n\nFirst, hello.\n")
    (tmp_path / "c.eml").write_bytes(b"raw")
    (tmp_path / "d.txt").write_bytes("caf\u00e9".encode("cp1252"))
    plain = read_letter(tmp_path / "a.txt")
    assert plain == read_letter(tmp_path / "b.md") == LetterFace(text="Dear all,\n\nFirst, hello.")
    assert read_letter(tmp_path / "d.txt").text == "caf\u00e9"
    mail = read_letter(
        tmp_path / "c.eml", lambda data: MailText(data.decode(), "<1@example.org>", "Questions\x1b")
    )
    assert (mail.text, mail.message_id, mail.subject, mail.date) == (
        "raw",
        "<1@example.org>",
        "Questions<U+001B>",
        None,
    )


def test_what_is_no_letter_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "c.eml").write_bytes(b"raw")
    for name, reason in (
        ("empty.txt", "holds no text"),
        ("none.txt", "cannot be read"),
        ("c.eml", "is a mail"),
    ):
        with pytest.raises(TrackerError, match=reason):
            read_letter(tmp_path / name)


def test_a_letter_with_no_question_proposes_none() -> None:
    assert propose("Hello.\n\nThank you.") == []
