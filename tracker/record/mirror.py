"""`ledger.jsonl`: the ledger as text that travels with the repository, and its private companion.

The file is append-only. What is private is left sealed in it and opened in a second file that git
ignores. But for the look at its end before each act the file is read whole: it is the record of one letter, a few
megabytes at most.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tracker.errors import RecordBroken, TrackerError, WorkspaceBusy
from tracker.record import store
from tracker.record.ledger import Entry, canonical, first_problem, open_object, read_open

_TAIL = 1 << 18  # bytes at the end of the file in which its newest entry is first looked for
_BETWEEN_ACTS = 0.001  # seconds between two tries for a look: one act may follow another closely
_ENTRY = b'{"entry":'  # how the line of an entry begins, in canonical form
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass
class MirrorText:
    """What a ledger file holds: its entries, values opened on lines of their own, a torn tail."""

    entries: list[Entry] = field(default_factory=list)
    opens: dict[int, dict[str, Any]] = field(default_factory=dict)
    tail: bytes = b""  # bytes after the last whole line
    whole: int = 0  # size in bytes of the whole lines
    checkpoint: str | None = None


def parse(data: bytes, name: str = "ledger.jsonl") -> MirrorText:
    """Read a ledger file's bytes; RecordBroken names the first line that cannot be read."""
    found = MirrorText()
    lines = data.split(b"\n")
    found.tail = lines.pop()
    found.whole = len(data) - len(found.tail)
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", "replace").rstrip("\r")
        if text.startswith(_MARKERS):
            raise RecordBroken(
                f"{name} holds a merge marker in line {number}: two histories were merged as text.",
                "check out one side of the file; a ledger cannot be merged",
            )
        try:
            _take_line(found, json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RecordBroken):
            raise RecordBroken(
                f"Line {number} of {name} is not an entry of a ledger (entry {len(found.entries) + 1}).",
                "restore the file from git",
            ) from None
    return found


def _take_line(found: MirrorText, loaded: dict[str, Any]) -> None:
    if "entry" in loaded:
        header = loaded["entry"]
        found.entries.append(Entry(canonical(header), loaded["hash"], read_open(loaded["open"])))
    elif "opens" in loaded:
        read_open(loaded["open"])
        found.opens.setdefault(int(loaded["opens"]), {}).update(loaded["open"])
    elif "checkpoint" in loaded:
        found.checkpoint = loaded["checkpoint"]
    else:
        raise KeyError("entry")


def with_opens(found: MirrorText) -> list[Entry]:
    """Return the entries with values that were opened later added to them."""
    entries = []
    for seq, entry in enumerate(found.entries, start=1):
        late = read_open(found.opens.get(seq, {}))
        entries.append(Entry(entry.header_text, entry.hash, {**late, **entry.opened}))
    return entries


