"""The mail of the scripted server: folders in memory, and what FETCH says of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property

from mailservers.scripted_wire import Malformed, Word

_SECTION = re.compile(rb"BODY(?:\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE | re.DOTALL)


@dataclass(eq=False)
class Stored:
    """One message of a folder: its bytes with the line ends of the wire, when it arrived, its flags and ids."""

    uid: int
    raw: bytes
    date: datetime
    thread: int  # X-GM-THRID
    ident: int  # X-GM-MSGID
    flags: set[str] = field(default_factory=set)

    @cached_property
    def parsed(self) -> Message:
        """The message as Python's own parser reads it."""
        return message_from_bytes(self.raw)

    def fields(self, name: str) -> list[str]:
        """Return the values of a header field, decoded (RFC 2047)."""
        values = [" ".join(str(value).split()) for value in self.parsed.get_all(name, [])]
        found = []
        for value in values:
            try:
                found.append(str(make_header(decode_header(value))))
            except (LookupError, ValueError):
                found.append(value)
        return found

    @cached_property
    def body(self) -> str:
        """The text of all text parts, their transfer encoding undone, as a searching server sees it."""
        found = []
        for part in self.parsed.walk():
            if part.get_content_maintype() == "text":
                data = part.get_payload(decode=True)
                assert isinstance(data, bytes)
                try:
                    found.append(data.decode(part.get_content_charset("utf-8"), "replace"))
                except LookupError:
                    found.append(data.decode("latin-1"))
        return "\n".join(found)

    @cached_property
    def header(self) -> bytes:
        """The bytes of the header, with the empty line that ends it."""
        head, found, _ = self.raw.partition(b"\r\n\r\n")
        return head + b"\r\n\r\n" if found else self.raw

    @cached_property
    def words(self) -> list[str]:
        """The words of subject and body, in small letters, for a search by words as Gmail's is."""
        return words_of(" ".join(self.fields("Subject")) + "\n" + self.body)


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters; punctuation and quotation marks part words and vanish."""
    return re.findall(r"\w+", text.casefold())


@dataclass
class Folder:
    """One folder: its messages by UID, ascending."""

    name: str
    uidvalidity: int
    uidnext: int = 1
    modseq: int = 1
    messages: dict[int, Stored] = field(default_factory=dict)


def fetched(message: Stored, items: list[Word], *, quoted: bool) -> list[bytes]:
    """Return the items of FETCH that were asked of a message, UID first; `quoted`: field names in quotation marks."""
    found = [b"UID %d" % message.uid]
    for item in items:
        assert isinstance(item, bytes)
        name = item.upper()
        if name == b"UID":
            continue
        if name == b"RFC822.SIZE":
            found.append(b"RFC822.SIZE %d" % len(message.raw))
        elif name == b"FLAGS":
            found.append(b"FLAGS (%s)" % " ".join(sorted(message.flags)).encode())
        elif name == b"INTERNALDATE":
            found.append(b'INTERNALDATE "%s"' % message.date.strftime("%d-%b-%Y %H:%M:%S %z").encode())
        elif name == b"X-GM-THRID":
            found.append(b"X-GM-THRID %d" % message.thread)
        elif name == b"X-GM-MSGID":
            found.append(b"X-GM-MSGID %d" % message.ident)
        else:
            found.append(_section(message, item, quoted=quoted))
    return found


def _section(message: Stored, item: bytes, *, quoted: bool) -> bytes:
    asked = _SECTION.fullmatch(item)
    if asked is None:
        raise Malformed(f"unknown item {item!r}")
    section = asked[1]
    named = re.fullmatch(rb"HEADER\.FIELDS \(([^()]*)\)", section, re.IGNORECASE)
    if section == b"":
        data = message.raw
    elif section.upper() == b"HEADER":
        data = message.header
    elif section.upper() == b"TEXT":
        data = message.raw[len(message.header) :]
    elif named is not None:
        names = [name.strip(b'"').upper() for name in named[1].split()]
        data = _named(message.header, names)
        shown = [b'"%s"' % name for name in names] if quoted else names
        section = b"HEADER.FIELDS (%s)" % b" ".join(shown)
    else:
        raise Malformed(f"unknown section {section!r}")
    origin = b""
    if asked[2] is not None:
        start, length = int(asked[2]), int(asked[3])
        data = data[start : start + length]
        origin = b"<%d>" % start
    return b"BODY[%s]%s {%d}\r\n%s" % (section, origin, len(data), data)


def _named(header: bytes, names: list[bytes]) -> bytes:
    kept = []
    keeping = False
    for line in header.split(b"\r\n")[:-2]:
        if not line.startswith((b" ", b"\t")):
            keeping = line.partition(b":")[0].strip().upper() in names
        if keeping:
            kept.append(line + b"\r\n")
    return b"".join(kept) + b"\r\n"
