"""Edits of question files: held against the rules, recorded or put aside, and never lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workspaces import SEALED, add_note, edit, files, found, holds, question_path, size, state

from tracker.errors import TrackerError
from tracker.workflow import board, faces, sync, triage
from tracker.workflow.workspace import Workspace

C1_LEVEL = ("level: 3\n", "level: 2\n")
CHANGE = "change:\n  effect: downgrade:adequacy\n  basis: self-review\n  reason: thinner than it seemed\n  by: editor\n"
NARROWER = (
    "We can currently confirm only that reports come in privately and that fixes are announced afterwards."
)


def set_wording(path: Path, words: str) -> None:
    """Write another wording over the one in the file."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("## Wording\n")
    path.write_text(f"{head}## Wording\n\n{words}\n\n## {rest.partition('## ')[2]}", encoding="utf-8")


def test_a_sync_of_nothing_changes_nothing(opened: Workspace) -> None:
    sync.sync(opened)
    before = files(opened.root)
    report = sync.sync(opened)
    assert (report.recorded, report.refused, report.rendered, report.taken_in, report.messages) == (
        (),
        (),
        (),
        0,
        0,
    )
    assert files(opened.root) == before
    assert sync.waiting(opened) == ()


def test_an_edit_without_a_change_block_is_refused_and_kept_beside(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    recorded, rows = path.read_text(encoding="utf-8"), state(opened)
    edited = edit(path, C1_LEVEL, ("## Wording\n", "## Wording\n\nIt is proven that"))
    assert sync.waiting(opened) == (str(path.relative_to(opened.root)),)
    (refused,) = sync.sync(opened).refused
    assert refused.path == str(path.relative_to(opened.root))
    assert "without a `change:` block" in refused.reason
    assert "-level: 3\n+level: 2" in refused.diff
    assert (opened.root / refused.kept).read_text(encoding="utf-8") == edited
    assert path.read_text(encoding="utf-8") == recorded
    assert state(opened) == rows
    assert sync.waiting(opened) == ()
    assert sync.sync(opened).refused == ()


def test_an_edit_with_a_change_block_is_recorded_as_the_person_it_names(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    edit(path, C1_LEVEL, ("revision: 1\n", f"revision: 1\n{CHANGE}"))
    set_wording(path, NARROWER)
    report = sync.sync(opened)
    assert report.refused == ()
    now = board.question(opened, "C1")
    assert (now.row.level, now.wording, now.row.revision) == (2, NARROWER, 2)
    assert (now.assessments[0].by, now.assessments[0].reason) == ("editor", "thinner than it seemed")
    text = path.read_text(encoding="utf-8")
    assert "change:\n" not in text
    assert "revision: 2\n" in text
    assert holds(opened)
    assert sync.waiting(opened) == ()


def test_an_edit_that_breaks_a_rule_is_refused_by_its_name(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    rows = state(opened)
    edit(
        path,
        ("level: 3\n", "level: 5\n"),
        ("revision: 1\n", "revision: 1\n" + CHANGE.replace("downgrade:adequacy", "upgrade")),
    )
    (refused,) = sync.sync(opened).refused
    assert "needs-source" in refused.reason
    assert state(opened) == rows
    assert "level: 3\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (CHANGE.replace("thinner than it seemed", ""), "reason-required"),
        (CHANGE.replace("downgrade:adequacy", "improve"), "no effect 'improve'"),
        (CHANGE.replace("downgrade:adequacy", "downgrade"), "names no concern"),
        (CHANGE.replace("self-review", "hearsay"), "no basis 'hearsay'"),
        (CHANGE + "  question: C1.1\n", "is about C1.1, but C1 was edited too"),
        (CHANGE + "  passages: [R9.9]\n", "no passage 'R9.9'"),
        (CHANGE + "  citations: [K999]\n", "cites no source K999"),
    ],
)
def test_a_change_block_that_does_not_fit_is_refused(block: str, said: str, opened: Workspace) -> None:
    path = question_path(opened, "C1")
    rows = state(opened)
    edit(path, C1_LEVEL, ("revision: 1\n", f"revision: 1\n{block}"))
    (refused,) = sync.sync(opened).refused
    assert said in refused.reason
    assert state(opened) == rows


def test_a_change_of_a_part_is_recorded_on_the_part(opened: Workspace) -> None:
    path = question_path(opened, "C2")
    text = path.read_text(encoding="utf-8")
    head, mark, rest = text.partition("## Part C2.1 ")
    rest = rest.replace("- level: 3\n", "- level: 2\n", 1)
    block = CHANGE + "  question: C2.1\n"
    path.write_text(head.replace("revision: 1\n", f"revision: 1\n{block}", 1) + mark + rest, encoding="utf-8")
    report = sync.sync(opened)
    assert report.refused == ()
    assert board.question(opened, "C2.1").row.level == 2
    assert board.question(opened, "C2").row.review
    assert sync.waiting(opened) == ()
    assert holds(opened)


def test_an_edit_on_a_stale_revision_is_refused(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    old = path.read_text(encoding="utf-8")
    found(opened, "C1", "downgrade:limitation", level=2)
    path.write_text(old, encoding="utf-8")
    edit(path, ("revision: 1\n", f"revision: 1\n{CHANGE}"), ("level: 3\n", "level: 1\n"))
    (refused,) = sync.sync(opened).refused
    assert "stale-revision: the edit was made on revision 1, but C1 is at revision 2" in refused.reason
    assert "level: 2\n" in path.read_text(encoding="utf-8")


def test_an_earlier_rendering_is_rendered_anew_and_is_no_edit(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    sync.sync(opened)
    old = path.read_text(encoding="utf-8")
    found(opened, "C1", "downgrade:limitation", level=2)
    now = path.read_text(encoding="utf-8")
    entries = size(opened)
    path.write_text(old, encoding="utf-8")
    assert sync.waiting(opened) == ()
    report = sync.sync(opened)
    assert (report.recorded, report.refused) == ((), ())
    assert path.read_text(encoding="utf-8") == now
    assert size(opened) == entries


def test_an_old_branch_checked_out_without_its_notes_is_rendered_anew(opened: Workspace) -> None:
    sync.sync(opened)
    old = {path: path.read_bytes() for path in (opened.root / "questions").glob("*.md")}
    found(opened, "C1", "downgrade:limitation", level=2)
    found(opened, "Q3", "downgrade:limitation", level=1)
    now = {path: path.read_bytes() for path in old}
    (opened.root / ".tracker" / "faces.json").unlink()
    for path, data in old.items():
        path.write_bytes(data)
    report = sync.sync(opened)
    assert (report.recorded, report.refused) == ((), ())
    assert {path: path.read_bytes() for path in old} == now


def test_a_file_edited_while_an_act_is_recorded_is_not_overwritten(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    edited = edit(path, ("## Wording\n", "## Wording\n\nHalf a sentence that somebody is typing"))
    found(opened, "C1", "downgrade:limitation", level=2)
    assert path.read_text(encoding="utf-8") == edited
    (refused,) = sync.sync(opened).refused
    assert "stale-revision" in refused.reason
    assert (opened.root / refused.kept).read_text(encoding="utf-8") == edited


def test_a_file_saved_between_reading_and_writing_is_not_overwritten(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = question_path(opened, "C1")
    render = faces.render_question

    def saved_meanwhile(face: faces.QuestionFace, previous: str | None = None) -> str:
        if face.id == "C1":
            path.write_text("what the editor saved just now\n", encoding="utf-8")
        return render(face, previous)

    monkeypatch.setattr(faces, "render_question", saved_meanwhile)
    with pytest.raises(TrackerError, match="was changed meanwhile; it was left as it is"):
        found(opened, "C1", "downgrade:limitation", level=2)
    assert path.read_text(encoding="utf-8") == "what the editor saved just now\n"
    assert board.question(opened, "C1").row.level == 2
    assert holds(opened)


def test_broken_yaml_is_refused_while_the_others_sync(opened: Workspace) -> None:
    broken, good = question_path(opened, "C3"), question_path(opened, "C4")
    text = edit(broken, ("asks:", "asks: ["))
    add_note(good, "Ask again in May.")
    assert set(sync.waiting(opened)) == {str(one.relative_to(opened.root)) for one in (broken, good)}
    report = sync.sync(opened)
    assert [one.path for one in report.refused] == [str(broken.relative_to(opened.root))]
    assert report.recorded == ("C4: notes edited",)
    assert broken.read_text(encoding="utf-8") == text
    assert board.question(opened, "C4").notes.startswith("Ask again in May.")


def test_notes_and_title_are_recorded_without_a_change_block(opened: Workspace) -> None:
    path = question_path(opened, "C5")
    add_note(path, "A note.")
    edit(path, ("title: ", "title: The "))
    assert sync.sync(opened).recorded == ("C5: notes, title edited",)
    assert board.question(opened, "C5").notes.startswith("A note.")
    assert board.history(opened)[-1].kind == "question.edited"
    assert board.question(opened, "C5").row.revision == 1
    assert path.exists()


def test_what_is_the_readers_own_survives_every_rendering(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    at = lines.index("asks: confirm")
    lines[at : at + 1] = ["# my own comment", "mine: kept", "asks: confirm   # settled"]
    text = "\n".join(lines) + "\n## To do\n\n- [ ] call them\n"
    path.write_text(text, encoding="utf-8")
    assert sync.waiting(opened) == ()
    sync.sync(opened)
    assert path.read_text(encoding="utf-8") == text
    found(opened, "C1", "downgrade:limitation", level=2)
    now = path.read_text(encoding="utf-8")
    for kept in (
        "# my own comment\nmine: kept\nasks: confirm   # settled\n",
        "\n## To do\n\n- [ ] call them\n",
    ):
        assert kept in now
    assert [line for line in now.split("\n") if line.startswith("mine:")] == ["mine: kept"]
    assert now.index("\ntitle:") < now.index("\nasks:") < now.index("\nlevel:")
    assert "level: 2\n" in now


def test_what_the_letter_fixed_is_not_changed_by_a_file(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    for old, new in (
        ("level-as-sent: 3", "level-as-sent: 5"),
        ("asks: confirm", "asks: answer"),
        ("paragraphs: [4]", "paragraphs: [5]"),
    ):
        edit(path, (old, new))
        (refused,) = sync.sync(opened).refused
        assert "is not changed by editing a file" in refused.reason
        assert old in path.read_text(encoding="utf-8")


def test_a_citation_is_added_by_a_file_but_not_altered(opened: Workspace) -> None:
    path = question_path(opened, "C1")
    edit(
        path,
        (
            "sources:\n",
            "sources:\n  - url: https://example.org/rule\n    title: A rule\n    relation: supports\n",
        ),
    )
    (done,) = sync.sync(opened).recorded
    assert "source K" in done
    added = next(one for one in board.sources(opened, "C1") if one.url == "https://example.org/rule")
    assert (added.read, added.title) == (False, "A rule")
    edit(path, ("verified: script", "verified: read"))
    (refused,) = sync.sync(opened).refused
    assert "The citation K" in refused.reason


@pytest.mark.parametrize(
    "entry",
    [
        "url: ftp://example.org/x",
        "url: https://example.org/x\n    relation: proves",
        "url: https://example.org/x\n    kind: rumour",
    ],
)
def test_an_edit_is_recorded_whole_or_not_at_all(entry: str, opened: Workspace) -> None:
    path = question_path(opened, "C1")
    edit(
        path,
        C1_LEVEL,
        ("revision: 1\n", f"revision: 1\n{CHANGE}"),
        ("sources:\n", f"sources:\n  - {entry}\n"),
    )
    add_note(path, "A note.")
    rows = state(opened)
    (refused,) = sync.sync(opened).refused
    assert refused.kept
    assert state(opened) == rows


def test_private_words_do_not_slip_in_through_notes_or_with_a_change(answered: Workspace) -> None:
    words = " ".join(board.reply(answered, SEALED).passages[0].text.split())
    path = question_path(answered, "C1")
    edit(path, C1_LEVEL, ("revision: 1\n", f"revision: 1\n{CHANGE}"))
    add_note(path, words)
    rows = state(answered)
    (refused,) = sync.sync(answered).refused
    assert "private-words: the notes repeats words of the private reply R1" in refused.reason
    assert state(answered) == rows
    triage.consent(answered, SEALED, words=True, reason="by mail of today")
    shutil.copy(answered.root / refused.kept, path)
    assert sync.sync(answered).refused == ()
    assert words in board.question(answered, "C1").notes


def test_a_lost_file_is_written_again_and_a_stranger_is_told(opened: Workspace) -> None:
    sync.sync(opened)
    path = question_path(opened, "C1")
    text = path.read_text(encoding="utf-8")
    path.unlink()
    stranger = path.with_name("c77-mine.md")
    stranger.write_text(text.replace("id: C1\n", "id: C77\n", 1), encoding="utf-8")
    report = sync.sync(opened)
    assert path.read_text(encoding="utf-8") == text
    (refused,) = report.refused
    assert "C77" in refused.reason
    assert stranger.exists()


def test_the_letter_is_described_by_its_file_but_not_reworded(opened: Workspace) -> None:
    sync.sync(opened)
    path = opened.root / "questions" / "letter.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id: L1\n", "id: L1\nmine: kept\n", 1), encoding="utf-8")
    edit(path, ("\ndate:", "\ndate: 2026-05-04"))
    assert sync.sync(opened).recorded == ("L1: date set",)
    assert board.letter(opened).date == "2026-05-04"
    for old, new, said in (
        ("Dear Kubernetes", "Dearest Kubernetes", "not the letter that was sent"),
        ("\nid: L1\n", "\nid: [L1\n", "letter.md"),
    ):
        before = path.read_text(encoding="utf-8")
        edited = edit(path, (old, new))
        add_note(question_path(opened, "C4"), f"Noted beside {new[:4].strip()}.")
        report = sync.sync(opened)
        assert [said in one.reason for one in report.refused] == [True]
        assert report.recorded == ("C4: notes edited",)
        assert path.read_text(encoding="utf-8") == edited
        path.write_text(before, encoding="utf-8")
    assert sync.sync(opened).refused == ()
