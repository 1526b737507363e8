"""A wording by parts: the statement at the question's own level, then the parts that stand higher, then lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.claims.attribution import joined
from tracker.claims.levels import Level
from tracker.claims.statements import alone, embeds, quoted, sentences, within
from tracker.claims.templating import Templates

# Statements are spelt out up to this many, and this many characters in all.
_SPELT_OUT, _READABLE = 3, 240


@dataclass(frozen=True)
class Part:
    """A part of a question, as a combined wording names it."""

    title: str
    proposition: str
    level: Level


def by_parts(level: Level, proposition: str, parts: Sequence[Part], templates: Templates) -> str:
    """Return a wording that says of the parts how far each is carried; "" where all of them stand alike.

    What stands at the question's own level comes first, as the whole statement where that stands there, else as the
    parts that do. What stands higher follows in falling order inside that sentence, under its hedge; what stands lower
    has a sentence of its own, and then the whole statement is not said to stand (rule `weakest-part`). A few
    parts of one level are spelt out, more of them are counted and named. A part at level 5 is called documented,
    which it is, too: certainty of a part has no place in a weaker sentence.
    """
    groups: dict[Level, list[Part]] = {}
    for one in sorted(parts, key=lambda part: -part.level):
        groups.setdefault(min(one.level, Level.DOCUMENTED), []).append(one)
    if len(groups) < 2:
        return ""
    texts = [proposition, *(one.proposition for one in parts)]
    clauses = {at: _clause(group, parts, texts, templates) for at, group in groups.items()}
    own = min(level, Level.DOCUMENTED)
    least = (
        Level.APPARENT if level is Level.CONTRADICTED else own + 1
    )  # only what speaks against a contradiction
    higher = [clause for at, clause in clauses.items() if at >= least]
    lower = [clause for at, clause in clauses.items() if at < own]
    values = {
        "proposition": within(proposition, texts, templates.language) if embeds(proposition) else "",
        "statement": quoted(proposition, templates.language),
        "higher": _joined_clauses(higher, templates),
        "own": alone(clauses.get(own, "")),
    }
    if not lower and not (level in (Level.INSUFFICIENT, Level.PARTIAL) and values["own"]):
        head = templates.fill("by-parts", own.label, values)
        if head:
            return head
    if not values["own"]:
        values["own"], lower = alone(_joined_clauses(lower, templates)), []
    ends = templates.fill("by-parts", "lower", {"lower": alone(_joined_clauses(lower, templates))})
    head = templates.fill("by-parts", "apart", values)
    return sentences(head, ends) if head and (ends or not lower) else ""


def _joined_clauses(clauses: Sequence[str], templates: Templates) -> str:
    if not all(clauses):
        return ""
    text = ""
    for clause in clauses:
        text = templates.fill("lists", "clauses", {"first": text, "second": clause}) if text else clause
    return text


def _clause(group: Sequence[Part], parts: Sequence[Part], texts: Sequence[str], templates: Templates) -> str:
    at = min(group[0].level, Level.DOCUMENTED)
    return templates.fill("parts", at.label, _named(group, parts, texts, templates))


def _named(
    group: Sequence[Part], parts: Sequence[Part], texts: Sequence[str], templates: Templates
) -> dict[str, str]:
    items = [_item(one, texts, templates) for one in group]
    spelt = len(group) <= _SPELT_OUT and all(items) and sum(map(len, items)) <= _READABLE
    names = ""
    for one in group:
        name = within(one.title, texts, templates.language)
        names = templates.fill("lists", "names", {"first": names, "second": name}) if names else name
    return {
        "parts": joined(items, "lists", templates) if spelt else "",
        "names": names,
        "count": templates.number(len(group)),
        "total": templates.number(len(parts)),
    }


def _item(part: Part, texts: Sequence[str], templates: Templates) -> str:
    values = {
        "proposition": within(part.proposition, texts, templates.language)
        if embeds(part.proposition)
        else "",
        "statement": quoted(part.proposition, templates.language),
    }
    return templates.fill("lists", "item", values)
