"""A wording by parts: the statement at the question's own level, then the parts that stand higher, then lower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.claims.attribution import joined
from tracker.claims.levels import Level
from tracker.claims.statements import alone, embeds, line, quoted, sentences, within
from tracker.claims.templating import Templates

_SPELT_OUT = 3


@dataclass(frozen=True)
class Part:
    """A part of a question, as a combined wording names it."""

    title: str
    proposition: str
    level: Level


def by_parts(level: Level, proposition: str, parts: Sequence[Part], templates: Templates) -> str:
    """Return a wording that says of the parts how far each is carried; "" where all of them stand alike.

    What stands higher follows in falling order inside the first sentence, under its hedge; what stands lower has
    a sentence of its own. Up to three parts of one level are spelt out, more of them are counted and named. A part
    at level 5 is called documented there, which it is, too: certainty of a part has no place in a weaker sentence.
    """
    groups: dict[Level, list[Part]] = {}
    for one in sorted(parts, key=lambda part: -part.level):
        groups.setdefault(min(one.level, Level.DOCUMENTED), []).append(one)
    own = min(level, Level.DOCUMENTED)
    higher = [group for at, group in groups.items() if at > own]
    lower = [group for at, group in groups.items() if at < own]
    if len(groups) < 2:
        return ""
    texts = [proposition, *(one.proposition for one in parts)]
    embedded = within(proposition, texts) if embeds(proposition) else ""
    clauses = [_clause(group, parts, texts, templates) for group in higher]
    values = {
        "proposition": embedded,
        "statement": quoted(proposition, templates.language),
        "own": _own(groups.get(own, []), parts, texts, templates),
        "higher": joined_clauses(clauses, templates),
    }
    head = templates.fill("by-parts", _head(level, values), values)
    below = [_clause(group, parts, texts, templates) for group in lower]
    ends = templates.fill(
        "by-parts", "lower", {"lower": alone_of(joined_clauses(below, templates), templates)}
    )
    return sentences(head, ends) if head and (ends or not lower) else ""


def joined_clauses(clauses: Sequence[str], templates: Templates) -> str:
    """Return clauses as one; "" where one of them could not be made."""
    if not clauses or not all(clauses):
        return ""
    text = clauses[0]
    for clause in clauses[1:]:
        text = templates.fill("lists", "clauses", {"first": text, "second": clause})
    return text


def alone_of(clause: str, templates: Templates) -> str:
    """Return a clause as it begins its sentence, where the set begins one with it."""
    begins = templates.words("by-parts", "lower")[0].startswith("$lower")
    return alone(clause) if begins else clause


def _head(level: Level, values: dict[str, str]) -> str:
    if level in (Level.INSUFFICIENT, Level.PARTIAL):
        return level.label if values["own"] else f"{level.label}-whole"
    if level is Level.APPARENT and not values["proposition"] and values["own"] and values["higher"]:
        return "apparent-own"
    return level.label


def _own(group: Sequence[Part], parts: Sequence[Part], texts: Sequence[str], templates: Templates) -> str:
    return templates.fill("lists", "own", _named(group, parts, texts, templates)) if group else ""


def _clause(group: Sequence[Part], parts: Sequence[Part], texts: Sequence[str], templates: Templates) -> str:
    level = min(group[0].level, Level.DOCUMENTED)
    return templates.fill("parts", level.label, _named(group, parts, texts, templates))


def _named(
    group: Sequence[Part], parts: Sequence[Part], texts: Sequence[str], templates: Templates
) -> dict[str, str]:
    items = [_item(one, texts, templates) for one in group]
    spelt = len(group) <= _SPELT_OUT and all(items)
    names = ""
    for one in group:
        name = line(one.title)
        names = templates.fill("lists", "names", {"first": names, "second": name}) if names else name
    return {
        "parts": joined(items, "lists", templates) if spelt else "",
        "names": names,
        "count": str(len(group)),
        "total": str(len(parts)),
    }


def _item(part: Part, texts: Sequence[str], templates: Templates) -> str:
    values = {
        "proposition": within(part.proposition, texts) if embeds(part.proposition) else "",
        "statement": quoted(part.proposition, templates.language),
    }
    return templates.fill("lists", "item", values)
