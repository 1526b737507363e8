"""Parts of a question, each a section of its file: `## Part C2.4 · Title`, small fields, proposition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tracker.claims.levels import GapStatus
from tracker.documents.faces import PartFace
from tracker.documents.frontmatter import refuse, shown
from tracker.documents.sections import Section, cut, fold, join, small_fields, text_of, tidy, under
from tracker.text import clean_line

SUBSECTIONS: dict[str, str] = {
    "wording": "Wording",
    "confirmed": "Confirmed part",
    "gap": "Evidence gap",
    "notes": "Researcher's notes",
}
"""Field of the part → heading of its subsection (`###`), in the order of a new file."""

_FIELDS = {fold(name): key for key, name in SUBSECTIONS.items()}
_SMALL = ("level", "level-as-sent", "revision", "gap-status")
_OUTER = frozenset({*_FIELDS, "proposition", "as asked"})
_HEADING = re.compile(r"Part +([A-Za-z][A-Za-z0-9]*\.[0-9]+)(?: *[·:–—-] *(.*)| *)\Z", re.IGNORECASE)


def heading(name: str) -> tuple[str, str] | None:
    """Return (id, title) of a section named `name` that is a part's, else None."""
    found = _HEADING.match(clean_line(name))
    return (found.group(1), (found.group(2) or "").strip()) if found else None


def _known(name: str) -> bool:
    # What ends a fence for the whole file must end it here too, or one text would be cut in two ways.
    return fold(name) in _OUTER or heading(name) is not None


def normal(part: PartFace) -> PartFace:
    """Return `part` as a file can hold it."""
    texts = {name: tidy(getattr(part, name)) for name in ("proposition", *SUBSECTIONS)}
    return replace(part, title=clean_line(part.title), gap_status=part.gap_status or None, **texts)  # type: ignore[arg-type]


def parse(section: Section, path: str) -> PartFace:
    """Return the part that `section` shows; TrackerError names `path` and the line of what is wrong."""
    found = heading(section.name)
    assert found is not None
    part = PartFace(id=found[0], title=found[1])
    opening, *subsections = cut(section.raw, _known, depth=3, line=section.line + 1)
    fields, rest = small_fields(opening.raw, _SMALL)
    seen = {key: _field(key, value, path, opening.line + at) for key, value, at in fields}
    if len(seen) < len(fields):
        raise refuse(path, section.line, f"a field of part {part.id} stands there twice")
    part.level = int(seen.get("level", 1))
    part.level_as_sent = int(seen.get("level-as-sent", part.level))
    part.revision = int(seen.get("revision", 1))
    part.gap_status = str(seen["gap-status"]) or None if "gap-status" in seen else None
    part.proposition = text_of(replace(opening, raw=rest), _known, 3)
    lines: dict[str, int] = {}
    for sub in subsections:
        name = _FIELDS.get(fold(sub.name))
        if name and name in lines:
            raise refuse(path, sub.line, f"{SUBSECTIONS[name]} of part {part.id} stands there twice")
        if name:
            lines[name] = sub.line
            setattr(part, name, text_of(sub, _known, 3))
    return part


def _field(key: str, value: str, path: str, line: int) -> int | str:
    if key == "gap-status":
        if value and value not in tuple(GapStatus):
            raise refuse(path, line, f"gap-status must be one of {', '.join(GapStatus)}, not {shown(value)}")
        return value
    highest = 10**9 if key == "revision" else 5
    if not re.fullmatch(r"[0-9]{1,9}", value) or not (key == "revision") <= int(value) <= highest:
        bounds = "of at least 1" if key == "revision" else "from 0 to 5"
        raise refuse(path, line, f"{key} must be a whole number {bounds}, not {shown(value)}")
    return int(value)


def _values(part: PartFace) -> dict[str, str]:
    found: dict[str, str] = {
        "level": str(part.level),
        "level-as-sent": str(part.level_as_sent),
        "revision": str(part.revision),
        "gap-status": part.gap_status or "",
    }
    return {key: value for key, value in found.items() if value}


def _small(values: Mapping[str, str]) -> str:
    return "".join(f"- {key}: {value}\n" for key, value in values.items())


def _head(part: PartFace) -> str:
    return f"## Part {part.id} · {part.title}\n" if part.title else f"## Part {part.id}\n"


def section(part: PartFace) -> Section:
    """Return `part` as a new section."""
    raw = f"\n{_small(_values(part))}{under(part.proposition, _known, 3)}"
    for key, name in SUBSECTIONS.items():
        if getattr(part, key):
            raw += f"### {name}\n{under(getattr(part, key), _known, 3)}"
    head = _head(part)
    return Section(head[3:].strip(), head, raw, 0)


def update(old: Section, before: PartFace, after: PartFace) -> Section:
    """Return the section `old`, which says `before`, saying `after`; subsections that agree stay."""
    opening, *subsections = cut(old.raw, _known, depth=3)
    if _values(before) != _values(after) or before.proposition != after.proposition:
        opening.raw = f"\n{_small(_values(after))}{under(after.proposition, _known, 3)}"
    present = set()
    for sub in subsections:
        name = _FIELDS.get(fold(sub.name))
        present.add(name)
        if name and getattr(before, name) != getattr(after, name):
            sub.raw = under(getattr(after, name), _known, 3)
    rank = list(SUBSECTIONS)
    for key, title in SUBSECTIONS.items():
        if key not in present and getattr(after, key):
            earlier = [_FIELDS.get(fold(sub.name), "") in rank[: rank.index(key)] for sub in subsections]
            place = max((index + 1 for index, yes in enumerate(earlier) if yes), default=0)
            raw = under(getattr(after, key), _known, 3)
            subsections.insert(place, Section(title, f"### {title}\n", raw, 0))
    head = _head(after) if before.title != after.title else old.head
    return Section(head[3:].strip(), head, join([opening, *subsections]), old.line)
