"""Puts the password of a mail account into the system keyring, and takes it out again; it goes nowhere else."""

from __future__ import annotations

import importlib
from typing import Any

from tracker.accounts import Account
from tracker.errors import TrackerError


def service(account: Account) -> str:
    """Return the name under which the keyring has the password; `mail.imap.secrets` looks there."""
    return f"tracker/{account.name}"


def store(account: Account, password: str) -> None:
    """Put the account's password into the keyring; TrackerError when there is none that can hold it."""
    keyring = _keyring(account)
    try:
        keyring.set_password(service(account), account.user, password)
    except _refusals() as error:
        raise _unusable(account, error) from None


def remove(account: Account) -> None:
    """Take the account's password out of the keyring, if it is there."""
    keyring = _keyring(account)
    try:
        if keyring.get_password(service(account), account.user) is not None:
            keyring.delete_password(service(account), account.user)
    except _refusals() as error:
        raise _unusable(account, error) from None


def _keyring(account: Account) -> Any:
    """Return the optional package; a sentence of ours when it is not installed."""
    try:
        return importlib.import_module("keyring")
    except ImportError:
        raise TrackerError(
            f"The password of {account.name} was to go into the keyring, but keyring is not installed.",
            "pip install 'tracker[keyring]', or choose a password command",
        ) from None


def _refusals() -> tuple[type[Exception], ...]:
    refusal: type[Exception] = importlib.import_module("keyring.errors").KeyringError
    return (refusal, OSError, RuntimeError, ValueError)


def _unusable(account: Account, error: Exception) -> TrackerError:
    # What the keyring says might hold what it was given: only the kind of its refusal is told.
    return TrackerError(
        f"The keyring of this machine does not take the password of {account.name} ({type(error).__name__}).",
        "unlock it, or choose a password command: a machine without a desktop has no keyring",
    )
