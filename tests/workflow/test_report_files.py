"""A report's files in a folder: what was ours is renewed or removed, what is somebody's stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracker.errors import TrackerError
from tracker.workflow import report_files
from tracker.workflow.report_files import NOTE, write

PAGES = {"site/index.html": "one", "site/c1.html": "two"}


def there(folder: Path) -> dict[str, str]:
    """Every file in `folder` but the note."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != NOTE
    }


def test_the_files_are_written_and_a_second_run_leaves_what_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"site": PAGES})
    assert there(tmp_path) == PAGES
    before = (tmp_path / "site/c1.html").stat().st_mtime_ns
    write(tmp_path, {"site": {**PAGES, "site/index.html": "three"}})
    assert there(tmp_path) == {**PAGES, "site/index.html": "three"}
    assert (tmp_path / "site/c1.html").stat().st_mtime_ns == before


def test_a_page_that_is_no_more_goes_and_other_formats_stay(tmp_path: Path) -> None:
    write(tmp_path, {"site": PAGES, "md": {"report.md": "text"}})
    write(tmp_path, {"site": {"site/index.html": "one"}})
    assert there(tmp_path) == {"site/index.html": "one", "report.md": "text"}


def test_what_the_tracker_did_not_write_is_never_removed(tmp_path: Path) -> None:
    write(tmp_path, {"site": PAGES})
    (tmp_path / "site/notes.html").write_text("mine", encoding="utf-8")
    write(tmp_path, {"site": {"site/index.html": "one"}})
    assert there(tmp_path) == {"site/index.html": "one", "site/notes.html": "mine"}


def test_a_stale_page_that_somebody_edited_stays(tmp_path: Path) -> None:
    write(tmp_path, {"site": PAGES})
    (tmp_path / "site/c1.html").write_text("edited", encoding="utf-8")
    write(tmp_path, {"site": {"site/index.html": "one"}})
    assert there(tmp_path)["site/c1.html"] == "edited"


@pytest.mark.parametrize("edited", [True, False])
def test_somebodys_file_in_the_way_stops_the_run_before_anything_is_written(
    tmp_path: Path, edited: bool
) -> None:
    if edited:
        write(tmp_path, {"site": PAGES})
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site/c1.html").write_text("mine", encoding="utf-8")
    before = there(tmp_path)
    with pytest.raises(TrackerError, match=r"c1\.html is not as the tracker wrote it; nothing was written"):
        write(tmp_path, {"site": {"site/index.html": "new", "site/c1.html": "new"}})
    assert there(tmp_path) == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "site").symlink_to(outside)
    with pytest.raises(TrackerError):
        write(tmp_path / "out", {"site": PAGES})
    assert list(outside.iterdir()) == []


def test_a_note_that_names_files_elsewhere_removes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "out", {"site": PAGES})
    kept = tmp_path / "kept.txt"
    kept.write_text("two", encoding="utf-8")
    note = json.loads((tmp_path / "out" / NOTE).read_text(encoding="utf-8"))
    sums = note["site"]["site/c1.html"]
    note["site"] |= {"../kept.txt": sums, "site/../../kept.txt": sums, str(kept): sums}
    (tmp_path / "out" / NOTE).write_text(json.dumps(note), encoding="utf-8")
    write(tmp_path / "out", {"site": {"site/index.html": "one"}})
    assert kept.read_text(encoding="utf-8") == "two"


@pytest.mark.parametrize("note", ["", "[]", '{"site": 3}', '{"site": {"site/c1.html": 4}}', "[" * 100_000])
def test_a_note_that_cannot_be_read_makes_no_file_ours(tmp_path: Path, note: str) -> None:
    write(tmp_path, {"site": PAGES})
    (tmp_path / NOTE).write_text(note, encoding="utf-8")
    write(tmp_path, {"site": PAGES})
    (tmp_path / NOTE).write_text(note, encoding="utf-8")
    with pytest.raises(TrackerError):
        write(tmp_path, {"site": {"site/index.html": "new"}})


def test_a_run_that_was_cut_off_does_not_make_its_own_files_somebodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"site": PAGES})
    new = {"site/index.html": "new one", "site/c1.html": "new two"}
    really, calls = report_files._replace, []

    def dies(path: Path, data: bytes) -> None:
        calls.append(path.name)
        if calls.count("c1.html"):
            raise KeyboardInterrupt
        really(path, data)

    monkeypatch.setattr(report_files, "_replace", dies)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, {"site": new})
    monkeypatch.undo()
    assert there(tmp_path) == {"site/index.html": "new one", "site/c1.html": "two"}
    write(tmp_path, {"site": {**PAGES, "site/index.html": "newest"}})
    assert there(tmp_path) == {**PAGES, "site/index.html": "newest"}


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(TrackerError, match="cannot be written"):
        write(tmp_path / "out", {"site": PAGES})
