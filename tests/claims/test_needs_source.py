"""Every rise and any move to 0 meets its row; lowering is free; a new meaning meets the table anew."""

from __future__ import annotations

from typing import Any

import pytest
from claim_samples import PROPOSITION, TESTIFIED, WORDINGS, claim, move, on_reply, refused, source, word

from tracker.claims.effects import Effect, Override, Restatement, Rule
from tracker.claims.evidence import Authority, Relation
from tracker.claims.levels import Level
from tracker.claims.rules import judge

WIDER = "every branch has approvers of its own"
WIDE = "Public materials appear to support the statement that every branch has approvers of its own."


def test_an_upgrade_without_a_source_is_refused_in_one_sentence_and_made_with_one() -> None:
    upgrade = move(Effect.UPGRADE, level=4)
    verdict = judge(claim(), upgrade).refusals[0]
    assert verdict.rule is Rule.NEEDS_SOURCE
    assert verdict.message == (
        "needs-source: level 4 (documented) takes a normative public source that states all of it: read, "
        "quoted, dated, uncontested, but no source that counts is cited; cite a public source."
    )
    assert verdict.satisfy == "cite a public source"
    after = judge(claim(), upgrade, [source()])
    assert after.allowed
    assert after.level_after is Level.DOCUMENTED
    assert after.wording_after == WORDINGS[Level.DOCUMENTED]


def test_an_unread_source_is_named_with_what_to_do() -> None:
    verdict = judge(claim(), move(Effect.UPGRADE, level=4), [source(read=False)]).refusals[0]
    assert "S1 is not read by a person" in verdict.message
    assert verdict.satisfy == "read it"


@pytest.mark.parametrize(("before", "after"), [(b, a) for b in range(1, 6) for a in range(1, b)])
def test_lowering_is_free(before: int, after: int) -> None:
    assert judge(claim(before), move(Effect.DOWNGRADE, level=after)).allowed


def test_a_move_to_0_takes_an_official_source_that_disputes_it() -> None:
    fall = move(Effect.DOWNGRADE, level=0)
    assert refused(judge(claim(), fall)) == {"needs-source"}
    assert refused(judge(claim(), fall, [source()])) == {"needs-source"}
    assert judge(claim(), fall, [source(relation=Relation.DISPUTES)]).allowed


def test_a_rise_from_0_to_1_takes_nothing() -> None:
    assert judge(claim(0), move(Effect.UPGRADE, level=1)).allowed


def test_effects_that_leave_the_level_alone_need_no_source() -> None:
    assert judge(claim(5), move(Effect.CONFIRM)).allowed
    assert judge(claim(0), move(Effect.CONFIRM)).allowed


def test_a_message_of_a_leg_is_never_a_source() -> None:
    assert refused(judge(claim(), move(Effect.UPGRADE, level=4), [source(leg_message=True)])) == {
        "needs-source"
    }


def test_testimony_carries_level_3_when_the_move_rests_on_it() -> None:
    rise = on_reply(Effect.UPGRADE, level=3, wording=TESTIFIED)
    assert judge(claim(1), rise, testimony=[word()]).allowed
    assert refused(judge(claim(1), rise, testimony=[word(authority=Authority.C)])) == {"needs-source"}
    assert refused(judge(claim(1), on_reply(Effect.UPGRADE, level=2), testimony=[word()])) == {"needs-source"}


def test_a_confirm_with_an_upgrade_corroborates_what_is_documented() -> None:
    confirmed = on_reply(Effect.CONFIRM, Effect.UPGRADE, level=5)
    assert judge(claim(4), confirmed, [source()], [word()]).allowed
    only_raised = on_reply(Effect.UPGRADE, level=5)
    assert refused(judge(claim(4), only_raised, [source()], [word()])) == {"needs-source"}


def test_an_earlier_confirm_corroborates_until_the_responder_says_otherwise() -> None:
    earlier = word("R1", effects=(Effect.CONFIRM,), responder="P1")
    rise = move(Effect.UPGRADE, level=5)
    assert judge(claim(4), rise, [source()], [earlier]).allowed
    later = on_reply(Effect.UPGRADE, replies=("R2",), level=5)
    spoken_again = word("R2", responder="P1")
    assert refused(judge(claim(4), later, [source()], [earlier, spoken_again])) == {"needs-source"}


