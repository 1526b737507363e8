"""What an earlier message of the conversation said is quotation, marked or not, and never the other way round."""

from __future__ import annotations

from pathlib import Path

from workspaces import LIST, QUOTED, mail

from tracker.record.models import PassageText
from tracker.workflow import intake
from tracker.workflow.workspace import Workspace

FIRST = "Sample Responder X <sample.responder.x@example.org>"
SECOND = "Sample Responder Y <sample.responder.y@example.org>"
SAID = (
    "The CLA check runs before anybody looks at the change, and a member of the\n"
    "organisation has to say /ok-to-test once for every new contributor.\n"
)
ADDED = "I would add that the merge pool tests several changes together.\n"


def said(text: str = QUOTED + SAID, **headers: str) -> bytes:
    return mail(text, FIRST, "<first@example.org>", date="Thu, 02 Jul 2026 10:00:00 +0000", **headers)


def answer(text: str, date: str = "Fri, 03 Jul 2026 10:00:00 +0000", sender: str = SECOND) -> bytes:
    return mail(text, sender, "<second@example.org>", date=date, in_reply_to="<first@example.org>")


def take(ws: Workspace, folder: Path, *raws: bytes) -> list[list[str]]:
    """Take mails in one after another; returns the texts of each one's passages."""
    found = []
    for n, raw in enumerate(raws):
        folder.mkdir(exist_ok=True)
        path = folder / f"{n}.eml"
        path.write_bytes(raw)
        reply = intake.take_in(ws, [path], LIST).items[0].reply
        with ws.database.reading() as session:
            keys = [f"{reply}.{number}" for number in range(1, 9)]
            found.append([one.text for key in keys if (one := session.get(PassageText, key))])
    return found


def test_words_of_an_earlier_reply_that_lost_their_marks_are_not_the_responders(
    opened: Workspace, tmp_path: Path
) -> None:
    assert take(opened, tmp_path / "mails", said(), answer(f"{SAID}\n{ADDED}")) == [
        [SAID.strip()],
        [ADDED.strip()],
    ]


def test_a_later_mail_that_is_taken_in_first_takes_nothing_from_the_one_it_quotes(
    opened: Workspace, tmp_path: Path
) -> None:
    later = answer(QUOTED + f"{SAID}\n{ADDED}")
    first = take(opened, tmp_path / "mails", later, said())[1]
    assert first == [SAID.strip()]


def test_whoever_says_their_own_words_again_says_them(opened: Workspace, tmp_path: Path) -> None:
    again = answer(QUOTED + SAID, sender=FIRST)
    assert take(opened, tmp_path / "mails", said(), again)[1] == [SAID.strip()]


def test_a_few_words_in_common_are_nobodys_quotation(opened: Workspace, tmp_path: Path) -> None:
    own = "The CLA check runs before anybody looks, yes.\n"
    assert take(opened, tmp_path / "mails", said(), answer(QUOTED + own))[1] == [own.strip()]
