"""What the receiving server vouched for: SPF, DKIM, DMARC and ARC, as a server that we trust reports them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.mail.authenticity import author
from tracker.mail.message import Mail
from tracker.mail.results import Report, reported
from tracker.mail.signatures import Signature, signatures
from tracker.text import clean_line

UNKNOWN = "unknown"
METHODS = ("dkim", "spf", "dmarc", "arc")
Whose = Literal["author", "list", "other", "nobody"]
_WHOM: dict[Whose, str] = {"list": "the list alone", "other": "not the author's domain"}
_FAILED = {"fail", "hardfail", "softfail", "policy", "permerror"}
_HELD = re.compile(r"\b(?:DKIM|SPF|DMARC) ok\b")
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,20}")


@dataclass(frozen=True)
class Result:
    """What one method said: `outcome` is pass, partial, fail or none; `domain` is the one it speaks for."""

    method: str
    outcome: str
    domain: str = ""


@dataclass(frozen=True)
class Vouched:
    """What `server` reported of a mail, and whose domain that vouches for; without a server nothing is known.

    `whose` is author (the writer's own domain), list (the domain of the list that passed the mail on, never the
    writer), other (some domain that is neither) or nobody. It vouches for domains, not people.
    """

    server: str = ""
    results: tuple[Result, ...] = ()
    whose: Whose = "nobody"

    @property
    def line(self) -> str:
        """Return one short line for people, such as `DKIM ok for example.org, SPF ok`."""
        if not self.server:
            return UNKNOWN
        said: list[str] = []
        for method in METHODS:
            held = [
                one for one in self.results if one.method == method and one.outcome in ("pass", "partial")
            ]
            for outcome, word in (("pass", "ok"), ("partial", "partial")):
                some = [one for one in held if one.outcome == outcome]
                if some and (outcome == "pass" or len(some) == len(held)):
                    domains = ", ".join(dict.fromkeys(one.domain for one in some if one.domain))
                    named = f" for {domains}" if domains and self._names(method, outcome) else ""
                    said.append(f"{method.upper()} {word}{named}")
        failed = [m.upper() for m in METHODS if self._outcomes(m) == {"fail"}]
        if failed:
            said.append(f"failed: {', '.join(failed)}")
        if not said:
            return "nothing vouched for"
        return ", ".join(said) + (f" ({_WHOM[self.whose]})" if self.whose in _WHOM else "")

    def _names(self, method: str, outcome: str) -> bool:
        """Whether the domain is worth its room: DKIM's always when whole, another's when not the writer's."""
        return (method == "dkim" and outcome == "pass") or self.whose in ("list", "other")

    def _outcomes(self, method: str) -> set[str]:
        return {one.outcome for one in self.results if one.method == method and one.outcome != "none"}


def vouched(mail: Mail, servers: Sequence[str], public: str = "") -> Vouched:
    """Return what the trusted receiving `servers` vouched for in `mail` (RFC 8601; ARC by RFC 8617).

    `public` is the list that it is known to have come through. Without it only who rewrote the sender can be taken
    for a list, and what the mail's own headers say of one counts for nothing.

    Alignment follows RFC 7489, but stricter: a signature for a parent of the writer's domain counts, one for a
    subdomain only where the server's DMARC, which knows where registrations end, passed. A DKIM signature that
    covers a part of the body alone (`l=`, RFC 6376) is partial: text may have been added behind it.
    """
    reports = reported(mail, servers)
    if not reports:
        return Vouched()
    signed = signatures(mail)
    results = tuple(dict.fromkeys(found for one in reports if (found := _result(one, signed)) is not None))
    return _weighed(mail, public, reports[0].server, results)


def whose(line: str) -> Whose:
    """Return whom a line as `Vouched.line` writes it vouches for; nobody where nothing held in full.

    ARC alone says that a mail was passed on unharmed, not where it began.
    """
    if not _HELD.search(line):
        return "nobody"
    return next((one for one, words in _WHOM.items() if line.endswith(f"({words})")), "author")


def _weighed(mail: Mail, public: str, server: str, results: tuple[Result, ...]) -> Vouched:
    """Say whose domain the results vouch for; a DMARC pass that rests on partial signatures alone is partial."""
    whole = [one for one in results if one.outcome == "pass"]
    bearing = [one for one in whole if one.method in ("dkim", "spf")]
    if not bearing and any(one.outcome == "partial" for one in results):
        results = tuple(
            Result(one.method, "partial", one.domain) if one.method == "dmarc" and one in whole else one
            for one in results
        )
        whole = [one for one in results if one.outcome == "pass"]
    if not [one for one in whole if one.method != "arc"]:
        return Vouched(server, results)
    who = author(mail)
    if not who.rewritten and _aligned(mail, who.address, whole):
        return Vouched(server, results, "author")
    passed_on = public or (mail.from_address if who.rewritten else "")
    return Vouched(server, results, "list" if _aligned(mail, passed_on, whole) else "other")


def _aligned(mail: Mail, address: str, whole: Sequence[Result]) -> bool:
    """Whether what held in full is of the domain of an address, a writer's or a list's."""
    own = address.lower().rpartition("@")[2]
    if not own or {"from-several", "from-odd", "from-missing"} & set(mail.flags):
        return False
    shown = mail.from_address.lower().rpartition("@")[2]  # which DMARC is about where no domain is named
    for one in whole:
        if one.method == "dmarc" and (one.domain or shown) == own:
            return True
        parent = own.endswith(f".{one.domain}") and "." in one.domain
        if one.method in ("dkim", "spf") and one.domain and (one.domain == own or parent):
            return True
    return False


def _result(report: Report, signed: Sequence[Signature]) -> Result | None:
    """One report as a result; None for a method that says nothing about who wrote."""
    if report.method not in METHODS:
        return None
    outcome = "pass" if report.word == "pass" else "fail" if report.word in _FAILED else "none"
    domain = _domain_of(report)
    if (
        report.method == "dkim"
        and outcome == "pass"
        and any(one.partial for one in _meant(report, domain, signed))
    ):
        outcome = "partial"
    return Result(report.method, outcome, domain)


def _meant(report: Report, domain: str, signed: Sequence[Signature]) -> list[Signature]:
    """The signatures that a DKIM report can be about: of its domain, and of its selector and value where it says."""
    found = [one for one in signed if not domain or one.domain == domain]
    for key, of in (("header.s", "selector"), ("header.b", "value")):
        told = report.properties.get(key, "")
        some = [one for one in found if told and getattr(one, of).startswith(told)]
        found = some or found
    return found


def _domain_of(report: Report) -> str:
    """The domain that a report is about, in lower case; "" where it names none that could be one."""
    keys = {
        "dkim": ("header.d", "header.i"),
        "spf": ("smtp.mailfrom", "smtp.mfrom", "smtp.helo"),
        "dmarc": ("header.from",),
    }.get(report.method, ())
    told = next((report.properties[key] for key in keys if report.properties.get(key)), "")
    domain = clean_line(told).strip("<>").rpartition("@")[2].rstrip(".").lower()
    return domain if _DOMAIN.fullmatch(domain) else ""
