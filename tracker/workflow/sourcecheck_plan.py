"""Which sources a check looks at, what is sought in each, and which questions rest on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.errors import BadUse
from tracker.record import after_queries, queries
from tracker.record.forms import natural
from tracker.record.models import Assessment, Citation, Question, Source
from tracker.record.views import CheckView, SnapshotView
from tracker.text import clean_line
from tracker.web.addresses import pins_a_commit, raw_form
from tracker.web.visiting import host_of
from tracker.workflow import lookup
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Sought:
    """The words of a citation that are to stand in its source: as read, else as imported ("" for none)."""

    citation: str
    question: str
    words: str
    read: bool


@dataclass(frozen=True)
class Planned:
    """A source that is to be looked at.

    `ask` is the address that is asked for the page, `latest` the one of its present version where the source
    itself names a commit, "" where there is none. `known` are the contents seen so far, oldest first, `last` the
    one that it had when it was last had, `before` how it was last found. `rests` says that a standing finding cites it.
    """

    source: str
    title: str
    url: str
    ask: str
    latest: str
    sought: tuple[Sought, ...]
    known: tuple[SnapshotView, ...]
    last: SnapshotView | None
    before: CheckView | None
    rests: bool


@dataclass(frozen=True)
class Plan:
    """The sources of one check, those that a claim rests on first, then those that somebody read."""

    sources: tuple[Planned, ...]

    @property
    def hosts(self) -> tuple[tuple[str, int], ...]:
        """The hosts that are asked, with how many pages of each, most first."""
        asked = {url for one in self.sources for url in (one.ask, one.latest) if url}
        hosts = (host_of(url) for url in sorted(asked))
        return tuple(Counter(host for host in hosts if host).most_common())


def plan(
    ws: Workspace,
    which: Sequence[str] = (),
    question: str = "",
    read: bool = False,
    older_than: int | None = None,
) -> Plan:
    """Return what a check would look at: all sources, or those named by id (S3, K12) or address.

    `question` keeps those of a question and its parts, `read` those that somebody read, `older_than` those that
    were not checked within so many days. BadUse for what is not there.
    """
    with ws.database.reading() as session:
        sources = {one.id: one for one in queries.live(session, Source)}
        cited = [one for one in queries.live(session, Citation) if one.source_id in sources]
        wanted = _named(session, which, sources) if which else set(sources)
        if question:
            top = lookup.question(session, question)
            family = {top.id, *(q.id for q in queries.live(session, Question) if q.parent_id == top.id)}
            wanted &= {one.source_id for one in cited if one.question_id in family}
        if read:
            wanted &= {one.source_id for one in cited if one.read_by}
        checks = {one.source: one for one in after_queries.checks(session)}
        if older_than is not None:
            wanted -= _fresh(checks, ws.record.now() - timedelta(days=older_than))
        rests = set(resting(session))
        known = defaultdict(list)
        for one in after_queries.snapshots(session):
            known[one.source].append(one)
    found = [
        _planned(sources[key], [c for c in cited if c.source_id == key], rests, known[key], checks.get(key))
        for key in wanted
    ]
    found.sort(
        key=lambda one: (
            not one.rests, not any(sought.read for sought in one.sought), natural(one.source)
        )
    )  # fmt: skip
    return Plan(tuple(found))


def resting(session: Session) -> dict[str, dict[str, datetime | None]]:
    """Return, by citation, the questions with a standing finding that cites it, and when that was made last."""
    found: dict[str, dict[str, datetime | None]] = defaultdict(dict)
    for one in queries.live(session, Assessment):
        if one.state == "standing":
            for citation in one.citations:
                found[citation][one.question_id] = one.at
    return dict(found)


def _named(session: Session, which: Sequence[str], sources: dict[str, Source]) -> set[str]:
    found: set[str] = set()
    for name in which:
        key = clean_line(name)
        at_address = {one.id for one in sources.values() if key in (one.url, one.latest)}
        if key.upper() in sources:
            found.add(key.upper())
        elif at_address:
            found |= at_address
        elif key[:1].upper() == Citation.prefix:
            found.add(lookup.citation(session, key).source_id)
        else:
            raise BadUse(f"There is no source {key!r}.", "name a source (S3), a citation (K12) or an address")
    return found


def _fresh(checks: dict[str, CheckView], since: datetime) -> set[str]:
    return {key for key, one in checks.items() if one.at is not None and one.at > since}


def _planned(
    source: Source,
    cited: Sequence[Citation],
    rests: set[str],
    known: Sequence[SnapshotView],
    before: CheckView | None,
) -> Planned:
    by_id = {one.id: one for one in known}
    latest = source.latest if pins_a_commit(source.url) and source.latest != source.url else ""
    return Planned(
        source=source.id,
        title=source.title or source.url,
        url=source.url,
        ask=raw_form(source.url) or source.url,
        latest=raw_form(latest) or latest,
        sought=tuple(
            Sought(one.id, one.question_id, one.read_quote or one.quote, bool(one.read_by)) for one in cited
        ),
        known=tuple(known),
        last=by_id.get(before.snapshot) if before else known[-1] if known else None,
        before=before,
        rests=any(one.id in rests for one in cited),
    )
