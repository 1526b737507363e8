"""Finds what names or addresses somebody, for whatever shows responders by their role alone."""

from __future__ import annotations

import re
from typing import Any

from sqlmodel import Session, select

from tracker.record.ledger import Entry
from tracker.record.models import Person

# A Message-ID and a reading text hold addresses too; passages, links, legs and reasons only where a name or an
# address stands in them.
_NAMING = frozenset({"person", "message", "reading"})
_MAY_NAME = frozenset({"passage_text", "link", "leg"})
LEFT_OUT = "[name left out]"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def people(session: Session, consenting: bool = True) -> frozenset[str]:
    """Return the names and addresses of responders in lower case, a name also without what stands in brackets.

    Without `consenting` those who agreed to be named are left out.
    """
    found = set()
    for person in session.exec(select(Person)):
        if not person.withheld and (consenting or not person.name_consent):
            found |= {person.address, person.name, person.name.partition(" (")[0]}
    return frozenset(one.lower() for one in found if len(one) > 2)


def names_somebody(text: str, known: frozenset[str]) -> bool:
    """Say whether an address stands in `text`, or a name or address of those `known`."""
    text = text.lower()
    return ("@" in text and bool(_ADDRESS.search(text))) or any(who in text for who in known)


def any_of(known: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern that finds the names and addresses of those `known`, as whole words; it is slow to make."""
    names = "|".join(re.escape(one) for one in sorted(known, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)" if names else r"(?!)", re.IGNORECASE)


def without_names(text: str, names: re.Pattern[str]) -> str:
    """Return `text` with what `names` (see `any_of`) finds left out and the place marked: a public passage that its
    writer signed is quoted without the signature, unless they agreed to be named.
    """
    return names.sub(LEFT_OUT, text)


def values(entry: Entry, known: frozenset[str], header: dict[str, Any] | None = None) -> set[str]:
    """Return the values of an entry that name or address somebody; what is published is always open.

    `header` is the entry's, where the caller has read it already.
    """
    header = entry.header if header is None else header
    tables = {c["seal"]: c["table"] for c in header["data"]["changes"]}
    found = {name for name, table in tables.items() if table in _NAMING}
    for name, one in entry.opened.items():
        may = name == "reason" or tables.get(name) in _MAY_NAME
        if may and names_somebody(one.text, known):
            found.add(name)
    return found
