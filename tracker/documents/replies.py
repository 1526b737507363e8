"""Reply faces: `replies/r3-….md`, a message with its passages marked and what was found in each."""

from __future__ import annotations

import re
from dataclasses import replace

from tracker.documents import frontmatter, layout
from tracker.documents.faces import FindingFace, LinkFace, PassageFace, ReplyFace
from tracker.documents.sections import Section, cut, fold, join, small_fields, text_of, tidy, under
from tracker.errors import TrackerError
from tracker.text import clean, clean_line

COMMENTS = (
    "Written by the tracker from its record; the message itself stands beside this file, byte for byte.",
)
_KEYS = ("id", "from", "role", "authority", "date", "subject", "kind", "visibility", "authentication")
_PASSAGE = re.compile(r"Passage[ \t]+([A-Z][A-Za-z0-9]*\.[0-9]+)\Z")
_FINDING = re.compile(r"Finding[ \t]+([A-Z][A-Za-z0-9]*) on ([A-Z][A-Za-z0-9]*(?:\.[0-9]+)?)\Z")
_LINK = re.compile(r"(\S+) by (\S+) at ([0-9]{1,4})(?:: (.*))?\Z")
_MARKED, _OTHER = "▌ ", "│ "


def stem(reply_id: str, date: str, sha256: str) -> str:
    """Return the name of a reply's files without its ending, such as `r3-2026-05-02-1a2b3c4d`.

    Made of our own id, a date (`YYYY-MM-DD…`, or '' where none is known) and a hash alone: nothing that a
    message says can reach a file name.
    """
    day = date[:10] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date[:10]) else "undated"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", reply_id) or not re.fullmatch(r"[0-9a-f]{8,64}", sha256):
        raise TrackerError("A reply's file needs an id and a sha256.", "import the message again")
    return f"{reply_id.casefold()}-{day}-{sha256[:8]}"


def normal(face: ReplyFace) -> ReplyFace:
    """Return `face` as a file can hold it."""
    single = {name: clean_line(getattr(face, name)) for name in ("id", *_names())}
    text = clean(face.text).rstrip("\n")
    return replace(face, **single, text=text, passages=[_normal(passage) for passage in face.passages])  # type: ignore[arg-type]


def _names() -> list[str]:
    return ["sender" if key == "from" else key for key in _KEYS if key != "id"]


def _normal(passage: PassageFace) -> PassageFace:
    links = [replace(link, reason=clean_line(link.reason)) for link in passage.links]
    findings = [
        replace(
            finding,
            effects=[clean_line(effect) for effect in finding.effects],
            by=clean_line(finding.by),
            date=clean_line(finding.date),
            reason=tidy(finding.reason),
        )
        for finding in passage.findings
    ]
    return replace(passage, links=links, findings=findings)


def render_reply(face: ReplyFace) -> str:
    """Return the file of `face`. It is made anew each time: people write in the question files, not here.

    The text stands in a fence longer than any run of backticks in it, and every line behind a gutter that
    says whether it belongs to a passage, so that nothing in a message can become frontmatter or a section.
    """
    face = normal(face)
    front: dict[str, object] = {key: getattr(face, "sender" if key == "from" else key) for key in _KEYS}
    front["sha256"] = list(face.sha256)
    if face.sample:
        front["sample"] = True
    sections = [Section("Text", "## Text\n", _fenced(face), 0)]
    for passage in face.passages:
        sections.append(_passage(passage))
        sections += [_finding(finding) for finding in passage.findings]
    values = {key: value for key, value in front.items() if value not in ("", [])}
    return f"---\n{layout.fresh(values, COMMENTS)}---\n\n{join(sections)}"


