"""The people file, `questions/people.yaml`: which groups answer for which questions, and who is of them.

It is written by researchers and only read here: input to suggestions, no face of the record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.documents import frontmatter
from tracker.documents.frontmatter import Fields, shown
from tracker.tables import near
from tracker.text import clean_line

FILE = "people.yaml"
_KEYS = ("from", "note", "groups", "people", "entry-points", "do-not-use")
_GROUP = ("group", "authoritative-for", "near", "public-list", "chat", "charter", "roles-in", "note")
_PERSON = ("address", "group", "role", "note")
_STARS = 2  # in an address: more is no address any more, and slow to match
_QUESTION = re.compile(r"([A-Z][A-Za-z]{0,9}[0-9]{1,4}(?:\.[0-9]{1,4})?)(?:\s*\(([^()]{1,120})\))?")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"]{1,100}@[^\s@<>(),;:\"]{1,200}")


@dataclass(frozen=True)
class Group:
    """A body of the project: the questions that it answers for, each with its limit ("" for none)."""

    name: str
    answers_for: tuple[tuple[str, str], ...] = ()
    near: tuple[str, ...] = ()
    public_list: str = ""

    def limit(self, question: str) -> str | None:
        """Return how far it answers for a question or part: "" wholly, None not at all."""
        whole = question.partition(".")[0]
        return next((limit for key, limit in self.answers_for if key in (question, whole)), None)


@dataclass(frozen=True)
class Listed:
    """Somebody of whom a researcher knows more: address (`*` stands for anything), groups, published role.

    Without a group it is a contributor.
    """

    address: str
    groups: tuple[str, ...] = ()
    role: str = ""

    def has(self, address: str) -> bool:
        """Return whether an address is meant; letter case does not count."""
        parts = (".*" if one == "*" else re.escape(one) for one in re.split(r"(\*)", self.address))
        return bool(re.fullmatch("".join(parts), address.lower()))


@dataclass(frozen=True)
class People:
    """What the file says."""

    groups: tuple[Group, ...] = ()
    people: tuple[Listed, ...] = ()
    do_not_use: tuple[str, ...] = ()

    def responsible(self, question: str) -> tuple[Group, ...]:
        """Return the groups that answer for a question or part."""
        return tuple(one for one in self.groups if one.limit(question) is not None)

    def near(self, one: Group, other: Group) -> bool:
        """Return whether two groups are neighbours: the file says so, or they answer for one question together."""
        said = other.name in one.near or one.name in other.near
        return said or any(key in dict(other.answers_for) for key, _ in one.answers_for)

    def find(self, address: str) -> Listed | None:
        """Return who is listed under an address: as it stands, else by a pattern, the longest first."""
        found = [one for one in self.people if address and one.has(address)]
        return min(found, key=lambda one: ("*" in one.address, -len(one.address)), default=None)


def parse_people(text: str, path: str = FILE) -> People:
    """Return what a people file says; TrackerError names `path`, line and reason. Loaded as safely as frontmatter."""
    text = text.removeprefix(frontmatter.BOM).replace("\r\n", "\n").replace("\r", "\n")
    fields = frontmatter.load(text, path, first_line=1, what="the file")
    _known(fields, _KEYS)
    groups: list[Group] = []
    for one in fields.maps("groups"):
        group = _group(one)
        if any(group.name.casefold() == other.name.casefold() for other in groups):
            raise one.wrong("group", f"the group {shown(group.name)} stands there twice")
        groups.append(group)
    for one, group in zip(fields.maps("groups"), groups, strict=True):
        _names(one, "near", group.near, groups)
    people = tuple(_person(one, groups) for one in fields.maps("people"))
    return People(tuple(groups), people, tuple(map(clean_line, fields.words("do-not-use"))))


def _known(fields: Fields, keys: tuple[str, ...]) -> None:
    for key in fields:
        if key not in keys:
            meant = near(key, keys)
            instead = f"did you mean {meant}" if meant else f"the keys are {', '.join(keys)}"
            raise fields.wrong(key, f"there is no key {shown(key)}: {instead}")


def _group(fields: Fields) -> Group:
    _known(fields, _GROUP)
    name = clean_line(fields.text("group"))
    if not name:
        raise fields.wrong("group", "a group has no name under the key group")
    answers = []
    for word in fields.words("authoritative-for"):
        match = _QUESTION.fullmatch(clean_line(word))
        if match is None:
            reason = f"authoritative-for names questions, as C2 or C5 (policy alone), not {shown(word)}"
            raise fields.wrong("authoritative-for", reason)
        answers.append((match[1], match[2] or ""))
    others = tuple(map(clean_line, fields.words("near")))
    return Group(name, tuple(answers), others, clean_line(fields.text("public-list")))


def _person(fields: Fields, groups: list[Group]) -> Listed:
    _known(fields, _PERSON)
    address = clean_line(fields.text("address")).lower()
    if not _ADDRESS.fullmatch(address) or address.replace("*", "") == "@" or address.count("*") > _STARS:
        reason = f"address must be one address, as name@host, name@* or *@host, not {shown(address)}"
        raise fields.wrong("address", reason)
    names = tuple(map(clean_line, fields.words("group")))
    return Listed(address, _names(fields, "group", names, groups), clean_line(fields.text("role")))


def _names(fields: Fields, key: str, names: tuple[str, ...], groups: list[Group]) -> tuple[str, ...]:
    there = [one.name for one in groups]
    for name in names:
        if name not in there:
            meant = near(name, there)
            raise fields.wrong(
                key, f"there is no group {shown(name)}" + (f": did you mean {meant}" if meant else "")
            )
    return names
