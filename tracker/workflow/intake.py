"""Intake: mail becomes record, each message in one act with its passages, links and exact bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from tracker.errors import BadUse, TrackerError
from tracker.mail.archives import Item, items
from tracker.mail.authenticity import author
from tracker.mail.message import Mail, Unreadable, open_mail
from tracker.mail.outline import Outline
from tracker.mail.reading import Reading, as_json, read
from tracker.record.act import Act
from tracker.record.models import Leg, Letter, Link, Message, Passage, PassageText, Person, Reply
from tracker.record.models import Reading as ReadingRow
from tracker.text import clean_line, fold_words
from tracker.workflow import correspondence, faces, lookup, triage
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Taken:
    """What became of one message: `outcome` is new, copy, known, unsorted or unreadable."""

    label: str
    outcome: str
    reply: str = ""
    questions: tuple[str, ...] = ()
    passages: int = 0
    reason: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Intake:
    """What became of everything that was offered, in the order it was found."""

    items: tuple[Taken, ...]

    def count(self, outcome: str) -> int:
        """How many messages had this outcome."""
        return sum(1 for one in self.items if one.outcome == outcome)

    @property
    def new(self) -> int:
        """Replies taken in."""
        return self.count("new")

    @property
    def copies(self) -> int:
        """Further copies of replies that were known."""
        return self.count("copy")

    @property
    def known(self) -> int:
        """Messages that were here already, byte for byte."""
        return self.count("known")

    @property
    def unsorted(self) -> int:
        """Messages that belong to no letter yet."""
        return self.count("unsorted")

    @property
    def unreadable(self) -> int:
        """Messages kept aside because they could not be read."""
        return self.count("unreadable")


def take_in(
    ws: Workspace,
    paths: Iterable[Path | str],
    list_address: str | None = None,
    letter: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Intake:
    """Take in every message under `paths` (.eml, mbox, Maildir, folders); doing it again changes nothing.

    `list_address` says, in the acting person's name, that they come from that public list; else only
    what lies in an archive configured as a list's own is public. `letter` attaches what is found to that
    letter. `progress` is told (done, seen so far). What was read and what was not is in the answer; nothing
    is dropped.
    """
    paths = list(paths)
    for path in paths:
        if not Path(path).exists():
            raise BadUse(f"There is no file {clean_line(str(path))}.", "name .eml, mbox or Maildir paths")
    if list_address is not None and "@" not in list_address:
        raise BadUse(f"{clean_line(list_address)!r} is not the address of a list.", "give --list NAME@HOST")
    with ws.database.reading() as session:
        chosen = lookup.letter(session, letter).id if letter else None
    ws.actor  # noqa: B018  (asked for now, before anything is read)
    found: list[Taken] = []
    waiting: list[tuple[int, Item]] = []
    for item in items(paths):
        taken = _take(ws, item, list_address, chosen, last_try=False)
        if taken is None:
            waiting.append((len(found), item))
        found.append(taken or Taken(item.label, "unsorted"))
        if progress:
            progress(len(found), len(found))
    # A message may have been found before the one that it answers: try again while that helps.
    helped = True
    while waiting and helped:
        rest = [(at, item, _take(ws, item, list_address, chosen, last_try=False)) for at, item in waiting]
        helped = any(taken for _, _, taken in rest)
        waiting = [(at, item) for at, item, taken in rest if taken is None]
        for at, _, taken in rest:
            found[at] = taken or found[at]
    for at, item in waiting:
        found[at] = _take(ws, item, list_address, chosen, last_try=True) or found[at]
    faces.refresh(ws)
    return Intake(tuple(found))


def _take(
    ws: Workspace, item: Item, list_address: str | None, letter: str | None, last_try: bool
) -> Taken | None:
    """Take one message in; None when it belongs nowhere yet and `last_try` is False."""
    if item.raw is None:
        return Taken(item.label, "unreadable", reason=clean_line(item.problem))
    sha = hashlib.sha256(item.raw).hexdigest()
    public = list_address or ws.settings.list_of(Path(item.label.split("#")[0]))
    with ws.database.reading() as session:
        known = session.exec(select(Message).where(Message.sha256 == sha)).first()
        seen = session.get(Reply, known.reply_id) if known else None
    if seen is not None:
        if public and seen.visibility != "list":
            triage.make_public(ws, seen.id, f"found in the archive of {clean_line(public)}")
        return Taken(item.label, "known", seen.id, kind=seen.kind)
    try:
        mail = open_mail(item.raw)
    except Unreadable as error:
        _keep_aside(ws, sha, item.raw, error.message)
        return Taken(item.label, "unreadable", reason=error.message)
    with ws.database.reading() as session:
        place = correspondence.belongs(session, mail, letter)
        if place is None and not last_try:
            return None
        outline = correspondence.outline(session, place.letter) if place else None
    reading = read(mail, outline, ws.settings.ours)
    with ws.act("message.received") as act:
        return _record(act, item.label, reading, place, clean_line(public) if public else "")


def _record(act: Act, label: str, reading: Reading, place: correspondence.Place | None, public: str) -> Taken:
    mail = reading.mail
    private = not public
    person = _person(act, mail, private)
    twin, clash = _twin(act.session, mail, person.id, reading)
    act.keep_raw(mail.sha256, mail.raw)
    flags = [*mail.flags, *([f"the same Message-ID as {clash} over other words"] if clash else [])]
    reply_id = twin or act.new_id(Reply)
    if twin and public and act.get(Reply, twin).visibility != "list":
        triage.publish_reply(act, act.get(Reply, twin), f"a copy came through {public}")
    if twin is None:
        act.insert(
            Reply(
                id=reply_id,
                leg_id=place.leg if place else "",
                person_id=person.id,
                date=mail.date,
                kind=reading.kind,
                visibility="private" if private else "list",
                belongs=(place.how if private else f"{place.how}: {clean_line(place.reason)}")
                if place
                else "",
            )
        )
    act.insert(
        Message(
            id=act.new_id(Message),
            sha256=mail.sha256,
            message_id=clean_line(mail.message_id),
            subject=clean_line(mail.subject),
            date=mail.date,
            received_at=act.at,
            visibility="private" if private else "list",
            why_visible=f"taken in as mail of {public} by {act.actor}" if public else "",
            reply_id=reply_id,
            flags=[clean_line(flag) for flag in flags],
            sample=mail.sample,
        ),
        private,
    )
    if twin is not None:
        return Taken(label, "copy", twin, kind=reading.kind)
    act.insert(ReadingRow(id=reply_id, text=mail.text, body_kind=mail.body_kind), private)
    questions = _passages(act, reply_id, reading, private) if place else ()
    if place:
        _hear(act, place.leg, reading.kind)
    outcome = "new" if place else "unsorted"
    count = len(reading.passages) if place else 0
    return Taken(label, outcome, reply_id, questions, count, place.reason if place else "", reading.kind)


def _person(act: Act, mail: Mail, private: bool) -> Person:
    """The responder by address; somebody first met in private stays sealed until met in public."""
    who = author(mail)
    address, name = clean_line(who.address).lower(), clean_line(who.name)
    for one in act.session.exec(select(Person)):
        if not one.withheld and one.address == address and address:
            if not private:
                act.disclose(Person, one.id)
            return one
    return act.insert(Person(id=act.new_id(Person), name=name, address=address), private)


def _twin(session: Session, mail: Mail, person: str, reading: Reading) -> tuple[str | None, str]:
    """The reply that this message is a copy of, and a reply with its Message-ID over other words."""
    if not mail.message_id:
        return None, ""
    words = [fold_words(one.passage.text) for one in reading.passages]
    clash = ""
    same = session.exec(select(Message).where(Message.message_id == clean_line(mail.message_id))).all()
    for message in same:
        reply = session.get(Reply, message.reply_id)
        if reply is None:
            continue
        there = session.exec(select(Passage).where(Passage.reply_id == reply.id)).all()
        texts = [session.get(PassageText, p.id) for p in sorted(there, key=lambda p: p.n) if not p.retired]
        known = [fold_words(one.text) for one in texts if one is not None]
        if not known:  # an unsorted reply has no passages yet: its whole text is compared
            row = session.get(ReadingRow, reply.id)
            known, words = [fold_words(row.text if row else "")], [fold_words(mail.text)]
        if reply.person_id == person and known == words:
            return reply.id, ""
        clash = reply.id
    return None, clash


def _passages(act: Act, reply_id: str, reading: Reading, private: bool, first: int = 1) -> tuple[str, ...]:
    """Write the passages of a reply with what they suggest; returns the questions they seem to answer."""
    questions: dict[str, None] = {}
    for n, one in enumerate(reading.passages, start=first):
        passage = one.passage
        key = f"{reply_id}.{n}"
        act.insert(
            Passage(
                id=key,
                reply_id=reply_id,
                n=n,
                start=passage.start,
                end=passage.end,
                start_line=passage.start_line,
                end_line=passage.end_line,
            )
        )
        act.insert(
            PassageText(
                id=key,
                text=passage.text,
                quoted=passage.quoted,
                effect=one.suggestion.effect or "",
                cues=[clean_line(cue.text) for cue in one.suggestion.cues],
                links=[clean_line(url) for url in one.suggestion.links],
            ),
            private,
        )
        seen: set[str] = set()
        for answer in one.answers:
            if answer.question is None or answer.question in seen:
                continue
            seen.add(answer.question)
            questions[answer.question] = None
            act.insert(
                Link(
                    id=act.new_id(Link),
                    passage_id=key,
                    question_id=answer.question,
                    paragraph=answer.paragraph,
                    how=answer.how,
                    score=round(answer.score * 1000),
                    reason=clean_line(answer.reason),
                ),
                private,
            )
    return tuple(questions)


def _hear(act: Act, leg_id: str, kind: str) -> None:
    """A person's reply answers a waiting leg; an automatic one does not."""
    leg = act.get(Leg, leg_id)
    if kind == "reply" and leg.state == "waiting":
        act.update(leg, state="answered")


