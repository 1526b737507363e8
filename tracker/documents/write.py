"""Reads and writes faces without ever losing somebody's edit: hash-checked, atomic, durable."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import TrackerError
from tracker.text import clean_line

MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class FileText:
    """A file as read: its text, and the sha256 of its bytes to hand back when writing."""

    text: str
    sha256: str


def digest(text: str) -> str:
    """Return the sha256 that `read` gives for a file holding `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _name(path: Path) -> str:
    return clean_line(str(path))


def read(path: Path) -> FileText:
    """Return the text of `path` with the sha256 of its bytes; TrackerError where it cannot be read.

    A link is refused: a face is a file of its own, and what a clone links to may lie anywhere. A missing
    file raises FileNotFoundError, for the caller knows whether it should exist.
    """
    data = _bytes(path)
    try:
        return FileText(data.decode("utf-8"), hashlib.sha256(data).hexdigest())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TrackerError(
            f"{_name(path)}, line {line}: the file is not UTF-8.", "save it as UTF-8"
        ) from None


def _bytes(path: Path) -> bytes:
    if path.is_symlink():
        raise TrackerError(f"{_name(path)} is a link, not a file.", "put the file itself in its place")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TrackerError(
                f"{_name(path)} is larger than {MAX_BYTES >> 20} MB.", "move it out of the workspace"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TrackerError(
            f"{_name(path)} cannot be read: {error.strerror}.", "check its permissions"
        ) from None


def write(path: Path, text: str, expect: str | None) -> str:
    """Write `text` to `path` and return its sha256; the file is the old one or the new one, never a piece.

    `expect` is the sha256 of what was read, or None where no file may stand there yet. A file that has
    changed meanwhile is left as it is and refused with TrackerError. The text goes to a temporary file in the
    same folder, is synced to disk and renamed over the old one, which keeps its permissions.
    """
    data = text.encode("utf-8")
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _unchanged(path, expect)
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if expect is not None:
            temporary.chmod(path.stat().st_mode & 0o777)
        # The other editor may have saved while we wrote; what is left is the instant before the rename.
        _unchanged(path, expect)
        temporary.replace(path)
        temporary = None
        _sync_folder(path.parent)
    except OSError as error:
        raise TrackerError(
            f"{_name(path)} cannot be written: {error.strerror}.",
            "check the folder's permissions and free space",
        ) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
    return hashlib.sha256(data).hexdigest()


def _unchanged(path: Path, expect: str | None) -> None:
    try:
        found: str | None = hashlib.sha256(_bytes(path)).hexdigest()
    except FileNotFoundError:
        found = None
    if found != expect:
        what = "was changed" if expect and found else "was removed" if expect else "already exists"
        raise TrackerError(
            f"{_name(path)} {what} meanwhile; it was left as it is.", "run `tracker sync` and try again"
        )


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; a system that cannot sync a folder has nothing to offer here."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
