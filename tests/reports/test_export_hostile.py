"""Hostile words in a record do nothing in any export, and every file stays a valid one of its kind."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from export_samples import WORDS, hostile, written
from lxml import html as lxml_html
from prov.model import ProvDocument
from pybtex.database import parse_string
from test_hostile_text import OURS, _count, _shown, tags, targets

from tracker.reports.exports import tables
from tracker.text import clean

HERE = Path(__file__).parent
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
LIVE = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20]")
plain = cache(lambda: written(hostile("plain words")))
files = cache(lambda text: written(hostile(text)))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def schema(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", WORDS)
def test_nothing_unseen_gets_into_a_file(text: str) -> None:
    for name, made in files(text).items():
        assert not UNSEEN.search(made), name
        assert "\r" not in made.replace("\r\n", "" if name.endswith(".csv") else "\r"), name
        assert made.endswith("\n"), name


@pytest.mark.parametrize("text", WORDS)
def test_no_cell_is_a_formula_wherever_a_program_parts_the_cells(text: str) -> None:
    for name, made in files(text).items():
        if not name.endswith(".csv"):
            continue
        found = rows(made)
        assert [len(row) for row in found] == [len(row) for row in rows(plain()[name])], name
        assert made.endswith("\r\n")
        for cell in (cell for row in found for cell in row):
            for piece in re.split(r'[\n\t,;|"]', cell):
                assert not LIVE.match(piece.strip()), (name, cell)
            assert cell == cell.strip()


@pytest.mark.parametrize("text", WORDS)
def test_the_words_of_a_cell_can_be_had_back(text: str) -> None:
    shown = rows(files(text)["questions.csv"])
    wording = dict(zip(shown[0], shown[1], strict=True))["wording"]
    assert tables.plain(wording) == clean(text).strip()
    assert tables.plain(tables.cell(f"a{text}b")) == clean(f"a{text}b")


@pytest.mark.parametrize("text", WORDS)
def test_the_document_holds_to_its_schema(text: str) -> None:
    found = json.loads(files(text)["report.json"])
    known = schema(HERE.parents[1] / "docs" / "report.schema.json")
    # Words that this sample puts where the record itself lets only its own words in.
    for kind in (known["$defs"]["finding"]["properties"]["reaction"]["oneOf"][1]["properties"],):
        kind["value"] = {"type": "string"}
    jsonschema.Draft202012Validator(known).validate(found)
    assert found["questions"][0]["wording"] == clean(text)


@pytest.mark.parametrize("text", WORDS)
def test_another_parser_reads_the_bibliography(text: str) -> None:
    made = files(text)["references.bib"]
    found = parse_string(made, "bibtex")
    assert (
        list(found.entries) == list(parse_string(plain()["references.bib"], "bibtex").entries) == ["S1", "R1"]
    )
    commands = set(re.findall(r"\\(?:[a-zA-Z]+|.)", made))
    assert commands <= {
        r"\textbackslash", r"\textbraceleft", r"\textbraceright", r"\textasciitilde", r"\textasciicircum",
        r"\#", r"\$", r"\%", r"\&", r"\_",
    }  # fmt: skip
    assert not re.search(r"(?<!\\)[#$%&_~^]", re.sub(r"(?m)^  url = .*", "", made))
    depth = 0
    for char in made:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("text", WORDS)
def test_csl_items_hold_to_the_official_schema_and_have_no_markup(text: str) -> None:
    made = files(text)["references.csl.json"]
    found = json.loads(made)
    jsonschema.Draft7Validator(schema(HERE / "schemas" / "csl-data.json")).validate(found)
    assert [one["id"] for one in found] == ["S1", "R1"]
    assert not re.search(r"[<>]", made)


@pytest.mark.parametrize("text", WORDS)
def test_the_provenance_is_read_and_written_again_by_another_library(text: str) -> None:
    found = ProvDocument.deserialize(content=files(text)["report.prov.json"], format="json")
    again = ProvDocument.deserialize(content=found.serialize(format="json"), format="json")
    assert found == again
    known = ProvDocument.deserialize(content=plain()["report.prov.json"], format="json")
    assert len(found.get_records()) == len(known.get_records())


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("viewer", ["commonmark", "python-markdown"])
def test_the_disposition_shows_the_words_and_does_not_obey_them(text: str, viewer: str) -> None:
    page, known = (_shown(one["disposition.md"], viewer) for one in (files(text), plain()))
    assert tags(page) <= OURS
    for name in ("h1", "h2", "h3", "table", "pre", "img", "ol", "em", "s", "del", "hr", "tr", "td"):
        assert _count(page, name) == _count(known, name), name
    for target in targets(page):
        assert re.match(r"https?://[a-z0-9.-]+(/|$)", target), target


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("name", ["disposition.html", "comments.html"])
def test_a_page_has_no_element_or_link_that_the_words_asked_for(text: str, name: str) -> None:
    page = files(text)[name]
    assert tags(page) <= tags(plain()[name]) | {"a", "br"}
    assert page.count("<style>") == 1
    for target in targets(page):
        assert re.match(r"https?://[a-z0-9.-]+(/|$)", target), target
    for link in lxml_html.fromstring(page).iter("a"):
        assert "noreferrer" in link.get("rel", "")