def read_again(act: Act, reply: Reply, letter: Letter) -> None:
    """Read a reply anew against `letter` inside an act: old passages are retired, numbers never used twice.

    Refused once one of its passages has been assessed, skipped or linked by hand.
    """
    from tracker.record.models import Raw

    old = act.session.exec(select(Passage).where(Passage.reply_id == reply.id)).all()
    message = act.session.exec(select(Message).where(Message.reply_id == reply.id)).first()
    raw = act.session.get(Raw, message.sha256) if message else None
    if raw is None:
        raise TrackerError(
            f"The bytes of {reply.id} are not on this machine.", "it can only be read where they are"
        )
    links = act.session.exec(select(Link)).all()
    touched = {one.passage_id for one in links if one.how == "hand" and not one.retired}
    if any(one.state != "open" or one.id in touched for one in old if not one.retired):
        raise BadUse(
            f"{reply.id} has been worked on and is not read again.", "its passages stand as they are"
        )
    for passage in old:
        if not passage.retired:
            act.retire(passage)
            for one in links:
                if one.passage_id == passage.id and not one.retired:
                    act.retire(one)
    reading = read(raw.data, correspondence.outline(act.session, letter.id))
    first = max((one.n for one in old), default=0) + 1
    _passages(act, reply.id, reading, reply.visibility != "list", first)
    if reply.kind != reading.kind:
        act.update(act.get(Reply, reply.id), kind=reading.kind)
    _hear(act, reply.leg_id, reading.kind)


def _keep_aside(ws: Workspace, sha: str, raw: bytes, reason: str) -> None:
    folder = ws.root / ".tracker" / "unreadable"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / f"{sha}.eml").exists():
        (folder / f"{sha}.eml").write_bytes(raw)
        (folder / f"{sha}.txt").write_text(reason + "\n", encoding="utf-8")


def explain(paths: Iterable[Path | str], letter_file: Path | str | None = None) -> Iterator[dict[str, Any]]:
    """Yield, without a workspace, what `tracker explain --json` prints for each message under `paths`.

    An unreadable message yields `file` and `unreadable` with the reason.
    """
    outline = None
    if letter_file is not None:
        try:
            outline = Outline.from_text(Path(letter_file).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadUse(
                f"The letter {clean_line(str(letter_file))} cannot be read.", "give a text file"
            ) from error
    for item in items(paths):
        try:
            if item.raw is None:
                raise Unreadable(clean_line(item.problem))
            yield as_json(read(item.raw, outline), item.label)
        except Unreadable as error:
            yield {"file": item.label, "unreadable": error.message}
