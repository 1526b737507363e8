"""What an edit changed is named field by field, so that a refusal can say what it is about."""

from __future__ import annotations

from dataclasses import replace

from tracker.documents.diff import differences, unified
from tracker.documents.faces import ChangeBlock, CitationFace, PartFace, QuestionFace

FACE = QuestionFace(
    "C2", title="Gates", level=3, wording="As sent.", gap="", sources=[CitationFace("K1", "https://example.org")],
    parts=[PartFace("C2.1", "CLA", "It is first.", 3, 3)],
)  # fmt: skip


def test_the_same_face_differs_in_nothing() -> None:
    other = replace(
        FACE, wording="\n As sent.  \n".replace(" As", "As"), revision=4, change=ChangeBlock(["upgrade"])
    )
    assert differences(FACE, other) == []


def test_fields_parts_and_citations_are_named_with_before_and_after() -> None:
    after = replace(
        FACE, title="Gate", level=4, wording="Documented.", gap="none", gap_status="open", bears_on=["C1"],
        parts=[replace(FACE.parts[0], level=2), PartFace("C2.2", "Tests")],
        sources=[replace(FACE.sources[0], states=True), CitationFace(url="https://example.org/new")],
    )  # fmt: skip
    found = differences(FACE, after)
    assert [(one.owner, one.field, one.before, one.after) for one in found] == [
        ("C2", "title", "Gates", "Gate"),
        ("C2", "level", "3", "4"),
        ("C2", "gap-status", "", "open"),
        ("C2", "bears-on", "", "C1"),
        ("C2", "wording", "As sent.", "Documented."),
        ("C2", "gap", "", "none"),
        ("C2.1", "level", "3", "2"),
        ("C2.2", "part", "", "Tests"),
        ("K1", "states", "no", "yes"),
        ("", "source", "", "https://example.org/new"),
    ]
    assert [one.field for one in found if one.needs_change] == [
        "level",
        "gap-status",
        "wording",
        "gap",
        "level",
    ]
    assert str(found[2]) == "C2 gap-status: (empty) → open"


def test_what_was_taken_away_is_named() -> None:
    found = differences(FACE, replace(FACE, parts=[], sources=[]))
    assert [(one.owner, one.field, one.before, one.after) for one in found] == [
        ("C2.1", "part", "CLA", ""),
        ("K1", "source", "K1", ""),
    ]


def test_a_diff_of_two_files_is_safe_for_the_screen() -> None:
    shown = unified("a\nb\n", "a\n\x1b[2Jc\n", "questions/c2.md")
    assert "--- questions/c2.md (recorded)" in shown
    assert "-b\n+<U+001B>[2Jc" in shown
    assert unified("a\r\n", "a\n", "x") == ""
