"""A fresh clone: files alone rebuild the same state, show what is sealed as withheld, and go on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import INLINE, NUMBERED, SEALED, clone, edit, files, found, holds, question_path, size, state

from tracker.workflow import audit, board, publish, sync, triage
from tracker.workflow.workspace import Workspace

pytestmark = pytest.mark.xdist_group("worked")
Open = Callable[[Path], Workspace]


def test_a_clone_rebuilds_every_disclosed_column_and_continues(
    worked: Workspace, tmp_path: Path, open_: Open
) -> None:
    other = open_(clone(worked.root, tmp_path / "clone"))
    assert size(other) == size(worked) > 60
    here, there = state(worked), state(other)
    assert set(here) == set(there)
    sealed = set()
    for key, row in there.items():
        if row["withheld"]:
            sealed.add(key[0])
            assert not here[key]["withheld"]
        else:
            assert row == here[key], key
    assert sealed == {"person", "message", "reading", "passage_text", "link"}
    assert not any(row["withheld"] for (table, _), row in there.items() if table in ("question", "revision"))
    holds(other)
    before = (other.root / "ledger.jsonl").read_bytes()
    found(other, "Q1", "downgrade:adequacy", level=1)
    assert (other.root / "ledger.jsonl").read_bytes().startswith(before)
    holds(other)
    shutil.copy(other.root / "ledger.jsonl", worked.root)
    assert sync.sync(worked).taken_in == 1
    assert board.question(worked, "Q1").row.level == 1
    holds(worked)


def test_a_clone_shows_what_is_private_as_withheld(worked: Workspace, tmp_path: Path, open_: Open) -> None:
    secret = board.reply(worked, SEALED)
    other = open_(clone(worked.root, tmp_path / "clone"))
    view = board.reply(other, SEALED)
    assert view.row.who == "withheld"
    assert view.row.subject == "withheld"
    assert view.text == "withheld"
    assert {passage.text for passage in view.passages} == {"withheld"}
    assert view.row.visibility == "private"
    assert any(one.passages == ("R1.1",) for one in board.question(other, "Q3.1").assessments)
    words = secret.passages[0].text.split("\n")[0]
    assert len(words) > 20
    for name, data in files(other.root).items():
        assert words.encode() not in data, name
    files_there = publish.report(other, tmp_path / "report")
    assert all(words not in path.read_text(encoding="utf-8") for path in files_there)


def test_a_clone_with_the_private_files_is_the_same_throughout(
    worked: Workspace, tmp_path: Path, open_: Open
) -> None:
    other = open_(clone(worked.root, tmp_path / "clone", private=True))
    assert state(other) == state(worked)
    holds(other)
    audit.export(worked, tmp_path / "one.jsonl")
    audit.export(other, tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_a_clone_changes_no_file_that_git_knows(worked: Workspace, tmp_path: Path, open_: Open) -> None:
    sync.sync(worked)
    root = clone(worked.root, tmp_path / "clone")
    before = files(root)
    other = open_(root)
    report = sync.sync(other)
    after = {name: data for name, data in files(root).items() if not name.startswith(".tracker/")}
    assert report.refused == ()
    assert report.recorded == ()
    assert {name for name in before if after[name] != before[name]} == set()
    assert {name for name in set(after) - set(before) if "private" not in name} == set()


def test_what_a_clone_discloses_is_disclosed_everywhere(
    worked: Workspace, tmp_path: Path, open_: Open
) -> None:
    other = open_(clone(worked.root, tmp_path / "clone", private=True))
    audit.disclose(other, SEALED, "the responder has posted it on the list as well")
    words = board.reply(other, SEALED).passages[0].text
    assert words.split("\n")[0] in (other.root / "ledger.jsonl").read_text(encoding="utf-8")
    shutil.copy(other.root / "ledger.jsonl", worked.root)
    assert sync.sync(worked).taken_in == 1
    holds(worked)
    assert state(worked) == state(other)
    third = open_(clone(worked.root, tmp_path / "third"))
    assert board.reply(third, SEALED).passages[0].text == words
    holds(third)


def test_an_edit_of_attribution_and_confirmed_part_travels(
    worked: Workspace, tmp_path: Path, open_: Open
) -> None:
    path = question_path(worked, "Q1")
    edit(
        path,
        ("gap-status:", "attribution: the governance document\ngap-status:"),
        ("## Confirmed part\n\n", "## Confirmed part\n\nThe named bodies exist. "),
    )
    report = sync.sync(worked)
    assert report.refused == ()
    assert report.recorded
    assert "The named bodies exist." in board.question(worked, "Q1").confirmed
    other = open_(clone(worked.root, tmp_path / "clone"))
    assert "The named bodies exist." in board.question(other, "Q1").confirmed
    assert board.question(other, "Q1").attribution == "the governance document"
    holds(other)


def test_withdrawals_overrides_and_triage_travel(worked: Workspace, tmp_path: Path, open_: Open) -> None:
    from tracker.workflow.assess import withdraw

    found(
        worked,
        "Q2",
        "upgrade",
        level=2,
        wording="We can currently confirm only that a review of licences is asked for.",
        overrides=(("needs-source", "read on paper, the link follows"),),
    )
    withdraw(worked, None, "the link never came")
    triage.skip(worked, f"{NUMBERED}.1", "not for them to say")
    triage.consent(worked, INLINE, name=True, reason="said so on the list")
    other = open_(clone(worked.root, tmp_path / "clone"))
    assert board.question(other, "Q2").assessments[-1].state == "withdrawn"
    assert board.question(other, "Q2").assessments[-1].overrides == (
        ("needs-source", "read on paper, the link follows"),
    )
    holds(other)


def test_a_clone_without_a_ledger_file_is_told(worked: Workspace, tmp_path: Path, open_: Open) -> None:
    root = clone(worked.root, tmp_path / "clone")
    (root / "ledger.jsonl").unlink()
    other = open_(root)
    assert size(other) == 0
    assert board.questions(other) == ()


def test_a_rebuild_that_fails_leaves_no_half_database(worked: Workspace, tmp_path: Path, open_: Open) -> None:
    root = clone(worked.root, tmp_path / "clone")
    whole = (root / "ledger.jsonl").read_bytes()
    (root / "ledger.jsonl").write_bytes(whole.replace(b'"level":3', b'"level":4', 1))
    with pytest.raises(Exception, match=r"Entry \d+ of ledger.jsonl does not hold"):
        open_(root)
    assert not list((root / ".tracker").glob("tracker.db*"))
    (root / "ledger.jsonl").write_bytes(whole)
    assert size(open_(root)) == size(worked)
