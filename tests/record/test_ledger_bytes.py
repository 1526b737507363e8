"""The bytes of the ledger: the known answers of the published format, and what it refuses to write."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from tracker.errors import RecordBroken
from tracker.record import ledger, mirror, verify
from tracker.record.ledger import Entry, Opened

LEDGER = "3f2a6c1e-0000-4000-8000-000000000001"
ZEROS = "0" * 64
REASON, INSERTED, CHANGED = (bytes(range(start, start + 32)).hex() for start in (0x00, 0x20, 0x40))
OPENED = (
    {},
    {
        "reason": Opened(REASON, '"opened from the letter"'),
        "c0": Opened(INSERTED, '{"id":"C1","level":3,"wording":"Public materials appear to support …"}'),
    },
    {"c0": Opened(CHANGED, '{"id":"C1","level":4}')},
)
HEADERS = (
    '{"actor":"alice","data":{"changes":[],"schema":1},"kind":"ledger.opened",'
    f'"ledger":"{LEDGER}","prev":"{ZEROS}","sealed":{{}},"seq":1,"ts":"2026-01-02T03:04:05.000Z","v":1}}',
    '{"actor":"alice","data":{"changes":[{"key":"C1","op":"insert","seal":"c0","table":"question"}]},'
    f'"kind":"question.opened","ledger":"{LEDGER}",'
    '"prev":"6cd388c8e8d9366869082fd1896fc8f09741664088ee56e6cede825ee137b9ff",'
    '"sealed":{"c0":"9019f80c8f3ef42335f3ab2b8caf518977fecda1d91111233e11403b570026f4",'
    '"reason":"1b612f3157edba64ebee9ec72b8e41225bf7df4950b0ace0d7b43983463a377b"},'
    '"seq":2,"ts":"2026-01-02T03:05:00.000Z","v":1}',
    '{"actor":"bob","data":{"changes":[{"key":"C1","op":"update","seal":"c0","table":"question"}]},'
    f'"kind":"claim.assessed","ledger":"{LEDGER}",'
    '"prev":"068f773af58acbc90a99a0645757cf6f6c120b7721dac3886a07b76220fb66da",'
    '"sealed":{"c0":"1dbbea0b61d3d176c49cd173789d8194d82243989e912437b0d3b7a54265692a"},'
    '"seq":3,"ts":"2026-01-02T03:06:00.000Z","v":1}',
)
HASHES = (
    "6cd388c8e8d9366869082fd1896fc8f09741664088ee56e6cede825ee137b9ff",
    "068f773af58acbc90a99a0645757cf6f6c120b7721dac3886a07b76220fb66da",
    "579b811835b880f92e88880b244dc760ed0a3645086d1fbc4e3a8edcf1c505ea",
)
ROOTS = (
    "377154ce81bb8d2a6ddd0b55669b1b7b3c27ebdab9a1e98e8094ee93c6662b0b",
    "df24e10a00aa9bc3ba2b9aa55a6268d6cb540db8a1b04197d4d7d05bdce1e471",
    "d80f89d047af76d6a4d0622865994e926d53b8523b91b5e3e0d64d276d52ff05",
)
ENTRIES = [
    Entry(header, hash_, opened) for header, hash_, opened in zip(HEADERS, HASHES, OPENED, strict=True)
]


@pytest.mark.parametrize("at", range(3))
def test_each_header_is_its_own_canonical_text_and_hashes_as_published(at: int) -> None:
    assert ledger.canonical(json.loads(HEADERS[at])) == HEADERS[at]
    assert ledger.entry_hash(HEADERS[at]) == HASHES[at]


def test_each_value_is_sealed_as_published() -> None:
    for header, opened in zip(HEADERS, OPENED, strict=True):
        sealed = json.loads(header)["sealed"]
        assert {n: ledger.seal(bytes.fromhex(o.salt), o.text) for n, o in opened.items()} == sealed


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert ledger.merkle_root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_known_ledger_verifies_and_closes_with_its_checkpoint() -> None:
    verdict = verify.verify_entries(ENTRIES)
    root = base64.b64encode(bytes.fromhex(ROOTS[2])).decode()
    assert verdict.problems == ()
    assert verdict.checkpoint == f"tracker/{LEDGER}\n3\n{root}\n"


def test_the_known_ledger_as_a_file_reads_back_and_withheld_values_change_no_hash() -> None:
    whole = "".join(entry.line() for entry in ENTRIES)
    bare = "".join(entry.line(set()) for entry in ENTRIES)
    assert mirror.verified(mirror.parse(whole.encode()), "it") == ENTRIES
    closed = mirror.verified(mirror.parse(bare.encode()), "it")
    assert [entry.hash for entry in closed] == list(HASHES)
    assert all(not entry.opened for entry in closed)
    assert verify.verify_entries(closed).ok


def test_values_opened_on_a_line_of_their_own_are_those_of_the_entry() -> None:
    bare = "".join(entry.line(set()) for entry in ENTRIES) + mirror.opens_line(2, OPENED[1])
    assert mirror.verified(mirror.parse(bare.encode()), "it")[1] == ENTRIES[1]


@pytest.mark.parametrize("size", range(1, 20))
def test_the_tree_is_that_of_rfc_6962_for_every_size(size: int) -> None:
    def tree(leaves: list[bytes]) -> bytes:
        """RFC 6962, section 2.1, as it is written there: split at the largest power of two below n."""
        if len(leaves) == 1:
            return hashlib.sha256(b"\x00" + leaves[0]).digest()
        k = 1
        while k * 2 < len(leaves):
            k *= 2
        return hashlib.sha256(b"\x01" + tree(leaves[:k]) + tree(leaves[k:])).digest()

    hashes = [hashlib.sha256(bytes([n])).hexdigest() for n in range(size)]
    assert ledger.merkle_root(hashes) == tree([bytes.fromhex(one) for one in hashes])


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert ledger.merkle_root([]) == hashlib.sha256(b"").digest()


def test_a_checkpoint_reads_back() -> None:
    made = ledger.checkpoint(LEDGER, HASHES)
    assert ledger.parse_checkpoint(made.text) == made
    assert ledger.parse_checkpoint(made.text.replace("\n", "\r\n")) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tracker/x\n3\n",
        "tracker/x\nthree\nAAAA\n",
        "tracker/x\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "other/x\n3\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "tracker/x\n3\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "tracker/x\n٣\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "tracker/x\n3\nnot base64!\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(RecordBroken):
        ledger.parse_checkpoint(text)


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1.0,
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        10**30,
        "\ud800",
        {"a": [{"b": 0.5}]},
        {1: "x"},
        b"x",
    ],
)
def test_what_the_format_does_not_know_is_refused(value: object) -> None:
    with pytest.raises(RecordBroken):
        ledger.canonical(value)


@pytest.mark.parametrize(
    "value", [2**53 - 1, -(2**53) + 1, True, None, "…\u2028\U0001f600", [], {"b": 1, "a": 2}]
)
def test_what_the_format_knows_reads_back_exactly(value: object) -> None:
    assert json.loads(ledger.canonical(value)) == value


def test_keys_are_ordered_as_rfc_8785_says_by_utf_16_units() -> None:
    assert ledger.canonical({"\ufb33": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ufb33":1}'
