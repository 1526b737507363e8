"""Mail taken in: once, with its copies, dropped files and strays; nothing is lost and nothing read twice."""

from __future__ import annotations

import hashlib
import mailbox
import shutil
from pathlib import Path

import pytest
from workspaces import (
    AUTO,
    COPIES,
    LIST,
    QUOTED,
    SEALED,
    SUBJECT,
    TOP_POSTED,
    UNRELATED,
    files,
    found,
    holds,
    mail,
    size,
    state,
)

from tracker.errors import BadUse, TrackerError
from tracker.workflow import board, intake, sync, triage
from tracker.workflow.workspace import Workspace

WORDS = "Mostly right, but a reviewer does not have to be named in OWNERS.\n"


def write(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


def kept_bytes(ws: Workspace) -> set[str]:
    """The hashes of every message that lies under replies/."""
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in ws.replies_folder.rglob("*.eml")}


def test_the_samples_taken_in_again_change_nothing(answered: Workspace, samples: Path) -> None:
    before, rows, entries = files(answered.root), state(answered), size(answered)
    again = intake.take_in(answered, [samples])
    assert (again.known, len(again.items)) == (18, 18)
    assert files(answered.root) == before
    assert state(answered) == rows
    assert size(answered) == entries


def test_every_message_is_kept_byte_for_byte(answered: Workspace, samples: Path) -> None:
    given = {hashlib.sha256(path.read_bytes()).hexdigest() for path in samples.glob("*.eml")}
    assert kept_bytes(answered) == given
    assert holds(answered)


def test_copies_are_one_reply_and_public_once_one_came_through_the_list(answered: Workspace) -> None:
    view = board.reply(answered, COPIES)
    assert len(view.messages) == 2
    assert view.row.visibility == "list"
    assert {one.visibility for one in view.messages} == {"list"}
    words = view.passages[0].text.split("\n")[0]
    assert words in (answered.root / "ledger.jsonl").read_text(encoding="utf-8")


def test_a_private_copy_of_a_public_reply_stays_one_public_reply(opened: Workspace, tmp_path: Path) -> None:
    raw = mail(QUOTED + WORDS)
    first = write(tmp_path, "list.eml", b"X-List: yes\n" + raw)
    second = write(tmp_path, "direct.eml", b"X-Direct: yes\n" + raw)
    assert intake.take_in(opened, [first], LIST).new == 1
    assert intake.take_in(opened, [second]).copies == 1
    (row,) = board.replies(opened)
    assert row.visibility == "list"
    assert holds(opened)


def test_the_same_message_id_over_other_words_is_kept_apart_and_flagged(
    opened: Workspace, tmp_path: Path
) -> None:
    one = write(tmp_path, "one.eml", mail(QUOTED + WORDS))
    two = write(tmp_path, "two.eml", mail(QUOTED + "Entirely wrong, I am afraid.\n"))
    taken = intake.take_in(opened, [one, two])
    assert taken.new == 2
    flags = [
        flag
        for row in board.replies(opened)
        for one in board.reply(opened, row.id).messages
        for flag in one.flags
    ]
    assert any("same Message-ID as R1 over other words" in flag for flag in flags)


def test_another_sender_under_the_same_message_id_is_another_reply(opened: Workspace, tmp_path: Path) -> None:
    one = write(tmp_path, "one.eml", mail(QUOTED + WORDS))
    two = write(
        tmp_path, "two.eml", mail(QUOTED + WORDS, "Sample Responder Y <sample.responder.y@example.org>")
    )
    assert intake.take_in(opened, [one, two]).new == 2


def test_an_answer_found_before_what_it_answers_still_belongs(opened: Workspace, tmp_path: Path) -> None:
    first = mail(QUOTED + WORDS, message_id="<first@example.org>")
    other = "Sample Responder Y <sample.responder.y@example.org>"
    second = mail(
        "I agree.\n", other, "<second@example.org>", "Re: something", In_Reply_To="<first@example.org>"
    )
    taken = intake.take_in(opened, [write(tmp_path, "a.eml", second), write(tmp_path, "b.eml", first)])
    assert (taken.new, taken.unsorted) == (2, 0)


def test_mail_is_private_unless_it_came_from_the_lists_own_archive(opened: Workspace, tmp_path: Path) -> None:
    (opened.root / "tracker.toml").write_text(
        f'actor = "researcher"\n[[lists]]\naddress = "{LIST}"\narchives = ["archive"]\n', encoding="utf-8"
    )
    ws = Workspace.open(opened.root)
    try:
        headed = mail(
            QUOTED + WORDS, List_Id="<steering-list.example.org>", message_id="<headed@example.org>"
        )
        intake.take_in(ws, [write(tmp_path, "headed.eml", headed)])
        inside = mail(QUOTED + "Yes.\n", message_id="<inside@example.org>")
        intake.take_in(ws, [write(opened.root / "archive", "inside.eml", inside)])
        assert [row.visibility for row in board.replies(ws)] == ["private", "list"]
    finally:
        ws.close()


