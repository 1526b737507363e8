"""The mail accounts of `tracker.toml`: where a server is, who asks, and how the secret is got; never the secret."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker import tables
from tracker.errors import BadUse
from tracker.text import clean, clean_line

SECURITY = ("tls", "starttls", "plain")
FIND = ("auto", "server", "local")
MECHANISMS = ("xoauth2", "oauthbearer")
SECRETS = ("password-command", "password-variable", "keyring", "token-command")
KEYS = (
    "name", "host", "port", "security", "user", "folders", *SECRETS, "mechanism",
    "certificate-authority", "find", "poll",
)  # fmt: skip
SECRET_KEYS = ("password", "passwd", "pass", "token", "secret", "access-token", "refresh-token")
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LONGEST_POLL = 86_400


@dataclass(frozen=True)
class Account:
    """One mail account, checked when it is made: BadUse says what is wrong with it.

    `security` is "tls" (from the first byte), "starttls" or "plain" (this machine only). `port` 0
    becomes 993 with TLS, else 143. Exactly one of `password_command`, `password_variable`, `keyring`
    and `token_command` says how the secret is got; `mechanism` is how a token is shown (XOAUTH2, or
    OAUTHBEARER of RFC 7628). `authority` is a PEM file trusted besides the system's own. `find` says
    where candidates are sought (`auto`: wherever it is faster), `poll` the seconds between two looks
    while watching.
    """

    name: str
    host: str
    user: str
    folders: tuple[str, ...] = ("INBOX",)
    security: str = "tls"
    port: int = 0
    password_command: str = field(default="", repr=False)
    password_variable: str = ""
    keyring: bool = False
    token_command: str = field(default="", repr=False)
    mechanism: str = "xoauth2"
    authority: Path | None = None
    find: str = "auto"
    poll: int = 300

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise BadUse(
                f"{clean_line(self.name)!r} is not a name for an account.",
                "small letters, digits and hyphens",
            )
        where = f"account {self.name}"
        object.__setattr__(self, "host", bare_host(self.host))
        object.__setattr__(self, "folders", tuple(dict.fromkeys(map(folder_name, self.folders))))
        if not self.port:
            object.__setattr__(self, "port", 993 if self.security == "tls" else 143)
        self._check_place(where)
        self._check_secret(where)
        _one_of(self.find, FIND, f"{where}: find")
        if not 1 <= self.poll <= LONGEST_POLL:
            raise BadUse(f"{where}: poll is {self.poll} seconds.", "write poll = 300")

    def _check_place(self, where: str) -> None:
        for key, value in (("host", self.host), ("user", self.user)):
            if not value:
                raise BadUse(f"{where}: {key} is missing.", f'write {key} = "…"')
            _plain(value, f"{where}: {key}")
        if re.search(r"[\s/@\[\]]", self.host) or (":" in self.host and not _is_address(self.host)):
            raise BadUse(
                f"{where}: host is {clean_line(self.host)!r}.",
                'a name alone, as in "imap.example.org"; a port is said apart',
            )
        _one_of(self.security, SECURITY, f"{where}: security")
        if self.security == "plain" and not may_be_loopback(self.host):
            raise BadUse(
                f"{where}: security is 'plain', and {clean_line(self.host)} is not this machine.",
                "security tls (or starttls) is for that: a secret never crosses a network unprotected",
            )
        if not 1 <= self.port <= 65_535:
            raise BadUse(f"{where}: port is {self.port}.", "993 is usual with tls, 143 with starttls")
        if not self.folders:
            raise BadUse(f"{where}: folders is empty.", 'write folders = ["INBOX"]')
        for folder in self.folders:
            if not folder:
                raise BadUse(f"{where}: a folder has no name.", 'write folders = ["INBOX"]')
            _plain(folder, f"{where}: folders")

    def _check_secret(self, where: str) -> None:
        ways = [self.password_command, self.password_variable, self.keyring, self.token_command]
        given = [key for key, way in zip(SECRETS, ways, strict=True) if way]
        if len(given) != 1:
            said = f"has both {' and '.join(given)}" if given else "does not say how to get its secret"
            raise BadUse(f"{where} {said}.", f"give one of {', '.join(SECRETS)}")
        _one_of(self.mechanism, MECHANISMS, f"{where}: mechanism")
        if self.mechanism != "xoauth2" and not self.token_command:
            raise BadUse(f"{where}: mechanism goes with token-command only.", "leave mechanism out")
        if self.password_variable and not VARIABLE.fullmatch(self.password_variable):
            raise BadUse(f"{where}: password-variable is not the name of a variable.", "as in MAIL_PASSWORD")


def folder_name(name: str) -> str:
    """Return the name by which a folder is known: INBOX may be written in any case (RFC 9051, section 5.1)."""
    return "INBOX" if name.isascii() and name.upper() == "INBOX" else name


def bare_host(host: str) -> str:
    """Return `host` without the brackets in which URLs put an IPv6 address (RFC 3986, section 3.2.2)."""
    inner = host[1:-1]
    return inner if host == f"[{inner}]" and ":" in inner and _is_address(inner) else host


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def may_be_loopback(host: str) -> bool:
    """Say whether `host` is written as this very machine: 127/8, ::1 or `localhost` (whose addresses are checked)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def accounts(table: Mapping[str, Any], root: Path) -> tuple[Account, ...]:
    """Return the `[[accounts]]` of `table`, the contents of `tracker.toml`; paths are taken from `root`.

    BadUse names the key that is wrong and the nearest one. A key that would hold a secret is refused
    without its value being repeated.
    """
    found: dict[str, Account] = {}
    for row in tables.rows(table, "accounts", "tracker.toml", "name"):
        account = _account(row, root)
        if account.name in found:
            raise BadUse(f"tracker.toml has two accounts named {account.name!r}.", "rename one of them")
        found[account.name] = account
    return tuple(found.values())


