"""Who wrote a mail behind any list's rewriting, and where it went: suggestions from headers, which anybody can forge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tracker.mail import addresses, languages
from tracker.mail.message import Mail

SECTION = "authors"
_NAME = 300  # characters of a display name that are looked at
_LIST_HOST = re.compile(r"@(?:lists?\.|.*\.lists?\.|(?:.*\.)?googlegroups\.com$|groups\.)", re.IGNORECASE)
_ENCODED = re.compile(r"([^=@\s]{1,64})=(?:40)?([\w-]{1,63}(?:\.[\w-]{1,63}){1,10})@(.+)", re.IGNORECASE)
_SHOWN = re.compile(r"(.{1,200}?)[\s(<'\"]+([^\s@<>()'\"]{1,64}@[^\s@<>()'\"]{1,190})[)>'\"]*\s*")
_LIST_HEADERS = ("list-post", "x-beenthere", "x-mailing-list", "mailing-list", "x-google-group-id")


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

    Lists that rewrite From because of DMARC put an address of their own there and `'Name' via List` before it
    (Google Groups, Mailman, Sympa, Groups.io, each in its language). The writer then stands in X-Original-From,
    X-Original-Sender or Reply-To; the first that names anybody but the list is taken. Else the list's address may
    hold the writer's (`name=host@list`), or Cc the writer's beside the same name, as Mailman does where answers
    go to the list.
    """
    held = _encoded(mail)
    listed = _is_list(mail, mail.from_address)
    shown = _before_via(mail.from_name, listed or bool(held) or names_list(mail.from_address))
    if not shown and not listed and not held:
        return Author(mail.from_name, mail.from_address, False)
    name, beside = _parted(shown or mail.from_name)
    for header in ("x-original-from", "x-original-sender", "reply-to"):
        pieces = addresses.split(mail.header(header))
        if header == "reply-to" and len(pieces) > 3:
            continue
        for piece in pieces:
            given, address, _ = addresses.mailbox(piece)
            if address and address != mail.from_address and not _is_list(mail, address):
                inner = _before_via(given, True) or given
                return Author(inner or name, address, True)
    found = held or ("" if _is_list(mail, beside) else beside) or _in_cc(mail, name)
    return Author(name, found or mail.from_address, bool(shown or found))


def _before_via(name: str, listed: bool) -> str:
    """The writer's name in `'Name' via List` or `Name (List 経由)`, "" when it is not of that form.

    `via` itself tells enough; what other languages say may be part of a name, and counts for a list's address.
    """
    before, after = _via()
    match = before.match(name[:_NAME])
    if match and (listed or match["via"].lower() == "via"):
        return match["name"].strip()
    match = after.match(name[:_NAME]) if listed else None
    return match["name"].strip() if match else ""


@cache
def _via() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = {"via", *(one for _, table in languages.section(SECTION) for one in table.get("via", ()))}
    via = "|".join(map(re.escape, sorted(words)))
    return (
        re.compile(rf"\s*['\"]?(?P<name>.+?)['\"]?\s+[(（]?(?P<via>{via})\s+\S.*", re.IGNORECASE),
        re.compile(
            rf"\s*['\"]?(?P<name>.+?)['\"]?\s*[(（][^()（）]{{1,120}}?\s*(?:{via})\s*[)）]\s*", re.IGNORECASE
        ),
    )


def _parted(name: str) -> tuple[str, str]:
    """A shown name and the address that Sympa may put beside it: `Name 'name@host'`."""
    match = _SHOWN.fullmatch(name)
    return (match[1].strip(" '\""), match[2].lower()) if match else (name, "")


def _encoded(mail: Mail) -> str:
    """The address that a list writes into its own: `name=host@groups.io`, `name=40host@dmarc.list`; else ""."""
    match = _ENCODED.fullmatch(mail.from_address)
    if not match:
        return ""
    host = match[3]
    of_list = (
        host == "groups.io" or host.startswith("dmarc.") or f"@{host}" in mail.header("list-post").lower()
    )
    return f"{match[1]}@{match[2]}".lower() if of_list else ""


def _in_cc(mail: Mail, name: str) -> str:
    for piece in addresses.split(mail.header("cc")) if name else ():
        given, address, _ = addresses.mailbox(piece)
        if given.casefold() == name.casefold() and address and not _is_list(mail, address):
            return address
    return ""


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


def visibility(mail: Mail) -> str:
    """Return `list` when a list's headers stand on the mail or it rewrote the sender, `private` when nothing points
    to one, else `unknown`.

    What a list tells somebody about their message (X-List-Administrivia) bears its headers and goes to them alone.
    """
    if mail.header("x-list-administrivia").lower() == "yes":
        return "private"
    if mail.list_id or any(mail.header(name) for name in _LIST_HEADERS) or author(mail).rewritten:
        return "list"
    people = (*mail.to, *mail.cc)
    if not people or any(_LIST_HOST.search(address) for address in people):
        return "unknown"
    return "private"