def test_a_dropped_mail_is_taken_in_and_moves_to_its_own_name(opened: Workspace) -> None:
    raw = mail(QUOTED + WORDS)
    write(opened.replies_folder / "from a colleague", "nice answer.eml", raw)
    assert sync.sync(opened).messages == 1
    (path,) = opened.replies_folder.rglob("*.eml")
    assert path.read_bytes() == raw
    assert path.name.startswith("r1-2026-07-02-")
    assert path.parent.name == "private"
    assert sync.sync(opened).messages == 0
    assert holds(opened)


def test_whatever_is_dropped_nothing_of_it_is_lost(opened: Workspace, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "two")
    for n in (1, 2):
        box.add(mail(QUOTED + WORDS + f"And so on, {n}.\n", message_id=f"<two.{n}@example.org>"))
    box.close()
    archive = (tmp_path / "two").read_bytes()
    dropped = {
        "a two in one.eml": archive,
        "b no mail.eml": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "c empty.eml": b"",
        "d answer.eml": mail(QUOTED + WORDS, message_id="<d@example.org>"),
        "r9-2026-01-01-deadbeef.eml": mail(QUOTED + "Yes.\n", message_id="<e@example.org>"),
    }
    for name, data in dropped.items():
        write(opened.replies_folder, name, data)
    (opened.replies_folder / "a folder.eml").mkdir()
    for _ in range(2):
        sync.sync(opened)
        held = {path.read_bytes() for path in opened.root.rglob("*") if path.is_file()}
        for name, data in dropped.items():
            assert data in held, name
    assert len(board.replies(opened)) == 4
    assert holds(opened)


def test_an_unreadable_mail_is_kept_aside_with_the_reason(opened: Workspace, tmp_path: Path) -> None:
    data = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
    before = state(opened)
    taken = intake.take_in(opened, [write(tmp_path, "picture.eml", data)])
    assert taken.unreadable == 1
    assert taken.items[0].reason
    (kept,) = (opened.root / ".tracker" / "unreadable").glob("*.eml")
    assert kept.read_bytes() == data
    assert kept.with_suffix(".txt").read_text(encoding="utf-8").strip() == taken.items[0].reason
    assert state(opened) == before


def test_a_stray_mail_waits_unsorted_and_is_attached_by_hand(answered: Workspace) -> None:
    assert {row.id for row in board.replies(answered, unsorted=True)} == {AUTO, UNRELATED}
    assert board.reply(answered, UNRELATED).passages == ()
    with pytest.raises(TrackerError):
        triage.attach(answered, UNRELATED, "L9")
    triage.attach(answered, UNRELATED, "L1", "it is about the letter after all")
    assert UNRELATED in {row.id for row in board.replies(answered)}
    assert board.reply(answered, UNRELATED).passages
    assert "by hand (researcher)" in board.reply(answered, UNRELATED).row.belongs
    with pytest.raises(BadUse, match="belongs to G1 of L1 already"):
        triage.attach(answered, UNRELATED, "L1")
    assert holds(answered)


def test_an_automatic_reply_is_no_answer(answered: Workspace) -> None:
    triage.attach(answered, AUTO, "L1")
    assert board.reply(answered, AUTO).row.kind == "auto-reply"
    assert board.reply(answered, AUTO).row.to_triage == 0
    assert triage.next_open(answered) not in {f"{AUTO}.1", None}


def test_triage_walks_every_open_passage_once(answered: Workspace) -> None:
    first = seen = triage.next_open(answered)
    order = []
    while seen is not None and seen not in order:
        order.append(seen)
        seen = triage.next_open(answered, seen)
    assert seen == first
    assert len(order) == board.board(answered).to_triage
    triage.skip(answered, order[1], "thanks only")
    assert triage.next_open(answered, order[0]) == order[2]
    with pytest.raises(BadUse, match="is skipped, not open"):
        triage.skip(answered, order[1])
    triage.unskip(answered, order[1])
    assert triage.next_open(answered, order[0]) == order[1]


