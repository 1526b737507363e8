"""Checking sources: each page is asked for once, held against the copy of it, and looked through for its quotations."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.errors import TrackerError
from tracker.record.views import SnapshotView
from tracker.text import shorten
from tracker.web import quoting, words
from tracker.web.exchange import Limits
from tracker.web.visiting import Visit, Visitor, host_of
from tracker.workflow import faces, snapshots, sourcecheck_record
from tracker.workflow.sourcecheck_plan import Plan, Planned, Sought, plan
from tracker.workflow.sourcecheck_record import NOT_CHECKED
from tracker.workflow.workspace import Workspace

__all__ = ["Checked", "Plan", "Progress", "Quotation", "Run", "check", "offline", "plan"]

LIMITS = Limits()
_OUTCOMES = {"away": "unreachable", "busy": NOT_CHECKED, "stopped": NOT_CHECKED}


@dataclass(frozen=True)
class Quotation:
    """Whether the words of a citation stand in its source, and in the latest version of it; None: not looked for.

    `quoted` says whether the citation has any words, `read` whether a person read them there.
    """

    citation: str
    question: str
    quoted: bool
    read: bool
    stands: bool | None = None
    in_latest: bool | None = None


@dataclass(frozen=True)
class Content:
    """What a page held: the hashes of its octets and of its text ("" where that is not read), and what it is."""

    sha256: str
    text_sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Checked:
    """How a source was found.

    `outcome` is unchanged, changed, first copy, moved, gone, unreachable, refused, incomplete, too large or not
    checked; `detail` says more. `since` is when it was first seen as it is, `redirects` are the addresses passed
    with the status of each, `content` what was had of it, `snapshot` the copy that it equals ("" for a new one).
    """

    source: str
    title: str
    url: str
    final_url: str
    outcome: str
    detail: str
    quotations: tuple[Quotation, ...]
    since: datetime | None = None
    redirects: tuple[tuple[str, int], ...] = ()
    content: Content | None = None
    snapshot: str = ""


@dataclass(frozen=True)
class Run:
    """What a check found; `reviews` are what it put under review.

    `entry` is the ledger entry, 0 where nothing was recorded.
    """

    checked: tuple[Checked, ...]
    reviews: tuple[sourcecheck_record.Review, ...] = ()
    entry: int = 0
    stopped: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a check is: `done` of `total` sources, and the one that is being asked for."""

    done: int
    total: int
    source: str
    host: str


def check(
    ws: Workspace,
    planned: Plan,
    tell: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    visitor: Visitor | None = None,
) -> Run:
    """Ask for each source of a plan, keep copies of new contents, and record in one act how each was found.

    Where words that somebody read are no longer there, or the page is gone, the questions that rest on them are
    put under review. Once `stop` is set it ends, records what it learned and says of the rest that it was not
    checked. TrackerError, and nothing recorded, where no host at all could be reached.
    """
    ws.actor  # noqa: B018  (asked for now, before anybody is asked for anything)
    stop = stop or threading.Event()
    visitor = visitor or Visitor(stop, contact=ws.settings.contact, limits=LIMITS)
    total = len(planned.sources)
    found: list[Checked] = []
    away: list[Visit] = []
    asked = _Asked(visitor)
    for done, one in enumerate(planned.sources):
        if stop.is_set():
            found.append(_unseen(one, "stopped before its turn"))
            continue
        if tell is not None:
            tell(Progress(done, total, one.source, host_of(one.ask)))
        visit = asked.visit(one.ask)
        checked = _held(ws, one, visit)
        if one.latest and not visit.trouble and not stop.is_set():
            checked = _held_latest(one, checked, asked.visit(one.latest))
        found.append(checked)
        away += [visit] if visit.trouble == "away" else []
    reached = [one for one in found if one.outcome != NOT_CHECKED]
    if away and len(away) == len(reached):
        raise TrackerError(
            f"No host could be reached, so nothing was recorded ({away[0].detail}).",
            "look at the connection; `tracker sources check --offline` looks through the copies here",
        )
    entry, reviews = sourcecheck_record.record(ws, tuple(found))
    if reviews:
        faces.refresh(ws)
    return Run(tuple(found), reviews, entry, stop.is_set())


class _Asked:
    """Visits each address once in a run; only pages of a usual size are remembered for a second use."""

    _SMALL = 1_000_000

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._known: dict[str, Visit] = {}

    def visit(self, url: str) -> Visit:
        """Return what came of asking for an address, now or before."""
        if url in self._known:
            return self._known[url]
        visit = self._visitor.visit(url)
        if len(visit.body) < self._SMALL:
            self._known[url] = visit
        return visit


