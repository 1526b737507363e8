"""The Authentication-Results of servers that we trust, told from those that anybody could have written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tracker.mail import mime
from tracker.mail.message import Mail

MAX_REPORTS = 60  # methods that are read in all; servers write four to ten
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})\s*(?:/\s*\d+\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)
_PIECE = re.compile(r"(?:\"[^\"]*\"|[^;\"]|\")+?(?=;|\Z)")
_PROPERTY = re.compile(
    r"\b([a-z]{1,20})\s?\.\s?([a-z0-9_-]{1,40})\s{0,3}=\s{0,3}(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE
)
_BY = re.compile(r"(?:^|\s)by\s+([^\s;]+)", re.IGNORECASE)
_FROM = re.compile(r"^\s*from\s", re.IGNORECASE)
_INSIDE = re.compile(r"\swith\s+(?:lmtp[sa]*|local)\b", re.IGNORECASE)
_INSTANCE = re.compile(r"\s*i\s*=\s*\d+\s*$")


@dataclass(frozen=True)
class Report:
    """One method as `server` reported it: `dkim=pass header.d=example.org` in lower case but for its values."""

    server: str
    method: str
    word: str
    properties: dict[str, str] = field(default_factory=dict, hash=False)


def reported(mail: Mail, servers: Sequence[str]) -> tuple[Report, ...]:
    """Return what one of the trusted `servers` reported of `mail`, in the order of its headers; () for nothing.

    A server puts its headers on top of what it was given (RFC 5321 section 4.4), so only what stands above the
    topmost Received by which a mail came in can be told from what its sender wrote, and only when the server of
    that Received is the one that the header names (RFC 8601 sections 2.5 and 5). Hand-overs inside a house are
    passed by: a Received without `from`, and local delivery (LMTP, RFC 2033).
    """
    trusted = {name.lower() for name in servers if name}
    waiting: list[tuple[str, str]] = []
    for name, raw in mail.headers if trusted else ():
        if name in ("authentication-results", "arc-authentication-results"):
            server, rest = _opened(_bare(raw), name.startswith("arc"))
            if server in trusted:
                waiting.append((server, rest))
        elif name == "received":
            text = _bare(raw)
            if not _FROM.match(text) or _INSIDE.search(text):
                continue
            by = _BY.search(text)
            host = by[1].lower().rstrip(".") if by else ""
            own = [(one, rest) for one, rest in waiting if host == one or host.endswith(f".{one}")]
            return tuple(Report(one, *method) for one, rest in own for method in _methods(rest))[:MAX_REPORTS]
    return ()


def claims_results(mail: Mail) -> bool:
    """Return whether any header of `mail` says how it was authenticated, whoever wrote it."""
    told = ("authentication-results", "arc-authentication-results", "received-spf")
    return any(mail.header(name) for name in told)


def _bare(raw: bytes) -> str:
    """A field without its comments, which nest and may hold anything (RFC 5322 section 3.2.2)."""
    out: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in mime.to_text(raw[: mime.MAX_VALUE], ""):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif char == "(" and not quoted:
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            out.append(" ")
            continue
        if not depth:
            out.append(char)
    return "".join(out)


def _opened(text: str, sealed: bool) -> tuple[str, str]:
    """The server that a field names, and its reports; in ARC's form the instance stands before it."""
    first, _, rest = text.partition(";")
    if sealed:
        if not _INSTANCE.match(first):
            return "", ""
        first, _, rest = rest.partition(";")
    words = first.split()
    return (words[0].strip('"').lower().rstrip(".") if words else ""), rest


def _methods(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield method, word and properties of each report; a `;` inside quotation marks does not end one.

    A server that found nothing to say writes `none` alone.
    """
    if text.strip().lower() == "none":
        yield "none", "none", {}
    for piece in _PIECE.findall(text)[:MAX_REPORTS]:
        method = _METHOD.match(piece)
        if method:
            told = _PROPERTY.finditer(piece, method.end())
            yield (
                method[1].lower(),
                method[2].lower(),
                {f"{m[1]}.{m[2]}".lower(): m[3].strip('"') for m in told},
            )
