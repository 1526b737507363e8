"""The lines that OpenPGP puts around a mail signed in clear text (RFC 9580, section 7)."""

from __future__ import annotations

import re

from tracker.mail.lines import Line

MAX_BLOCK = 60  # lines that the block of a signature may take
_BEGINS = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNED = "-----BEGIN PGP SIGNATURE-----"
_ENDS = "-----END PGP SIGNATURE-----"
_HEADER = re.compile(r"(?:Hash|Charset|Comment|Version|NotDashEscaped): ?.{0,200}$")


def clear_signed(lines: list[Line]) -> None:
    """Mark what the program that signed wrote, as a list's footer: the head with its headers, and the signature.

    A block without an end stays the responder's.
    """
    for at, line in enumerate(lines):
        if line.kind != "own":
            continue
        if line.words == _BEGINS:
            end = at + 1
            while end < len(lines) and lines[end].kind == "own" and _HEADER.match(lines[end].words):
                end += 1
            _marked(lines[at:end])
        elif line.words == _SIGNED:
            block = lines[at : at + MAX_BLOCK]
            shown = next((n for n, other in enumerate(block) if other.words == _ENDS), None)
            if shown is not None and all(other.kind in ("own", "blank") for other in block[: shown + 1]):
                _marked(block[: shown + 1])


def _marked(block: list[Line]) -> None:
    for line in block:
        line.kind = "footer"