def test_a_later_restatement_takes_back_the_confirm_of_the_same_responder() -> None:
    earlier = word("R1", effects=(Effect.CONFIRM,), responder="P1")
    text = WORDINGS[Level.CORROBORATED].replace("approvers", "approvers and reviewers")
    broader = on_reply(Effect.RESTATE, replies=("R2",), kind=Restatement.BROADER, wording=text)
    said = [earlier, word("R2", responder="P1")]
    assert refused(judge(claim(5), broader, [source()], said)) == {"needs-source"}
    other = [earlier, word("R2", responder="P2")]
    assert judge(claim(5), broader, [source()], other).allowed
    thanks = on_reply(Effect.POINTER, Effect.REDIRECT, replies=("R2",))
    assert judge(claim(4), thanks, [source()], said).allowed


def restatement(kind: Restatement, *more: Effect, **fields: Any) -> Any:
    return move(Effect.RESTATE, *more, kind=kind, **{"wording": WIDE, "proposition": WIDER} | fields)


@pytest.mark.parametrize("kind", list(Restatement))
def test_only_broader_corrected_and_split_meet_the_table_anew(kind: Restatement) -> None:
    free = kind in (Restatement.NARROWER, Restatement.TERMINOLOGY)
    assert refused(judge(claim(), restatement(kind))) == (set() if free else {"needs-source"})
    assert judge(claim(), restatement(kind), [source(states=False)]).allowed


def test_else_a_downgrade_goes_with_them() -> None:
    lowered = restatement(Restatement.CORRECTED, Effect.DOWNGRADE, level=2, wording=WORDINGS[Level.PARTIAL])
    assert judge(claim(), lowered).allowed


def test_a_new_meaning_at_0_has_to_be_disputed_itself() -> None:
    corrected = restatement(
        Restatement.CORRECTED, wording="Public materials contradict that wider statement."
    )
    assert refused(judge(claim(0), corrected)) == {"needs-source"}
    assert judge(claim(0), corrected, [source(relation=Relation.DISPUTES)]).allowed


def test_sources_judged_for_the_old_proposition_do_not_carry_the_new_one() -> None:
    broader = restatement(Restatement.BROADER)
    assert refused(judge(claim(), broader, [source(proposition_revision=4)])) == {"needs-source"}
    same_proposition = restatement(Restatement.BROADER, proposition=None)
    assert judge(claim(), same_proposition, [source(proposition_revision=4)]).allowed


def test_a_narrower_proposition_keeps_the_evidence_of_the_wider_one() -> None:
    both = move(
        Effect.RESTATE,
        Effect.UPGRADE,
        kind=Restatement.NARROWER,
        level=4,
        proposition="some branches have some",
    )
    judgement = judge(claim(), both, [source(proposition_revision=4)])
    assert judgement.allowed
    assert judgement.proposition_after == "some branches have some"
    assert judge(claim(), move(Effect.NONE)).proposition_after == PROPOSITION


def test_evidence_counts_from_the_revision_since_which_the_proposition_means_the_same() -> None:
    state = claim(meaning_since=3)
    rise = move(Effect.UPGRADE, level=4)
    assert judge(state, rise, [source(proposition_revision=3)]).allowed
    assert refused(judge(state, rise, [source(proposition_revision=2)])) == {"needs-source"}
    confirm = word(effects=(Effect.CONFIRM,), proposition_revision=2)
    top = move(Effect.UPGRADE, level=5)
    assert refused(judge(state, top, [source()], [confirm])) == {"needs-source"}


def test_needs_source_can_be_set_aside_by_name_with_a_reason_that_is_kept() -> None:
    override = Override(Rule.NEEDS_SOURCE, "The page is being restored.")
    judgement = judge(claim(), move(Effect.UPGRADE, level=4, overrides=(override,)))
    assert judgement.allowed
    assert [(v.rule, v.override_reason) for v in judgement.overridden] == [
        (Rule.NEEDS_SOURCE, "The page is being restored.")
    ]
    other = Override(Rule.OVERCLAIM, "Another rule.")
    assert refused(judge(claim(), move(Effect.UPGRADE, level=4, overrides=(other,)))) == {"needs-source"}


def test_an_override_that_nothing_asked_for_leaves_no_trace() -> None:
    judgement = judge(claim(), move(Effect.CONFIRM, overrides=(Override(Rule.CONTESTED, "In case."),)))
    assert judgement.allowed
    assert judgement.overridden == ()
