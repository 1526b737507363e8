"""A letter's conversation is found in a folder, whoever looks for it, and what is asked of the server stays small."""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mailservers.base import MailServer
from mailservers.scripted import ScriptedServer

from bench import mails, planted
from tracker.mail.belonging import Belonging, Correspondence, Sorter, bare_subject
from tracker.mail.imap import planning, terms
from tracker.mail.imap.scan import BATCH, Scan
from tracker.mail.imap.search import Candidate, Looked, new_pass, old_pass
from tracker.mail.imap.server import Server
from tracker.mail.message import open_mail
from tracker.mail.outline import Outline
from tracker.mail.sieve import Sieve, Sought

LETTER = (Path(__file__).parents[1] / "letter" / "letter.txt").read_text(encoding="utf-8")
OUTLINE = Outline.from_text(LETTER)
MANY = 260  # messages: more than are fetched at once
WRITER = "researcher@example.org"
NOISE = base64.encodebytes(bytes(range(256)) * 300)


def sought(**changes: object) -> Sought:
    values: dict[str, object] = {
        "ids": {planted.LETTER_ID: planted.SENT},
        "subjects": frozenset({bare_subject(planted.SUBJECT)}),
        "addresses": frozenset({WRITER}),
        "tokens": frozenset(topic.label for topic in OUTLINE.topics),
        "paragraphs": OUTLINE.paragraphs,
        "since": planted.SENT.date(),
    }
    return Sought("letter", **(values | changes))  # type: ignore[arg-type]


