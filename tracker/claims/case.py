"""One move held against one claim: before, after and the evidence that counts, as every rule sees them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.claims.contest import SPEAKS, contested_after
from tracker.claims.effects import Basis, Effect, Move, Override
from tracker.claims.evidence import ClaimState, PrivateText, SourceEvidence, Testimony
from tracker.claims.gaps import gap_status_after
from tracker.claims.levels import GapStatus, Level
from tracker.claims.table import Evidence


@dataclass(frozen=True)
class Case:
    """What the rules see. `new_meaning` is True when the text is restated more than narrowly.

    `evidence` holds only what counts for the proposition after the move; `open_texts` are the texts, by name,
    that would be published; `testimony` is all that was said, `own` what the move itself rests on.
    """

    state: ClaimState
    level: Level
    gap_status: GapStatus | None
    wording: str
    proposition: str
    new_meaning: bool
    evidence: Evidence
    testimony: tuple[Testimony, ...]
    own: tuple[Testimony, ...]
    open_texts: Mapping[str, str]
    private_texts: tuple[PrivateText, ...]
    reason: str
    overrides: tuple[Override, ...]
    expected_revision: int | None
    unknown_replies: tuple[str, ...] = ()

    @property
    def rises(self) -> bool:
        """True when the level afterwards is higher."""
        return self.level > self.state.level

    @property
    def meets_table(self) -> bool:
        """True when the level has to meet its row: a rise, a move to 0, a new meaning without a fall."""
        if self.level is Level.CONTRADICTED:
            return self.state.level is not Level.CONTRADICTED or self.new_meaning
        return self.rises or (self.new_meaning and self.level >= self.state.level)


def squeezed(text: str) -> str:
    """Return `text` with every run of white space as one blank, so that re-wrapping is no change."""
    return " ".join(text.split())


def differs(before: str, after: str | None) -> bool:
    """Return whether a text changes; None leaves it as it is."""
    return after is not None and squeezed(before) != squeezed(after)


def new_meaning(move: Move) -> bool:
    """Return whether the move restates more than narrowly, so that the new text has to meet the table."""
    return any(
        step.effect is Effect.RESTATE and step.restatement is not None and not step.restatement.keeps_level
        for step in move.steps
    )


def case_of(
    state: ClaimState,
    move: Move,
    sources: Sequence[SourceEvidence],
    testimony: Sequence[Testimony],
    private_texts: Sequence[PrivateText],
) -> Case:
    """Return the case that `move` makes on `state`, with the evidence sorted out."""
    spoken = _spoken(move, testimony)
    own = tuple(word for word in spoken if word.reply in move.replies)
    changed = new_meaning(move) and differs(state.proposition, move.proposition)
    settled = move.basis is Basis.ADJUDICATION
    return Case(
        state=state,
        level=state.level if move.level is None else move.level,
        gap_status=gap_status_after(state, move),
        wording=state.wording if move.wording is None else move.wording,
        proposition=state.proposition if move.proposition is None else move.proposition,
        new_meaning=new_meaning(move),
        evidence=Evidence(
            sources=counting_sources(state, sources, changed),
            testimony=counting_testimony(state, spoken, changed),
            parts=state.parts,
            contested=not settled and contested_after(state, move, [word for word in own if word.standing]),
        ),
        testimony=spoken,
        own=own,
        open_texts=_open_texts(move),
        private_texts=tuple(private_texts),
        reason=move.reason,
        overrides=move.overrides,
        expected_revision=move.expected_revision,
        unknown_replies=tuple(r for r in move.replies if r not in {word.reply for word in testimony}),
    )


def counting_sources(
    state: ClaimState, sources: Sequence[SourceEvidence], changed: bool = False
) -> tuple[SourceEvidence, ...]:
    """Return the sources that count: no message of a leg, and judged against the proposition as it means now.

    `changed` says that the move gives the proposition a new meaning, so that only judgements made for this
    move count.
    """
    return tuple(
        source
        for source in sources
        if not source.leg_message and _current(state, source.proposition_revision, changed)
    )


def counting_testimony(
    state: ClaimState, testimony: Sequence[Testimony], changed: bool = False
) -> tuple[Testimony, ...]:
    """Return the words of responders that spoke to the proposition as it means now."""
    return tuple(word for word in testimony if _current(state, word.proposition_revision, changed))


def _current(state: ClaimState, judged_at: int | None, changed: bool) -> bool:
    if judged_at is None:
        return True
    return not changed and judged_at >= state.meaning_since


def _spoken(move: Move, testimony: Sequence[Testimony]) -> tuple[Testimony, ...]:
    """Return the testimony with the move's own effects on the replies that it rests on.

    These speak to the proposition as it is afterwards, whatever became of an earlier finding on them. Of what
    one responder says of the claim the later word stands, by its date; a move that rests on an older reply
    does not supersede a later one.
    """
    own = [word for word in testimony if word.reply in move.replies]
    speaks = bool(SPEAKS & set(move.effects))
    spoken = []
    for word in testimony:
        others = [other for other in testimony if other.responder == word.responder]
        if word.reply in move.replies:
            later = [other for other in others if _after(other, word)]
            superseded = any(other.standing and SPEAKS & set(other.effects) for other in later)
            spoken.append(
                dataclasses.replace(
                    word, effects=move.effects, standing=not superseded, proposition_revision=None
                )
            )
        elif speaks and any(other in own and not _after(word, other) for other in others):
            spoken.append(dataclasses.replace(word, standing=False))
        else:
            spoken.append(word)
    return tuple(spoken)


def _after(one: Testimony, other: Testimony) -> bool:
    """Return whether `one` is known to have been said on a later day than `other`."""
    return one.date is not None and other.date is not None and one.date > other.date


def _open_texts(move: Move) -> dict[str, str]:
    texts = {
        "wording": move.wording,
        "proposition": move.proposition,
        "confirmed part": move.confirmed,
        "gap": move.gap,
        "reason": None if move.reason_sealed else move.reason,
        "override reason": " ".join(override.reason for override in move.overrides),
    }
    return {name: text for name, text in texts.items() if text}
