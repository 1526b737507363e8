"""The language files hold what their README lists and nothing else, each word with one meaning where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest
from language_samples import TONGUES

from tracker.mail import languages
from tracker.mail.announcements import KINDS

README = Path(languages.__file__).with_name("README.md").read_text(encoding="utf-8")
SECTIONS = ("attributions", "headers", "footers", "endings", "labels", "topics")


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_is_explained_to_whoever_adds_a_language(name: str) -> None:
    keys = {key for _, table in languages.section(name) for key in table}
    assert keys
    assert [key for key in keys if f"`{key}`" not in README] == []


@pytest.mark.parametrize("name", SECTIONS)
def test_every_language_has_what_stands_around_an_answer(name: str) -> None:
    assert set(TONGUES) <= {tag for tag, _ in languages.section(name)}


def test_no_label_of_a_header_means_sender_in_one_language_and_something_else_in_another() -> None:
    senders = set(languages.phrases("headers", "from"))
    assert {kind for kind in KINDS[1:] if senders & set(languages.phrases("headers", kind))} == set()


@pytest.mark.parametrize("key", ["ordinals", "numbers"])
def test_every_line_of_numbers_begins_with_a_figure(key: str) -> None:
    lines = [
        line for _, table in languages.section("labels") for line in table.get(key, "").strip().split("\n")
    ]
    firsts = {line.split()[0] for line in lines if line}
    assert firsts <= {"last", *map(str, range(1, 12))}
