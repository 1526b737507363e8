"""Records to test on: a filled one in a folder, with its ledger file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger_samples import Clock, fill, record_in

from tracker.record.act import Record


@pytest.fixture
def clock() -> Clock:
    """The clock of the records of a test."""
    return Clock()


@pytest.fixture
def new_record(tmp_path: Path, clock: Clock) -> Iterator[Callable[[str], Record]]:
    """Open the record of a folder by its name; all are closed when the test ends."""
    opened: list[Record] = []

    def open_(name: str) -> Record:
        opened.append(record_in(tmp_path / name, clock))
        return opened[-1]

    yield open_
    for record in opened:
        record.database.dispose()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a record of four entries; only to be copied."""
    folder = tmp_path_factory.mktemp("record") / "here"
    record = record_in(folder, Clock())
    fill(record)
    record.database.dispose()
    return folder


@pytest.fixture
def record(filled: Path, tmp_path: Path, new_record: Callable[[str], Record]) -> Record:
    """A record of four entries."""
    shutil.copytree(filled, tmp_path / "here")
    return new_record("here")


@pytest.fixture
def here(record: Record, tmp_path: Path) -> Path:
    """The folder of that record."""
    return tmp_path / "here"
