"""Text put under a heading comes back, and never becomes a heading itself."""

from __future__ import annotations

from hypothesis import given, settings
from question_samples import texts

from tracker.documents.sections import cut, fold, guard, join, small_fields, tidy, unguard


def known(name: str) -> bool:
    return fold(name) in ("wording", "evidence gap")


@settings(max_examples=300, deadline=None)
@given(texts)
def test_guarded_text_comes_back_and_holds_no_heading(text: str) -> None:
    text = tidy(text)
    for depth in (2, 3):
        guarded = guard(text, known, depth)
        assert unguard(guarded, known, depth) == text
        assert len(cut(guarded, known, depth)) == 1
        after = cut(f"{guarded}\n\n## Mine\n\n```\n", known, depth)
        assert [section.name for section in after] == ["", "Mine"]


@settings(max_examples=200, deadline=None)
@given(texts)
def test_the_sections_of_any_text_are_that_text(text: str) -> None:
    for depth in (2, 3):
        assert "".join(section.whole for section in cut(text, known, depth)) == text


def test_a_heading_in_a_code_fence_is_no_heading_unless_it_is_ours() -> None:
    body = "```sh\n## comment\n```\n## Mine\n~~~\n## Wording\n~~~\n"
    assert [section.name for section in cut(body, known)] == ["", "Mine", "Wording"]


def test_an_unclosed_fence_swallows_nothing() -> None:
    body = "```\n## Mine\ntext\n## Wording\n```\n"
    assert [section.name for section in cut(body, known)] == ["", "Mine", "Wording"]


def test_thousands_of_unclosed_fences_are_cut_at_once() -> None:
    body = "```a\n" * 40_000
    assert len(cut(body, known)) == 1


def test_lines_are_counted_in_the_file() -> None:
    assert [section.line for section in cut("x\n## A\n\n## B\n", known, line=10)] == [10, 11, 13]


def test_headings_are_told_by_name_whatever_their_apostrophe_or_case() -> None:
    assert fold("RESEARCHER\u2019s  Notes") == "researcher's notes"


def test_small_fields_end_at_the_first_other_line() -> None:
    found, rest = small_fields("\n- level: 3\n- gap-status:\n\n- level: 4\n", ("level", "gap-status"))
    assert [(key, value) for key, value, _ in found] == [("level", "3"), ("gap-status", "")]
    assert rest == "\n- level: 4\n"


def test_joined_sections_have_a_blank_line_between_them_and_one_line_end() -> None:
    assert join(cut("## A\nx\n## B\ny\n\n\n", known)) == "## A\nx\n\n## B\ny\n"
