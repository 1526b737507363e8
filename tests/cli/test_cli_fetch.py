"""`tracker fetch`: replies come from a real mail server, once each, and what fails says what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import Outcome, Tracker, everything
from cli_mail import LIST, configured, holding

if TYPE_CHECKING:
    from mailservers.base import MailServer, TokenServer
    from mailservers.scripted import ScriptedServer

    from tracker.accounts import Account

pytestmark = pytest.mark.usefixtures("in_root")
ANSWERS = ("01", "05", "10")


def deliver(server: MailServer, samples: Path, *numbers: str, folder: str = "INBOX") -> None:
    """Deliver sample replies, named by their numbers."""
    for number in numbers:
        server.deliver(folder, next(samples.glob(f"{number}-*.eml")).read_bytes())


def test_replies_are_taken_in_once(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    deliver(mail_server, samples, "17", *ANSWERS)
    flags = mail_server.flags()
    configured(in_root, mail_server.account())
    found = tracker("fetch")
    assert found.code == 0, found
    assert len([line for line in found.lines if ": R" in line and " passage" in line]) == len(ANSWERS)
    assert found.lines[-1] == (
        "sample/INBOX: 3 new, 0 further copies, 0 known, 0 unsorted, 0 unreadable; 4 messages looked at."
    )
    assert found.err == ""
    before = everything(in_root)
    again = tracker("fetch")
    assert again.code == 0
    assert again.lines == ["sample/INBOX: nothing new; 0 messages looked at."]
    kept = {name: state for name, state in everything(in_root).items() if name != "database"}
    assert kept == {name: state for name, state in before.items() if name != "database"}
    deliver(mail_server, samples, "02")
    assert tracker("fetch", "sample").lines[-1].startswith("sample/INBOX: 1 new, ")
    assert {uid: mail_server.flags()[uid] for uid in flags} == flags
    assert holding(in_root, mail_server.password) == []


def test_json_has_counts_items_and_failures(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    mail_server.make("Lists/steering")
    deliver(mail_server, samples, *ANSWERS, folder="Lists/steering")
    account = mail_server.account(folders=("INBOX", "Lists/steering", "Nowhere"))
    configured(in_root, account, lists=("sample/Lists/steering",))
    found = tracker("fetch", "--json")
    assert found.code == 1
    told = found.json()
    counts = ("new", "copies", "known", "unsorted", "unreadable")
    assert [told[name] for name in counts] == [3, 0, 0, 0, 0]
    assert [one["outcome"] for one in told["items"]] == ["new"] * 3
    assert [one["folder"] for one in told["folders"]] == ["INBOX", "Lists/steering", "Nowhere"]
    [failure] = told["failures"]
    assert (failure["kind"], failure["folder"]) == ("folder", "Nowhere")
    assert "Nowhere" in failure["message"]
    assert failure["hint"]
    rows = tracker("replies", "--json").json_lines()
    assert {row["visibility"] for row in rows} == {"list"}


def test_a_folder_alone_and_a_whole_folder(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    mail_server.make("Other")
    deliver(mail_server, samples, "01")
    deliver(mail_server, samples, "05", "17", folder="Other")
    configured(in_root, mail_server.account())
    assert tracker("fetch", "sample/Other", "--since", "2026-01-01", "--json").json()["new"] == 1
    whole = tracker("fetch", "sample/Other", "--all", "--json").json()
    assert (whole["new"], whole["unsorted"]) == (0, 1)
    assert tracker("fetch", "--since", "all", "--json").json()["new"] == 1
    assert len(tracker("replies", "--json").json_lines()) == 2
    assert len(tracker("replies", "--unsorted", "--json").json_lines()) == 1


BAD_USE = {
    "no account": ((), "No mail account is configured."),
    "an unknown account": (("wrok",), "There is no account 'wrok'."),
    "an unknown account's folder": (("wrok/INBOX",), "There is no account 'wrok'."),
    "a folder without a name": (("sample/",), "sample/ names no folder."),
    "a day that is none": (("--since", "yesterday"), "'yesterday' is no date."),
    "watching a whole folder": (("--watch", "--all"), "--watch goes with neither --all nor --since."),
    "watching a folder": (("--watch", "sample/INBOX"), "--watch takes accounts, not folders."),
}


@pytest.mark.parametrize("case", BAD_USE)
def test_bad_use_is_told_before_anything_is_asked_of_a_server(
    case: str, tracker: Tracker, in_root: Path, mail_server: MailServer
) -> None:
    arguments, sentence = BAD_USE[case]
    if case != "no account":
        configured(in_root, mail_server.account())
    before = everything(in_root)
    assert tracker("fetch", *arguments).refused(2) == sentence
    assert everything(in_root) == before


def wrong_password(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return an account with a password that is not the user's."""
    monkeypatch.setenv("WRONG_PASSWORD", "canary-wrong-password")
    return server.account(password_variable="WRONG_PASSWORD")


def expired_token(server: TokenServer) -> Account:
    """Return an account whose token command prints a token that holds no more."""
    token = "canary-token-" + server.issue()
    server.use(token)
    server.expire(token)
    return server.token_account()


@pytest.fixture
def failing(
    mail_server: MailServer,
    oauth_server: TokenServer,
    scripted_server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Account]:
    """An account for each failure that only a person, or patience, can mend, by the kind of the failure."""
    scripted_server.refuse("LOGIN", "NO [LIMIT] Too many connections")
    return {
        "password": wrong_password(mail_server, monkeypatch),
        "token": expired_token(oauth_server),
        "certificate": mail_server.account(authority=None),
        "folder": mail_server.account(folders=("Nowhere",)),
        "busy": scripted_server.account(),
    }


def test_five_failures_are_five_sentences_that_say_what_to_do(
    tracker: Tracker,
    in_root: Path,
    failing: dict[str, Account],
    mail_server: MailServer,
    oauth_server: TokenServer,
    scripted_server: ScriptedServer,
) -> None:
    plain = (in_root / "tracker.toml").read_text(encoding="utf-8")
    secrets = {"canary", mail_server.password, oauth_server.password, scripted_server.password}
    said: dict[str, tuple[str, str]] = {}
    for kind, account in failing.items():
        (in_root / "tracker.toml").write_text(plain, encoding="utf-8")
        configured(in_root, account)
        found = tracker("fetch")
        assert found.code == 1
        assert found.out == ""  # nothing was opened, so nothing is said of how far it was read
        sentence, hint = found.err.splitlines()
        assert (sentence[:7], hint[:6]) == ("Error: ", "Hint: ")
        said[kind] = (sentence, hint)
        as_json = tracker("fetch", "--json")
        assert [one["kind"] for one in as_json.json()["failures"]] == [kind]
        asked = Outcome(0, "", "")
        if kind == "busy":
            asked = tracker("doctor")
            assert asked.code == 1
        shown = "".join(one.out + one.err for one in (found, as_json, asked))
        assert [secret for secret in secrets if secret in shown] == []
    assert len({sentence for sentence, _ in said.values()}) == 5
    assert len({hint for _, hint in said.values()}) == 5
    assert [secret for secret in secrets if holding(in_root, secret)] == []


def test_what_came_in_on_a_list_is_public(
    tracker: Tracker, in_root: Path, samples: Path, mail_server: MailServer
) -> None:
    deliver(mail_server, samples, "01")
    configured(in_root, mail_server.account(), lists=("sample/INBOX",))
    reply = tracker("fetch", "--json").json()["items"][0]["reply"]
    assert tracker("replies", "show", reply, "--json").json()["row"]["visibility"] == "list"
    assert LIST in tracker("account", "list").out
