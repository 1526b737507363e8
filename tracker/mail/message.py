"""One mail, opened safely: bytes in, a `Mail` out, whatever a stranger put into them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tracker.errors import TrackerError
from tracker.mail import addresses, html, mime
from tracker.text import clean, clean_line, shorten

MAX_BYTES = 40 * 1024 * 1024
MAX_TEXT = 1_000_000  # characters of reading text; more is cut and flagged, the bytes are kept whole
MAX_LINES = 50_000
_KNOWN = {
    "from",
    "date",
    "message-id",
    "subject",
    "received",
    "to",
    "return-path",
    "mime-version",
    "content-type",
}
_STUB = re.compile(
    r"does not (?:support|display) HTML|HTML[- ](?:capable|enabled)|view (?:it|this (?:e-?mail|message)) in",
    re.IGNORECASE,
)
_FEW = 3  # words by which two alternatives of one text may differ: a bullet, a count
_AHEAD = timedelta(days=1)  # by which the clock of a sender may be ahead of the server that received the mail
_BROKEN = re.compile(
    r"^>[^\n]{20,}[^\s.?!:;>*_…]\r?\n(?!>)[a-z]", re.MULTILINE
)  # a mark ends in the midst of a sentence
_MARKED = re.compile(r"^\s{0,3}>", re.MULTILINE)


class Unreadable(TrackerError):
    """The bytes cannot be read as a mail within the limits; they are kept and set aside with this reason."""


@dataclass(frozen=True)
class Mail:
    """A mail as read: `raw` its exact bytes, `text` the reading text that every offset points into.

    The text is decoded (HTML rendered), has `\\n` line ends and has passed `text.clean`, and so has every
    other field. `date` is what the mail says of itself, unless that cannot be (`date-odd`): then it is when the
    server that took it in says it came. `flags` name what a reader should know: `alternatives-differ`, `from-missing`, `from-several`, `from-odd`,
    `name-shows-other-address`, `mixed-scripts`, `date-odd`, `header-cut`, `parts-cut`, `text-cut`,
    `hidden-text`, `encrypted`.
    """

    raw: bytes = field(repr=False)
    sha256: str
    message_id: str
    subject: str
    from_name: str
    from_address: str
    date: datetime | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    references: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    list_id: str
    text: str
    body_kind: str
    sample: bool
    attachments: tuple[str, ...]
    flags: tuple[str, ...]
    headers: tuple[tuple[str, bytes], ...] = field(
        repr=False, default=()
    )  # undecoded: use header() and all()
    flowed: bool = False
    coloured: frozenset[int] = frozenset()  # lines of `text` (from 0) written in one unusual colour

    def header(self, name: str) -> str:
        """Return the first header of that name, decoded and folded to one safe line; empty when there is
        none.
        """
        low = name.lower()
        return next((_shown(value) for key, value in self.headers if key == low), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name, in order."""
        low = name.lower()
        return tuple(_shown(value) for key, value in self.headers if key == low)


def _shown(value: bytes) -> str:
    return clean_line(mime.words(value))


@dataclass
class _Body:
    """The reading text being put together from the parts that are meant to be read."""

    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    flowed: bool = False
    coloured: set[int] = field(default_factory=set)


