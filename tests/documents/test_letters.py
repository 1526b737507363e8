"""A letter goes to its file and back; what is not known stays unset and is never made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from question_samples import lines, texts

from tracker.documents.faces import LetterFace, paragraphs
from tracker.documents.letters import normal, parse_letter, render_letter
from tracker.errors import TrackerError


@settings(max_examples=60, deadline=None)
@given(texts, lines, lines)
def test_any_letter_comes_back_from_its_file(text: str, subject: str, title: str) -> None:
    face = LetterFace("L2", title, None, subject, None, None, "https://example.org/x", text)
    written = render_letter(face)
    assert parse_letter(written) == normal(face)
    assert render_letter(parse_letter(written), written) == written


def test_setting_a_header_changes_one_line_and_keeps_the_readers_notes() -> None:
    front = "# ours\nto:\nid: L1   # the first\nsubject:\nurl: https://example.org\nmood: calm\n"
    text = f"---\n{front}---\nDear all,\n\n---\nBye"
    face = parse_letter(text)
    assert (face.subject, face.message_id, face.text) == (None, None, "Dear all,\n\n---\nBye")
    written = render_letter(replace(face, subject="re: [Q-12] no", message_id="<1@example.org>"), text)
    assert parse_letter(written).subject == "re: [Q-12] no"
    assert "# ours\nto:\nid: L1   # the first\n" in written
    assert "message-id: <1@example.org>\n" in written
    assert written.endswith("mood: calm\n---\nDear all,\n\n---\nBye")


def test_paragraphs_are_blank_line_separated_and_numbered_from_nought() -> None:
    assert paragraphs("\n\na\nb\n \t\n\n  c\n\n\n") == ("a\nb", "  c")
    assert paragraphs("") == ()


def test_a_letter_without_an_id_is_refused() -> None:
    with pytest.raises(TrackerError, match="line 2: the key id is missing"):
        parse_letter("---\ntitle: x\n---\n", "letter.md")
    with pytest.raises(TrackerError):
        render_letter(LetterFace(""))
