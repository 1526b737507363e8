"""`ledger.jsonl`: it follows the database, is caught up, and never lets a foreign history in unseen."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger_samples import add_letter, files, size, verdict

from tracker.errors import RecordBroken, TrackerError
from tracker.record import mirror, store
from tracker.record.act import Record
from tracker.record.ledger import canonical


def ledger_file(here: Path) -> Path:
    return here / "ledger.jsonl"


def catch_up(record: Record) -> None:
    assert record.mirror is not None
    with record.mirror.locked(), record.database.reading() as session:
        record.mirror.catch_up(session)


def test_every_line_is_canonical_and_holds_one_entry(record: Record, here: Path) -> None:
    lines = ledger_file(here).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["entry"]["seq"] for line in lines] == [1, 2, 3, 4]
    assert all(canonical(json.loads(line)) == line for line in lines)


@pytest.mark.parametrize("kept", range(4))
def test_a_file_that_lags_is_caught_up(kept: int, record: Record, here: Path) -> None:
    before = files(here)
    lines = ledger_file(here).read_bytes().splitlines(keepends=True)
    ledger_file(here).write_bytes(b"".join(lines[:kept]))
    assert f"lacks the last {4 - kept} entries" in verdict(record).problems[0]
    catch_up(record)
    assert files(here) == before
    assert verdict(record).ok


def test_verifying_while_somebody_records_finds_nothing_wrong(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    """Another tracker may be writing: database and file are looked at as they were at one moment."""
    other, enough, failed = new_record("here"), threading.Event(), []
    assert record.mirror is not None
    record.mirror.wait_seconds = 30.0  # the writer hardly lets go

    def keep_recording() -> None:
        try:
            for n in itertools.count(7):
                if enough.is_set():
                    return
                add_letter(other, f"L{n}")
        except BaseException as error:  # noqa: BLE001  (the test tells of it)
            failed.append(error)

    writer = threading.Thread(target=keep_recording)
    writer.start()
    try:
        sizes = []
        while len(set(sizes)) < 12 and not failed:
            found = verdict(record)
            assert found.problems == ()
            sizes.append(found.size)
    finally:
        enough.set()
        writer.join()
    assert failed == []
    lines = ledger_file(here).read_text(encoding="utf-8").splitlines(keepends=True)
    ledger_file(here).write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    assert verdict(record).problems


@pytest.mark.parametrize("kept", range(3))
def test_the_next_act_catches_up_a_file_that_lags(kept: int, record: Record, here: Path) -> None:
    lines = ledger_file(here).read_bytes().splitlines(keepends=True)
    ledger_file(here).write_bytes(b"".join(lines[:kept]))
    add_letter(record)
    assert ledger_file(here).read_bytes().splitlines(keepends=True)[:4] == lines
    assert verdict(record).ok


def test_a_torn_last_line_is_finished_wherever_it_is_torn(record: Record, here: Path) -> None:
    before = files(here)
    data = ledger_file(here).read_bytes()
    start = data[:-1].rfind(b"\n") + 1
    for cut in (*range(start, len(data), 97), len(data) - 1):
        ledger_file(here).write_bytes(data[:cut])
        catch_up(record)
        assert files(here) == before, cut


def test_an_act_after_a_torn_line_finishes_it_first(record: Record, here: Path) -> None:
    data = ledger_file(here).read_bytes()
    ledger_file(here).write_bytes(data[:-40])
    add_letter(record)
    assert ledger_file(here).read_bytes().startswith(data)
    assert verdict(record).ok


def test_a_torn_line_that_the_database_cannot_explain_is_kept_aside(record: Record, here: Path) -> None:
    data = ledger_file(here).read_bytes()
    ledger_file(here).write_bytes(data + b"somebody's half word")
    catch_up(record)
    assert ledger_file(here).read_bytes() == data
    assert (here / "ledger.jsonl.torn").read_bytes() == b"somebody's half word\n"


def test_a_lost_file_is_written_again(record: Record, here: Path) -> None:
    before = files(here)
    shutil.rmtree(here / "private")
    ledger_file(here).unlink()
    catch_up(record)
    assert files(here) == before


def test_an_altered_byte_of_the_file_is_named_by_its_entry(record: Record, here: Path) -> None:
    data = ledger_file(here).read_bytes()
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for seq, (start, end) in enumerate(itertools.pairwise(starts), start=1):
        for at in range(start, end - 1, 31):
            ledger_file(here).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            problems = verdict(record).problems
            assert problems, at
            assert f"ntry {seq} " in problems[0] or f"(entry {seq})" in problems[0], (at, problems)
    ledger_file(here).write_bytes(data)
    assert verdict(record).ok


ENDINGS = {
    "a marker after the last entry": b"<<<<<<< HEAD\n=======\n>>>>>>> other\n",
    "a lone marker": b"=======\n",
    "words": b"not an entry\n",
    "an empty line": b"\n",
    "a number": b"7\n",
    "an entry without a hash": b'{"entry":{}}\n',
    "an entry nested without end": b'{"entry":' + b"[" * 3000 + b"]" * 3000 + b"}\n",
    "bytes that are no text": b"\xff\xfe\x00\n",
}


@pytest.mark.parametrize("case", ENDINGS)
def test_an_act_refuses_a_file_that_ends_in_something_else(case: str, record: Record, here: Path) -> None:
    ledger_file(here).write_bytes(ledger_file(here).read_bytes() + ENDINGS[case])
    before = files(here)
    with pytest.raises(RecordBroken, match=r"line 5|Line 5"):
        add_letter(record)
    assert files(here) == before
    assert size(record) == 4
    assert not verdict(record).ok


def test_a_merge_marker_is_named_in_one_sentence(record: Record, here: Path) -> None:
    lines = ledger_file(here).read_bytes().splitlines(keepends=True)
    ledger_file(here).write_bytes(
        b"".join([*lines[:3], b"<<<<<<< HEAD\n", lines[3], b"=======\n", b">>>>>>> b\n"])
    )
    before = files(here)
    for attempt in (lambda: add_letter(record), lambda: catch_up(record)):
        with pytest.raises(RecordBroken, match="merge marker in line 4: two histories were merged as text"):
            attempt()
    assert files(here) == before


def test_a_fork_is_named_by_the_entry_where_it_parts(
    record: Record, here: Path, tmp_path: Path, new_record: Callable[[str], Record]
) -> None:
    shutil.copytree(here, tmp_path / "there")
    there = new_record("there")
    add_letter(record, "L1")
    add_letter(there, "L2")
    shutil.copy(ledger_file(tmp_path / "there"), ledger_file(here))
    before = files(here)
    for attempt in (lambda: add_letter(record, "L3"), lambda: catch_up(record)):
        with pytest.raises(RecordBroken, match=r"part ways (at|by) entry 5"):
            attempt()
    assert files(here) == before
    assert "Entry 5 of ledger.jsonl is the first that is not the database's." in verdict(record).problems


def test_another_ledger_altogether_is_refused(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    other = new_record("other")
    other.open_ledger("alice")
    shutil.copy(here.with_name("other") / "ledger.jsonl", ledger_file(here))
    with pytest.raises(RecordBroken, match="part ways"):
        add_letter(record)


def test_a_file_that_runs_ahead_is_taken_in_first(
    record: Record, here: Path, tmp_path: Path, new_record: Callable[[str], Record]
) -> None:
    shutil.copytree(here, tmp_path / "there")
    there = new_record("there")
    add_letter(there)
    shutil.copy(ledger_file(tmp_path / "there"), ledger_file(here))
    with pytest.raises(RecordBroken, match="holds 5 entries, the database 4"):
        add_letter(record, "L9")
    assert "runs ahead of the database by 1 entries" in verdict(record).problems[0]
    entries = mirror.verified(mirror.parse(ledger_file(here).read_bytes()), "it")
    record.take_in(entries[4:], 5, lambda _session, _entry: None)
    assert verdict(record).ok
    add_letter(record, "L9")
    assert verdict(record).ok


def test_a_take_in_that_is_refused_changes_nothing(
    record: Record, here: Path, tmp_path: Path, new_record: Callable[[str], Record]
) -> None:
    shutil.copytree(here, tmp_path / "there")
    there = new_record("there")
    add_letter(there, "L1")
    add_letter(there, "L2")
    ahead = mirror.verified(mirror.parse(ledger_file(tmp_path / "there").read_bytes()), "it")[4:]

    def only_the_first(_session: object, entry: object) -> None:
        if entry is ahead[1]:
            raise RecordBroken("No.")

    with pytest.raises(RecordBroken, match=r"No\."):
        record.take_in(ahead, 5, only_the_first)
    assert size(record) == 4
    assert verdict(record).ok


def test_windows_line_ends_are_read(record: Record, here: Path) -> None:
    data = ledger_file(here).read_bytes()
    found = mirror.parse(data.replace(b"\n", b"\r\n"))
    assert [entry.hash for entry in found.entries] == [entry.hash for entry in mirror.parse(data).entries]


def test_a_file_that_cannot_be_written_stops_the_act_before_it_begins(record: Record, here: Path) -> None:
    ledger_file(here).unlink()
    ledger_file(here).mkdir()
    with pytest.raises(TrackerError, match="cannot be written"):
        add_letter(record)
    assert size(record) == 4


def test_two_processes_worth_of_acts_make_one_chain(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    other = new_record("here")
    for n in range(6):
        add_letter([record, other][n % 2], f"L{n}")
    found = mirror.verified(mirror.parse(ledger_file(here).read_bytes()), "it")
    with record.database.reading() as session:
        assert [entry.hash for entry in found] == store.hashes(session)
    assert len(found) == 10
    assert verdict(record).ok
