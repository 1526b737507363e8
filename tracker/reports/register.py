"""Lists every source once: where it is cited, by whom it was read, the copy that is kept, how it was last found."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.record.views import CitationView
from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.sources import NOTHING, since_cited, source_key


@dataclass(frozen=True)
class Cited:
    """One citation of a source: the question, the section cited, how it bears on it, and what was read when."""

    question: str
    section: str
    facts: tuple[str, ...]
    read: bool


@dataclass(frozen=True)
class SourceEntry:
    """A source of the report: `key` tells it from others, `cited` are its citations in the letter's order."""

    key: str
    title: str
    url: str
    facts: tuple[str, ...]
    since: tuple[str, ...]
    cited: tuple[Cited, ...]

    @property
    def read(self) -> bool:
        """Whether a person has read it for any question."""
        return any(one.read for one in self.cited)


def register(data: ReportData) -> tuple[SourceEntry, ...]:
    """Return every source that a question of the report cites, once, in the order of their first citation."""
    found: dict[str, list[tuple[str, CitationView]]] = {}
    for question in data.everything():
        for citation in question.citations:
            found.setdefault(source_key(citation), []).append((question.row.id, citation))
    return tuple(_entry(data, key, cited) for key, cited in found.items())


def _entry(data: ReportData, key: str, cited: list[tuple[str, CitationView]]) -> SourceEntry:
    first = cited[0][1]
    kinds = list(dict.fromkeys(one.kind for _, one in cited))
    official = "official" if first.official else "not official"
    followed = data.followed.get(first.source, NOTHING)
    return SourceEntry(
        key=key,
        title=first.title or first.url,
        url=first.url,
        facts=tuple(
            fact
            for fact in (", ".join((*kinds, official)), f"responsible: {first.body}" if first.body else "")
            if fact
        ),
        since=tuple(since_cited(followed)),
        cited=tuple(
            _cited(question, one, bool(followed.check and one.id in followed.check.missing))
            for question, one in cited
        ),
    )


def _cited(question: str, citation: CitationView, gone: bool) -> Cited:
    facts = [phrases.CITED_AS.get(citation.relation, citation.relation)]
    if citation.read:
        facts.append(f"read by {citation.read_by or phrases.NOBODY} on {phrases.day(citation.read_at)}")
        facts.append(f"copy of {citation.dated}" if citation.dated else "copy not dated")
    else:
        facts.append("unread")
    if gone:
        facts.append("the quotation is not found there any more")
    return Cited(question, citation.section, tuple(facts), citation.read)
