"""The people file: groups and whom they answer for, people by address; what is wrong is named with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker.documents.people import Group, Listed, parse_people
from tracker.errors import TrackerError

REAL = Path(__file__).resolve().parents[2] / "questions" / "people.yaml"
GROUPS = """
groups:
  - group: Release
    authoritative-for: [C4, "Q1", Q3 (signing)]
    near: [Security]
  - group: Security
    authoritative-for:
      - Q4
people:
  - address: Chair@Example.org
    group: [Release, Security]
    role: chair
  - address: helper@example.org
  - address: "*@release.example.org"
    group: Release
"""


def test_groups_and_people_are_read() -> None:
    found = parse_people(GROUPS)
    assert found.groups[0] == Group("Release", (("C4", ""), ("Q1", ""), ("Q3", "signing")), ("Security",))
    assert found.find("CHAIR@example.org") == Listed("chair@example.org", ("Release", "Security"), "chair")
    assert found.find("someone@release.example.org") == Listed("*@release.example.org", ("Release",))
    assert found.find("someone@example.org") is None
    assert found.find("") is None


def test_an_address_as_it_stands_comes_before_a_pattern() -> None:
    text = "people:\n- address: '*@example.org'\n- address: a@example.org\n  role: lead\n- address: a@*\n"
    found = parse_people(text)
    assert found.find("a@example.org") == Listed("a@example.org", (), "lead")
    assert found.find("a@example.net") == Listed("a@*")


def test_a_pattern_never_takes_a_longer_address_for_its_own() -> None:
    found = parse_people("people:\n- address: a.b@example.org\n- address: '*@example.org'\n")
    assert found.find("axb@example.org") == Listed("*@example.org")
    assert found.find("a@example.org.evil.example.net") is None


def test_the_letters_own_file_is_extended_as_the_readme_shows_or_by_its_own_example() -> None:
    text = REAL.read_text(encoding="utf-8")
    assert parse_people(text).people == ()
    readme = (REAL.parents[1] / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(people:.*?)```", readme, re.DOTALL)
    assert shown
    assert parse_people(text + shown[1]).find("someone@example.org") is not None
    _, _, example = text.partition("\n# people:")
    taken = text + "\npeople:" + example.replace("\n# ", "\n")
    assert parse_people(taken).find("name@host") == Listed("name@host", ("Release",), "chair")


def test_an_empty_file_knows_nobody() -> None:
    assert parse_people("# nothing yet\n").groups == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("groups:\n  - authoritative-for: [C1]\n", "line 2: a group has no name under the key group."),
        ("groups:\n- group: A\n- group: a\n", "line 3: the group “a” stands there twice."),
        (
            "groups:\n- group: A\n  authoritative-for: [C1, redirects]\n",
            "line 3: authoritative-for names questions, as C2 or C5 (policy alone), not “redirects”.",
        ),
        ("groups:\n- group: A\n  near: [B]\n", "line 3: there is no group “B”."),
        (
            "groups:\n- group: Release\npeople:\n- address: a@example.org\n  group: Relese\n",
            "line 5: there is no group “Relese”: did you mean Release.",
        ),
        ("people:\n- adress: a@example.org\n", "line 2: there is no key “adress”: did you mean address."),
        (
            "people:\n- role: lead\n",
            "line 2: address must be one address, as name@host, name@* or *@host, not “”.",
        ),
        (
            "people:\n- address: '*@*'\n",
            "line 2: address must be one address, as name@host, name@* or *@host, not “*@*”.",
        ),
        (
            "people:\n- address: '*a*@*'\n",
            "line 2: address must be one address, as name@host, name@* or *@host, not “*a*@*”.",
        ),
        ("people: [a@example.org]\n", "line 1: people must be a list of entries with keys of their own."),
        ("groups: [\n", "the file is not valid YAML"),
        ("groups: &a []\npeople: *a\n", "line 2: the file uses an alias (*name), which is not allowed."),
        (
            "groups: !!python/object:os.system x\n",
            "line 1: the file uses a tag (!name), which is not allowed.",
        ),
        ("groups: " + "[" * 3000 + "\n", "line 1: the file is nested deeper than 8."),
        ("# " + "x" * 70000 + "\n", "line 1: the file is longer than 64 KB."),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(TrackerError) as refused:
        parse_people(text, "questions/people.yaml")
    assert refused.value.message.startswith("questions/people.yaml, line ")
    assert sentence in refused.value.message
    assert refused.value.hint


def test_the_real_one_names_groups_and_no_person() -> None:
    found = parse_people(REAL.read_text(encoding="utf-8"))
    assert {one.name for one in found.responsible("C1")} == {"Security Response", "Security"}
    assert {one.name for one in found.responsible("C2.4")} == {"Contributor Experience", "Testing"}
    assert all(
        found.responsible(key) for key in ("C1", "C2", "C3", "C4", "C5", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
    )
    assert found.people == ()
    assert "security@kubernetes.io" in found.do_not_use[0]
