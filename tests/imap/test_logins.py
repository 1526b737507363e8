"""Who is let in, how the secret is got and shown, and that it is shown to nobody else."""

from __future__ import annotations

import base64
import os
import pickle
import shlex
import sys
from pathlib import Path

import pytest
from mailservers.base import MailServer, TokenServer
from mailservers.scripted import ScriptedServer
from saying import HELLO, Saying, given_away

from tracker.mail.imap.diagnosis import examine_account
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.secrets import MASK, Secret, secret_of
from tracker.mail.imap.server import Server

CANARY = "canary-in-the-coal-mine"


@pytest.mark.parametrize("security", ["tls", "starttls", "plain"])
def test_a_password_lets_in(mail_server: MailServer, security: str) -> None:
    mail_server.make("Lists/Größe & Co")
    with Server(mail_server.account(security=security)) as server:
        assert {"INBOX", "Lists/Größe & Co"} <= set(server.folders())
        assert server.examine("Lists/Größe & Co").exists == 0
        assert "IMAP4REV1" in server.capabilities
        assert not {
            one for one in server.capabilities if one.startswith("AUTH=")
        }  # those of before the login


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_a_token_lets_in(oauth_server: TokenServer, mechanism: str, security: str) -> None:
    with Server(oauth_server.token_account(mechanism=mechanism, security=security)) as server:
        assert server.examine("INBOX").exists == 0


def test_a_token_is_got_anew_for_each_connection(oauth_server: TokenServer) -> None:
    account = oauth_server.token_account()
    with Server(account):
        pass
    old = oauth_server.token_file.read_text(encoding="utf-8").strip()
    oauth_server.expire(old)
    oauth_server.use(oauth_server.issue())
    with Server(account) as server:
        assert server.examine("INBOX").exists == 0


def test_a_rejected_token_is_tried_once_more_with_a_fresh_one(
    oauth_server: TokenServer, tmp_path: Path
) -> None:
    good = oauth_server.issue()
    stale = oauth_server.issue()
    oauth_server.expire(stale)
    tokens = tmp_path / "tokens"
    tokens.write_text(f"{stale}\n{good}\n", encoding="utf-8")
    # A command like the real ones: it hands out what it holds, then notices that this has expired.
    script = f"head -n1 {tokens}; tail -n +2 {tokens} > {tokens}.new; mv {tokens}.new {tokens}"
    with Server(oauth_server.token_account(token_command=f"sh -c {shlex.quote(script)}")) as server:
        assert server.examine("INBOX").exists == 0
    assert tokens.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_an_expired_token_is_told_and_lasts(oauth_server: TokenServer, mechanism: str) -> None:
    token = oauth_server.token_file.read_text(encoding="utf-8").strip()
    oauth_server.expire(token)
    with pytest.raises(MailFailure) as failed, Server(oauth_server.token_account(mechanism=mechanism)):
        pass
    assert (failed.value.kind, failed.value.lasting) == ("token", True)
    assert "sign in again" in failed.value.hint
    assert token not in given_away(failed.value)


def test_a_wrong_password_is_told_and_lasts(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_PASSWORD", CANARY)
    with (
        pytest.raises(MailFailure) as failed,
        Server(mail_server.account(password_variable="CANARY_PASSWORD")),
    ):
        pass
    assert (failed.value.kind, failed.value.lasting) == ("password", True)
    assert "user name or password of account sample" in failed.value.message
    assert "tracker account test sample" in failed.value.hint
    assert CANARY not in given_away(failed.value)


@pytest.mark.parametrize("form", ["{}", "{upper}", "user {} pass", "{base64}", "\x1b[2J{}\x1b[0m"])
def test_a_server_that_repeats_the_secret_is_not_quoted_with_it(form: str) -> None:
    said = form.format(CANARY, upper=CANARY.upper(), base64=base64.b64encode(CANARY.encode()).decode())
    answer = f"TAG NO [AUTHENTICATIONFAILED] wrong: {said}\r\n".encode()
    with Saying({"LOGIN": answer}) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account()):
            pass
        shown = given_away(failed.value)
    assert MASK in failed.value.message
    assert CANARY not in shown.lower()
    assert base64.b64encode(CANARY.encode()).decode() not in shown
    assert "\x1b" not in failed.value.message


@pytest.mark.parametrize("short", ["a", "in", "abc"])
def test_a_short_secret_is_hidden_alone_and_garbles_no_words(short: str) -> None:
    secret = Secret(short)
    words = "[AUTHENTICATIONFAILED] Invalid abcde inn"
    assert secret.hide(words) == words
    coded = base64.b64encode(short.encode()).decode()
    for said in (f"got '{short}'", f"got {short.upper()}.", f"got {coded}"):
        assert secret.hide(said) == said.replace(short.upper(), MASK).replace(short, MASK).replace(
            coded, MASK
        )


