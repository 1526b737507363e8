"""Opens a connection and logs in: name, socket, TLS, greeting, STARTTLS, password or token."""

from __future__ import annotations

import base64
import ipaddress
import socket
import ssl
import time
from datetime import UTC, datetime

from tracker.accounts import Account
from tracker.mail.imap.failures import Blame, MailFailure
from tracker.mail.imap.library import Library
from tracker.mail.imap.secrets import Secret
from tracker.mail.imap.wire import NonsenseError
from tracker.text import clean_line

Address = tuple[socket.AddressFamily, tuple[object, ...]]


def resolve(account: Account, blame: Blame) -> list[Address]:
    """Return the addresses of the account's host; with security "plain" only when all are of this machine."""
    failure: MailFailure | None = None
    found = []
    try:
        found = socket.getaddrinfo(account.host, account.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        failure = blame.unreachable(error)
    if failure:
        raise failure
    if account.security == "plain" and not all(_loopback(str(row[4][0])) for row in found):
        raise blame.unsafe(
            "is not this machine, and security is 'plain'", blame.advice.put("security", "tls")
        )
    return [(row[0], tuple(row[4])) for row in found]


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def dial(addresses: list[Address], timeout: float, blame: Blame) -> socket.socket:
    """Return a socket connected to the first of `addresses` that answers, within `timeout` seconds in all."""
    failure = blame.unreachable(TimeoutError())
    deadline = time.monotonic() + timeout
    for family, address in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            break
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(left)
            sock.connect(address)
            # Commands are small and wait for their answer: without this each costs 40 ms (Nagle).
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if hasattr(socket, "TCP_KEEPIDLE"):  # a server that vanished while we wait is noticed in minutes
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 120)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 30)
        except OSError as error:
            sock.close()
            failure = blame.unreachable(error)
        else:
            return sock
    raise failure


def context_of(account: Account, blame: Blame) -> ssl.SSLContext:
    """Return the rules of TLS: 1.2 or newer, verified for this host against the system's authorities and the account's own."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if account.authority is None:
        return context
    failure = None
    try:
        context.load_verify_locations(cafile=account.authority)
    except (OSError, ValueError):
        failure = blame.authority()
    if failure:
        raise failure
    return context


def secured(sock: socket.socket, account: Account, timeout: float, blame: Blame) -> tuple[ssl.SSLSocket, str]:
    """Return `sock` under TLS and a description of what was agreed; MailFailure when it cannot be trusted."""
    context = context_of(account, blame)
    failure: MailFailure | None = None
    try:
        sock.settimeout(timeout)
        safe = context.wrap_socket(sock, server_hostname=account.host)
    except OSError as error:
        failure = blame.handshake(error)
    except ValueError:  # a host name that TLS cannot check
        failure = blame.nonsense("its name is no host name")
    else:
        return safe, _described(safe)
    sock.close()
    raise failure


def _described(sock: ssl.SSLSocket) -> str:
    """Return the TLS version, who signed the certificate and how long it lasts, for people."""
    certificate = sock.getpeercert() or {}
    names: dict[str, str] = {}
    issuer = certificate.get("issuer", ())
    for part in issuer if isinstance(issuer, tuple) else ():
        for pair in part:
            names[str(pair[0])] = str(pair[1])
    by = clean_line(names.get("organizationName") or names.get("commonName") or "an unnamed authority")
    until = str(certificate.get("notAfter", ""))
    try:
        day = datetime.fromtimestamp(ssl.cert_time_to_seconds(until), UTC).date().isoformat()
    except (ValueError, OverflowError):
        day = "a day that cannot be read"
    return f"{sock.version()}, certificate from {by}, good until {day}"


def upgraded(library: Library, account: Account, blame: Blame) -> str:
    """Put TLS under a connection that began without it (STARTTLS); return what was agreed. Never goes on without."""
    if "STARTTLS" not in capabilities(library):
        raise blame.unsafe(
            "does not offer STARTTLS",
            f"{blame.advice.put('security', 'tls')} (port 993); if it used to work, somebody may be listening in",
        )
    context = context_of(account, blame)
    failure: MailFailure | None = None
    try:
        library.starttls(context)
    except NonsenseError:
        failure = blame.unsafe("said more before TLS than it may", "somebody may be listening in")
    except ssl.SSLError as error:
        failure = blame.handshake(error)
    if failure:
        raise failure
    sock = library.talk.sock
    assert isinstance(sock, ssl.SSLSocket)
    return _described(sock)


def capabilities(library: Library) -> frozenset[str]:
    """Return what the server says it can do, in upper case; asked anew after STARTTLS and after login."""
    return frozenset(clean_line(word.decode("ascii", "replace")).upper() for word in library.capabilities())


def log_in(library: Library, account: Account, secret: Secret, blame: Blame) -> None:
    """Log in with the password or the token of `account`; the library's own error when the server says no."""
    offered = capabilities(library)
    if account.token_command:
        _by_token(library, offered, account, secret, blame)
    else:
        _by_password(library, offered, account, secret, blame)


def _by_password(
    library: Library, offered: frozenset[str], account: Account, secret: Secret, blame: Blame
) -> None:
    plain, disabled = "AUTH=PLAIN" in offered, "LOGINDISABLED" in offered
    if disabled and not plain:
        raise blame.unsafe(
            "takes no password on this connection",
            f"it may want a token: {blame.advice.use('token-command')}",
        )
    if not disabled and account.user.isascii() and secret.reveal().isascii():
        library.login(account.user, secret.reveal())
        return
    payload = f"\0{account.user}\0{secret.reveal()}".encode()  # RFC 4616
    _show(library, "PLAIN", payload, None, secret)


def _by_token(
    library: Library, offered: frozenset[str], account: Account, secret: Secret, blame: Blame
) -> None:
    mechanism = account.mechanism.upper()
    if f"AUTH={mechanism}" not in offered:
        other = "OAUTHBEARER" if mechanism == "XOAUTH2" else "XOAUTH2"
        hint = (
            blame.advice.put("mechanism", other.lower())
            if f"AUTH={other}" in offered
            else f"the server may want a password: {blame.advice.use('password-command')}"
        )
        raise blame.unsafe(f"does not offer {mechanism}", hint)
    bearer = f"auth=Bearer {secret.reveal()}\1\1"
    if mechanism == "XOAUTH2":
        payload, end = f"user={account.user}\1{bearer}", b""
    else:  # RFC 7628, section 3.1; RFC 5801 for the user's name
        user = account.user.replace("=", "=3D").replace(",", "=2C")
        payload, end = f"n,a={user},\1host={account.host}\1port={account.port}\1{bearer}", b"\1"
    _show(library, mechanism, payload.encode(), end, secret)


def _show(library: Library, mechanism: str, payload: bytes, end: bytes | None, secret: Secret) -> None:
    """Show `payload` by SASL (RFC 3501, 6.2.2); a further challenge tells of an error and is answered with `end`.

    The library's own token logins answer that challenge with the token once more.
    """
    secret.also(base64.b64encode(payload))
    replies: list[bytes | None] = [payload, end]

    def answer(_challenge: bytes) -> bytes | None:
        if not replies:
            raise NonsenseError("it asks for more than it may")
        return replies.pop(0)

    library.sasl_login(mechanism, answer)
