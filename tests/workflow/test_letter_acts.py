"""Letters: opened with their questions, described later, and a second one beside the first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from workspaces import LIST, clone, edit, found, holds, mail, question_path, size, state

from tracker.errors import BadUse, TrackerError
from tracker.workflow import board, intake, letters, sync
from tracker.workflow.workspace import Workspace

TEXT = """Dear maintainers,

We write about how releases are announced.

First, we understand that each release is announced on the public list before its artifacts
are published. Could you confirm this understanding?

Second, we understand that the announcement names the release managers. Is that right?

Third, we could not find who decides on a delayed release. Is there a public rule for it?

With thanks,
the researchers
"""


def as_eml(folder: Path) -> Path:
    path = folder / "sent.eml"
    path.write_bytes(mail(TEXT, "Researchers <researchers@example.org>", "<sent@example.org>", "Releases"))
    return path


def as_text(folder: Path) -> Path:
    (folder / "sent.txt").write_text(TEXT, encoding="utf-8")
    return folder / "sent.txt"


def as_markdown(folder: Path) -> Path:
    (folder / "sent.md").write_text(TEXT, encoding="utf-8")
    return folder / "sent.md"


@pytest.mark.parametrize("write", [as_text, as_markdown, as_eml])
def test_a_second_letter_is_added_with_ids_of_its_own(
    write: object, opened: Workspace, tmp_path: Path
) -> None:
    path = write(tmp_path)  # type: ignore[operator]
    proposal = letters.propose(path)
    assert len(proposal.questions) == 3
    assert size(opened) == 13
    added = letters.add(opened, path, title="Releases")
    assert (added.id, added.title) == ("L2", "Releases")
    rows = board.questions(opened)
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))
    mine = [row for row in rows if row.letter == "L2"]
    assert len(mine) == 3
    folder = opened.root / "questions" / "l2"
    assert len(list(folder.glob("*.md"))) == 4
    assert sync.waiting(opened) == ()
    assert sync.sync(opened).rendered == ()
    assert holds(opened)
    if path.suffix == ".eml":
        assert (added.message_id, added.subject) == ("sent@example.org", "Releases")


def test_a_second_letter_travels_and_its_replies_are_its_own(opened: Workspace, tmp_path: Path) -> None:
    letters.add(opened, as_eml(tmp_path))
    raw = mail(
        "First: yes, always.\n",
        message_id="<a@example.org>",
        subject="Re: Releases",
        In_Reply_To="<sent@example.org>",
    )
    (tmp_path / "a.eml").write_bytes(raw)
    (one,) = intake.take_in(opened, [tmp_path / "a.eml"], LIST).items
    assert one.outcome == "new"
    assert one.questions
    assert {row.letter for row in board.questions(opened) if row.id in one.questions} == {"L2"}
    found(opened, one.questions[0], "none", passages=(f"{one.reply}.1",))
    with pytest.raises(BadUse, match="several letters"):
        board.letter(opened)
    other = Workspace.open(clone(opened.root, tmp_path / "clone"))
    try:
        assert state(other) == state(opened)
        assert sync.sync(other).refused == ()
    finally:
        other.close()


def test_only_the_questions_that_a_person_accepts_are_opened(opened: Workspace, tmp_path: Path) -> None:
    path = as_text(tmp_path)
    proposal = letters.propose(path)
    letters.add(opened, path, proposal.questions[:1])
    assert len([row for row in board.questions(opened) if row.letter == "L2"]) == 1
    with pytest.raises(BadUse, match="seems to ask nothing"):
        letters.add(opened, path, [])


def test_three_letters_keep_their_ids_apart(opened: Workspace, tmp_path: Path) -> None:
    for n in (2, 3):
        assert letters.add(opened, as_text(tmp_path)).id == f"L{n}"
    ids = [row.id for row in board.questions(opened)]
    assert len(ids) == len(set(ids))
    for row in board.questions(opened):
        if not row.parent:
            assert sync.edit_path(opened, row.id).exists()


def test_an_unread_letter_changes_nothing(opened: Workspace, tmp_path: Path) -> None:
    before = state(opened)
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "bytes.txt").write_bytes(b"\xff\xfe\x00\x80")
    for name in ("empty.txt", "bytes.txt", "nothing.txt", "."):
        with pytest.raises(TrackerError):
            letters.add(opened, tmp_path / name)
    assert state(opened) == before


def test_what_was_unknown_of_a_letter_is_set_later(opened: Workspace) -> None:
    view = letters.set_letter(
        opened, message_id="<sent@example.org>", subject=" The  subject ", date="2026-05-04"
    )
    assert (view.message_id, view.subject, view.date) == ("<sent@example.org>", "The subject", "2026-05-04")
    text = (opened.root / "questions" / "letter.md").read_text(encoding="utf-8")
    assert "date: " in text
    assert "2026-05-04" in text
    assert letters.set_letter(opened, subject="").subject is None
    assert sync.waiting(opened) == ()
    assert sync.sync(opened).recorded == ()
    for wrong in ({"date": "4 May"}, {}):
        with pytest.raises(BadUse):
            letters.set_letter(opened, **wrong)
    with pytest.raises(BadUse, match="There is no letter"):
        letters.set_letter(opened, "L9", subject="x")
    assert holds(opened)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"message_id": "<x@example.org>\r\nfoo"}, "line break"),
        ({"message_id": "<x@example.org> foo"}, "no Message-ID"),
        ({"message_id": "<x@example.org"}, "no Message-ID"),
        ({"message_id": "yesterday's mail"}, "no Message-ID"),
        ({"date": "2099-01-01"}, "lies in the future"),
        ({"date": "2026-02-30"}, "is not a date"),
        ({"to": "a@example.org\nX: y"}, "line break"),
        ({"to": "the steering list"}, "'the steering list' is no mail address"),
        ({"to": "a@example.org, b@example.org c@example.org"}, "'b@example.org c@example.org' is no mail"),
        ({"subject": "One\nBcc: a@example.org"}, "line break"),
        ({"url": "https://example.org/\x1b[2J"}, "control character"),
    ],
)
def test_nonsense_about_a_letter_never_reaches_the_ledger(
    given: dict[str, str], told: str, opened: Workspace
) -> None:
    before = size(opened)
    with pytest.raises(BadUse) as refused:
        letters.set_letter(opened, title="Kept out too", **given)
    assert told in refused.value.message
    assert refused.value.hint
    assert size(opened) == before
    assert board.letter(opened).title != "Kept out too"


def test_a_letter_sent_where_it_is_tomorrow_already_and_to_several(opened: Workspace) -> None:
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    to = '"Steering, the list" <steering@example.org>, Release <b@example.org>'
    view = letters.set_letter(opened, date=tomorrow, to=to)
    assert (view.date, view.to) == (tomorrow, to)
    assert letters.set_letter(opened, date="20260428").date == "2026-04-28"


@pytest.mark.parametrize("written", ["<sent@example.org>", "sent@example.org"])
def test_a_reply_belongs_by_the_message_id_that_was_set(
    written: str, opened: Workspace, tmp_path: Path
) -> None:
    letters.set_letter(opened, message_id=written)
    raw = mail("Not for me to say.\n", subject="Re: something", In_Reply_To="<sent@example.org>")
    (tmp_path / "a.eml").write_bytes(raw)
    assert intake.take_in(opened, [tmp_path / "a.eml"], LIST).new == 1
    assert "In-Reply-To" in board.replies(opened)[0].belongs


def test_a_letter_is_opened_once(opened: Workspace) -> None:
    before = state(opened)
    with pytest.raises(BadUse, match="is taken"):
        letters.open_files(opened)
    assert state(opened) == before


def test_question_files_that_cannot_stand_open_nothing(tmp_path: Path, root: Path) -> None:
    def folder(name: str) -> Path:
        made = tmp_path / name
        (made / "questions").mkdir(parents=True)
        for path in (root / "questions").glob("*.md"):
            (made / "questions" / path.name).write_bytes(path.read_bytes())
        return made

    for name, (old, new) in {
        "twice": ("id: C2\n", "id: C1\n"),
        "no id": ("id: C2\n", ""),
        "an id that is none": ("id: C2\n", "id: ../../C2\n"),
        "no level": ("level: 3\n", "level: seven\n"),
    }.items():
        made = folder(name)
        ws = Workspace.create(made, "tracker")
        try:
            edit(question_path(ws, "C2"), (old, new))
            with pytest.raises(TrackerError):
                letters.open_files(ws)
            assert not [key for key in state(ws) if key[0] == "question"], name
        finally:
            ws.close()
