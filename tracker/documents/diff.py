"""Says which managed fields differ between two question faces, and shows two files side by side as a diff."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields

from tracker.documents.faces import CitationFace, PartFace, QuestionFace
from tracker.documents.questions import normal
from tracker.text import clean, clean_line

CLAIM = frozenset({"wording", "proposition", "level", "gap", "gap-status"})
"""What only an assessment changes: an edit of one of these needs a `change:` block."""

FIXED = frozenset({"id", "letter", "level-as-sent", "as-asked", "review", "contested"})
"""What no edit of a file changes: it is as the letter was sent, or shown for reading."""


@dataclass(frozen=True)
class Difference:
    """One field that differs; `owner` is the question, part or citation id, `field` its key in the file."""

    owner: str
    field: str
    before: str
    after: str

    @property
    def needs_change(self) -> bool:
        """Whether an edit of this field needs a `change:` block."""
        return self.field in CLAIM

    def __str__(self) -> str:
        return f"{self.owner} {self.field}: {self.before or '(empty)'} → {self.after or '(empty)'}"


def differences(before: QuestionFace, after: QuestionFace) -> list[Difference]:
    """Return what `after` says otherwise than `before`, fields first, then parts, then citations.

    The `change:` block and `revision` are not among them: the one explains an edit, the other dates it.
    Texts are compared in their normal form; an added part or citation has '' before, a removed one '' after.
    """
    before, after = normal(before), normal(after)
    found = _compare(
        before.id, before, after, skip=("revision", "change", "extra", "unknown_keys", "sources", "parts")
    )
    was = {part.id: part for part in before.parts}
    now = {part.id: part for part in after.parts}
    for name in [*was, *(name for name in now if name not in was)]:
        if name in was and name in now:
            found += _compare(name, was[name], now[name], skip=("id", "revision"))
        else:
            found.append(Difference(name, "part", *_titles(was.get(name), now.get(name))))
    return found + _citations(before, after)


def _titles(before: PartFace | CitationFace | None, after: PartFace | CitationFace | None) -> tuple[str, str]:
    return (before.title or before.id if before else "", after.title or after.id if after else "")


def _citations(before: QuestionFace, after: QuestionFace) -> list[Difference]:
    was = {one.id: one for one in before.sources if one.id}
    now = {one.id: one for one in after.sources if one.id}
    found: list[Difference] = []
    for name in [*was, *(name for name in now if name not in was)]:
        if name in was and name in now:
            found += _compare(name, was[name], now[name], skip=("id",))
        else:
            found.append(Difference(name, "source", *_titles(was.get(name), now.get(name))))
    # An entry without an id was added by hand; the record gives it one.
    return found + [Difference("", "source", "", one.title or one.url) for one in after.sources if not one.id]


def _compare(owner: str, before: object, after: object, skip: tuple[str, ...]) -> list[Difference]:
    names = [one.name for one in fields(before) if one.name not in skip]  # type: ignore[arg-type]
    return [
        Difference(owner, name.replace("_", "-"), _shown(getattr(before, name)), _shown(getattr(after, name)))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)


def unified(before: str, after: str, path: str) -> str:
    """Return the difference of two files as a unified diff, cleaned for the screen; '' when there is none."""
    old, new = clean(before).split("\n"), clean(after).split("\n")
    name = clean_line(path)
    lines = difflib.unified_diff(old, new, f"{name} (recorded)", f"{name} (edited)", lineterm="", n=2)
    return "\n".join(lines)
