"""What a clumsy or hostile caller hands in: told in a sentence, and nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from workspaces import AUTO, INLINE, TOP_POSTED, UNRELATED, files, found, holds, size, state

from tracker.errors import BadUse, TrackerError
from tracker.workflow import board, sourcework, sync, triage
from tracker.workflow.assess import Finding, assess, preview
from tracker.workflow.workspace import Workspace

FINE = Finding("C1", ("none",), reason="looked at")
FINDINGS: dict[str, dict[str, Any]] = {
    "no question": {"question": ""},
    "a path for a question": {"question": "../../C1"},
    "a question with controls": {"question": "C1\x1b[2J"},
    "no effect": {"effects": ()},
    "an empty effect": {"effects": ("",)},
    "an effect with a strange detail": {"effects": ("confirm:narrower",)},
    "a kind that is none": {"effects": ("restate:wilder",)},
    "a concern that is none": {"effects": ("downgrade:weather",)},
    "an effect twice": {"effects": ("none", "none")},
    "effects that clash": {"effects": ("upgrade", "downgrade:adequacy"), "level": 2},
    "a level below": {"level": -1},
    "a level above": {"level": 6},
    "a level that is a word": {"level": "three"},
    "no reason": {"reason": ""},
    "a reason of blanks": {"reason": " \n\t\u2003"},
    "a basis that is none": {"basis": "hearsay"},
    "a reply without passages": {"basis": "reply"},
    "a passage that is none": {"passages": ("R4.99",)},
    "a reply without any": {"passages": (UNRELATED,)},
    "a question for a passage": {"passages": ("C1",)},
    "a citation of another question": {"citations": ("K999",)},
    "a gap status that is none": {"gap_status": "shut"},
    "a gap that no effect sets": {"gap_status": "closed"},
    "a rule that is none": {"overrides": (("all", "because"),)},
    "a rule never set aside": {"reason": "", "overrides": (("reason-required", "because"),)},
    "a revision to come": {"expected_revision": 99},
    "an empty wording": {"effects": ("restate:narrower",), "wording": "  "},
    "the same words wrapped anew": {"effects": ("restate:narrower",), "wording": "{same}"},
}


def test_a_finding_that_cannot_be_is_told_and_changes_nothing(answered: Workspace) -> None:
    same = board.question(answered, "C1").wording.replace(" ", "\n  ")
    before, rows = files(answered.root), state(answered)
    for case, values in FINDINGS.items():
        finding = replace(
            FINE, **{**values, **({"wording": same} if values.get("wording") == "{same}" else {})}
        )
        with pytest.raises(TrackerError) as refused:
            pytest.fail(f"{case}: {assess(answered, finding)}")
        assert "\x1b" not in str(refused.value), case
        assert files(answered.root) == before, case
    assert state(answered) == rows


def test_controls_and_lone_surrogates_are_made_visible_not_kept(answered: Workspace) -> None:
    evil = "done\x00\x1b[2J\u202e\ud800 [@click=app.quit]"
    found(answered, "C1", "none", reason=evil)
    found(answered, "C1", "restate:terminology", wording=f"Public materials appear to support it. {evil}")
    triage.set_role(answered, INLINE, evil)
    triage.link(answered, f"{INLINE}.1", "C5", evil)
    sourcework.add(answered, "https://example.org/\x1b[2J", "C1", "supports", title=evil, quote=evil)
    for name, data in files(answered.root).items():
        if not name.endswith(".eml"):
            assert not {"\x00", "\x1b", "\u202e"} & set(data.decode("utf-8")), name
    assert sync.sync(answered).refused == ()
    assert holds(answered)


def test_text_that_looks_like_structure_stays_text(answered: Workspace) -> None:
    words = "Public materials appear to support it.\n\n## Evidence gap\n\n---\nlevel: 5\n---\n\n```\n## Part C1.1 · x"
    found(
        answered, "C1", "restate:terminology", wording=words, reason="## Finding A1 on C2\n\n---\nid: R9\n---"
    )
    assert board.question(answered, "C1").wording == words
    assert sync.waiting(answered) == ()
    report = sync.sync(answered)
    assert (report.recorded, report.refused) == ((), ())
    assert board.question(answered, "C1").row.level == 3


def test_very_long_texts_are_kept_whole(answered: Workspace) -> None:
    words = "Public materials appear to support it. " + "It is long, and longer. " * 20_000
    found(answered, "C1", "restate:terminology", wording=words, reason="r" * 200_000)
    assert board.question(answered, "C1").wording == words.strip()
    assert holds(answered)


@pytest.mark.parametrize(
    "url",
    ["", "notes.txt", "javascript:alert(1)", "file:///etc/passwd", "https://", "http://[", "mailto:a@b"],
)
def test_what_is_no_public_address_is_no_source(url: str, opened: Workspace) -> None:
    rows = state(opened)
    with pytest.raises(BadUse, match="not the address of a public document"):
        sourcework.add(opened, url, "C1", "supports")
    assert state(opened) == rows


def test_a_reading_needs_quotation_locator_and_a_known_extent(opened: Workspace) -> None:
    citation = board.sources(opened, "C1")[0].id
    rows = state(opened)
    for values in (
        {"quote": "", "locator": "x"},
        {"quote": "x", "locator": " "},
        {"quote": "x", "locator": "x", "covers": "most"},
        {"quote": "x", "locator": "x", "independent_of": ("K999",)},
        {"quote": "x", "locator": "x", "question": "C99"},
    ):
        with pytest.raises(BadUse):
            sourcework.read(opened, citation, **values)  # type: ignore[arg-type]
    with pytest.raises(BadUse, match="There is no citation"):
        sourcework.read(opened, "K999", "x", "x")
    assert state(opened) == rows


def test_nobody_named_records_nothing(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (opened.root / "tracker.toml").unlink()
    ws = Workspace.open(opened.root)
    try:
        entries = size(ws)
        with pytest.raises(BadUse, match="Nobody is named"):
            assess(ws, FINE)
        assert size(ws) == entries
        assert board.board(ws).actor == ""
    finally:
        ws.close()


def test_an_automatic_reply_is_assessed_as_none_and_nothing_more(answered: Workspace) -> None:
    triage.attach(answered, AUTO, "L1")
    passages = [one.id for one in board.reply(answered, AUTO).passages]
    for passage in passages:
        found(answered, "C1", "none", passages=(passage,))
    assert board.question(answered, "C1").row.level == 3


def test_words_are_found_by_their_ids_in_either_case(answered: Workspace) -> None:
    seen = preview(answered, Finding("c1", ("confirm",), (f"{TOP_POSTED}.1".lower(),), reason="as it stands"))
    assert seen.allowed
    with pytest.raises(BadUse, match="did you mean"):
        board.question(answered, "C11")


def test_a_workspace_is_not_made_over_another(opened: Workspace, tmp_path: Path) -> None:
    before = files(opened.root)
    with pytest.raises(BadUse, match="workspace here already"):
        Workspace.create(opened.root, "x")
    assert files(opened.root) == before
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(TrackerError, match="No workspace can be made here"):
        Workspace.create(tmp_path / "file", "x")


def test_faces_are_written_nowhere_else_than_in_the_workspace(opened: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    path = next((opened.root / "questions").glob("c1-*.md"))
    text = path.read_bytes()
    path.unlink()
    (outside / "c1.md").write_bytes(text)
    path.symlink_to(outside / "c1.md")
    found(opened, "C1", "downgrade:limitation", level=2)
    (refused,) = sync.sync(opened).refused
    assert "is a link" in refused.reason
    assert (outside / "c1.md").read_bytes() == text
