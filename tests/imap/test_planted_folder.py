"""A list folder of 20,000 messages with forty replies hidden in it: all of them are found, and nothing else."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from mailservers.base import MailServer
from sqlmodel import select

from bench import mails, planted
from bench.planted import Listed
from tracker.accounts import as_toml
from tracker.record.models import Message, Reply
from tracker.workflow import consent, letters
from tracker.workflow.fetching import Fetch, Progress, fetch
from tracker.workflow.workspace import Workspace

LETTER = (Path(__file__).parents[1] / "letter" / "letter.txt").read_text(encoding="utf-8")
SIZES = {"dovecot": 20_000, "pymap": 2_000}  # pymap takes each message by APPEND and searches by reading it
SEED = 3
QUOTING = {one.name for one in planted.REPLIES if one.quotes}


@pytest.fixture
def delivered(mail_server: MailServer) -> dict[str, str]:
    """The folder on the server; returns the names of what is planted, by the sha256 of its bytes."""
    names: dict[str, str] = {}

    def listed() -> Iterator[Listed]:
        for one in planted.folder(SIZES.get(mail_server.kind, 2_000), SEED, LETTER):
            if one.planted:
                names[_sha(one)] = one.planted
            yield one

    _deliver(mail_server, listed())
    return names


def _deliver(server: MailServer, messages: Iterable[Listed]) -> None:
    server.deliver_many("INBOX", ((one.raw, one.arrived) for one in messages))


def _sha(one: Listed) -> str:
    return hashlib.sha256(one.raw).hexdigest()


@pytest.fixture
def ws(root: Path, mail_server: MailServer) -> Iterator[Workspace]:
    """The letter of this repository with an account on the server; its Message-ID, subject and date unknown."""
    settings = f'actor = "researcher"\nours = ["researcher@example.org"]\n\n{as_toml(mail_server.account())}'
    (root / "tracker.toml").write_text(settings, encoding="utf-8")
    consent.allow(mail_server.account())
    ws = Workspace.open(root)
    yield ws
    ws.close()


def _known(ws: Workspace) -> None:
    """Complete the letter with what its sender knows of it."""
    letters.set_letter(
        ws,
        message_id=planted.LETTER_ID,
        subject=planted.SUBJECT,
        date=planted.SENT.date().isoformat(),
        to=mails.LIST,
    )


def _taken(ws: Workspace) -> set[str]:
    """The sha256 of every message in the record."""
    with ws.database.reading() as session:
        return set(session.exec(select(Message.sha256)))


def _fetch(ws: Workspace, most: int) -> Fetch:
    """Fetch, and give up once more than `most` messages were taken in: taking in a whole folder is long work."""
    stop = threading.Event()

    def tell(progress: Progress) -> None:
        if progress.found > most:
            stop.set()

    found = fetch(ws, tell=tell, stop=stop)
    assert not found.stopped, "other mails are taken for the letter's"
    assert not found.failures
    return found


def _replies(ws: Workspace) -> int:
    with ws.database.reading() as session:
        return session.exec(select(sa.func.count()).select_from(Reply)).one()


def test_forty_replies_of_twenty_thousand_and_later_only_what_is_new(
    ws: Workspace, mail_server: MailServer, delivered: dict[str, str]
) -> None:
    _known(ws)
    first = _fetch(ws, len(delivered))
    taken = _taken(ws)
    assert {delivered.get(sha, "another mail") for sha in taken} == set(delivered.values())
    assert taken == set(delivered)  # each copy with bytes of its own, too
    assert (_replies(ws), first.new, first.unsorted) == (40, 40, 0)
    assert first.copies == len(delivered) - 40

    again = _fetch(ws, 0)
    assert [one for folder in again.folders for one in folder.taken] == []

    news = planted.news(1, LETTER)
    _deliver(mail_server, news)
    later = _fetch(ws, 3)
    assert (later.new, later.copies, later.known, later.unsorted) == (3, 0, 0, 0)
    assert _taken(ws) - taken == {_sha(one) for one in news if one.planted}


def test_a_letter_without_message_id_subject_and_date_finds_what_quotes_it(
    ws: Workspace, delivered: dict[str, str]
) -> None:
    _fetch(ws, len(delivered))
    taken = _taken(ws)
    assert taken <= set(delivered)
    assert QUOTING - {delivered[sha] for sha in taken} == set()


def test_the_folder_is_the_same_every_time_and_hides_what_it_says() -> None:
    one, two = (list(planted.folder(500, SEED, LETTER)) for _ in range(2))
    assert one == two
    assert len(one) == 500
    assert [each.arrived for each in one] == sorted(each.arrived for each in one)
    hidden = [each for each in one if each.planted]
    assert len({each.planted for each in hidden}) == 40
    assert all(b"\r\nX-Tracker-Sample: yes\r\n" in each.raw for each in one)
    assert all(planted.SENT <= each.arrived <= planted.END for each in hidden)
    lines = {line.strip().encode() for line in LETTER.splitlines() if line.strip()}
    quoting = [reply for reply in planted.REPLIES if reply.quotes and not reply.to and reply.message_id]
    assert len(quoting) >= 12
    assert {reply.encoding for reply in quoting} == {"base64", "quoted-printable", "8bit"}
    for each in hidden:
        assert not lines & {line.strip(b"> ") for line in each.raw.splitlines()}
