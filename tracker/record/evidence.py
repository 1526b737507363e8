"""What the record holds as evidence on one question, in the words that the rules of `claims` understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from tracker.claims.contest import SPEAKS, side_of
from tracker.claims.effects import Basis, Concern, Effect, Move, Restatement, Step
from tracker.claims.evidence import (
    Authority,
    ClaimState,
    Kind,
    PartState,
    PrivateText,
    Relation,
    SourceEvidence,
    Stand,
    Testimony,
    Visibility,
    is_normative,
    is_official,
)
from tracker.claims.levels import GapStatus, Level
from tracker.record.models import (
    Assessment,
    Citation,
    Letter,
    Passage,
    PassageText,
    Person,
    Question,
    Reading,
    Reply,
    Revision,
    Source,
    Standing,
)

_ONCE = re.compile(r"^>(?! ?>) ?(.*)$", re.MULTILINE)
_GRADES = {grade.value for grade in Authority}


def steps(effects: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """Return the effects of an assessment as stored, in order, as steps."""
    return tuple(
        Step(
            Effect(one["effect"]),
            Restatement(one["restatement"]) if one.get("restatement") else None,
            Concern(one["concern"]) if one.get("concern") else None,
        )
        for one in effects
    )


def authority(session: Session, person_id: str, question: Question) -> Authority:
    """Return how well placed a person is on `question`: graded for it, for its parent, for all; F by default."""
    rows = session.exec(
        select(Standing).where(Standing.person_id == person_id, col(Standing.retired).is_(False))
    ).all()
    return found_grade({row.question_id: row.grade for row in rows}, question)


def found_grade(grades: Mapping[str, str], question: Question) -> Authority:
    """Return the grade that counts on `question` among a person's grades by question (`*`: on all)."""
    for place in (question.id, question.parent_id or "", "*"):
        if grades.get(place) in _GRADES:
            return Authority(grades[place])
    return Authority.F


def reply_ids(passages: Sequence[str]) -> tuple[str, ...]:
    """Return the replies that passages (`R3.2`) or whole replies (`R3`) belong to, each once, in order."""
    return tuple(dict.fromkeys(one.split(".")[0] for one in passages))


def _visibility(reply: Reply) -> Visibility:
    return Visibility(reply.visibility) if reply.visibility in set(Visibility) else Visibility.UNKNOWN


def found_assessments(session: Session, key: str) -> list[Assessment]:
    """Return the assessments on question `key` in the order of their entries."""
    query = select(Assessment).where(Assessment.question_id == key).order_by(col(Assessment.entry))
    return [one for one in session.exec(query) if not one.retired]


def superseded(
    session: Session, question: Question, effects: Collection[Effect], replies: Sequence[str]
) -> list[Assessment]:
    """Return the standing findings on `question` that one with these effects on these replies supersedes.

    They rest on an earlier word of the same responder on the claim itself; of one day the later finding counts.
    """
    if not SPEAKS & set(effects):
        return []
    spoken = [reply for key in replies if (reply := session.get(Reply, key)) is not None]
    said = {reply.person_id: reply.date for reply in spoken}
    found = []
    for one in found_assessments(session, question.id):
        spoke = SPEAKS & {step.effect for step in steps(one.effects)}
        if one.state != "standing" or one.basis != Basis.REPLY or not spoke or one.person_id not in said:
            continue
        first = session.get(Reply, next(iter(reply_ids(one.passages)), ""))
        now = said[one.person_id]
        if first is None or first.date is None or now is None or first.date.date() <= now.date():
            found.append(one)
    return found


def testimony(session: Session, question: Question, replies: Sequence[str] = ()) -> tuple[Testimony, ...]:
    """Return every word spoken to `question` so far, and the replies that a move now rests on."""
    words: list[Testimony] = []
    for one in found_assessments(session, question.id):
        for reply_id in reply_ids(one.passages):
            word = _word(session, question, reply_id)
            if word is not None:
                words.append(
                    Testimony(
                        reply=reply_id,
                        responder=word.responder,
                        authority=word.authority,
                        visibility=word.visibility,
                        effects=tuple(step.effect for step in steps(one.effects)),
                        date=word.date,
                        standing=one.state == "standing",
                        proposition_revision=one.revision_after,
                    )
                )
    spoken = {word.reply for word in words}
    for reply_id in replies:
        new = _word(session, question, reply_id)
        if new is not None and reply_id not in spoken:
            words.append(new)
    return tuple(words)


def _word(session: Session, question: Question, reply_id: str) -> Testimony | None:
    reply = session.get(Reply, reply_id)
    if reply is None:
        return None
    return word_of(reply, authority(session, reply.person_id, question))


def word_of(reply: Reply, grade: Authority) -> Testimony:
    """Return what a reply is as testimony of a responder of that authority."""
    return Testimony(
        reply=reply.id,
        responder=reply.person_id,
        authority=grade,
        visibility=_visibility(reply),
        date=reply.date.date() if reply.date else None,
    )


