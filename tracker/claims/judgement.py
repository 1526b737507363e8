"""What a judgement says: the verdict of each rule, and the claim as it would stand after the move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.claims.effects import Override, Rule
from tracker.claims.levels import GapStatus, Level


@dataclass(frozen=True)
class Refusal:
    """One thing that a rule will not have: `what` is wrong and what would `satisfy` it, as clauses."""

    what: str
    satisfy: str


@dataclass(frozen=True)
class Verdict:
    """What one rule says; `message` is one sentence naming it with what would satisfy it, empty when `ok`.

    `overridable` says whether the rule can be set aside at all, `overridden` that it was, with
    `override_reason`.
    """

    rule: Rule
    ok: bool
    message: str = ""
    satisfy: str = ""
    overridable: bool = False
    overridden: bool = False
    override_reason: str = ""


@dataclass(frozen=True)
class Judgement:
    """The verdicts of all rules, in their fixed order, and the values of the claim after the move.

    A rule that refuses for several reasons has a verdict for each. `under_review` says that the move leaves
    the question to be looked at again.
    """

    verdicts: tuple[Verdict, ...]
    level_after: Level
    gap_status_after: GapStatus | None
    wording_after: str
    proposition_after: str
    under_review: bool = False

    @property
    def allowed(self) -> bool:
        """True when no rule refuses, or each that does is set aside by an override."""
        return not self.refusals

    @property
    def refusals(self) -> tuple[Verdict, ...]:
        """The verdicts that stand in the way."""
        return tuple(verdict for verdict in self.verdicts if not verdict.ok and not verdict.overridden)

    @property
    def overridden(self) -> tuple[Verdict, ...]:
        """The verdicts set aside, for every report to show."""
        return tuple(verdict for verdict in self.verdicts if verdict.overridden)

    @property
    def refused_by(self) -> tuple[Rule, ...]:
        """The names of the rules that refuse, each once, in their fixed order."""
        return tuple(dict.fromkeys(verdict.rule for verdict in self.refusals))


def verdicts_of(rule: Rule, refusals: Sequence[Refusal], overrides: Sequence[Override]) -> list[Verdict]:
    """Return the verdicts of one rule: a single `ok`, or one for each refusal, set aside by an override.

    An override counts only with a reason of its own and only for a rule that can be overridden.
    """
    if not refusals:
        return [Verdict(rule, ok=True, overridable=rule.overridable)]
    reasons = [override.reason.strip() for override in overrides if override.rule is rule]
    why = next((reason for reason in reasons if reason), "") if rule.overridable else ""
    tail = "" if rule.overridable else " (no override sets this rule aside)"
    return [
        Verdict(
            rule,
            ok=False,
            message=f"{rule}: {refusal.what}; {refusal.satisfy}{tail}.",
            satisfy=refusal.satisfy,
            overridable=rule.overridable,
            overridden=bool(why),
            override_reason=why,
        )
        for refusal in refusals
    ]
