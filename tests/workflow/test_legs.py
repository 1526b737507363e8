"""Legs: each reply joins the right one, a redirect opens one, and each tells what was tried and who is silent."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from leg_mail import LETTER_ID, OURS, RELEASE, RELEASE_LIST, STRANGER, leg, leg_of, take
from workspaces import LIST, QUOTED, REDIRECT, SEALED, SUBJECT, clone, found, holds, mail, state

from tracker.record.machine_tables import Mailbox
from tracker.workflow import board, intake, letters, publish, sync, triage
from tracker.workflow.correspondence import Conversations
from tracker.workflow.workspace import Workspace


@pytest.fixture
def redirected(answered: Workspace) -> Workspace:
    """A public reply has named a person, and another leg asks that person."""
    letters.set_letter(answered, message_id=LETTER_ID, subject=SUBJECT.removeprefix("Re: "), to=LIST)
    found(answered, "Q3", "redirect", passages=(f"{REDIRECT}.1",), redirect_to=f"Release <{RELEASE}>")
    return answered


@pytest.fixture
def moved(redirected: Workspace) -> Workspace:
    """A third leg asks a list."""
    found(redirected, "Q5", "redirect", passages=(f"{REDIRECT}.1",), redirect_to=RELEASE_LIST)
    return redirected


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        pytest.param(QUOTED + "Yes.\n", {}, id="a fresh thread that quotes the letter"),
        pytest.param("Yes.\n", {"In_Reply_To": f"<{LETTER_ID}>"}, id="under the letter"),
        pytest.param("Yes.\n", {"subject": SUBJECT}, id="its subject alone"),
        pytest.param(
            "FYI, we were asked this.\n\n---------- Forwarded message ---------\n" + QUOTED.replace("> ", ""),
            {},
            id="forwarding it",
        ),
    ],
)
def test_the_word_of_a_named_contact_answers_the_leg_that_asks(
    redirected: Workspace, text: str, headers: dict[str, str]
) -> None:
    assert (leg(redirected, "G2").state, leg(redirected, "G2").heard) == ("waiting", None)
    taken = take(redirected, text, f"Release Contact <{RELEASE}>", **headers)
    assert leg_of(redirected, taken) == "G2"
    now = leg(redirected, "G2")
    assert (now.state, now.silence, now.replies) == ("answered", "", (taken.reply,))
    assert now.heard == datetime(2026, 7, 2, 10, tzinfo=UTC)
    assert holds(redirected)


def test_a_contact_that_answers_in_the_old_thread_answers_their_own_leg(redirected: Workspace) -> None:
    known = board.reply(redirected, REDIRECT).messages[0].message_id
    taken = take(redirected, "Yes.\n", f"Release Contact <{RELEASE}>", In_Reply_To=f"<{known}>")
    assert leg_of(redirected, taken) == "G2"


def test_somebody_new_in_an_old_thread_stays_in_its_leg(moved: Workspace) -> None:
    first = take(moved, QUOTED + "Yes.\n", message_id="<one@example.org>", X_Cc=RELEASE_LIST)
    assert leg_of(moved, first) == "G3"
    other = "Sample Responder Y <sample.responder.y@example.org>"
    second = take(moved, "I agree.\n", other, "<two@example.org>", In_Reply_To="<one@example.org>")
    assert leg_of(moved, second) == "G3"


def test_the_nearest_ancestor_wins_over_the_oldest(moved: Workspace) -> None:
    take(moved, QUOTED + "Yes.\n", message_id="<near@example.org>", X_Cc=RELEASE_LIST)
    old = board.reply(moved, REDIRECT).messages[0].message_id
    refs = f"<{LETTER_ID}> <{old}> <near@example.org> <unknown@example.org>"
    taken = take(moved, "And so on.\n", message_id="<deep@example.org>", References=refs)
    assert leg_of(moved, taken) == "G3"
    refs = f"<{LETTER_ID}> <near@example.org> <{old}> <unknown@example.org>"
    taken = take(moved, "And on.\n", message_id="<deeper@example.org>", References=refs)
    assert leg_of(moved, taken) == "G1"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X_Cc": RELEASE_LIST}, id="written to"),
        pytest.param({"List_Post": f"<mailto:{RELEASE_LIST}>"}, id="carried, by List-Post"),
        pytest.param({"List_Id": "Release <release-list.example.org>"}, id="carried, by List-Id"),
        pytest.param({"public": RELEASE_LIST}, id="from the list's own folder"),
    ],
)
def test_a_reply_through_another_list_joins_that_lists_leg(moved: Workspace, headers: dict[str, str]) -> None:
    assert leg_of(moved, take(moved, QUOTED + "Yes.\n", **headers)) == "G3"
    assert leg(moved, "G3").state == "answered"


def test_a_thread_that_went_on_to_another_list_alone_is_that_lists_leg(moved: Workspace) -> None:
    known = board.reply(moved, REDIRECT).messages[0].message_id
    alone = take(moved, "Yes.\n", message_id="<a@example.org>", In_Reply_To=f"<{known}>", public=RELEASE_LIST)
    assert leg_of(moved, alone) == "G3"
    both = take(
        moved, "No.\n", message_id="<b@example.org>", In_Reply_To=f"<{known}>", public=RELEASE_LIST, X_Cc=LIST
    )
    assert leg_of(moved, both) == "G1"


def test_one_contact_has_one_leg_however_it_is_written(redirected: Workspace) -> None:
    found(redirected, "Q5", "redirect", passages=(f"{REDIRECT}.1",), redirect_to=RELEASE.upper())
    legs = board.board(redirected).legs
    assert [one.id for one in legs] == ["G1", "G2"]
    assert legs[1].questions == ("Q3", "Q5")


def test_a_private_redirect_stays_sealed(answered: Workspace, tmp_path: Path) -> None:
    found(answered, "Q3", "redirect", passages=(f"{SEALED}.1",), redirect_to=RELEASE)
    assert leg(answered, "G2").correspondent == RELEASE
    assert RELEASE not in (answered.root / "ledger.jsonl").read_text(encoding="utf-8")
    other = Workspace.open(clone(answered.root, tmp_path / "clone"))
    try:
        assert RELEASE not in repr(board.board(other))
    finally:
        other.close()


def test_a_private_redirect_is_not_told_by_a_public_leg(redirected: Workspace) -> None:
    found(redirected, "Q5", "redirect", passages=(f"{SEALED}.1",), redirect_to=RELEASE)
    assert [one.questions for one in board.board(redirected).legs][1:] == [("Q3",)]


def test_a_leg_whose_only_answer_sent_us_on_is_redirected_until_somebody_answers(opened: Workspace) -> None:
    first = take(opened, QUOTED + f"Please ask {RELEASE} instead.\n", public=LIST)
    assert leg(opened, "G1").state == "answered"
    found(opened, "C2", "redirect", passages=(f"{first.reply}.1",))
    assert (leg(opened, "G1").state, leg(opened, "G2").correspondent) == ("redirected", RELEASE)
    second = take(opened, "Yes.\n", message_id="<r@example.org>", In_Reply_To="<q@example.org>")
    assert leg_of(opened, second) == "G1"
    assert leg(opened, "G1").state == "answered"


def test_what_was_tried_and_since_when_it_is_silent(opened: Workspace) -> None:
    only = leg(opened, "G1")
    assert (only.attempts, only.heard, only.looked) == ((), None, None)
    assert only.silence.startswith("no answer known")
    letters.set_letter(opened, date="2026-04-28", to=LIST)
    assert leg(opened, "G1").attempts == (datetime(2026, 4, 28, tzinfo=UTC),)
    take(opened, "The meeting is on Thursday.\n")
    today = datetime.now(UTC)
    assert leg(opened, "G1").silence == f"no answer as of {today:%Y-%m-%d}"
    looked = datetime(2099, 1, 2, 3, 4, tzinfo=UTC)
    with opened.database.writing() as session:
        session.add(Mailbox(account="work", folder="INBOX", uidvalidity=1, examined_at=looked))
    assert (leg(opened, "G1").looked, leg(opened, "G1").silence) == (looked, "no answer as of 2099-01-02")


def test_what_was_looked_at_before_a_leg_was_opened_says_nothing_of_it(redirected: Workspace) -> None:
    with redirected.database.writing() as session:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        session.add(Mailbox(account="work", folder="INBOX", uidvalidity=1, examined_at=at))
    assert (leg(redirected, "G2").looked, leg(redirected, "G2").attempts) == (None, ())
    assert leg(redirected, "G2").silence.startswith("no answer known")


def test_what_this_machine_looked_at_changes_no_report(redirected: Workspace, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in publish.report(redirected, tmp_path / "a")]
    with redirected.database.writing() as session:
        at = datetime(2099, 1, 1, tzinfo=UTC)
        session.add(Mailbox(account="work", folder="INBOX", uidvalidity=1, examined_at=at))
    assert [path.read_bytes() for path in publish.report(redirected, tmp_path / "b")] == before


def test_our_own_message_is_an_attempt_and_no_reply(redirected: Workspace) -> None:
    (redirected.root / "tracker.toml").write_text(
        'actor = "researcher"\nours = ["sample.researcher@example.org"]\n', encoding="utf-8"
    )
    ws = Workspace.open(redirected.root)
    try:
        waiting = board.board(ws).to_triage
        own = take(ws, QUOTED + "Could you tell us?\n", OURS, "<ours@example.org>", X_To=RELEASE)
        assert (own.kind, own.passages) == ("ours", 0)
        assert (leg_of(ws, own), leg(ws, "G2").state) == ("G2", "waiting")
        assert leg(ws, "G2").attempts == (datetime(2026, 7, 2, 10, tzinfo=UTC),)
        assert leg(ws, "G2").replies == ()
        assert board.board(ws).to_triage == waiting
        answer = take(ws, "Yes.\n", message_id="<an@example.org>", In_Reply_To="<ours@example.org>")
        assert leg_of(ws, answer) == "G2"
    finally:
        ws.close()


def letter_mail(ws: Workspace, after: str = "", width: int = 76) -> str:
    """The letter as a mail program sends it: re-wrapped, with something after it."""
    blocks = board.letter(ws).paragraphs
    wrapped = "\n\n".join(textwrap.fill(" ".join(one.split()), width) for one in blocks)
    return f"{wrapped}\n\n{after}"


def test_the_letter_itself_is_ours_and_tells_what_can_be_set_from_it(opened: Workspace) -> None:
    taken = take(
        opened,
        letter_mail(opened, "-- \nSample Researchers\n"),
        message_id="<sent@example.org>",
        subject="Clarification of 'public' practices",
        date="Tue, 28 Apr 2026 10:00:00 +0000",
        public=LIST,
    )
    assert (taken.kind, taken.passages, taken.questions) == ("ours", 0, ())
    for part in (
        "letter itself",
        "tracker letter set L1",
        "--message-id sent@example.org",
        "--date 2026-04-28",
    ):
        assert part in taken.reason
    only = leg(opened, "G1")
    assert (only.state, only.replies) == ("waiting", ())
    assert only.attempts == (datetime(2026, 4, 28, 10, tzinfo=UTC),)
    assert (board.board(opened).to_triage, triage.next_open(opened)) == (0, None)
    letters.set_letter(
        opened, message_id="<sent@example.org>", subject="Clarification", date="2026-04-28", to=LIST
    )
    assert leg(opened, "G1").attempts == only.attempts
    answer = take(opened, "Yes.\n", message_id="<an@example.org>", In_Reply_To="<sent@example.org>")
    assert (answer.outcome, answer.kind) == ("new", "reply")
    again = take(opened, letter_mail(opened), message_id="<again@example.org>", public=LIST)
    assert again.reason == "it is the letter itself"
    assert holds(opened)


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        pytest.param({"X_To": LIST}, "G1", id="where it was sent"),
        pytest.param({"X_To": LIST, "X_Cc": RELEASE, "message_id": f"<{LETTER_ID}>"}, "G1", id="with a copy"),
        pytest.param({"X_To": "undisclosed-recipients:;"}, "G1", id="to nobody named"),
        pytest.param({"X_To": RELEASE}, "G2", id="sent once more, to another contact"),
    ],
)
def test_the_letter_is_an_attempt_of_the_leg_it_was_sent_to(
    redirected: Workspace, headers: dict[str, str], key: str
) -> None:
    """Also where our own address was taken for a correspondent of another leg."""
    mistaken = take(redirected, QUOTED + "Could you tell us?\n", OURS, "<m@example.org>", X_To=RELEASE)
    assert leg_of(redirected, mistaken) == "G2"
    headers = {"message_id": "<sent@example.org>", "date": "Tue, 28 Apr 2026 10:00:00 +0000", **headers}
    taken = take(redirected, letter_mail(redirected), OURS, subject="Clarification", **headers)
    assert (taken.kind, leg_of(redirected, taken)) == ("ours", key)
    assert datetime(2026, 4, 28, 10, tzinfo=UTC) in leg(redirected, key).attempts


def test_a_wrong_clock_makes_no_later_answer(opened: Workspace) -> None:
    received = "by mx.example.org with ESMTPS id 1; Sat, 23 May 2026 10:00:00 +0000"
    taken = take(opened, QUOTED + "Yes.\n", date="Fri, 19 Mar 2027 09:00:00 +0000", Received=received)
    assert leg(opened, "G1").heard == datetime(2026, 5, 23, 10, tzinfo=UTC)
    assert "date-odd" in board.reply(opened, taken.reply).messages[0].flags


@pytest.mark.parametrize(
    ("above", "mark", "headers"),
    [
        pytest.param("Yes to all of it.\n\n", "> ", {}, id="quoted whole"),
        pytest.param(
            "For your information.\n\n---------- Forwarded message ---------\nFrom: Sample Researcher "
            "<sample.researcher@example.org>\nDate: Tue, 28 Apr 2026\nSubject: Clarification\nTo: x@example.org\n\n",
            "",
            {},
            id="forwarded",
        ),
        pytest.param(
            "Yes to all of it.\n\n", "", {"subject": "Re: Clarification"}, id="quoted without marks"
        ),
        pytest.param(
            "We talked about this at length in the meeting. The first three statements are right, the fourth is "
            "not, since nobody but the release managers can do so, and of the questions only the last can be "
            "answered in public: please look at the charter.\n\n",
            "",
            {},
            id="an answer above it",
        ),
    ],
)
def test_the_letter_inside_a_reply_is_not_the_letter(
    opened: Workspace, above: str, mark: str, headers: dict[str, str]
) -> None:
    quoted = "\n".join(mark + line for line in letter_mail(opened, width=66).split("\n"))
    taken = take(opened, above + quoted, **headers)
    assert (taken.outcome, taken.kind) == ("new", "reply")
    assert taken.passages > 0
    assert leg(opened, "G1").state == "answered"


def test_a_forged_message_id_hides_no_answer(redirected: Workspace) -> None:
    forged = take(redirected, QUOTED + "No, this is wrong.\n", message_id=f"<{LETTER_ID}>")
    assert (forged.kind, forged.passages) == ("reply", 1)


def test_acts_of_another_process_are_seen(opened: Workspace, open_: Callable[[Path], Workspace]) -> None:
    with opened.database.reading() as session:
        conversations = Conversations(session)
    other = open_(opened.root)
    take(other, QUOTED + "Yes.\n", message_id="<one@example.org>")
    raw = mail("I agree.\n", STRANGER, "<two@example.org>", "Other", In_Reply_To="<one@example.org>")
    taken = intake.take_one(opened, conversations, "INBOX", raw, "")
    assert taken is not None
    assert taken.outcome == "new"
    letters.set_letter(other, message_id="set@example.org")
    raw = mail("I agree.\n", STRANGER, "<three@example.org>", "Other", In_Reply_To="<set@example.org>")
    taken = intake.take_one(opened, conversations, "INBOX", raw, "")
    assert taken is not None
    assert taken.outcome == "new"


def test_what_a_fetch_looks_for_grows_with_what_is_taken_in(redirected: Workspace) -> None:
    letters.set_letter(redirected, date="2026-04-28")
    with redirected.database.reading() as session:
        conversations = Conversations(session)
    (before,) = conversations.sought()
    assert (before.letter, str(before.since)) == ("L1", "2026-04-28")
    assert LETTER_ID in before.ids
    assert {"C1", "Q6"} <= before.tokens
    assert not {LIST, RELEASE} & before.addresses
    raw = mail(QUOTED + "Yes.\n", STRANGER, "<q@example.org>", "Other")
    assert intake.take_one(redirected, conversations, "INBOX", raw, "") is not None
    (after,) = conversations.sought()
    assert set(after.ids) - set(before.ids) == {"q@example.org"}
    assert after.addresses - before.addresses == {"sample.responder.q@example.org"}


def test_a_reply_is_attached_by_hand_to_a_leg(redirected: Workspace) -> None:
    stray = take(redirected, "The meeting is on Thursday.\n")
    assert stray.outcome == "unsorted"
    triage.attach(redirected, stray.reply, leg="g2", reason="it is their answer")
    assert leg_of(redirected, stray) == "G2"
    assert sync.sync(redirected).refused == ()
    assert state(redirected)