def claim_state(session: Session, question: Question) -> ClaimState:
    """Return the claim of `question` as the rules see it before a move."""

    def worded(number: int) -> str:
        revision = session.get(Revision, f"{question.id}@{number}")
        return revision.wording if revision else ""

    return stated(
        question,
        found_assessments(session, question.id),
        session.exec(select(Question).where(Question.parent_id == question.id)).all(),
        lambda reply: _word(session, question, reply),
        worded,
    )


def stated(
    question: Question,
    found: Sequence[Assessment],
    parts: Sequence[Question],
    word: Callable[[str], Testimony | None],
    worded: Callable[[int], str],
) -> ClaimState:
    """Return the claim of `question` from its assessments `found`, in the order of their entries, and its parts.

    `word` gives what a reply is as testimony on it, `worded` the wording of one of its revisions.
    """
    stands: list[Stand] = []
    last_stand = adjudicated = 0
    for one in found:
        if one.state == "standing" and one.basis == Basis.ADJUDICATION:
            adjudicated = one.entry
        side = side_of(Move(Basis(one.basis), steps(one.effects), "")) if one.basis == Basis.REPLY else None
        if side is None:
            continue
        for reply_id in reply_ids(one.passages):
            said = word(reply_id)
            if said is None:
                continue
            if one.state == "standing":
                last_stand = one.entry
            stands.append(
                Stand(
                    responder=said.responder,
                    authority=said.authority,
                    side=side,
                    assessment=one.id,
                    withdrawn=one.state == "withdrawn",
                    superseded=one.state == "superseded",
                    level=Level(one.level_after),
                    wording=worded(one.revision_after),
                )
            )
    return ClaimState(
        question=question.id,
        level=Level(question.level),
        wording=question.wording,
        proposition=question.proposition,
        confirmed=question.confirmed,
        gap=question.gap,
        gap_status=gap_of(question.gap_status),
        revision=question.revision,
        meaning_since=question.meaning_since,
        parts=tuple(
            PartState(p.id, p.title, Level(p.level), gap_of(p.gap_status)) for p in parts if not p.retired
        ),
        stands=tuple(stands),
        contested_by_hand=bool(question.contested),
        adjudicated=adjudicated > last_stand,
    )


def gap_of(status: str) -> GapStatus | None:
    """Return a stored gap status as the rules know it; empty means that there is no gap."""
    return GapStatus(status) if status else None


def sources(session: Session, question: Question, cited: Sequence[str] = ()) -> tuple[SourceEvidence, ...]:
    """Return the citations of `question`; those in `cited` are judged for the very move that names them."""
    found = session.exec(select(Citation).where(Citation.question_id == question.id)).all()
    letter = session.get(Letter, question.letter_id)
    evidence = []
    for one in found:
        source = session.get(Source, one.source_id)
        if one.retired or source is None:
            continue
        kind, said = Kind(one.kind), source.published_by_project
        evidence.append(
            SourceEvidence(
                citation=one.id,
                source=one.source_id,
                relation=Relation(one.relation),
                official=is_official(kind, published_by_project=said),
                normative=is_normative(kind, implemented=source.implemented, published_by_project=said),
                read=bool(one.read_by),
                quoted=bool(one.read_quote),
                dated=bool(one.dated),
                covers=one.covers if one.covers in ("part", "all") else "none",  # type: ignore[arg-type]
                states=one.states,
                part=one.part,
                body=source.body,
                independent_of=tuple(one.independent_of),
                leg_message=_is_leg_message(source.url, letter.url if letter else None),
                proposition_revision=None if one.id in cited else one.judged_revision,
            )
        )
    return tuple(evidence)


def _is_leg_message(url: str, thread: str | None) -> bool:
    # A message of a leg is testimony: citing its archive copy does not turn it into a source.
    return url.startswith(("mid:", "mailto:")) or bool(thread and url.startswith(thread))


def private_texts(session: Session) -> tuple[PrivateText, ...]:
    """Return the own words of every private reply, and whether consent to repeat them is recorded.

    What we wrote ourselves is ours to repeat; of a private message of ours only what it quotes is somebody else's.
    """
    found: list[PrivateText] = []
    for reply in session.exec(select(Reply)):
        if _visibility(reply).public:
            continue
        if reply.kind == "ours":
            reading = session.get(Reading, reply.id)
            if reading and not reading.withheld and (quoted := _quoted(reading.text)):
                found.append(PrivateText(reply.id, quoted, consented=False))
            continue
        person = session.get(Person, reply.person_id)
        own = session.exec(
            select(PassageText)
            .join(Passage, col(Passage.id) == col(PassageText.id))
            .where(Passage.reply_id == reply.id)
        ).all()
        words = [one.text for one in own if not one.withheld]
        if not words:
            reading = session.get(Reading, reply.id)
            words = [reading.text] if reading and not reading.withheld else []
        consented = bool(person and person.words_consent)
        found.extend(PrivateText(reply.id, text, consented) for text in words)
    return tuple(found)


def _quoted(text: str) -> str:
    """Return the lines quoted once: deeper ones are what those quoted, our own words before all."""
    return "\n".join(match[1] for match in _ONCE.finditer(text))
