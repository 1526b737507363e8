"""Writes a report's files into a folder: each one whole, only what changed, and no file of anybody else's."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from tracker.errors import TrackerError
from tracker.text import clean_line

NOTE = ".tracker-report.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_NOTHING = hashlib.sha256(b"").hexdigest()
Files = Mapping[str, str | bytes]
Noted = dict[str, dict[str, list[str]]]  # format → path → sha256 of what was written there


def write(out: Path, forms: Mapping[str, Files]) -> None:
    """Write the files of each form of a report into `out`, and remove those of its last run that are no more.

    `forms` is format → path → content, paths of at most one folder. A note in `out` says what was written with
    which sha256. A file that stands in the way and is not as it was written is somebody's: TrackerError, and nothing is
    written. A file that is as it should be is left alone, so its time says when it last changed.

    A reader finds the old file or the new one, never a piece: each goes to a temporary file that is renamed. It is not
    synced to disk, which takes longer than everything else for a thousand pages: the record can make them again.
    """
    noted = _noted(out)
    try:
        due = {name: _due(out, files, noted.get(name, {})) for name, files in forms.items()}
        gone = {name: _gone(out, files, noted.get(name, {})) for name, files in forms.items()}
        during = dict(noted)
        for name, files in forms.items():
            known = noted.get(name, {})
            during[name] = known | {
                path: [*known.get(path, ()), _digest(data)] for path, data in files.items()
            }
        out.mkdir(parents=True, exist_ok=True)
        # First what may be there after a crash, in the end what is there.
        _note(out, during)
        for files in due.values():
            for path, data in files.items():
                _replace(out / path, data)
        for path in (path for paths in gone.values() for path in paths):
            (out / path).unlink(missing_ok=True)
        _note(
            out, noted | {name: {p: [_digest(d)] for p, d in files.items()} for name, files in forms.items()}
        )
    except OSError as error:
        raise TrackerError(
            f"{clean_line(str(error.filename or out))} cannot be written: {error.strerror}.",
            "check the folder's permissions and free space",
        ) from None


def _due(out: Path, files: Files, known: Mapping[str, list[str]]) -> dict[str, bytes]:
    """Return what has to be written; TrackerError where a file that is not ours stands in its place."""
    found = {}
    for path, content in files.items():
        assert _NAME.fullmatch(path), path
        data = content.encode("utf-8") if isinstance(content, str) else content
        there, new = _there(out / path), _digest(data)
        if there == new:
            continue
        if there not in (None, _NOTHING, *known.get(path, ())):
            raise TrackerError(
                f"{clean_line(str(out / path))} is not as the tracker wrote it; nothing was written.",
                "move it away or remove it, or name another folder with --out",
            )
        found[path] = data
    return found


def _gone(out: Path, files: Files, known: Mapping[str, list[str]]) -> list[str]:
    """Return what the last run wrote, this one does not, and nobody has changed since."""
    return [path for path, sums in known.items() if path not in files and _there(out / path) in sums]


def _there(path: Path) -> str | None:
    """Return the sha256 of the file at `path`, None where there is none; what is no file is nobody's to replace."""
    if path.is_symlink() or path.parent.is_symlink() or (path.exists() and not path.is_file()):
        return "no file"
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        temporary.write_bytes(data)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        os.replace(temporary, path)  # noqa: PTH105 - names the file where it fails
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _digest(data: str | bytes) -> str:
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def _noted(out: Path) -> Noted:
    """Return the note of the last run; one that cannot be read says nothing, so that no file counts as ours."""
    try:
        found = json.loads((out / NOTE).read_text(encoding="utf-8"))
        return {
            str(form): {
                path: [str(one) for one in sums] for path, sums in files.items() if _NAME.fullmatch(path)
            }
            for form, files in found.items()
        }
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def _note(out: Path, noted: Noted) -> None:
    _replace(out / NOTE, (json.dumps(noted, indent=1, sort_keys=True) + "\n").encode())
