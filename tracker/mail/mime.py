"""MIME taken apart lazily and within bounds: header fields, encoded words, parameters, parts and their text.

The standard library's parser is not used on purpose: with hostile input it raises, or takes many seconds
and hundreds of megabytes. Here each step is linear in what it reads and everything read is capped.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_HEADER_BLOCK = 256 * 1024  # bytes of one part's header block that are looked at
MAX_FIELDS = 500
MAX_VALUE = 16 * 1024  # characters of one field; References of a long thread fits, a bomb does not
MAX_PARTS = 200
MAX_DEPTH = 12

_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]*:[ \t]*")
_HEAD_END = re.compile(rb"\r?\n(?=\r?\n)")
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_PARAM = re.compile(r";\s*([\w*.-]{1,40})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;\s]*)")
# Decoders that are slow, that raise on honest text, or that turn plain ASCII into something else.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_SAME = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "utf8": "utf-8",
    "cp-850": "cp850",
}


@dataclass
class Part:
    """A node of the message's tree: its fields (name in lower case, raw value), its type and its undecoded
    body.
    """

    fields: list[tuple[str, bytes]]
    body: bytes
    type: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    children: list[Part] = field(default_factory=list)

    def field(self, name: str) -> bytes:
        """Return the raw value of the first field called `name` (lower case), empty when absent."""
        return next((value for key, value in self.fields if key == name), b"")

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, in order, without recursion."""
        stack = [self]
        while stack:
            part = stack.pop()
            yield part
            stack.extend(reversed(part.children))


def to_text(data: bytes, charset: str) -> str:
    """Return `data` as text: the charset named, unless it plainly is UTF-8; never raises, doubtful bytes
    show as U+FFFD.
    """
    name = charset.strip().strip("'\"").lower()[:40]
    if not data.isascii() and (
        not name or name.startswith(("utf", "us-ascii", "ascii", "iso-8859-1", "unknown"))
    ):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            name = "cp1252" if not name.startswith("utf") else name
    name = _SAME.get(name, name) or "utf-8"
    try:
        if codecs.lookup(name).name.replace("-", "_") in _REFUSED:
            name = "utf-8"
        return data.decode(name, "replace")
    except (LookupError, ValueError, TypeError):
        return data.decode("utf-8", "replace")


def words(raw: bytes) -> str:
    """Return a field's value with RFC 2047 encoded words decoded; adjoining words of one charset are joined
    first.
    """
    value = to_text(raw[:MAX_VALUE], "")
    if "=?" not in value:
        return value
    out: list[str] = []
    pending, charset, last = b"", "", 0
    for match in _WORD.finditer(value):
        between = value[last : match.start()]
        if between.strip() or not last:
            out += [to_text(pending, charset), between]
            pending = b""
        if pending and match[1].lower() != charset:
            out.append(to_text(pending, charset))
            pending = b""
        charset = match[1].lower()
        pending += _decoded_word(match[2], match[3])
        last = match.end()
    return "".join([*out, to_text(pending, charset), value[last:]])


def _decoded_word(how: str, data: str) -> bytes:
    raw = data.encode("ascii", "replace")
    return unbase64(raw) if how in "bB" else quopri.decodestring(raw.replace(b"_", b" "), header=True)


