"""A made-up list folder in which forty replies to a letter are hidden in every way that real replies come.

`folder` yields the messages of about ten years of a technical list, oldest first. `REPLIES` says what is hidden: 40
replies in 44 messages, because three of them come twice with different bytes (through the list and directly) and one
twice with the same. `news` yields what arrives later. The same arguments always give the same bytes.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bench import chatter, mails
from bench.replies import MESSAGES, REPLIES, WRITER, Reply

__all__ = ["END", "LETTER_ID", "MESSAGES", "REPLIES", "SENT", "SUBJECT", "Listed", "folder", "news"]

END = datetime(2026, 7, 1, 12, tzinfo=UTC)
SENT = END - timedelta(days=60)
LETTER_ID = "letter-7f3a.1@example.org"
SUBJECT = "Clarification request on public security and release practices"
_LONG = 30  # words from which a paragraph of the letter is worth quoting


class Listed(NamedTuple):
    """A message of the folder: its bytes, when it arrived, and the name of the planted reply, None for the rest.

    The name is that of a row of `REPLIES`; two messages of one name are copies of one reply.
    """

    raw: bytes
    arrived: datetime
    planted: str | None


def folder(
    n: int,
    seed: int,
    letter_text: str,
    letter_id: str = LETTER_ID,
    subject: str = SUBJECT,
    sent: datetime = SENT,
    years: float = 10.0,
    end: datetime | None = None,
) -> Iterator[Listed]:
    """Yield `n` messages, oldest first, spread evenly over the `years` before `end` (60 days after `sent`).

    The replies are always those of `REPLIES`, all later than `sent`. `letter_id` is the Message-ID the letter really
    has (without <>); whether the tracker is told it is the caller's business.
    """
    end = end or sent + timedelta(days=60)
    hidden = sorted(_planted(seed, letter_text, letter_id, subject, sent, end), key=lambda one: one.arrived)
    others = n - len(hidden)
    if others < 0:
        raise ValueError(f"a folder has at least {MESSAGES} messages")
    start = end - timedelta(days=365.25 * years)
    step = (end - start) / max(others, 1)
    talk = _Talk(seed, letter_text, subject)
    waiting = iter(hidden)
    following = next(waiting, None)
    for at in range(others):
        when = start + step * at
        while following is not None and following.arrived <= when:
            yield following
            following = next(waiting, None)
        yield Listed(talk.mail(at, when), when, None)
    while following is not None:
        yield following
        following = next(waiting, None)


def news(
    round_: int,
    letter_text: str,
    letter_id: str = LETTER_ID,
    subject: str = SUBJECT,
    sent: datetime = SENT,
) -> list[Listed]:
    """Ten messages that arrive after a folder was made; three answer the letter. Each round has others."""
    when = sent + timedelta(days=61, hours=round_)
    three = (
        Reply(f"news-{round_}-direct", 0, "letter", "both", subject="re"),
        Reply(f"news-{round_}-deep", 0, f"news-{round_}-direct", "in-reply-to", subject="re"),
        Reply(f"news-{round_}-quotation", 0, quote=(round_ % 8,), encoding="base64", width=67),
    )
    writing = _Writing(10_000 + round_, letter_text, letter_id, subject)
    answers = [Listed(writing.mail(one, when), when, one.name) for one in three]
    talk = _Talk(20_000 + round_, letter_text, subject, first=10_000_000 + 10 * round_)
    rest = [Listed(talk.mail(at, when), when, None) for at in range(7)]
    return [*rest[:2], answers[0], *rest[2:4], answers[1], *rest[4:6], answers[2], rest[6]]


def _planted(
    seed: int, letter_text: str, letter_id: str, subject: str, sent: datetime, end: datetime
) -> Iterator[Listed]:
    writing = _Writing(seed, letter_text, letter_id, subject)
    span = (end - sent) / timedelta(days=60)
    for one in sorted(REPLIES, key=lambda each: each.day):  # a reply after what it answers
        when = sent + timedelta(days=one.day * span)
        raw = writing.mail(one, when)
        yield Listed(raw, when, one.name)
        if one.twice:
            again = raw if one.twice == "same" else writing.mail(one, when, through_list=True)
            yield Listed(again, when + timedelta(minutes=7), one.name)


class _Writing:
    """Writes the planted replies: knows the letter, and every reply written so far."""

    def __init__(self, seed: int, letter_text: str, letter_id: str, subject: str) -> None:
        self.seed = seed
        self.letter_id, self.subject = letter_id, subject
        blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", letter_text)]
        self.paragraphs = [block for block in blocks if len(block.split()) >= _LONG] or blocks
        self.lines = {line.strip() for line in letter_text.splitlines() if line.strip()}
        self.chains: dict[str, list[str]] = {"letter": [letter_id]}

    def mail(self, one: Reply, when: datetime, through_list: bool = False) -> bytes:
        """The bytes of a reply; `through_list` those of the copy that the list sent on."""
        rng = random.Random(f"{self.seed} {one.name}")  # noqa: S311
        own = f"{one.name}.{rng.getrandbits(40):010x}@example.org"
        chain = self.chains.get(one.to, [])
        if one.message_id:
            self.chains[one.name] = [*chain, own]
        writer = one.sender or one.name
        header = [
            f"Received: from mx{rng.randint(1, 9)}.example.org by lists.example.org; {mails.date(when)}",
            f"From: Sample Responder {writer} <responder.{writer}@example.org>",
            f"To: {mails.LIST if one.to != 'letter' or through_list else f'{WRITER}, {mails.LIST}'}",
            *([f"Cc: {one.cc}"] if one.cc else []),
            f"Subject: {self._subject(one, rng)}",
            f"Date: {mails.date(when + timedelta(days=one.clock))}",
            *([f"Message-ID: <{own}>"] if one.message_id else []),
            *([f"In-Reply-To: <{chain[-1]}>"] if chain and one.link in ("both", "in-reply-to") else []),
            *(
                ["References: " + "\n ".join(f"<{each}>" for each in chain)]
                if one.link in ("both", "references")
                else []
            ),
            *([f"List-Id: <{mails.LIST.replace('@', '.')}>", "Precedence: list"] if through_list else []),
            "X-Tracker-Sample: yes",
            f"X-Sample-Number: {rng.getrandbits(48)}",
        ]
        return self._with_body(one, header, rng, through_list)

    def _subject(self, one: Reply, rng: random.Random) -> str:
        if one.subject == "fresh":
            return (
                rng.choice(("Some pointers", "About your research", "Gates and evidence", "Your questions"))
                + f" {rng.randint(1, 99)}"
            )
        return f"Re: {self.subject}" if one.subject == "re" else self.subject

    def _with_body(self, one: Reply, header: list[str], rng: random.Random, through_list: bool) -> bytes:
        answer = "\n\n".join(
            "\n".join(textwrap.wrap(chatter.paragraph(rng), 72)) for _ in range(rng.randint(1, 3))
        )
        said = [self._excerpt(at, one.words) for at in one.quote]
        quoted = "\n>\n".join(chatter.quote(text, one.width, one.mark) for text in said)
        if self.lines & {line.strip() for line in quoted.splitlines()}:
            raise ValueError(f"{one.name} would repeat a line of the letter")
        greeting, footer = "Hello,\n\n", f"\n{mails.GROUPS_FOOTER}" if through_list else ""
        attribution = "The research team wrote:\n" if quoted else ""
        if one.where == "above":
            text = f"{greeting}{answer}\n\n{attribution}{quoted}\n{footer}"
        else:
            text = f"{greeting}{attribution}{quoted}\n\n{answer}\n{footer}"
        parts = [mails.part(text, one.encoding, charset=one.charset)]
        if one.html:
            marked = "".join(f"<blockquote>{chatter.html.escape(each)}</blockquote>" for each in said)
            body = f"<html><body><p>Hello,</p>{marked}<p>{chatter.html.escape(answer)}</p></body></html>"
            parts.append(mails.part(body, one.encoding, "html"))
        if one.attached:
            file = mails.attachment("notes.bin", rng.randbytes(90_000))
            parts = [*parts, file] if one.attached == "after" else [file, *parts]
        subtype = "alternative" if one.html else "mixed"
        return mails.whole(header, parts, subtype, f"{one.name}-{rng.getrandbits(32):08x}")

    def _excerpt(self, paragraph: int, words: tuple[int, int] | None) -> str:
        text = self.paragraphs[paragraph % len(self.paragraphs)]
        if words is None:
            return text
        start, length = words
        return " ".join(text.split()[start : start + length])


class _Talk:
    """Writes the rest of the list: threads, quotations of each other, and mails that look like the letter's."""

    def __init__(self, seed: int, letter_text: str, subject: str, first: int = 0) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.pool = chatter.pool(self.rng, 200 if first else 1500)
        self.words = letter_text.split()
        self.near = [
            f"{subject} (minutes)",
            f"Re: {subject.rsplit(' ', 1)[0]}",
            f"Follow-up: {subject.lower()} elsewhere",
        ]
        self.first = first
        self.threads: list[tuple[str, list[str], list[int]]] = []

    def mail(self, at: int, when: datetime) -> bytes:
        """The bytes of the message number `at`, written at `when`."""
        rng, pool = self.rng, self.pool
        number = self.first + at
        own = f"m{number}.{rng.getrandbits(40):010x}@example.org"
        picks = rng.choices(range(len(pool.plain)), k=int(3 + rng.expovariate(0.19)))
        if self.threads and rng.random() < 0.7:
            thread = self.threads[-1 - min(int(rng.expovariate(0.05)), len(self.threads) - 1)]
            subject, chain, before = thread
            subject = f"Re: {subject}"
        else:
            subject = rng.choice(self.near) if rng.random() < 0.02 else rng.choice(pool.subjects)
            chain, before = [], []
            self.threads.append((subject, chain, before))
            del self.threads[:-200]
        sender = rng.randint(1, 900)
        header = [
            f"Received: from mx{rng.randint(1, 9)}.example.org (mx.example.org [192.0.2.{rng.randint(1, 250)}])\n"
            f"\tby lists.example.org with ESMTPS id {rng.getrandbits(60):015x}; {mails.date(when)}",
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=sample;\n"
            f"\tbh={rng.getrandbits(250):062x};\n"
            f"\tb={rng.getrandbits(1000):0250x}",
            f"From: Sample Contributor {sender} <contributor.{sender}@example.org>",
            f"To: {mails.LIST}",
            f"Subject: {subject}",
            f"Date: {mails.date(when)}",
            f"Message-ID: <{own}>",
            f"List-Id: <{mails.LIST.replace('@', '.')}>",
            "X-Tracker-Sample: yes",
            f"X-Sample-Number: {rng.getrandbits(48)}",
        ]
        if chain:
            header += [
                f"In-Reply-To: <{chain[-1]}>",
                "References: " + "\n ".join(f"<{each}>" for each in chain[-8:]),
            ]
        body = [pool.plain[pick] for pick in picks]
        if before:
            quoted = "\n>\n".join(pool.quoted[pick] for pick in before[: rng.randint(1, 8)])
            body.insert(0 if rng.random() < 0.7 else len(body), f"Another contributor wrote:\n{quoted}")
        odd = rng.random()
        if odd < 0.03:
            body.insert(1, self._decoy(chain, number))
        text = "\n\n".join(body) + "\n\n" + (mails.GROUPS_FOOTER if sender % 3 else mails.MAILMAN_FOOTER)
        chain.append(own)
        before[:] = picks
        return mails.whole(header, *self._parts(text, picks, own, odd))

    def _decoy(self, chain: list[str], number: int) -> str:
        """Words of the letter without quoting it, Message-IDs of other threads, the marks of its questions."""
        rng = self.rng
        kind = number % 3
        if kind == 0:
            return (
                chatter.quote(chatter.pairs(rng, self.words))
                if rng.random() < 0.5
                else chatter.pairs(rng, self.words)
            )
        if kind == 1:
            known = [each for _, ids, _ in self.threads[-9:] for each in ids[-1:]]
            return "See also:\n" + "\n".join(f"  Message-ID: <{each}>" for each in [*known, *chain[-1:]])
        return f"[C{rng.randint(1, 5)}] and [Q{rng.randint(1, 6)}] of the minutes: {chatter.sentence(rng)}"

    def _parts(self, text: str, picks: list[int], own: str, odd: float) -> tuple[list[bytes], str, str]:
        rng = self.rng
        dice = rng.random()
        if dice < 0.10:
            parts, subtype = [mails.part(text, "base64")], "mixed"
        elif dice < 0.22:
            parts, subtype = [mails.part(text.replace(". ", ".\u2003", 2), "quoted-printable")], "mixed"
        elif dice < 0.34:
            marked = "<html><body>" + "\n".join(self.pool.as_html[pick] for pick in picks) + "</body></html>"
            parts = [mails.part(text, "quoted-printable"), mails.part(marked, "quoted-printable", "html")]
            subtype = "alternative"
        else:
            parts, subtype = [mails.part(text, "8bit" if dice < 0.5 else "7bit")], "mixed"
        if odd > 0.995:
            parts, subtype = (
                [*parts, mails.attachment("trace.gz", rng.randbytes(rng.randint(20_000, 200_000)))],
                "mixed",
            )
        elif odd > 0.985:
            start = rng.randrange(len(self.pool.log) // 2)
            parts = [
                mails.part(text + self.pool.log[start : start + rng.randint(20_000, 160_000)], "7bit"),
                *parts[1:],
            ]
        return parts, subtype, own.partition("@")[0]
