"""Saved copies of sources: bytes in a folder of the workspace, named by the hash that the ledger has of them."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import BadUse, TrackerError
from tracker.record import after_queries, queries
from tracker.record.models import Source
from tracker.record.views import SnapshotView
from tracker.text import clean_line
from tracker.workflow.workspace import Workspace

FOLDER = "source-copies"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Copy:
    """A copy that the ledger knows; `state` is `here`, `not here`, or `altered` where its bytes are others."""

    snapshot: SnapshotView
    title: str
    path: Path
    state: str


def path_of(ws: Workspace, sha256: str) -> Path:
    """Return where the copy with a hash is, or would be.

    The name is the hash and nothing else: no page names a file here, and none opens as one by a click.
    """
    if not _SHA256.fullmatch(sha256):
        raise TrackerError("The record names a copy by what is no hash.", "see `tracker audit verify`")
    return ws.root / FOLDER / sha256


def save(ws: Workspace, data: bytes) -> str:
    """Keep a copy and return its sha256; a copy that is there is not written again."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(ws, sha256)
    if load(ws, sha256) is not None:
        return sha256
    temporary = path.with_name(f".{sha256}.{secrets.token_hex(6)}.tmp")
    try:
        _make_folder(path.parent)
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise TrackerError(f"A copy cannot be kept: {error.strerror}.", f"make room in {FOLDER}") from error
    return sha256


def _make_folder(folder: Path) -> None:
    """Make the folder of copies, one that git leaves out by itself: they are other people's pages.

    Whoever may pass them on removes its .gitignore, which is not written again.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        return
    (folder / ".gitignore").write_text("# other people's pages: not ours to publish\n*\n", encoding="utf-8")


def load(ws: Workspace, sha256: str) -> bytes | None:
    """Return the bytes of a copy, None where it is not here or is no longer what the ledger says."""
    state, data = _looked_at(path_of(ws, sha256), sha256)
    return data if state == "here" else None


def copy_with(ws: Workspace, source: str, quotation: str) -> str:
    """Return the day and id of the newest copy of a source that is here and has a quotation in it, "" for none."""
    from tracker.web import quoting, words  # late: reading a source by hand needs no parser of pages

    with ws.database.reading() as session:
        found = [one for one in after_queries.snapshots(session) if one.source == source]
    for one in reversed(found):
        data = load(ws, one.sha256)
        text = words.read(data, one.media_type).text if data is not None else None
        if text is not None and quoting.Page(text).has(quotation):
            return f"{one.at:%Y-%m-%d} ({one.id})"
    return ""


def copies(ws: Workspace, which: str = "") -> tuple[Copy, ...]:
    """Return the copies of source `which`, or of all, each held against its hash; oldest first."""
    with ws.database.reading() as session:
        titles = {one.id: one.title or one.url for one in queries.live(session, Source)}
        found = after_queries.snapshots(session)
    key = clean_line(which).upper()
    if key and key not in titles:
        raise BadUse(f"There is no source {clean_line(which)!r}.", "`tracker sources copies` lists all")
    shown = []
    for one in found:
        if key in ("", one.source):
            path = path_of(ws, one.sha256)
            shown.append(Copy(one, titles.get(one.source, ""), path, _looked_at(path, one.sha256)[0]))
    return tuple(shown)


def _looked_at(path: Path, sha256: str) -> tuple[str, bytes]:
    try:
        data = path.read_bytes()
    except OSError:
        return ("not here" if not path.exists() else "altered"), b""
    return ("here" if hashlib.sha256(data).hexdigest() == sha256 else "altered"), data