def test_links_are_made_and_taken_away_by_hand(answered: Workspace) -> None:
    passage = f"{TOP_POSTED}.1"
    triage.link(answered, passage, "c5", "it says so further down")
    links = {one.question: one.how for one in board.reply(answered, TOP_POSTED).passages[0].links}
    assert links["C5"] == "hand"
    with pytest.raises(BadUse, match="by hand already"):
        triage.link(answered, passage, "C5")
    triage.unlink(answered, passage, "C5", "it does not")
    assert "C5" not in {one.question for one in board.reply(answered, TOP_POSTED).passages[0].links}
    with pytest.raises(BadUse, match="is not linked"):
        triage.unlink(answered, passage, "C5")
    triage.link(answered, passage, "C5", "it does, after all")
    assert holds(answered)


def test_a_private_reply_made_public_is_opened_everywhere(answered: Workspace) -> None:
    words = board.reply(answered, SEALED).passages[0].text.split("\n")[0]
    assert words not in (answered.root / "ledger.jsonl").read_text(encoding="utf-8")
    triage.make_public(answered, SEALED, "it stands in the list's archive")
    assert words in (answered.root / "ledger.jsonl").read_text(encoding="utf-8")
    assert [path.parent.name for path in answered.replies_folder.rglob("r1-*.eml")] == ["replies"]
    assert holds(answered)


def test_the_settings_keep_all_mail_out_of_git(answered: Workspace) -> None:
    (answered.root / "tracker.toml").write_text('actor = "researcher"\ncommit = "none"\n', encoding="utf-8")
    for path in answered.replies_folder.glob("r*"):
        path.unlink()
    ws = Workspace.open(answered.root)
    try:
        found(ws, "C1", "confirm", passages=(f"{TOP_POSTED}.1",))
        sync.sync(ws)
        assert list(ws.replies_folder.glob("*.eml")) == []
        assert len(list((ws.replies_folder / "private").glob("*.eml"))) == 18
    finally:
        ws.close()


def test_mail_with_a_date_from_far_away_is_taken_in(opened: Workspace, tmp_path: Path) -> None:
    days = (
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "Mon, 01 Jan 0001 00:00:00 +1400",
        "Thu, 01 Jan 0999 00:00:00 +0000",
        "x",
    )
    for n, day in enumerate(days):
        raw = mail(
            QUOTED + WORDS + f"Number {n}.\n",
            message_id=f"<{n}@example.org>",
            date="Thu, 02 Jul 2026 10:00:00 +0000",
        )
        raw = raw.replace(b"Thu, 02 Jul 2026 10:00:00 +0000", day.encode())
        assert intake.take_in(opened, [write(tmp_path, f"{n}.eml", raw)]).new == 1
    assert len(board.replies(opened)) == len(days)
    assert sync.sync(opened).refused == ()
    assert holds(opened)


@pytest.mark.parametrize("header", ["From", "Subject", "Message-ID"])
def test_hostile_headers_reach_no_file_raw(header: str, opened: Workspace, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\u202egnp.exe [@click=app.quit] ../../etc/passwd <b>"
    raw = mail(QUOTED + WORDS + "\x1b[2J\x9b31m\u202e\n", subject=SUBJECT)
    lines = [line for line in raw.split(b"\n") if not line.startswith(header.encode() + b":")]
    raw = header.encode() + b": " + evil.encode() + b"\n" + b"\n".join(lines)
    taken = intake.take_in(opened, [write(tmp_path, "evil.eml", raw)], letter="L1")
    assert taken.new == 1
    for name, data in files(opened.root).items():
        if not name.endswith(".eml"):
            text = data.decode("utf-8")
            assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text), name
    assert {path.parent for path in opened.root.parent.rglob("*passwd*")} == set()
    assert holds(opened)


def test_what_is_not_there_or_no_list_is_bad_use(opened: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadUse, match="There is no file"):
        intake.take_in(opened, [tmp_path / "nothing.eml"])
    path = write(tmp_path, "one.eml", mail(QUOTED + WORDS))
    with pytest.raises(BadUse, match="not the address of a list"):
        intake.take_in(opened, [path], "the list")
    with pytest.raises(BadUse, match="There is no letter"):
        intake.take_in(opened, [path], letter="L7")
    assert board.replies(opened) == ()


def test_a_reply_that_was_worked_on_is_not_read_again(answered: Workspace) -> None:
    triage.attach(answered, UNRELATED, "L1")
    passages = [one.id for one in board.reply(answered, UNRELATED).passages]
    assert passages
    assert all(one.startswith(f"{UNRELATED}.") for one in passages)


def test_the_mail_that_is_read_is_never_changed(opened: Workspace, samples: Path, tmp_path: Path) -> None:
    shutil.copytree(samples, tmp_path / "mail")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "mail").iterdir()}
    intake.take_in(opened, [tmp_path / "mail"])
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (tmp_path / "mail").iterdir()
    } == before
