"""Question faces: `questions/c1-….md` to `QuestionFace` and back, keeping whatever else the file holds."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.claims.levels import GapStatus
from tracker.documents import frontmatter, layout, parts, question_front
from tracker.documents.faces import PartFace, QuestionFace
from tracker.documents.sections import Section, cut, fold, join, text_of, tidy, under
from tracker.errors import TrackerError
from tracker.text import clean_line

SECTIONS: dict[str, str] = {
    "wording": "Wording",
    "proposition": "Proposition",
    "confirmed": "Confirmed part",
    "gap": "Evidence gap",
    "as_asked": "As asked",
    "notes": "Researcher's notes",
}
"""Field of the face → heading of its section, in the order of a new file; parts stand before *As asked*."""

COMMENTS = (
    "level: 0 contradicted, 1 insufficient, 2 partial, 3 apparent, 4 documented, 5 corroborated",
    "An edit of wording, proposition, level or gap needs a `change:` block here (effect, basis, reason, by).",
)
_SMALL_WORDS = frozenset({"a", "and", "before", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
_ALWAYS = ("wording", "proposition")
_FIELDS = {fold(name): key for key, name in SECTIONS.items()}
_ORDER = ("wording", "proposition", "confirmed", "gap", "", "as_asked", "notes")  # '' are the parts
_RANK = {key: rank for rank, key in enumerate(_ORDER)}
_GAPS = tuple(str(status) for status in GapStatus)


def _known(name: str) -> bool:
    return fold(name) in _FIELDS or parts.heading(name) is not None


def filename(face: QuestionFace) -> str:
    """Return the file name of a question: its id and some words of its title, in `a-z0-9-` only."""
    words = re.findall(r"[a-z0-9]+", face.title.casefold())[:6]
    while words and (words[-1] in _SMALL_WORDS or len("-".join(words)) > 60):
        words.pop()
    return "-".join([re.sub(r"[^a-z0-9]+", "", face.id.casefold()), *words]) + ".md"


def parse_question(text: str, path: str = "") -> QuestionFace:
    """Return the question that the file `text` shows; `path` is named in errors (TrackerError)."""
    pieces = frontmatter.split(text, path)
    front = pieces.fields
    if not front.text("id"):
        raise front.wrong("id", "the key id is missing")
    level = front.number("level", 0, 5, 1)
    face = QuestionFace(
        id=clean_line(front.text("id")),
        letter=clean_line(front.text("letter")),
        title=clean_line(front.text("title")),
        asks=front.one_of("asks", ("confirm", "answer"), "confirm"),
        paragraphs=front.numbers("paragraphs"),
        level=level,
        level_as_sent=front.number("level-as-sent", 0, 5, level),
        gap_status=front.one_of("gap-status", ("", *_GAPS), "") or None,
        revision=front.number("revision", 1, 10**9, 1),
        bears_on=front.words("bears-on"),
        attribution=front.text("attribution"),
        review=front.words("review"),
        contested=front.text("contested"),
        change=question_front.change(front.map("change")),
        sources=question_front.citations(front),
        unknown_keys=tuple(key for key in front if key not in question_front.KEYS),
    )
    seen: dict[str, int] = {}
    for section in cut(pieces.body, _known, line=pieces.body_line):
        _take(face, section, seen, path)
    return face


def _take(face: QuestionFace, section: Section, seen: dict[str, int], path: str) -> None:
    """Put one section where it belongs in `face`; a known one may stand in the file only once."""
    name, part = _what(section)
    mark = part or name
    if mark and mark in seen:
        what = SECTIONS.get(mark, f"Part {mark}")
        reason = f"the section {what} stands there twice (also in line {seen[mark]})"
        raise frontmatter.refuse(path, section.line, reason)
    if mark:
        seen[mark] = section.line
    if part:
        face.parts.append(parts.parse(section, path))
    elif name:
        setattr(face, name, text_of(section, _known))
    elif section.head or section.raw.strip():
        face.extra.append((clean_line(section.name), text_of(section, _known)))


def _what(section: Section) -> tuple[str, str]:
    """Return (field, part id) of a section; both are '' for one that the tracker does not know."""
    found = parts.heading(section.name) if section.head else None
    return (_FIELDS.get(fold(section.name), "") if section.head else "", found[0] if found else "")


def normal(face: QuestionFace) -> QuestionFace:
    """Return `face` as a file can hold it: text cleaned, single lines folded, no blank lines around text.

    `parse_question(render_question(face)) == normal(face)`, and `normal` of a parsed face is that face.
    """
    texts = {name: tidy(getattr(face, name)) for name in SECTIONS}
    extra = [(clean_line(name), tidy(text)) for name, text in face.extra]
    loose = tidy("\n\n".join(text for name, text in extra if not name))
    return replace(
        face,
        **texts,  # type: ignore[arg-type]
        id=clean_line(face.id),
        letter=clean_line(face.letter),
        title=clean_line(face.title),
        gap_status=face.gap_status or None,
        bears_on=question_front.words(face.bears_on),
        attribution=question_front.plain(face.attribution),
        review=question_front.words(face.review),
        contested=question_front.plain(face.contested),
        sources=[question_front.normal_citation(citation) for citation in face.sources],
        parts=[parts.normal(part) for part in face.parts],
        change=question_front.normal_change(face.change),
        extra=[("", loose)] * bool(loose) + [(name, text) for name, text in extra if name],
    )


def render_question(face: QuestionFace, previous_text: str | None = None) -> str:
    """Return the file of `face`; with `previous_text` that file, changed only where it says something else.

    The reader's key order, comments, line ends, headings, unknown keys and sections of `previous_text` stay;
    where it already says what `face` says it is returned as it is. `face.extra` is used for a new file only.
    """
    face = normal(face)
    _check(face)
    if previous_text is None:
        return _new_file(face)
    previous = parse_question(previous_text)
    if replace(previous, extra=face.extra) == face:
        return previous_text
    pieces = frontmatter.split(previous_text)
    before = question_front.values(previous)
    if "level-as-sent" not in pieces.fields.values:
        del before["level-as-sent"]  # it followed the level until now; from now on it stands there
    front = layout.update(pieces.yaml, before, question_front.values(face))
    fence = pieces.fence if pieces.fence.endswith("\n") else pieces.fence + "\n"
    body = _body(pieces.body, previous, face)
    text = pieces.before + front + fence + body
    if replace(parse_question(text), extra=face.extra) != face:
        raise TrackerError(
            f"The file of {face.id} has a layout that could not be kept; nothing was written.",
            "move it aside and let `tracker sync` write it anew, then bring your own notes back",
        )
    text = text.replace("\n", "\r\n") if "\r\n" in previous_text else text
    return frontmatter.BOM + text if previous_text.startswith(frontmatter.BOM) else text


def _check(face: QuestionFace) -> None:
    wrong = [part.id for part in face.parts if parts.heading(f"Part {part.id}") is None]
    if not face.id or wrong:
        name = clean_line((wrong or [face.id])[0])
        raise TrackerError(f"“{name}” cannot be the id of a question.", "ids look like C2 or C2.4")
    if len({part.id for part in face.parts}) < len(face.parts):
        raise TrackerError(f"Two parts of {face.id} have the same id.", "number the parts anew")
    taken = [name for name, _ in face.extra if _known(name)]
    if taken:
        raise TrackerError(f"“{taken[0]}” is one of the tracker's own sections.", "give it another name")


def _new_file(face: QuestionFace) -> str:
    sections = [Section("", "", under(text, _known), 0) for name, text in face.extra if not name]
    sections += [_section(key, face) for key in SECTIONS if getattr(face, key) or key in _ALWAYS]
    place = _place(sections, "")
    sections[place:place] = [parts.section(part) for part in face.parts]
    sections += [Section(name, f"## {name}\n", under(text, _known), 0) for name, text in face.extra if name]
    front = layout.fresh(question_front.values(face), COMMENTS)
    return f"---\n{front}---\n\n" + join(sections).lstrip("\n")


def _section(key: str, face: QuestionFace) -> Section:
    return Section(SECTIONS[key], f"## {SECTIONS[key]}\n", under(getattr(face, key), _known), 0)


def _body(body: str, before: QuestionFace, after: QuestionFace) -> str:
    """Return the old `body` with the sections and parts that differ written anew, in place."""
    old = {part.id: part for part in before.parts}
    new = {part.id: part for part in after.parts}
    kept: list[Section] = []
    for section in cut(body, _known):
        name, part = _what(section)
        if name and getattr(before, name) != getattr(after, name):
            section.raw = under(getattr(after, name), _known)
        if not part or old[part] == new.get(part):
            kept.append(section)
        elif part in new:
            kept.append(parts.update(section, old[part], new[part]))
    present = {_what(section)[0] for section in kept}
    for key in SECTIONS:
        if key not in present and getattr(after, key):
            kept.insert(_place(kept, key), _section(key, after))
    for added in after.parts:
        if added.id not in old:
            kept.insert(_place(kept, ""), parts.section(added))
    _order(kept, after.parts)
    return body if "".join(section.whole for section in kept) == body else join(kept)


def _place(sections: list[Section], key: str) -> int:
    """Return where a new section for `key` ('': a part) goes: after the last of those that rank before it."""
    place = sum(1 for section in sections[:1] if not section.head)
    for index, section in enumerate(sections):
        name, part = _what(section)
        if (name or part) and _RANK[name] <= _RANK[key]:
            place = index + 1
    return place


def _order(sections: list[Section], wanted: list[PartFace]) -> None:
    """Put the parts among `sections` into the order of `wanted`, leaving everything else in its place."""
    slots = [index for index, section in enumerate(sections) if _what(section)[1]]
    found = {_what(sections[index])[1]: sections[index] for index in slots}
    for index, part in zip(slots, wanted, strict=True):
        sections[index] = found[part.id]
