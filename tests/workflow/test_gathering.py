"""A report's one pass over the record says what is said of each question alone, and every format comes out the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from workspaces import SEALED, found

from bench.report.large import Size, build
from tracker.record import evidence, queries, question_queries, timeline
from tracker.record.models import Question
from tracker.record.whole import Whole
from tracker.workflow import assess, audit, board, publish
from tracker.workflow.gathering import report_data
from tracker.workflow.workspace import Workspace

STRANGE = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}
USUAL = {"PYTHONHASHSEED": "1", "TZ": "America/Caracas", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


def test_the_pass_over_all_questions_says_what_is_said_of_each(worked: Workspace) -> None:
    assess.withdraw(worked, reason="taken back for the test")
    with worked.database.reading() as session:
        whole = Whole(session)
        views = {view.row.id: view for view in question_queries.question_views(whole, "L1")}
        assert len(views) == 11
        for key, view in views.items():
            assert view == question_queries.question_view(session, key)
            assert view.history == timeline.timeline(session, key)
            assert view.assessments == queries.assessments(session, [key])
            assert view.citations == queries.citation_views(session, key)
            for one in (view, *view.parts):
                row = session.get_one(Question, one.row.id)
                assert whole.claim_state(whole.questions[row.id]) == evidence.claim_state(session, row)
    assert sum(len(view.assessments) for view in views.values()) > 5
    assert any(view.row.contested for view in views.values())


def test_what_waits_is_counted_as_the_board_counts_it(worked: Workspace) -> None:
    data = report_data(worked)
    assert data.open_triage == sum(row.to_triage for row in board.replies(worked)) > 0
    assert data.unsorted == len(board.replies(worked, unsorted=True)) > 0


def test_no_format_holds_a_private_word(worked: Workspace, tmp_path: Path) -> None:
    found(worked, "C1", "confirm", passages=(f"{SEALED}.1",), reason="Assent, seen by us alone.")
    view = board.reply(worked, SEALED)
    name, _, address = view.row.who.partition(" <")
    lines = [line for passage in view.passages for line in passage.text.splitlines() if len(line) > 15]
    assert lines
    out = tmp_path / "out"
    publish.report(worked, out, ["all"])
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) > 24
    for path in written:
        text = path.read_text(encoding="utf-8")
        for words in (*lines, name, address.rstrip(">"), *(one.message_id for one in view.messages)):
            assert words not in text, path.name
    assert SEALED not in (out / "replies.csv").read_text(encoding="utf-8").split(",")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small record of the bench's kind."""
    root = tmp_path_factory.mktemp("large") / "record"
    build(root, Size(questions=26, findings=12)).close()
    return root


def test_the_bench_measures_a_record_that_holds_and_that_the_rules_let_through(
    large: Path, tmp_path: Path
) -> None:
    ws = Workspace.open(large)
    try:
        assert audit.verify(ws).problems == ()
        data = report_data(ws)
        assert sum(len(question.assessments) for question in data.questions) == 26 * 12
        assert any(question.row.contested for question in data.questions)
    finally:
        ws.close()
    for name in ("ledger.jsonl", "replies/private/sealed.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((large / name).read_bytes())
    rebuilt = Workspace.open(tmp_path)  # every entry is held against the rules
    try:
        assert rebuilt.rebuilt == data.size
        assert report_data(rebuilt) == data
    finally:
        rebuilt.close()


def test_every_format_has_the_same_bytes_in_another_process_place_and_order(
    large: Path, tmp_path: Path
) -> None:
    made = []
    for n, surroundings in enumerate((STRANGE, USUAL)):
        out = tmp_path / str(n)
        command = [sys.executable, "-m", "tracker", "--workspace", str(large), "report", "--format", "all"]
        subprocess.run(
            [*command, "--out", str(out)], env={**os.environ, **surroundings}, check=True, capture_output=True
        )
        made.append(
            {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        )
    assert len(made[0]) > 40
    assert made[0] == made[1]
