"""`tracker follow-up`: drafts are printed, written, edited and put into Drafts after asking; nothing is sent."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import Outcome, Tracker, everything
from cli_mail import LIST, configured, holding
from cli_terminal import AtTerminal

if TYPE_CHECKING:
    from mailservers.base import MailServer
    from mailservers.scripted import ScriptedServer

pytestmark = pytest.mark.usefixtures("in_root")
FROM = ("--from", "researchers@example.org")
WORDING = "Public rules appear to support that /lgtm and /approve are independent of each other."


@pytest.fixture
def reported(tracker: Tracker, in_root: Path, samples: Path) -> Path:
    """The workspace with a finding on a public sample reply."""
    tracker("import", samples / "01-inline.eml", "--list", LIST)
    done = tracker(
        "assess", "C2", "--passage", "R1.1", "--effect", "restate:narrower", "--wording", WORDING, "--reason", "As said"
    )  # fmt: skip
    assert done.code == 0, done
    return in_root


def put(tracker: Tracker, *more: object) -> Outcome:
    return tracker("follow-up", *FROM, "--append", "sample", *more)


def test_a_draft_is_printed_and_nothing_changes(tracker: Tracker, reported: Path) -> None:
    before = everything(reported)
    found = tracker("follow-up", *FROM)
    assert found.code == 0, found
    assert found.lines[0] == "G1 · report, in public"
    assert f"To: {LIST}" in found.lines
    assert "[C2] Gated acceptance of mainline contributions" in found.lines
    assert "Nothing was sent." in found.err
    assert everything(reported) == before


def test_json_has_a_line_for_each_draft(tracker: Tracker, reported: Path) -> None:
    (one,) = tracker("follow-up", "G1", *FROM, "--json").json_lines()
    assert (one["thread"], one["kind"], one["public"], one["findings"]) == ("G1", "report", True, ["A1"])
    assert one["to"] == [LIST]
    assert one["in_reply_to"] == one["references"][-1] == "sample-01.20260504144107@example.org"
    assert one["sample"] is True


def test_nothing_new_is_no_failure(tracker: Tracker) -> None:
    found = tracker("follow-up")
    assert (found.code, found.lines) == (0, ["Nothing is new to report."])
    assert tracker("follow-up", "--json").lines == []
    assert "No address is known" in tracker("follow-up", "G1").refused(2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("G7",), ("G1/P9",), ("--due", "--edit"), ("--yes",), ("--draft", "g1.eml"), ("--append", "nowhere"),
        ("--append", "sample/"), ("G1", "--append", "sample", "--draft", "g1.eml"), ("--question", "C99"),
        ("--to", "a@example.org"), ("--letter", "L9"), ("G1",),
    ],
)  # fmt: skip
def test_bad_use_is_one_sentence_with_a_hint(
    tracker: Tracker, reported: Path, arguments: tuple[str, ...]
) -> None:
    assert tracker("follow-up", *arguments).refused(2)


def test_a_file_that_was_edited_is_never_overwritten(tracker: Tracker, reported: Path) -> None:
    path = reported / "g1.eml"
    assert tracker("follow-up", *FROM, "--out", path).code == 0
    assert b"X-Tracker-Sample: yes" in path.read_bytes()
    assert tracker("follow-up", *FROM, "--out", path).code == 0  # it is as we left it
    path.write_text(path.read_text(encoding="utf-8") + "\nP.S. Thanks.\n", encoding="utf-8")
    before = path.read_bytes()
    assert "was edited" in tracker("follow-up", *FROM, "--out", path).refused(2)
    assert path.read_bytes() == before
    other = reported / "questions" / "letter.md"
    assert "not a draft of ours" in tracker("follow-up", *FROM, "--out", other).refused(2)


def test_the_name_of_a_leg_is_that_of_its_public_draft(
    tracker: Tracker, reported: Path, samples: Path
) -> None:
    tracker("import", samples / "12-private.eml")
    done = tracker(
        "assess", "Q3", "--passage", "R2.1", "--effect", "confirm", "--reason", "One writer sees it so, too"
    )  # fmt: skip
    assert done.code == 0, done
    assert "There are 2 drafts" in tracker("follow-up", *FROM, "--out", "all.eml").refused(2)
    assert tracker("follow-up", "g1", *FROM, "--out", "public.eml").code == 0
    assert f"To: {LIST}" in (reported / "public.eml").read_text(encoding="utf-8")
    assert tracker("follow-up", "G1/P2", *FROM, "--out", "private.eml").code == 0
    assert f"To: {LIST}" not in (reported / "private.eml").read_text(encoding="utf-8")


def test_the_editor_gets_the_draft_and_its_edits_are_kept(
    tracker: Tracker, reported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = reported / "editor.py"
    script.write_text(
        "import sys\nwith open(sys.argv[1], 'a', encoding='utf-8') as file:\n    file.write('P.S. Grüße.\\n')\n",
        encoding="utf-8",
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    found = tracker("follow-up", *FROM, "--edit")
    path = reported / ".tracker" / "drafts" / "g1.eml"
    assert found.code == 0, found
    assert str(path) in found.out
    assert f"--append ACCOUNT --draft {path}" in found.err
    again = tracker("follow-up", *FROM, "--edit")
    assert "has edits of yours and is opened as it is" in again.err
    assert path.read_text(encoding="utf-8").count("P.S. Grüße.") == 2
    monkeypatch.setenv("VISUAL", "no-such-editor")
    failed = tracker("follow-up", *FROM, "--edit")
    assert failed.code == 1
    assert "Error: The editor 'no-such-editor' cannot be opened." in failed.err


def test_a_draft_lies_in_drafts_once_with_its_flags(
    tracker: Tracker, reported: Path, mail_server: MailServer
) -> None:
    mail_server.make("Drafts")
    configured(reported, mail_server.account())
    assert "Nobody is at the terminal to agree" in put(tracker).refused(2)
    assert mail_server.uids("Drafts") == []
    found = put(tracker, "--yes")
    assert found.code == 0, found
    (uid,) = mail_server.uids("Drafts")
    assert found.lines == [f"The draft lies in sample/Drafts as UID {uid}."]
    assert "Nothing was sent" in found.err
    assert mail_server.flags("Drafts") == {uid: {"\\Draft", "\\Seen"}}
    assert f"already (UID {uid})" in put(tracker, "--yes").refused(2)
    assert mail_server.uids("Drafts") == [uid]
    assert holding(reported, mail_server.password) == []


def test_an_edited_draft_is_put_there_as_it_was_edited(
    tracker: Tracker, reported: Path, mail_server: MailServer
) -> None:
    mail_server.make("Entwürfe")
    configured(reported, mail_server.account())
    path = reported / "g1.eml"
    tracker("follow-up", *FROM, "--out", path)
    path.write_text(path.read_text(encoding="utf-8").replace("Hello,", "Grüß Gott,"), encoding="utf-8")
    found = tracker("follow-up", "--append", "sample/Entwürfe", "--draft", path, "--yes", "--json")
    told = json.loads(found.out)
    assert (told["folder"], told["sent"], told["account"]) == ("Entwürfe", False, "sample")
    with mail_server.session("Entwürfe") as client:
        raw = client.fetch([told["uid"]], ["BODY.PEEK[]"])[told["uid"]][b"BODY[]"]
    assert "Grüß Gott,\r\n".encode() in raw
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"To: {LIST}", "To: secu...@kubernetes.io"), encoding="utf-8"
    )
    said = tracker("follow-up", "--append", "sample/Entwürfe", "--draft", path, "--yes").refused(2)
    assert "secu...@kubernetes.io" in said
    assert len(mail_server.uids("Entwürfe")) == 1


def test_without_a_folder_of_drafts_the_folders_are_named(
    tracker: Tracker, reported: Path, mail_server: MailServer
) -> None:
    configured(reported, mail_server.account())
    found = put(tracker, "--yes")
    assert "marks no folder as its drafts" in found.refused(2)
    assert "INBOX" in found.err
    assert "has no folder 'Nowhere'" in tracker(
        "follow-up", *FROM, "--append", "sample/Nowhere", "--yes"
    ).refused(1)


def test_a_server_that_refuses_says_why(
    tracker: Tracker, reported: Path, scripted_server: ScriptedServer
) -> None:
    scripted_server.make("Drafts")
    scripted_server.refuse("APPEND", "NO [OVERQUOTA] no room")
    configured(reported, scripted_server.account())
    assert put(tracker, "--yes").refused(1).startswith("The mailbox of account sample is full.")


def test_a_person_is_shown_whom_it_reaches_and_may_say_no(reported: Path, mail_server: MailServer) -> None:
    mail_server.make("Drafts")
    configured(reported, mail_server.account())
    for answer, kept in (("n", 0), ("y", 1)):
        with AtTerminal(reported, "follow-up", *FROM, "--append", "sample") as terminal:
            terminal.expect(f"To: {LIST}")
            terminal.expect("Subject: Re: Clarification request")
            terminal.answer("Put this draft into sample/Drafts?", answer)
            assert terminal.end() == 0
        assert len(mail_server.uids("Drafts")) == kept


def test_a_person_says_which_folder_where_the_server_does_not(
    reported: Path, mail_server: MailServer
) -> None:
    mail_server.make("Later")
    configured(reported, mail_server.account())
    with AtTerminal(reported, "follow-up", *FROM, "--append", "sample") as terminal:
        terminal.answer("Which folder holds its drafts", "Nowhere")
        terminal.answer("Name one of them.", "Later")
        terminal.answer("Put this draft into sample/Later?", "y")
        assert terminal.end() == 0
    assert len(mail_server.uids("Later")) == 1


def test_what_is_due_is_listed(tracker: Tracker, in_root: Path) -> None:
    assert tracker("follow-up", "--due").lines == ["Nothing is due."]
    tracker("follow-up", "leg", "G1", "promised", "--due", "2026-06-10", "--reason", "They wrote so.")
    (line,) = tracker("follow-up", "--due").lines
    assert "an answer was promised for 2026-06-10" in line
    (one,) = tracker("follow-up", "--due", "--json").json_lines()
    assert (one["leg"], one["due"], one["on"]) == ("G1", "promise", "2026-06-11")
    assert "promise since 2026-06-11" in tracker("letter", "legs").out
    assert tracker("letter", "legs", "--json").json_lines() == [one]
    assert "an answer was promised" in tracker("letter").out
    assert "`tracker follow-up G1` drafts it" in tracker("doctor").out
    closed = tracker("follow-up", "leg", "G1", "closed", "--reason", "They are done.")
    assert closed.lines == ["G1 is closed."]
    assert tracker("follow-up", "--due", "--json").lines == []


def test_reminders_come_after_the_days_that_are_set(tracker: Tracker, in_root: Path) -> None:
    tracker("letter", "set", "--date", "2026-06-01")
    assert tracker("follow-up", "--due", "--json").json_lines()[0]["due"] == "reminder"
    with (in_root / "tracker.toml").open("a", encoding="utf-8") as file:
        file.write("remind-after = 0\n")
    assert tracker("follow-up", "--due").lines == ["Nothing is due."]
    (in_root / "tracker.toml").write_text("remind-after = -1\n", encoding="utf-8")
    assert "remind-after is -1 days" in tracker("follow-up", "--due").refused(2)


def test_a_reaction_is_recorded_shown_and_listed(tracker: Tracker, reported: Path) -> None:
    (row,) = tracker("follow-up", "reactions", "--json").json_lines()
    assert (row["assessment"], row["value"]) == ("A1", "")
    found = tracker(
        "follow-up", "react", "A1", "not-satisfied", "--passage", "R1.2", "--reason", "A point was dropped."
    )
    assert found.lines == ["X1: the reaction to A1 on C2 is: not satisfied."]
    assert "C2 is under review" in found.err
    for key in ("C2", "R1"):
        assert (
            "eaction to A1: not satisfied, said in R1.2, recorded by researcher" in tracker("show", key).out
        )
    assert tracker("show", "C2", "--json").json()["reactions"][0]["value"] == "not satisfied"
    (row,) = tracker("follow-up", "reactions", "--json").json_lines()
    assert (row["value"], row["passage"], row["reason"]) == ("not satisfied", "R1.2", "A point was dropped.")
    assert "not satisfied" in tracker("follow-up", "reactions").out
    assert "There is no reaction" in tracker("follow-up", "react", "A1", "glad", "--reason", "x").refused(2)


@pytest.mark.parametrize("command", [(), ("react",), ("reactions",), ("leg",)])
def test_each_has_help_with_an_example(tracker: Tracker, command: tuple[str, ...]) -> None:
    found = tracker("follow-up", *command, "--help")
    assert found.code == 0
    assert "Example" in found.out
