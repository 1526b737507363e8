"""The questions of `tracker account add`, asked of a person at a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tracker.cli import output
from tracker.cli.account_answers import UNNAMED, Answers
from tracker.cli.asking import ask
from tracker.errors import BadUse
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.settings import Settings
    from tracker.workflow.accounts import Account

WAYS = ("command", "keyring", "variable", "token")


class Questions:
    """Asks for what `answers` leave open, and for some of them again; wrong ones are told at once."""

    def __init__(self, answers: Answers, settings: Settings) -> None:
        self.answers, self.settings = answers, settings
        self._changes: dict[str, Callable[[], None]] = {
            "user": self._ask_user,
            "host": self._ask_host,
            "security": self._change_security,
            "port": self._ask_port,
            "name": self._ask_name,
            "secret": self._ask_secret,
            "authority": self._ask_authority,
            "folders": self._ask_folders_anew,
        }

    def ask_all(self) -> None:
        """Ask for everything but the folders that the options left open; Ctrl+C leaves without a trace.

        What is wrong with an answer is told at once, and it is asked for again.
        """
        from tracker.workflow import accounts

        if not self.answers.user:
            self._ask_user()
        suggested = accounts.suggest(self.answers.user, self.settings)
        if suggested.note:
            output.note(suggested.note)
        if not self.answers.host:
            self._ask_host()
        if not self.answers.security:
            self._ask_security()
        if not self.answers.port:
            self._ask_port()
        if not self.answers.name:
            self._ask_name()
        if not self.answers.ways:
            self._ask_secret()

    def ask_change(self, mend: str) -> bool:
        """Ask which answers to change after a failure, and ask for those again; False when the person gives up.

        `mend` is the one that is suggested.
        """
        words = (*self._changes, "again", "stop")

        def wrong(answer: str) -> str:
            unknown = [one for one in _names(answer) if one not in words]
            return f"Some of {', '.join(words)}." if unknown or not answer else ""

        chosen = _names(ask(f"What to change ({', '.join(self._changes)}; or again, stop)", mend, wrong))
        if "stop" in chosen:
            return False
        for one in chosen:
            if one != "again":
                self._changes[one]()
        return True

    def _ask_user(self) -> None:
        self.answers.user = ask("User (mostly the mail address)", self.answers.user, self._fits("user"))

    def _ask_host(self) -> None:
        from tracker.workflow import accounts

        usual = accounts.suggest(self.answers.user, self.settings).host
        self.answers.host = ask("Host", self.answers.host or usual, self._fits("host"))

    def _ask_security(self) -> None:
        from tracker.workflow.accounts import SECURITY

        known, fits = _one_of(SECURITY), self._fits("security")
        self.answers.security = ask(
            f"Security ({', '.join(SECURITY)})",
            self.answers.security or "tls",
            lambda one: known(one) or fits(one),
        )

    def _change_security(self) -> None:
        self._ask_security()
        self.answers.port = 0  # the usual one goes with it
        self._ask_port()

    def _ask_port(self) -> None:
        usual = self.answers.port or (993 if self.answers.security == "tls" else 143)
        self.answers.port = int(ask("Port", str(usual), _number))

    def _ask_name(self) -> None:
        from tracker.workflow import accounts

        taken, fits = {one.name for one in self.settings.accounts}, self._fits("name")
        usual = self.answers.name or accounts.suggest(self.answers.user, self.settings).name
        self.answers.name = ask(
            "Name of the account here",
            usual,
            lambda one: f"There is an account {one} already." if one in taken else fits(one),
        )

    def _ask_authority(self) -> None:
        def wrong(answer: str) -> str:
            return "" if not answer or Path(answer).expanduser().is_file() else "There is no such file."

        path = ask("PEM file of a certificate authority to trust too (Enter: none)", check=wrong)
        self.answers.authority = Path(path) if path else None

    def _ask_folders_anew(self) -> None:
        self.answers.folders, self.answers.lists = (), {}  # they are asked for once the login works

    def _ask_secret(self) -> None:
        from tracker.workflow import accounts

        self.answers.password_command = self.answers.password_variable = self.answers.token_command = ""
        self.answers.keyring = False
        token = bool(self.answers.mechanism) or accounts.suggest(self.answers.user, self.settings).token
        output.note("How is the secret got? It is never written into tracker.toml.")
        output.note("  command   a command prints the password, such as: pass show mail")
        output.note("  keyring   the system keyring holds the password")
        output.note("  variable  an environment variable holds the password")
        output.note("  token     a command prints an OAuth access token")
        way = ask(f"One of {', '.join(WAYS)}", "token" if token else "command", _one_of(WAYS))
        if way == "token":
            self.answers.token_command = ask("Command that prints the token", check=_command)
            self.answers.mechanism = ask(
                f"Mechanism ({', '.join(accounts.MECHANISMS)})",
                self.answers.mechanism or accounts.MECHANISMS[0],
                _one_of(accounts.MECHANISMS),
            )
            return
        self.answers.mechanism = ""  # goes with a token alone
        if way == "command":
            self.answers.password_command = ask("Command that prints the password", check=_command)
        elif way == "variable":
            self.answers.password_variable = ask(
                "Name of the variable", check=self._fits("password_variable")
            )
        else:
            self.answers.keyring = True

    def _fits(self, key: str) -> Callable[[str], str]:
        """Return a check that an answer for `key` goes with the others."""

        def wrong(answer: str) -> str:
            if not answer:
                return "This is needed."
            tried = copy(self.answers)
            setattr(tried, key, answer)
            try:
                tried.check()
            except BadUse as error:
                said = str(error).removeprefix(f"account {tried.name or UNNAMED}: ")
                return said[:1].upper() + said[1:]
            return ""

        return wrong


def ask_password(account: Account) -> str:
    """Ask for the password without showing it; "" keeps the one that the keyring has."""
    where = clean_line(f"{account.user} at {account.host}")
    return str(
        typer.prompt(
            f"Password of {where}, for the keyring (Enter: the one it has)",
            default="", show_default=False, hide_input=True, err=True,
        )
    )  # fmt: skip


def _names(answer: str) -> list[str]:
    return [one.strip() for one in answer.split(",") if one.strip()]


def _command(answer: str) -> str:
    try:
        return "" if shlex.split(answer) else "This is needed."
    except ValueError:
        return "A quote is not closed in it."


def _number(answer: str) -> str:
    return (
        ""
        if answer.isdecimal() and len(answer) <= 5 and 1 <= int(answer) <= 65_535
        else "A port is a number from 1 to 65535."
    )


def _one_of(words: Sequence[str]) -> Callable[[str], str]:
    return lambda answer: "" if answer in words else f"One of {', '.join(words)}."
