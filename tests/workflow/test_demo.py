"""The demo: it does the whole job and says so, and fails as soon as something is not as it should be."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from workspaces import sample_replies

from tracker.claims import rules
from tracker.claims.effects import Rule
from tracker.errors import BadUse, TrackerError
from tracker.workflow import audit, demo
from tracker.workflow.workspace import Workspace

pytestmark = pytest.mark.xdist_group("worked")


@pytest.fixture
def origin(opened_letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the real questions, in which one stands."""
    shutil.copytree(opened_letter, tmp_path / "origin")
    monkeypatch.chdir(tmp_path / "origin")
    return tmp_path / "origin"


def test_the_demo_does_the_whole_job(origin: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    before = {path: path.read_bytes() for path in origin.rglob("*") if path.suffix in (".md", ".jsonl")}
    ws = demo.demo(tmp_path / "demo", lines.append)
    try:
        assert audit.verify(ws).ok
        told = "\n".join(lines)
        for said in (
            "verified",
            "refused. needs-source",
            "All 10 rules refuse",
            "Undone: ",
            "Report: ",
            "Drafted, and sent",
        ):
            assert said in told
        assert (tmp_path / "demo" / "report").is_dir()
        public = (tmp_path / "demo" / "drafts" / "g1.eml").read_text(encoding="utf-8")
        assert "To: steering-list@example.org" in public
        assert "[Q6.2]" in public
        checkpoint = audit.checkpoint(ws).splitlines()[2]
        assert checkpoint in told
    finally:
        ws.close()
    assert {path: path.read_bytes() for path in before} == before


def test_a_missing_sample_fails_the_demo(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(Path(demo.__file__).parents[1] / "samples", package / "samples")
    (package / "samples" / "12-private.eml").unlink()
    monkeypatch.setattr(demo.resources, "files", lambda _name: package)
    with pytest.raises(TrackerError, match=r"sample reply 12-private\.eml is missing"):
        demo._take_samples(opened, lambda _line: None)


def test_a_sample_that_reads_otherwise_fails_the_demo(
    opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(Path(demo.__file__).parents[1] / "samples", package / "samples")
    (package / "samples" / "11-auto-reply.eml").write_bytes(b"")
    monkeypatch.setattr(demo.resources, "files", lambda _name: package)
    with pytest.raises(TrackerError, match=r"sample 11-auto-reply\.eml became \w+, not unsorted"):
        demo._take_samples(opened, lambda _line: None)


def test_an_altered_ledger_fails_the_demo(origin: Path, tmp_path: Path) -> None:
    path = origin / "ledger.jsonl"
    data = path.read_bytes()
    for at in (0, 200, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(TrackerError):
            demo.demo(tmp_path / f"demo{at}", lambda _line: None)
        assert not (tmp_path / f"demo{at}").exists()


def test_the_demo_needs_an_empty_folder(origin: Path) -> None:
    before = sorted(origin.rglob("*"))
    with pytest.raises(BadUse, match="needs an empty folder"):
        demo.demo(origin, lambda _line: None)
    assert sorted(origin.rglob("*")) == before


def _lenient(rule: Rule) -> Callable[[Any], Any]:
    """Judge as the program does, but let one rule through."""
    judgement_of = rules.judgement_of

    def judge(case: Any, refusals: dict[Rule, Any], under_review: bool = False) -> Any:
        return judgement_of(
            case, {one: found for one, found in refusals.items() if one != rule}, under_review
        )

    return judge  # type: ignore[return-value]


def test_a_rule_that_is_switched_off_fails_the_demo(
    worked: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = sample_replies(worked)
    told: list[str] = []
    demo._refusals(worked, replies, told.append)
    assert all(rule in told[-1] for rule in Rule)
    for rule in Rule:
        with monkeypatch.context() as patch:
            patch.setattr(rules, "judgement_of", _lenient(rule))
            with pytest.raises(TrackerError, match=f"The rule {rule} let through what it should refuse"):
                demo._refusals(worked, replies, told.append)