class Mirror:
    """The ledger file of a workspace at `path`, its private companion, and the lock around both."""

    def __init__(self, path: Path, private: Path, lock: Path, wait_seconds: float = 5.0) -> None:
        self.path = path
        self.private = private
        self.lock = lock
        self.wait_seconds = wait_seconds

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace; WorkspaceBusy when another tracker keeps it for `wait_seconds`."""
        with self._held():
            try:
                with self.path.open("ab"):  # writable now, before anything is done
                    pass
            except OSError as error:
                raise TrackerError(
                    f"{self.path.name} cannot be written: {error.strerror}.", "make it writable"
                ) from error
            yield

    @contextmanager
    def still(self) -> Iterator[bool]:
        """Hold off whoever writes for the moment of a look at database and file together; nothing is changed.

        Where the lock cannot be read, or is kept for `wait_seconds`, it is looked at all the same, and False says
        that somebody may be writing.
        """
        with ExitStack() as stack:
            held = False
            with suppress(OSError):
                held = self._share(stack.enter_context(self.lock.open("rb")).fileno())
            yield held

    def reaching(self, size: int, data: bytes) -> bytes:
        """Return `data`, or where entry `size` is lacking the file up to it, which somebody may be about to append.

        They have `wait_seconds` for it; after that the file is returned as it is.
        """
        if len(_whole(data)) >= size:
            return data
        until = time.monotonic() + self.wait_seconds
        while time.monotonic() < until:
            data = self.data()
            ends = _whole(data)
            if len(ends) >= size:
                return data[: ends[size - 1]]
            time.sleep(_BETWEEN_ACTS)
        return data

    def _share(self, handle: int) -> bool:
        until = time.monotonic() + self.wait_seconds
        while time.monotonic() < until:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_BETWEEN_ACTS)
            else:
                return True
        return False

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            handle = self.lock.open("a")
        except OSError as error:
            raise TrackerError(
                f"The workspace cannot be written: {error.strerror}.", "make its folder writable"
            ) from error
        with handle:
            until = time.monotonic() + self.wait_seconds
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise WorkspaceBusy(
                            "Another tracker is at work in this workspace.", "wait until it is done"
                        ) from None
                    time.sleep(0.05)
            yield

    def data(self) -> bytes:
        """Return the bytes of the ledger file; an absent one is empty."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""

    def read(self) -> MirrorText:
        """Read the ledger file; an absent one is empty."""
        return parse(self.data(), self.path.name)

    def read_private(self) -> dict[int, dict[str, Any]]:
        """Read the private companion: opened values by entry number; absent means none."""
        try:
            return parse(self.private.read_bytes(), self.private.name).opens
        except FileNotFoundError:
            return {}

    def refuse_foreign(self, session: Session) -> bool:
        """Refuse to write when the file's newest entry is not one of this database's entries.

        Looks at the end of the file only; `sync` looks at all of it. True when the file ends, whole, with
        the database's newest entry, so that the next one can simply be appended.
        """
        last, ends = self._last_entry()
        size = store.size(session)
        if last is None:
            return not size and ends
        seq, value = last
        if seq > size:
            raise RecordBroken(
                f"{self.path.name} holds {seq} entries, the database {size}.",
                "take them in with `tracker sync` first",
            )
        if store.hash_of(session, seq) != value:
            raise RecordBroken(
                f"{self.path.name} and the database part ways by entry {seq}.",
                "keep one history: check out one side of the file, or move .tracker aside and sync",
            )
        return seq == size and ends

    def _last_entry(self) -> tuple[tuple[int, str] | None, bool]:
        """Return number and hash of the newest entry in the file, and whether the file ends with a whole line.

        Read from its end: a record of years is not read through for every act.
        """
        try:
            handle = self.path.open("rb")
        except FileNotFoundError:
            return None, True
        with handle:
            length = handle.seek(0, os.SEEK_END)
            step = _TAIL
            while True:
                handle.seek(max(0, length - step))
                data = handle.read()
                lines = data.split(b"\n")[0 if step >= length else 1 : -1]  # the first may be cut
                for line in reversed(lines):
                    if line.startswith(b'{"open":'):
                        continue
                    try:
                        loaded = json.loads(line)
                        return (int(loaded["entry"]["seq"]), str(loaded["hash"])), data.endswith(b"\n")
                    except (ValueError, KeyError, TypeError, RecursionError):
                        step = length
                        break
                if step >= length:
                    break
                step *= 4
        whole = self.data()
        parse(whole, self.path.name)  # names the line that cannot be read
        return None, not whole

    def append(self, seq: int, entry: Entry, withheld: set[str]) -> None:
        """Append one new entry to the files that are known to end with the entry before it."""
        private = {name: one for name, one in entry.opened.items() if name in withheld}
        _add(self.path, entry.line(set(entry.opened) - withheld))
        if private:
            self.private.parent.mkdir(parents=True, exist_ok=True)
            _add(self.private, opens_line(seq, private))

    def catch_up(self, session: Session) -> None:
        """Write to the files whatever the database has and they lack; a torn last line is finished."""
        found = self.read()
        known = store.entries(session)
        withheld = store.withheld_names(session)
        self.refuse_fork(found, known)
        lines = []
        for seq, entry in enumerate(known, start=1):
            shown = set(entry.opened) - withheld.get(seq, set())
            if seq > len(found.entries):
                lines.append(entry.line(shown))
                continue
            there = set(found.entries[seq - 1].opened) | set(found.opens.get(seq, {}))
            late = {n: o for n, o in entry.opened.items() if n in shown - there}
            if late:
                lines.append(opens_line(seq, late))
        self._append(self.path, found, "".join(lines).encode())
        self._catch_up_private(known, withheld)

    def _catch_up_private(self, known: list[Entry], withheld: dict[int, set[str]]) -> None:
        if not withheld and not self.private.exists():
            return
        self.private.parent.mkdir(parents=True, exist_ok=True)
        data = self.private.read_bytes() if self.private.exists() else b""
        found = parse(data, self.private.name)
        lines = []
        for seq, names in sorted(withheld.items()):
            there = found.opens.get(seq, {})
            late = {n: o for n, o in known[seq - 1].opened.items() if n in names and n not in there}
            if late:
                lines.append(opens_line(seq, late))
        self._append(self.private, found, "".join(lines).encode())

    def _append(self, path: Path, found: MirrorText, new: bytes) -> None:
        if not new and not found.tail:
            return
        if found.tail and not new.startswith(found.tail):
            # A tail that the database cannot explain is kept aside, never dropped.
            aside = path.with_name(f"{path.name}.torn")
            with aside.open("ab") as handle:
                handle.write(found.tail + b"\n")
        with path.open("r+b" if path.exists() else "w+b") as handle:
            handle.seek(found.whole)
            handle.truncate()
            handle.write(new)
            handle.flush()
            os.fsync(handle.fileno())

    def refuse_fork(self, found: MirrorText, known: list[Entry]) -> None:
        """Refuse a file that holds another history than the database, naming where they part."""
        for seq, (there, here) in enumerate(zip(found.entries, known, strict=False), start=1):
            if there.hash != here.hash or there.header_text != here.header_text:
                raise RecordBroken(
                    f"{self.path.name} and the database part ways at entry {seq}.",
                    "keep one history: check out one side of the file, or move .tracker aside and sync",
                )


def _add(path: Path, line: str) -> None:
    with path.open("ab") as handle:
        handle.write(line.encode())
        handle.flush()
        os.fsync(handle.fileno())


def _whole(data: bytes) -> list[int]:
    """Return where the line of each entry ends that is there whole."""
    ends, at = [], 0
    for line in data.splitlines(keepends=True):
        at += len(line)
        if line.startswith(_ENTRY) and line.endswith(b"\n"):
            ends.append(at)
    return ends


def opens_line(seq: int, opened: dict[str, Any]) -> str:
    """Return the line that opens values of entry `seq` on its own."""
    return canonical({"opens": seq, "open": open_object(opened)}) + "\n"


def verified(found: MirrorText, name: str) -> list[Entry]:
    """Return the file's entries with late values, after checking the whole chain; RecordBroken otherwise."""
    entries = with_opens(found)
    bad = first_problem(entries)
    if bad:
        raise RecordBroken(f"Entry {bad[0]} of {name} does not hold: {bad[1]}.", "restore the file from git")
    return entries
