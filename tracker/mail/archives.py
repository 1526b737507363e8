"""Mail as it lies on disk: .eml files, mbox, Maildir and folders of these, read and never changed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.mail.message import MAX_BYTES
from tracker.text import clean_line

# `From sender date`: a year at the end tells it from a sentence that opens with From (RFC 4155).
_FROM = re.compile(rb"From \S*.{0,100}\b\d{1,2}:\d{2}(?::\d{2})?.{0,40}\b(?:19|20)\d\d\b.{0,20}\r?\n?$")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_SUFFIXES = (".eml", ".mbox", ".mbx", ".mail", ".msg")
_OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQUEEZED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ")


@dataclass(frozen=True)
class Item:
    """One message found: `label` is its path or `path#n`; `raw` its bytes, or None and the `problem` in the
    way.
    """

    label: str
    raw: bytes | None
    problem: str = ""


def items(paths: Iterable[Path | str]) -> Iterator[Item]:
    """Yield every message under `paths`, files of a folder in name order; what cannot be read comes with
    its reason.

    An mbox yields `path#1`, `path#2`, …, with `>From ` unescaped (mboxrd). In a folder only what looks like
    mail by its name or place is opened; a file named by itself always is. Files are opened for reading
    only, links to folders are not followed, and anything but a plain file (a pipe, a device) is refused.
    """
    for path in map(Path, paths):
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path)


def _folder(path: Path) -> Iterator[Item]:
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") or _is_maildir(Path(folder, name))
        )
        here = Path(folder)
        maildir = here.name in ("cur", "new") and _is_maildir(here.parent)
        if here.name == "tmp" and _is_maildir(here.parent):
            continue  # messages still being delivered
        for name in sorted(files):
            if (
                (maildir and not name.startswith("."))
                or name.lower().endswith(_SUFFIXES)
                or ("." not in name and _starts_mbox(here / name))
            ):
                yield from _file(here / name)


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _starts_mbox(path: Path) -> bool:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return bool(_FROM.match(file.readline(400)))
    except OSError:
        return False


def _file(path: Path) -> Iterator[Item]:
    label = clean_line(str(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            yield Item(label, None, "It is not a plain file.")
            return
        if _starts_mbox(path):
            yield from _mbox(path, label)
            return
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it cannot be opened"
        yield Item(label, None, f"It cannot be read: {clean_line(reason)}.")
        return
    if len(raw) > MAX_BYTES:
        yield Item(label, None, f"It is larger than {MAX_BYTES // 2**20} MB.")
    elif raw.startswith(_OUTLOOK):
        yield Item(label, None, "It is an Outlook .msg file; save the message as .eml.")
    elif raw.startswith(_SQUEEZED):
        yield Item(label, None, "It is compressed; unpack it first.")
    else:
        yield Item(label, raw)


def _mbox(path: Path, label: str) -> Iterator[Item]:
    """Yield the messages of an mbox one at a time, so that an archive of any length is read in little
    memory.
    """
    number, size = 0, 0
    lines: list[bytes] = []
    blank = True
    with path.open("rb") as file:
        while line := file.readline(1 << 20):
            if blank and line.startswith(b"From ") and _FROM.match(line):
                if number:
                    yield _message(f"{label}#{number}", lines, size)
                number, size, lines = number + 1, 0, []
                blank = False
                continue
            blank = not line.strip(b"\r\n")
            size += len(line)
            if size <= MAX_BYTES:
                lines.append(line)
    if number:
        yield _message(f"{label}#{number}", lines, size)


def _message(label: str, lines: list[bytes], size: int) -> Item:
    if size > MAX_BYTES:
        return Item(label, None, f"It is larger than {MAX_BYTES // 2**20} MB.")
    if lines and not lines[-1].strip(b"\r\n"):
        lines.pop()  # the blank line that ends a message in an mbox
    return Item(label, _ESCAPED.sub(rb"\1", b"".join(lines)))
