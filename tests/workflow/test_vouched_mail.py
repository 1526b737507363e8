"""Mail taken in says what our receiving server vouched for, and a list's notice never passes for a reply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fetched_mail import configure, plain
from mailservers.base import MailServer
from workspaces import LIST, PERSON, QUOTED, mail

from tracker.workflow import board, intake, triage
from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]
TOP = (
    b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.org;\n"
    b" dkim=pass header.d=example.org\n"
    b"Received: from out.example.org by mx.example.org with ESMTPS id 1\n"
    b"DKIM-Signature: v=1; d=example.org; s=s; l=200; b=x\n"
)
SERVERS = 'receiving-servers = ["mx.example.org"]\n'


def taken(ws: Workspace, raw: bytes, public: bool = True) -> str:
    """Take a message in; returns its reply."""
    path = ws.root.parent / "one.eml"
    path.write_bytes(raw)
    return intake.take_in(ws, [path], LIST if public else None).items[0].reply


@pytest.mark.parametrize(
    ("settings", "raw", "expected"),
    [
        (SERVERS, TOP + mail(QUOTED + "Right.\n"), "DKIM partial, SPF ok"),
        (SERVERS, mail(QUOTED + "Right.\n"), "unknown"),
        ("", TOP + mail(QUOTED + "Right.\n"), "unknown"),
    ],
)
def test_what_was_vouched_for_is_kept_and_shown(
    root: Path, open_: Open, settings: str, raw: bytes, expected: str
) -> None:
    (root / "tracker.toml").write_text(f'actor = "{PERSON}"\n{settings}', encoding="utf-8")
    ws = open_(root)
    view = board.reply(ws, taken(ws, raw))
    assert view.messages[0].authentication == expected
    face = next(ws.replies_folder.glob("*.md")).read_text(encoding="utf-8")
    assert f"authentication: {expected}" in face
    assert view.row.authority == "F"


def test_a_fetch_keeps_it_as_an_import_does(root: Path, open_: Open, mail_server: MailServer) -> None:
    configure(root, plain(mail_server))
    path = root / "tracker.toml"
    path.write_text(SERVERS + path.read_text(encoding="utf-8"), encoding="utf-8")
    ws = open_(root)
    mail_server.deliver("INBOX", TOP + mail(QUOTED + "Right.\n"))
    (one,) = fetch(ws).all_taken
    assert board.reply(ws, one.reply).messages[0].authentication == "DKIM partial, SPF ok"


def test_a_notice_of_the_list_waits_for_nobody_and_answers_nothing(opened: Workspace) -> None:
    notice = mail(
        f"Your mail waits until a moderator has looked at it.\n\n{QUOTED}",
        sender="steering-owner@example.org",
        subject="Your message to steering awaits moderator approval",
        message_id="<notice@example.org>",
    )
    view = board.reply(opened, taken(opened, notice, public=False))
    assert (view.row.kind, view.row.to_triage, view.row.questions) == ("other", 0, ())
    assert triage.next_open(opened) is None
    assert [leg.state for leg in board.board(opened).legs] == ["waiting"]


def test_a_notice_attached_by_hand_is_still_no_reply(opened: Workspace) -> None:
    notice = mail(
        "Your mail waits until a moderator has looked at it.\n",
        sender="steering-bounces@example.org",
        subject="Ihre Nachricht an steering wartet auf Bestätigung des Moderators",
        message_id="<notice@example.org>",
    )
    reply = taken(opened, notice, public=False)
    triage.attach(opened, reply, "L1")
    assert board.reply(opened, reply).row.kind == "other"
    assert triage.next_open(opened) is None
