"""A draft as a mail: written so that nothing in it can become a header, read back after somebody edited it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tracker.errors import BadUse
from tracker.mail import addresses, mime
from tracker.mail.message import Mail, Unreadable, open_mail
from tracker.text import clean, clean_line, shorten

LONGEST = 998  # octets of a line (RFC 5322, section 2.1.1)
MOST_REFERENCES = 20
MAX_BYTES = 1_000_000
_SUBJECT = 250  # characters
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{3,254}}$){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_MESSAGE_ID = re.compile(r"(?=.{3,250}$)[!-;=?A-~]+@[!-;=?A-~]+")
_KNOWN = frozenset({
    "from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version", "content-type",
    "content-transfer-encoding", "x-tracker-sample",
})  # fmt: skip
SAMPLE_HOST = "example.org"


@dataclass(frozen=True)
class Draft:
    """A mail to be sent by a person: addresses and Message-IDs without brackets; `to` and `cc` are (name, address).

    `sample` marks a mail to sample responders, which goes to @example.org alone.
    """

    sender: tuple[str, str]
    to: tuple[tuple[str, str], ...]
    subject: str
    body: str
    message_id: str
    date: datetime
    cc: tuple[tuple[str, str], ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sample: bool = False

    @property
    def recipients(self) -> tuple[str, ...]:
        """The addresses that it goes to."""
        return tuple(address for _, address in (*self.to, *self.cc))


def is_address(text: str) -> bool:
    """Return whether `text` is a plain address (RFC 5322, dot-atom at a host name), and none that a list obscured:
    three dots in a row are no address, and nobody guesses what they stand for.
    """
    return _ADDRESS.fullmatch(text) is not None


def is_message_id(text: str) -> bool:
    """Return whether `text`, without its brackets, can be named in References: printable ASCII, no space."""
    return _MESSAGE_ID.fullmatch(text) is not None


def chain(ancestors: tuple[str, ...], parent: str) -> tuple[str, ...]:
    """Return the References of an answer to `parent` (RFC 5322, section 3.6.4), capped: the first and the last stay.

    Ids that cannot stand in a header are left out.
    """
    known = [one for one in dict.fromkeys(ancestors) if is_message_id(one) and one != parent]
    whole = (*known, parent)
    return whole if len(whole) <= MOST_REFERENCES else (whole[0], *whole[1 - MOST_REFERENCES :])


def render(draft: Draft, newline: str = "\r\n") -> bytes:
    """Return the draft as a message (RFC 5322, MIME): UTF-8, 8-bit, and quoted-printable where a line is too long.

    Every value is cleaned to one line first, and the library's policy refuses a line break in a header on its
    own account. BadUse for an address or id that cannot be one.
    """
    check(draft)
    message = EmailMessage(policy=SMTP)
    message["From"] = _mailbox(*draft.sender)
    message["To"] = [_mailbox(*one) for one in draft.to]
    if draft.cc:
        message["Cc"] = [_mailbox(*one) for one in draft.cc]
    message["Subject"] = shorten(draft.subject, _SUBJECT)
    message["Date"] = format_datetime(draft.date.astimezone(UTC))
    message["Message-ID"] = f"<{draft.message_id}>"
    if draft.in_reply_to:
        message["In-Reply-To"] = f"<{draft.in_reply_to}>"
    if draft.references:
        message["References"] = " ".join(f"<{one}>" for one in draft.references)
    if draft.sample:
        message["X-Tracker-Sample"] = "yes"
    text = clean(draft.body)
    long = any(len(line.encode("utf-8")) > LONGEST for line in text.split("\n"))
    message.set_content(text, charset="utf-8", cte="quoted-printable" if long else "8bit")
    raw = message.as_bytes(policy=SMTP)
    return raw if newline == "\r\n" else raw.replace(b"\r\n", newline.encode("ascii"))


def check(draft: Draft) -> None:
    """Refuse a draft whose addresses or ids cannot be used, or a sample that goes to somebody real."""
    if not draft.to:
        raise BadUse("The draft goes to nobody.", "name a recipient in To")
    for address in (draft.sender[1], *draft.recipients):
        if not is_address(address):
            raise BadUse(
                f"{shorten(address, 80)!r} is no address that a draft can go to or come from.",
                "write it whole, as in name@example.org",
            )
    for one in (draft.message_id, *filter(None, (draft.in_reply_to,)), *draft.references):
        if not is_message_id(one):
            raise BadUse(f"{shorten(one, 80)!r} is no Message-ID.", "leave the header as it was written")
    real = [one for one in draft.recipients if not one.lower().endswith(f"@{SAMPLE_HOST}")]
    if draft.sample and real:
        raise BadUse(
            f"The draft answers sample mail and would go to {real[0]}.",
            f"sample mail goes to @{SAMPLE_HOST} alone",
        )


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=shorten(name, 100), addr_spec=address)


def parse(data: bytes, where: str) -> Draft:
    """Return the draft that a file holds, as somebody left it; BadUse says what cannot be taken over.

    Read by the reader of foreign mail, so that whatever stands there is safe. Nothing is dropped in silence: a
    header that a draft does not carry, an attachment or an address that cannot be read is named.
    """
    hint = "mend the file, or draft anew with `tracker follow-up`"
    if len(data) > MAX_BYTES:
        raise BadUse(f"{where} is too large for a draft.", hint)
    try:
        mail = open_mail(data)
    except Unreadable as error:
        raise BadUse(f"{where} is no mail: {error.message}", hint) from None
    names = [name for name, _ in mail.headers]
    foreign = next((name for name in names if name not in _KNOWN), "")
    twice = next((name for name in names if names.count(name) > 1), "")
    if foreign or twice:
        said = "is not taken over" if foreign else "stands there twice"
        raise BadUse(f"{where}: the header {clean_line(foreign or twice)} {said}.", hint)
    if mail.attachments or mail.body_kind == "html":
        raise BadUse(f"{where} holds more than plain text.", "attach it in your mail program")
    senders = _people(mail, "from", where, hint)
    if len(senders) != 1:
        raise BadUse(f"{where} does not say whom it is from.", hint)
    found = Draft(
        sender=senders[0],
        to=_people(mail, "to", where, hint),
        cc=_people(mail, "cc", where, hint),
        subject=mail.subject,
        body=mail.text.strip("\n") + "\n",
        message_id=mail.message_id,
        date=mail.date or datetime.now(UTC),
        in_reply_to=next(iter(mail.in_reply_to), ""),
        references=mail.references,
        sample=mail.sample,
    )
    check(found)
    return found


def _people(mail: Mail, name: str, where: str, hint: str) -> tuple[tuple[str, str], ...]:
    """The mailboxes of a header, each of which must be readable: none is left out."""
    found = []
    raw = next((value for key, value in mail.headers if key == name), b"")
    for piece in addresses.split(clean_line(mime.to_text(raw, ""))):
        shown, address, odd = addresses.mailbox(piece)
        if odd or not is_address(address):
            raise BadUse(f"{where}: {shorten(piece, 80)!r} in {name.capitalize()} is no address.", hint)
        found.append(
            (clean_line(mime.words(shown.encode("utf-8"))), address)
        )  # decoded last: it may hold commas
    return tuple(found)