def answer(number: int, body: str = "Yes.\n", **headers: str) -> bytes:
    fields = {
        "From": "Sample Responder A <responder.a@example.org>",
        "Subject": "Something else",
        "Message-ID": f"<answer-{number}@example.org>",
        "X-Tracker-Sample": "yes",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"{head}\n{body}".encode()


def long(number: int, noise: bytes = NOISE) -> bytes:
    """A mail whose words stand behind an attachment."""
    quoted = "\n".join(
        textwrap.wrap(OUTLINE.paragraphs[4 + number % 5], 66, initial_indent="> ", subsequent_indent="> ")
    )
    body = (
        f"--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n{noise.decode()}\n"
        f"--b\nContent-Type: text/plain\n\n{quoted}\n\nYes.\n--b--\n"
    )
    return answer(number, body, MIME_Version="1.0", Content_Type="multipart/mixed; boundary=b")


@contextmanager
def opened(mail_server: MailServer) -> Iterator[Server]:
    with Server(mail_server.account(security="plain")) as server:
        server.examine("INBOX")
        yield server


class Reader:
    """Takes candidates in as a fetch does, and asks again for what it has learned."""

    def __init__(self, server: Server, wanted: Sought, find: str) -> None:
        self.server, self.wanted, self.find = server, wanted, find
        leg = Correspondence("leg", tuple(wanted.ids), planted.SUBJECT, (WRITER,), OUTLINE, (mails.LIST,))
        self.sorter = Sorter([leg])
        self.taken: dict[int, bytes] = {}
        self.offered: list[int] = []
        self.absent: list[int] = []
        self.looked: list[Looked] = []
        self.ids = dict(wanted.ids)

    def read(self, first: int, last: int) -> None:
        known = set(self.ids)
        sieve = Sieve([self.wanted])
        for one in new_pass(self.server, [self.wanted], sieve, first, last, self.find, self.taken):
            if isinstance(one, Looked):
                assert one.upto >= max(self.offered, default=0)
                self.looked.append(one)
            elif message_id := self._take(one):
                sieve.learn(message_id)
        while new := frozenset(set(self.ids) - known):
            known |= new
            for one in old_pass(self.server, [self.wanted], new, frozenset(), 1, last, self.taken):
                self._take(one)

    def _take(self, one: Candidate) -> str:
        assert one.uid not in self.taken
        self.offered.append(one.uid)
        if one.raw is None:
            self.absent.append(one.uid)
            return ""
        mail = open_mail(one.raw)
        place: Belonging | None = self.sorter.place(mail)
        if place is None:
            return ""
        self.taken[one.uid] = one.raw
        self.sorter.learn(place.key, mail.message_id, mail.from_address)
        if mail.message_id:
            self.ids.setdefault(mail.message_id, mail.date)
        return mail.message_id


def put(mail_server: MailServer, raws: Sequence[bytes], dates: Sequence[datetime] | None = None) -> list[int]:
    """Deliver mails to INBOX; returns their UIDs, ascending."""
    mail_server.deliver_many("INBOX", zip(raws, dates or [None] * len(raws), strict=True))
    return mail_server.uids()


def candidates(found: Iterable[Candidate | Looked]) -> list[int]:
    return [one.uid for one in found if isinstance(one, Candidate)]


def deliver(mail_server: MailServer, number: int = MANY) -> dict[int, str]:
    """Fill INBOX with a list's mail and the planted replies; returns the names of the replies by UID."""
    listed = list(planted.folder(number, 5, LETTER, years=1))
    mail_server.deliver_many("INBOX", [(one.raw, one.arrived) for one in listed])
    return {uid: one.planted for uid, one in zip(mail_server.uids(), listed, strict=True) if one.planted}


@pytest.fixture
def long_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every range counts as a long one."""
    monkeypatch.setattr(planning, "FEW", 0)


@pytest.mark.usefixtures("long_ranges")
@pytest.mark.parametrize("find", ["auto", "local", "server"])
def test_every_planted_reply_is_found(mail_server: MailServer, find: str) -> None:
    names = deliver(mail_server)
    with opened(mail_server) as server:
        reader = Reader(server, sought(since=None), find)
        reader.read(1, max(mail_server.uids()))
    missed = {name for uid, name in names.items() if uid not in reader.taken}
    if (mail_server.kind, find) == ("pymap", "server"):  # it searches bodies as they are encoded
        missed -= {one.name for one in planted.REPLIES if one.encoding == "base64"}
    assert missed == set()
    uids = [one.upto for one in reader.looked]
    assert uids == sorted(uids)
    assert (reader.looked[-1].seen, reader.looked[-1].total) == (MANY, MANY)
    assert mail_server.flags() == {uid: set() for uid in mail_server.uids()}


@pytest.mark.usefixtures("long_ranges")
def test_gmail_is_asked_in_its_own_words(gmail_server: ScriptedServer) -> None:
    names = deliver(gmail_server)
    with opened(gmail_server) as server:
        reader = Reader(server, sought(since=None), "auto")
        reader.read(1, MANY)
    assert {uid: name for uid, name in names.items() if uid not in reader.taken} == {}
    asked = [line for line in gmail_server.commands if "X-GM-RAW" in line]
    assert any("rfc822msgid:" in line for line in asked)
    assert any("X-GM-THRID" in line for line in gmail_server.commands)
    assert [line for line in gmail_server.unwelcome() if "UID SEARCH" not in line] == []


def test_few_messages_are_looked_through_here(gmail_server: ScriptedServer) -> None:
    uids = put(gmail_server, [*(answer(n) for n in range(3)), long(3)])
    wanted = sought(since=None)
    with opened(gmail_server) as server:
        found = list(new_pass(server, [wanted], Sieve([wanted]), 1, uids[-1], "auto"))
    assert candidates(found) == uids[-1:]
    assert sum("UID SEARCH" in line for line in gmail_server.commands) == 1


def test_answers_to_what_was_just_taken_in_are_found_in_the_same_pass(mail_server: MailServer) -> None:
    chain = [answer(n, In_Reply_To=f"<answer-{n - 1}@example.org>") for n in range(2, 6)]
    uids = put(mail_server, [answer(0), answer(1, In_Reply_To=f"<{planted.LETTER_ID}>"), *chain])
    with opened(mail_server) as server:
        reader = Reader(server, sought(since=None), "local")
        reader.read(1, uids[-1])
    assert reader.offered == uids[1:]


def test_only_the_range_is_looked_at_and_nothing_known_is_offered(mail_server: MailServer) -> None:
    uids = put(mail_server, [answer(n, References=f"<{planted.LETTER_ID}>") for n in range(6)])
    wanted = sought(since=None)
    with opened(mail_server) as server:
        for find in ("local", "server"):
            found = list(new_pass(server, [wanted], Sieve([wanted]), uids[1], uids[4], find, {uids[2]}))
            assert candidates(found) == [uids[1], uids[3], uids[4]]
            assert found[-1] == Looked(uids[4], 4, 4)


def test_an_empty_range_is_decided_at_once(mail_server: MailServer) -> None:
    with opened(mail_server) as server:
        assert list(new_pass(server, [sought()], Sieve([sought()]), 7, 6, "auto")) == []
        assert list(new_pass(server, [sought()], Sieve([sought()]), 1, 6, "auto"))[-1] == Looked(6, 0, 0)
        assert list(old_pass(server, [sought()], frozenset({"a@b"}), frozenset(), 1, 0)) == []


def test_what_arrived_before_the_letter_is_left_out(mail_server: MailServer) -> None:
    sent = datetime(2026, 5, 2, 12, tzinfo=UTC)
    days = [-300, -30, -1, 0, 40]
    raws = [answer(n, References=f"<{planted.LETTER_ID}>") for n in days]
    uids = put(mail_server, raws, [sent + timedelta(days=day) for day in days])
    wanted, ids = sought(since=sent.date()), frozenset({planted.LETTER_ID})
    with opened(mail_server) as server:
        found = list(new_pass(server, [wanted], Sieve([wanted]), 1, uids[-1], "auto"))
        assert candidates(found) == uids[2:]
        assert found[-1] == Looked(uids[-1], 3, 3)
        assert candidates(old_pass(server, [wanted], ids, frozenset(), 1, uids[3])) == uids[2:4]
        unknown = [wanted, sought(since=None)]
        assert candidates(old_pass(server, unknown, ids, frozenset(), 1, uids[-1])) == uids


def test_the_old_pass_asks_for_what_is_new_alone(mail_server: MailServer) -> None:
    raws = [
        answer(1, In_Reply_To="<new-1@example.org>"),
        answer(2, References="<x@example.org>\n <new-2@example.org>"),
        answer(3, Subject=f"AW: [list] {planted.SUBJECT}"),
        answer(4, Subject=f"{planted.SUBJECT} of last year"),
        answer(5, In_Reply_To="<other@example.org>"),
        answer(6, In_Reply_To="<new-1@example.org>"),
        answer(7, In_Reply_To="<new-1@example.org>"),
    ]
    uids = put(mail_server, raws)
    odd = {'odd"\\id@example.org', "b<U+0000>@example.org", "ö@example.org"}
    ids = frozenset({"new-1@example.org", "new-2@example.org", *odd})
    wanted = sought(since=None)
    with opened(mail_server) as server:
        found = candidates(old_pass(server, [wanted], ids, frozenset(), 1, uids[5]))
        assert found == [uids[0], uids[1], uids[5]]
        found = candidates(old_pass(server, [wanted], ids, wanted.subjects, 1, uids[5], {uids[0]}))
        assert found == [uids[1], uids[2], uids[5]]


def test_long_messages_are_found_by_what_stands_far_behind(mail_server: MailServer) -> None:
    raws = [long(0), long(1, NOISE * 12), answer(2, "x " * 50_000), answer(3, "y " * 600_000)]
    uids = put(mail_server, raws)
    wanted = sought(since=None)
    with opened(mail_server) as server:
        asked: list[Sequence[int]] = []

        def ask(uids: Sequence[int]) -> set[int]:
            asked.append(list(uids))
            body = next(terms.chunks(terms.saying(terms.phrases(OUTLINE.paragraphs[4:9]))))
            return set(server.search([*terms.among(uids), *body]))

        for octets, seconds, questions in ((1 << 50, 0.0, [uids[1:2], uids[3:]]), (0, 1e9, [uids])):
            asked.clear()
            found = list(Scan(server, Sieve([wanted]), ask, octets=octets, seconds=seconds).batch(uids))
            assert [one.uid for one in found] == uids[:2]
            assert [one.raw for one in found] == [raw.replace(b"\n", b"\r\n") for raw in raws[:2]]
            assert asked == questions


def test_what_the_server_no_longer_has_is_told(scripted_server: ScriptedServer) -> None:
    raws = [answer(1), answer(2, References=f"<{planted.LETTER_ID}>"), answer(3), long(4)]
    scripted_server.deliver_many("INBOX", [(raw, None) for raw in raws])
    scripted_server.absent = {2, 3}
    wanted = sought(since=None)
    with opened(scripted_server) as server:
        for find, absent in (("local", [2, 3]), ("server", [2])):
            found = [
                one
                for one in new_pass(server, [wanted], Sieve([wanted]), 1, 4, find)
                if isinstance(one, Candidate)
            ]
            assert [one.uid for one in found if one.raw is None] == absent
            assert [one.uid for one in found if one.raw] == [4]


def test_a_message_that_is_too_large_stops_nothing(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.mail.imap.messages.LARGEST", 1 << 20)
    body = "x" * 70 + "\n"
    raws = [
        answer(1, body * 20_000, References=f"<{planted.LETTER_ID}>"),
        answer(2, References=f"<{planted.LETTER_ID}>"),
    ]
    scripted_server.deliver_many("INBOX", [(raw, None) for raw in raws])
    wanted = sought(since=None)
    with opened(scripted_server) as server:
        found = [
            one
            for one in new_pass(server, [wanted], Sieve([wanted]), 1, 2, "local")
            if isinstance(one, Candidate)
        ]
    assert [(one.uid, one.raw is None, one.failure is None) for one in found] == [
        (1, True, False),
        (2, False, True),
    ]


def test_one_batch_is_fetched_ahead_and_no_more(scripted_server: ScriptedServer) -> None:
    scripted_server.deliver_many(
        "INBOX", [(answer(n, References=f"<{planted.LETTER_ID}>"), None) for n in range(2 * BATCH + 5)]
    )
    wanted = sought(since=None)
    with opened(scripted_server) as server:
        found = new_pass(server, [wanted], Sieve([wanted]), 1, 2 * BATCH + 5, "local")
        while not isinstance(next(found), Candidate):
            pass
        assert sum("FETCH" in line for line in scripted_server.commands) <= 2
        assert [one.upto for one in found if isinstance(one, Looked) and one.batch] == [
            BATCH,
            2 * BATCH,
            2 * BATCH + 5,
            2 * BATCH + 5,
        ]


def test_the_server_searches_where_that_costs_less(scripted_server: ScriptedServer) -> None:
    scripted_server.deliver_many("INBOX", [(answer(n), None) for n in range(40)])
    bodies = list(terms.chunks(terms.saying(terms.phrases(OUTLINE.paragraphs))))
    rest = list(range(1, 41))
    with opened(scripted_server) as server:
        dear = Scan(server, Sieve([]), set, quickest=1e6)
        cheap = Scan(server, Sieve([]), set, quickest=1e-6)
        assert planning.server_is_cheaper(server, dear, bodies, rest)
        assert not planning.server_is_cheaper(server, dear, [], rest)
        before = len(scripted_server.commands)
        assert not planning.server_is_cheaper(server, cheap, bodies, rest)
        assert len(scripted_server.commands) == before
        for refusal in ("NO [CANNOT] not in this folder", "NO [LIMIT] too many searches, try again later"):
            scripted_server.refuse("UID SEARCH", refusal, 1)
            assert not planning.server_is_cheaper(server, dear, bodies, rest)


def test_a_server_that_does_not_decode_is_not_trusted(mail_server: MailServer) -> None:
    body = base64.encodebytes(b"Nobody objected to the proposal.\n").decode()
    uids = put(mail_server, [answer(n, body, Content_Transfer_Encoding="base64") for n in range(40)])
    bodies = list(terms.chunks(terms.saying(terms.phrases(OUTLINE.paragraphs))))
    with opened(mail_server) as server:
        scan = Scan(server, Sieve([]), set)
        assert list(scan.batch(uids)) == []
        assert scan.encoded == (uids[0], "Nobody objected")
        scan.quickest = 1e6
        assert planning.server_is_cheaper(server, scan, bodies, uids) == (mail_server.kind == "dovecot")


@pytest.mark.parametrize("width", range(60, 77, 2))
def test_every_quoted_paragraph_keeps_a_phrase_however_it_is_wrapped(width: int) -> None:
    found = terms.phrases(OUTLINE.paragraphs)
    lost = [
        paragraph
        for paragraph in OUTLINE.paragraphs
        if len(paragraph.split()) >= 20
        and sum(phrase in "\n> ".join(textwrap.wrap(paragraph, width)) for phrase in found) < 2
    ]
    assert lost == []
    assert all(phrase.isascii() and len(phrase.split()) == 2 for phrase in found)


def test_commands_stay_short() -> None:
    texts = ["word " * 40 + str(n) for n in range(200)]
    found = list(terms.chunks(terms.saying(texts)))
    assert sum(str(one).count("BODY") for one in found) == 200
    assert max(sum(len(str(word)) + 3 for word in one) for one in found) < 6_000
    assert (
        max(str(one).count("BODY") for one in list(terms.chunks(terms.saying(map(str, range(99))))))
        == terms.TERMS
    )


def test_a_chinese_letter_is_searched_by_its_characters() -> None:
    found = terms.phrases(["我们正在研究开源社区如何处理漏洞报告并希望确认几个公开可见的事实。"])
    assert len(found) >= 4
    assert {len(one) for one in found} == {4}
