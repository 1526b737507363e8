"""Gets the secret of an account: from a command, a variable or the keyring; and keeps it out of every text."""

from __future__ import annotations

import base64
import os
import re
import shlex
import subprocess
from typing import NoReturn

from tracker.accounts import Account
from tracker.mail.imap.failures import Blame

MASK = "•••"
SHORT = 4  # characters below which a secret is taken for a slip
PATIENCE = 60.0
LONGEST = 1 << 16


class Secret:
    """A password or token that shows itself only to who asks for it by `reveal`."""

    __slots__ = ("_others", "_value")

    def __init__(self, value: str) -> None:
        self._value = value
        self._others: list[str] = [base64.b64encode(value.encode()).decode()]

    def reveal(self) -> str:
        """Return the secret itself; keep it in no variable that outlives the line."""
        return self._value

    def also(self, form: bytes) -> bytes:
        """Return `form`, another form of the secret (as it is sent), which `hide` then knows too."""
        self._others.append(form.decode("ascii", "replace"))
        return form

    @property
    def short(self) -> bool:
        """Say whether it is so short that it cannot be told from parts of other words."""
        return len(self._value) < SHORT

    def hide(self, text: str) -> str:
        """Return `text` with each occurrence of the secret, and of the forms it is sent in, made `•••`.

        A short one is hidden where it stands alone: inside words it would garble them and show itself by that.
        """
        for form in sorted([self._value, *self._others], key=len, reverse=True):
            pattern = rf"(?<!\w){re.escape(form)}(?!\w)" if len(form) < SHORT else re.escape(form)
            text = re.sub(pattern, MASK, text, flags=re.IGNORECASE) if form else text
        return text

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return MASK

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")


def secret_of(account: Account, adding: bool = False) -> Secret:
    """Return the secret of `account`; MailFailure of kind "secret" when it cannot be got.

    A command runs without a shell, for a minute at most; its first line is the secret, as with `pass`, which
    keeps remarks in the lines below. What it prints is never shown.
    """
    blame = Blame(account, adding=adding)
    if account.password_variable:
        value = os.environ.get(account.password_variable, "")
        wrong = (
            f"The variable {account.password_variable} of account {account.name} is empty.",
            f"set {account.password_variable} before the tracker starts",
        )
        source = "variable"
    elif account.keyring:
        value, wrong = _from_keyring(account, "--password-command" if adding else "password-command")
        source = "keyring"
    else:
        source = "token-command" if account.token_command else "password-command"
        value, problem = _printed(account.token_command or account.password_command)
        wrong = (f"The {source} of account {account.name} {problem}.", blame.advice.run(source))
    if value and (re.search(r"[\r\n\x00]", value) or len(value) > LONGEST):
        value = ""
        wrong = (
            f"What the {source} of account {account.name} gives is not a secret: a line break or far too long.",
            "it has to be the password or token alone",
        )
    if not value:
        raise blame.secret(*wrong)
    return Secret(value)


def _from_keyring(account: Account, other: str) -> tuple[str, tuple[str, str]]:
    """Return what the keyring holds, else what went wrong; `other` is how to do without one."""
    service = f"tracker/{account.name}"
    hint = f"store it with `keyring set {service} {account.user}`"
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return "", (
            f"Account {account.name} keeps its secret in the keyring, but keyring is not installed.",
            f"pip install 'tracker[keyring]', or use {other}",
        )
    try:
        found = keyring.get_password(service, account.user) or ""
    except (keyring.errors.KeyringError, OSError, RuntimeError, ValueError):
        return "", (
            f"The keyring of this machine cannot be opened for account {account.name}.",
            f"unlock it, or use {other} (a machine without a desktop has no keyring)",
        )
    return found, (f"The keyring holds nothing for account {account.name}.", hint)


def _printed(command: str) -> tuple[str, str]:
    """Return the first line that `command` prints; ("", what went wrong) when it prints none."""
    try:
        words = shlex.split(command)
    except ValueError:
        return "", "cannot be split into words (a quote is not closed?)"
    if not words:
        return "", "is empty"
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "", f"did not end within {PATIENCE:.0f} seconds"
    except (OSError, ValueError):
        return "", "could not be started (is the program there, and its path right?)"
    if done.returncode:
        return "", f"failed with status {done.returncode}"
    try:
        line = done.stdout.partition(b"\n")[0].removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        return "", "printed something that is not text"
    return line, "printed nothing in its first line"
