"""Letters: opening one with its questions, reading somebody else's, filling in what was not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from tracker.documents import proposals as reading
from tracker.documents import write
from tracker.documents.faces import CitationFace, LetterFace, PartFace, QuestionFace
from tracker.documents.letters import parse_letter
from tracker.documents.proposals import MailText, ProposedQuestion
from tracker.errors import BadUse, TrackerError
from tracker.record import leg_queries
from tracker.record.act import Act
from tracker.record.fold import is_key
from tracker.record.models import Citation, Leg, Letter, Question, Revision, Source
from tracker.record.views import LegView, LetterView
from tracker.text import clean_line
from tracker.workflow import board, faces, lookup
from tracker.workflow.judging import CLAIM
from tracker.workflow.particulars import checked
from tracker.workflow.workspace import Workspace

__all__ = ["Proposal", "ProposedQuestion", "add", "legs", "open_files", "propose", "set_letter"]

_DESCRIBED = ("title", "message_id", "subject", "date", "to", "url")


@dataclass(frozen=True)
class Proposal:
    """A letter as read, with the questions that it seems to ask; nothing of it is recorded yet."""

    letter: LetterFace
    questions: list[ProposedQuestion]


def open_files(ws: Workspace) -> LetterView:
    """Open the letter and the questions whose files lie under `questions/`, as the letter sent them.

    One act for the letter and one for each question with its parts and citations, all by `tracker`.
    """
    path = ws.questions_folder / "letter.md"
    if not path.exists():
        raise BadUse(
            "There is no questions/letter.md to open.", "read a letter with `tracker letter add FILE`"
        )
    letter = parse_letter(write.read(path).text, "questions/letter.md")
    found = faces.question_files(ws)
    broken = next((one for one in found if one.face is None), None)
    if broken is not None:
        raise TrackerError(broken.problem)
    questions = [one.face for one in found if one.face is not None and one.face.letter == letter.id]
    _open(ws, letter, questions, "tracker")
    return board.letter(ws, letter.id)


def _open(ws: Workspace, letter: LetterFace, questions: Sequence[QuestionFace], actor: str) -> None:
    ids = [one.id for one in questions] + [part.id for one in questions for part in one.parts]
    with ws.database.reading() as session:
        known = {*session.exec(select(Question.id)), *session.exec(select(Letter.id))}
    taken = sorted(known & {letter.id, *ids})
    if taken:
        raise BadUse(f"{taken[0]} is taken.", "ids are unique in a workspace")
    wrong = [one for one in (letter.id, *ids) if not is_key(one)]
    if wrong:
        raise BadUse(f"{clean_line(wrong[0])!r} cannot be an id.", "ids look like C2 or C2.4")
    if len(set(ids)) < len(ids):
        raise BadUse("Two questions or parts have the same id.", "ids are unique in a workspace")
    with ws.record.act("letter.opened", actor=actor, reason="the letter as it was sent") as act:
        values = {name: getattr(letter, name) for name in _DESCRIBED}
        act.insert(Letter(id=letter.id, text=letter.text.strip("\n"), **values))
        act.insert(
            Leg(
                id=act.new_id(Leg),
                letter_id=letter.id,
                correspondent=letter.to or letter.url or "where the letter was sent",
                opened_at=act.at,
                questions=[one.id for one in questions],
            )
        )
    for position, one in enumerate(_in_order(questions)):
        with ws.record.act("question.opened", actor=actor, reason="what the letter said") as act:
            _open_question(act, one, position)
    faces.refresh(ws)


def _in_order(questions: Sequence[QuestionFace]) -> list[QuestionFace]:
    return sorted(questions, key=lambda one: (one.paragraphs[:1] or [10**6], one.id))


def _open_question(act: Act, face: QuestionFace, position: int) -> None:
    _insert(
        act,
        Question(
            id=face.id,
            letter_id=face.letter,
            position=position,
            title=face.title,
            asks=face.asks,
            paragraphs=list(face.paragraphs),
            as_asked=face.as_asked,
            proposition=face.proposition,
            confirmed=face.confirmed,
            wording=face.wording,
            attribution=face.attribution,
            level=face.level,
            level_as_sent=face.level_as_sent,
            gap=face.gap,
            gap_status=face.gap_status or "",
            bears_on=list(face.bears_on),
            notes=face.notes,
        ),
    )
    for place, part in enumerate(face.parts):
        _insert(act, _part(face, part, place))
    for place, citation in enumerate(face.sources):
        _cite(act, face.id, citation, place)


def _part(face: QuestionFace, part: PartFace, place: int) -> Question:
    return Question(
        id=part.id,
        letter_id=face.letter,
        parent_id=face.id,
        position=place,
        title=part.title,
        asks=face.asks,
        paragraphs=list(face.paragraphs),
        proposition=part.proposition,
        confirmed=part.confirmed,
        wording=part.wording,
        level=part.level,
        level_as_sent=part.level_as_sent,
        gap=part.gap,
        gap_status=part.gap_status or "",
        notes=part.notes,
    )


def _insert(act: Act, question: Question) -> None:
    row = act.insert(question)
    kept = {name: getattr(row, name) for name in CLAIM}
    act.insert(Revision(id=f"{row.id}@1", question_id=row.id, number=1, at=act.at, by=act.actor, **kept))


def _cite(act: Act, question: str, face: CitationFace, place: int) -> None:
    source = act.session.exec(select(Source).where(Source.url == face.url)).first()
    if source is None:
        source = act.insert(
            Source(id=act.new_id(Source), url=face.url, latest=face.latest, title=face.title, body=face.body)
        )
    names = ("kind", "section", "relation", "bears", "quote", "seen", "verified", "note", "dated")
    act.insert(
        Citation(
            id=act.new_id(Citation),
            question_id=question,
            source_id=source.id,
            position=place,
            **{name: getattr(face, name) for name in names},
        )
    )


def propose(path: Path | str) -> Proposal:
    """Read a letter (plain text, Markdown or .eml) and propose its questions; nothing is recorded."""
    letter = reading.read_letter(Path(path), _open_mail)
    return Proposal(letter, reading.propose(letter.text, _topics))


def _open_mail(data: bytes) -> MailText:
    from tracker.mail.message import open_mail

    mail = open_mail(data)
    return MailText(
        text=mail.text,
        message_id=mail.message_id or None,
        subject=clean_line(mail.subject) or None,
        date=f"{mail.date:%Y-%m-%d}" if mail.date else None,
        to=clean_line(", ".join(mail.to)) or None,
    )


def _topics(blocks: Sequence[str]) -> list[ProposedQuestion]:
    """The reader of replies and the reader of letters see the same topics."""
    from tracker.mail.outline import propose_topics

    found = []
    for topic in propose_topics(tuple(blocks)):
        asks = "answer" if topic.proposed.startswith("Q") else "confirm"
        level = reading.level_of(blocks[topic.paragraphs[0]], asks) if topic.paragraphs else 1
        found.append(
            ProposedQuestion(topic.proposed, asks, topic.title, list(topic.paragraphs), "", topic.how, level)
        )
    return found


def add(
    ws: Workspace,
    path: Path | str,
    accepted: Sequence[ProposedQuestion] | None = None,
    title: str | None = None,
) -> LetterView:
    """Open somebody's letter with the questions a person accepted (all that are proposed when None)."""
    proposal = propose(path)
    chosen = list(proposal.questions if accepted is None else accepted)
    if not chosen:
        raise BadUse("The letter seems to ask nothing.", "write its questions as files, then `tracker init`")
    with ws.database.reading() as session:
        known = session.exec(select(Letter.id)).all()
        taken = set(session.exec(select(Question.id)))
    letter = proposal.letter
    letter.id = f"L{len(known) + 1}"
    letter.title = clean_line(title or "") or letter.title or Path(path).stem
    if known:
        for one in chosen:  # ids are unique in the workspace: a later letter's get its number in front
            one.id = one.id if one.id not in taken else f"{letter.id}{one.id}"
    _open(ws, letter, reading.faces(letter, chosen), ws.actor)
    return board.letter(ws, letter.id)


def set_letter(
    ws: Workspace,
    key: str | None = None,
    message_id: str | None = None,
    subject: str | None = None,
    date: str | None = None,
    to: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> LetterView:
    """Fill in what was not known of a letter when it was opened; None leaves a field as it is, "" empties it.

    BadUse for what cannot be, such as a day in the future; nothing is recorded then.
    """
    given = {"message_id": message_id, "subject": subject, "date": date, "to": to, "url": url, "title": title}
    values = {name: checked(name, value) for name, value in given.items() if value is not None}
    if not values:
        raise BadUse("Nothing was given to set.", "such as --subject TEXT or --date 2026-04-28")
    with ws.act("letter.described") as act:
        row = act.get(Letter, lookup.letter(act.session, key).id)
        act.update(
            row, **{name: value or None if name != "title" else value for name, value in values.items()}
        )
        found = row.id
    faces.refresh(ws)
    return board.letter(ws, found)


def legs(ws: Workspace, key: str) -> tuple[LegView, ...]:
    """Return the legs of a letter, the first of them where it was sent."""
    with ws.database.reading() as session:
        return tuple(one for one in leg_queries.legs(session) if one.letter == key)
