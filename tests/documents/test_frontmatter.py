"""Frontmatter that is hostile or broken is refused in one sentence that names file, line and reason."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.documents.frontmatter import MAX_BYTES, load, split
from tracker.errors import TrackerError


@pytest.mark.parametrize(
    ("yaml", "line", "reason"),
    [
        ("a: &x [1]\nb: *x\n", 3, "alias"),
        ("a: 1\nb: !!python/object/apply:os.system [x]\n", 3, "tag"),
        ("a: !!int 3\n", 2, "tag"),
        ("a: " + "[" * 3000 + "\n", 2, "nested deeper than 8"),
        ("a: " + "{x: " * 9 + "1" + "}" * 9 + "\n", 2, "nested deeper than 8"),
        ("a: 1\na: 2\n", 3, "twice"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 5, "twice"),
        ("a: 1\nb: [1\n", 4, "not valid YAML"),
        ("a: b: c\n", 2, "not valid YAML"),
        ("a: 1\nb: x\x07\n", 3, "U+0007"),
        ("- a\n", 2, "a list of keys"),
        ("? [a]\n: b\n", 2, "a key"),
        ("a: " + "x" * MAX_BYTES + "\n", 2, "longer than 64 KB"),
        ("a: 1\n...\n--- \nb: 2\n".replace("--- ", "%YAML 1.1"), 5, "not valid YAML"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(yaml: str, line: int, reason: str) -> None:
    with pytest.raises(TrackerError) as caught:
        split(f"---\n{yaml}---\nbody\n", "questions/\x1b[2Jc1.md")
    assert caught.value.message.startswith(f"questions/<U+001B>[2Jc1.md, line {line}: ")
    assert reason in caught.value.message
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "no frontmatter", "\n---\na: 1\n---\n", "---\na: 1\n", "----\na: 1\n----\n"]
)
def test_a_file_without_frontmatter_is_refused(text: str) -> None:
    with pytest.raises(TrackerError, match="line 1: "):
        split(text, "x.md")


def test_eight_levels_and_an_unused_anchor_are_allowed() -> None:
    assert load("a: " + "[" * 7 + "x" + "]" * 7 + "\n").values["a"]
    assert load("a: &x one\n").text("a") == "one"


def test_the_pieces_are_the_text() -> None:
    for text in (
        "---\na: 1\n---\nbody\n---\nmore",
        "---\n---\n",
        "---\n# note\n---  \n\n\nbody",
        "---\na: 1\n---",
    ):
        pieces = split("\ufeff" + text)
        assert pieces.before + pieces.yaml + pieces.fence + pieces.body == text
    assert split("---\na: 1\n---\n\nbody").body_line == 4


def test_scalars_are_read_as_they_are_written() -> None:
    fields = load("a: no\nb: 1.10\nc: 12:30\nd:\ne: ~\nf: 'null'\ng: 007\nh: [1, x]\ni: one\nj: on\n")
    assert [fields.maybe(key) for key in "abcdef"] == ["no", "1.10", "12:30", None, None, "null"]
    assert fields.number("g", 0, 9, 1) == 7
    assert (fields.words("h"), fields.words("i"), fields.words("missing")) == (["1", "x"], ["one"], [])
    assert (fields.flag("a"), fields.flag("j"), fields.flag("missing")) == (False, True, False)


@pytest.mark.parametrize("call", ["text", "number", "flag", "words", "numbers", "maps", "map"])
def test_a_value_of_the_wrong_kind_names_its_key_and_line(call: str) -> None:
    fields = load("x: 1\na:\n  - {b: 1}\n" if call != "maps" else "x: 1\na: text\n", "q.md")
    arguments = (0, 5, 1) if call == "number" else ()
    with pytest.raises(TrackerError, match=r"q\.md, line 3: a must "):
        getattr(fields, call)("a", *arguments)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(list("ab:-[]{}&*!|>'\"#%@`\n\t \x00\u2028é"))))
def test_any_text_is_loaded_or_refused_and_nothing_else(text: str) -> None:
    with contextlib.suppress(TrackerError):
        load(text, "x.md")