def open_mail(raw: bytes) -> Mail:
    """Return the mail in `raw`; raises `Unreadable` with a reason and nothing else.

    RFC 5322 and MIME read leniently and lazily (see `mime`), with caps on size, header length, parts and
    depth.
    """
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            f"The message is larger than {MAX_BYTES // 2**20} MB.",
            "Remove its attachments and import it again.",
        )
    if not raw.strip():
        raise Unreadable("The file is empty.", "Save the message again from your mail program.")
    root, cut = mime.parse(raw.lstrip(b"\r\n"))
    if not _KNOWN & {name for name, _ in root.fields}:
        raise Unreadable("The file has no mail headers.", "Save the message as .eml, with its full source.")
    body = _body(root)
    text = clean("\n".join(body.texts))
    flags = [*cut, *body.flags]
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        text = "\n".join(text[:MAX_TEXT].split("\n")[:MAX_LINES])
        flags.append("text-cut")
    read = ("from", "date", "message-id", "to", "cc", "references", "in-reply-to")
    plain = [(key, mime.to_text(value[: mime.MAX_VALUE], "")) for key, value in root.fields if key in read]
    name, address, from_flags = _sender([value for key, value in plain if key == "from"])
    received = mime.to_text(root.field("received")[: mime.MAX_VALUE], "")
    date, date_flags = _date(next((value for key, value in plain if key == "date"), ""), received)
    return Mail(
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        message_id=_first(_ids(plain, "message-id")),
        subject=clean_line(mime.words(root.field("subject"))),
        from_name=name,
        from_address=address,
        date=date,
        to=_people(plain, "to"),
        cc=_people(plain, "cc"),
        references=_ids(plain, "references"),
        in_reply_to=_ids(plain, "in-reply-to"),
        list_id=_list_id(root.field("list-id")),
        text=text,
        body_kind="html" if "html" in body.kinds else "plain" if text.strip() else "none",
        sample=root.field("x-tracker-sample").strip().lower() == b"yes",
        attachments=tuple(body.attachments),
        flags=tuple(dict.fromkeys([*flags, *from_flags, *date_flags])),
        headers=tuple(root.fields),
        flowed=body.flowed,
        coloured=frozenset(body.coloured),
    )


def _sender(values: list[str]) -> tuple[str, str, list[str]]:
    """Return the display name and address of From and what is odd about them (RFC 5322 wants exactly one
    author).
    """
    flags: list[str] = []
    if not values:
        return "", "", ["from-missing"]
    if len(values) > 1 or len(addresses.split(values[0])) > 1:
        flags.append("from-several")
    first = next(iter(addresses.split(values[0])), "")
    name, address, odd = addresses.mailbox(first)
    name = clean_line(mime.words(name.encode("utf-8", "replace")))
    if odd or not address:
        flags.append("from-odd")
    if addresses.looks_like_another(name, address) and " via " not in name:
        flags.append("name-shows-other-address")
    if addresses.mixed_scripts(name) or addresses.mixed_scripts(address):
        flags.append("mixed-scripts")
    return name, clean_line(address), flags


def _date(value: str, received: str) -> tuple[datetime | None, list[str]]:
    """Return when a mail was written, and whether its Date is odd: missing, unreadable, of no year in which there was
    mail, or later than the topmost Received (RFC 5321 section 4.4), whose day then counts where there is one.
    """
    written, came = _moment(value), _moment(received.rpartition(";")[2])
    if came is not None and not _likely(came):
        came = None
    if written is None or not _likely(written) or (came is not None and written > came + _AHEAD):
        return came or written, ["date-odd"]
    return written, []


def _moment(value: str) -> datetime | None:
    if not value.strip():
        return None
    try:
        date = parsedate_to_datetime(value.strip()[:200])
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _likely(date: datetime) -> bool:
    return 1980 <= date.year <= 2100


