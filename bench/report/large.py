"""A record of many questions and findings for the bench: written by real acts, held by its own ledger.

Every word is made up. Each block of twenty questions has its own replies, one of every responder, and each reply has a
passage for each question of the block; a finding rests on one passage. One reply in ten is private. Most findings
confirm, some restate, point elsewhere or find nothing, a few lower the level, so that a report has revisions with word
diffs and contested claims to show. The rules let all of it through, as a rebuild from its ledger file shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tracker.record.act import Act, Record
from tracker.record.models import (
    Assessment,
    Citation,
    Leg,
    Letter,
    Link,
    Message,
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
from tracker.workflow.judging import CLAIM
from tracker.workflow.workspace import Workspace

BLOCK = 20  # questions that one reply speaks to
_OPENED = datetime(2026, 4, 28, tzinfo=UTC)
_LIST = "sample-list@example.org"
_TOPICS = (
    "merges", "builds", "signing keys", "release branches", "image promotion", "test jobs", "backports",
    "dependency updates", "security reports", "mirrors",
)  # fmt: skip
_SAID = {
    "confirm": "Yes, this is how we read the page on {topic} as well; nothing of it has changed since the spring.",
    "restate": "Mostly right, but on {topic} the rule holds for the main branch alone, not for every branch.",
    "pointer": "The page on {topic} that you look for is https://docs.example.org/{n}/rules, I believe.",
    "none": "Thanks for asking about {topic}. I shall come back to it after the release.",
    "downgrade": "I would not say so: on {topic} there are exceptions that the page does not name at all.",
}


@dataclass(frozen=True)
class Size:
    """How many questions there are, and how many findings each has."""

    questions: int
    findings: int


class Clock:
    """Time that goes on by a second an act, so that the same size gives the same record."""

    def __init__(self) -> None:
        self.now = _OPENED

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def build(root: Path, size: Size) -> Workspace:
    """Write a record of this size into a new workspace at `root`; the ledger file is written at the end."""
    ws = Workspace.create(root, actor="researcher")
    ws.database.dispose()
    sa.event.listen(ws.database.engine, "connect", _hurry)
    record = Record(ws.database, None, Clock())  # acts without the ledger file: it is caught up once, below
    _open(record, size)
    for block in range(0, size.questions, BLOCK):
        keys = range(block, min(block + BLOCK, size.questions))
        for turn in range(size.findings):
            _take_in(record, block // BLOCK * size.findings + turn, turn, keys)
    for number in range(size.questions):
        claim = _claim(number)
        for turn in range(size.findings):
            _assess(record, claim, size, number, turn)
    mirror = ws.record.mirror
    assert mirror is not None
    with mirror.locked(), ws.database.reading() as session:
        mirror.catch_up(session)
    return ws


def _hurry(connection: Any, _: Any) -> None:
    """Wait for no disk: a bench that is cut off begins anew."""
    connection.execute("PRAGMA synchronous=OFF")


def _topic(number: int) -> str:
    return f"{_TOPICS[number % len(_TOPICS)]} of area {number + 1}"


def _wording(number: int, version: int, level: int = 3) -> str:
    narrowed = "".join(f", outside case {n + 1}" for n in range(version % 4))
    opening = (
        "Public materials appear to support the statement" if level == 3 else "We can currently confirm only"
    )
    return (
        f"{opening} that changes to {_topic(number)} are reviewed by two people before they are taken in{narrowed}, "
        f"and that the rules for this stand in the project's own pages in their version {version}, where the names of "
        "those who may decide are listed beside each folder."
    )


def _claim(number: int) -> dict[str, Any]:
    return {
        "proposition": f"Changes to {_topic(number)} are reviewed by two people",
        "confirmed": f"{_topic(number)} have reviewers",
        "wording": _wording(number, 0),
        "attribution": "",
        "level": 3,
        "gap": f"Who decides on {_topic(number)} when both reviewers are away is not shown.",
        "gap_status": "open",
        "meaning_since": 0,
        "revision": 1,
        "key": f"C{number + 1}",
    }


def _open(record: Record, size: Size) -> None:
    with record.act("letter.opened", actor="tracker", reason="the letter as it was sent") as act:
        text = "\n\n".join(
            f"{n + 1}. We understand that {_topic(n)} are reviewed." for n in range(size.questions)
        )
        act.add(
            Letter(
                id="L1", title="A long letter", to=_LIST, subject="Questions", date="2026-04-28", text=text
            )
        )
        keys = [f"C{n + 1}" for n in range(size.questions)]
        act.add(Leg(id="G1", letter_id="L1", correspondent=_LIST, opened_at=act.at, questions=keys))
        for turn in range(size.findings):
            role = f"sample responder {turn + 1}"
            address = f"sample.responder.{turn + 1}@example.org"
            act.add(
                Person(id=f"P{turn + 1}", name=f"Sample Responder {turn + 1}", address=address, role=role)
            )
    with record.act("authority.rated", actor="researcher", reason="made up for the bench") as act:
        for n, person in enumerate(("P4", "P12"), start=1):
            act.add(Standing(id=f"N{n}", person_id=person, grade="B", source="made up for the bench"))
    for number in range(size.questions):
        with record.act("question.opened", actor="tracker", reason="what the letter said") as act:
            _open_question(act, number)


def _open_question(act: Act, number: int) -> None:
    claim = _claim(number)
    key = claim["key"]
    kept = {name: claim[name] for name in CLAIM}
    act.add(
        Question(
            id=key,
            letter_id="L1",
            position=number,
            title=f"Review of {_topic(number)}",
            paragraphs=[number],
            as_asked=f"{number + 1}. We understand that {_topic(number)} are reviewed.",
            level_as_sent=3,
            **kept,
        )
    )
    act.add(Revision(id=f"{key}@1", question_id=key, number=1, at=act.at, by=act.actor, **kept))
    for place in range(2):
        n = 2 * number + place + 1
        act.add(
            Source(id=f"S{n}", url=f"https://docs.example.org/{n}/rules", title=f"Rules of {_topic(number)}")
        )
        read = place == 0
        act.add(
            Citation(
                id=f"K{n}",
                question_id=key,
                source_id=f"S{n}",
                position=place,
                kind="official-doc",
                relation="supports",
                section="Review",
                bears="names the reviewers",
                read_by="researcher" if read else "",
                read_at=act.at if read else None,
                read_quote=f"Two reviewers look at {_topic(number)}." if read else "",
                read_locator="section Review" if read else "",
                dated="2026-04-20" if read else "",
                covers="all" if read else "none",
            )
        )


def _kind(number: int, turn: int) -> str:
    if turn == 11 and number % 25 == 0:
        return "downgrade"
    return ("confirm", "restate", "none", "confirm", "pointer", "confirm", "restate")[(turn + number) % 7]


def _take_in(record: Record, reply: int, turn: int, numbers: range) -> None:
    """Record one reply with a passage for each question of its block."""
    key, private = f"R{reply + 1}", reply % 10 == 9
    visibility = "private" if private else "list"
    with record.act("message.received", actor="researcher") as act:
        act.add(
            Message(
                id=f"M{reply + 1}",
                sha256=f"{reply:064x}",
                message_id=f"<{reply}.sample@example.org>",
                subject="Re: Questions",
                date=act.at,
                received_at=act.at,
                visibility=visibility,
                reply_id=key,
                sample=True,
            ),
            private,
        )
        act.add(
            Reply(
                id=key,
                leg_id="G1",
                person_id=f"P{turn + 1}",
                date=act.at,
                visibility=visibility,
                belongs="subject",
            )
        )
        text, at = "", 0
        for n, number in enumerate(numbers, start=1):
            words = _SAID[_kind(number, turn)].format(topic=_topic(number), n=2 * number + 1)
            passage = f"{key}.{n}"
            act.add(
                Passage(
                    id=passage,
                    reply_id=key,
                    n=n,
                    start=at,
                    end=at + len(words),
                    start_line=2 * n - 1,
                    end_line=2 * n - 1,
                )
            )
            act.add(PassageText(id=passage, text=words), private)
            link = reply * BLOCK + n
            act.add(
                Link(id=f"T{link}", passage_id=passage, question_id=f"C{number + 1}", paragraph=number),
                private,
            )
            text += words + "\n\n"
            at = len(text)
        act.add(Reading(id=key, text=text), private)


def _assess(record: Record, claim: dict[str, Any], size: Size, number: int, turn: int) -> None:
    """Record one finding, with the revision that it makes."""
    block = number // BLOCK
    reply = block * size.findings + turn
    passage = f"R{reply + 1}.{number % BLOCK + 1}"
    kind, private = _kind(number, turn), reply % 10 == 9
    made = f"A{number * size.findings + turn + 1}"
    before = dict(claim)
    effect: dict[str, str] = {"effect": kind}
    if kind == "restate":
        effect["restatement"] = "narrower" if turn % 2 else "terminology"
        claim["wording"] = _wording(number, turn + 1, claim["level"])
    if kind == "downgrade":
        effect["concern"] = "coherence"
        claim |= {"level": 2, "wording": _wording(number, turn + 1, 2)}
    reason = f"The passage {passage} reads so, held against the page on {_topic(number)}."
    with record.act("claim.assessed", actor="researcher", reason=reason) as act:
        question = act.get(Question, claim["key"])
        if claim != before:
            _revise(act, question, claim, made)
        act.add(
            Assessment(
                id=made,
                question_id=question.id,
                basis="reply",
                effects=[effect],
                passages=[passage],
                person_id=f"P{turn + 1}",
                authority="B" if turn in (3, 11) else "F",
                visibility="private" if private else "list",
                level_before=before["level"],
                level_after=claim["level"],
                revision_before=before["revision"],
                revision_after=claim["revision"],
                gap_before="open",
                gap_after="open",
                at=act.at,
                by=act.actor,
                entry=act.seq,
            )
        )
        act.update(act.get(Passage, passage), state="assessed")


def _revise(act: Act, question: Question, claim: dict[str, Any], made: str) -> None:
    claim["revision"] += 1
    kept = {name: claim[name] for name in CLAIM}
    act.update(question, **kept, revision=claim["revision"])
    key = f"{question.id}@{claim['revision']}"
    values = {"question_id": question.id, "number": claim["revision"], "assessment_id": made}
    act.add(Revision(id=key, at=act.at, by=act.actor, **values, **kept))
