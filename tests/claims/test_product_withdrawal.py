"""Taking back is held to the same rules: every open text, the gap as it was, and what comes under review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tracker.claims.effects import Basis, Effect, Move, Override, Rule, Step
from tracker.claims.evidence import ClaimState, PrivateText
from tracker.claims.levels import GapStatus, Level
from tracker.claims.review import reviewed_by_fall
from tracker.claims.rules import judge
from tracker.claims.withdrawal import Revision, Withdrawal, judge_withdrawal

SAID = "the branch managers approve every single cherry pick"
PLAIN = "Insufficient public evidence of gates."
NOW = ClaimState("C1", Level.PARTIAL, PLAIN, "Gates exist.", gap_status=GapStatus.STANDING)
BEFORE = Revision(Level.INSUFFICIENT, PLAIN, "Gates exist.", gap_status=GapStatus.STANDING)
MAIL = [PrivateText("R1", f"In short, {SAID}.")]


def test_a_gap_that_stays_as_it_is_asks_for_nothing() -> None:
    assert judge_withdrawal(NOW, Withdrawal("Wrong question.", BEFORE)).allowed


@pytest.mark.parametrize("text", ["wording", "proposition", "confirmed", "gap"])
def test_no_text_that_comes_back_repeats_private_words(text: str) -> None:
    changes: dict[str, Any] = {text: f"Insufficient to say that {SAID}."}
    back = replace(BEFORE, **changes)
    found = judge_withdrawal(NOW, Withdrawal("Wrong question.", back), private_texts=MAIL)
    assert set(found.refused_by) == {Rule.PRIVATE_WORDS}
    assert judge_withdrawal(NOW, Withdrawal("Wrong question.", back)).allowed


@pytest.mark.parametrize("restores", [BEFORE, None])
def test_the_reason_of_an_override_repeats_no_private_words_either(restores: Revision | None) -> None:
    loud = Withdrawal("Wrong question.", restores, overrides=(Override(Rule.CONTESTED, f"Since {SAID}."),))
    assert set(judge_withdrawal(NOW, loud, private_texts=MAIL).refused_by) == {Rule.PRIVATE_WORDS}


def test_one_override_with_a_reason_is_enough_but_none_may_lack_one() -> None:
    rise = Move(Basis.SOURCE, (Step(Effect.UPGRADE),), "Read.", level=Level.APPARENT)
    why, mute = Override(Rule.NEEDS_SOURCE, "It is under way."), Override(Rule.NEEDS_SOURCE, " ")
    assert judge(NOW, replace(rise, overrides=(why,))).allowed
    assert set(judge(NOW, replace(rise, overrides=(mute, why))).refused_by) == {Rule.REASON_REQUIRED}


def test_what_fell_is_not_under_review_for_its_own_sake() -> None:
    assert reviewed_by_fall("C2.4", {"C2.4": "C2"}, {"C2": ["C2.4", "Q6"]}) == ("C2", "Q6")
