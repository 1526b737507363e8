"""Bad input: one sentence with a hint, exit 1 or 2, and files and database as they were."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from cli_calls import Tracker, everything

from tracker.cli import main

pytestmark = pytest.mark.usefixtures("in_root")
NOBODY = 65534

BAD_USE = {
    "an unknown question": (("show", "C77"), "There is no question 'C77'."),
    "an unknown reply": (("replies", "show", "R77"), "There is no reply 'R77'."),
    "an unknown passage": (("replies", "skip", "R7.7"), "There is no passage 'R7.7'."),
    "an unknown citation": (
        ("sources", "read", "K999", "--quote", "some words", "--locator", "there"),
        "There is no citation 'K999'.",
    ),
    "an unknown question to assess": (
        ("assess", "X1", "--effect", "none", "--reason", "a reason"),
        "There is no question 'X1'.",
    ),
    "an unknown assessment": (
        ("assess", "--withdraw", "A99", "--reason", "a reason"),
        "There is no assessment 'A99'.",
    ),
    "an unknown effect": (
        ("assess", "C1", "--effect", "improve", "--reason", "r"),
        "There is no effect 'improve'.",
    ),
    "an unknown rule": (
        ("assess", "C1", "--effect", "none", "--reason", "r", "--override", "all", "--override-reason", "r"),
        "There is no rule 'all'.",
    ),
    "an override without its reason": (
        ("assess", "C1", "--effect", "none", "--reason", "r", "--override", "needs-source"),
        "Each --override needs an --override-reason.",
    ),
    "a level there is not": (
        ("assess", "C1", "--effect", "upgrade", "--level", "9", "--reason", "r"),
        "There is no level 9.",
    ),
    "no question": (("assess", "--effect", "none", "--reason", "r"), "No question was named."),
    "a withdrawal that does more": (
        ("assess", "C1", "--withdraw", "A1", "--reason", "r"),
        "--withdraw takes a finding back and does nothing else.",
    ),
    "a day that is none": (("show", "C1", "--as-of", "yesterday"), "'yesterday' is no date."),
    "a file that is not there": (("import", "nowhere.eml"), "There is no file nowhere.eml."),
    "a list without an address": (
        ("import", "questions", "--list", "steering"),
        "'steering' is not the address of a list.",
    ),
    "a wording file that is not there": (
        ("assess", "C1", "--effect", "restate:narrower", "--wording", "words.txt", "--reason", "r"),
        "There is no file words.txt.",
    ),
    "a source that is no address": (
        ("sources", "add", "notes.txt", "--question", "C1", "--relation", "supports"),
        "'notes.txt' is not the address of a public document.",
    ),
    "a report format there is not": (("report", "--format", "pdf"), "There is no report format 'pdf'."),
    "nothing to set of a letter": (("letter", "set"), "Nothing was given to set."),
    "an export that is not there": (
        ("audit", "verify", "gone.jsonl"),
        "gone.jsonl cannot be read: No such file or directory.",
    ),
    "an unknown command": (("qestions",), "No such command 'qestions'. Did you mean 'questions'?"),
    "an unknown option": (("show", "C1", "--colour"), "No such option: --colour."),
    "a missing option": (("replies", "public", "R1"), "Missing option '--reason'."),
    "a workspace within a workspace": (("init",), "There is a tracker workspace here already."),
    "consent to nothing": (
        ("replies", "consent", "R1", "--reason", "r"),
        "Neither --name nor --words was given.",
    ),
}


@pytest.mark.parametrize("case", BAD_USE)
def test_bad_use_is_told_in_a_sentence_and_changes_nothing(
    case: str, tracker: Tracker, in_root: Path
) -> None:
    arguments, sentence = BAD_USE[case]
    before = everything(in_root)
    assert tracker(*arguments).refused(2) == sentence
    assert everything(in_root) == before


def test_an_upgrade_without_evidence_is_refused(tracker: Tracker, in_root: Path) -> None:
    before = everything(in_root)
    found = tracker("assess", "C1", "--effect", "upgrade", "--level", "4", "--reason", "surely")
    assert found.refused(1).startswith("needs-source: level 4 (documented) takes ")
    assert everything(in_root) == before


def test_a_finding_without_a_reason_is_refused(tracker: Tracker, in_root: Path) -> None:
    before = everything(in_root)
    assert tracker("assess", "C1", "--effect", "none").refused(1).startswith("reason-required: ")
    assert everything(in_root) == before


def test_an_unreadable_mail_is_kept_aside_and_nothing_else_changes(
    tracker: Tracker, in_root: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "picture.eml"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)))
    before = everything(in_root)
    found = tracker("import", bad)
    assert found.refused(1) == "Nothing could be read."
    after = {k: v for k, v in everything(in_root).items() if not k.startswith(".tracker/unreadable/")}
    assert after == before


def test_a_file_that_cannot_be_opened_is_named(tracker: Tracker, in_root: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    before = everything(in_root)
    found = tracker("letter", "add", loop)
    assert "loop.txt" in found.refused(found.code)
    assert found.code in (1, 2)
    assert everything(in_root) == before


def test_a_mail_that_belongs_to_no_letter_waits_unsorted(
    tracker: Tracker, in_root: Path, samples: Path
) -> None:
    questions = {k: v for k, v in everything(in_root).items() if k.startswith("questions/")}
    found = tracker("import", next(samples.glob("17-*.eml")))
    assert found.refused(1) == "Nothing of it belongs to a letter; what could be read waits unsorted."
    assert len(tracker("replies", "--unsorted", "--json").json_lines()) == 1
    assert {k: v for k, v in everything(in_root).items() if k.startswith("questions/")} == questions


def test_broken_yaml_is_named_and_the_file_is_left_alone(tracker: Tracker, in_root: Path) -> None:
    path = next((in_root / "questions").glob("c3-*.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("asks:", "asks: [", 1), encoding="utf-8")
    before = everything(in_root)
    assert tracker("sync").refused(1) == "1 edit refused; the text is kept."
    assert path.name in tracker("sync").out
    assert everything(in_root) == before
    assert tracker("questions").code == 0


def test_settings_that_are_wrong_name_the_key(tracker: Tracker, in_root: Path) -> None:
    (in_root / "tracker.toml").write_text('actr = "x"\n', encoding="utf-8")
    found = tracker("questions")
    assert found.refused(2) == "tracker.toml has an unknown key 'actr'."
    assert "'actor'" in found.err


def test_nobody_is_invented_to_act(tracker: Tracker, in_root: Path) -> None:
    (in_root / "tracker.toml").unlink()
    before = everything(in_root)
    assert "Nobody is named" in tracker("assess", "Q1", "--effect", "none", "--reason", "looked").refused(2)
    assert everything(in_root) == before


def test_without_a_workspace_the_way_to_one_is_told(
    tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    found = tracker("questions")
    assert found.refused(2) == "There is no tracker workspace here or above."
    assert "tracker init" in found.err
    assert list(empty.iterdir()) == []


def test_a_second_tracker_at_work_is_told(tracker: Tracker, in_root: Path) -> None:
    before = everything(in_root)
    with (in_root / ".tracker" / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        found = tracker("assess", "Q1", "--effect", "none", "--reason", "looked at again")
    assert "another tracker" in found.refused(1).lower()
    assert everything(in_root) == before


def test_a_fork_of_the_ledger_is_named_and_nothing_changes(tracker: Tracker, in_root: Path) -> None:
    clone = in_root.with_name("clone")
    shutil.copytree(in_root, clone)
    told = ("assess", "Q1", "--effect", "none", "--reason", "looked at it")
    assert tracker(*told).code == 0
    assert tracker(*told, "--workspace", clone).code == 0
    path = in_root / "ledger.jsonl"
    *shared, ours = path.read_text(encoding="utf-8").splitlines(keepends=True)
    theirs = (clone / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[-1]
    conflict = ["<<<<<<< HEAD\n", ours, "=======\n", theirs, ">>>>>>> other\n"]
    path.write_text("".join([*shared, *conflict]), encoding="utf-8")
    before = everything(in_root)
    assert tracker("sync").refused(1)
    assert tracker(*told).refused(1)
    assert everything(in_root) == before


def test_a_damaged_database_is_told(tracker: Tracker, in_root: Path) -> None:
    for path in (in_root / ".tracker").glob("tracker.db*"):
        path.write_bytes(b"this is not a database, and never was one" * 200)
    found = tracker("questions")
    assert "database" in found.refused(1)


def test_a_read_only_workspace_is_told_and_stays_as_it_was(tracker: Tracker, root: Path) -> None:
    tracker("assess", "Q1", "--effect", "none", "--reason", "so that all of the program is loaded")
    with readable_by_all(root) as copy:
        before = everything(copy)
        with as_nobody():
            assess = tracker("assess", "Q1", "--effect", "none", "--reason", "again", "--workspace", copy)
            fresh = tracker("init", copy / "new")
            report = tracker("report", "--out", copy / "report", "--workspace", copy)
        assert everything(copy) == before
    for found in (assess, fresh, report):
        assert found.refused(1)


class Interrupted(io.RawIOBase):
    """A standard input at which the person presses Ctrl+C."""

    def read(self, size: int = -1) -> bytes:
        """Press Ctrl+C: what Python makes of SIGINT, also where the shell had it ignored."""
        raise KeyboardInterrupt


def test_ctrl_c_is_clean(
    in_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(in_root)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Interrupted()))
    with pytest.raises(SystemExit) as left:
        main(["assess", "C1", "--effect", "restate:narrower", "--wording", "-", "--reason", "a reason"])
    assert left.value.code == 130
    assert "Traceback" not in capsys.readouterr().err
    assert everything(in_root) == before


@contextmanager
def readable_by_all(root: Path) -> Iterator[Path]:
    """A copy of the workspace that everybody may read and nobody may write."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-read-only-"))
    try:
        copy = folder / "workspace"
        shutil.copytree(root, copy)
        folder.chmod(0o755)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield copy
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """File permissions do not bind root: act as the user `nobody` meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
