"""Which kinds of source are official and which state rules, and who counts as public and as well placed."""

from __future__ import annotations

import pytest

from tracker.claims.evidence import Authority, Kind, Visibility, is_normative, is_official

NORMATIVE = {Kind.REPO_RULE_FILE, Kind.OFFICIAL_DOC, Kind.GOVERNANCE_DOC}
NEVER = {Kind.MAILING_LIST, Kind.BLOG, Kind.DATA_FEED}


@pytest.mark.parametrize("kind", list(Kind))
def test_rule_files_documentation_and_governance_are_normative(kind: Kind) -> None:
    assert is_normative(kind) is (kind in NORMATIVE)


def test_a_kep_is_normative_only_once_implemented() -> None:
    assert not is_normative(Kind.KEP)
    assert is_normative(Kind.KEP, implemented=True)
    assert not is_normative(Kind.OTHER, implemented=True)


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_a_list_a_blog_or_a_feed_is_never_normative_whoever_publishes_it(kind: Kind) -> None:
    assert not is_normative(kind, implemented=True, published_by_project=True)


def test_official_is_what_the_project_publishes() -> None:
    assert {kind for kind in Kind if is_official(kind)} == NORMATIVE | {Kind.KEP, Kind.DATA_FEED}
    assert is_official(Kind.BLOG, published_by_project=True)
    assert not is_official(Kind.OFFICIAL_DOC, published_by_project=False)
    assert not is_normative(Kind.OFFICIAL_DOC, published_by_project=False)


def test_unknown_visibility_counts_as_private() -> None:
    assert [v for v in Visibility if v.public] == [Visibility.LIST]


def test_only_a_and_b_weigh_and_every_letter_has_a_meaning() -> None:
    assert [a.value for a in Authority if a.weighs] == ["A", "B"]
    assert len({a.meaning for a in Authority}) == 6
