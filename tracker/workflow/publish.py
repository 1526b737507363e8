"""Publishing: what the record lets out, gathered for a report and written to disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from tracker.errors import BadUse
from tracker.record import after_queries, leg_queries, naming, queries, reply_queries, store, timeline
from tracker.record.ledger import checkpoint
from tracker.record.ledger_tables import Withhold
from tracker.record.models import Leg, Letter, Message, Passage, PassageText, Person, Reply
from tracker.reports import build
from tracker.reports.data import PassagePublic, ReportData
from tracker.text import clean_line
from tracker.workflow import lookup, report_files
from tracker.workflow.responders import answers
from tracker.workflow.workspace import Workspace

_SITE = "site"
# All files of each format: path → content.
_FORMATS: dict[str, Callable[[build.Report], dict[str, str]]] = {
    "md": lambda made: {"report.md": made.markdown()},
    "html": lambda made: {"report.html": made.html()},
    _SITE: lambda made: {f"{_SITE}/{name}": text for name, text in made.site().items()},
}


def report_data(ws: Workspace, letter: str | None = None) -> ReportData:
    """Return everything that a report of a letter may say, as the record stands now."""
    with ws.database.reading() as session:
        key = lookup.letter(session, letter).id
        rows = [r for r in queries.question_rows(session) if not r.parent and r.letter == key]
        questions = [queries.question_view(session, row.id) for row in rows]
        size, head, ts, ledger_id = store.head(session)
        legs = tuple(one for one in leg_queries.legs(session) if one.letter == key)
        own = {reply for leg in legs for reply in leg.replies}
        responders, private = answers(session, own)
        replies = [one for one in reply_queries.reply_rows(session) if one.id in own]
        return ReportData(
            letter=next(one for one in queries.letters(session) if one.id == key),
            questions=tuple(one for one in questions if one is not None),
            legs=legs,
            passages=_passages(session),
            checkpoint=checkpoint(ledger_id or "none", store.hashes(session)).text,
            size=size,
            head=head,
            generated_from=ts,
            open_triage=sum(one.to_triage for one in replies),
            unsorted=len(reply_queries.reply_rows(session, unsorted=True)),
            contacts=_contacts(ws, session),
            samples=frozenset(m.reply_id for m in queries.live(session, Message) if m.sample),
            sealed_reasons=frozenset(
                session.exec(select(Withhold.seq).where(col(Withhold.name) == "reason")).all()
            ),
            reactions=after_queries.reactions(session),
            snapshots=after_queries.snapshots(session),
            checks=after_queries.checks(session),
            responders=responders,
            private_replies=private,
            entries=timeline.published(session),
        )


def _passages(session: Session) -> dict[str, PassagePublic]:
    replies = {one.id: one for one in queries.live(session, Reply) if one.visibility == "list"}
    found = {}
    unnamed = naming.people(session, consenting=False)
    for passage in queries.live(session, Passage):
        reply = replies.get(passage.reply_id)
        words = session.get(PassageText, passage.id)
        if reply is None or words is None or words.withheld:
            continue
        person = session.get(Person, reply.person_id)
        known = person is not None and not person.withheld
        found[passage.id] = PassagePublic(
            id=passage.id,
            reply=reply.id,
            date=reply.date,
            role=person.role if person and known else "",
            text=naming.without_names(words.text, unnamed),
            name=person.name if person and known and person.name_consent else "",
        )
    return found


def _contacts(ws: Workspace, session: Session) -> dict[str, str]:
    """What a report may call the correspondent of each leg.

    A body named in public, a list that is configured or that the letter went to; anybody's own address only with
    recorded consent, and nothing that a private message named.
    """
    consent = {one.address for one in queries.live(session, Person) if one.name_consent and one.address}
    lists = {one.address.lower() for one in ws.settings.lists}
    lists |= {(one.to or "").lower() for one in queries.live(session, Letter)}
    private = {one.id for one in queries.live(session, Reply) if one.visibility != "list"}
    found = {}
    for leg in queries.live(session, Leg):
        name = leg.correspondent
        if leg.opened_by in private or leg.withheld:
            continue
        if "@" not in name or name.lower() in lists | consent:
            found[leg.id] = name
    return found


def report(
    ws: Workspace, out: Path, formats: Sequence[str] = tuple(_FORMATS), letter: str | None = None
) -> tuple[Path, ...]:
    """Write the report into the folder `out`; the same record gives the same bytes.

    Returns every file of it; `to_open` says which to name to a person. Nothing that somebody else wrote or edited
    there is touched (`report_files.write`).
    """
    unknown = [one for one in formats if one not in _FORMATS]
    if unknown:
        raise BadUse(
            f"There is no report format {clean_line(unknown[0])!r}.", f"one of {', '.join(_FORMATS)}"
        )
    made = build.Report(report_data(ws, letter))
    forms = {name: _FORMATS[name](made) for name in formats}
    report_files.write(out, forms)
    return tuple(out / path for files in forms.values() for path in files)


def to_open(files: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of a report's files that a person opens: of the site its first page, which leads to the others."""
    return tuple(path for path in files if path.parent.name != _SITE or path.name == "index.html")
