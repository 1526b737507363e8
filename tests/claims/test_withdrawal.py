"""Taking an assessment back, and what comes under review when something gives way."""

from __future__ import annotations

import dataclasses
from typing import Any

from claim_samples import WORDINGS, claim, refused, source, stand, word

from tracker.claims.effects import Effect, Override, Rule
from tracker.claims.evidence import Authority, PartState, PrivateText
from tracker.claims.levels import GapStatus, Level
from tracker.claims.review import reviewed_by_fall, unsupported
from tracker.claims.withdrawal import Revision, Withdrawal, judge_withdrawal


def back_to(level: int, **fields: Any) -> Withdrawal:
    at = Level(level)
    full: dict[str, Any] = {"level": at, "wording": WORDINGS[at], "proposition": claim().proposition}
    revision = Revision(**full | fields)
    return Withdrawal("Recorded on the wrong question.", revision)


def test_withdrawing_the_newest_restores_the_revision_before() -> None:
    judgement = judge_withdrawal(claim(4), back_to(3, gap_status=GapStatus.OPEN))
    assert judgement.allowed
    assert not judgement.under_review
    assert (judgement.level_after, judgement.wording_after, judgement.gap_status_after) == (
        Level.APPARENT,
        WORDINGS[Level.APPARENT],
        GapStatus.OPEN,
    )


def test_taking_back_a_fall_is_a_rise_and_meets_the_table() -> None:
    assert refused(judge_withdrawal(claim(2), back_to(4))) == {"needs-source"}
    assert judge_withdrawal(claim(2), back_to(4), [source()]).allowed
    override = Override(Rule.NEEDS_SOURCE, "The letter opened it so.")
    set_aside = dataclasses.replace(back_to(3), overrides=(override,))
    assert judge_withdrawal(claim(2), set_aside).allowed


def test_it_goes_under_the_other_rules_too() -> None:
    contest = claim(2, stands=(stand("P1", "for"), stand("P2", "against")))
    assert refused(judge_withdrawal(contest, back_to(3), [source()])) == {"contested"}
    weak = claim(2, parts=(PartState("Q6.1", "step", Level.PARTIAL),))
    assert refused(judge_withdrawal(weak, back_to(3), [source()])) == {"weakest-part"}
    strong = back_to(2, wording=WORDINGS[Level.DOCUMENTED])
    assert refused(judge_withdrawal(claim(3), strong)) == {"overclaim"}
    stale = dataclasses.replace(back_to(2), expected_revision=1)
    assert refused(judge_withdrawal(claim(3), stale)) == {"stale-revision"}
    assert refused(judge_withdrawal(claim(3), dataclasses.replace(back_to(2), reason=""))) == {
        "reason-required"
    }


def test_the_open_texts_it_brings_back_repeat_no_private_words() -> None:
    mail = [PrivateText("R7", "the branch managers approve every single cherry pick")]
    for name in ("wording", "proposition", "confirmed", "gap"):
        restored = back_to(2, **{name: "insufficient: the branch managers approve every single cherry pick"})
        assert refused(judge_withdrawal(claim(3), restored, private_texts=mail)) == {"private-words"}
    override = Override(Rule.OVERCLAIM, "The branch managers approve every single cherry pick.")
    overridden = dataclasses.replace(back_to(2), overrides=(override,))
    assert refused(judge_withdrawal(claim(3), overridden, private_texts=mail)) == {"private-words"}
    told = dataclasses.replace(back_to(2), reason="The branch managers approve every single cherry pick.")
    assert refused(judge_withdrawal(claim(3), told, private_texts=mail)) == {"private-words"}
    sealed = dataclasses.replace(told, reason_sealed=True)
    assert judge_withdrawal(claim(3), sealed, private_texts=mail).allowed


def test_a_gap_status_comes_back_only_with_what_it_takes() -> None:
    declined = back_to(3, gap_status=GapStatus.DECLINED)
    assert refused(judge_withdrawal(claim(3), declined)) == {"effect-matches-move"}
    assert judge_withdrawal(claim(3), declined, testimony=[word(effects=(Effect.DECLINE,))]).allowed


def test_going_back_to_another_meaning_counts_only_what_was_judged_for_it() -> None:
    rise = dataclasses.replace(back_to(4, proposition="another"), meaning_changes=True)
    assert refused(judge_withdrawal(claim(2), rise, [source(proposition_revision=4)])) == {"needs-source"}
    assert judge_withdrawal(claim(2), rise, [source()]).allowed
    level = dataclasses.replace(back_to(3, proposition="another"), meaning_changes=True)
    assert refused(judge_withdrawal(claim(3), level)) == {"needs-source"}


def test_withdrawing_an_older_one_changes_nothing_and_asks_for_review() -> None:
    judgement = judge_withdrawal(claim(4), Withdrawal("The responder took it back."))
    assert judgement.allowed
    assert judgement.under_review
    older = Withdrawal("The responder took it back.", meaning_changes=True)
    assert judge_withdrawal(claim(4), older).allowed
    assert (judgement.level_after, judgement.wording_after) == (Level.DOCUMENTED, WORDINGS[Level.DOCUMENTED])
    assert refused(judge_withdrawal(claim(4), Withdrawal(" "))) == {"reason-required"}


def test_when_a_part_falls_its_claim_and_what_both_bear_on_are_under_review() -> None:
    claim_of = {"C2.4": "C2", "C2.5": "C2"}
    bears_on = {"C2.4": ["C5"], "C2": ["Q6", "C5"], "Q6": ["C2"]}
    assert reviewed_by_fall("C2.4", claim_of, bears_on) == ("C2", "C5", "Q6")
    assert reviewed_by_fall("Q6", claim_of, bears_on) == ("C2",)
    assert reviewed_by_fall("C2", claim_of, bears_on | {"C2": ["Q6", "C2"]}) == ("Q6",)
    assert reviewed_by_fall("C3", claim_of, bears_on) == ()


def test_a_change_of_authority_shows_what_the_level_now_lacks() -> None:
    said = word(effects=(Effect.UPGRADE,))
    assert unsupported(claim(3), [], [said]) == ()
    after = unsupported(claim(3), [], [dataclasses.replace(said, authority=Authority.D)])
    assert [missing.clause for missing in after] == ["cited"]
    contest = claim(4, stands=(stand("P1", "for"), stand("P2", "against")))
    assert [missing.clause for missing in unsupported(contest, [source()], [])] == ["uncontested"]
    old = claim(4, meaning_since=3)
    assert [m.clause for m in unsupported(old, [source(proposition_revision=2)], [])] == ["cited"]
