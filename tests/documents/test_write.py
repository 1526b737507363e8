"""A face is written whole or not at all, and never over what somebody else has saved."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tracker.documents.write import digest, read, write
from tracker.errors import TrackerError


def test_a_file_is_made_read_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "questions" / "c1.md"
    first = write(path, "one\r\n“two”\n", None)
    assert (
        first
        == hashlib.sha256(path.read_bytes()).hexdigest()
        == read(path).sha256
        == digest("one\r\n“two”\n")
    )
    path.chmod(0o640)
    write(path, "three\n", first)
    assert read(path).text == "three\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["c1.md"]


@pytest.mark.parametrize("meanwhile", ["changed", "removed", "made"])
def test_a_file_changed_underfoot_is_left_as_it_is(tmp_path: Path, meanwhile: str) -> None:
    path = tmp_path / "c1.md"
    expect = None if meanwhile == "made" else write(path, "one", None)
    if meanwhile == "removed":
        path.unlink()
    else:
        path.write_text("somebody else's")
    with pytest.raises(TrackerError, match="meanwhile; it was left as it is"):
        write(path, "two", expect)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["somebody else's"] * (meanwhile != "removed")


def test_a_face_saved_while_we_write_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c1.md"
    expect = write(path, "one", None)
    sync = os.fsync

    def save_meanwhile(handle: int) -> None:
        sync(handle)
        path.write_text("saved in an editor")

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    with pytest.raises(TrackerError, match="was changed meanwhile"):
        write(path, "two", expect)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["saved in an editor"]


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "c1.md"
    expect = write(path, "one", None)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackerError, match="cannot be written: No space left on device"):
        write(path, "two", expect)
    assert [one.read_text() for one in tmp_path.iterdir()] == ["one"]


def test_links_are_neither_followed_nor_replaced(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("private")
    link = tmp_path / "c1.md"
    link.symlink_to(outside)
    with pytest.raises(TrackerError, match="is a link"):
        read(link)
    with pytest.raises(TrackerError, match="is a link"):
        write(link, "x", digest("private"))
    assert outside.read_text() == "private"


def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "c1.md"
    path.write_bytes(b"one\ntw\xff\n")
    with pytest.raises(TrackerError, match="line 2: the file is not UTF-8"):
        read(path)
    with pytest.raises(TrackerError, match="cannot be read: Is a directory"):
        read(tmp_path)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.md")
    with pytest.raises(TrackerError, match="cannot be written"):
        write(path / "below.md", "x", None)