def _fenced(face: ReplyFace) -> str:
    if not face.text:
        return "\n"
    lines = face.text.split("\n")
    starts = {passage.start_line: passage.id for passage in face.passages}
    inside = {n for passage in face.passages for n in range(passage.start_line, passage.end_line + 1)}
    width = max((len(name) for name in starts.values()), default=0)
    shown = [
        f"{starts.get(n, ''):<{width}} {_MARKED if n in inside else _OTHER}{line}"
        for n, line in enumerate(lines, 1)
    ]
    runs = [len(run) for run in re.findall(r"`+", face.text)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return f"\n{fence}text\n" + "\n".join(shown) + f"\n{fence}\n\n"


def _passage(passage: PassageFace) -> Section:
    lines = [f"- lines: {passage.start_line}-{passage.end_line}", f"- state: {passage.state}"]
    for link in passage.links:
        reason = f": {link.reason}" if link.reason else ""
        lines.append(f"- bears-on: {link.question} by {link.how} at {link.score}{reason}")
    name = f"Passage {passage.id}"
    return Section(name, f"## {name}\n", "\n" + "\n".join(lines) + "\n\n", 0)


def _finding(finding: FindingFace) -> Section:
    lines = [
        f"- effects: {', '.join(finding.effects)}",
        f"- level: {finding.level_before} to {finding.level_after}",
        f"- state: {finding.state}",
        f"- by: {finding.by}",
        f"- date: {finding.date}",
    ]
    name = f"Finding {finding.id} on {finding.question}"
    raw = "\n" + "\n".join(line.rstrip() for line in lines) + "\n" + under(finding.reason, _known, 3)
    return Section(name, f"### {name}\n", raw, 0)


def _known(name: str) -> bool:
    return fold(name) == "text" or bool(_PASSAGE.match(name) or _FINDING.match(name))


def parse_reply(text: str, path: str = "") -> ReplyFace:
    """Return the reply that the file `text` shows; TrackerError names `path`, line and reason."""
    pieces = frontmatter.split(text, path)
    front = pieces.fields
    single = {"sender" if key == "from" else key: front.text(key) for key in _KEYS}
    face = ReplyFace(**single, sha256=front.words("sha256"), sample=front.flag("sample"))  # type: ignore[arg-type]
    if not face.id:
        raise front.wrong("id", "the key id is missing")
    fenced, rest, offset = _open(pieces.body, pieces.body_line, path)
    face.text = fenced
    for section in cut(rest, _known, depth=3, line=offset):
        if not section.head:
            continue
        passage, finding = _PASSAGE.match(section.name), _FINDING.match(section.name)
        if passage:
            face.passages.append(_parse_passage(passage.group(1), section, path))
        elif finding and face.passages:
            face.passages[-1].findings.append(
                _parse_finding(finding.group(1), finding.group(2), section, path)
            )
        else:
            raise frontmatter.refuse(
                path, section.line, f"{frontmatter.shown(section.name)} is no section of a reply"
            )
    return face


def _open(body: str, line: int, path: str) -> tuple[str, str, int]:
    """Return the message's text out of its fence, the body after it, and the line where that begins."""
    found = re.match(r"\n*## Text\n+(?:(`{3,})text\n(.*?)\n\1\n)?", body, re.DOTALL)
    if found is None:
        raise frontmatter.refuse(path, line, "a reply begins with the section Text")
    lines = []
    for at, one in enumerate((found.group(2) or "").split("\n") if found.group(1) else []):
        gutter = re.match(rf"[^▌│]*[{_MARKED[0]}{_OTHER[0]}](?: |\Z)", one)
        if gutter is None:
            raise frontmatter.refuse(
                path, line + body.count("\n", 0, found.start(2)) + at, "a line has no gutter"
            )
        lines.append(one[gutter.end() :])
    return "\n".join(lines), body[found.end() :], line + body.count("\n", 0, found.end())


def _number(value: str, section: Section, path: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value):
        raise frontmatter.refuse(path, section.line, f"{frontmatter.shown(value)} is not a number")
    return int(value)


def _parse_passage(name: str, section: Section, path: str) -> PassageFace:
    fields, _ = small_fields(section.raw, ("lines", "state", "bears-on"))
    found = {key: value for key, value, _ in fields}
    start, _, end = found.get("lines", "").partition("-")
    first = _number(start, section, path)
    passage = PassageFace(name, first, _number(end or start, section, path), found.get("state", "open"))
    for key, value, at in fields:
        link = _LINK.match(value) if key == "bears-on" else None
        if key == "bears-on" and link is None:
            raise frontmatter.refuse(path, section.line + 1 + at, f"{frontmatter.shown(value)} is not a link")
        if link:
            passage.links.append(
                LinkFace(link.group(1), link.group(2), int(link.group(3)), link.group(4) or "")
            )
    return passage


def _parse_finding(name: str, question: str, section: Section, path: str) -> FindingFace:
    fields, rest = small_fields(section.raw, ("effects", "level", "state", "by", "date"))
    found = {key: value for key, value, _ in fields}
    before, _, after = found.get("level", "").partition(" to ")
    return FindingFace(
        id=name,
        question=question,
        effects=[effect for effect in found.get("effects", "").split(", ") if effect],
        level_before=_number(before, section, path),
        level_after=_number(after or before, section, path),
        state=found.get("state", "standing"),
        by=found.get("by", ""),
        date=found.get("date", ""),
        reason=text_of(replace(section, raw=rest), _known, 3),
    )
