"""`tracker doctor`: each thing that can be wrong has its own line with what to do, and the rest is looked at still."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import Outcome, Tracker, everything
from cli_mail import configured, holding

from tracker.accounts import Account

if TYPE_CHECKING:
    from mailservers.base import MailServer


def failed(found: Outcome) -> dict[str, tuple[str, str]]:
    """Return the steps of `doctor --json` that failed, with their sentence and hint."""
    assert found.code == 1, found
    told = found.json()
    assert not told["ok"]
    return {one["name"]: (one["sentence"], one["hint"]) for one in told["checks"] if not one["ok"]}


def test_a_workspace_that_is_well(tracker: Tracker, in_root: Path) -> None:
    before = everything(in_root)
    found = tracker("doctor")
    assert found.code == 0, found
    assert found.lines[0] == "Workspace"
    assert all(line.startswith("✓ ") for line in found.lines[1:])
    for words in (
        "tracker.toml is readable",
        "researcher acts",
        "agree on 13 entries",
        "`tracker account add`",
    ):
        assert words in found.out
    assert everything(in_root) == before


def test_outside_a_workspace_it_says_how_to_start_one(
    tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = tracker("doctor")
    assert found.refused(1) == "1 check failed."
    assert found.lines[1:] == [
        "✗ folder: There is no tracker workspace here or above.",
        "  → start one with `tracker init`",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("actor = [", "tracker.toml is not TOML"),
        ('actr = "x"\n', "tracker.toml has an unknown key 'actr'."),
        ('[[accounts]]\nname = "work"\npassword = "canary-1234"\n', "no secret belongs in tracker.toml"),
    ],
)
def test_settings_that_cannot_be_read_are_named(
    tracker: Tracker, in_root: Path, text: str, told: str
) -> None:
    (in_root / "tracker.toml").write_text(text, encoding="utf-8")
    found = tracker("doctor", "--json")
    sentence, hint = failed(found)["settings"]
    assert told in sentence
    assert hint
    assert "canary" not in found.out + found.err
    assert {one["name"] for one in found.json()["checks"]} == {"folder", "git", "settings"}


def test_nobody_named_to_act(tracker: Tracker, in_root: Path) -> None:
    (in_root / "tracker.toml").unlink()
    assert "Nobody is named" in failed(tracker("doctor", "--json"))["person"][0]
    assert tracker("doctor", "--by", "researcher").code == 0


def test_a_damaged_database(tracker: Tracker, in_root: Path) -> None:
    for path in (in_root / ".tracker").glob("tracker.db*"):
        path.write_bytes(b"this is not a database, and never was one" * 200)
    sentence, hint = failed(tracker("doctor", "--json"))["database"]
    assert "database" in sentence.lower()
    assert hint


def test_a_ledger_file_that_does_not_tell_what_the_database_tells(tracker: Tracker, in_root: Path) -> None:
    path = in_root / "ledger.jsonl"
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    cases = {
        "".join(lines[:-2]): "ledger.jsonl lacks the last 2 entries.",
        whole + '{"entry":': "ledger.jsonl ends in a torn line.",
        "".join([*lines[:3], "<<<<<<< HEAD\n", *lines[3:]]): "ledger.jsonl holds a merge marker in line 4",
        "".join([*lines[:3], lines[4], *lines[4:]]): "ledger.jsonl and the database part ways at entry 4.",
    }
    for text, told in cases.items():
        path.write_text(text, encoding="utf-8")
        sentence, hint = failed(tracker("doctor", "--json"))["ledger"]
        assert sentence.startswith(told)
        assert hint
        assert path.read_text(encoding="utf-8") == text


def test_what_git_would_commit(tracker: Tracker, in_root: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *words], cwd=in_root, check=True, capture_output=True
        )

    assert "no git repository" in tracker("doctor").out
    git("init")
    assert "git ignores private mail and the database" in tracker("doctor").out
    (in_root / ".gitignore").write_text(".tracker/\n", encoding="utf-8")
    sentence, hint = failed(tracker("doctor", "--json"))["git"]
    assert (sentence, hint) == (
        "git does not ignore replies/private/.",
        "add the line replies/private/ to .gitignore",
    )
    private = in_root / "replies" / "private" / "r1.eml"
    private.parent.mkdir(exist_ok=True)
    private.write_text("X-Tracker-Sample: yes\n\n", encoding="utf-8")
    git("add", "--force", "replies/private")
    assert failed(tracker("doctor", "--json"))["git"][0] == (
        "git holds 1 private file, such as replies/private/r1.eml."
    )


def test_an_account_is_gone_through_step_by_step(
    tracker: Tracker, in_root: Path, mail_server: MailServer
) -> None:
    configured(
        in_root, mail_server.account(), mail_server.account(name="other", folders=("INBOX", "Nowhere"))
    )
    found = tracker("doctor", "sample")
    assert found.code == 0, found
    account = found.lines[found.lines.index("Account sample") + 1 :]
    assert len(account) >= 5
    assert all(line.startswith("✓ ") for line in account)
    assert "INBOX" in account[-1]
    both = tracker("doctor")
    assert both.refused(1) == "1 check failed."
    assert [line for line in both.lines if line.startswith("✗") and "Nowhere" in line]
    assert mail_server.password not in found.out + found.err + both.out + both.err
    assert holding(in_root, mail_server.password) == []


def test_it_says_whose_mail_counts_as_ours_and_what_stands_as_an_answer(
    tracker: Tracker, in_root: Path, tmp_path: Path
) -> None:
    account = Account("work", "127.0.0.1", "sample", security="plain", port=1, keyring=True)
    configured(in_root, account)
    told = tracker("doctor").lines
    at = next(n for n, line in enumerate(told) if line.startswith("! ours: Nobody's addresses count as ours"))
    assert told[at + 1] == '  → add ours = ["you@example.org"] to tracker.toml'
    path = tmp_path / "own.eml"
    path.write_text(
        "From: Researcher@Example.org\nMessage-ID: <a@example.org>\nSubject: x\nX-Tracker-Sample: yes\n\n"
        "Could you answer?\n"
    )
    tracker("import", path, "--letter", "L1")
    text = (in_root / "tracker.toml").read_text(encoding="utf-8")
    (in_root / "tracker.toml").write_text('ours = ["researcher@example.org"]\n' + text, encoding="utf-8")
    told = tracker("doctor").lines
    at = told.index("! ours: Mail from researcher@example.org counts as ours. As an answer stands of it: R1.")
    assert "`tracker replies ours R1 --reason TEXT`" in told[at + 1]
    assert tracker("replies", "ours", "R1", "--reason", "sent before").out == "R1 is ours.\n"
    assert "✓ ours: Mail from researcher@example.org counts as ours." in tracker("doctor").lines
    assert tracker("replies", "theirs", "R1", "--reason", "not ours").out == "R1 is a reply.\n"


def test_a_wrong_password_says_what_to_do(
    tracker: Tracker, in_root: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG_PASSWORD", "canary-wrong-password")
    configured(in_root, mail_server.account(password_variable="WRONG_PASSWORD"))
    found = tracker("doctor", "--json")
    [(sentence, hint)] = failed(found).values()
    assert "refused" in sentence
    assert "password" in hint
    assert "canary" not in found.out + found.err


def test_an_unknown_account_is_named(tracker: Tracker, in_root: Path) -> None:
    assert tracker("doctor", "wrok").refused(2) == "There is no account 'wrok'."
