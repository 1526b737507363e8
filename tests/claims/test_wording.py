"""The sentences proposed for a claim, at every level, for propositions of the real questions."""

from __future__ import annotations

import datetime as dt

import pytest
from claim_samples import DAY

from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import lint, worded_as_testimony
from tracker.claims.wording import TEMPLATES, WordingParts, propose, written_dates
from tracker.errors import BadUse

PROPOSITIONS = [
    "Security vulnerabilities affecting upstream Kubernetes are first handled privately through the SRC",
    "Kubernetes has publicly documented the mainline code acceptance path as a continuous gated chain.",
    "Significant design changes for new features or cross-SIG scope are required to enter the KEP process",
    "Users can independently verify official release artifacts",
    "AI-related requirements have entered the contribution gate",
    "Release-related paths have gates beyond OWNERS and CI",
    "There is no unified pre-PR admission regime",
]
SAID = "release-related paths have gates beyond OWNERS and CI"
GAP = "We have not found public rules for a unified allowlist or unified SCA thresholds."


def parts(level: int, **fields: object) -> WordingParts:
    return WordingParts(Level(level), **{"proposition": PROPOSITIONS[5]} | fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("proposition", PROPOSITIONS)
@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("status", [None, *GapStatus])
def test_every_proposal_fits_its_level(proposition: str, level: Level, status: GapStatus | None) -> None:
    made = WordingParts(
        level,
        proposition,
        confirmed="The user-side verification chain is public",
        gap=GAP,
        gap_status=status,
        citations=("Cherry picks", "Release Phases"),
    )
    proposals = propose(made)
    assert proposals
    assert len(set(proposals)) == len(proposals)
    assert [found.kind for wording in proposals for found in lint(wording, level)] == []


@pytest.mark.parametrize(
    ("level", "first"),
    [
        (
            0,
            f"Public materials contradict the statement that {SAID}.",
        ),
        (
            1,
            f"Public materials are insufficient to confirm that {SAID}.",
        ),
        (
            2,
            f"We can currently confirm only in part that {SAID}.",
        ),
        (
            3,
            f"Public materials appear to support the statement that {SAID}.",
        ),
        (4, f"It is publicly documented that {SAID}."),
        (5, f"It can be stated with confidence that {SAID}."),
    ],
)
def test_the_sentence_speaks_in_the_letters_register(level: int, first: str) -> None:
    assert propose(parts(level))[0] == first


def test_the_confirmed_part_the_gap_and_the_sources_are_named() -> None:
    made = parts(2, confirmed="Cherry picks have named approvers.", gap=GAP, gap_status=GapStatus.OPEN)
    assert propose(made)[0] == (
        "We can currently confirm only that cherry picks have named approvers. Public evidence gap: we have "
        "not found public rules for a unified allowlist or unified SCA thresholds."
    )
    cited = propose(parts(4, citations=("One", "Two", "Two", "Three", "Four", "Five")))
    assert cited[0].endswith("beyond OWNERS and CI (One; Two; Three and 2 more).")
    assert cited[1].endswith("beyond OWNERS and CI.")


def test_a_closed_gap_is_not_spoken_of() -> None:
    assert not any("gap" in wording for wording in propose(parts(4, gap=GAP, gap_status=GapStatus.CLOSED)))
    assert "no longer" not in " ".join(propose(parts(1, gap=GAP, gap_status=GapStatus.STANDING)))
    assert "Standing public evidence gap" in propose(parts(1, gap=GAP, gap_status=GapStatus.STANDING))[0]


def test_level_3_on_testimony_is_worded_as_testimony() -> None:
    made = parts(3, by_testimony=True, attribution="a chair of SIG Release", date=DAY)
    assert propose(made) == [f"According to a chair of SIG Release, on the public list, 2 May 2026, {SAID}."]
    assert worded_as_testimony(propose(made)[0], written_dates(DAY))
    assert propose(parts(3, by_testimony=True, date=DAY)) == []


def test_a_proposition_that_is_itself_too_strong_gets_no_wording() -> None:
    certain = "Users can verify release artifacts with confidence"
    assert propose(WordingParts(Level.APPARENT, certain)) == []
    assert propose(WordingParts(Level.CORROBORATED, certain))


def test_names_keep_their_capital_inside_the_sentence() -> None:
    kept = ["Kubernetes has gates", "SIG Release decides", "KEPs are required", "kubectl signs"]
    for proposition in kept:
        assert proposition in propose(WordingParts(Level.DOCUMENTED, proposition))[0]
    known = WordingParts(
        Level.DOCUMENTED, "Krel builds releases", gap="what Krel signs", gap_status=GapStatus.OPEN
    )
    assert "that Krel builds" in propose(known)[0]


def test_a_workspace_replaces_templates() -> None:
    own = {"documented": ("The rules say only that $proposition.", "See $citations: $proposition; $$5.")}
    assert propose(parts(4, citations=("Cherry picks",)), own)[1] == (
        "See Cherry picks: release-related paths have gates beyond OWNERS and CI; $5."
    )
    assert propose(parts(3), own) == propose(parts(3))


def test_a_replaced_template_is_held_against_the_level_too() -> None:
    assert propose(parts(3), {"apparent": ("It is certain that $proposition.",)}) == []


@pytest.mark.parametrize(
    ("templates", "says"),
    [
        ({"sure": ("$proposition",)}, "no wording template “sure”"),
        ({"apparent": ("$claim appears so.",)}, "“apparent” has $claim"),
        ({"apparent": ("$proposition for 5 $",)}, "“apparent” has a lone $"),
    ],
)
def test_a_wrong_template_is_named(templates: dict[str, tuple[str, ...]], says: str) -> None:
    with pytest.raises(BadUse) as caught:
        propose(parts(3), templates)
    assert says in caught.value.message


def test_every_level_and_gap_status_has_a_template() -> None:
    keys = (
        {level.label for level in Level} | {f"gap-{status}" for status in GapStatus} | {"apparent-testimony"}
    )
    assert set(TEMPLATES) == keys


def test_days_are_written_without_the_locale() -> None:
    assert written_dates(dt.date(2026, 12, 1)) == ("1 December 2026", "2026-12-01", "December 1, 2026")
