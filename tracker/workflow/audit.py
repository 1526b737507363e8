"""The audit trail for people: verifying, exporting, importing and disclosing."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import BadUse, RecordBroken, TrackerError
from tracker.record import archive, ledger, store
from tracker.record import verify as checking
from tracker.record.ledger import Checkpoint, read_open
from tracker.record.mirror import opens_line
from tracker.record.verify import Verdict
from tracker.text import clean_line
from tracker.workflow import faces, triage
from tracker.workflow.board import history as log
from tracker.workflow.ledgerfile import take_raw
from tracker.workflow.workspace import Workspace, ignore_private

__all__ = ["checkpoint", "disclose", "export", "import_", "log", "verify", "verify_file"]


def verify(ws: Workspace, checkpoint_file: Path | None = None) -> Verdict:
    """Check the whole record of a workspace, against an older checkpoint where one is given."""
    older = _older(checkpoint_file)
    with ws.database.reading() as session:
        return checking.verify(session, ws.record.mirror, older)


def verify_file(path: Path, checkpoint_file: Path | None = None) -> Verdict:
    """Check an export or a `ledger.jsonl` by itself, without a workspace."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadUse(
            f"{clean_line(str(path))} cannot be read: {error.strerror}.", "name an export"
        ) from error
    older = _older(checkpoint_file)
    try:
        found = archive.read_export(path)
    except RecordBroken as error:
        return Verdict(0, (str(error),), "")
    verdict = checking.verify_entries(found.entries, older, found.checkpoint or None)
    problems = (*verdict.problems, *checking.check_lines(data, path.name))
    return Verdict(verdict.size, problems, verdict.checkpoint)


def _older(path: Path | None) -> Checkpoint | None:
    """Read a checkpoint: a file of its own, or the last line of an older export."""
    if path is None:
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadUse(f"{clean_line(str(path))} cannot be read.", "give a checkpoint or an export") from error
    if text.startswith("{"):
        found = archive.read_export(path)
        if not found.checkpoint:
            raise BadUse(
                f"{clean_line(path.name)} holds no checkpoint.", "give an export or a checkpoint file"
            )
        text = found.checkpoint
    return ledger.parse_checkpoint(text)


def checkpoint(ws: Workspace) -> str:
    """Return the checkpoint of the ledger as it stands, for keeping elsewhere."""
    with ws.database.reading() as session:
        _, _, _, ledger_id = store.head(session)
        return ledger.checkpoint(ledger_id or "none", store.hashes(session)).text


def export(ws: Workspace, path: Path, public: bool = False, roles_only: bool = False) -> tuple[int, str]:
    """Write an export to `path`; returns its size in entries and its checkpoint."""
    if path.exists():
        raise BadUse(f"{clean_line(str(path))} is there already.", "name a new file")
    try:
        with ws.database.reading() as session:
            return archive.write_export(session, path, public, roles_only)
    except OSError as error:
        raise TrackerError(
            f"The export cannot be written: {error.strerror}.", "choose another place"
        ) from error


def import_(path: Path, root: Path, actor: str | None = None) -> Workspace:
    """Rebuild a workspace in the new folder `root` from an export and the messages beside it."""
    if root.exists() and any(root.iterdir()):
        raise BadUse(f"{clean_line(str(root))} is not empty.", "name a new folder")
    verdict = verify_file(path)
    if not verdict.ok:
        raise RecordBroken(verdict.problems[0], "get the export again")
    found = archive.read_export(path)
    for name in ("questions", "replies"):
        (root / name).mkdir(parents=True, exist_ok=True)
    ignore_private(root)
    lines = [entry.line() for entry in found.text.entries]
    (root / "ledger.jsonl").write_text("".join(lines), encoding="utf-8")
    if found.text.opens:
        private = root / "replies" / "private" / "sealed.jsonl"
        private.parent.mkdir()
        late = [opens_line(seq, read_open(member)) for seq, member in sorted(found.text.opens.items())]
        private.write_text("".join(late), encoding="utf-8")
    ws = Workspace(root, actor)
    take_raw(ws, path.parent / "messages")
    faces.refresh(ws)
    return ws


def disclose(ws: Workspace, reply: str, reason: str) -> None:
    """Open what was sealed of a private reply, by name and with a reason."""
    triage.make_public(ws, reply, reason)
