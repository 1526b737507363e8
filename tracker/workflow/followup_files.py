"""Drafts as files: written where somebody wants them, kept for editing under `.tracker/drafts`, an edit never lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from tracker.documents import write
from tracker.documents.drafts import MAX_BYTES, Draft, parse, render
from tracker.errors import BadUse, TrackerError
from tracker.text import clean_line
from tracker.workflow import followup
from tracker.workflow.followup import Drafted
from tracker.workflow.workspace import Workspace

_NOTE = "written.json"


def folder(ws: Workspace) -> Path:
    """Where drafts are kept for editing; git ignores it, and nothing of it is part of the record."""
    return ws.root / ".tracker" / "drafts"


def save(ws: Workspace, drafted: Drafted, path: Path) -> Path:
    """Write the draft to `path`; a file that the tracker did not write, or that was edited since, is left alone."""
    text = render(drafted.draft, "\n").decode("utf-8")
    there = _there(path)
    if there is not None and there not in (_noted(ws).get(str(path.resolve())), write.digest(text)):
        raise BadUse(
            f"{clean_line(str(path))} was edited, or is not a draft of ours: it is left as it is.",
            "name another file",
        )
    done = write.write(path, text, there)
    _note(ws, path, done)
    return path


def for_editing(ws: Workspace, drafted: Drafted) -> tuple[Path, bool]:
    """Return the file to edit the draft in, and whether it is an earlier one with edits, which stays as it is."""
    path = _place(ws, drafted)
    try:
        return save(ws, drafted, path), False
    except BadUse:
        return path, True


def with_edits(ws: Workspace, drafted: Drafted) -> Drafted:
    """Return the draft as somebody edited it, where they did so after it was drafted from this very state."""
    path = _place(ws, drafted)
    if not path.exists() or _there(path) == _noted(ws).get(str(path.resolve())):
        return drafted
    try:
        edited = read(ws, path)
    except TrackerError as error:
        return replace(drafted, remarks=(*drafted.remarks, f"Your edits cannot be used: {error}"))
    if edited.message_id != drafted.draft.message_id:
        told = f"An earlier draft with edits of yours is in {clean_line(str(path))}."
        return replace(drafted, remarks=(*drafted.remarks, told))
    return replace(drafted, draft=edited, remarks=(*drafted.remarks, "These are your edits of the draft."))


def _place(ws: Workspace, drafted: Drafted) -> Path:
    return folder(ws) / f"{drafted.key.replace('/', '-').lower()}.eml"


def read(ws: Workspace, path: Path) -> Draft:
    """Return the draft that `path` holds, held against all that a draft is held against; BadUse says what is wrong."""
    where = clean_line(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadUse(f"{where} cannot be read: {error.strerror}.", "name a draft, as in g1.eml") from None
    found = parse(data, where)
    followup.check(ws, found)
    return found


def is_exposed(ws: Workspace, drafted: Drafted, path: Path) -> bool:
    """Return whether a private draft would lie where git may commit it."""
    root, place = ws.root.resolve(), path.resolve()
    kept = (root / ".tracker", root / "replies" / "private")
    return (
        not drafted.public
        and place.is_relative_to(root)
        and not any(place.is_relative_to(one) for one in kept)
    )


def _there(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TrackerError(
            f"{clean_line(str(path))} cannot be written: {error.strerror}.", "name another file"
        ) from None


def _noted(ws: Workspace) -> dict[str, str]:
    try:
        found = json.loads((folder(ws) / _NOTE).read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}  # without the note every file counts as edited


def _note(ws: Workspace, path: Path, digest: str) -> None:
    note = folder(ws) / _NOTE
    text = json.dumps({**_noted(ws), str(path.resolve()): digest}, indent=1, sort_keys=True)
    write.write(note, text, _there(note))
