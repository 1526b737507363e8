"""Who wrote a mail, what kind it is and where it went: suggestions from headers, which anybody can forge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.mail import addresses
from tracker.mail.message import Mail

_VIA = re.compile(r"^\s*['\"]?(.+?)['\"]?\s+(?:via|\(via|über|vía|通过)\s+\S.*$", re.IGNORECASE)
_REPLY_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,60}\]\s*)*(?:re|aw|antw|antwort|sv|vs|res|rif|odp|ynt|tr|回复|回覆|答复|答覆|返信|답장|отв)"
    r"(?:\s*\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
_AUTO_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw)\s*:\s*)?(?:auto(?:matic|mated)?[- ]?(?:reply|response)|out of (?:the )?office|abwesenheits|"
    r"automatische antwort|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|"
    r"自动回复|自動回覆|自動返信|부재중|자동 회신|автоответ)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"^\s*(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|subsystem)|"
    r"returned mail|failure notice|message not delivered|unzustellbar|non remis|no se puede entregar)",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:@|$)", re.IGNORECASE)
_LIST_HOST = re.compile(r"@(?:lists?\.|.*\.lists?\.|(?:.*\.)?googlegroups\.com$|groups\.)", re.IGNORECASE)


@dataclass(frozen=True)
class Author:
    """The writer behind any list rewriting; `rewritten` says that From named somebody else (a claim, not a
    fact).
    """

    name: str
    address: str
    rewritten: bool


def author(mail: Mail) -> Author:
    """Return the true author as far as the headers tell.

    Lists that rewrite From because of DMARC put the list's address there and `'Name' via List` before it.
    The writer then stands in X-Original-From, X-Original-Sender or Reply-To; the first that names anybody
    but the list is taken.
    """
    via = _VIA.match(mail.from_name)
    if not via and not _is_list(mail, mail.from_address):
        return Author(mail.from_name, mail.from_address, False)
    shown = via[1].strip() if via else mail.from_name
    for header in ("x-original-from", "x-original-sender", "reply-to"):
        pieces = addresses.split(mail.header(header))
        if header == "reply-to" and len(pieces) > 3:
            continue
        for piece in pieces:
            name, address, _ = addresses.mailbox(piece)
            if address and not _is_list(mail, address):
                inner = _VIA.match(name)
                return Author((inner[1] if inner else name) or shown, address, True)
    return Author(shown, mail.from_address, bool(via))


def _is_list(mail: Mail, address: str) -> bool:
    """Whether an address is the list's own, as the list's headers name it."""
    if not address:
        return False
    post = mail.header("list-post").lower()
    named = f"mailto:{address}" in post or address == mail.header("x-beenthere").lower()
    return named or bool(mail.list_id and address.replace("@", ".") == mail.list_id.lower())


def names_list(address: str) -> bool:
    """Return whether an address is a list's by the name of its host."""
    return bool(_LIST_HOST.search(address))


def kind(mail: Mail, ours: tuple[str, ...] = ()) -> str:
    """Return `reply`, `auto-reply`, `bounce`, `ours` or `other` (RFC 3464, RFC 3834 and the signs common
    servers set).
    """
    if _bounced(mail):
        return "bounce"
    if _automatic(mail):
        return "auto-reply"
    own = {address.lower() for address in ours}
    if mail.from_address in own or author(mail).address in own:
        return "ours"
    quotes = re.search(r"^ {0,3}>", mail.text, re.MULTILINE)
    related = mail.in_reply_to or mail.references or _REPLY_SUBJECT.match(mail.subject) or quotes
    return "reply" if related else "other"


def _bounced(mail: Mail) -> bool:
    report = mail.header("content-type").lower()
    if report.startswith("multipart/report") and "disposition-notification" not in report:
        return True
    empty = mail.header("return-path").strip() == "<>"
    daemon = bool(_DAEMON.match(mail.from_address) or _DAEMON.match(mail.from_name))
    told = bool(_BOUNCE_SUBJECT.match(mail.subject)) or bool(mail.header("x-failed-recipients"))
    return (daemon and (told or empty)) or (told and empty)


def _automatic(mail: Mail) -> bool:
    submitted = mail.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.header("x-autoreply") or mail.header("x-autorespond") or mail.header("x-auto-reply-from"):
        return mail.header("x-autoreply").lower() != "no"
    return mail.header("precedence").lower() == "auto_reply" or bool(_AUTO_SUBJECT.match(mail.subject))


def visibility(mail: Mail) -> str:
    """Return `list` when a list's headers stand on the mail, `private` when nothing points to one, else
    `unknown`.
    """
    if mail.list_id or mail.header("list-post") or mail.header("x-beenthere"):
        return "list"
    people = (*mail.to, *mail.cc)
    if not people or any(_LIST_HOST.search(address) for address in people):
        return "unknown"
    return "private"
