"""The faces of the record as plain dataclasses; field names are the keys of the files (`-` for `_`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Extra = tuple[str, str]  # (heading, text) of a section the tracker does not know; kept as it stands


@dataclass
class CitationFace:
    """A source tied to a question, as `sources:` holds it; empty text means that the key is absent.

    `id` to `note` are the citation as found. `read` is '' while unread, else 'YYYY-MM-DD by NAME';
    `read_quote` and `locator` are what that person saw, `dated` the commit or retrieval date of the copy,
    `covers` none, part or all of the proposition (`part`: which), `states` whether it says so outright,
    `body` who is responsible for the source, `independent_of` the citations that a person called independent.
    """

    id: str = ""
    url: str = ""
    latest: str = ""
    title: str = ""
    kind: str = ""
    section: str = ""
    relation: str = ""
    bears: str = ""
    quote: str = ""
    seen: str = ""
    verified: str = ""
    note: str = ""
    read: str = ""
    read_quote: str = ""
    locator: str = ""
    dated: str = ""
    covers: str = ""
    part: str = ""
    states: bool = False
    body: str = ""
    independent_of: list[str] = field(default_factory=list)


@dataclass
class PartFace:
    """One part of a question (C2.4), a section of its parent's file: `## Part C2.4 · Title`."""

    id: str
    title: str = ""
    proposition: str = ""
    level: int = 1
    level_as_sent: int = 1
    revision: int = 1
    gap: str = ""
    gap_status: str | None = None
    wording: str = ""
    confirmed: str = ""
    notes: str = ""


@dataclass
class ChangeBlock:
    """The `change:` block that goes with an edit of wording, proposition, level or gap.

    `effects` are written as on the command line (`restate:narrower`, `upgrade`), in order. `question` names
    the part that was edited; '' is the question itself. `overrides` are (rule, reason) pairs.
    """

    effects: list[str] = field(default_factory=list)
    basis: str = ""
    reason: str = ""
    by: str = ""
    question: str = ""
    passages: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)
    overrides: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class QuestionFace:
    """One question with its claim, as `questions/c1-….md` shows it.

    `asks` is confirm or answer, `paragraphs` are indices into the letter, levels are 0–5, `gap_status` is
    None where there is no gap. `review` and `contested` are shown, never edited. `extra` are sections the
    tracker does not know, `unknown_keys` such keys of the frontmatter; both stay in the file as they are.
    """

    id: str
    letter: str = "L1"
    title: str = ""
    asks: str = "confirm"
    paragraphs: list[int] = field(default_factory=list)
    level: int = 1
    level_as_sent: int = 1
    gap_status: str | None = None
    revision: int = 1
    bears_on: list[str] = field(default_factory=list)
    sources: list[CitationFace] = field(default_factory=list)
    parts: list[PartFace] = field(default_factory=list)
    wording: str = ""
    attribution: str = ""
    proposition: str = ""
    confirmed: str = ""
    gap: str = ""
    as_asked: str = ""
    notes: str = ""
    review: list[str] = field(default_factory=list)
    contested: str = ""
    change: ChangeBlock | None = None
    extra: list[Extra] = field(default_factory=list)
    unknown_keys: tuple[str, ...] = field(default=(), compare=False)


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the blank-line-separated blocks of a letter, numbered from 0, each as it stands."""
    blocks = re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    return tuple(block for block in blocks if block.strip())


@dataclass
class LetterFace:
    """A letter as `questions/letter.md` shows it; what is not known is None, `text` the letter verbatim."""

    id: str = "L1"
    title: str = ""
    message_id: str | None = None
    subject: str | None = None
    date: str | None = None
    to: str | None = None
    url: str | None = None
    text: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The letter's blank-line-separated blocks, numbered from 0."""
        return paragraphs(self.text)


@dataclass
class LinkFace:
    """A passage tied to a question: how (quote, number, token, similarity, hand), score per mille, reason."""

    question: str
    how: str = "hand"
    score: int = 1000
    reason: str = ""


@dataclass
class FindingFace:
    """What was found on one question from a passage: the assessment with its effects and level move."""

    id: str
    question: str
    effects: list[str] = field(default_factory=list)
    level_before: int = 1
    level_after: int = 1
    state: str = "standing"
    by: str = ""
    date: str = ""
    reason: str = ""


@dataclass
class PassageFace:
    """A passage of a reply: 1-based inclusive lines of the reading text, its links and findings."""

    id: str
    start_line: int
    end_line: int
    state: str = "open"
    links: list[LinkFace] = field(default_factory=list)
    findings: list[FindingFace] = field(default_factory=list)


@dataclass
class ReplyFace:
    """A reply as `replies/r3-….md` shows it; `sender` is the key `from`, `sha256` those of all its copies."""

    id: str
    sender: str = ""
    role: str = ""
    authority: str = "F"
    date: str = ""
    subject: str = ""
    kind: str = "reply"
    visibility: str = "private"
    sha256: list[str] = field(default_factory=list)
    authentication: str = "unknown"
    sample: bool = False
    text: str = ""
    passages: list[PassageFace] = field(default_factory=list)
