"""An account that came with the repository is asked about once, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_calls import Tracker
from cli_terminal import AtTerminal
from mailservers.base import MailServer

from tracker.accounts import as_toml


@pytest.fixture(autouse=True)
def _nothing_allowed_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def came_along(in_root: Path, mail_server: MailServer, tmp_path: Path) -> Path:
    """A workspace whose settings name an account that runs a program; returns the file that the program leaves."""
    trace = tmp_path / "it-ran"
    account = mail_server.account(password_command=f"sh -c 'touch {trace}; echo wrong'")
    (in_root / "tracker.toml").write_text(f'actor = "researcher"\n\n{as_toml(account)}', encoding="utf-8")
    return trace


def test_nothing_runs_before_the_account_is_allowed(tracker: Tracker, came_along: Path) -> None:
    for words in (("fetch",), ("account", "test", "sample"), ("doctor",), ("fetch", "--watch")):
        found = tracker(*words)
        assert found.code == 1
        assert f"it would run `sh -c 'touch {came_along}; echo wrong'`" in found.out + found.err
        assert "`tracker account allow sample`" in found.out + found.err
        assert not came_along.exists()
    assert [one["allowed"] for one in tracker("account", "list", "--json").json_lines()] == [False]
    refused = tracker("account", "allow", "sample")
    assert refused.code == 2
    assert f"touch {came_along}" in refused.err
    assert "--yes" in refused.err
    assert tracker("account", "allow", "sample", "--yes").code == 0
    assert [one["allowed"] for one in tracker("account", "list", "--json").json_lines()] == [True]
    assert "refused the user name or password" in tracker("fetch").err
    assert came_along.exists()


def test_taking_an_account_out_takes_the_permission_back(
    tracker: Tracker, came_along: Path, in_root: Path
) -> None:
    settings = (in_root / "tracker.toml").read_text(encoding="utf-8")
    assert tracker("account", "allow", "sample", "--yes").code == 0
    assert tracker("account", "remove", "sample").code == 0
    (in_root / "tracker.toml").write_text(settings, encoding="utf-8")
    assert "has not been allowed" in tracker("fetch").err
    assert not came_along.exists()


def test_what_a_person_adds_is_allowed(tracker: Tracker, in_root: Path) -> None:
    tracker("account", "add", "one", "--user", "a@example.org", "--password-variable", "P", "--no-test")
    assert [one["allowed"] for one in tracker("account", "list", "--json").json_lines()] == [True]


def test_a_person_at_the_terminal_is_asked_and_a_no_is_a_no(in_root: Path, came_along: Path) -> None:
    with AtTerminal(in_root, "fetch") as it:
        shown = it.expect("Use it? [y/N]: ")
        assert f"touch {came_along}" in shown
        it.type("n\n")
        it.expect("`tracker account allow sample`")
        assert it.end() == 1
    assert not came_along.exists()
    with AtTerminal(in_root, "account", "test", "sample") as it:
        it.answer("Use it? [y/N]: ", "y")
        it.expect("refused the user name or password")
        assert it.end() == 1
    assert came_along.exists()
    with AtTerminal(in_root, "fetch") as it:
        assert "Use it?" not in it.expect("refused the user name or password")
