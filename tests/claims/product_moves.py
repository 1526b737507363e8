"""The moves of the product, and what section 4 says of each: which way it may go, and who may bring it.

A grid has a row for the level before and a column for the level after, 0 to 5:
`.` nothing is to be met, `t` the row of the table is to be met, `m` the effect does not make this move,
`b` both.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.claims.effects import Concern, Effect, Restatement, Step

# confirm, pointer, redirect, decline, none, and the two restatements that keep the level.
STAYS = """
    . b b b b b
    b . b b b b
    b m . b b b
    b m m . b b
    b m m m . b
    b m m m m .
"""
RISES = """
    m t t t t t
    b m t t t t
    b m m t t t
    b m m m t t
    b m m m m t
    b m m m m m
"""
FALLS = """
    m b b b b b
    t m b b b b
    t . m b b b
    t . . m b b
    t . . . m b
    t . . . . m
"""
# The restatements that must meet the table for the new proposition, alone and with another effect. Where the
# level falls nothing is to be met but the row of 0: "else a downgrade goes with them", "lowering is otherwise
# free".
STAYS_NEW = """
    t b b b b b
    b t b b b b
    b m t b b b
    b m m t b b
    b m m m t b
    b m m m m t
"""
RISES_NEW = """
    b t t t t t
    b b t t t t
    b m b t t t
    b m m b t t
    b m m m b t
    b m m m m b
"""
FALLS_NEW = """
    b b b b b b
    t b b b b b
    t . b b b b
    t . . b b b
    t . . . b b
    t . . . . b
"""


@dataclass(frozen=True)
class Shape:
    """One kind of move: its steps, its grid, and what section 4 lets it do.

    `private` says that a private message may bring it, a rise aside; `restates` that the words change and
    `new` that the proposition does too; `says_so` that the word of an authority A or B on the list is
    testimony for the claim as it stands after the move, `confirms` that it is a confirm of it; `ab_only`
    that only A or B can.
    """

    name: str
    steps: tuple[Step, ...]
    grid: str
    private: bool
    restates: bool = False
    new: bool = False
    says_so: bool = False
    confirms: bool = False
    ab_only: bool = False

    def cell(self, before: int, after: int) -> str:
        """Return what the grid says of a move."""
        return self.grid.split()[before * 6 + after]


_CONFIRM = Step(Effect.CONFIRM)
_UPGRADE = Step(Effect.UPGRADE)
_DOWNGRADE = Step(Effect.DOWNGRADE, concern=Concern.ADEQUACY)


def _restate(kind: Restatement) -> Step:
    return Step(Effect.RESTATE, restatement=kind)


_NARROWER, _TERMINOLOGY = _restate(Restatement.NARROWER), _restate(Restatement.TERMINOLOGY)
_BROADER, _CORRECTED = _restate(Restatement.BROADER), _restate(Restatement.CORRECTED)
_SPLIT = _restate(Restatement.SPLIT)

# "A private message may confirm, lower, narrow or fix terminology, no more": it brings no rise, whatever the
# effect, and none of the restatements that reach further. A pointer, a redirect, a decline and a thank-you
# leave the claim as it is.
EFFECTS = (
    Shape("confirm", (_CONFIRM,), STAYS, private=True, says_so=True, confirms=True),
    Shape("upgrade", (_UPGRADE,), RISES, private=True, says_so=True),
    Shape("downgrade", (_DOWNGRADE,), FALLS, private=True),
    Shape("restate narrower", (_NARROWER,), STAYS, private=True, restates=True, says_so=True),
    Shape("restate terminology", (_TERMINOLOGY,), STAYS, private=True, restates=True, says_so=True),
    Shape("restate broader", (_BROADER,), STAYS_NEW, private=False, restates=True, new=True, says_so=True),
    Shape(
        "restate corrected", (_CORRECTED,), STAYS_NEW, private=False, restates=True, new=True, says_so=True
    ),
    Shape("restate split", (_SPLIT,), STAYS_NEW, private=False, restates=True, new=True, says_so=True),
    Shape("pointer", (Step(Effect.POINTER),), STAYS, private=True),
    Shape("redirect", (Step(Effect.REDIRECT),), STAYS, private=True),
    Shape("decline", (Step(Effect.DECLINE),), STAYS, private=True, ab_only=True),
    Shape("none", (Step(Effect.NONE),), STAYS, private=True),
)
SEVERAL = (
    Shape("confirm + upgrade", (_CONFIRM, _UPGRADE), RISES, private=True, says_so=True, confirms=True),
    Shape("narrower + downgrade", (_NARROWER, _DOWNGRADE), FALLS, private=True, restates=True),
    Shape(
        "terminology + upgrade", (_TERMINOLOGY, _UPGRADE), RISES, private=True, restates=True, says_so=True
    ),
    Shape("corrected + upgrade", (_CORRECTED, _UPGRADE), RISES_NEW, False, True, new=True, says_so=True),
    Shape("broader + downgrade", (_BROADER, _DOWNGRADE), FALLS_NEW, False, True, new=True),
)
