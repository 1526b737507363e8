"""Sync: files and record agree again; the ledger is taken in first, then the faces."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import select

from tracker.claims.effects import Rule
from tracker.documents import write
from tracker.documents.diff import FIXED, Difference, differences, unified
from tracker.documents.faces import ChangeBlock, LetterFace, QuestionFace
from tracker.documents.letters import parse_letter, render_letter
from tracker.documents.questions import render_question
from tracker.errors import BadUse, RuleRefused, TrackerError
from tracker.record import queries
from tracker.record.models import Letter, Message, Question
from tracker.text import clean_line
from tracker.workflow import facemaking, faces, lookup, recording, sourcework
from tracker.workflow.assess import Finding, assess
from tracker.workflow.judging import CLAIM, refuse_private_words
from tracker.workflow.ledgerfile import take_in_file
from tracker.workflow.workspace import Workspace

# The columns that an edit of a file may change without an assessment.
_PLAIN = ("title", "notes", "bears_on", "confirmed", "attribution")
_NAMES = {"confirmed": "confirmed part", "bears_on": "bears-on"}


@dataclass(frozen=True)
class Refused:
    """An edit that was not recorded: the reason, the difference, and where the text is kept."""

    path: str
    reason: str
    diff: str
    kept: str


@dataclass(frozen=True)
class SyncReport:
    """What a sync did."""

    taken_in: int
    rebuilt: bool
    recorded: tuple[str, ...]
    rendered: tuple[str, ...]
    refused: tuple[Refused, ...]
    messages: int

    @property
    def ledger(self) -> str:
        """What came of the ledger, in words."""
        return f"{self.taken_in} entries taken in" if self.taken_in else "nothing new in the ledger"


def sync(ws: Workspace) -> SyncReport:
    """Bring the record and its files to agree: the ledger file, dropped mail, edited files, then rendering.

    Edits of wording, proposition, level or gap need a `change:` block and are held against the rules; what is
    refused is kept beside its file with the reason. RecordBroken for a fork, before anything changes.
    """
    taken_in = take_in_file(ws)
    messages = _dropped_mail(ws)
    recorded: list[str] = []
    refused: list[Refused] = []
    _letter_edits(ws, recorded, refused)
    for one in faces.question_files(ws):
        name = str(one.path.relative_to(ws.root))
        if one.face is None or one.read is None:
            refused.append(Refused(name, one.problem, "", ""))
            continue
        try:
            recorded += _question_edit(ws, one.path, one.read, one.face)
        except TrackerError as error:
            refused.append(_put_aside(ws, one.path, one.read, one.face, str(error)))
    rendered = faces.refresh(ws, whole=True)
    return SyncReport(taken_in, bool(ws.rebuilt), tuple(recorded), rendered, tuple(refused), messages)


def waiting(ws: Workspace) -> tuple[str, ...]:
    """Return the question files that hold an edit, or cannot be read: they wait for `sync`."""
    written = faces.Written(ws.root)
    waits = [one.path for one in faces.question_files(ws, other_than=written) if _waits(ws, one)]
    return tuple(str(path.relative_to(ws.root)) for path in waits)


def _waits(ws: Workspace, one: faces.QuestionFile) -> bool:
    return one.face is None or not faces.is_earlier(ws, one.face)


def edit_path(ws: Workspace, question: str) -> Path:
    """Return the file of a question (a part's is that of its question), for an editor."""
    with ws.database.reading() as session:
        row = lookup.question(session, question)
        key = row.parent_id or row.id
    path = faces.paths_by_id(ws).get(key)
    if path is None:
        raise TrackerError(f"The file of {key} is not there or cannot be read.", "run `tracker sync`")
    return path


def _question_edit(ws: Workspace, path: Path, read: write.FileText, face: QuestionFace) -> list[str]:
    """Record what a file says otherwise than the record; returns what was recorded, in words."""
    name = str(path.relative_to(ws.root))
    written = faces.Written(ws.root)
    if written.file(path) == read.sha256:
        return []
    if faces.is_earlier(ws, face):
        _adopt(ws, path, read)
        return []
    with ws.database.reading() as session:
        lookup.question(session, face.id)
        current = facemaking.question_face(session, face.id)
    found = differences(current, face)
    _refuse(found, face, current)
    new = [one for one in face.sources if not one.id]
    plain = _plain_changes(face, current)
    # All of it is looked at before anything is recorded: an edit is taken whole or not at all.
    for citation in new:
        sourcework.checked(citation.url, citation.relation or "context", citation.kind or "other")
    with ws.database.reading() as session:
        for key, changed in plain.items():
            refuse_private_words(session, session.get_one(Question, key), _texts(changed))
    done = []
    if face.change is not None:
        done.append(_change(ws, face, current, face.change))
    done += _plain_edit(ws, name, plain)
    for citation in new:
        added = sourcework.add(
            ws,
            citation.url,
            face.id,
            citation.relation or "context",
            title=citation.title,
            kind=citation.kind or "other",
            quote=citation.quote,
            locator=citation.section,
            bears=citation.bears,
            reason=f"edited in {name}",
        )
        done.append(f"{face.id}: source {added.id} added")
    _adopt(ws, path, read)
    return done


def _refuse(found: list[Difference], face: QuestionFace, current: QuestionFace) -> None:
    claim = [one for one in found if one.needs_change]
    stale = face.revision != current.revision
    if stale:
        raise RuleRefused(
            f"{Rule.STALE_REVISION}: the edit was made on revision {face.revision}, but {face.id} is at "
            f"revision {current.revision}.",
            "look at the claim as it is now and make the edit again",
            (Rule.STALE_REVISION.value,),
        )
    if claim and face.change is None:
        raise BadUse(
            f"{claim[0].owner} {claim[0].field} was edited without a `change:` block.",
            "add change: with effect, basis, reason and by to the frontmatter",
        )
    for one in found:
        if one.field in FIXED or one.field in ("part", "paragraphs", "asks"):
            raise BadUse(f"{one.owner} {one.field} is not changed by editing a file.", "the letter fixed it")
        if one.owner.startswith("K") or (one.field == "source" and not one.after):
            raise BadUse(
                f"The citation {one.owner} was edited ({one.field}).",
                "`tracker sources read` records a reading",
            )


def _change(ws: Workspace, face: QuestionFace, current: QuestionFace, change: ChangeBlock) -> str:
    """Record the edit that a `change:` block explains, as the person it names."""
    key = clean_line(change.question) or face.id
    edited = {one.owner for one in differences(current, face) if one.needs_change}
    if edited - {key}:
        raise BadUse(
            f"The `change:` block is about {key}, but {min(edited - {key})} was edited too.",
            "one change at a time: name the part with question:, sync, then edit the next",
        )
    now = next((part for part in face.parts if part.id == key), face)
    before = next((part for part in current.parts if part.id == key), current)
    finding = Finding(
        question=key,
        effects=tuple(change.effects),
        passages=tuple(change.passages),
        citations=tuple(change.citations),
        basis=change.basis,
        level=now.level if now.level != before.level else None,
        wording=now.wording if now.wording != before.wording else None,
        proposition=now.proposition if now.proposition != before.proposition else None,
        confirmed=now.confirmed if now.confirmed != before.confirmed else None,
        gap=now.gap if now.gap != before.gap else None,
        gap_status=now.gap_status if now.gap_status != before.gap_status else None,
        reason=change.reason,
        expected_revision=now.revision,
        overrides=tuple(change.overrides),
    )
    person = Workspace(ws.root, change.by) if change.by else ws
    try:
        found = assess(person, finding)
    finally:
        if person is not ws:
            person.close()
    return f"{key}: {', '.join(found.effects)} ({found.id})"


def _plain_changes(face: QuestionFace, current: QuestionFace) -> dict[str, dict[str, Any]]:
    """What an edit changes without an assessment: by question and part, the columns with their new values."""
    pairs: list[tuple[str, object, object]] = [(face.id, face, current)]
    was = {part.id: part for part in current.parts}
    pairs += [(part.id, part, was[part.id]) for part in face.parts if part.id in was]
    found = {}
    for key, now, before in pairs:
        changed = {
            column: getattr(now, column)
            for column in _PLAIN
            if hasattr(now, column) and getattr(now, column) != getattr(before, column)
        }
        if face.change is not None:
            changed.pop("confirmed", None)  # goes with the change
        if changed:
            found[key] = changed
    return found


def _texts(changed: dict[str, Any]) -> dict[str, str]:
    return {column: value for column, value in changed.items() if isinstance(value, str)}


def _plain_edit(ws: Workspace, name: str, plain: dict[str, dict[str, Any]]) -> list[str]:
    done = []
    for key, changed in plain.items():
        with ws.act("question.edited", f"edited in {name}") as act:
            row = act.get(Question, key)
            refuse_private_words(act.session, row, _texts(changed))
            kept = {column: value for column, value in changed.items() if column in CLAIM}
            recording.revise(act, row, kept, None)  # a revision keeps these too
            act.update(act.get(Question, key), **{c: v for c, v in changed.items() if c not in CLAIM})
        names = ", ".join(_NAMES.get(column, column) for column in sorted(changed))
        done.append(f"{key}: {names} edited")
    return done


def _adopt(ws: Workspace, path: Path, read: write.FileText) -> None:
    """Let the next rendering write over a file whose edit is recorded now, or is an earlier state."""
    written = faces.Written(ws.root)
    written.note(path, read.sha256, "")
    written.save()


def _put_aside(ws: Workspace, path: Path, read: write.FileText, face: QuestionFace, reason: str) -> Refused:
    """Keep a refused edit beside its file and let the file show the record again."""
    with ws.database.reading() as session:
        known = session.get(Question, face.id)
        name = str(path.relative_to(ws.root))
        if known is None or known.parent_id:
            return Refused(name, reason, "", "")
        recorded = render_question(facemaking.question_face(session, face.id))
    kept = faces.aside(path, read)
    _adopt(ws, path, read)
    return Refused(name, reason, unified(recorded, read.text, name), str(kept.relative_to(ws.root)))


def _letter_edits(ws: Workspace, recorded: list[str], refused: list[Refused]) -> None:
    """Record what was filled in of a letter; a file that says something else stays as it is and is told."""
    with ws.database.reading() as session:
        places = {
            row.id: faces.home(ws, session, row.id) / "letter.md" for row in queries.live(session, Letter)
        }
        known = {key: facemaking.letter_face(session, key) for key in places}
    for key, path in places.items():
        if not path.exists():
            continue
        try:
            recorded += _letter_edit(ws, path, known[key])
        except TrackerError as error:
            refused.append(Refused(str(path.relative_to(ws.root)), str(error), "", ""))


def _letter_edit(ws: Workspace, path: Path, known: LetterFace) -> list[str]:
    columns = ("title", "message_id", "subject", "date", "to", "url")
    name = str(path.relative_to(ws.root))
    read = write.read(path)
    face = parse_letter(read.text, name)
    if face == parse_letter(render_letter(known)) or faces.Written(ws.root).file(path) == read.sha256:
        return []
    if face.text != known.text.strip("\n"):
        raise BadUse(f"The text of {name} is not the letter that was sent.", "restore it from git")
    changed = {c: getattr(face, c) for c in columns if getattr(face, c) != getattr(known, c)}
    if changed:
        with ws.act("letter.described", f"edited in {name}") as act:
            act.update(act.get(Letter, known.id), **changed)
    _adopt(ws, path, read)
    return [f"{known.id}: {', '.join(sorted(changed))} set"] if changed else []


def _mails(ws: Workspace) -> list[tuple[Path, str]]:
    paths = sorted(ws.replies_folder.rglob("*.eml"))
    plain = [path for path in paths if path.is_file() and not path.is_symlink()]
    return [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in plain]


def _dropped_mail(ws: Workspace) -> int:
    """Take in `.eml` files that somebody put under `replies/`; they move to the name the tracker gives them.

    A file that holds several messages, or none that can be read, stays where it is.
    """
    from tracker.workflow.intake import take_in

    with ws.database.reading() as session:
        known = set(session.exec(select(Message.sha256)))
    dropped = {path: sha for path, sha in _mails(ws) if sha not in known}
    if not dropped:
        return 0
    taken = take_in(ws, list(dropped))
    standing = [(path, sha) for path, sha in _mails(ws) if path.stem.endswith(sha[:8])]
    for path, sha in dropped.items():
        if any(sha == other and path != place for place, other in standing):
            path.unlink()  # the same bytes stand under the tracker's own name now
    return sum(1 for one in taken.items if one.outcome in ("new", "copy", "unsorted"))
