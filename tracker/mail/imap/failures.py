"""What can go wrong with a mail server, each in its own sentence with what to do about it."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tracker.accounts import Account
from tracker.errors import TrackerError
from tracker.mail.imap.advice import Advice
from tracker.mail.imap.wire import NonsenseError
from tracker.text import clean_line, shorten

Kind = Literal[
    "password", "token", "certificate", "folder", "busy", "lost", "unreachable", "refused", "protocol", "secret",
    "consent",
]  # fmt: skip
LASTING: frozenset[Kind] = frozenset({"password", "token", "certificate", "folder", "secret", "consent"})
PATIENCE = 8.0
BUSY_CODES = frozenset({"INUSE", "LIMIT", "OVERQUOTA", "UNAVAILABLE", "THROTTLED", "SERVERBUG"})
BUSY_WORDS = re.compile(
    r"too many|rate.?limit|throttl|try again|later|temporar|bandwidth|over.?quota|limit exceeded|exceeded.*limit"
    r"|overload|(?:server|system|mailbox).{0,20}\b(?:busy|in use|unavailable)|simultaneous|not connected",
    re.IGNORECASE,
)
CLEAR_CODES = frozenset({
    "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "NONEXISTENT", "NOPERM", "CONTACTADMIN",
    "PRIVACYREQUIRED", "TRYCREATE", "CANNOT", "BADCHARSET", "CLIENTBUG",
})  # fmt: skip
LONGEST_QUOTE = 200
NAMED = 8  # folders that are named to who asked for one that is not there


@dataclass(frozen=True, slots=True)
class Status:
    """A status response: `word` (OK, NO, BAD, BYE, PREAUTH), response `code` in upper case, and the `text` for people.

    `code` and `text` are the server's own words, not yet cleaned.
    """

    word: str
    code: str = ""
    text: str = field(default="", repr=False)


class MailFailure(TrackerError):
    """A mail server could not be used; `kind` says why, so that a watcher knows whether to try again.

    `lasting`: trying again by itself is no use, a person has to do something. `patience`: how many
    times longer than usual to wait before the next try (a busy server asks for it).
    """

    def __init__(self, message: str, hint: str = "", *, kind: Kind, lasting: bool | None = None) -> None:
        super().__init__(message, hint)
        self.kind: Kind = kind
        self._lasting = kind in LASTING if lasting is None else lasting

    @property
    def lasting(self) -> bool:
        """Say whether only a person can put this right."""
        return self._lasting

    @property
    def patience(self) -> float:
        """Return the factor by which the wait before the next try is lengthened."""
        return PATIENCE if self.kind == "busy" else 1.0


class TooLarge(MailFailure):
    """A message is larger than the tracker takes; the connection goes on. `uid` says which."""

    def __init__(self, message: str, hint: str, uid: int) -> None:
        super().__init__(message, hint, kind="protocol")
        self.uid = uid


def nothing_hidden(text: str) -> str:
    """Return `text` as it is: there is no secret yet."""
    return text


class Blame:
    """Turns what went wrong with the server of `account` into a MailFailure.

    `hide` takes the secret out of the server's words before anybody reads them. `adding` says that the account is
    being set up and stands in no file yet, so that hints name the command's options.
    """

    def __init__(
        self, account: Account, hide: Callable[[str], str] = nothing_hidden, adding: bool = False
    ) -> None:
        self.account = account
        self.hide = hide
        self.host = clean_line(account.host)
        self.advice = Advice(account.name, adding)

    def quoted(self, status: Status) -> str:
        """Return the server's words as the end of our sentence: cleaned, shortened, without the secret."""
        code = f"[{status.code}] " if status.code else ""
        words = shorten(self.hide(clean_line(self.hide(f"{code}{status.text}"))), LONGEST_QUOTE)
        return f' It said: "{words}"' if words else ""

    def _failure(self, kind: Kind, message: str, hint: str, lasting: bool | None = None) -> MailFailure:
        return MailFailure(message, hint, kind=kind, lasting=lasting)

    def secret(self, message: str, hint: str) -> MailFailure:
        """The secret itself could not be got."""
        return self._failure("secret", message, hint)

    def unreachable(self, error: OSError | UnicodeError) -> MailFailure:
        """No connection came about."""
        name, port = self.account.name, self.account.port
        if isinstance(error, socket.gaierror | UnicodeError):
            return self._failure(
                "unreachable",
                f"The name {self.host} of account {name} does not resolve.",
                f"{self.advice.check('host')}, and whether this machine is online",
            )
        if isinstance(error, ConnectionRefusedError):
            reason, hint = "nothing answers there", self.advice.check("host", "port", "security")
        elif isinstance(error, TimeoutError):
            reason, hint = "no answer in time", "check the port, and whether a firewall or VPN stands between"
        else:
            reason = clean_line(error.strerror or type(error).__name__)
            hint = "check whether this machine is online"
        return self._failure(
            "unreachable", f"{self.host}, port {port}, of account {name} cannot be reached: {reason}.", hint
        )

    def handshake(self, error: OSError) -> MailFailure:
        """TLS did not come about: the certificate is bad, or there is no TLS to be had."""
        name = self.account.name
        if isinstance(error, ssl.SSLCertVerificationError):
            what, hint = _certificate(error, self.host, self.advice)
            return self._failure(
                "certificate", f"The certificate of {self.host} (account {name}) is not good: {what}.", hint
            )
        if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or not isinstance(error, ssl.SSLError):
            return self.lost(error)
        reason = (error.reason or "").upper()
        if ("PROTOCOL" in reason and "WRONG" not in reason) or "VERSION_TOO" in reason or "CIPHER" in reason:
            return self._failure(
                "certificate",
                f"{self.host} (account {name}) offers no TLS that is safe today.",
                "TLS 1.2 or newer is needed; ask whoever runs the server",
            )
        return self._failure(
            "refused",
            f"{self.host}, port {self.account.port}, of account {name} does not speak TLS as it should.",
            f"with port 143 {self.advice.put('security', 'starttls')}; with tls the port is usually 993",
            lasting=True,
        )

    def authority(self) -> MailFailure:
        """The file of a certificate authority cannot be used."""
        return self._failure(
            "certificate",
            f"The certificate-authority of account {self.account.name} cannot be read as a PEM file.",
            "give the path of a file that holds -----BEGIN CERTIFICATE-----",
        )

    def unsafe(self, reason: str, hint: str) -> MailFailure:
        """Going on would show the secret to who should not see it; nothing was shown."""
        return self._failure(
            "refused",
            f"{self.host} (account {self.account.name}) {reason}. The secret was not sent.",
            hint,
            lasting=True,
        )

    def login(self, status: Status) -> MailFailure:
        """The server did not let us in."""
        name, said = self.account.name, self.quoted(status)
        if _busy(status):
            return self.busy(status)
        if status.code in ("CONTACTADMIN", "PRIVACYREQUIRED"):
            return self._failure(
                "refused",
                f"{self.host} refused the login of account {name}.{said}",
                "ask whoever runs the server",
                lasting=True,
            )
        if status.word == "BAD" and not self.account.token_command and status.code != "AUTHENTICATIONFAILED":
            return self._failure(
                "refused",
                f"{self.host} did not understand the login of account {name}.{said}",
                "it may not take a user name or password like this one, or none this way: ask whoever runs it",
                lasting=True,
            )
        if self.account.token_command:
            return self._failure(
                "token",
                f"{self.host} did not accept the token of account {name}, nor a fresh one.{said}",
                "the sign-in has expired or was withdrawn: sign in again with the program behind "
                f"token-command, {self.advice.then}",
            )
        return self._failure(
            "password",
            f"{self.host} refused the user name or password of account {name}.{said}",
            "check user and what the password's source gives (Gmail and others want an app password), "
            f"{self.advice.then}",
        )

    def busy(self, status: Status) -> MailFailure:
        """The server has no time for us now."""
        return self._failure(
            "busy",
            f"{self.host} is too busy for account {self.account.name} now.{self.quoted(status)}",
            "wait some minutes and try again; watching fewer folders at once helps",
        )

    def lost(self, error: BaseException, bye: Status | None = None) -> MailFailure:
        """The connection broke midway; `bye` is the server's farewell, if it said one."""
        if bye is not None:
            reason = f"the server said goodbye.{self.quoted(bye)}".rstrip(".")
        elif isinstance(error, TimeoutError):
            reason = "the server fell silent"
        elif isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.strerror:
            reason = clean_line(error.strerror).lower()
        else:
            reason = "the server hung up"
        return self._failure(
            "lost",
            f"The connection to {self.host} (account {self.account.name}) was lost: {reason}.",
            "what was taken in is kept; the next fetch goes on from there",
        )

    def silent(self) -> MailFailure:
        """Somebody took the connection and says nothing."""
        port, security = (143, "starttls") if self.account.security == "tls" else (993, "tls")
        return self._failure(
            "lost",
            f"{self.host}, port {self.account.port}, of account {self.account.name} takes the connection and "
            "says nothing.",
            f"with port {port} {self.advice.put('security', security)}; else try again later",
        )

    def nonsense(self, reason: str = "") -> MailFailure:
        """The server does not speak IMAP, or speaks it to our harm."""
        return self._failure(
            "protocol",
            f"{self.host} (account {self.account.name}) does not answer as a mail server should"
            f"{': ' + reason if reason else ''}.",
            f"{self.advice.check('host', 'port')}, {self.advice.then}",
        )

    def folder(self, folder: str, status: Status, near: str, others: Sequence[str] = ()) -> MailFailure:
        """A folder cannot be opened; `near` is one of a similar name that can, `others` are all that can.

        One that is listed and still not opened has a trouble that passes: Dovecot says so while it is made anew.
        """
        if _busy(status):
            return self.busy(status)
        if folder in others and status.code not in ("NOPERM", "NONEXISTENT"):
            return self.refused("EXAMINE", status)
        name, shown = self.account.name, clean_line(folder)
        if status.code == "NOPERM":
            message = f"Account {name} may not read the folder {shown!r} on {self.host}."
            return self._failure("folder", message, "ask whoever runs the server, or take it out of folders")
        return self._failure(
            "folder",
            f"Account {name} has no folder {shown!r} on {self.host}.{self.quoted(status)}",
            f"did you mean {clean_line(self.hide(near))!r}?" if near else self._has(others),
        )

    def _has(self, folders: Sequence[str]) -> str:
        if not folders:
            return "your mail program shows the folders that there are"
        named = ", ".join(repr(clean_line(self.hide(one))) for one in folders[:NAMED])
        return f"it has {named}" + (f" and {len(folders) - NAMED} more" if len(folders) > NAMED else "")

    def refused(self, command: str, status: Status) -> MailFailure:
        """The server refused a command."""
        if _busy(status):
            return self.busy(status)
        return self._failure(
            "refused",
            f"{self.host} (account {self.account.name}) refused the command {command}.{self.quoted(status)}",
            self.advice.again,
        )

    def farewell(self, bye: Status) -> MailFailure:
        """The server said BYE in the midst of things."""
        return self.busy(bye) if _busy(bye) else self.lost(EOFError(), bye)

    def of(self, error: BaseException) -> MailFailure:
        """Return the failure that `error` amounts to once the connection stood."""
        if isinstance(error, OSError | EOFError):
            return self.lost(error)
        return self.nonsense(str(error) if isinstance(error, NonsenseError) else "")


