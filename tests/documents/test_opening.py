"""The eleven questions in the repository say what the letter said, and cite every source as it was found."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tracker.documents.faces import PartFace, QuestionFace, paragraphs
from tracker.documents.letters import parse_letter, render_letter
from tracker.documents.questions import parse_question, render_question

ROOT = Path(__file__).parents[2]
# Figures: the letter and the sources found for it, as received with the thread named in sources.yaml.
LETTER = (ROOT / "tests" / "letter" / "letter.txt").read_text(encoding="utf-8")
FOUND_KEYS = (
    "url",
    "latest",
    "title",
    "kind",
    "section",
    "relation",
    "bears",
    "quote",
    "seen",
    "verified",
    "note",
)
IDS = ("C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6")


@cache
def sources() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "tests" / "letter" / "sources.yaml").read_text(encoding="utf-8"))


@cache
def opened(key: str) -> tuple[str, QuestionFace]:
    """The file of a question as it is now: the letter's own never changes, the claim not at revision 1."""
    (path,) = (ROOT / "questions").glob(f"{key.lower()}-*.md")
    text = path.read_text(encoding="utf-8")
    return text, parse_question(text, path.name)


def stands_in(quote: str, paragraph: str) -> bool:
    """Whether the pieces of `quote`, which an ellipsis separates, stand in `paragraph` in that order."""
    return re.search(".*".join(re.escape(piece.strip()) for piece in quote.split("…")), paragraph) is not None


def test_the_letter_is_kept_word_for_word_and_what_is_unknown_is_unset() -> None:
    text = (ROOT / "questions" / "letter.md").read_text(encoding="utf-8")
    face = parse_letter(text)
    assert face.id == "L1"
    assert face.text == LETTER.rstrip("\n")
    assert face.url == sources()["thread"]
    assert (len(face.paragraphs), face.paragraphs) == (22, paragraphs(LETTER))
    assert render_letter(face, text) == text
    for key in ("message-id", "subject", "date", "to"):
        assert re.search(rf"^{key}:", text, re.MULTILINE)


def test_addresses_stay_as_the_archive_obscured_them() -> None:
    for key in IDS:
        assert "@" not in opened(key)[1].as_asked.replace("secu...@kubernetes.io", "")


@pytest.mark.parametrize("key", IDS)
def test_a_question_opens_as_the_letter_and_the_sources_have_it(key: str) -> None:
    face, found = opened(key)[1], sources()["questions"][key]
    assert (face.id, face.letter, face.title, face.asks) == (key, "L1", found["title"], found["asks"])
    assert face.level_as_sent == found["level_as_sent"]
    assert face.paragraphs == [4 + int(key[1]) - 1 if key[0] == "C" else 11 + int(key[1]) - 1]
    assert face.as_asked == paragraphs(LETTER)[face.paragraphs[0]]
    assert found["gap"] in face.notes
    assert found["what_the_sources_suggest"] in face.notes


@pytest.mark.parametrize("key", IDS)
def test_every_citation_equals_the_source_as_found(key: str) -> None:
    cited = [{name: getattr(one, name) for name in FOUND_KEYS} for one in opened(key)[1].sources]
    found = [
        {name: one.get(name, "") for name in FOUND_KEYS} for one in sources()["questions"][key]["sources"]
    ]
    assert cited[: len(found)] == found


def test_there_are_113_citations_of_60_sources_each_with_an_id_of_its_own() -> None:
    found = {key: len(sources()["questions"][key]["sources"]) for key in IDS}
    cited = [one for key in IDS for one in opened(key)[1].sources[: found[key]]]
    assert (len(cited), len({one.url for one in cited})) == (113, 60)
    assert [one.id for one in cited] == [f"K{n}" for n in range(1, 114)]


@pytest.mark.parametrize("key", IDS)
def test_opening_wordings_and_gaps_stand_in_their_paragraph(key: str) -> None:
    face = opened(key)[1]
    claims: list[QuestionFace | PartFace] = [face, *face.parts]
    for claim in (one for one in claims if one.revision == 1):
        assert claim.level == claim.level_as_sent
        assert claim.wording
        assert claim.wording in face.as_asked
        assert stands_in(claim.gap, face.as_asked)
        assert claim.proposition.endswith(".")
    if face.revision == 1:
        assert bool(face.gap) == (face.asks == "answer")
        assert face.gap in face.as_asked


def test_the_parts_and_bearings_are_those_of_the_letter() -> None:
    faces = {key: opened(key)[1] for key in IDS}
    parts = {"C1": 3, "C2": 8, "C4": 3, "C5": 2, "Q1": 4, "Q2": 4, "Q3": 5, "Q4": 3, "Q5": 4, "Q6": 2}
    for key, count in parts.items():
        assert [part.id for part in faces[key].parts][:count] == [f"{key}.{n}" for n in range(1, count + 1)]
    bearings = {"Q1": {"C1", "C2", "C4"}, "Q3": {"C4"}, "Q4": {"C1"}, "Q5": {"C5"}, "Q6": {"C2"}}
    for key, others in bearings.items():
        assert others <= set(faces[key].bears_on)


@pytest.mark.parametrize("key", IDS)
def test_the_file_of_a_question_stays_byte_for_byte_when_nothing_changed(key: str) -> None:
    text, face = opened(key)
    assert render_question(face, text) == text
    assert parse_question(render_question(face)) == face
