"""The rules over the full product of effect, visibility, authority, levels and what is cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from product_evidence import CORE, MEANING_SINCE, REVISION, SOURCES, WORDS, Cited
from product_moves import EFFECTS, SEVERAL, Shape

from tracker.claims import evidence
from tracker.claims.effects import Basis, Move, Rule
from tracker.claims.evidence import Authority, ClaimState, Visibility
from tracker.claims.levels import GapStatus, Level
from tracker.claims.rules import judge

PLAIN = "Insufficient public evidence of gates."
RESTATED = "Insufficient public evidence of two gates."
AS_TESTIMONY = "According to a steering role, on the public list, 2 May 2026, gates exist."
DATE = dt.date(2026, 5, 2)


@dataclass(frozen=True)
class Voice:
    """Who brings a move: a responder in a message, or nobody (a source that the researcher read)."""

    visibility: Visibility | None = None
    authority: Authority | None = None

    @property
    def name(self) -> str:
        """The voice in words."""
        return f"{self.visibility} message by {self.authority}" if self.visibility else "a source read"

    @property
    def in_private(self) -> bool:
        """True for the messages that are not known to be public."""
        return self.visibility in (Visibility.PRIVATE, Visibility.UNKNOWN)

    @property
    def weighs(self) -> bool:
        """True for A and B."""
        return self.authority in (Authority.A, Authority.B)


NOBODY = Voice()
FEW = (
    NOBODY,
    Voice(Visibility.LIST, Authority.A),
    Voice(Visibility.PRIVATE, Authority.A),
)
RESPONDERS = tuple(Voice(seen, who) for seen, who in product(Visibility, Authority))


@dataclass(frozen=True)
class Cell:
    """One point of the product."""

    shape: Shape
    voice: Voice
    before: int
    after: int
    cited: Cited
    as_testimony: bool = False

    def __str__(self) -> str:
        worded = ", worded as testimony" if self.as_testimony else ""
        return f"{self.shape.name} {self.before}→{self.after} | {self.voice.name} | {self.cited.name}{worded}"


def expected(cell: Cell) -> set[Rule]:
    """Return the rules that refuse the move, looked up in the tables written from section 4."""
    shape, voice = cell.shape, cell.voice
    due = shape.cell(cell.before, cell.after)
    refused = set()
    if due in "mb" or (shape.ab_only and not voice.weighs):
        refused.add(Rule.EFFECT_MATCHES_MOVE)
    if due in "tb" and str(cell.after) not in rows_met(cell):
        # Row 3 by testimony asks for the wording that says so; without it the wording claims too much.
        if cell.after != 3 or not spoken_for(cell):
            refused.add(Rule.NEEDS_SOURCE)
        elif not cell.as_testimony:
            refused.add(Rule.OVERCLAIM)
    if voice.in_private and (cell.after > cell.before or not shape.private):
        refused.add(Rule.PRIVATE_NEVER_RAISES)
    return refused


def rows_met(cell: Cell) -> str:
    """Return the levels whose row is met by what is cited, and for level 5 by a confirm of the voice."""
    rows = cell.cited.rows(cell.shape.new)
    return rows + "5" if "4" in rows and heard(cell.voice) and cell.shape.confirms else rows


def spoken_for(cell: Cell) -> bool:
    """Return whether a word of A or B on the list speaks for the claim as it stands after the move."""
    return cell.cited.testifies(cell.shape.new) or (heard(cell.voice) and cell.shape.says_so)


def heard(voice: Voice) -> bool:
    """Return whether the voice is one of A or B on the list."""
    return voice.weighs and voice.visibility is Visibility.LIST


def refused_by(cell: Cell) -> set[Rule]:
    """Return the rules that the code refuses the move by."""
    shape, voice = cell.shape, cell.voice
    state = ClaimState(
        question="C1",
        level=Level(cell.before),
        wording=PLAIN,
        proposition="Release paths have gates.",
        gap="Which gates.",
        gap_status=GapStatus.OPEN,
        revision=REVISION,
        meaning_since=MEANING_SINCE,
    )
    wording = AS_TESTIMONY if cell.as_testimony else RESTATED if shape.restates else None
    move = Move(
        basis=Basis.REPLY if voice.visibility else Basis.SOURCE,
        steps=shape.steps,
        reason="Read.",
        replies=("R9",) if voice.visibility else (),
        level=Level(cell.after),
        wording=wording,
        proposition="Release and security paths have gates." if shape.new else None,
        expected_revision=REVISION,
    )
    words = list(cell.cited.words)
    if voice.visibility and voice.authority:
        words.append(evidence.Testimony("R9", "speaker", voice.authority, voice.visibility, date=DATE))
    return set(judge(state, move, cell.cited.sources, words).refused_by)


def differences(cells: Iterator[Cell]) -> tuple[int, list[str]]:
    """Return how many cells there are, and what is wrong in those where code and table differ."""
    count, wrong = 0, []
    for cell in cells:
        count += 1
        want, found = expected(cell), refused_by(cell)
        if want != found:
            wrong.append(f"{cell}: section 4 refuses {_names(want)}, the code {_names(found)}")
    return count, wrong


def report(wrong: list[str]) -> str:
    """Return the first few differences, readable."""
    return f"{len(wrong)} differ:\n" + "\n".join(wrong[:12])


def _names(rules: set[Rule]) -> str:
    return ", ".join(sorted(rules)) or "nothing"


@pytest.mark.parametrize("before", range(6))
def test_every_effect_voice_level_and_citation(before: int) -> None:
    voices = (*RESPONDERS, NOBODY)
    cells = (
        Cell(shape, voice, before, after, cited)
        for shape, voice, after, cited in product(EFFECTS, voices, range(6), CORE)
    )
    count, wrong = differences(cells)
    assert not wrong, report(wrong)
    assert count == 12 * 19 * 6 * 7


def test_testimony_carries_level_three_once_it_is_worded_so() -> None:
    points = product((*EFFECTS, *SEVERAL), (*RESPONDERS, NOBODY), range(6), CORE)
    cells = (
        Cell(shape, voice, before, 3, cited, as_testimony=True)
        for shape, voice, before, cited in points
        if shape.cell(before, 3) == "t"
    )
    count, wrong = differences(cells)
    assert not wrong, report(wrong)
    assert count == 15 * 19 * 7


@pytest.mark.parametrize("voice", FEW, ids=lambda voice: voice.name)
def test_every_word_of_the_table(voice: Voice) -> None:
    points = product((*EFFECTS, *SEVERAL), (0, 5), range(6), (*SOURCES, *WORDS), (False, True))
    cells = (
        Cell(shape, voice, before, after, cited, as_testimony)
        for shape, before, after, cited, as_testimony in points
        if shape.cell(before, after) == "t" and (after == 3 or not as_testimony)
    )
    count, wrong = differences(cells)
    assert not wrong, report(wrong)
    assert count == 2805
