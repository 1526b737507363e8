"""Consent: which mail accounts a person of this machine has allowed to run a program and to be shown a secret.

`tracker.toml` travels with a repository, and an account in it names a program to run and a server that gets what the
program prints. So an account is used only once somebody here has read and allowed it, as it stands.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from pathlib import Path

from tracker.accounts import Account
from tracker.errors import TrackerError
from tracker.mail.imap.failures import MailFailure
from tracker.text import clean_line

_WORD = re.compile(
    r"[^\s;|&<>()'\"`$=]+"
)  # also inside quotation marks: `sh -c './get.sh work'` names a file
_SCRIPTS = (".sh", ".bash", ".zsh", ".fish", ".py", ".pl", ".rb", ".js", ".lua", ".php", ".awk", ".mk")
_HINT = "set HOME or XDG_STATE_HOME to a folder that can be written"


def allowed(account: Account) -> bool:
    """Return whether this very account was allowed on this machine, by whoever runs the tracker."""
    return _fingerprint(account) in _read()


def allow(account: Account) -> None:
    """Allow the account as it stands; any change of server, user or way to the secret asks again."""
    known = _read()
    known[_fingerprint(account)] = f"{account.name}: {account.user} at {account.host}"
    _write(known)


def forget(account: Account) -> None:
    """Take the permission back, where there is one."""
    known = _read()
    if known.pop(_fingerprint(account), None) is not None:
        _write(known)


def check(account: Account) -> None:
    """Raise MailFailure of kind "consent" unless the account was allowed; before a secret is got or a host called."""
    if allowed(account):
        return
    raise MailFailure(
        f"Account {account.name} in tracker.toml has not been allowed on this machine: "
        f"{means(account)}, and what comes of it would be shown to {server(account)} as {clean_line(account.user)}.",
        f"read it, and if that is what you want: `tracker account allow {account.name}`",
        kind="consent",
    )


def means(account: Account) -> str:
    """Return what getting the account's secret would do, in words that begin a sentence's end."""
    if account.password_command or account.token_command:
        return f"it would run `{clean_line(account.password_command or account.token_command)}`"
    if account.password_variable:
        return f"it would read the variable {account.password_variable}"
    return "it would read the system keyring"


def server(account: Account) -> str:
    """Return where the secret would go."""
    return f"{clean_line(account.host)}:{account.port}"


def _fingerprint(account: Account) -> str:
    """Return a hash of everything that decides what runs here and who gets the secret."""
    parts = [
        account.name, account.host, str(account.port), account.security, account.user, account.password_command,
        account.password_variable, str(account.keyring), account.token_command, account.mechanism,
        str(account.authority or ""), _content(account.authority),
        *(_content(path) for path in _files(account.password_command or account.token_command)),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _files(command: str) -> list[Path]:
    """Return the programs of one's own that a command names: they may change with the repository.

    Not those that are installed, nor data: a command that keeps a token in a file changes that file all the time.
    """
    named = [Path(word) for word in dict.fromkeys(_WORD.findall(command))]
    installed = {Path(folder) for folder in os.get_exec_path() if Path(folder).is_absolute()}
    return [path for path in named if path.parent not in installed and _is_program(path)]


def _is_program(path: Path) -> bool:
    """Whether a file can be run, or looks like what an interpreter is given to run."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            begins = file.read(2)
    except (OSError, ValueError):  # a word that no file can be called, or one that we may not read
        return False
    return begins == b"#!" or path.suffix in _SCRIPTS or os.access(path, os.X_OK)


def _content(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _path() -> Path:
    """Return the file of what was allowed: of the person, outside every workspace (XDG Base Directory, 0.8)."""
    given = os.environ.get("XDG_STATE_HOME", "")
    try:
        base = Path(given) if given and Path(given).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError:
        raise TrackerError("There is no home folder to keep what you allow in.", _HINT) from None
    return base / "tracker" / "accounts.json"


def _read() -> dict[str, str]:
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in found["allowed"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, TrackerError):
        return {}  # nothing is allowed until somebody says so


def _write(known: dict[str, str]) -> None:
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix="accounts-")  # readable for its owner alone
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"allowed": known}, file, indent=1, sort_keys=True)
        Path(name).replace(path)
    except OSError as error:
        raise TrackerError(
            f"What you allow cannot be kept in {clean_line(str(path))}: {error.strerror}.", _HINT
        ) from error
