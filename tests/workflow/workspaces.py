"""What the tests of the workflow share: the sample replies by what they are, mails, files and state."""

from __future__ import annotations

import shutil
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tracker.record import fold, store
from tracker.record.models import AUDITED
from tracker.workflow import audit, intake
from tracker.workflow.assess import Finding, assess
from tracker.workflow.workspace import Workspace

LIST = "steering-list@example.org"
PERSON = "researcher"
SUBJECT = "Re: Clarification request on public Kubernetes security practices"

# The replies of the samples, in the order in which they were taken in.
SEALED, COPIES, AUTO, INLINE, TOP_POSTED, NUMBERED, HTML = "R1", "R2", "R3", "R4", "R5", "R6", "R7"
OUTLOOK, GERMAN, POINTER, REDIRECT, DECLINE, AGREES, DISAGREES = (
    "R9",
    "R10",
    "R11",
    "R12",
    "R13",
    "R14",
    "R15",
)
UNRELATED = "R17"


def actor_file(root: Path) -> None:
    """Name a person in the settings."""
    (root / "tracker.toml").write_text(f'actor = "{PERSON}"\n', encoding="utf-8")


def files(root: Path) -> dict[str, bytes]:
    """The bytes of every file of a workspace but its database."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("tracker.db")
    }


def state(ws: Workspace) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of every audited table, in the ledger's own kinds."""
    rows = {}
    with ws.database.reading() as session:
        for name, model in AUDITED.items():
            for row in session.execute(sa.select(model.__table__)).mappings():
                rows[(name, row["id"])] = {column: fold.plain(value) for column, value in row.items()}
    return rows


def size(ws: Workspace) -> int:
    """How many entries the ledger has."""
    with ws.database.reading() as session:
        return len(store.hashes(session))


def holds(ws: Workspace) -> bool:
    """Whether the whole record verifies; what is wrong is shown."""
    verdict = audit.verify(ws)
    assert verdict.problems == ()
    return verdict.ok


def clone(root: Path, to: Path, private: bool = False) -> Path:
    """What git would bring of a workspace: no database and, unless asked for, nothing private."""
    left_out = [".tracker", "tracker.toml"] if private else [".tracker", "tracker.toml", "private"]
    shutil.copytree(root, to, ignore=shutil.ignore_patterns(*left_out))
    actor_file(to)
    return to


def question_path(ws: Workspace, key: str) -> Path:
    """The file of a question."""
    return next((ws.root / "questions").glob(f"{key.lower()}-*.md"))


def edit(path: Path, *pairs: tuple[str, str]) -> str:
    """Replace words in a file as an editor would; returns the new text."""
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return text


def add_note(path: Path, note: str) -> None:
    """Write into the notes of a question file as an editor would."""
    heading = "## Researcher's notes\n"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(heading, f"{heading}\n{note}\n", 1)
        if heading in text
        else f"{text}\n{heading}\n{note}\n",
        encoding="utf-8",
    )


def found(ws: Workspace, question: str, *effects: str, **values: Any) -> str:
    """Record a finding; returns its id."""
    finding = Finding(question=question, effects=effects, reason="looked at again")
    return assess(ws, replace(finding, **values)).id


def sample_replies(ws: Workspace) -> dict[str, str]:
    """The reply that each sample became."""
    samples = Path(intake.__file__).parents[1] / "samples"
    known = intake.take_in(ws, sorted(samples.glob("*.eml")))
    return {Path(one.label).name: one.reply for one in known.items}


def mail(
    text: str,
    sender: str = "Sample Responder X <sample.responder.x@example.org>",
    message_id: str = "<sample-x.1@example.org>",
    subject: str = SUBJECT,
    **headers: str,
) -> bytes:
    """A reply to the letter as a mail."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "researchers@example.org"
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = headers.pop("date", "Thu, 02 Jul 2026 10:00:00 +0000")
    message["X-Tracker-Sample"] = "yes"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


QUOTED = """> Second, we understand that Kubernetes has publicly documented
> the mainline code acceptance path as a continuous gated chain.
> Public rules appear to support the description that external
> contributors first pass through CLA and /ok-to-test to enter
> central testing resources, then receive /lgtm from a reviewer
> based on OWNERS, /approve from an approver, and then proceed
> through presubmit, Prow, Tide, and related status checks before
> code enters the merge pool and is ultimately merged.

"""
