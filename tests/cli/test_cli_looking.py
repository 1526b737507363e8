"""Looking at the workspace from the command line: questions, one question, sources, the letter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cli_calls import Tracker

pytestmark = pytest.mark.usefixtures("in_root")


def test_questions_as_json_are_eleven_lines_besides_parts(tracker: Tracker) -> None:
    rows = tracker("questions", "--json").json_lines()
    assert [row["id"] for row in rows] == [f"C{n}" for n in range(1, 6)] + [f"Q{n}" for n in range(1, 7)]
    assert all(row["parent"] == "" for row in rows)


def test_parts_follow_their_question(tracker: Tracker) -> None:
    rows = tracker("questions", "--json", "--parts").json_lines()
    ids = [row["id"] for row in rows]
    assert ids.index("C2.1") == ids.index("C2") + 1
    assert {row["parent"] for row in rows if "." in row["id"]} <= {row["id"] for row in rows}


def test_the_table_names_level_and_gap(tracker: Tracker) -> None:
    lines = tracker("questions").lines
    assert lines[0].split() == ["ID", "Question", "Level", "Since", "sent", "Gap", "Triage", "Read", "State"]
    c1 = next(line for line in lines if line.startswith("C1 "))
    assert "3 apparent" in c1
    assert len({line.find("3 apparent") for line in lines if "3 apparent" in line}) == 1


def test_alone_without_a_terminal_it_lists_the_questions_and_hints(tracker: Tracker) -> None:
    found = tracker()
    assert found.code == 0
    assert len([line for line in found.lines if line[:1] in "CQ"]) == 11
    assert "--help" in found.err


def test_show_prints_wording_proposition_sources_and_history(tracker: Tracker) -> None:
    shown = tracker("show", "C2").out
    for heading in ("Wording", "Proposition", "As asked", "Parts", "Sources (0 of 10 read)", "History"):
        assert f"\n{heading}\n" in shown
    view = tracker("show", "c2", "--json").json()
    assert view["row"]["id"] == "C2"
    assert view["wording"] in shown
    assert [part["row"]["id"] for part in view["parts"]][:2] == ["C2.1", "C2.2"]


def test_show_as_of_a_day_is_what_the_question_was_then(tracker: Tracker) -> None:
    today = datetime.now(UTC).date()
    tracker("assess", "Q1", "--effect", "downgrade:adequacy", "--level", "1", "--reason", "too little")
    now = tracker("show", "Q1", "--as-of", today, "--json").json()
    assert now["row"]["level"] == 1
    before = tracker("show", "Q1", "--as-of", "2026-11-22")  # the day before the letter was opened
    assert before.refused(2) == "There was no question yet on 2026-11-22."


def test_sources_of_a_question(tracker: Tracker) -> None:
    rows = tracker("sources", "--question", "C2", "--json").json_lines()
    assert len(rows) == 10
    assert {row["question"] for row in rows} == {"C2"}
    assert tracker("sources", "list", "--question", "C2", "--json").json_lines() == rows
    assert len(tracker("sources", "--json").json_lines()) == 113


def test_a_group_names_an_option_that_stands_in_the_wrong_place(tracker: Tracker) -> None:
    assert "stands before `list`" in tracker("sources", "--json", "list").refused(2)


def test_the_letter_shows_its_paragraphs_and_what_is_not_known(tracker: Tracker) -> None:
    shown = tracker("letter")
    assert "message-id: not known" in shown.lines
    assert "Paragraph 0" in shown.lines
    told = tracker("letter", "set", "--subject", "Clarification", "--date", "2026-04-28").lines
    assert told[1:] == ["subject: Clarification", "date: 2026-04-28"]
    letter = tracker("letter", "show", "--json").json()
    assert (letter["subject"], letter["date"], letter["message_id"]) == ("Clarification", "2026-04-28", None)


def test_wording_proposes_for_the_level_that_is_asked_for(tracker: Tracker) -> None:
    own = tracker("wording", "Q1", "--json").json()
    lower = tracker("wording", "Q1", "--level", "1", "--json").json()
    assert own["wording"] == lower["wording"]
    assert (own["proposed_for"], lower["proposed_for"]) == (2, 1)
    assert lower["proposals"]
    assert lower["proposals"] != own["proposals"]
    assert [one["manner"] for one in own["proposals"]] == ["usual", "by parts", "cautious", "plain"]
    assert all(one["lint"] == [] for one in own["proposals"])
    told = tracker("wording", "C3", "--level", "2", "--effect", "downgrade:coherence").out
    assert "Proposed for level 2 partial" in told
    assert "  cautious\n" in told
    assert "The sources that bear on this differ." in told
    assert "no level 7" in tracker("wording", "C3", "--level", "7").refused(2)


def test_the_letters_own_fourth_claim_trips_the_lint(tracker: Tracker) -> None:
    assert "with confidence" in tracker("wording", "C4").out.partition("Lint")[2]


def test_the_log_tells_who_did_what_and_why(tracker: Tracker) -> None:
    tracker("assess", "Q1", "--effect", "none", "--reason", "looked at it again", "--by", "someone")
    newest = tracker("audit", "log", "Q1", "--limit", "1", "--json").json_lines()
    assert len(newest) == 1
    assert (newest[0]["actor"], newest[0]["kind"], newest[0]["reason"]) == (
        "someone",
        "claim.assessed",
        "looked at it again",
    )
    assert "looked at it again" in tracker("audit", "log").out


def test_the_workspace_may_be_named_from_elsewhere(
    tracker: Tracker, in_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(tracker("questions", "--json", "--workspace", in_root).json_lines()) == 11
    assert len(tracker("--workspace", in_root, "questions", "--json").json_lines()) == 11
