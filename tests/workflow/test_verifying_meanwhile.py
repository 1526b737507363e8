"""Verification beside somebody who records: never a false problem, and a real one is found all the same."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from workspaces import files

from tracker.record.models import Letter, Person
from tracker.workflow import audit
from tracker.workflow.workspace import Workspace

Open = Callable[[Path], Workspace]

LOOKS = 15
REPOSITORY = Path(__file__).resolve().parents[2]
# Another tracker at work: a line for each act, until nobody reads them any more or it is told to end.
ANOTHER = """
import sys
import time
from pathlib import Path
from tracker.record.models import Person
from tracker.workflow.workspace import Workspace
ws = Workspace.open(Path(sys.argv[1]), "another person")
while True:
    with ws.act("person.met") as act:
        act.insert(Person(id=act.new_id(Person), name="sealed"), private=True)
    print("recorded", flush=True)
    time.sleep(0.005)
"""


@contextmanager
def recording(ws: Workspace) -> Iterator[list[int]]:
    """Have a thread record, seal and disclose as fast as it can; the list holds the number of each act."""
    over, begun = threading.Event(), threading.Event()
    acts: list[int] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            while not over.is_set():
                with ws.act("person.met") as act:
                    key = act.insert(Person(id=act.new_id(Person), name="sealed"), private=True).id
                with ws.act("person.disclosed") as act:
                    act.disclose(Person, key)
                    act.update(act.get(Person, key), name="open now")
                acts.append(act.seq)
                begun.set()
                over.wait(0.005)  # as between two messages that are read
        except BaseException as error:  # noqa: BLE001  (raised below)
            failures.append(error)
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert begun.wait(30)
        yield acts
    finally:
        over.set()
        thread.join()
    assert failures == []


def grows(ws: Workspace) -> None:
    """Verify many times while the ledger grows."""
    verdicts = [audit.verify(ws) for _ in range(LOOKS)]
    assert {one.problems for one in verdicts} == {()}
    assert len({one.size for one in verdicts}) > 1
    assert [one.size for one in verdicts] == sorted(one.size for one in verdicts)


def test_a_thread_that_records_meanwhile_is_no_problem(opened: Workspace) -> None:
    with recording(opened):
        grows(opened)
    assert audit.verify(opened).ok


def test_another_process_that_records_meanwhile_is_no_problem(opened: Workspace) -> None:
    command = [sys.executable, "-c", ANOTHER, str(opened.root)]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as another:
        try:
            assert another.stdout
            assert another.stdout.readline() == b"recorded\n"
            grows(opened)
        finally:
            another.kill()
    with opened.act("person.met") as act:  # brings the file up to date, wherever the other one was killed
        act.insert(Person(id=act.new_id(Person), name="met afterwards"))
    assert audit.verify(opened).ok


def strengthen(ws: Workspace) -> None:
    """Put another level into a table, as somebody with the database in hand does."""
    with ws.database.engine.connect().execution_options(writing=True) as connection:
        connection.exec_driver_sql("INSERT INTO act_guard (holder) VALUES ('nobody')")
        connection.exec_driver_sql("UPDATE question SET level = 5 WHERE id = 'C1'")
        connection.exec_driver_sql("DELETE FROM act_guard")
        connection.commit()


def test_tampering_is_found_while_somebody_records(opened: Workspace) -> None:
    told = "The row question C1 was changed behind the ledger's back (level)"
    with recording(opened):
        assert audit.verify(opened).ok
        strengthen(opened)
        verdict = audit.verify(opened)
    assert any(told in problem for problem in verdict.problems), verdict.problems


def test_a_file_that_runs_ahead_or_lags_is_told(opened: Workspace) -> None:
    path = opened.root / "ledger.jsonl"
    with opened.act("letter.opened") as act:
        act.insert(Letter(id="L9", title="another letter"))
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:-1]))
    assert audit.verify(opened).problems == (
        "ledger.jsonl lacks the last 1 entries; `tracker sync` adds them.",
    )
    path.write_bytes(b"".join([*whole, whole[-1]]))
    assert audit.verify(opened).problems == ("ledger.jsonl runs ahead of the database by 1 entries.",)


def test_a_workspace_that_somebody_keeps_is_verified_and_left_as_it_is(
    opened: Workspace, open_: Open
) -> None:
    """A tracker that hangs in the midst of an act keeps the lock; another one may still look."""
    other = open_(opened.root)
    other.record.mirror.wait_seconds = 0.05  # type: ignore[union-attr]
    before = files(opened.root)
    with opened.record.mirror.locked():  # type: ignore[union-attr]
        assert audit.verify(other).ok
    assert files(opened.root) == before


@pytest.mark.parametrize("there", ["no lock", "a folder in its place"])
def test_without_a_lock_to_read_it_verifies_all_the_same(opened: Workspace, there: str) -> None:
    """As in a workspace that may not be read whole; here nobody is kept out, so acts come in between."""
    lock = opened.root / ".tracker" / "lock"
    writer = Workspace.open(opened.root)
    writer.record.mirror.lock = lock.with_name("another-lock")  # type: ignore[union-attr]
    lock.unlink()
    if there != "no lock":
        lock.mkdir()
    try:
        with recording(writer):
            for _ in range(20):
                assert audit.verify(opened).problems == ()
        assert lock.exists() == (there != "no lock")
    finally:
        writer.close()