def offline(ws: Workspace, planned: Plan) -> Run:
    """Look for the quotations in the copies that are here; nobody is asked and nothing recorded."""
    found = []
    for one in planned.sources:
        copy = one.last
        data = snapshots.load(ws, copy.sha256) if copy else None
        if copy is None or data is None:
            why = (
                "no copy was ever taken" if copy is None else "its copy is not here, or no longer what it was"
            )
            found.append(_unseen(one, why))
            continue
        said = words.read(data, copy.media_type)
        unseen = _unseen(one, said.why)
        quotations = tuple(_sought(each, said) for each in one.sought)
        found.append(replace(unseen, final_url=copy.final_url, quotations=quotations, since=copy.at))
    return Run(tuple(found))


def _unseen(one: Planned, why: str) -> Checked:
    quotations = tuple(
        Quotation(each.citation, each.question, bool(each.words), each.read) for each in one.sought
    )
    return Checked(one.source, one.title, one.url, one.url, NOT_CHECKED, why, quotations)


def _sought(each: Sought, said: words.Said, page: quoting.Page | None = None) -> Quotation:
    stands = None
    if said.text is not None and each.words:
        stands = (page or quoting.Page(said.text)).has(each.words)
    return Quotation(each.citation, each.question, bool(each.words), each.read, stands)


def _held(ws: Workspace, one: Planned, visit: Visit) -> Checked:
    """Hold what came of asking for a source against what is known of it."""
    unseen = _unseen(one, visit.detail)
    redirects = tuple((hop.url, hop.status) for hop in visit.hops)
    told = list(visit.notes)
    if one.ask != one.url:
        told.append("looked at as the bare file")
    if visit.trouble:
        outcome = _OUTCOMES.get(visit.trouble, visit.trouble)
        quotations = unseen.quotations
        if outcome == "gone":
            quotations = tuple(replace(each, stands=False if each.quoted else None) for each in quotations)
        detail = _joined(visit.detail, *visit.notes)
        return replace(
            unseen, final_url=visit.final_url, outcome=outcome, detail=detail, quotations=quotations,
            redirects=redirects,
        )  # fmt: skip
    said = words.read(visit.body, visit.content_type)
    page = quoting.Page(said.text) if said.text is not None else None
    quotations = tuple(_sought(each, said, page) for each in one.sought)
    content = Content(
        hashlib.sha256(visit.body).hexdigest(),
        hashlib.sha256(quoting.squeezed(said.text).encode("utf-8", "replace")).hexdigest()
        if said.text is not None
        else "",
        len(visit.body),
        shorten(visit.content_type, 100),
    )
    same = next((old for old in reversed(one.known) if _same(old, content)), None)
    outcome = _outcome(one, content, bool(visit.moved_to))
    if said.text is None:
        told.insert(0, f"quotations not looked for: {said.why}")
    if visit.moved_to:
        told.insert(0, f"moved for good to {visit.moved_to}")
    if outcome == "changed" and same is not None:
        told.insert(0, f"again as it was on {same.at:%Y-%m-%d}")
    if same is None or same.sha256 == content.sha256:
        try:
            snapshots.save(ws, visit.body)
        except TrackerError as error:
            told.append(error.message)
    return replace(
        unseen, final_url=visit.final_url, outcome=outcome, detail=_joined(*told), quotations=quotations,
        since=same.at if same else ws.record.now(), redirects=redirects, content=content,
        snapshot=same.id if same else "",
    )  # fmt: skip


def _same(old: SnapshotView, content: Content) -> bool:
    """Whether a content is one that is known: by its octets, or where it is text by what it says."""
    by_text = bool(content.text_sha256) and old.text_sha256 == content.text_sha256
    return old.sha256 == content.sha256 or by_text


def _outcome(one: Planned, content: Content, moved: bool) -> str:
    if one.last is not None and not _same(one.last, content):
        return "changed"
    if moved:
        return "moved"
    return "first copy" if one.last is None else "unchanged"


def _held_latest(one: Planned, checked: Checked, visit: Visit) -> Checked:
    """Say besides whether the quotations still stand in the latest version of a page that names a commit."""
    if visit.trouble:
        return replace(
            checked, detail=_joined(checked.detail, f"latest version {visit.trouble}: {visit.detail}")
        )
    said = words.read(visit.body, visit.content_type)
    page = quoting.Page(said.text) if said.text is not None else None
    states = [_sought(each, said, page).stands for each in one.sought]
    quotations = tuple(
        replace(each, in_latest=state) for each, state in zip(checked.quotations, states, strict=True)
    )
    lost = [each.citation for each in quotations if each.stands and each.in_latest is False]
    told = f"no longer in the latest version: {', '.join(lost)}" if lost else ""
    return replace(checked, quotations=quotations, detail=_joined(checked.detail, told))


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
