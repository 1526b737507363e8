"""The body that a peer library is given: the first text of a mail, decoded, and HTML as plain text where needed."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message

import lxml.etree
import lxml.html

_BLOCK_NAMES = (
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN = frozenset(("head", "script", "style", "title", "template"))


@dataclass(frozen=True)
class Body:
    """What a mail says: `plain` as a person would read it, `html` as sent where there is no plain text.

    `rich` says whether the mail holds HTML at all, taken or not.
    """

    plain: str
    html: str = ""
    rich: bool = False


def body_of(raw: bytes) -> Body:
    """Return the body of a mail as a careful caller would hand it to a library.

    Plain text is preferred within an alternative, and only the first text counts: what a list put behind
    it as a part of its own never reaches a peer, which spares it the footer that it would have to find.
    """
    mail = email.message_from_bytes(raw)
    parts = list(_texts(mail))
    rich = any(part.get_content_type() == "text/html" for part in mail.walk())
    for part in parts:
        text = _decoded(part)
        if text.strip():
            html = part.get_content_type() == "text/html"
            return Body(rendered(text) if html else text, text if html else "", rich)
    return Body("", rich=rich)


def rendered(html: str) -> str:
    """Return HTML as plain text: a line for each block, `- ` before items, `> ` before quoted lines."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except lxml.etree.ParserError:
        return ""
    lines: list[str] = []
    now: list[str] = []
    depth = unseen = 0

    def end() -> None:
        text = re.sub(r"[ \t\r\n]+", " ", "".join(now)).strip(" ")
        now.clear()
        lines.append(f"{'> ' * depth}{text}" if text else "")

    for event, node in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if tag in _BLOCKS:
                end()
            unseen += tag in _UNSEEN
            depth += tag == "blockquote"
            if not unseen:
                now.append(("- " if tag == "li" else "") + (node.text or ""))
            continue
        if tag in _BLOCKS or tag == "br":
            end()
        depth -= tag == "blockquote"
        unseen -= tag in _UNSEEN
        if not unseen:
            now.append(node.tail or "")
    end()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _texts(part: Message) -> list[Message]:
    """Return the parts that are read, in order; of an alternative the plain text, else the last."""
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
        return []
    if not part.is_multipart():
        return [part] if kind in ("text/plain", "text/html") else []
    inner = [_texts(one) for one in part.get_payload() if isinstance(one, Message)]
    if kind == "multipart/alternative":
        plain = [texts for texts in inner if texts and texts[0].get_content_type() == "text/plain"]
        return plain[0] if plain else next((texts for texts in reversed(inner) if texts), [])
    return [text for texts in inner for text in texts]


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