def test_a_longer_secret_is_hidden_inside_words_too() -> None:
    assert Secret("abcd").hide("xabcdy ABCD") == f"x{MASK}y {MASK}"


def test_a_secret_that_is_very_short_is_remarked_on() -> None:
    with Saying({}) as saying:
        steps = [
            next(examine_account(saying.account(password_command=f"echo {one}"))) for one in ("abc", "abcd")
        ]
    assert ["very short" in step.sentence for step in steps] == [True, False]


def test_a_login_that_is_not_understood_is_no_wrong_password() -> None:
    with Saying({"LOGIN": b"TAG BAD Error in IMAP command LOGIN: odd characters\r\n"}) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account()):
            pass
        assert (failed.value.kind, failed.value.lasting) == ("refused", True)
        assert "did not understand the login of account sample" in failed.value.message
        assert "odd characters" in failed.value.message
        assert "password of account" not in failed.value.message


def test_a_password_beyond_ascii_goes_by_sasl() -> None:
    with Saying({}, HELLO.replace(b"SASL-IR", b"AUTH=PLAIN")) as saying:
        coded = base64.b64encode("\0responder@example.org\0grüße".encode())
        saying.answers = {coded.decode(): [b"TAG OK in\r\n"], "AUTHENTICATE PLAIN": [b"+ \r\n"]}
        with Server(saying.account(password_command="echo grüße")):
            pass
        assert coded + b"\r\n" in saying.heard
        assert not [line for line in saying.heard if b"LOGIN" in line]


def test_a_password_with_quotes_is_quoted() -> None:
    with Saying({}) as saying:
        with Server(saying.account(password_command="printf '%s' 'a\"b\\c d'")):
            pass
        assert saying.heard[0].endswith(b' LOGIN responder@example.org "a\\"b\\\\c d"\r\n')


def test_without_starttls_nothing_secret_is_sent() -> None:
    with Saying({}) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account(security="starttls")):
            pass
        assert (failed.value.kind, failed.value.lasting) == ("refused", True)
        assert "does not offer STARTTLS. The secret was not sent." in failed.value.message
        assert saying.heard == []


def test_what_is_slipped_in_before_tls_is_not_believed() -> None:
    with Saying(
        {"STARTTLS": b"TAG OK go\r\n* CAPABILITY IMAP4rev1 X-EVIL\r\n"},
        HELLO.replace(b"SASL-IR", b"STARTTLS"),
    ) as (saying):
        with pytest.raises(MailFailure) as failed, Server(saying.account(security="starttls")):
            pass
        assert "said more before TLS" in failed.value.message
        assert len(saying.heard) == 1


def test_what_was_offered_before_tls_is_asked_for_anew(scripted_server: ScriptedServer) -> None:
    with Server(scripted_server.account(security="starttls")):
        pass
    names = [line.split(" ")[1] for line in scripted_server.commands]
    assert names[names.index("STARTTLS") + 1] == "CAPABILITY"
    assert names.index("STARTTLS") < names.index("LOGIN")


@pytest.mark.parametrize(
    ("greeting", "sentence"),
    [
        (b"* PREAUTH [CAPABILITY IMAP4rev1] in already\r\n", "without asking who we are"),
        (b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello\r\n", "takes no password on this connection"),
    ],
)
def test_where_a_secret_is_not_wanted_it_is_not_sent(greeting: bytes, sentence: str) -> None:
    with Saying({}, greeting) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account()):
            pass
        assert failed.value.lasting
        assert sentence in failed.value.message
        assert saying.heard == []


def test_a_mechanism_that_is_not_offered_is_named_with_one_that_is() -> None:
    with Saying({}, HELLO.replace(b"SASL-IR", b"AUTH=OAUTHBEARER")) as saying:
        with pytest.raises(MailFailure) as failed, Server(saying.account(token_command="echo x")):
            pass
        assert "does not offer XOAUTH2" in failed.value.message
        assert 'mechanism = "oauthbearer"' in failed.value.hint


# How the secret is got.


