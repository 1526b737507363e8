"""What the tests of legs share: whom a leg asks, mails to and from them, and which leg a mail joined."""

from __future__ import annotations

from workspaces import mail

from tracker.record.views import LegView
from tracker.workflow import board, intake
from tracker.workflow.correspondence import Conversations
from tracker.workflow.received import Taken
from tracker.workflow.workspace import Workspace

RELEASE = "release-contact@example.org"
RELEASE_LIST = "release-list@example.org"
STRANGER = "Sample Responder Q <sample.responder.q@example.org>"
LETTER_ID = "letter@example.org"
OURS = "Sample Researcher <sample.researcher@example.org>"


def take(
    ws: Workspace, text: str, sender: str = STRANGER, message_id: str = "<q@example.org>", **headers: str
) -> Taken:
    """Take a mail in as a fetch does; `public` among the headers names the list of its folder."""
    public = headers.pop("public", "")
    headers.setdefault("subject", "Something else entirely")
    raw = mail(text, sender, message_id, **headers)
    for name in ("To", "Cc"):  # the mail of `workspaces` goes to the researchers: here it may go elsewhere
        value = headers.get(f"X_{name}")
        if value:
            lines = [line for line in raw.split(b"\n") if not line.startswith(f"{name}:".encode())]
            raw = f"{name}: {value}\n".encode() + b"\n".join(lines)
    with ws.database.reading() as session:
        conversations = Conversations(session)
    taken = intake.take_one(ws, conversations, "INBOX", raw, public)
    assert taken is not None
    return taken


def leg_of(ws: Workspace, taken: Taken) -> str:
    return board.reply(ws, taken.reply).leg


def leg(ws: Workspace, key: str) -> LegView:
    return next(one for one in board.board(ws).legs if one.id == key)
