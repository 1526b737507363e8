"""Web addresses: which may be asked for, which host they lead to, and the raw form of a file shown on a forge."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from tracker.text import clean_line, shorten

_PORTS = {"http": 80, "https": 443}
_MAX = 8000  # octets of a request line that servers take (RFC 9112, section 3)
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?\.?")
_BLOB = re.compile(r"/([^/]+)/([^/]+)/(?:blob|raw)/([^/]+/.+)")
_COMMIT = re.compile(r"/[0-9a-f]{40}(?:/|$)")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What may stand in a path and a query as it is (RFC 3986); a percent sign is an escape already.
AS_IT_IS = "%/:@!$&'()*+,;=-._~?"


class BadAddress(ValueError):
    """An address that is not asked for; the message is a clause that says why, made safe."""


@dataclass(frozen=True)
class Address:
    """An http or https address: `host` in ASCII, `target` what follows it in a request, without fragment."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """The host as a Host header has it (RFC 9110, section 7.2): with the port where that is unusual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.named}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target


def parse(url: str) -> Address:
    """Return `url` as an address that may be asked for; BadAddress says why not.

    Only http and https; no credentials, which would be a secret in the record; what a request line cannot
    hold is percent-encoded.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("it is no web address") from None
    if parts.scheme not in _PORTS:
        raise BadAddress(f"{shorten(parts.scheme, 20) or 'no scheme'} is neither http nor https")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("there are credentials in it")
    target = quote(parts.path or "/", AS_IT_IS.replace("?", ""))
    if parts.query:
        target += "?" + quote(parts.query, AS_IT_IS)
    if len(target) > _MAX:
        raise BadAddress("it is too long")
    return Address(parts.scheme, _ascii(host), port if port is not None else _PORTS[parts.scheme], target)


def _ascii(host: str) -> str:
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise BadAddress("its host is no address") from None
    try:
        name = host if host.isascii() else host[:254].encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name):
        raise BadAddress("it names no host")
    return name.rstrip(".")


def joined(base: Address, location: str) -> Address:
    """Return where a redirect from `base` leads; BadAddress where that is not to be asked for."""
    if not location.strip():
        raise BadAddress("it says nowhere")
    # Headers come as Latin-1 though many servers write UTF-8 into them.
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return parse(urljoin(base.url, location))
    except BadAddress:
        raise
    except ValueError:
        raise BadAddress("it is no web address") from None


def is_public(ip: str) -> bool:
    """Return whether an IP address is one of the public internet, whatever it is wrapped in.

    Private, loopback, link-local, shared, reserved and multicast ones are not (RFC 6890); an IPv6 address that
    carries an IPv4 one is what that is.
    """
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None:
            inner = address.teredo[1]
        elif address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def pins_a_commit(url: str) -> bool:
    """Return whether an address names a commit, so that what it shows cannot change."""
    return _COMMIT.search(url) is not None


def raw_form(url: str) -> str:
    """Return the address of the bare file for a page that GitHub shows it on; "" for any other address.

    Such a page carries its text in scripts, and more besides; the file itself is what was cited.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    match = _BLOB.fullmatch(parts.path)
    if parts.scheme != "https" or parts.netloc.lower() not in ("github.com", "www.github.com") or not match:
        return ""
    return f"https://raw.githubusercontent.com/{match[1]}/{match[2]}/{match[3]}"


def shown(url: str) -> str:
    """Return an address as it may be shown: safe, on one line, not endless."""
    return shorten(clean_line(url), 300)
