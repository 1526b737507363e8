"""The mail accounts of `tracker.toml`: what they may say, what is refused, and how they are written back."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.accounts import FIND, SECURITY, Account, accounts, as_toml
from tracker.errors import BadUse

WORK = Account(
    "work", "imap.example.org", "responder@example.org", password_command="pass show mail"
)  # fmt: skip


def read(text: str, root: Path = Path("/nowhere")) -> tuple[Account, ...]:
    """Read the accounts that `text` says."""
    return accounts(tomllib.loads(text), root)


def block(*lines: str) -> str:
    """Return an account that is whole, with `lines` added."""
    return "\n".join(['[[accounts]]\nname = "work"\nhost = "imap.example.org"\nuser = "me"', *lines])


def test_the_defaults_are_the_safe_ones() -> None:
    (account,) = read(block('password-variable = "MAIL_PASSWORD"'))
    assert (account.security, account.port, account.folders) == ("tls", 993, ("INBOX",))
    assert (account.find, account.poll, account.authority) == ("auto", 300, None)


def test_every_key_is_read(tmp_path: Path) -> None:
    (account,) = read(
        """
        [[accounts]]
        name = "list-1"
        host = "127.0.0.1"
        port = 10143
        security = "starttls"
        user = "responder@example.org"
        folders = ["INBOX", "Lists/Größe"]
        token-command = "oauth --for 'my mail'"
        mechanism = "oauthbearer"
        certificate-authority = "keys/own.pem"
        find = "server"
        poll = 60
        """,
        tmp_path,
    )
    assert account == Account(
        name="list-1",
        host="127.0.0.1",
        user="responder@example.org",
        folders=("INBOX", "Lists/Größe"),
        security="starttls",
        port=10143,
        token_command="oauth --for 'my mail'",
        mechanism="oauthbearer",
        authority=tmp_path / "keys" / "own.pem",
        find="server",
        poll=60,
    )


@pytest.mark.parametrize("key", ["password", "Password", "token", "secret", "pass", "access_token"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(BadUse, match=r"no secret belongs in tracker\.toml") as refused:
        read(block(f'{key} = "canary"'))
    assert "canary" not in str(refused.value)
    assert "password-command" in refused.value.hint


@pytest.mark.parametrize(
    ("lines", "sentence", "hint"),
    [
        (["pasword-command = 'x'"], "has an unknown key 'pasword-command'", "'password-command'"),
        (["keyring = 1"], "keyring must be true or false", "keyring = true"),
        (["port = '1993'"], "port must be a whole number", "write port = 1993, without quotes"),
        (["port = 'imaps'"], "port must be a whole number", "write port = 993, without quotes"),
        (["poll = '60'"], "poll must be a whole number", "write poll = 60, without quotes"),
        (["port = 70000", "keyring = true"], "port is 70000", "993"),
        (["poll = 0", "keyring = true"], "poll is 0 seconds", "300"),
        (["folders = 'INBOX'", "keyring = true"], "folders must be a list of strings", "folders = ["),
        (["folders = []", "keyring = true"], "folders is empty", "INBOX"),
        (["folders = ['']", "keyring = true"], "a folder has no name", "INBOX"),
        (['folders = ["a\\u0007b"]', "keyring = true"], "folders holds a control character", "anew"),
        (["security = 'tsl'", "keyring = true"], "security is 'tsl'", "did you mean 'tls'?"),
        (["security = 'plain'", "keyring = true"], "imap.example.org is not this machine", "starttls"),
        (["find = 'remote'", "keyring = true"], "find is 'remote'", "auto, server, local"),
        ([], "does not say how to get its secret", "password-command, password-variable, keyring"),
        (["keyring = true", "token-command = 'x'"], "has both keyring and token-command", "one of"),
        (["keyring = true", "mechanism = 'oauthbearer'"], "mechanism goes with token-command only", "out"),
        (["password-variable = 'a b'"], "is not the name of a variable", "MAIL_PASSWORD"),
    ],
)
def test_what_is_wrong_is_named(lines: list[str], sentence: str, hint: str) -> None:
    with pytest.raises(BadUse) as refused:
        read(block(*lines))
    assert sentence in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize("name", ["", "Work", "a b", "-a", "a/b", "ä"])
def test_a_name_can_be_written_on_the_command_line(name: str) -> None:
    with pytest.raises(BadUse, match="is not a name for an account"):
        replace(WORK, name=name)


@pytest.mark.parametrize("host", ["", "imaps://x", "a b", "me@x", "x\ny", "x:993", "[x]", "[::1]:993"])
def test_a_host_is_a_name_alone(host: str) -> None:
    with pytest.raises(BadUse, match="host"):
        replace(WORK, host=host)


def test_an_address_may_stand_in_brackets() -> None:
    account = replace(WORK, host="[::1]", security="plain", port=0)
    assert (account.host, account.port) == ("::1", 143)


def test_inbox_is_one_folder_however_it_is_written() -> None:
    (account,) = read(block('folders = ["inbox", "Lists", "INBOX", "Inbox", "Lists"]', "keyring = true"))
    assert account.folders == ("INBOX", "Lists")
    assert replace(WORK, folders=("inbox/old", "INBOX/old")).folders == ("inbox/old", "INBOX/old")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LocalHost"])
def test_plain_is_for_this_machine(host: str) -> None:
    assert replace(WORK, host=host, security="plain", port=0).port == 143


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "localhost.example.org", "127.0.0.1.example.org", "0.0.0.0", "::"]
)
def test_plain_is_for_no_other_machine(host: str) -> None:
    with pytest.raises(BadUse, match="is not this machine"):
        replace(WORK, host=host, security="plain")


def test_two_accounts_of_one_name_are_refused() -> None:
    with pytest.raises(BadUse, match="two accounts named 'work'"):
        read(block("keyring = true") + "\n" + block("keyring = true"))


def test_what_is_default_is_not_written() -> None:
    assert as_toml(WORK).splitlines() == [
        "[[accounts]]",
        'name = "work"',
        'host = "imap.example.org"',
        'user = "responder@example.org"',
        'password-command = "pass show mail"',
    ]


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1).filter(
    lambda text: text == text.strip()
)


@given(
    user=TEXT,
    folders=st.lists(TEXT, min_size=1).map(tuple),
    command=TEXT,
    secret=st.sampled_from(["password_command", "token_command", "password_variable", "keyring"]),
    security=st.sampled_from(SECURITY),
    port=st.integers(1, 65_535),
    find=st.sampled_from(FIND),
    poll=st.integers(1, 86_400),
    authority=st.sampled_from([None, Path('/keys/ö "own".pem')]),
)
def test_what_is_written_reads_back_equal(
    user: str,
    folders: tuple[str, ...],
    command: str,
    secret: str,
    security: str,
    port: int,
    find: str,
    poll: int,
    authority: Path | None,
) -> None:
    values = {"password_variable": "MAIL_PASSWORD", "keyring": True}
    try:
        account = Account(
            "work", "localhost", user, folders, security, port, find=find, poll=poll, authority=authority,
            **{secret: values.get(secret, command)},
        )  # fmt: skip
    except BadUse:
        return  # an invisible character: refused, so never written
    assert read(as_toml(account)) == (account,)


def test_a_command_is_not_shown() -> None:
    assert "pass show" not in repr(WORK)
