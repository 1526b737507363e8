"""Says of a source what it is, how it bears on a question, and whether a person has read it."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.record.views import CitationView
from tracker.reports import phrases
from tracker.reports.data import Followed
from tracker.reports.phrases import day

NOTHING = Followed()
_COVERS = {"all": "covers all of it", "part": "covers a part of it"}


@dataclass(frozen=True)
class SourceLine:
    """A source as a question cites it, or as a finding names it."""

    id: str
    title: str
    url: str
    read: bool
    quote: str
    facts: tuple[str, ...]
    source: str = ""  # what tells the source from others; "" where it is named without a citation


def source_line(citation: CitationView, followed: Followed = NOTHING) -> SourceLine:
    """Return a citation in full; one that nobody has read without a quotation, lest it look checked.

    `followed` is what became of its source: the copy that is kept, and how the source was last found.
    """
    since = since_cited(followed)
    if followed.check and citation.id in followed.check.missing:
        since = [*since, "the quotation is not found there any more"]
    title = " – ".join(part for part in (citation.title or citation.url, citation.section) if part)
    cited_as = phrases.CITED_AS.get(citation.relation, citation.relation)
    if not citation.read:
        bears = f"thought to bear on this: {citation.bears.rstrip('. ')}" if citation.bears else ""
        facts = [citation.kind, cited_as, bears, *since]
        return SourceLine(citation.id, title, citation.url, False, "", _filled(facts), source_key(citation))
    covers = _COVERS.get(citation.covers, "covers none of it")
    if citation.covers == "part" and citation.part:
        covers += f" ({citation.part})"
    if citation.covers != "none":
        covers += "; states it in words" if citation.states else "; by inference"
    facts = [
        cited_as,
        covers,
        f"at {citation.read_locator}" if citation.read_locator else "no locator recorded",
        f"copy of {citation.dated}" if citation.dated else "copy not dated",
        ", ".join(_filled([citation.kind, "official" if citation.official else "not official",
                           "normative" if citation.normative else "not normative"])),
        f"responsible: {citation.body}" if citation.body else "",
        f"independent of {', '.join(citation.independent_of)}" if citation.independent_of else "",
        f"read by {citation.read_by or phrases.NOBODY} on {day(citation.read_at)}",
        *since,
    ]  # fmt: skip
    return SourceLine(
        citation.id, title, citation.url, True, citation.read_quote, _filled(facts), source_key(citation)
    )


def source_key(citation: CitationView) -> str:
    """Return what tells the source of a citation from others: its id, else its address."""
    return citation.source or citation.url


def since_cited(followed: Followed) -> list[str]:
    """Return what is known of a source since it was cited: the kept copy with its hash and day, the last check."""
    found = []
    if kept := followed.snapshot:
        found.append(f"copy kept of {day(kept.at)}, sha256 {kept.sha256}")
    if check := followed.check:
        more = f" ({check.detail})" if check.detail else ""
        found.append(f"last checked on {day(check.at)}: {check.outcome}{more}")
    return found


def named(key: str, citation: CitationView | None) -> SourceLine:
    """Return the source that a finding names by `key`; the quotation stands where the question cites it."""
    if citation is None:
        return SourceLine(key, f"{key}, not among the sources of this report", "", False, "", ())
    whole = source_line(citation)
    return SourceLine(key, whole.title, whole.url, whole.read, "", ())


def _filled(facts: list[str]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)