def test_a_command_runs_without_a_shell_and_gives_its_first_line(tmp_path: Path) -> None:
    with Saying({}) as saying:
        account = saying.account(password_command="printf 'first $HOME\\r\\nsecond\\n'")
        assert secret_of(account).reveal() == "first $HOME"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("false", "failed with status 1"),
        (f"sh -c 'echo {CANARY}; exit 3'", "failed with status 3"),
        ("true", "printed nothing in its first line"),
        (f"sh -c 'echo; echo {CANARY}'", "printed nothing in its first line"),
        ("no-such-program-anywhere", "could not be started"),
        ("echo 'open", "a quote is not closed"),
        ("printf '\\377'", "not text"),
        (f"printf '{CANARY}\\rx\\n'", "not a secret"),
        (f"sh -c 'echo {CANARY} >&2; exit 1'", "failed with status 1"),
    ],
)
def test_a_command_that_fails_is_told_without_what_it_said(
    command: str, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        Saying({}) as saying,
        pytest.raises(MailFailure) as failed,
        Server(saying.account(password_command=command)),
    ):
        pass
    assert (failed.value.kind, failed.value.lasting) == ("secret", True)
    assert sentence in failed.value.message
    assert CANARY not in given_away(failed.value)
    assert CANARY not in "".join(capfd.readouterr())


def test_an_empty_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANARY_PASSWORD", raising=False)
    with (
        Saying({}) as saying,
        pytest.raises(MailFailure, match=r"variable CANARY_PASSWORD .* is empty") as failed,
    ):
        secret_of(saying.account(password_command="", password_variable="CANARY_PASSWORD"))
    assert failed.value.kind == "secret"


KEYRING = """
from . import errors
def get_password(service, user):
    if user == "locked":
        raise errors.KeyringError("canary-in-the-coal-mine")
    return {("tracker/sample", "me"): "from the keyring"}.get((service, user))
"""


def test_the_keyring_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "keyring"
    package.mkdir()
    (package / "__init__.py").write_text(KEYRING, encoding="utf-8")
    (package / "errors.py").write_text("class KeyringError(Exception): ...\n", encoding="utf-8")
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with Saying({}) as saying:
        account = saying.account(password_command="", keyring=True, user="me")
        assert secret_of(account).reveal() == "from the keyring"
        with pytest.raises(MailFailure) as failed:
            secret_of(saying.account(password_command="", keyring=True, user="you"))
        assert "keyring set tracker/sample you" in failed.value.hint
        with pytest.raises(MailFailure, match="cannot be opened") as failed:
            secret_of(saying.account(password_command="", keyring=True, user="locked"))
        assert CANARY not in given_away(failed.value)
    for name in ("keyring", "keyring.errors"):
        monkeypatch.delitem(sys.modules, name)


def test_without_keyring_the_way_to_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with Saying({}) as saying, pytest.raises(MailFailure) as failed:
        secret_of(saying.account(password_command="", keyring=True))
    assert "tracker[keyring]" in failed.value.hint


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret(CANARY)
    assert {str(secret), repr(secret), f"{secret}", f"{secret:>40}"} == {MASK}
    assert CANARY not in repr({"secret": secret})
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret.reveal() == CANARY


# The examination of an account.


def test_a_sound_account_passes_every_step(mail_server: MailServer) -> None:
    mail_server.deliver("INBOX", b"Subject: one\n\nHello.\n")
    steps = list(examine_account(mail_server.account()))
    assert [step.name for step in steps] == [
        "secret", "name", "connection", "TLS", "login", "capabilities", "folder INBOX",
    ]  # fmt: skip
    assert all(step.ok for step in steps)
    assert "TLSv1" in steps[3].sentence
    assert "good until" in steps[3].sentence
    assert steps[-1].sentence == "1 message."
    assert os.environ[mail_server.password_variable] not in repr(steps)


def test_the_step_that_fails_says_what_to_do(
    mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_server.make("Steering")
    account = mail_server.account(folders=("Stering", "INBOX"))
    steps = list(examine_account(account))
    assert [(step.name, step.ok) for step in steps[-2:]] == [
        ("folder Stering", False),
        ("folder INBOX", True),
    ]
    assert steps[-2].hint == "did you mean 'Steering'?"
    monkeypatch.setenv("CANARY_PASSWORD", CANARY)
    steps = list(examine_account(mail_server.account(password_variable="CANARY_PASSWORD")))
    assert [step.name for step in steps if not step.ok] == ["login"]
    assert CANARY not in repr(steps)
    assert steps[-1].hint


def test_each_stage_fails_under_its_own_name(scripted_server: ScriptedServer, unused_port: int) -> None:
    def failing(account: object) -> str:
        step = list(examine_account(account))[-1]  # type: ignore[arg-type]
        assert not step.ok
        assert step.hint
        return step.name

    assert failing(scripted_server.account(password_command="false")) == "secret"
    assert failing(scripted_server.account(host="no-such-host.invalid")) == "name"
    assert failing(scripted_server.account(port=unused_port)) == "connection"
    scripted_server.present("expired")
    assert failing(scripted_server.account()) == "TLS"