def _ids(fields: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    found = (clean_line(one) for key, value in fields if key == name for one in addresses.message_ids(value))
    return tuple(dict.fromkeys(found))


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _people(fields: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    found = (clean_line(one) for key, value in fields if key == name for one in addresses.addresses(value))
    return tuple(dict.fromkeys(found))


def _list_id(value: bytes) -> str:
    text = clean_line(mime.words(value))
    inner = re.search(r"<([^<>]+)>", text)
    return inner[1] if inner else text


def _body(root: mime.Part) -> _Body:
    """Collect the parts a person reads, in order: one of each multipart/alternative, every other text, no
    attachment.

    A list's footer is often a text part of its own behind an HTML part; joining the parts in order keeps
    the message.
    """
    body = _Body()
    stack = [root]
    while stack:
        part = stack.pop()
        if part.type == "multipart/alternative" and part.children:
            _alternative(part, body)
        elif part.children:
            if part.type == "multipart/encrypted":
                body.flags.append("encrypted")
            stack.extend(reversed(part.children[:1] if part.type == "multipart/related" else part.children))
        else:
            _leaf(part, body)
    return body


def _leaf(part: mime.Part, body: _Body) -> None:
    name = _file_name(part)
    where = mime.to_text(part.field("content-disposition")[:200], "").strip().lower()
    if (
        part.type not in ("text/plain", "text/html")
        or where.startswith("attachment")
        or (name and part.depth)
    ):
        if part.type not in ("application/pgp-signature", "application/pkcs7-signature", "multipart/mixed"):
            body.attachments.append(name or part.type)
        return
    _take(part, body)


def _take(part: mime.Part, body: _Body) -> None:
    text = _text(part)
    coloured: frozenset[int] = frozenset()
    if part.type == "text/html":
        page = html.render(text)
        text, coloured = page.text, page.coloured
        if page.hidden:
            body.flags.append("hidden-text")
    elif part.params.get("format", "").lower() == "flowed":
        body.flowed = True
    text = text.strip("\r\n")
    if text.strip():
        above = sum(one.count("\n") + 1 for one in body.texts)
        body.coloured.update(above + at for at in coloured)
        body.texts.append(text)
        body.kinds.append(part.type.removeprefix("text/"))


def _alternative(part: mime.Part, body: _Body) -> None:
    """Take the plain alternative, unless it is empty, a stub, has lost or shifted the marks of the quotation that the
    HTML one shows, or says less; then the lines follow that it alone has, because no word may be lost.
    """
    leaves = [leaf for leaf in part.walk() if not leaf.children and leaf is not part]
    plain = next((leaf for leaf in leaves if leaf.type == "text/plain"), None)
    rich = next((leaf for leaf in leaves if leaf.type == "text/html"), None)
    chosen, besides = plain or rich, ""
    if plain and rich:
        words, source = _text(plain), _text(rich)
        lost = "<blockquote" in source.lower() and (not _MARKED.search(words) or bool(_BROKEN.search(words)))
        if lost or not words.strip() or (len(words) < 400 and _STUB.search(words)):
            chosen = rich
        else:
            here, there = html.words_alone(words), html.words_alone(html.without_tags(source))
            if (there - here).total() > _FEW:
                chosen, besides = rich, _only_here(words, here - there)
                body.flags.append("alternatives-differ")
    if chosen:
        _take(chosen, body)
    if besides:
        body.texts.append(besides)
        body.kinds.append("plain")
    for leaf in leaves:
        if leaf.type not in ("text/plain", "text/html") and _file_name(leaf):
            body.attachments.append(_file_name(leaf))


def _only_here(text: str, lacking: Counter[str]) -> str:
    """Return the lines of one alternative with several words that the other lacks, or with nothing else."""
    if not lacking:
        return ""
    found = []
    for line in text.split("\n"):
        said = html.words_alone(line)
        if said and ((said & lacking).total() > _FEW or said <= lacking):
            found.append(line.strip("\r"))
    return "\n".join(found)


def _text(part: mime.Part) -> str:
    charset = part.params.get("charset", "")
    data = mime.decoded(part)
    if part.type == "text/html" and not charset:
        declared = re.search(rb"charset=[\"']?([\w-]{2,30})", data[:2000])
        charset = declared[1].decode("ascii") if declared else ""
    return mime.to_text(data, charset)


def _file_name(part: mime.Part) -> str:
    """Return a part's file name for show only; no file is ever named after it."""
    where = mime.to_text(part.field("content-disposition")[:4096], "")
    name = mime.parameters(where).get("filename") or part.params.get("name", "")
    return shorten(mime.words(name.encode("utf-8", "replace")), 120) if name else ""