def unbase64(data: bytes) -> bytes:
    """Return base64 decoded as far as it goes: stray characters are skipped and missing padding is added."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except (binascii.Error, ValueError):
        return b""


def split_head(raw: bytes) -> tuple[list[tuple[str, bytes]], bytes, bool]:
    """Return the header fields of `raw`, its body, and whether some of the header was left unread (too
    long).
    """
    if raw.startswith((b"\n", b"\r\n")):
        return [], raw.lstrip(b"\r\n"), False
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    body = body[2:] if body.startswith(b"\r\n") else body[1:]
    cut = len(head) > MAX_HEADER_BLOCK
    fields: list[tuple[str, list[bytes]]] = []
    for line in head[:MAX_HEADER_BLOCK].replace(b"\r", b"").split(b"\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1][1].append(b" " + line.strip())
            continue
        match = _FIELD.match(line)
        if match and len(fields) < MAX_FIELDS:
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif match:
            cut = True
    return [(name, b"".join(pieces)) for name, pieces in fields], body, cut


def content_type(value: bytes) -> tuple[str, dict[str, str]]:
    """Return the media type in lower case and its parameters (RFC 2231 continuations joined)."""
    text = to_text(value[:4096], "")
    kind = re.split(r"[;\s]", text.strip(), maxsplit=1)[0].lower()
    return (kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else "text/plain"), parameters(text)


def parameters(text: str) -> dict[str, str]:
    """Return the `; name=value` parameters of a field; `name*0*=` pieces are joined and percent-decoded."""
    found: dict[str, str] = {}
    pieces: dict[str, str] = {}
    for number, match in enumerate(_PARAM.finditer(text[:4096])):
        if number > 60:
            break
        name, value = match[1].lower(), match[2]
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        base, star, _ = name.partition("*")
        if star:
            pieces[base] = pieces.get(base, "") + value
        else:
            found.setdefault(base, value)
    for base, value in pieces.items():
        charset, quote, rest = value.partition("'")
        data = rest.partition("'")[2] if quote else value
        raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), data.encode("utf-8", "replace"))
        found.setdefault(base, to_text(raw, charset if quote else ""))
    return found


def parse(raw: bytes) -> tuple[Part, tuple[str, ...]]:
    """Return the tree of a message and flags: `header-cut`, `parts-cut` when a cap was met."""
    flags: list[str] = []
    root = _part(raw, 0, flags)
    waiting, count = [root], 1
    while waiting:
        part = waiting.pop(0)
        for piece in _pieces(part):
            if count >= MAX_PARTS or part.depth >= MAX_DEPTH:
                flags.append("parts-cut")
                break
            child = _part(piece, part.depth + 1, flags, digest=part.type == "multipart/digest")
            part.children.append(child)
            waiting.append(child)
            count += 1
    return root, tuple(dict.fromkeys(flags))


def _part(raw: bytes, depth: int, flags: list[str], digest: bool = False) -> Part:
    fields, body, cut = split_head(raw)
    if cut:
        flags.append("header-cut")
    part = Part(fields, body, depth=depth)
    part.type, part.params = content_type(part.field("content-type"))
    if digest and not part.field("content-type"):
        part.type = "message/rfc822"
    return part


def _pieces(part: Part) -> Iterator[bytes]:
    """Yield the raw pieces between a multipart's boundaries; a multipart without any is read as one text."""
    if not part.type.startswith("multipart/"):
        return
    boundary = part.params.get("boundary", "").rstrip().encode("utf-8", "replace")
    line = re.compile(rb"--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    start: int | None = None
    for match in line.finditer(part.body) if boundary else ():
        at = match.start()
        if at and part.body[at - 1 : at] != b"\n":
            continue
        if start is not None:
            piece = part.body[start:at].removesuffix(b"\n").removesuffix(b"\r")
            yield piece.removeprefix(b"\r").removeprefix(b"\n")
        start = None if match[1] else match.end()
        if start is None:
            return
    if start is not None:
        yield part.body[start:].removeprefix(b"\r").removeprefix(b"\n")  # the closing boundary is missing
    else:
        part.type = "text/plain"  # no boundary at all: what stands there is text


def decoded(part: Part) -> bytes:
    """Return the body of a leaf with its transfer encoding undone; an unknown encoding is left as it is."""
    how = part.field("content-transfer-encoding").strip().strip(b'"').lower()[:40]
    if how == b"base64":
        lines = part.body.replace(b"\r", b"").split(b"\n")
        end = next((n for n, line in enumerate(lines) if b" " in line.strip() or b"__" in line), len(lines))
        footer = b"\n".join(lines[end:])  # list software appends its plain footer to a base64 body
        return unbase64(b"".join(lines[:end])) + (b"\n" + footer if footer else b"")
    return quopri.decodestring(part.body) if how == b"quoted-printable" else part.body