def _busy(status: Status) -> bool:
    """Say whether the server has no time: by its response code (RFC 5530), else by its words."""
    if status.code in BUSY_CODES:
        return True
    return status.code not in CLEAR_CODES and bool(BUSY_WORDS.search(status.text))


def _certificate(error: ssl.SSLCertVerificationError, host: str, advice: Advice) -> tuple[str, str]:
    """Return what is wrong with a certificate and what to do, by OpenSSL's verification code (x509_vfy.h)."""
    code = error.verify_code
    if code in (18, 19):
        return (
            "it is signed by itself, and nobody vouches for it",
            f"if it is your own server, {advice.authority('its PEM file')}",
        )
    if code in (2, 20, 21):
        return (
            "it is signed by an authority that this machine does not know",
            advice.authority("the PEM file of that authority"),
        )
    if code in (62, 64):
        return (
            f"it belongs to another host than {host}",
            "give --host as the certificate names it"
            if advice.adding
            else "write host in tracker.toml as the certificate names it",
        )
    if code == 10:
        return "it has expired", "whoever runs the server has to renew it; check this machine's clock too"
    if code == 9:
        return "it is not valid yet", "check this machine's clock"
    words = clean_line(error.verify_message or "it cannot be verified")
    return words, "ask whoever runs the server; the tracker does not go on without"
