"""A question goes to its file and back without loss, and the reader's own layout survives every change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from question_samples import EDITED, questions

from tracker.documents.faces import ChangeBlock, CitationFace, PartFace, QuestionFace
from tracker.documents.questions import filename, normal, parse_question, render_question
from tracker.errors import TrackerError


@settings(max_examples=60, deadline=None)
@given(questions)
def test_any_face_comes_back_from_its_file(face: QuestionFace) -> None:
    text = render_question(face)
    assert parse_question(text) == normal(face)
    assert render_question(parse_question(text), text) == text
    assert normal(normal(face)) == normal(face)


@settings(max_examples=30, deadline=None)
@given(questions, questions)
def test_any_face_can_be_written_over_any_other(before: QuestionFace, after: QuestionFace) -> None:
    old = render_question(before)
    text = render_question(after, old)
    assert replace(parse_question(text), extra=[]) == replace(normal(after), extra=[])
    assert parse_question(text).extra == parse_question(old).extra


@settings(max_examples=20, deadline=None)
@given(questions)
def test_any_face_can_be_written_into_a_readers_own_file(face: QuestionFace) -> None:
    text = render_question(face, EDITED)
    assert replace(parse_question(text), extra=[]) == replace(normal(face), extra=[])
    assert "my-own-key: {kept: as it is}\n" in text
    assert "# the level, as agreed\n" in text
    assert "## a comment, not a heading\n" in text


def test_a_file_that_already_says_it_stays_byte_for_byte() -> None:
    for text in (EDITED, EDITED.replace("\n", "\r\n"), "\ufeff" + EDITED, EDITED.rstrip("\n")):
        assert render_question(parse_question(text), text) == text


def test_a_readers_file_is_understood() -> None:
    face = parse_question(EDITED)
    assert (face.id, face.title, face.level, face.paragraphs) == ("C2", "Gated acceptance", 3, [5])
    assert [(one.id, one.quote) for one in face.sources] == [("K1", "one: two"), ("K2", "")]
    assert face.wording == "Rules appear to support it."
    assert face.parts == [PartFace("C2.1", "CLA", "The CLA comes first.", 3, 3)]
    assert face.extra[0] == ("", "Before the first heading.")
    assert face.extra[1][0] == "My own section"
    assert "## a comment, not a heading" in face.extra[1][1]
    assert face.unknown_keys == ("my-own-key",)


def test_only_the_lines_of_what_changed_are_written_anew() -> None:
    face = parse_question(EDITED)
    text = render_question(replace(face, level=4, wording="It is publicly documented."), EDITED)
    expected = EDITED.replace("level: 3\nletter", "level: 4\nletter").replace(
        "\nRules appear to support it.\n## My", "\nIt is publicly documented.\n\n## My"
    )
    assert text == expected


def test_a_reading_changes_one_citation_and_keeps_the_comments_in_the_list() -> None:
    face = parse_question(EDITED)
    face.sources[1] = replace(face.sources[1], read="2026-05-02 by Reader", states=True)
    face.sources.append(CitationFace(id="K3", url="https://example.org/c"))
    text = render_question(face, EDITED)
    assert "# best first\n- url: https://example.org/a   # the rule\n  id: K1\n" in text
    assert "  shelf: 12\n" in text
    assert "  read: 2026-05-02 by Reader\n  states: true\n" in text
    assert text.index("K2") < text.index("K3") < text.index("# end of sources")


def test_line_ends_and_byte_order_mark_are_the_readers() -> None:
    old = "\ufeff" + EDITED.replace("\n", "\r\n")
    text = render_question(replace(parse_question(old), notes="One.\nTwo."), old)
    assert text.startswith("\ufeff---\r\n")
    assert "One.\r\nTwo.\r\n" in text
    assert "\n" not in text.replace("\r\n", "")


def test_a_change_block_is_read_and_leaves_with_the_edit_it_explains() -> None:
    text = EDITED.replace(
        "revision: 1\n",
        "revision: 1\nchange:\n  effect: [restate:narrower, downgrade:coherence]\n  basis: self-review\n"
        "  reason: too wide\n  by: Reader\n  overrides:\n  - {rule: overclaim, reason: quoted}\n",
    )
    face = parse_question(text)
    assert face.change == ChangeBlock(
        ["restate:narrower", "downgrade:coherence"], "self-review", "too wide", "Reader",
        overrides=[("overclaim", "quoted")],
    )  # fmt: skip
    assert render_question(replace(face, change=None), text) == EDITED


def test_the_level_as_sent_stays_when_the_level_of_a_short_file_moves() -> None:
    text = EDITED.replace("level-as-sent: 3\n", "")
    face = parse_question(text)
    assert parse_question(render_question(replace(face, level=1), text)).level_as_sent == 3


def test_a_part_is_updated_in_place_and_keeps_what_is_not_the_trackers() -> None:
    face = parse_question(EDITED)
    face.parts = [
        replace(face.parts[0], level=2, gap="none shown", gap_status="open"),
        PartFace("C2.2", "Tests"),
    ]
    text = render_question(face, EDITED)
    assert "## Part C2.1 — CLA\n" in text
    assert "### Mine\n\nkept\n" in text
    assert parse_question(text).parts == face.parts
    swapped = render_question(replace(face, parts=face.parts[::-1]), text)
    assert [part.id for part in parse_question(swapped).parts] == ["C2.2", "C2.1"]


def test_words_that_yaml_would_guess_at_stay_words() -> None:
    text = EDITED.replace("'Gated acceptance'   # mine", "no").replace("one: two", "12:30")
    face = parse_question(
        text.replace("  id: K1", "  id: K1\n  note: 1.10\n  seen: 2026-05-02\n  verified: yes")
    )
    one = face.sources[0]
    assert (face.title, one.quote, one.note, one.seen, one.verified) == (
        "no",
        "12:30",
        "1.10",
        "2026-05-02",
        "yes",
    )
    for word in ("no", "1.10", "12:30", "null", "2026-05-02"):
        written = render_question(QuestionFace("C1", title=word))
        assert f"title: '{word}'\n" in written
        assert parse_question(written).title == word


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        (
            "level: 3\nletter",
            "level: high\nletter",
            6,
            "level must be a whole number from 0 to 5, not “high”",
        ),
        ("level: 3\nletter", "level: 6\nletter", 6, "not “6”"),
        ("revision: 1", "revision: 0", 12, "revision must be a whole number"),
        ("id: C2\n", "\n", 2, "the key id is missing"),
        ("letter: L1", "level: 2", 7, "the key “level” stands there twice"),
        ("revision: 1", "gap-status: wide", 12, "gap-status must be one of open,"),
        ("  quote:", "  read: yesterday\n  quote:", 17, "read must be empty or “YYYY-MM-DD by NAME”"),
        ("id: K2", "id: K1", 19, "the source id “K1” stands there twice"),
        ("## My own section", "## Wording", 28, "the section Wording stands there twice"),
        ("- level: 3\n", "- level: much\n", 40, "level must be a whole number from 0 to 5"),
        ("### Mine", "## Part C2.1", 44, "the section Part C2.1 stands there twice"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    with pytest.raises(TrackerError) as caught:
        parse_question(EDITED.replace(old, new, 1), "questions/c2.md")
    assert caught.value.message.startswith(f"questions/c2.md, line {line}: ")
    assert reason in caught.value.message
    assert caught.value.hint


def test_ids_that_would_break_the_file_are_refused() -> None:
    for face in (
        QuestionFace(""),
        QuestionFace("C1", parts=[PartFace("1 x")]),
        QuestionFace("C1", parts=[PartFace("C1.1"), PartFace("C1.1")]),
        QuestionFace("C1", extra=[("Wording", "x")]),
    ):
        with pytest.raises(TrackerError):
            render_question(face)


def test_file_names_are_made_of_plain_letters_alone() -> None:
    assert (
        filename(QuestionFace("C1", title="Rules: what the PR/CI says of"))
        == "c1-rules-what-the-pr-ci-says.md"
    )
    assert filename(QuestionFace("Q../2", title="../../etc/passwd\x00")) == "q2-etc-passwd.md"
    assert filename(QuestionFace("Q3")) == "q3.md"
