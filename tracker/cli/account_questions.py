"""The questions of `tracker account add`, asked of a person at a terminal, and what their answers make."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tracker.cli import output
from tracker.errors import BadUse
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.settings import Settings
    from tracker.workflow.accounts import Account

SHOWN = 60  # folders listed at most; all can be named
WAYS = ("command", "keyring", "variable", "token")


@dataclass
class Answers:
    """What is known of an account to be added: from options first, the rest from answers."""

    name: str = ""
    host: str = ""
    port: int = 0
    security: str = ""
    user: str = ""
    folders: tuple[str, ...] = ()
    lists: dict[str, str] = field(default_factory=dict)
    password_command: str = ""
    password_variable: str = ""
    keyring: bool = False
    token_command: str = ""
    mechanism: str = ""
    authority: Path | None = None

    @property
    def ways(self) -> list[str]:
        """How the secret is to be got: the options that say so."""
        given = {
            "--password-command": self.password_command,
            "--password-variable": self.password_variable,
            "--keyring": self.keyring,
            "--token-command": self.token_command,
        }
        return [option for option, value in given.items() if value]

    @property
    def complete(self) -> bool:
        """True when defaults can stand in for whatever is still open."""
        return bool(self.user and self.ways)

    def account(self, settings: Settings) -> Account:
        """Return the account that they make, with defaults where they are silent; BadUse says what is wrong."""
        from tracker.workflow import accounts

        suggested = accounts.suggest(self.user, settings)
        host = self.host or suggested.host
        if not host:
            raise BadUse("Nothing says which host has the mail.", "give --host, such as imap.example.org")
        return accounts.Account(
            name=self.name or suggested.name,
            host=host,
            user=self.user,
            folders=self.folders or ("INBOX",),
            security=self.security or "tls",
            port=self.port,
            password_command=self.password_command,
            password_variable=self.password_variable,
            keyring=self.keyring,
            token_command=self.token_command,
            mechanism=self.mechanism or "xoauth2",
            authority=self.authority.expanduser().resolve() if self.authority else None,
        )


def can_ask() -> bool:
    """Return whether a person sits at the terminal."""
    return output.is_terminal(sys.stdin)


def ask(question: str, default: str = "", check: Callable[[str], str] | None = None) -> str:
    """Ask on stderr until `check` finds nothing to complain about; Enter alone means the default."""
    while True:
        answer = str(typer.prompt(question, default=default, show_default=bool(default), err=True)).strip()
        complaint = check(answer) if check else ""
        if not complaint:
            return answer
        output.note(complaint)


def ask_all(answers: Answers, settings: Settings) -> None:
    """Ask for everything but the folders that the options left open; Ctrl+C leaves without a trace."""
    from tracker.workflow import accounts

    answers.user = answers.user or ask("User (mostly the mail address)", check=_something)
    suggested = accounts.suggest(answers.user, settings)
    if suggested.note:
        output.note(suggested.note)
    answers.host = answers.host or ask("Host", suggested.host, _something)
    answers.security = answers.security or ask(
        f"Security ({', '.join(accounts.SECURITY)})", "tls", _one_of(accounts.SECURITY)
    )
    usual = 993 if answers.security == "tls" else 143
    answers.port = answers.port or int(ask("Port", str(usual), _number))
    answers.name = answers.name or ask("Name of the account here", suggested.name, _something)
    if not answers.ways:
        _ask_secret(answers, suggested.token)


def _ask_secret(answers: Answers, token: bool) -> None:
    output.note("How is the secret got? It is never written into tracker.toml.")
    output.note("  command   a command prints the password, such as: pass show mail")
    output.note("  keyring   the system keyring holds the password")
    output.note("  variable  an environment variable holds the password")
    output.note("  token     a command prints an OAuth access token")
    way = ask(f"One of {', '.join(WAYS)}", "token" if token else "command", _one_of(WAYS))
    if way == "command":
        answers.password_command = ask("Command that prints the password", check=_something)
    elif way == "variable":
        answers.password_variable = ask("Name of the variable", check=_something)
    elif way == "token":
        from tracker.workflow.accounts import MECHANISMS

        answers.token_command = ask("Command that prints the token", check=_something)
        answers.mechanism = answers.mechanism or ask(
            f"Mechanism ({', '.join(MECHANISMS)})", MECHANISMS[0], _one_of(MECHANISMS)
        )
    else:
        answers.keyring = True


def ask_password(account: Account) -> str:
    """Ask for the password without showing it; "" keeps the one that the keyring has."""
    where = clean_line(f"{account.user} at {account.host}")
    return str(
        typer.prompt(
            f"Password of {where}, for the keyring (Enter: the one it has)",
            default="", show_default=False, hide_input=True, err=True,
        )
    )  # fmt: skip


def ask_folders(there: Sequence[str]) -> tuple[str, ...]:
    """Ask which folders to look into: `there` are those that the server has, () when it was not asked."""
    if there:
        output.note("The server has these folders:")
        for number, folder in enumerate(there[:SHOWN], start=1):
            output.note(f"  {number:>3}  {clean_line(folder)}")
        if len(there) > SHOWN:
            output.note(f"  … and {len(there) - SHOWN} more, to be given by name")

    def wrong(answer: str) -> str:
        try:
            named_folders(answer, there)
        except BadUse as error:
            return str(error)
        return ""

    what = (
        "Folders (numbers or names, with commas between)" if there else "Folders (names, with commas between)"
    )
    return named_folders(ask(what, "INBOX", wrong), there)


def named_folders(answer: str, there: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that an answer names, by number or name; BadUse names the first that is none."""
    from tracker.workflow.accounts import near_folder

    found: list[str] = []
    names = [answer] if answer in there else [one.strip() for one in answer.split(",") if one.strip()]
    for name in names:
        folder = name
        if there and name not in there:
            if name.isdecimal() and 1 <= int(name) <= len(there):
                folder = there[int(name) - 1]
            elif name.upper() != "INBOX":
                near = near_folder(name, there)
                hint = (
                    f"did you mean {clean_line(near)!r}?" if near else "give a number or a name of the list"
                )
                raise BadUse(f"The server has no folder {clean_line(name)!r}.", hint)
        if folder not in found:
            found.append(folder)
    if not found:
        raise BadUse("No folder was named.", "INBOX is always there")
    return tuple(found)


def ask_lists(folders: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """Ask for each folder whether it is a public list's own; returns folder → address of the list."""
    found = dict(known)
    for folder in folders:
        if folder in found:
            continue
        question = (
            f"Address of the public list whose own folder {clean_line(folder)} is (Enter: it is no list's)"
        )
        address = ask(question, check=_address_or_nothing)
        if address:
            found[folder] = address
    return found


def _something(answer: str) -> str:
    return "" if answer else "This is needed."


def _number(answer: str) -> str:
    return "" if answer.isdecimal() and 1 <= int(answer) <= 65_535 else "A port is a number from 1 to 65535."


def _address_or_nothing(answer: str) -> str:
    return "" if not answer or "@" in answer else "An address is written NAME@HOST."


def _one_of(words: Sequence[str]) -> Callable[[str], str]:
    return lambda answer: "" if answer in words else f"One of {', '.join(words)}."
