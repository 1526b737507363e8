"""What every export may name: the sources of a report, and the public replies that its findings quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.record.forms import natural, stamp
from tracker.record.views import AssessmentView, CheckView, CitationView, ReactionView, SnapshotView
from tracker.reports import phrases
from tracker.reports.data import PassagePublic, ReportData, reply_of
from tracker.reports.escape import cut


@dataclass(frozen=True)
class Said:
    """A public passage as the report quotes it, and the findings that rest on it."""

    id: str
    words: str
    cut: bool
    questions: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True)
class PublicReply:
    """A public reply on which a finding rests; `name` is empty without the writer's consent."""

    id: str
    date: datetime | None
    role: str
    name: str
    sample: bool
    passages: tuple[Said, ...]

    @property
    def writer(self) -> str:
        """Who wrote it, as the report says it."""
        return writer(self.name, self.role)


@dataclass(frozen=True)
class Source:
    """A source with every citation of it in the report, what was fetched of it, and how it was last found."""

    id: str
    url: str
    latest: str
    title: str
    kind: str
    body: str
    citations: tuple[CitationView, ...]
    snapshots: tuple[SnapshotView, ...]
    check: CheckView | None

    @property
    def read(self) -> tuple[CitationView, ...]:
        """The citations that a person has read."""
        return tuple(one for one in self.citations if one.read)


def writer(name: str, role: str) -> str:
    """Return what a responder may be called: the name with consent, the role where one is known."""
    if name:
        return f"{name} ({role})" if role else name
    if role.lower().startswith(("a ", "an ", "the ")):
        return role
    return f"a responder ({role})" if role else "a responder"


def instant(at: datetime | None) -> str:
    """Return an instant as the ledger writes it, "" where it is not known; naive is taken for UTC."""
    return "" if at is None else stamp(at if at.tzinfo else at.replace(tzinfo=UTC))


def quotable(data: ReportData, passage: str) -> PassagePublic | None:
    """Return a passage whose words the report may quote, or None."""
    found = data.passages.get(passage)
    return None if found is None or found.text == phrases.WITHHELD else found


def findings(data: ReportData) -> Iterator[AssessmentView]:
    """Yield every finding, question by question, each followed by its parts."""
    for question in data.everything():
        yield from question.assessments


def last_reaction(data: ReportData, finding: str) -> ReactionView | None:
    """Return the reaction to a finding that counts: the last one."""
    found = data.reactions_to.get(finding)
    return found[-1] if found else None


def replies(data: ReportData) -> tuple[PublicReply, ...]:
    """Return the public replies that the report quotes, with those passages alone, cut as the report cuts them."""
    questions: dict[str, set[str]] = defaultdict(set)
    used: dict[str, set[str]] = defaultdict(set)
    for finding in findings(data):
        for passage in finding.passages:
            questions[passage].add(finding.question)
            used[passage].add(finding.id)
    found: dict[str, list[Said]] = defaultdict(list)
    first: dict[str, PassagePublic] = {}
    for key in sorted(used, key=natural):
        public = quotable(data, key)
        if public is None:
            continue
        words, was_cut = cut(public.text)
        first.setdefault(public.reply, public)
        found[public.reply].append(
            Said(
                key,
                words,
                was_cut,
                tuple(sorted(questions[key], key=natural)),
                tuple(sorted(used[key], key=natural)),
            )
        )
    return tuple(
        PublicReply(
            key, first[key].date, first[key].role, first[key].name, key in data.samples, tuple(found[key])
        )
        for key in sorted(found, key=natural)
    )


def sources(data: ReportData) -> tuple[Source, ...]:
    """Return every source that a question of the report cites, in the order of their numbers."""
    cited: dict[str, list[CitationView]] = defaultdict(list)
    for one in data.cited.values():
        cited[one.source].append(one)
    fetched: dict[str, list[SnapshotView]] = defaultdict(list)
    for snapshot in data.snapshots:
        fetched[snapshot.source].append(snapshot)
    checks = {one.source: one for one in data.checks}
    found = []
    for key in sorted(cited, key=natural):
        citations = cited[key]
        first = citations[0]
        found.append(
            Source(
                id=key,
                url=first.url,
                latest=first.latest,
                title=first.title or first.url,
                kind=first.kind,
                body=first.body,
                citations=tuple(citations),
                snapshots=tuple(fetched[key]),
                check=checks.get(key),
            )
        )
    return tuple(found)


def is_sealed(data: ReportData, entry: int, reason: str) -> bool:
    """Say whether the reason of a ledger entry stays out of everything published."""
    return entry in data.sealed_reasons or reason == phrases.WITHHELD


def reply_is_public(data: ReportData, passage: str) -> bool:
    """Say whether the reply that a passage belongs to may be named by its id."""
    return quotable(data, passage) is not None and reply_of(passage) == data.passages[passage].reply
