"""The questions of `tracker account add`, asked at a real terminal; a password that is typed is shown nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import everything
from cli_mail import LIST, holding
from cli_terminal import AtTerminal

from tracker import settings
from tracker.accounts import as_toml

if TYPE_CHECKING:
    from mailservers.base import MailServer

KEYRING = '''"""A keyring of the test's own: a file that stands for the system's."""
import json, os, pathlib
import keyring.errors

_PATH = pathlib.Path(os.environ["TEST_KEYRING"])

def _all():
    return json.loads(_PATH.read_text()) if _PATH.exists() else {}

def get_password(service, user):
    return _all().get(f"{service} {user}")

def set_password(service, user, password):
    if not _PATH.parent.exists():
        raise keyring.errors.KeyringError("no backend takes " + password)
    _PATH.write_text(json.dumps({**_all(), f"{service} {user}": password}))

def delete_password(service, user):
    kept = _all()
    del kept[f"{service} {user}"]
    _PATH.write_text(json.dumps(kept))
'''


@pytest.fixture
def system_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the calls of the test a keyring, the package that an installation may lack; returns what it holds."""
    package = tmp_path / "installed" / "keyring"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(KEYRING, encoding="utf-8")
    (package / "errors.py").write_text("class KeyringError(Exception):\n    pass\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    held = tmp_path / "system" / "keyring.json"
    held.parent.mkdir()
    monkeypatch.setenv("TEST_KEYRING", str(held))
    return held


def answer_place(terminal: AtTerminal, server: MailServer) -> None:
    """Answer the questions up to the name: wrong words are asked again, Enter takes what is suggested."""
    terminal.answer("User (mostly the mail address): ", server.user)
    terminal.answer("Host", server.host)
    terminal.answer("Security (tls, starttls, plain) [tls]: ", "ssl")
    terminal.expect("One of tls, starttls, plain.")
    terminal.answer("[tls]: ", "")
    terminal.answer("Port [993]: ", str(server.tls_port))
    terminal.answer("Name of the account here", "work")


def test_the_questions_lead_to_an_account_that_works(in_root: Path, mail_server: MailServer) -> None:
    for folder in ("Lists", "Lists/steering", "Old"):
        mail_server.make(folder)
    with AtTerminal(in_root, "account", "add", "--certificate-authority", str(mail_server.authority)) as it:
        answer_place(it, mail_server)
        it.answer("One of command, keyring, variable, token [command]: ", "variable")
        it.answer("Name of the variable: ", mail_server.password_variable)
        it.expect("✓ login: ")
        it.expect("✓ folder INBOX: ")
        assert "[[accounts]]" not in (in_root / "tracker.toml").read_text(encoding="utf-8")
        shown = it.expect("Folders (numbers or names, with commas between) [INBOX]: ")
        numbers = {name: number for number, name in (line.split() for line in _listed(shown))}
        assert set(numbers) == {"INBOX", "Lists", "Lists/steering", "Old"}
        it.type("INBOX, Lists/stering\n")
        it.expect("The server has no folder 'Lists/stering'. Hint: did you mean 'Lists/steering'?")
        it.answer("[INBOX]: ", f"INBOX, {numbers['Lists/steering']}")
        it.answer("whose own folder INBOX is (Enter: it is no list's): ", "")
        it.answer("whose own folder Lists/steering is (Enter: it is no list's): ", LIST)
        it.expect("The account work is in tracker.toml now.")
        assert it.end() == 0
        assert "Traceback" not in it.shown
        assert mail_server.password not in it.shown
    found = settings.load(in_root)
    assert found.account("work") == mail_server.account(name="work", folders=("INBOX", "Lists/steering"))
    assert found.list_of_folder("work", "Lists/steering") == LIST
    assert found.list_of_folder("work", "INBOX") is None


def _listed(shown: str) -> list[str]:
    lines = shown.partition("The server has these folders:\n")[2].splitlines()
    return [line for line in lines if line.startswith("   ")]


def test_a_password_goes_from_the_keyboard_to_the_keyring_and_nowhere_else(
    in_root: Path, mail_server: MailServer, system_keyring: Path
) -> None:
    arguments = ["--user", mail_server.user, "--host", mail_server.host, "--port", str(mail_server.tls_port)]
    arguments += ["--certificate-authority", str(mail_server.authority), "--keyring"]
    with AtTerminal(in_root, "account", "add", "work", *arguments) as it:
        it.answer("for the keyring (Enter: the one it has): ", mail_server.password)
        it.expect("The account work is in tracker.toml now.")
        assert it.end() == 0
        assert mail_server.password not in it.shown
    assert mail_server.password in system_keyring.read_text(encoding="utf-8")
    assert holding(in_root, mail_server.password) == []
    with AtTerminal(in_root, "account", "test", "work") as it:
        assert it.end() == 0


def test_a_wrong_password_does_not_stay_in_the_keyring(
    in_root: Path, mail_server: MailServer, system_keyring: Path
) -> None:
    before = everything(in_root)
    arguments = ["--user", mail_server.user, "--host", mail_server.host, "--port", str(mail_server.tls_port)]
    arguments += ["--certificate-authority", str(mail_server.authority), "--keyring"]
    with AtTerminal(in_root, "account", "add", "work", *arguments) as it:
        it.answer("for the keyring (Enter: the one it has): ", "canary-wrong-password")
        it.expect("✗ login: ")
        it.expect("Error: The account was not written.")
        assert it.end() == 1
        assert "canary" not in it.shown
    assert "canary" not in system_keyring.read_text(encoding="utf-8")
    assert everything(in_root) == before


def test_a_keyring_that_takes_nothing_says_so(in_root: Path, system_keyring: Path) -> None:
    system_keyring.parent.rmdir()
    before = everything(in_root)
    with AtTerminal(in_root, "account", "add", "--user", "a@example.org", "--keyring") as it:
        it.answer("for the keyring (Enter: the one it has): ", "canary-typed-password")
        it.expect("Error: The keyring of this machine does not take the password of example")
        it.expect("Hint: unlock it, or choose a password command")
        assert it.end() == 1
        assert "canary" not in it.shown
    assert everything(in_root) == before


def test_ctrl_c_at_a_question_leaves_nothing_behind(in_root: Path) -> None:
    before = everything(in_root)
    with AtTerminal(in_root, "account", "add") as it:
        it.answer("User (mostly the mail address): ", "a@example.org")
        it.expect("Host [imap.example.org]: ")
        it.interrupt()
        assert it.end() == 130
        assert "Traceback" not in it.shown
    assert everything(in_root) == before


def test_each_wrong_answer_is_told_at_once_and_asked_for_again(
    in_root: Path, mail_server: MailServer
) -> None:
    (in_root / "tracker.toml").write_text(
        'actor = "researcher"\n' + as_toml(mail_server.account(name="old")), encoding="utf-8"
    )
    with AtTerminal(in_root, "account", "add", "--certificate-authority", str(mail_server.authority)) as it:
        it.answer("User (mostly the mail address): ", mail_server.user)
        it.answer("Host", "http://imap ex")
        it.expect("Host is 'http://imap ex'. Hint: a name alone")
        it.answer("Host", "imap.example.org")
        it.answer("Security (tls, starttls, plain) [tls]: ", "plain")
        it.expect("Security is 'plain', and imap.example.org is not this machine.")
        it.answer("[tls]: ", "")
        it.answer("Port [993]: ", "99999")
        it.answer("Port [993]: ", str(mail_server.tls_port))
        it.answer("Name of the account here", "My Work")
        it.expect("'My Work' is not a name for an account. Hint: small letters, digits and hyphens")
        it.answer("Name of the account here", "old")
        it.expect("There is an account old already.")
        it.answer("Name of the account here", "work")
        it.answer("variable, token [command]: ", "command")
        it.answer("Command that prints the password: ", "pass 'show mail")
        it.expect("A quote is not closed in it.")
        it.answer("Command that prints the password: ", "false")
        it.expect("✗ secret: The password-command of account work failed with status 1.")
        it.expect("→ run the password-command yourself and see what it says")
        it.answer("again, stop) [secret]: ", "nonsense")
        it.expect("Some of user, host, security, port, name, secret, authority, folders, again, stop.")
        it.answer("again, stop) [secret]: ", "host, secret")
        it.answer("Host [imap.example.org]: ", mail_server.host)
        it.answer("variable, token [command]: ", "variable")
        it.answer("Name of the variable: ", "canary password")
        it.expect("Password-variable is not the name of a variable. Hint: as in MAIL_PASSWORD")
        it.answer("Name of the variable: ", mail_server.password_variable)
        it.answer("[INBOX]: ", "inbox")
        it.answer("whose own folder INBOX is (Enter: it is no list's): ", "")
        it.expect("The account work is in tracker.toml now.")
        assert it.end() == 0
    assert settings.load(in_root).account("work") == mail_server.account(name="work")


def test_a_login_that_fails_loses_no_answer_and_writes_nothing(
    in_root: Path, mail_server: MailServer
) -> None:
    before = everything(in_root)
    with AtTerminal(in_root, "account", "add", WRONG_PASSWORD="canary-wrong-password") as it:
        answer_place(it, mail_server)
        it.answer("variable, token [command]: ", "variable")
        it.answer("Name of the variable: ", "WRONG_PASSWORD")
        it.expect("✗ TLS: ")
        it.expect("→ give --certificate-authority PEM, the PEM file of that authority")
        it.expect("Your answers are kept.")
        it.answer("again, stop) [authority]: ", "")
        it.answer("trust too (Enter: none): ", "nowhere.pem")
        it.expect("There is no such file.")
        it.answer("trust too (Enter: none): ", str(mail_server.authority))
        it.expect("✗ login: ")
        it.answer("again, stop) [secret]: ", "again")
        it.expect("✗ login: ")
        it.expect("again, stop) [secret]: ")
        assert everything(in_root) == before
        it.type("stop\n")
        it.expect("Error: The account was not written.")
        assert it.end() == 1
        assert "canary" not in it.shown
        assert "account test" not in it.shown
    assert everything(in_root) == before


def test_a_wrong_option_is_told_before_anything_is_asked(in_root: Path) -> None:
    for option, sentence in (
        (("My Work",), "'My Work' is not a name for an account."),
        (("--host", "http://x"), "account new: host is 'http://x'."),
        (("--port", "99999"), "account new: port is 99999."),
        (("--mechanism", "xoauth"), "account new: mechanism is 'xoauth'."),
    ):
        with AtTerminal(in_root, "account", "add", *option) as it:
            it.expect(f"Error: {sentence}")
            assert it.end() == 2
            assert "User (" not in it.shown
