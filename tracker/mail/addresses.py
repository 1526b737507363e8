"""Addresses in header fields, read strictly: what cannot be told apart safely is flagged, never guessed."""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = r"[^\s<>()@,;:\"\\\[\]]{1,100}@[^\s<>()@,;:\"\\\[\]]{1,200}"
_ANGLE = re.compile(rf"<\s*({_ADDRESS})\s*>\s*$")
_BARE = re.compile(_ADDRESS)
_COMMENT = re.compile(r"\(([^()]*)\)")
_ID = re.compile(r"<([^<>\s]{1,400})>")
MAX_ADDRESSES = 200


def split(value: str) -> list[str]:
    """Return the mailboxes of an address list: cut at commas and semicolons outside quotes, comments and
    brackets.
    """
    out: list[str] = []
    start, quoted, depth, angle = 0, False, 0, False
    for at, char in enumerate(value):
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char in "<>":
            angle = char == "<"
        elif char in ",;" and not depth and not angle:
            out.append(value[start:at])
            start = at + 1
            if len(out) >= MAX_ADDRESSES:
                return out
    return [piece for piece in [*out, value[start:]] if piece.strip()]


def mailbox(value: str) -> tuple[str, str, bool]:
    """Return name, address and whether the mailbox is odd: none or several addresses, or text that should
    not be there.
    """
    value = value.strip()
    match = _ANGLE.search(value)
    if match:
        name, address = value[: match.start()].strip(), match[1]
        odd = "<" in name
    else:
        bare = _COMMENT.sub(" ", value).strip()
        comment = _COMMENT.search(value)
        name = comment[1].strip() if comment else ""
        found = _BARE.findall(bare)
        address = found[0] if found else ""
        odd = len(found) != 1 or bare != address
        if odd and len(_BARE.findall(value)) != 1:
            name = value
    name = (
        re.sub(r"\\(.)", r"\1", name[1:-1])
        if name[:1] == '"' and name[-1:] == '"' and len(name) > 1
        else name
    )
    return name.strip(), address.lower(), odd


def addresses(value: str) -> tuple[str, ...]:
    """Return the addresses of a list of mailboxes, in order, once each; those that cannot be read are left
    out.
    """
    return tuple(dict.fromkeys(address for _, address, _ in map(mailbox, split(value)) if address))


def message_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs of a References, In-Reply-To or Message-ID field, without brackets, in order."""
    found = _ID.findall(value)
    return (
        tuple(dict.fromkeys(found))
        if found
        else tuple(dict.fromkeys(w for w in value.split() if "@" in w))[:1]
    )


def looks_like_another(name: str, address: str) -> bool:
    """Return whether a display name shows an address that is not the real one."""
    return any(other.lower() != address for other in _BARE.findall(name))


def mixed_scripts(text: str) -> bool:
    """Return whether one word mixes Latin with Cyrillic, Greek or Armenian letters (look-alikes; UTS 39)."""
    for word in re.findall(r"[^\W\d_]+", text):
        if not word.isascii():
            scripts = {unicodedata.name(char, "?").split(" ", 1)[0] for char in word}
            if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}:
                return True
    return False
