"""What a follow-up may say in a thread: findings that its readers may know of, the claims, and what is still open.

In public nothing that rests on private mail is told but the state of the claim, which is published in any case; a
private thread hears of its own person's private matter and of nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.claims.effects import Effect
from tracker.documents.followups import ASKED, Changed, Found, Pending, day
from tracker.record import evidence, queries
from tracker.record.ledger_tables import Withhold
from tracker.record.models import Citation, Message, Person, Question, Reply, Revision, Source
from tracker.record.views import AssessmentView
from tracker.text import clean_line
from tracker.workflow.followup_threads import Thread

_JUDGED = {Effect.CONFIRM, Effect.UPGRADE, Effect.DOWNGRADE, Effect.RESTATE}
_GROUNDS = {
    "self-review": "our own review",
    "adjudication": "our decision between answers that disagree",
}


@dataclass(frozen=True)
class Said:
    """What there is to say in a thread, the findings that are news in it, and whether one rests on sample mail."""

    changed: tuple[Changed, ...] = ()
    unchanged: tuple[tuple[str, str, int], ...] = ()
    pending: tuple[Pending, ...] = ()
    findings: tuple[str, ...] = ()
    sample: bool = False


class Matter:
    """The questions of a letter and all that was found on them, read once for every thread of the letter."""

    def __init__(self, session: Session, letter: str) -> None:
        rows = queries.live(session, Question, col(Question.letter_id) == letter)
        tops = sorted((one for one in rows if not one.parent_id), key=lambda one: one.position)
        self.families = {
            top.id: (
                top,
                *sorted((one for one in rows if one.parent_id == top.id), key=lambda one: one.position),
            )
            for top in tops
        }
        ids = {one.id for one in rows}
        self._found: dict[str, list[AssessmentView]] = defaultdict(list)
        for one in queries.assessments(session, ids):
            if one.state == "standing":
                self._found[one.question].append(one)
        self._revisions: dict[str, list[Revision]] = defaultdict(list)
        for revision in session.exec(select(Revision).order_by(col(Revision.number))):
            self._revisions[revision.question_id].append(revision)
        self._replies = {one.id: one for one in queries.live(session, Reply)}
        self._people = {one.id: one for one in queries.live(session, Person)}
        self._sources = {one.id: one for one in queries.live(session, Source)}
        self._citations = {one.id: one for one in queries.live(session, Citation)}
        self._sealed = set(session.exec(select(Withhold.seq).where(col(Withhold.name) == "reason")).all())
        self._samples = {one.reply_id for one in queries.live(session, Message) if one.sample}

    def told(self, thread: Thread, finding: AssessmentView) -> bool:
        """Whether the readers of the thread may know of a finding: what it rests on is public, or their own."""
        replies = [self._replies.get(one) for one in evidence.reply_ids(finding.passages)]
        return all(
            one is not None
            and (one.visibility == "list" or (not thread.public and one.person_id == thread.person))
            for one in replies
        )

    def news(self, thread: Thread, reported: dict[str, datetime]) -> tuple[AssessmentView, ...]:
        """Return the findings that the thread has not been told of: in a private thread those from its own words."""
        found = []
        for family in self.families.values():
            for question in family:
                since = _since(question, reported)
                for one in self._found[question.id]:
                    own = thread.public or self._from_thread(thread, one)
                    fresh = since is None or one.at is None or one.at > since
                    if fresh and own and one.effects != ("none",) and self.told(thread, one):
                        found.append(one)
        return tuple(found)

    def _from_thread(self, thread: Thread, finding: AssessmentView) -> bool:
        """Whether a finding rests on what the person of a private thread wrote in it; the list hears of the rest."""
        replies = [self._replies.get(one) for one in evidence.reply_ids(finding.passages)]
        return any(
            one is not None
            and one.visibility != "list"
            and (one.person_id, one.leg_id) == (thread.person, thread.leg)
            for one in replies
        )

    def say(
        self, thread: Thread, reported: dict[str, datetime], chosen: Collection[str], again: bool = False
    ) -> Said:
        """Return what to report: `chosen` are questions or parts to speak of, all of the thread's where empty.

        With `again` what was reported before is told once more.
        """
        reported = {} if again else reported
        news = self.news(thread, reported)
        touched = {one.question for one in news}
        changed: list[Changed] = []
        unchanged: list[tuple[str, str, int]] = []
        scope = self._scope(thread, touched)
        for top, family in self.families.items():
            if top not in scope:
                continue
            moved = False
            for question in family:
                if not _is_chosen(question, chosen):
                    continue
                told = [one for one in news if one.question == question.id]
                one = self._changed(thread, question, told, reported)
                if one is not None:
                    changed.append(one)
                    moved = True
            if not moved and _is_chosen(family[0], chosen):
                unchanged.append((top, clean_line(family[0].title), family[0].level))
        tokens = {one.token for one in changed}
        return Said(
            tuple(changed),
            tuple(unchanged),
            self.pending(thread, scope, chosen),
            tuple(one.id for one in news if one.question in tokens),
            any(
                set(evidence.reply_ids(one.passages)) & self._samples
                for one in news
                if one.question in tokens
            ),
        )

    def _scope(self, thread: Thread, touched: Iterable[str]) -> set[str]:
        """The questions that a thread is about: those it was asked, in a private one also those its words touched."""
        spoken = {one.partition(".")[0] for one in touched}
        if thread.public or thread.asked:
            return set(thread.asked or self.families) | spoken
        return spoken

    def scope(self, thread: Thread) -> set[str]:
        """Return the questions that a thread without news is about: those asked in it, else all."""
        return set(thread.asked or self.families)

    def _changed(
        self, thread: Thread, question: Question, news: list[AssessmentView], reported: dict[str, datetime]
    ) -> Changed | None:
        """What is reported of a question; None where nothing is new."""
        since = _since(question, reported)
        before = self._revisions[question.id][0] if self._revisions[question.id] else None
        for revision in self._revisions[question.id]:
            if since is not None and revision.at is not None and revision.at <= since:
                before = revision
        wording = before.wording if before is not None else question.wording
        level = before.level if before is not None else question.level
        gap = (
            before.gap_status
            if before is not None and self._explained(thread, question)
            else question.gap_status
        )
        if not news and (wording, level) == (question.wording, question.level):
            return None
        return Changed(
            token=question.id,
            title=self._title(question),
            found=tuple(self._finding(one) for one in news),
            wording_before=wording,
            wording_now=question.wording,
            level_before=level,
            level_now=question.level,
            gap_before=gap,
            gap_now=question.gap_status,
        )

    def _title(self, question: Question) -> str:
        top = self.families.get(question.parent_id or "")
        part = f"{top[0].title}: " if top else ""
        return clean_line(f"{part}{question.title}")

    def _finding(self, one: AssessmentView) -> Found:
        open_ = one.entry not in self._sealed and one.reason != "withheld"
        return Found(
            effects=tuple(effect for effect in one.effects if effect != "none"),
            reason=clean_line(one.reason) if open_ else "",
            grounds=tuple(self._grounds(one)),
        )

    def _grounds(self, one: AssessmentView) -> Iterable[str]:
        if one.basis in _GROUNDS:
            yield _GROUNDS[one.basis]
        for key in evidence.reply_ids(one.passages):
            reply = self._replies[key]
            on = f" of {day(reply.date)}" if reply.date else ""
            person = self._people.get(reply.person_id)
            role = (
                f", by {clean_line(person.role)}"
                if person is not None and not person.withheld and person.role
                else ""
            )
            yield (
                f"the answer{on} on the public list{role}"
                if reply.visibility == "list"
                else f"your message{on}"
            )
        for key in one.citations:
            citation = self._citations.get(key)
            source = self._sources.get(citation.source_id) if citation is not None else None
            if citation is not None and source is not None:
                where = citation.read_locator or citation.section
                placed = f" ({clean_line(where)})" if where else ""
                yield f"{clean_line(source.title) or 'a public document'}{placed} <{clean_line(source.url)}>"

    # What is open

    def pending(
        self, thread: Thread, scope: Collection[str], chosen: Collection[str] = ()
    ) -> tuple[Pending, ...]:
        """Return what is open or stated of the questions in `scope`, each once: a gap by its status, a claim that
        nobody has confirmed or corrected yet by its wording.

        What only private mail of others has brought about is no reason to ask less, nor stated as something said.
        """
        found: list[Pending] = []
        for top in self.families:
            if top not in scope:
                continue
            family = self.families[top]
            if family[0].gap_status not in ("", "closed"):
                family = family[:1]  # what is asked of the whole, or not to be asked, is so of its parts
            seen: set[tuple[str, str]] = set()
            for question in family:
                status, text = question.gap_status, clean_line(question.gap)
                if not _is_chosen(question, chosen) or status in ("", "closed") or (status, text) in seen:
                    continue
                seen.add((status, text))
                if status in ASKED or self._explained(thread, question):
                    found.append(Pending(question.id, self._title(question), status, text))
            claim = family[0]
            if (
                claim.asks == "confirm"
                and not seen
                and _is_chosen(claim, chosen)
                and not self._judged(thread, family)
            ):
                found.append(Pending(claim.id, self._title(claim), "", clean_line(claim.wording)))
        return tuple(found)

    def _explained(self, thread: Thread, question: Question) -> bool:
        """Whether the readers of a thread can know why a gap has its status: from the letter, or from a finding."""
        sent = self._revisions[question.id][:1]
        return (bool(sent) and sent[0].gap_status == question.gap_status) or any(
            one.gap_after == question.gap_status and self.told(thread, one)
            for one in self._found[question.id]
        )

    def _judged(self, thread: Thread, family: tuple[Question, ...]) -> bool:
        return any(
            effect.split(" ")[0] in _JUDGED and one.passages and self.told(thread, one)
            for question in family
            for one in self._found[question.id]
            for effect in one.effects
        )


def _since(question: Question, reported: dict[str, datetime]) -> datetime | None:
    """When a question was last written about: under its own token, or a part under its claim's."""
    found = [reported[key] for key in (question.id, question.parent_id) if key in reported]
    return max(found, default=None)


def _is_chosen(question: Question, chosen: Collection[str]) -> bool:
    return not chosen or question.id in chosen or (question.parent_id or "") in chosen
