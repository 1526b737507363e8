"""The DKIM signatures that stand on a mail (RFC 6376): whose they are, and how much of the body they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.mail import mime
from tracker.mail.message import Mail

MAX_SIGNATURES = 20  # that are looked at; a mail carries one or two


@dataclass(frozen=True)
class Signature:
    """One DKIM-Signature: its signing domain, selector, value, and whether `l=` limits it to part of the body."""

    domain: str
    selector: str
    value: str
    partial: bool


def signatures(mail: Mail) -> tuple[Signature, ...]:
    """Return the signatures of `mail` in order; that they hold is for a server to say, which can ask the DNS."""
    raw = [value for name, value in mail.headers if name == "dkim-signature"][:MAX_SIGNATURES]
    return tuple(_signature(mime.to_text(value[: mime.MAX_VALUE], "")) for value in raw)


def _signature(text: str) -> Signature:
    tags: dict[str, str] = {}
    for piece in text.split(";"):
        name, equals, value = piece.partition("=")
        if equals:
            tags.setdefault(name.strip(), re.sub(r"\s+", "", value))
    return Signature(tags.get("d", "").lower().rstrip("."), tags.get("s", ""), tags.get("b", ""), "l" in tags)
