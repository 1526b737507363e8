"""Where things stand: file names and anchors from ids, and marks by which one piece fits a page or one file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from tracker.reports.data import ReportData, with_parts
from tracker.reports.sources import source_key

# Outside text never holds these: `text.clean` shows every control character as words. So what is found between
# them was put there here, and a piece can be rendered once and placed twice.
_RANK, _FILE, _ON_PAGE, _AT, _END = "\x01", "\x02", "\x03", "\x04", "\x05"
_RANKS = re.compile(f"{_RANK}([1-6])")
_TARGETS = re.compile(f"{_FILE}[^{_ON_PAGE}{_AT}{_END}]*[{_ON_PAGE}{_AT}]([^{_END}]*){_END}")
_WHOLE_PAGES = re.compile(f"{_FILE}([^{_ON_PAGE}{_AT}{_END}]*){_ON_PAGE}[^{_END}]*{_END}")
_ON_PAGES = re.compile(f"{_FILE}([^{_ON_PAGE}{_AT}{_END}]*){_AT}([^{_END}]*){_END}")
_DEEPEST = 4  # a piece is placed up to two ranks lower, and HTML has six
_NOT_IN_NAME = re.compile(r"[^a-z0-9.]+")
_LONGEST = 40
# Our own pages, and what Windows keeps for its devices.
_TAKEN = re.compile(r"(index|sources|responders|methods|audit(-\d+)?|con|prn|aux|nul|(com|lpt)\d)(\.|$)")


def distinct(keys: Iterable[str]) -> dict[str, str]:
    """Return a name for each key, fit for a file, an anchor and a URL, no two alike whatever the keys.

    Lower case letters, digits, dots and hyphens; never empty, never the name of a page of the report's own. The
    same keys in the same order give the same names.
    """
    names: dict[str, str] = {}
    used: set[str] = set()
    for key in keys:
        if key in names:
            continue
        stem = _NOT_IN_NAME.sub("-", key.lower()).strip("-.")[:_LONGEST].strip("-.") or "x"
        stem = f"x-{stem}" if _TAKEN.match(stem) else stem
        name, n = stem, 2
        while name in used:
            name, n = f"{stem}-{n}", n + 1
        used.add(name)
        names[key] = name
    return names


@dataclass(frozen=True)
class Places:
    """The file and anchor of everything that can be linked to."""

    questions: dict[str, str]  # question or part → its anchor's name
    pages: dict[str, str]  # question or part → the file it stands in
    findings: dict[str, tuple[str, str]]  # finding → (file, anchor's name)
    sources: dict[str, str]  # source → its anchor's name

    def page(self, key: str) -> Markup:
        """Return the mark of a link to a question's own page, or to a part on it; "" where it is not here."""
        if key not in self.pages:
            return Markup("")
        file, name = self.pages[key], self.questions[key]
        whole = file == f"{name}.html"
        return _mark(file, _ON_PAGE if whole else _AT, f"q-{name}")

    def finding(self, key: str) -> Markup:
        """Return the mark of a link to a finding; "" where it is not here."""
        file, name = self.findings.get(key, ("", ""))
        return _mark(file, _AT, f"f-{name}") if file else Markup("")

    def source(self, key: str) -> Markup:
        """Return the mark of a link to a source in the list of all; "" where it is not here."""
        return _mark("sources.html", _AT, f"s-{self.sources[key]}") if key in self.sources else Markup("")


def places(data: ReportData) -> Places:
    """Return where each question, part, finding and source of `data` stands."""
    questions = distinct(one.row.id for one in data.everything())
    pages = {
        member.row.id: f"{questions[top.row.id]}.html" for top in data.questions for member in with_parts(top)
    }
    found = distinct(one.id for question in data.everything() for one in question.assessments)
    at = {one.id: pages[question.row.id] for question in data.everything() for one in question.assessments}
    return Places(
        questions=questions,
        pages=pages,
        findings={key: (at[key], name) for key, name in found.items()},
        sources=distinct(source_key(one) for question in data.everything() for one in question.citations),
    )


def page(file: str, name: str) -> Markup:
    """Return the mark of a link to a page of the site, which is the section `name` in the single file."""
    return _mark(file, _ON_PAGE, name)


def rank(number: int) -> Markup:
    """Return the mark of a heading's rank within its piece, 1 for its first."""
    return Markup(f"{_RANK}{min(number, _DEEPEST)}")  # noqa: S704 - digits of ours


def on_a_page(piece: str) -> Markup:
    """Return `piece` as a page of the site: ranks as they are, links to files beside it."""
    piece = _WHOLE_PAGES.sub(r"\1", piece)
    return Markup(_ON_PAGES.sub(r"\1#\2", piece).replace(_RANK, ""))  # noqa: S704 - rendered, escaped


def in_one_file(piece: str, lower: int) -> Markup:
    """Return `piece` as a section of the single file: headings `lower` ranks further down, links within it."""
    piece = _RANKS.sub(lambda match: str(int(match[1]) + lower), piece)
    return Markup(_TARGETS.sub(r"#\1", piece))  # noqa: S704 - rendered, escaped


def _mark(file: str, how: str, name: str) -> Markup:
    return Markup(f"{_FILE}{file}{how}{name}{_END}")  # noqa: S704 - names of ours alone
