"""A draft is put into the right folder with the right flags, once; what fails says so, and nothing else is written."""

from __future__ import annotations

import pytest
from mailservers.base import MailServer
from mailservers.proxy import Proxy
from mailservers.scripted import PLAIN, ScriptedServer

from tracker.accounts import Account
from tracker.errors import BadUse
from tracker.mail.imap.appending import DraftServer
from tracker.mail.imap.failures import MailFailure

ID = "draft-1@example.org"
RAW = f"From: a@example.org\r\nTo: b@example.org\r\nSubject: Größe\r\nMessage-ID: <{ID}>\r\n\r\nGrüße.\r\n".encode()


def drafts(server: MailServer) -> tuple[str, tuple[str, ...]]:
    with DraftServer(server.account()) as opened:
        return opened.drafts()


def appended(account: Account, folder: str = "Drafts") -> MailFailure:
    """Return how appending fails."""
    with pytest.raises(MailFailure) as failed, DraftServer(account, 10.0) as server:
        server.append(folder, RAW)
    assert failed.value.hint
    return failed.value


def test_a_draft_lies_there_byte_for_byte_with_its_flags(mail_server: MailServer) -> None:
    mail_server.make("Drafts")
    with DraftServer(mail_server.account()) as server:
        assert server.lying("Drafts", ID) == ()
        kept = server.append("Drafts", RAW)
        assert server.lying("Drafts", ID) == tuple(mail_server.uids("Drafts"))
    (uid,) = mail_server.uids("Drafts")
    assert (kept.folder, kept.uid) == ("Drafts", uid)
    assert mail_server.flags("Drafts") == {uid: {"\\Draft", "\\Seen"}}
    with mail_server.session("Drafts") as client:
        assert client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] == RAW
    assert mail_server.uids("INBOX") == []


def test_a_draft_that_was_deleted_does_not_lie_there(mail_server: MailServer) -> None:
    mail_server.make("Drafts")
    with DraftServer(mail_server.account()) as server:
        server.append("Drafts", RAW)
        with mail_server.session("Drafts", writing=True) as client:
            client.delete_messages(client.search("ALL"), silent=True)
        assert server.lying("Drafts", ID) == ()


def test_a_folder_called_drafts_is_taken_where_none_is_marked(mail_server: MailServer) -> None:
    assert drafts(mail_server)[0] == ""
    mail_server.make("drafts")
    assert drafts(mail_server)[0] == "drafts"
    mail_server.make("Drafts")
    found, names = drafts(mail_server)
    assert found == "Drafts"
    assert set(names) == {"INBOX", "Drafts", "drafts"}


def test_the_folder_that_the_server_marks_is_the_one(scripted_server: ScriptedServer) -> None:
    for name in ("Drafts", "Entwürfe"):
        scripted_server.make(name)
    scripted_server.attributes = {"Entwürfe": "\\Drafts"}
    assert drafts(scripted_server)[0] == "Entwürfe"
    scripted_server.attributes = {"Entwürfe": "\\Drafts", "Drafts": "\\Drafts"}
    assert drafts(scripted_server)[0] == ""  # which of them is for a person to say


def test_a_server_that_marks_folders_on_demand_is_asked(scripted_server: ScriptedServer) -> None:
    scripted_server.capabilities = (*PLAIN, "LIST-EXTENDED", "SPECIAL-USE")
    for name in ("Drafts", "Entwürfe"):
        scripted_server.make(name)
    scripted_server.attributes = {"Entwürfe": "\\Drafts"}
    assert drafts(scripted_server)[0] == "Entwürfe"


def test_a_real_server_marks_its_folder(mail_server: MailServer) -> None:
    for name in ("Drafts", "Entwurf"):
        mail_server.make(name)
    assert drafts(mail_server)[0] == ("Entwurf" if mail_server.kind == "dovecot" else "Drafts")


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        ("NO [OVERQUOTA] no room", "refused", "The mailbox of account sample is full."),
        ("NO [TRYCREATE] no such mailbox", "folder", "Account sample has no folder 'Drafts'."),
        ("NO [NOPERM] no", "folder", "Account sample may not write to the folder 'Drafts'."),
        ("NO [INUSE] later", "busy", "is too busy for account sample"),
        ("BAD what", "refused", "refused the command APPEND"),
        ("BYE [UNAVAILABLE] going down", "busy", "is too busy"),
    ],
)
def test_a_refusal_says_why(scripted_server: ScriptedServer, answer: str, kind: str, sentence: str) -> None:
    scripted_server.make("Drafts")
    scripted_server.refuse("APPEND", answer)
    told = appended(scripted_server.account())
    assert told.kind == kind
    assert sentence in told.message


def test_a_folder_that_is_not_there_is_not_made(mail_server: MailServer) -> None:
    told = appended(mail_server.account(), "Nowhere")
    assert (told.kind, told.lasting) == ("folder", True)
    assert "'Nowhere'" in told.message
    with mail_server.session() as client:
        assert not client.folder_exists("Nowhere")


def test_a_line_break_in_a_folder_never_reaches_the_server(scripted_server: ScriptedServer) -> None:
    with DraftServer(scripted_server.account()) as server, pytest.raises(BadUse):
        server.append("Drafts\r\nA1 DELETE INBOX", RAW)
    assert not [line for line in scripted_server.commands if "DELETE" in line]


def test_a_connection_lost_at_the_last_moment_says_to_look(mail_server: MailServer, proxy: Proxy) -> None:
    mail_server.make("Drafts")
    account = mail_server.account(security="plain", port=proxy.port)
    with DraftServer(account) as server:
        server.append("Drafts", RAW.replace(ID.encode(), b"other@example.org"))
        came = proxy.connections[0].down
    # In the midst of the server's OK, so the draft lies there by then; its replies tell how long they took, in
    # more figures or fewer, so far enough from the end that no run is shorter than the cut.
    proxy.fault = ("cut", came - 25)
    told = appended(account)
    assert told.kind == "lost"
    assert "appending it again finds it" in told.hint
    with DraftServer(account) as server:
        assert len(server.lying("Drafts", ID)) == 1
