"""The particulars of a letter (Message-ID, date, whom it went to and so on), checked before the ledger keeps them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from tracker.errors import BadUse
from tracker.mail import addresses
from tracker.text import clean, clean_line

_MESSAGE_ID = re.compile(r"<?[^\s<>@(),;]{1,200}@[^\s<>@(),;]{1,200}>?")


def checked(name: str, value: str) -> str:
    """Return `value` as it is to be recorded of a letter's `name`; "" for what is not known any more.

    BadUse says in a sentence what is wrong with it: the ledger is append-only, so nonsense would stay in it.
    """
    shown = name.replace("_", "-")
    if clean(value) != value or re.search(r"[\r\n\t]", value):
        raise BadUse(
            f"The {shown} {clean_line(value)!r} holds a line break or another control character.",
            "give it on one line",
        )
    value = clean_line(value)
    if value and name == "message_id":
        return _message_id(value)
    if value and name == "date":
        return _date(value)
    if value and name == "to":
        return _to(value)
    return value


def _message_id(value: str) -> str:
    """RFC 5322 section 3.6.4: one `id-left@id-right`, in angle brackets, which may be left out here."""
    if not _MESSAGE_ID.fullmatch(value) or value.startswith("<") != value.endswith(">"):
        raise BadUse(
            f"{value!r} is no Message-ID (RFC 5322).", "as the mail's source shows it, such as <ID@HOST>"
        )
    return value


def _date(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise BadUse(f"{value!r} is not a date.", "write it as YYYY-MM-DD") from None
    today = datetime.now(UTC).date()
    if day > today + timedelta(days=1):  # where the letter was written it may be tomorrow already
        raise BadUse(f"{day} lies in the future.", f"the day the letter was sent; today is {today}, UTC")
    return day.isoformat()


def _to(value: str) -> str:
    for one in addresses.split(value):
        _, address, odd = addresses.mailbox(one)
        if odd or not address:
            raise BadUse(
                f"{one.strip()!r} is no mail address.",
                "as in 'Steering <steering@example.org>, b@example.org'",
            )
    return value
