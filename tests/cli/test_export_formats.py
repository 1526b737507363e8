"""The formats of `tracker report` as its help and the documentation name them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_calls import Tracker

from tracker.reports.exports.formats import EXPORTS
from tracker.workflow import publish

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"


def test_the_help_names_every_format(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert f"{', '.join(publish.FORMATS)}, or all" in " ".join(tracker("report", "--help").out.split())


def test_the_documentation_names_every_format_with_its_files() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")][
        : len(publish.FORMATS)
    ] == list(publish.FORMATS)
    for name, files in EXPORTS.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(f"`{file}`" in row for file, _ in files), name


def test_a_format_is_refused_by_name_before_anything_is_written(tracker: Tracker, tmp_path: Path) -> None:
    tracker("init", tmp_path)
    done = tracker(
        "report", "--out", tmp_path / "out", "--format", "csv", "--format", "pdf", "--workspace", tmp_path
    )
    assert done.code == 2
    assert "There is no report format 'pdf'." in done.err
    assert not (tmp_path / "out").exists()
