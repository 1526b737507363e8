"""`tracker account`: what is asked, what is tried, what is written into tracker.toml and what never is."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_calls import Tracker, everything
from cli_mail import LIST, configured, holding

from tracker import accounts as account_tables
from tracker import settings

if TYPE_CHECKING:
    from mailservers.base import MailServer

pytestmark = pytest.mark.usefixtures("in_root")
REMARKS = (
    '# whose workspace\nactor = "researcher" # a name\n\n[[lists]]  # the list\naddress = "old@example.org"\n'
)


def options(server: MailServer, **changes: str) -> list[str]:
    """Return the options of `account add` for the test's own mailbox."""
    given = {
        "user": server.user,
        "host": server.host,
        "port": str(server.tls_port),
        "password-variable": server.password_variable,
        "certificate-authority": str(server.authority),
        **changes,
    }
    return [word for key, value in given.items() if value for word in (f"--{key}", value)]


@pytest.mark.parametrize(
    ("user", "told"),
    [
        ("researcher@example.org", "What researcher@example.org writes counts as ours, never as an answer."),
        ("sample", "Whose mail is yours is not known yet"),
    ],
)
def test_adding_an_account_tells_whose_mail_is_ours(tracker: Tracker, user: str, told: str) -> None:
    found = tracker(
        "account", "add", "work", "--user", user, "--host", "imap.example.org", "--no-test",
        "--password-variable", "NOBODY_SETS_THIS",
    )  # fmt: skip
    assert told in found.out


def test_an_account_is_tried_and_appended_to_what_is_there(
    tracker: Tracker, in_root: Path, mail_server: MailServer
) -> None:
    mail_server.make("Lists/steering")
    (in_root / "tracker.toml").write_text(REMARKS, encoding="utf-8")
    found = tracker(
        "account", "add", "work", *options(mail_server), "--folder", "INBOX",
        "--list", f"Lists/steering={LIST}",
    )  # fmt: skip
    assert found.code == 0, found
    steps = [line for line in found.lines if line.startswith(("✓", "✗"))]
    assert [line for line in steps if line.startswith("✗")] == []
    assert [line.split(":")[0] for line in steps][-2:] == ["✓ folder INBOX", "✓ folder Lists/steering"]
    text = (in_root / "tracker.toml").read_text(encoding="utf-8")
    assert text.startswith(REMARKS)
    assert settings.load(in_root).account("work") == mail_server.account(
        name="work", folders=("INBOX", "Lists/steering")
    )
    assert settings.load(in_root).list_of_folder("work", "Lists/steering") == LIST
    [listed] = tracker("account", "list", "--json").json_lines()
    assert (listed["name"], listed["secret"]) == ("work", "password variable")
    assert listed["lists"] == {"Lists/steering": LIST}
    assert f"Lists/steering (list {LIST})" in tracker("account").out
    assert tracker("account", "test", "work", "--json").json()["ok"]
    assert mail_server.password not in found.out + found.err
    assert holding(in_root, mail_server.password) == []