def _account(row: Mapping[str, Any], root: Path) -> Account:
    where = "tracker.toml: [[accounts]]"
    for key in row:
        if key.casefold().replace("_", "-") in SECRET_KEYS:
            raise BadUse(
                f"{where} has a key {clean_line(key)!r}: no secret belongs in tracker.toml.",
                f"say how to get it with one of {', '.join(SECRETS)}; change it if the file was shared",
            )
    tables.known(row, KEYS, where)
    authority = tables.text(row, "certificate-authority", where)
    return Account(
        name=tables.text(row, "name", where),
        host=tables.text(row, "host", where),
        user=tables.text(row, "user", where),
        folders=tables.texts(row, "folders", where) if "folders" in row else ("INBOX",),
        security=tables.text(row, "security", where) or "tls",
        port=tables.number(row, "port", where, 0, example=993),
        password_command=tables.text(row, "password-command", where),
        password_variable=tables.text(row, "password-variable", where),
        keyring=tables.yes(row, "keyring", where),
        token_command=tables.text(row, "token-command", where),
        mechanism=tables.text(row, "mechanism", where) or "xoauth2",
        authority=(root / Path(authority).expanduser()).resolve() if authority else None,
        find=tables.text(row, "find", where) or "auto",
        poll=tables.number(row, "poll", where, 300),
    )


def as_toml(account: Account) -> str:
    """Return the `[[accounts]]` block that reads back as `account`; what is default is left out."""
    plain_port = 993 if account.security == "tls" else 143
    values: list[tuple[str, object, object]] = [
        ("name", account.name, ""),
        ("host", account.host, ""),
        ("port", account.port, plain_port),
        ("security", account.security, "tls"),
        ("user", account.user, ""),
        ("folders", list(account.folders), ["INBOX"]),
        ("password-command", account.password_command, ""),
        ("password-variable", account.password_variable, ""),
        ("keyring", account.keyring, False),
        ("token-command", account.token_command, ""),
        ("mechanism", account.mechanism, "xoauth2"),
        ("certificate-authority", str(account.authority or ""), ""),
        ("find", account.find, "auto"),
        ("poll", account.poll, 300),
    ]
    lines = [f"{key} = {_value(value)}" for key, value, default in values if value != default]
    return "\n".join(["[[accounts]]", *lines, ""])


def _value(value: object) -> str:
    """Return a string, list of strings, number or truth as TOML writes it (JSON's forms, but for DEL)."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(value: str, what: str) -> None:
    if clean(value) != value or "\n" in value or "\t" in value:
        raise BadUse(f"{what} holds a control character.", "write it anew by hand")


def _one_of(value: str, words: tuple[str, ...], what: str) -> None:
    if value not in words:
        meant = tables.near(value, words)
        hint = f"did you mean {meant!r}?" if meant else f"one of {', '.join(words)}"
        raise BadUse(f"{what} is {clean_line(value)!r}.", hint)
