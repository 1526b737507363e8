"""The faces on disk: written after every act, and never over somebody's edit."""

from __future__ import annotations

import fcntl
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from tracker.documents import write
from tracker.documents.faces import QuestionFace
from tracker.documents.letters import parse_letter, render_letter
from tracker.documents.questions import filename, normal, parse_question, render_question
from tracker.documents.replies import render_reply, stem
from tracker.errors import TrackerError
from tracker.record import queries
from tracker.record.database import Database
from tracker.record.forms import natural
from tracker.record.ledger_tables import Raw
from tracker.record.models import Letter, Message, Question, Reply
from tracker.record.store import entries, replay
from tracker.workflow import facemaking, touched
from tracker.workflow.workspace import Workspace

_LOCK = threading.RLock()


class Written:
    """What this machine last wrote: per file the sha256 of its bytes and of the face that it shows.

    `seq` is the newest ledger entry that all faces show. A note of convenience, kept in
    `.tracker/faces.json` and safe to lose: a file equal to what was written, or to any earlier state of the
    record, is nobody's edit.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / ".tracker" / "faces.json"
        try:
            loaded = json.loads(self.path.read_text(encoding="utf-8"))
            files = loaded["files"].items()
            self.known: dict[str, list[str]] = {str(k): [str(v[0]), str(v[1])] for k, v in files}
            self.seq = int(loaded["seq"])
        except (OSError, ValueError, AttributeError, KeyError, IndexError, TypeError):
            self.known, self.seq = {}, 0

    def file(self, path: Path) -> str | None:
        """The sha256 of what was last written to `path`, or None."""
        return self.known.get(str(path.relative_to(self.root)), [None])[0]

    def face(self, path: Path) -> str | None:
        """The sha256 of the face that `path` was last written from, or None."""
        known = self.known.get(str(path.relative_to(self.root)))
        return known[1] if known else None

    def note(self, path: Path, sha: str, face: str) -> None:
        """Remember that `path` holds `sha`, written from `face`."""
        self.known[str(path.relative_to(self.root))] = [sha, face]

    def save(self) -> None:
        """Keep the notes."""
        text = json.dumps({"seq": self.seq, "files": self.known}, indent=0, sort_keys=True)
        self.path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class QuestionFile:
    """A question file as found: its text and face, or the reason why it cannot be read."""

    path: Path
    read: write.FileText | None
    face: QuestionFace | None
    problem: str = ""


def question_files(ws: Workspace, other_than: Written | None = None) -> list[QuestionFile]:
    """Return every question file of the workspace, unreadable ones with the reason.

    With `other_than` only those that differ from what was last written: the rest need no reading.
    """
    found = []
    for path in sorted(ws.questions_folder.rglob("*.md")):
        if path.name == "letter.md" or path.name.startswith("."):
            continue
        try:
            text = write.read(path)
            if other_than is not None and other_than.file(path) == text.sha256:
                continue
            name = str(path.relative_to(ws.root))
            found.append(QuestionFile(path, text, _parsed(text.text, name)))
        except (TrackerError, FileNotFoundError) as error:
            found.append(QuestionFile(path, None, None, str(error)))
    return found


@lru_cache(maxsize=256)
def _parsed(text: str, name: str) -> QuestionFace:
    """Reading a file takes some 20 ms, and most are read again unchanged; nobody alters what this returns."""
    return parse_question(text, name)


def refresh(ws: Workspace, whole: bool = False) -> tuple[str, ...]:
    """Write the faces of what acts have changed since the last time; returns the paths written.

    With `whole` every face is looked at. A file that somebody has edited is left as it is: its edit
    waits for `tracker sync`.
    """
    with _LOCK, _alone(ws):
        written = Written(ws.root)
        with ws.database.reading() as session:
            scope = touched.since(session, 0 if whole else written.seq)
            done = [
                *_letters(ws, session, written),
                *_questions(ws, session, written, scope.questions),
                *_replies(ws, session, written, scope.replies),
            ]
            written.seq = scope.size
        written.save()
    return tuple(str(path.relative_to(ws.root)) for path in done)


@contextmanager
def _alone(ws: Workspace) -> Iterator[None]:
    """Keep another tracker from writing the same faces at the same time: each would take the other's for an edit."""
    with (ws.root / ".tracker" / "faces.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # it is held for moments
        yield


def digest(face: object) -> str:
    """Return a hash of everything that a face shows."""
    return hashlib.sha256(repr(face).encode("utf-8", "surrogatepass")).hexdigest()


def home(ws: Workspace, session: Session, letter: str) -> Path:
    """Return the folder of a letter's questions: `questions/`, or one each where there are several letters."""
    first = min(session.exec(select(Letter.id)).all(), key=natural)
    return ws.questions_folder if letter == first else ws.questions_folder / letter.lower()


def _letters(ws: Workspace, session: Session, written: Written) -> Iterator[Path]:
    for row in queries.live(session, Letter):
        face = facemaking.letter_face(session, row.id)
        path = home(ws, session, row.id) / "letter.md"
        now = digest(face)
        if written.face(path) == now and path.exists():
            continue
        if not path.exists():
            written.note(path, write.write(path, render_letter(face), None), now)
            yield path
            continue
        there = write.read(path)
        if written.file(path) not in (None, there.sha256):
            continue
        if written.file(path) is None and parse_letter(there.text) != face:
            continue  # not ours to change: `sync` decides whether it is an edit
        text = render_letter(face, there.text)
        sha = there.sha256 if text == there.text else write.write(path, text, there.sha256)
        written.note(path, sha, now)
        if text != there.text:
            yield path


def _questions(ws: Workspace, session: Session, written: Written, keys: set[str]) -> Iterator[Path]:
    faces = {key: facemaking.question_face(session, key) for key in keys}
    paths = paths_by_id(ws) if keys else {}
    for key in sorted(faces, key=natural):
        face, path = faces[key], paths.get(key)
        now = digest(face)
        if path is None:
            path = home(ws, session, face.letter) / filename(face)
            if path.exists():
                continue  # a file that cannot be read stands there: `sync` names it
            written.note(path, write.write(path, render_question(face), None), now)
            yield path
            continue
        if written.face(path) == now:
            continue
        there = write.read(path)
        if written.file(path) not in (None, there.sha256):
            continue
        if written.file(path) is None and not is_earlier(ws, parse_question(there.text)):
            continue
        text = render_question(face, there.text)
        sha = there.sha256 if text == there.text else write.write(path, text, there.sha256)
        written.note(path, sha, now)
        if text != there.text:
            yield path


def paths_by_id(ws: Workspace) -> dict[str, Path]:
    """Return the file of each question; the first by name where two claim the same id."""
    found: dict[str, Path] = {}
    for one in question_files(ws):
        if one.face is not None:
            found.setdefault(one.face.id, one.path)
    return found


def is_earlier(ws: Workspace, face: QuestionFace) -> bool:
    """Return whether `face` is how the record showed that question at some time, now included."""
    if face.change is not None:
        return False
    shown = digest(plain(face))
    with ws.database.reading() as session:
        if session.get(Question, face.id) is None:
            return False
        if digest(plain(facemaking.question_face(session, face.id))) == shown:
            return True
        known = entries(session)
    scratch = Database.in_memory()
    try:
        with Session(scratch.engine) as session:
            for seq, entry in enumerate(known, start=1):
                replay(session, [entry], start=seq)
                if session.get(Question, face.id) is None:
                    continue
                if digest(plain(facemaking.question_face(session, face.id))) == shown:
                    return True
    finally:
        scratch.dispose()
    return False


def plain(face: QuestionFace) -> QuestionFace:
    """Return a face in its normal form without what is the reader's own: sections the tracker does not know."""
    return replace(normal(face), extra=[], unknown_keys=())


def _replies(ws: Workspace, session: Session, written: Written, keys: set[str]) -> Iterator[Path]:
    for row in queries.live(session, Reply):
        if row.id not in keys:
            continue
        messages = [
            m for m in queries.live(session, Message, col(Message.reply_id) == row.id) if not m.withheld
        ]
        if not messages:
            continue
        open_here = row.visibility == "list" and ws.settings.commit == "list"
        folder = ws.replies_folder if open_here else ws.replies_folder / "private"
        for message in messages:
            raw = session.get(Raw, message.sha256)
            name = stem(row.id, str(message.date or ""), message.sha256)
            path = folder / f"{name}.eml"
            if raw is not None and not path.exists():
                _write_bytes(path, raw.data)
                yield path
            _leave_private(ws, path, f"{name}.eml")
        face = facemaking.reply_face(session, row.id)
        name = stem(row.id, str(messages[0].date or ""), messages[0].sha256)
        path = folder / f"{name}.md"
        _leave_private(ws, path, f"{name}.md")
        now = digest(face)
        if written.face(path) == now and path.exists():
            continue
        text = render_reply(face)
        there = write.read(path) if path.exists() else None
        if there is not None and there.text == text:
            written.note(path, there.sha256, now)
            continue
        if there is not None and written.file(path) != there.sha256:
            aside(path, there)
        written.note(path, write.write(path, text, there.sha256 if there else None), now)
        _leave_private(ws, path, f"{name}.md")
        yield path


def _leave_private(ws: Workspace, path: Path, name: str) -> None:
    """Once a reply is public its private files go: the same bytes stand in the open now."""
    private = ws.replies_folder / "private" / name
    if private != path and private.exists() and path.exists():
        private.unlink()


def _write_bytes(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)


def aside(path: Path, there: write.FileText) -> Path:
    """Keep an edit that was not taken beside its file; returns where."""
    kept = path.with_name(f"{path.name}.refused-{there.sha256[:8]}")
    if not kept.exists():
        write.write(kept, there.text, None)
    return kept
