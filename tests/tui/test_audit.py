"""The Audit shows every act with its reason and changes, and says whether the ledger holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from driving import Open

from tracker.workflow import triage
from tracker.workflow.workspace import Workspace


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_the_timeline_of_a_question_and_of_all(
    answered: Path, terminal: Open, size: tuple[int, int]
) -> None:
    workspace = Workspace.open(answered, "researcher")
    triage.skip(workspace, "R1.1", "Courtesy only.")
    workspace.close()
    async with terminal(answered, size) as t:
        await t.press("f4")
        assert "✓ verifies" in t.text
        assert "passage.skipped" in t.text
        assert "Courtesy only." in t.text
        await t.press("G")
        assert "letter.opened" in t.text
        await t.press("b", "h")
        assert "question.opened" in t.text
        assert "letter.opened" not in t.text
        await t.press("x", "g")
        assert "passage.skipped" in t.text


async def test_the_filter_finds_an_entry_by_its_reason(answered: Path, terminal: Open) -> None:
    workspace = Workspace.open(answered, "researcher")
    triage.skip(workspace, "R1.1", "Courtesy only.")
    workspace.close()
    async with terminal(answered) as t:
        await t.press("f4", "slash")
        await t.write("courtesy")
        assert "passage.skipped" in t.text
        assert "question.opened" not in t.text


async def test_a_ledger_that_does_not_verify_is_named_everywhere(root: Path, terminal: Open) -> None:
    path = root / "ledger.jsonl"
    text = path.read_text(encoding="utf-8")
    async with terminal(root) as t:
        path.write_text(text.replace("Gated", "Gared", 1), encoding="utf-8")
        await t.press("f4")
        assert "✓ verifies" not in t.text
        assert "✗" in t.text


async def test_the_questions_as_of_a_day(root: Path, terminal: Open) -> None:
    async with terminal(root) as t:
        await t.press("f4", "d", "ctrl+s")
        assert "As of the end of" in t.text
        assert " Q6 " in t.text
        await t.press("escape", "d")
        for _ in range(10):
            await t.pilot.press("backspace")
        await t.write("soon")
        await t.press("ctrl+s")
        assert "'soon' is not a day" in t.words
