"""The frontmatter of a question file: citations and the `change:` block, read and written."""

from __future__ import annotations

import re
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from tracker.documents.faces import ChangeBlock, CitationFace, QuestionFace
from tracker.documents.frontmatter import Fields, shown
from tracker.text import clean

KEYS = (
    "id", "letter", "title", "asks", "paragraphs", "level", "level-as-sent", "gap-status", "revision",
    "bears-on", "attribution", "review", "contested", "change", "sources",
)  # fmt: skip
"""The keys that the tracker knows; any other is the reader's own."""

_CITATION = tuple(one.name for one in dataclass_fields(CitationFace))
_READ = re.compile(r"\d{4}-\d{2}-\d{2} by \S")


def citations(front: Fields) -> list[CitationFace]:
    """Return the entries of `sources:`; TrackerError names the line of one that cannot stand."""
    found = [_citation(entry) for entry in front.maps("sources")]
    seen: set[str] = set()
    for face, entry in zip(found, front.maps("sources"), strict=True):
        if face.id and face.id in seen:
            raise entry.wrong("id", f"the source id {shown(face.id)} stands there twice")
        seen.add(face.id)
    return found


def _citation(entry: Fields) -> CitationFace:
    face = CitationFace()
    for name in _CITATION:
        key = name.replace("_", "-")
        if name == "states":
            face.states = entry.flag(key)
        elif name == "independent_of":
            face.independent_of = entry.words(key)
        else:
            setattr(face, name, entry.text(key))
    if not face.url:
        raise entry.wrong("url", "a source needs a url")
    if face.read and not _READ.match(face.read):
        raise entry.wrong("read", f"read must be empty or “YYYY-MM-DD by NAME”, not {shown(face.read)}")
    return face


def change(block: Fields | None) -> ChangeBlock | None:
    """Return the `change:` block, None where there is none."""
    if block is None:
        return None
    return ChangeBlock(
        effects=block.words("effect"),
        basis=block.text("basis"),
        reason=block.text("reason"),
        by=block.text("by"),
        question=block.text("question"),
        passages=block.words("passages"),
        citations=block.words("citations"),
        overrides=[(entry.text("rule"), entry.text("reason")) for entry in block.maps("overrides")],
    )


def values(face: QuestionFace) -> dict[str, object]:
    """Return the frontmatter of `face` in the order of a new file; empty keys are left out."""
    front: dict[str, object] = {
        "id": face.id,
        "letter": face.letter,
        "title": face.title,
        "asks": face.asks,
        "paragraphs": list(face.paragraphs),
        "level": face.level,
        "level-as-sent": face.level_as_sent,
        "gap-status": face.gap_status or "",
        "revision": face.revision,
        "bears-on": list(face.bears_on),
        "attribution": face.attribution,
        "review": list(face.review),
        "contested": face.contested,
        "change": _change_values(face.change),
        "sources": [_citation_values(citation) for citation in face.sources],
    }
    return {key: value for key, value in front.items() if value not in ("", [], None)}


def _citation_values(face: CitationFace) -> dict[str, object]:
    found = {name.replace("_", "-"): getattr(face, name) for name in _CITATION}
    # An unread citation says so in the file: `read:` stands there, empty, for the person who reads it.
    return {key: value or None for key, value in found.items() if value or key == "read"}


def _change_values(block: ChangeBlock | None) -> dict[str, object] | None:
    if block is None:
        return None
    found: dict[str, object] = {
        "effect": block.effects[0] if len(block.effects) == 1 else block.effects,
        "basis": block.basis,
        "reason": block.reason,
        "by": block.by,
        "question": block.question,
        "passages": block.passages,
        "citations": block.citations,
        "overrides": [{"rule": rule, "reason": reason} for rule, reason in block.overrides],
    }
    return {key: value for key, value in found.items() if value or key in ("effect", "basis", "reason", "by")}


def plain(value: str) -> str:
    """Return the text of a key in its normal form."""
    return clean(value).strip()


def words(items: list[str]) -> list[str]:
    """Return a list of texts in its normal form."""
    return [word for word in map(plain, items) if word]


def normal_citation(face: CitationFace) -> CitationFace:
    """Return `face` as a file can hold it."""
    texts = {name: plain(value) for name, value in vars(face).items() if isinstance(value, str)}
    return replace(face, **texts, independent_of=words(face.independent_of))  # type: ignore[arg-type]


def normal_change(block: ChangeBlock | None) -> ChangeBlock | None:
    """Return `block` as a file can hold it."""
    if block is None:
        return None
    return ChangeBlock(
        effects=words(block.effects),
        basis=plain(block.basis),
        reason=plain(block.reason),
        by=plain(block.by),
        question=plain(block.question),
        passages=words(block.passages),
        citations=words(block.citations),
        overrides=[(plain(rule), plain(reason)) for rule, reason in block.overrides],
    )
