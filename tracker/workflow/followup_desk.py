"""Where a follow-up is put together: who writes to whom, under what, and what there is to say."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlmodel import Session

from tracker.documents import drafts
from tracker.documents.drafts import Draft
from tracker.documents.followups import FollowUp, body
from tracker.errors import BadUse
from tracker.mail.kinds import answered
from tracker.record import leg_queries, queries
from tracker.record.models import Letter
from tracker.record.views import AssessmentView, LegClock
from tracker.text import clean_line
from tracker.workflow import legclock, lookup
from tracker.workflow.followup_guard import refuse_private_words
from tracker.workflow.followup_matter import Matter, Said
from tracker.workflow.followup_threads import Parent, Thread, Threads
from tracker.workflow.workspace import Workspace

_AT_REST = ("closed", "redirected", "answered")


class _Wrote(TypedDict):
    wrote: datetime | None
    again: datetime | None
    sent: bool


@dataclass(frozen=True)
class Conversation:
    """A thread that a follow-up can go to: its name, whom it reaches ("" unknown), how many findings are news in it
    and on which questions, and what is due in its leg.
    """

    key: str
    leg: str
    public: bool
    to: str
    news: int
    questions: tuple[str, ...]
    last: datetime | None
    clock: LegClock


@dataclass(frozen=True)
class Drafted:
    """A draft with what a person should know of it: its thread, its kind, the findings it reports, and remarks."""

    key: str
    leg: str
    kind: str  # report, reminder, answer
    public: bool
    draft: Draft
    findings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Desk:
    """What drafting needs, read from one session: threads, matter by letter, the clocks of legs, who writes."""

    def __init__(
        self,
        ws: Workspace,
        session: Session,
        now: datetime | None,
        sender: str = "",
        to: str = "",
        account: str = "",
    ) -> None:
        self.ws, self.session = ws, session
        self.now = now or ws.record.now()
        self.sender, self.to = sender, to
        self.threads = Threads(session, ws.settings)
        self._matter: dict[str, Matter] = {}
        self._account = ws.settings.account(account).user.casefold() if account else ""
        legs = leg_queries.legs(session)
        self.legs = {one.id: one for one in legs}
        told = legclock.told(session, legs, ws.settings.remind_after, self.now)
        self.clocks = {one.leg: one for one in told}

    def matter(self, letter: str) -> Matter:
        """The matter of a letter."""
        if letter not in self._matter:
            self._matter[letter] = Matter(self.session, letter)
        return self._matter[letter]

    def conversation(self, thread: Thread) -> Conversation:
        """A thread as it is listed."""
        news = self._news(thread)
        return Conversation(
            thread.key,
            thread.leg,
            thread.public,
            thread.to,
            len(news),
            tuple(dict.fromkeys(one.question.partition(".")[0] for one in news)),
            thread.last,
            self.clocks[thread.leg],
        )

    def all(self, letter: str | None) -> Iterator[Thread]:
        """The threads of a letter, or of all, whose leg is not closed."""
        found = [lookup.letter(self.session, letter)] if letter else queries.live(self.session, Letter)
        for one in found:
            yield from (thread for thread in self.threads.of_letter(one.id) if thread.state != "closed")

    def named(self, name: str, letter: str | None) -> Iterator[Thread]:
        """The threads of a leg, or the one that is named; BadUse for an unknown one."""
        leg = lookup.leg(self.session, name.partition("/")[0])
        if letter and lookup.letter(self.session, letter).id != leg.letter_id:
            raise BadUse(
                f"Leg {leg.id} is not one of {clean_line(letter)}.", "`tracker letter legs` lists them"
            )
        own = [one for one in self.threads.of_letter(leg.letter_id) if one.leg == leg.id]
        found = [one for one in own if "/" not in name or one.key.upper() == name.upper()]
        if not found:
            raise BadUse(f"There is no thread {name!r}.", f"{leg.id} has {', '.join(one.key for one in own)}")
        return iter(found)

    def news(self, thread: Thread, chosen: Collection[str]) -> tuple[str, ...]:
        """The findings that are news in a thread, of the questions chosen where any are."""
        return tuple(
            one.id
            for one in self._news(thread)
            if not chosen or one.question in chosen or one.question.partition(".")[0] in chosen
        )

    def _news(self, thread: Thread) -> tuple[AssessmentView, ...]:
        if not thread.heard:
            return ()
        return self.matter(thread.letter).news(thread, self.threads.reported(thread))

    def draft(self, thread: Thread, chosen: Collection[str]) -> Drafted | None:
        """The draft of one thread; None where everything was reported."""
        late = thread.state == "promised" and not self.news(thread, chosen)
        if not thread.heard or thread.state == "awaiting us" or late:
            return self._reminder(thread, chosen)
        said = self.matter(thread.letter).say(
            thread, self.threads.reported(thread), chosen, again=bool(chosen)
        )
        if not said.changed or not (said.findings or chosen):
            return None
        return self._written(thread, "report", said)

    def _reminder(self, thread: Thread, chosen: Collection[str]) -> Drafted | None:
        """What is still open, asked again; refused in a leg that is at rest."""
        clock = self.clocks[thread.leg]
        if thread.state in _AT_REST or clock.why.startswith("every question of it was declined"):
            raise BadUse(
                f"{thread.leg} is {thread.state}: nothing is asked there any more."
                if thread.state in _AT_REST
                else f"In {thread.leg} {clock.why}.",
                "a finding on an answer in it can be reported",
            )
        matter = self.matter(thread.letter)
        pending = matter.pending(thread, matter.scope(thread), chosen)
        if thread.state == "awaiting us":
            said = matter.say(thread, self.threads.reported(thread), chosen)
            return self._written(thread, "answer", replace(said, unchanged=(), pending=pending))
        asked = tuple(one for one in pending if one.asked)
        if not asked:
            raise BadUse(f"Nothing is open in {thread.leg}.", "`tracker questions` shows where each stands")
        remarks = [] if clock.due else [f"No reminder is due in {thread.leg} yet: {clock.why}."]
        return self._written(thread, "reminder", Said(pending=asked), remarks)

    def _written(self, thread: Thread, kind: str, said: Said, remarks: Sequence[str] = ()) -> Drafted:
        parent = self.threads.parent(thread)
        letter = self.session.get_one(Letter, thread.letter)
        text = body(
            FollowUp(
                kind=kind,  # type: ignore[arg-type]
                title=letter.subject or letter.title,
                public=thread.public and bool(thread.heard),
                name=_plain(thread.name),
                heard=tuple(one.at for one in thread.heard),
                **self._wrote(thread, letter),
                url=letter.url or "",
                changed=said.changed,
                unchanged=said.unchanged,
                pending=said.pending,
                sign=self._person(),
            )
        )
        to = self._to(thread)
        sender = self._from(thread)
        sample = thread.sample or said.sample
        subject = answered(parent.subject) if parent.message_id or thread.heard else parent.subject
        made = Draft(
            sender=(self._person(), sender),
            to=(("", to),),
            subject=subject,
            body=text,
            message_id=_message_id(thread, sender, to, subject, text, parent),
            date=self.now,
            in_reply_to=parent.message_id,
            references=parent.references,
            sample=sample,
        )
        drafts.check(made)
        refuse_private_words(self.session, {"subject": made.subject, "draft": made.body}, made.recipients)
        return Drafted(
            thread.key,
            thread.leg,
            kind,
            thread.public,
            made,
            said.findings,
            (*remarks, *_told(thread, parent)),
        )

    def _wrote(self, thread: Thread, letter: Letter) -> _Wrote:
        """When we first and last wrote in the thread; in the letter's own leg the letter counts."""
        sent = (letter.date or "")[:10]
        days = [one.at for one in thread.ours]
        if thread.public and not any(f"{at:%Y-%m-%d}" == sent for at in days):
            days += [at for at in self.legs[thread.leg].attempts if f"{at:%Y-%m-%d}" == sent]
        days.sort()
        later = bool(days) and days[-1].date() > days[0].date()
        return {
            "wrote": days[0] if days else None,
            "again": days[-1] if later else None,
            "sent": bool(days) and f"{days[0]:%Y-%m-%d}" == sent,
        }

    def _person(self) -> str:
        try:
            return self.ws.actor
        except BadUse:
            return ""

    def _to(self, thread: Thread) -> str:
        if self.to or thread.to:
            return self.to or thread.to
        who = (
            clean_line(self.legs[thread.leg].correspondent)
            if thread.public
            else f"the writer in {thread.key}"
        )
        raise BadUse(
            f"No address is known at which {who} is reached.",
            f"`tracker letter set {thread.letter} --to ADDRESS` for the letter's own list, else --to ADDRESS here",
        )

    def _from(self, thread: Thread) -> str:
        """The address of ours that the draft comes from; BadUse where that cannot be told."""
        own = [one for one in self.ws.settings.own_addresses if drafts.is_address(one)]
        if self.sender:
            return self.sender
        spoken_to = [one for one in self.threads.addressed(thread) if one in own]
        for found in (
            spoken_to,
            [self._account] if self._account in own else [],
            own if len(own) == 1 else [],
        ):
            if found:
                return found[0]
        if own:
            raise BadUse(
                "It is not clear which of your addresses the draft is from.",
                f"give --from ADDRESS; yours are {clean_line(', '.join(own))}",
            )
        raise BadUse(
            "No address of yours is known that the draft could come from.",
            'give --from ADDRESS, or add ours = ["you@example.org"] to tracker.toml',
        )


def _plain(name: str) -> str:
    """Return a name to greet, "" where it is no plain name."""
    plain = clean_line(name)
    return plain if plain and len(plain) <= 60 and not set(plain) & set('@<>[]()"/\\:,') else ""


def _message_id(thread: Thread, sender: str, to: str, subject: str, text: str, parent: Parent) -> str:
    """Return the Message-ID of a draft: the same draft has the same, so that it is known where it lies already."""
    whole = f"{thread.key}\n{sender}\n{to}\n{subject}\n{parent.message_id}\n{text}"
    return f"tracker.{hashlib.sha256(whole.encode('utf-8')).hexdigest()[:32]}@{sender.rpartition('@')[2]}"


def _told(thread: Thread, parent: Parent) -> Iterator[str]:
    if not parent.message_id:
        why = (
            "no message of the conversation has a Message-ID that can be named"
            if thread.heard
            else "nobody has answered yet, and the letter's Message-ID is not known"
        )
        yield (
            f"The draft opens a new thread: {why}"
            + ("." if thread.heard else f" (`tracker letter set {thread.letter} --message-id ID`).")
        )
    if thread.sample:
        yield "The conversation holds sample mail: the draft says so, and goes to @example.org alone."
