"""The wordings of the eleven questions: all that the rules let through stand in approved texts, changed by hand.

`python -m tests.claims.approving C2` prints what a question's text would be now.
"""

from __future__ import annotations

import difflib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from approving import APPROVED, QUESTIONS, everything, workspace, written

from tracker.claims.levels import Level
from tracker.claims.lint import lint
from tracker.workflow import board
from tracker.workflow.workspace import Workspace


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter as it was sent, with the sample answers taken in; only to be copied."""
    root = tmp_path_factory.mktemp("sent") / "workspace"
    workspace(root).close()
    return root


@pytest.fixture
def ws(sent: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy to work on."""
    shutil.copytree(sent, tmp_path / "workspace")
    opened = Workspace.open(tmp_path / "workspace")
    yield opened
    opened.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_proposed_is_what_was_approved(question: str, ws: Workspace) -> None:
    made = list(everything(ws, question))
    stated = {key: board.question(ws, key).proposition for key in {one.key for one in made}}
    approved = (APPROVED / f"{question}.txt").read_text(encoding="utf-8")
    changed = difflib.unified_diff(approved.splitlines(), written(made, question).splitlines(), lineterm="")
    assert "\n".join(changed) == ""
    wordings = {(one.text, Level(one.level), one.key) for one in made if one.manner != "as it stands"}
    assert [text for text, level, key in wordings if _refused(text, level, stated[key])] == []
    texts = {text for text, _, _ in wordings}
    assert [text for text in texts if not _well_formed(text)] == []
    offers: dict[tuple[str, str, str, int], list[str]] = {}
    for one in made:
        offers.setdefault((one.key, one.move, one.gap, one.level), []).append(one.manner)
    for move, manners in offers.items():
        assert len(set(manners)) == len(manners), move
        assert manners in (["as it stands"], ["by parts"]) or 2 <= len(manners) <= 4, (move, manners)
    assert {one.level for one in made} == set(range(6))


def _refused(text: str, level: Level, proposition: str) -> bool:
    return any(found.refused for found in lint(text, level, proposition=proposition))


def _well_formed(text: str) -> bool:
    """Whole sentences: a capital, one full stop at the end, typographic quotes, no doubled word or blank."""
    ends = re.search(r"[^.][.]”?$", text) is not None
    doubled = re.search(r"\b(that|the|is|and) \1\b|  |\.\.(?!\.)(?<!\.\.\.)|\$", text.replace("secu...@", ""))
    return text[0].isupper() and ends and doubled is None and '"' not in text


def test_no_approved_text_is_without_its_question() -> None:
    assert sorted(path.stem for path in APPROVED.iterdir()) == sorted(QUESTIONS)


def test_a_private_word_is_attributed_to_nobody() -> None:
    """The private responder of the samples is of the Sample Team, and wrote on 3 May."""
    for path in APPROVED.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "Sample Committee, on the public list, 2 May 2026" in text
        assert "Sample Team" not in text
        assert "3 May" not in text
        assert "Sample Responder" not in text


def test_the_fourth_claim_of_the_letter_is_flagged(ws: Workspace) -> None:
    wording = board.question(ws, "C4").wording
    assert wording.endswith("can be made with confidence.")
    assert [found.words for found in lint(wording, Level.APPARENT) if found.refused] == ["with confidence"]
