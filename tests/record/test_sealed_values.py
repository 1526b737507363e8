"""Private values: sealed in what travels, open in the file that git ignores, opened by disclosure."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger_samples import SECRET, act, files, fill, verdict

from tracker.errors import RecordBroken
from tracker.record import mirror, store
from tracker.record.act import Record
from tracker.record.ledger_tables import Withhold
from tracker.record.models import Person, Question


def rebuilt(folder: Path, new_record: Callable[[str], Record]) -> Record:
    """A record made from the files of a folder, as a clone makes it."""
    record = new_record(folder.name)
    found = record.mirror.read()  # type: ignore[union-attr]
    record.take_in(mirror.verified(found, "it"), 1, lambda _session, _entry: None)
    take_opened(record)
    return record


def take_opened(record: Record) -> int:
    assert record.mirror is not None
    opens = record.take_opened(record.mirror.read().opens, withheld=False)
    return opens + record.take_opened(record.mirror.read_private(), withheld=True)


def test_what_is_private_is_sealed_in_the_file_and_open_in_its_companion(record: Record, here: Path) -> None:
    public = (here / "ledger.jsonl").read_text(encoding="utf-8")
    private = (here / "private" / "sealed.jsonl").read_text(encoding="utf-8")
    assert SECRET not in public
    assert SECRET in private
    assert list(json.loads(public.splitlines()[2])["entry"]["sealed"]) == ["c0"]
    assert json.loads(private)["opens"] == 3


def test_a_change_of_a_private_row_stays_private(record: Record, here: Path) -> None:
    with act(record) as one:
        one.update(one.get(Person, "P1"), address="quiet@example.org")
        one.retire(one.get(Person, "P1"))
    assert "quiet@example.org" not in (here / "ledger.jsonl").read_text(encoding="utf-8")
    assert "quiet@example.org" in (here / "private" / "sealed.jsonl").read_text(encoding="utf-8")
    assert verdict(record).ok


def test_a_sealed_reason_stays_out_of_the_file(record: Record, here: Path) -> None:
    with record.act("x.done", actor="alice", reason="between us", seal_reason=True) as one:
        one.update(one.get(Question, "C1"), level=2)
    assert "between us" not in (here / "ledger.jsonl").read_text(encoding="utf-8")
    assert "between us" in (here / "private" / "sealed.jsonl").read_text(encoding="utf-8")
    assert verdict(record).ok


def test_disclosure_opens_every_change_of_a_row(record: Record, here: Path) -> None:
    with act(record) as one:
        one.update(one.get(Person, "P1"), role="a role")
    with act(record, "message.disclosed") as one:
        assert one.disclose(Person, "P1")
    public = (here / "ledger.jsonl").read_text(encoding="utf-8")
    assert SECRET in public
    assert [json.loads(line)["opens"] for line in public.splitlines() if line.startswith('{"open":')] == [
        3,
        5,
    ]
    with record.database.reading() as session:
        assert store.withheld_names(session) == {}
    assert verdict(record).ok
    with act(record) as one:
        one.update(one.get(Person, "P1"), role="another role")
    assert "another role" in (here / "ledger.jsonl").read_text(encoding="utf-8")


def test_a_row_disclosed_in_the_act_that_made_it_was_never_sealed(record: Record, here: Path) -> None:
    with act(record) as one:
        one.insert(Person(id="P2", name="met in public"), private=True)
        one.disclose(Person, "P2")
    assert "met in public" in (here / "ledger.jsonl").read_text(encoding="utf-8")
    assert verdict(record).ok


def test_a_clone_without_the_private_file_has_a_placeholder(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    here.with_name("clone").mkdir()
    shutil.copy(here / "ledger.jsonl", here.with_name("clone"))
    clone = rebuilt(here.with_name("clone"), new_record)
    with clone.database.reading() as session:
        person = session.get_one(Person, "P1")
        assert (person.withheld, person.name, person.name_consent) == (True, "withheld", False)
        assert session.get_one(Question, "C1").notes == "looked at"
    assert verdict(clone).ok


def test_a_clone_takes_in_the_private_file_when_it_arrives(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    folder = here.with_name("clone")
    folder.mkdir()
    shutil.copy(here / "ledger.jsonl", folder)
    clone = rebuilt(folder, new_record)
    shutil.copytree(here / "private", folder / "private")
    assert take_opened(clone) == 1
    assert take_opened(clone) == 0
    with clone.database.reading() as session:
        person = session.get_one(Person, "P1")
        assert (person.withheld, person.name) == (False, SECRET)
    assert verdict(clone).ok
    with act(clone) as one:
        one.update(one.get(Person, "P1"), role="kept quiet")
    assert "kept quiet" not in (folder / "ledger.jsonl").read_text(encoding="utf-8")


def test_what_another_clone_disclosed_is_disclosed_here(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    folder = here.with_name("clone")
    shutil.copytree(here, folder, ignore=shutil.ignore_patterns("tracker.db*"))
    clone = rebuilt(folder, new_record)
    with act(clone) as one:
        one.disclose(Person, "P1")
        one.update(one.get(Question, "C1"), notes="P1 may be read")
    shutil.copy(folder / "ledger.jsonl", here)
    found = mirror.verified(record.mirror.read(), "it")  # type: ignore[union-attr]
    record.take_in(found[4:], 5, lambda _session, _entry: None)
    take_opened(record)
    with record.database.reading() as session:
        assert session.get(Withhold, (3, "c0")) is None
    assert verdict(record).ok
    assert files(here)["ledger.jsonl"] == files(folder)["ledger.jsonl"]


def test_a_private_value_that_does_not_fit_its_seal_is_refused(
    record: Record, here: Path, new_record: Callable[[str], Record]
) -> None:
    folder = here.with_name("clone")
    shutil.copytree(here, folder, ignore=shutil.ignore_patterns("tracker.db*", "private"))
    clone = rebuilt(folder, new_record)
    false = (here / "private" / "sealed.jsonl").read_text(encoding="utf-8").replace(SECRET, "another name")
    (folder / "private").mkdir()
    (folder / "private" / "sealed.jsonl").write_text(false, encoding="utf-8")
    with pytest.raises(RecordBroken, match="c0 of entry 3 does not fit its seal"):
        take_opened(clone)
    with clone.database.reading() as session:
        assert session.get_one(Person, "P1").name == "withheld"


def test_a_leak_into_the_public_file_is_told(record: Record, here: Path) -> None:
    with record.database.reading() as session:
        entry = store.entries(session)[2]
    with (here / "ledger.jsonl").open("a", encoding="utf-8") as file:
        file.write(mirror.opens_line(3, entry.opened))
    assert verdict(record).problems == ("Entry 3 of ledger.jsonl opens what is to stay sealed.",)


def test_the_same_salt_is_never_used_twice(new_record: Callable[[str], Record]) -> None:
    one, other = new_record("one"), new_record("other")
    salts: list[str] = []
    for record in (one, other):
        fill(record)
        with record.database.reading() as session:
            salts += [o.salt for entry in store.entries(session) for o in entry.opened.values()]
    assert len(salts) == len(set(salts)) > 8
