"""The wordings generated for a question, to be looked at before anything is found: each with what lint says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.claims.effects import Effect
from tracker.claims.levels import Level
from tracker.claims.lint import Finding as LintFinding
from tracker.claims.lint import lint
from tracker.workflow import assess, lookup
from tracker.workflow.proposing import left_out, proposals
from tracker.workflow.workspace import Workspace


@dataclass(frozen=True)
class Offered:
    """One wording, its manner (cautious, usual, plain, by parts, as it stands) and what lint finds in it."""

    manner: str
    text: str
    lint: tuple[LintFinding, ...]


@dataclass(frozen=True)
class Offer:
    """What is proposed for a question at a level, best first; `left_out` names the manners whose wording lint refuses,
    each with what it finds.
    """

    level: int
    proposals: tuple[Offered, ...]
    left_out: tuple[tuple[str, LintFinding], ...] = ()


def offer(
    ws: Workspace,
    key: str,
    level: int | None = None,
    effects: Sequence[str] = (),
    passages: Sequence[str] = (),
) -> Offer:
    """Return the wordings for a question at `level` (its own when None); nothing is judged or recorded.

    Without `effects` those are taken that go from the question's level to that one; BadUse as for a finding.
    """
    with ws.database.reading() as session:
        question = lookup.question(session, key)
        wanted = question.level if level is None else level
        moves = tuple(effects) or (_between(question.level, wanted),)
        finding = assess.Finding(question.id, moves, tuple(passages), level=level)
        move = assess.to_move(session, finding)
        found = proposals(ws, session, question, move, ())
        refused = left_out(ws, session, question, move)
        stated = question.proposition
    return Offer(
        wanted,
        tuple(
            Offered(one.manner, one.text, tuple(lint(one.text, Level(wanted), proposition=stated)))
            for one in found
        ),
        refused,
    )


def _between(now: int, wanted: int) -> str:
    if wanted == now:
        return "restate:terminology"
    return Effect.UPGRADE if wanted > now else Effect.DOWNGRADE
