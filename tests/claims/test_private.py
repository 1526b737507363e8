"""What private mail may do, and that its words stay private."""

from __future__ import annotations

from typing import Any

import pytest
from claim_samples import WORDINGS, claim, move, on_reply, refused, source, word

from tracker.claims.effects import Effect, Override, Restatement, Rule
from tracker.claims.evidence import Authority, PrivateText, Visibility
from tracker.claims.levels import GapStatus, Level
from tracker.claims.rules import judge

HIDDEN = [Visibility.PRIVATE, Visibility.UNKNOWN]
NARROW: dict[str, Any] = {
    "wording": "Public materials appear to support that some branches do.",
    "proposition": "some branches do",
}


def told(visibility: Visibility = Visibility.PRIVATE) -> Any:
    return word(visibility=visibility, authority=Authority.A)


@pytest.mark.parametrize("visibility", HIDDEN)
@pytest.mark.parametrize(
    "made",
    [
        on_reply(Effect.CONFIRM),
        on_reply(Effect.CONFIRM, gap_status=GapStatus.STANDING),
        on_reply(Effect.DOWNGRADE, level=1),
        on_reply(Effect.RESTATE, kind=Restatement.NARROWER, **NARROW),
        on_reply(Effect.RESTATE, kind=Restatement.TERMINOLOGY, **NARROW),
        on_reply(Effect.POINTER),
        on_reply(Effect.REDIRECT),
        on_reply(Effect.DECLINE),
        on_reply(Effect.NONE),
    ],
)
def test_it_may_confirm_lower_narrow_and_fix_terminology(made: Any, visibility: Visibility) -> None:
    assert judge(claim(), made, testimony=[told(visibility)]).allowed


@pytest.mark.parametrize("visibility", HIDDEN)
@pytest.mark.parametrize(
    "made",
    [
        on_reply(Effect.UPGRADE, level=4),
        on_reply(Effect.CONFIRM, Effect.UPGRADE, level=4),
        on_reply(Effect.RESTATE, kind=Restatement.BROADER, **NARROW),
        on_reply(Effect.RESTATE, kind=Restatement.CORRECTED, **NARROW),
        on_reply(Effect.RESTATE, kind=Restatement.SPLIT, **NARROW),
        on_reply(Effect.RESTATE, Effect.DOWNGRADE, kind=Restatement.BROADER, level=2),
        on_reply(Effect.CONFIRM, gap_status=GapStatus.NARROWED),
        on_reply(Effect.CONFIRM, gap_status=GapStatus.CLOSED),
    ],
)
def test_it_may_do_no_more_whatever_source_is_cited(made: Any, visibility: Visibility) -> None:
    assert refused(judge(claim(), made, [source()], [told(visibility)])) == {"private-never-raises"}
    assert judge(claim(), made, [source()], [told(Visibility.LIST)]).allowed


def test_a_gap_that_is_closed_already_holds_up_no_private_word() -> None:
    closed = claim(gap_status=GapStatus.CLOSED)
    assert judge(closed, on_reply(Effect.CONFIRM), testimony=[told()]).allowed


def test_it_may_not_raise_even_from_0_to_1() -> None:
    assert refused(judge(claim(0), on_reply(Effect.UPGRADE, level=1), testimony=[told()])) == {
        "private-never-raises"
    }


def test_a_reply_beside_it_on_the_list_or_another_basis_does_not_help() -> None:
    both = on_reply(Effect.UPGRADE, replies=("R1", "R2"), level=4)
    assert refused(judge(claim(), both, [source()], [told(), word("R2")])) == {"private-never-raises"}
    by_source = move(Effect.UPGRADE, level=4, replies=("R1",))
    assert refused(judge(claim(), by_source, [source()], [told()])) == {"private-never-raises"}


def test_the_public_source_alone_may_raise_while_private_mail_lies_beside_it() -> None:
    assert judge(claim(), move(Effect.UPGRADE, level=4), [source()], [told()]).allowed


