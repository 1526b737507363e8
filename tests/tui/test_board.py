"""The Board shows every question with where it stands, and all about the one under the cursor."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Open
from textual import events

IDS = ("C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6")


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_every_question_with_level_gap_pages_and_keys(
    root: Path, terminal: Open, size: tuple[int, int]
) -> None:
    async with terminal(root, size) as t:
        seen = t.text
        await t.press("G")
        seen += t.text
        for id_ in IDS:
            assert f" {id_} " in seen
        assert "▰▰▰▱▱ apparent" in seen
        assert "▰▱▱▱▱ insufficient" in seen
        assert " open " in seen
        assert "✓ ledger" in seen
        for page in ("Wording", "Gap", "Sources", "Replies", "History"):
            assert page in seen
        for key in ("? Help", "t Triage", "a Assess", "S Sources", "/ Filter", "r Report"):
            assert key in seen.splitlines()[-1]


async def test_the_pages_follow_the_cursor(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        assert "security vulnerabilities affecting upstream Kubernetes are first handled" in t.words
        await t.press("j", "j")
        assert "KEP governance process" in t.words
        await t.press("3")
        assert "○" in t.text
        await t.press("5")
        assert "question.opened" in t.text


async def test_parts_unfold_and_fold(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("j")
        assert "▾ C2" not in t.text
        await t.press("x")
        assert "▾ C2" in t.text
        assert "Approval by an approver" in t.text
        await t.press("x")
        assert "Approval by an approver" not in t.text


async def test_the_filter_keeps_what_it_finds_and_escape_clears_it(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("slash")
        await t.write("KEP")
        rows = [row for row in t.text.splitlines()[:16] if "▰" in row]
        assert len(rows) == 1
        assert "C3" in rows[0]
        await t.press("escape")
        assert " Q6 " in t.text


async def test_import_counts_and_says_what_is_not_sorted(root: Path, samples: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("i")
        await t.write(f"{samples}/01-inline.eml {samples}/17-unrelated.eml")
        await t.press("ctrl+s")
        assert "Not sorted" in t.text
        assert "17-unrelated.eml" in t.words
        await t.press("escape")
        assert "Taken in: 1 new, 1 unsorted." in t.words
        assert "2 to triage" in t.words


async def test_a_failing_import_keeps_the_form_and_what_was_typed(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("i")
        await t.write("/nowhere/at-all.eml")
        await t.press("ctrl+s")
        assert "Import mail" in t.text
        assert "✗" in t.text
        assert "/nowhere/at-all.eml" in t.text


async def test_the_report_is_written_where_it_is_asked(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("r", "enter")
        assert "Report written" in t.words
        assert (root / "report" / "report.md").exists()
        assert (root / "report" / "report.html").exists()


async def test_reading_a_source_is_recorded(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("S")
        assert "not read by a person yet" in t.words
        await t.press("m", "ctrl+s")
        assert "is recorded as read by researcher" in t.words
        assert "✓ read by researcher" in t.words
        await t.press("escape")
        assert "1/10" in t.text


async def test_a_link_is_asked_for_before_it_is_opened(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("o", "enter")
        assert "Open this page in the browser?" in t.text
        assert "https://github.com/" in t.text
        await t.press("escape")
        assert "Open this page" not in t.text


async def test_an_edited_file_is_named_and_sync_records_it(root: Path, terminal: Open) -> None:
    path = next((root / "questions").glob("c1-*.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("title: Private", "title: The private", 1), encoding="utf-8")
    async with terminal(root) as t:
        assert "1 edit waits" in t.words
        await t.press("s")
        assert "1 edits recorded" in t.words or "1 edit recorded" in t.words
        assert "The private vulnerability" in t.words


async def test_help_lists_the_keys_of_the_screen(root: Path, terminal: Open) -> None:
    async with terminal(root, (100, 100)) as t:
        await t.press("question_mark")
        for told in ("Write the report", "a x", "decline", "corroborated", "Undo the newest assessment"):
            assert told in t.words


async def test_the_palette_offers_our_commands(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("ctrl+p")
        await t.write("Report")
        assert "Write the report" in t.words
        await t.press("enter")
        assert "Write the report" in t.words
        assert "report/" in t.text


async def test_a_click_moves_the_cursor_and_turns_the_page(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.click("#questions", (20, 4))
        assert "Verification of official release artifacts" in t.words
        assert "independent verification of binaries" in t.words
        await t.click("#--content-tab-sources", (2, 0))
        assert "○ K" in t.text


async def test_the_guided_start_steps_on_and_goes_away(root: Path, terminal: Open) -> None:
    async with terminal(root, tour=("Press t first.", "Then press a.")) as t:
        assert "1/2" in t.text
        assert "Press t first." in t.text
        await t.press("f8")
        assert "Then press a." in t.text
        await t.press("t")
        assert "Then press a." in t.text
        await t.press("f9")
        assert "Then press a." not in t.text


async def test_the_letter_shows_its_numbered_paragraphs(root: Path, terminal: Open) -> None:
    async with terminal(root, (120, 60)) as t:
        await t.press("L")
        assert "not known" in t.text
        assert "First, we understand that" in t.words


async def test_a_person_is_asked_for_a_name_before_anything_is_recorded(root: Path, terminal: Open) -> None:
    (root / "tracker.toml").unlink()
    async with terminal(root, actor=None) as t:
        await t.press("S", "m")
        await t.pilot.press("ctrl+s")
        await t.until("Who are you?")
        t.app.post_message(events.Paste("Sample Researcher"))
        await t.until("Sample Researcher")
        await t.press("ctrl+s")
        assert "✓ read by Sample Researcher" in t.words
