"""Exports: rebuilt they are the same bytes, and a public one gives nothing private away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from workspaces import SEALED, clone, files, found, holds, size, state

from tracker.errors import BadUse, RecordBroken
from tracker.workflow import audit, board
from tracker.workflow.workspace import Workspace

pytestmark = pytest.mark.xdist_group("worked")
VARIANTS = {
    "whole": (False, False),
    "public": (True, False),
    "roles only": (False, True),
    "both": (True, True),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_import_of_an_export_exports_the_same_bytes(
    variant: str, worked: Workspace, tmp_path: Path
) -> None:
    public, roles_only = VARIANTS[variant]
    first, second = tmp_path / "one" / "export.jsonl", tmp_path / "two" / "export.jsonl"
    written, checkpoint = audit.export(worked, first, public, roles_only)
    assert written == size(worked)
    verdict = audit.verify_file(first)
    assert verdict.problems == ()
    assert verdict.checkpoint == checkpoint == audit.checkpoint(worked)
    other = audit.import_(first, tmp_path / "imported", "researcher")
    try:
        assert size(other) == written
        holds(other)
        audit.export(other, second, public, roles_only)
        if variant == "whole":
            assert state(other) == state(worked)
    finally:
        other.close()
    assert second.read_bytes() == first.read_bytes()
    names = {path.name for path in first.parent.rglob("*.eml")}
    assert {path.name for path in second.parent.rglob("*.eml")} == names
    assert bool(names) != roles_only


def test_a_public_export_holds_no_private_word(worked: Workspace, tmp_path: Path) -> None:
    view = board.reply(worked, SEALED)
    lines = [line for line in view.passages[0].text.splitlines() if len(line) > 15]
    assert lines
    audit.export(worked, tmp_path / "whole" / "export.jsonl")
    audit.export(worked, tmp_path / "public" / "export.jsonl", public=True)
    whole = "".join(
        p.read_text(encoding="utf-8", errors="replace") for p in (tmp_path / "whole").rglob("*.*")
    )
    public = "".join(
        p.read_text(encoding="utf-8", errors="replace") for p in (tmp_path / "public").rglob("*.*")
    )
    name, address = re.fullmatch(r"(.*) <(.*)>", view.row.who).groups()  # type: ignore[union-attr]
    for words in (*lines, name, address, *(one.message_id for one in view.messages if one.message_id)):
        assert words in whole
        assert words not in public
    shas = {one.sha256 for one in view.messages}
    assert not [path for path in (tmp_path / "public").rglob("*.eml") if path.stem in shas]


def test_a_roles_only_export_names_and_addresses_nobody(worked: Workspace, tmp_path: Path) -> None:
    audit.export(worked, tmp_path / "export.jsonl", roles_only=True)
    text = (tmp_path / "export.jsonl").read_text(encoding="utf-8")
    who = [board.reply(worked, row.id).row.who for row in board.replies(worked)]
    assert len(who) > 12
    for one in who:
        name, _, address = one.partition(" <")
        assert address.rstrip(">") not in text, address
        assert name.partition(" (")[0] not in text, name
    assert not re.search(r"sample\.responder", text, re.IGNORECASE)
    assert "a sample responder in" not in text  # even the role stands in the row that names the person


def test_an_export_can_be_checked_against_an_older_checkpoint(worked: Workspace, tmp_path: Path) -> None:
    (tmp_path / "then.txt").write_text(audit.checkpoint(worked), encoding="utf-8")
    audit.export(worked, tmp_path / "then.jsonl")
    found(worked, "Q1", "none")
    audit.export(worked, tmp_path / "now.jsonl")
    assert audit.verify_file(tmp_path / "now.jsonl", tmp_path / "then.txt").ok
    assert audit.verify_file(tmp_path / "now.jsonl", tmp_path / "then.jsonl").ok
    assert audit.verify(worked, tmp_path / "then.jsonl").ok
    problems = audit.verify_file(tmp_path / "then.jsonl", tmp_path / "now.jsonl").problems
    assert "were dropped" in problems[0]


def test_a_cut_or_altered_export_is_refused(worked: Workspace, tmp_path: Path) -> None:
    audit.export(worked, tmp_path / "export.jsonl")
    data = (tmp_path / "export.jsonl").read_bytes()
    lines = data.splitlines(keepends=True)
    entries = [n for n, line in enumerate(lines) if line.startswith(b'{"entry"')]
    cases = {
        "half a line": data[:-20],
        "its last entry gone": b"".join(lines[: entries[-1]] + lines[-1:]),
        "an entry gone": b"".join(lines[:20] + lines[21:]),
        "two entries changed over": b"".join([*lines[:20], lines[21], lines[20], *lines[22:]]),
        "a letter altered": data.replace(b"Private", b"Privata", 1),
        "another checkpoint": data[:-40] + bytes([data[-40] ^ 1]) + data[-39:],
        "an empty line": data + b"\n",
        "blanks between": data.replace(b'"entry":', b'"entry": ', 1),
    }
    for case, altered in cases.items():
        path = tmp_path / "altered.jsonl"
        path.write_bytes(altered)
        assert not audit.verify_file(path).ok, case
        with pytest.raises(RecordBroken):
            audit.import_(path, tmp_path / "nowhere")
        assert not (tmp_path / "nowhere").exists()


def test_a_message_beside_an_export_that_was_altered_is_not_taken_for_it(
    worked: Workspace, tmp_path: Path
) -> None:
    audit.export(worked, tmp_path / "export.jsonl")
    paths = sorted((tmp_path / "messages").glob("*.eml"))
    paths[0].write_bytes(paths[0].read_bytes().replace(b"example.org", b"example.net"))
    other = audit.import_(tmp_path / "export.jsonl", tmp_path / "imported", "researcher")
    try:
        holds(other)
        stored = {path.name for path in other.root.rglob("*.eml")}
        assert len(stored) == len(paths) - 1
    finally:
        other.close()


def test_an_import_needs_an_empty_folder_and_an_export_a_new_file(worked: Workspace, tmp_path: Path) -> None:
    audit.export(worked, tmp_path / "export.jsonl")
    before = files(worked.root)
    with pytest.raises(BadUse, match="is not empty"):
        audit.import_(tmp_path / "export.jsonl", worked.root)
    with pytest.raises(BadUse, match="is there already"):
        audit.export(worked, tmp_path / "export.jsonl")
    assert files(worked.root) == before


def test_disclosure_opens_what_was_sealed_in_every_later_export(
    worked: Workspace, tmp_path: Path, open_: Callable[[Path], Workspace]
) -> None:
    words = board.reply(worked, SEALED).passages[0].text.split("\n")[0]
    with pytest.raises(BadUse, match="needs a reason"):
        audit.disclose(worked, SEALED, " ")
    audit.disclose(worked, SEALED, "posted on the list by its writer")
    audit.export(worked, tmp_path / "export.jsonl", public=True)
    assert words in (tmp_path / "export.jsonl").read_text(encoding="utf-8")
    holds(worked)
    private = worked.root / "replies" / "private"
    assert not list(private.glob("r1-*"))
    other = open_(clone(worked.root, tmp_path / "clone"))
    assert words in board.reply(other, SEALED).text
    with pytest.raises(BadUse, match="is public already"):
        audit.disclose(worked, SEALED, "again")


def test_every_line_of_an_export_is_one_object(worked: Workspace, tmp_path: Path) -> None:
    audit.export(worked, tmp_path / "export.jsonl")
    lines = [
        json.loads(line) for line in (tmp_path / "export.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {tuple(sorted(line)) for line in lines} == {
        ("entry", "hash", "open"),
        ("open", "opens"),
        ("checkpoint", "signature"),
    }
    assert lines[-1]["checkpoint"] == audit.checkpoint(worked)
