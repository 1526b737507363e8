"""An account that came with a repository runs nothing and shows nobody a secret until a person here allowed it."""

from __future__ import annotations

import shlex
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fetched_mail import clean, message_ids, plain, quoting
from mailservers.base import MailServer

from tracker.accounts import Account, as_toml
from tracker.errors import TrackerError
from tracker.workflow import accounts, consent, doctor, watching
from tracker.workflow.fetching import fetch
from tracker.workflow.workspace import Workspace


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person who has allowed nothing yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "tracker" / "accounts.json"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """The file that the command of the account writes when it is run."""
    return tmp_path / "it-ran"


@pytest.fixture
def account(trace: Path, mail_server: MailServer) -> Account:
    """An account whose command leaves a trace and prints the right password."""
    code = f"open({str(trace)!r}, 'w').close(); print({mail_server.password!r})"
    return plain(mail_server, password_command=shlex.join([sys.executable, "-c", code]))


@pytest.fixture
def ws(root: Path, account: Account, open_: Callable[[Path], Workspace]) -> Workspace:
    """A clone that brings that account along."""
    (root / "tracker.toml").write_text(f'actor = "researcher"\n\n{as_toml(account)}', encoding="utf-8")
    return open_(root)


def test_nothing_of_a_clone_runs_before_it_was_allowed(
    ws: Workspace, account: Account, trace: Path, mail_server: MailServer
) -> None:
    mail_server.deliver("INBOX", quoting(1))
    (failure,) = fetch(ws).failures
    assert failure.kind == "consent"
    assert account.password_command in failure.message
    assert f"{account.host}:{account.port}" in failure.message
    assert failure.hint.endswith("`tracker account allow sample`")
    states: list[watching.WatchState] = []
    watching.watch(ws, states.append, threading.Event())
    assert [(one.state, one.hint) for one in states if one.state == "stopped"] == [("stopped", failure.hint)]
    checks = [one for one in doctor.examine_all(ws.root) if one.about == "account sample"]
    assert [(one.name, one.ok, one.hint) for one in checks] == [("consent", False, failure.hint)]
    assert [step.name for step in accounts.examine(account)] == ["consent"]
    assert not trace.exists()
    consent.allow(account)
    clean(fetch(ws))
    assert message_ids(ws) == ["sample-1@example.org"]
    assert trace.exists()
    assert all(step.ok for step in accounts.examine(account))


@pytest.mark.parametrize(
    "change",
    [
        {"host": "imap.example.org", "security": "tls", "port": 993},
        {"user": "somebody@example.org"},
        {"port": 1},
        {"password_command": "sh -c true"},
        {"password_command": "", "password_variable": "HOME"},
        {"password_command": "", "keyring": True},
        {"name": "other"},
    ],
    ids="-".join,
)
def test_a_change_of_what_runs_or_who_gets_it_asks_again(account: Account, change: dict[str, object]) -> None:
    consent.allow(account)
    assert consent.allowed(account)
    assert not consent.allowed(replace(account, **change))
    consent.forget(account)
    assert not consent.allowed(account)


def test_a_change_of_where_to_look_does_not(account: Account) -> None:
    consent.allow(account)
    assert consent.allowed(replace(account, folders=("Lists/steering",), find="server", poll=7))


def test_a_program_that_comes_along_is_allowed_as_it_is_now(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "get.sh").write_text("echo one\n", encoding="utf-8")
    for command in (
        "./get.sh",
        "sh -c './get.sh work'",
        "sh get.sh",
        str(tmp_path / "get.sh"),
        f"sh {tmp_path / 'get.sh'}",
    ):
        using = replace(account, password_command=command)
        (tmp_path / "get.sh").write_text("echo one\n", encoding="utf-8")
        consent.allow(using)
        assert consent.allowed(using)
        (tmp_path / "get.sh").write_text("echo two\n", encoding="utf-8")
        assert not consent.allowed(using)


def test_a_file_that_the_command_keeps_its_token_in_may_change(account: Account, tmp_path: Path) -> None:
    keeping = replace(account, password_command=f"cat {tmp_path / 'token.json'}")
    consent.allow(keeping)
    (tmp_path / "token.json").write_text("{}", encoding="utf-8")
    assert consent.allowed(keeping)


def test_an_authority_that_comes_along_is_allowed_as_it_is_now(account: Account, tmp_path: Path) -> None:
    trusting = replace(account, authority=tmp_path / "authority.pem")
    trusting.authority.write_text("one", encoding="utf-8")  # type: ignore[union-attr]
    consent.allow(trusting)
    trusting.authority.write_text("two", encoding="utf-8")  # type: ignore[union-attr]
    assert not consent.allowed(trusting)


def test_what_was_allowed_is_the_persons_own_and_holds_no_secret(
    account: Account, state: Path, mail_server: MailServer
) -> None:
    consent.allow(account)
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert mail_server.password not in state.read_text(encoding="utf-8")
    assert [path.name for path in state.parent.iterdir()] == ["accounts.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"allowed": 3}', '{"allowed": ["x"]}', "\x00"])
def test_a_broken_note_allows_nothing_and_is_written_anew(account: Account, state: Path, text: str) -> None:
    state.parent.mkdir(parents=True)
    state.write_text(text, encoding="utf-8")
    assert not consent.allowed(account)
    consent.allow(account)
    assert consent.allowed(account)


def test_without_a_place_to_keep_it_nothing_is_allowed(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert not consent.allowed(account)
    with pytest.raises(TrackerError) as told:
        consent.allow(account)
    assert told.value.hint == "set HOME or XDG_STATE_HOME to a folder that can be written"
