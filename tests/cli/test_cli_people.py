"""`tracker replies show` and `tracker doctor` on who speaks: what is suggested, whose word is taken, what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_calls import Tracker

pytestmark = pytest.mark.usefixtures("in_root")
FILE = """
groups:
  - group: Contributor Experience
    authoritative-for: [C2]
people:
  - address: sample.responder.a@example.org
    group: Contributor Experience
    role: chair
"""
WHY = "Contributor Experience is authoritative for C2; chair of it, by questions/people.yaml"


@pytest.fixture
def people(in_root: Path) -> Path:
    """The people file of the workspace."""
    path = in_root / "questions" / "people.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def take_in(tracker: Tracker, samples: Path) -> None:
    """Take a sample reply in, about C2 and Q6."""
    sample = next(samples.glob("01-*.eml"))
    assert tracker("import", sample, "--list", "steering-list@example.org").code == 0


def test_a_reply_shows_what_is_suggested_and_why(tracker: Tracker, samples: Path, people: Path) -> None:
    take_in(tracker, samples)
    shown = tracker("replies", "show", "R1").out
    assert f"Suggested, not recorded: authority A on C2: {WHY}" in " ".join(shown.split())
    assert "authority F" in shown
    found = tracker("replies", "show", "R1", "--json").json()
    assert found["suggested"][0] == {"question": "C2", "grade": "A", "reason": WHY}
    assert found["row"]["authority"] == "F"
    assert tracker("replies", "authority", "R1", "A", "--source", WHY, "--question", "C2").code == 0
    assert "authority A on C2" not in tracker("replies", "show", "R1").out


def test_a_broken_people_file_is_told_and_all_else_goes_on(
    tracker: Tracker, samples: Path, people: Path
) -> None:
    people.write_text(
        FILE.replace("group: Contributor Experience\n    role", "grup: X\n    role"), encoding="utf-8"
    )
    take_in(tracker, samples)
    shown = tracker("replies", "show", "R1")
    assert shown.code == 0
    assert "No authority is suggested: questions/people.yaml, line 7: there is no key “grup”" in shown.out
    assert "R1.1" in shown.out
    assert "line 7" in tracker("replies", "show", "R1", "--json").json()["people_problem"]
    assert tracker("sync").code == 0


def test_the_people_file_is_no_face_of_the_record(tracker: Tracker, people: Path) -> None:
    assert tracker("sync").code == 0
    assert people.read_text(encoding="utf-8") == FILE
    assert tracker("audit", "verify").code == 0


def test_doctor_tells_whose_word_is_taken_and_whether_the_people_file_can_be_read(
    tracker: Tracker, in_root: Path, people: Path
) -> None:
    assert "No receiving server is named" in tracker("doctor").out
    assert "lists 1 group and 1 person" in tracker("doctor").out
    settings = in_root / "tracker.toml"
    settings.write_text(
        f'{settings.read_text("utf-8")}receiving-servers = ["mx.example.org"]\n', encoding="utf-8"
    )
    people.write_text("groups: [\n", encoding="utf-8")
    found = tracker("doctor")
    assert found.code == 1
    assert "is told by mx.example.org." in found.out
    assert "questions/people.yaml, line" in found.out
