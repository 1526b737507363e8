"""The ledger's bytes: headers, seals, hashes, Merkle roots and checkpoints (ledger format, version 1).

Pure functions over text and bytes; who stores them is the business of `act`, `mirror` and `archive`.
JCS is RFC 8785, the tree is RFC 6962, the checkpoint body is C2SP tlog-checkpoint.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from tracker.errors import RecordBroken

VERSION = 1
SCHEMA = 1
FIRST_PREV = "0" * 64
_HEADER_KEYS = {"v", "ledger", "seq", "ts", "actor", "kind", "data", "sealed", "prev"}
_TS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_HEX = re.compile(r"[0-9a-f]{64}")


def canonical(value: Any) -> str:
    """Return the RFC 8785 text of `value`; floats and integers of 2^53 and above are refused."""
    _refuse_inexact(value)
    try:
        return rfc8785.dumps(value).decode()
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise RecordBroken(f"A value cannot be written to the ledger: {error}.") from None


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, float):
        raise RecordBroken("A fractional number was offered to the ledger.", "write scores per mille")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        raise RecordBroken("A number too large for the ledger was offered to it.", "keep it below 2^53")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_inexact(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_inexact(item)


def entry_hash(header_text: str) -> str:
    """Return H = SHA-256("tracker-entry-v1\\n" ‖ header text) as lower-case hex."""
    return hashlib.sha256(b"tracker-entry-v1\n" + header_text.encode()).hexdigest()


def seal(salt: bytes, value_text: str) -> str:
    """Return SHA-256("tracker-sealed-v1\\n" ‖ salt ‖ value text) as hex; `salt` is 32 bytes."""
    return hashlib.sha256(b"tracker-sealed-v1\n" + salt + value_text.encode()).hexdigest()


def merkle_root(hashes: Sequence[str]) -> bytes:
    """Return the RFC 6962 tree hash over entry hashes (hex), leaves being their raw bytes."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in hashes]
    while len(level) > 1:
        # Pairing neighbours and carrying an odd last node up gives the same tree as splitting
        # at the largest power of two.
        level = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
    return level[0]


@dataclass(frozen=True)
class Checkpoint:
    """How large a ledger was and what its Merkle root was then."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The C2SP tlog-checkpoint body."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def checkpoint(ledger_id: str, hashes: Sequence[str]) -> Checkpoint:
    """Return the checkpoint of a ledger with the given id and entry hashes."""
    return Checkpoint(f"tracker/{ledger_id}", len(hashes), merkle_root(hashes))


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint body; RecordBroken names what is wrong with it."""
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)
    except (IndexError, ValueError):
        raise RecordBroken("This is not a checkpoint.", "it has three lines: origin, size, root") from None
    if not origin.startswith("tracker/") or size < 0 or len(root) != 32 or not lines[1].isascii():
        raise RecordBroken("This is not a checkpoint of a tracker ledger.", "origin is tracker/<ledger uuid>")
    return Checkpoint(origin, size, root)


@dataclass(frozen=True)
class Opened:
    """A disclosed value: the salt (hex) and the canonical text of the value."""

    salt: str
    text: str

    @property
    def value(self) -> Any:
        """The value itself."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Entry:
    """A ledger entry as stored: header text, its hash, and what of it is opened here."""

    header_text: str
    hash: str
    opened: dict[str, Opened]

    @property
    def header(self) -> dict[str, Any]:
        """The header as an object."""
        loaded: dict[str, Any] = json.loads(self.header_text)
        return loaded

    def line(self, names: set[str] | None = None) -> str:
        """The entry as a line of an export or mirror, with only `names` opened (None: all that is open)."""
        shown = {n: o for n, o in self.opened.items() if names is None or n in names}
        return canonical({"entry": self.header, "hash": self.hash, "open": open_object(shown)}) + "\n"


def open_object(opened: dict[str, Opened]) -> dict[str, Any]:
    """Return the `open` member of a line: name → salt and value."""
    return {name: {"salt": one.salt, "value": one.value} for name, one in opened.items()}


def read_open(data: Any) -> dict[str, Opened]:
    """Read the `open` member of a line; RecordBroken when it is not of that form."""
    try:
        return {name: Opened(str(one["salt"]), canonical(one["value"])) for name, one in data.items()}
    except (AttributeError, KeyError, TypeError):
        raise RecordBroken("An opened value is not of the ledger's form.") from None


def check_entry(entry: Entry, seq: int, prev: str, ledger_id: str | None, last_ts: str) -> str | None:
    """Say what is wrong with `entry` as number `seq` after the hash `prev`, or None when it holds."""
    try:
        header = json.loads(entry.header_text)
        if not isinstance(header, dict) or canonical(header) != entry.header_text:
            return "its header is not in canonical form"
    except (ValueError, RecordBroken):
        return "its header cannot be read"
    if set(header) != _HEADER_KEYS or header["v"] != VERSION:
        return "its header has other keys or another version"
    if not isinstance(header["actor"], str) or not isinstance(header["kind"], str):
        return "its header names no actor or no kind"
    if header["seq"] != seq:
        return f"it says it is number {header['seq']}"
    if ledger_id is not None and header["ledger"] != ledger_id:
        return "it belongs to another ledger"
    if header["prev"] != prev:
        return "it does not follow the entry before it"
    if entry.hash != entry_hash(entry.header_text):
        return "its hash does not fit its header"
    if not isinstance(header["ts"], str) or not _TS.fullmatch(header["ts"]) or header["ts"] < last_ts:
        return "its time is malformed or goes back"
    return _check_body(header, entry.opened)


def _check_body(header: dict[str, Any], opened: dict[str, Opened]) -> str | None:
    sealed, data = header["sealed"], header["data"]
    if not isinstance(sealed, dict) or not all(
        isinstance(d, str) and _HEX.fullmatch(d) for d in sealed.values()
    ):
        return "its seals are malformed"
    if not isinstance(data, dict) or not isinstance(data.get("changes"), list):
        return "its data are malformed"
    if type(data.get("schema", SCHEMA)) is not int:
        return "its data are malformed"
    for change in data["changes"]:
        if not isinstance(change, dict) or set(change) != {"table", "key", "op", "seal"}:
            return "a change in it is malformed"
        if not all(isinstance(value, str) for value in change.values()):
            return "a change in it is malformed"
        if change["op"] not in ("insert", "update", "retire") or change["seal"] not in sealed:
            return "a change in it has no seal or an unknown operation"
    for name, one in opened.items():
        if not all(isinstance(part, str) for part in (one.salt, one.text)):
            return f"the opened value {name} is not text"
        try:
            salt = bytes.fromhex(one.salt)
        except ValueError:
            return f"the salt of {name} is malformed"
        if len(salt) != 32 or one.salt != salt.hex():
            return f"the salt of {name} is malformed"
        if name not in sealed or seal(salt, one.text) != sealed[name]:
            return f"the opened value {name} does not fit its seal"
    return None


def first_problem(entries: Sequence[Entry]) -> tuple[int, str] | None:
    """Return (seq, what is wrong) of the first bad entry of a whole chain, or None when all hold."""
    prev, last_ts, ledger_id = FIRST_PREV, "", None
    for seq, entry in enumerate(entries, start=1):
        wrong = check_entry(entry, seq, prev, ledger_id, last_ts)
        if wrong:
            return seq, wrong
        header = entry.header
        prev, last_ts, ledger_id = entry.hash, header["ts"], header["ledger"]
    return None