def test_a_reply_that_is_not_known_counts_as_private() -> None:
    unknown = on_reply(Effect.UPGRADE, replies=("R9",), level=4)
    assert refused(judge(claim(), unknown, [source()])) == {"private-never-raises"}


def test_no_override_lets_private_mail_raise() -> None:
    override = Override(Rule.PRIVATE_NEVER_RAISES, "They said so.")
    made = on_reply(Effect.UPGRADE, level=4, overrides=(override,))
    assert refused(judge(claim(), made, [source()], [told()])) == {"private-never-raises"}


MAIL = "Between us: the branch managers approve each cherry pick on Fridays."
SIX = "the branch managers approve each cherry"
FIVE = "the branch managers approve each"


def private(consented: bool = False) -> list[PrivateText]:
    return [PrivateText("R7", MAIL, consented)]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        (
            "wording",
            lambda s: move(Effect.RESTATE, kind=Restatement.NARROWER, wording=f"It appears that {s}."),
        ),
        ("proposition", lambda s: move(Effect.RESTATE, kind=Restatement.NARROWER, proposition=f"{s} one")),
        ("confirmed part", lambda s: move(Effect.RESTATE, kind=Restatement.NARROWER, confirmed=f"{s} one")),
        ("gap", lambda s: move(Effect.RESTATE, kind=Restatement.NARROWER, gap=f"whether {s} one")),
        ("reason", lambda s: move(Effect.CONFIRM, reason=f"I am told {s} one.")),
        (
            "override reason",
            lambda s: move(Effect.CONFIRM, overrides=(Override(Rule.CONTESTED, f"Since {s} one."),)),
        ),
    ],
)
def test_no_open_text_repeats_six_words_running(name: str, made: Any) -> None:
    judgement = judge(claim(), made(SIX), private_texts=private())
    assert refused(judgement) == {"private-words"}
    assert f"the {name} repeats “{SIX}” of R7" in judgement.refusals[0].message
    assert judge(claim(), made(FIVE), private_texts=private()).allowed
    assert judge(claim(), made(SIX), private_texts=private(consented=True)).allowed


def test_case_marks_and_line_breaks_hide_nothing() -> None:
    loud = "So: THE branch,\nmanagers — “approve” each   cherry?"
    assert refused(judge(claim(), move(Effect.CONFIRM, reason=loud), private_texts=private())) == {
        "private-words"
    }


def test_a_sealed_reason_may_quote_the_mail() -> None:
    assert judge(
        claim(), move(Effect.CONFIRM, reason=MAIL, reason_sealed=True), private_texts=private()
    ).allowed


def test_our_own_words_do_not_become_private_when_a_responder_repeats_them() -> None:
    echo = [PrivateText("R7", f"Yes: {WORDINGS[Level.APPARENT]} And more besides this, as you know.")]
    longer = WORDINGS[Level.APPARENT].replace("approvers", "approvers and reviewers")
    restated = move(Effect.RESTATE, kind=Restatement.NARROWER, wording=longer)
    assert judge(claim(), restated, private_texts=echo).allowed


@pytest.mark.parametrize("name", ["wording", "proposition", "confirmed", "gap"])
def test_nor_does_any_text_that_the_claim_already_published(name: str) -> None:
    ours: dict[str, Any] = {name: f"We know that {SIX} pick"}
    state = claim(**ours)
    said = move(Effect.CONFIRM, reason=f"As it says, {SIX} pick.")
    assert judge(state, said, private_texts=private()).allowed
    assert refused(judge(state, move(Effect.CONFIRM, reason=MAIL), private_texts=private())) == {
        "private-words"
    }


def test_no_override_lets_private_words_out() -> None:
    override = Override(Rule.PRIVATE_WORDS, "It is harmless.")
    made = move(Effect.CONFIRM, reason=MAIL, overrides=(override,))
    assert refused(judge(claim(), made, private_texts=private())) == {"private-words"}