@pytest.mark.parametrize("wrong", ["password", "folder", "authority"])
def test_what_does_not_work_is_not_written(
    wrong: str, tracker: Tracker, in_root: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRONG_PASSWORD", "canary-wrong-password")
    changes = {
        "password": {"password-variable": "WRONG_PASSWORD"},
        "folder": {"folder": "Nowhere"},
        "authority": {"certificate-authority": ""},
    }[wrong]
    before = everything(in_root)
    found = tracker("account", "add", "work", *options(mail_server, **changes))
    assert found.refused(1) == "The account was not written."
    assert "run `account add` again, or give --no-test" in found.err
    [at] = [number for number, line in enumerate(found.lines) if line.startswith("✗ ")]
    assert found.lines[at + 1].startswith("  → ")
    assert "canary" not in found.out + found.err
    assert everything(in_root) == before
    assert tracker("account", "add", "work", *options(mail_server, **changes), "--no-test").code == 0
    assert [one.name for one in settings.load(in_root).accounts] == ["work"]
    assert tracker("account", "test", "work").refused(1) == "The account work does not work."


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"certificate-authority": ""}, "give --certificate-authority PEM, the PEM file of that authority"),
        ({"password-variable": "WRONG"}, "then run `account add` again"),
        ({"port": "1"}, "check host, port and security"),
        ({"host": "no-such-host.invalid"}, "check host, and whether this machine is online"),
        ({"password-variable": "", "password-command": "false"}, "run the password-command yourself"),
        ({"password-variable": "", "token-command": "echo x", "mechanism": "oauthbearer"}, ""),
    ],
)
def test_hints_while_adding_name_what_is_there(
    changes: dict[str, str],
    hint: str,
    tracker: Tracker,
    mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WRONG", "canary-wrong-password")
    found = tracker("account", "add", "work", *options(mail_server, **changes))
    assert found.refused(1) == "The account was not written."
    assert hint in found.out
    assert "tracker account test" not in found.out
    assert "tracker.toml" not in found.out


def test_a_list_of_the_inbox_is_written_as_the_folder_is(
    tracker: Tracker, in_root: Path, mail_server: MailServer
) -> None:
    found = tracker(
        "account", "add", "work", *options(mail_server), "--folder", "INBOX", "--list", f"inbox={LIST}"
    )
    assert found.code == 0, found
    assert settings.load(in_root).account("work").folders == ("INBOX",)
    assert settings.load(in_root).list_of_folder("work", "INBOX") == LIST


BAD_USE = {
    "nobody": ((), "Nothing says --user."),
    "no secret": (("--user", "a@example.org"), "Nothing says how to get the secret."),
    "two secrets": (
        ("--user", "a@example.org", "--keyring", "--token-command", "token"),
        "--keyring and --token-command were both given.",
    ),
    "no host": (("--user", "a", "--keyring"), "Nothing says which host has the mail."),
    "plain text across a network": (
        ("--user", "a@example.org", "--password-variable", "P", "--security", "plain"),
        "account example: security is 'plain', and imap.example.org is not this machine.",
    ),
    "a list without an address": (
        ("--user", "a@example.org", "--password-variable", "P", "--list", "INBOX"),
        "'INBOX' names no folder and list.",
    ),
    "a password as an option": (("--user", "a@example.org", "--password", "x"), "No such option: --password"),
}


@pytest.mark.parametrize("case", BAD_USE)
def test_bad_use_changes_nothing(case: str, tracker: Tracker, in_root: Path) -> None:
    arguments, sentence = BAD_USE[case]
    before = everything(in_root)
    assert tracker("account", "add", *arguments, "--no-test").refused(2).startswith(sentence)
    assert everything(in_root) == before


def test_usual_servers_are_suggested(tracker: Tracker, in_root: Path) -> None:
    for user in ("one@example.org", "two@example.org", "three@gmail.com", "four@outlook.com"):
        way = ("--token-command", "token")
        assert tracker("account", "add", "--user", user, *way, "--no-test").code == 0
    found = settings.load(in_root).accounts
    assert [(one.name, one.host, one.port) for one in found] == [
        ("example", "imap.example.org", 993),
        ("example-2", "imap.example.org", 993),
        ("gmail", "imap.gmail.com", 993),
        ("outlook", "outlook.office365.com", 993),
    ]


def test_a_name_that_is_taken_is_refused(tracker: Tracker, in_root: Path, mail_server: MailServer) -> None:
    configured(in_root, mail_server.account(name="work"))
    before = everything(in_root)
    found = tracker("account", "add", "work", *options(mail_server))
    assert found.refused(2) == "There is an account work already."
    assert everything(in_root) == before


def test_settings_to_which_nothing_can_be_appended_are_left_alone(tracker: Tracker, in_root: Path) -> None:
    path = in_root / "tracker.toml"
    way = ("--user", "a@example.org", "--password-variable", "P", "--list", f"INBOX={LIST}", "--no-test")
    for text in ('lists = [{address = "old@example.org"}]\n', "accounts = []\n"):
        path.write_text(text, encoding="utf-8")
        found = tracker("account", "add", *way)
        assert found.refused(1).startswith("tracker.toml is laid out so that nothing can be appended")
        assert path.read_text(encoding="utf-8") == text


def test_removing_takes_the_block_and_leaves_the_rest(tracker: Tracker, in_root: Path) -> None:
    path = in_root / "tracker.toml"
    way = ("--password-variable", "P", "--no-test", "--user")
    path.write_text(REMARKS, encoding="utf-8")
    tracker("account", "add", "one", *way, "a@example.org")
    tracker("account", "add", "two", *way, "b@example.org", "--list", f"INBOX={LIST}")
    with path.open("a", encoding="utf-8") as file:
        file.write("# of the third\n[[accounts]]\n# inside\n")
        file.write(account_tables.as_toml(settings.load(in_root).account("one")).partition("\n")[2])
    text = path.read_text(encoding="utf-8").replace('name = "one"', 'name = "three"')
    path.write_text(text.replace('name = "three"', 'name = "one"', 1), encoding="utf-8")
    assert [one.name for one in settings.load(in_root).accounts] == ["one", "two", "three"]
    assert tracker("account", "remove", "two").code == 0
    assert [one.name for one in settings.load(in_root).accounts] == ["one", "three"]
    assert [one.address for one in settings.load(in_root).lists] == ["old@example.org"]
    assert tracker("account", "remove", "one").code == 0
    left = path.read_text(encoding="utf-8")
    assert left.startswith(REMARKS)
    assert "# of the third\n[[accounts]]\n# inside\n" in left
    assert tracker("account", "remove", "one").refused(2) == "There is no account 'one'."


def test_a_list_with_other_folders_too_is_not_cut(tracker: Tracker, in_root: Path) -> None:
    path = in_root / "tracker.toml"
    tracker("account", "add", "one", "--user", "a@example.org", "--password-variable", "P", "--no-test")
    text = path.read_text(encoding="utf-8")
    text += f'[[lists]]\naddress = "{LIST}"\narchives = ["steering.mbox"]\nfolders = ["one/INBOX"]\n'
    path.write_text(text, encoding="utf-8")
    assert tracker("account", "remove", "one").refused(1).startswith(f"The list {LIST} has folders of one ")
    assert path.read_text(encoding="utf-8") == text


def test_without_the_keyring_package_it_says_so(
    tracker: Tracker, in_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    before = everything(in_root)
    found = tracker("account", "add", "--user", "a@example.org", "--keyring")
    assert found.refused(1) == "The account was not written."
    assert "keyring is not installed" in found.out
    assert "tracker[keyring]" in found.out
    assert everything(in_root) == before


def readme() -> str:
    """Return the README's section on mail accounts."""
    text = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    return text.partition("## Replies by IMAP\n")[2].partition("\n## ")[0]


def test_the_readme_names_every_key_of_an_account_and_no_other() -> None:
    table = readme().partition("| key under")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([^`]+)`", "".join(rows))) == sorted(account_tables.KEYS)


def test_every_command_of_the_readme_takes_its_options(tracker: Tracker) -> None:
    commands = [line for line in readme().splitlines() if line.startswith("tracker ")]
    assert len(commands) == 8
    for command in commands:
        assert tracker(*shlex.split(command)[1:], "--help").code == 0, command
