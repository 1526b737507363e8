"""Proposes the sentence for a claim at its level, from templates that a workspace can replace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import Template

from tracker.claims.levels import GapStatus, Level
from tracker.claims.lint import lint
from tracker.errors import BadUse

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# Key: the level's name, with `-testimony` where only testimony carries level 3; `gap-…` is the sentence on
# the gap in that status, which goes after every sentence but those that speak of the gap themselves.
# Templates whose values are not at hand are passed over, so the fuller sentence comes first.
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "contradicted": (
        "Public materials contradict the statement that $proposition ($citations).",
        "Public materials contradict the statement that $proposition.",
    ),
    "insufficient": (
        "We can currently confirm only that $confirmed; public materials are insufficient to confirm that "
        "$proposition.",
        "Public materials are insufficient to confirm that $proposition.",
        "There is insufficient public evidence for the statement that $proposition.",
    ),
    "partial": (
        "We can currently confirm only that $confirmed ($citations).",
        "We can currently confirm only that $confirmed.",
        "We can currently confirm only in part that $proposition.",
    ),
    "apparent": (
        "Public materials appear to support the statement that $proposition ($citations).",
        "Public materials appear to support the statement that $proposition.",
    ),
    "apparent-testimony": ("According to $attribution, on the public list, $date, $proposition.",),
    "documented": (
        "It is publicly documented that $proposition ($citations).",
        "It is publicly documented that $proposition.",
    ),
    "corroborated": (
        "It can be stated with confidence that $proposition ($citations).",
        "It can be stated with confidence that $proposition.",
    ),
    "gap-open": ("Public evidence gap: $gap.",),
    "gap-source-pending": ("Public evidence gap, with a source named but not yet read: $gap.",),
    "gap-narrowed": ("Remaining public evidence gap: $gap.",),
    "gap-standing": ("Standing public evidence gap: $gap.",),
    "gap-declined": ("Public evidence gap, which those responsible do not discuss publicly: $gap.",),
    "gap-closed": (),
}

# Capitalised wherever they stand, so a proposition that opens with one keeps its capital inside a sentence.
NAMES = frozenset(
    {"Kubernetes", "GitHub", "Prow", "Tide", "Testgrid", "Steering", "Google", "Linux", "Go", "Git"}
)


@dataclass(frozen=True)
class WordingParts:
    """What a sentence is made of.

    `proposition`, `confirmed` and `gap` are statements as the claim holds them; `attribution` is the role
    of the responder whose word carries the level and `date` the day of it; `by_testimony` is True when
    nothing but that word does. `citations` are the titles of sources that have been read;
    the sentence names three of them at most.
    """

    level: Level
    proposition: str
    confirmed: str = ""
    gap: str = ""
    gap_status: GapStatus | None = None
    attribution: str = ""
    date: dt.date | None = None
    by_testimony: bool = False
    citations: tuple[str, ...] = ()


def propose(parts: WordingParts, templates: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Return wordings for the claim at its level, best first; never one that lint finds to overclaim.

    The first is the fuller sentence with the gap after it, then the same without the gap, then plainer
    ones. Empty when the proposition itself uses words that the level does not bear: then it has to be
    restated first. `templates` replaces entries of `TEMPLATES` by key; an unknown key or placeholder raises
    `BadUse`.
    """
    chosen = {**TEMPLATES, **_checked(templates or {})}
    values = _values(parts)
    key = parts.level.label
    if parts.by_testimony and parts.level is Level.APPARENT:
        key = "apparent-testimony"
    sentences = _filled(chosen[key], values)
    gaps = _filled(chosen[f"gap-{parts.gap_status}"], values) if parts.gap_status is not None else []
    proposals = []
    for sentence in sentences:
        proposals += [f"{sentence} {gap}" for gap in gaps]
        proposals.append(sentence)
    unique = dict.fromkeys(proposals)
    return [
        wording
        for wording in unique
        if not any(found.refused for found in lint(wording, parts.level, proposition=parts.proposition))
    ]


def written_dates(day: dt.date) -> tuple[str, ...]:
    """Return the ways to write a day in a wording, the proposed one first: `2 May 2026`, ISO 8601, US."""
    month = _MONTHS[day.month - 1]
    return (f"{day.day} {month} {day.year}", day.isoformat(), f"{month} {day.day}, {day.year}")


def _values(parts: WordingParts) -> dict[str, str]:
    texts = (parts.proposition, parts.confirmed, parts.gap)
    values = {
        "proposition": _within(parts.proposition, texts),
        "confirmed": _within(parts.confirmed, texts),
        "gap": _within(parts.gap, texts),
        "attribution": " ".join(parts.attribution.split()),
        "date": written_dates(parts.date)[0] if parts.date else "",
        "citations": _listed(parts.citations),
    }
    return {name: value for name, value in values.items() if value}


def _listed(citations: Sequence[str]) -> str:
    """Return the titles for a pair of brackets: each once, three at most, and how many more there are."""
    titles = list(dict.fromkeys(" ".join(citation.split()) for citation in citations))
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return "; ".join(titles[:3]) + more


_PLACEHOLDERS = frozenset({"proposition", "confirmed", "gap", "attribution", "date", "citations"})


def _checked(templates: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    for key, entries in templates.items():
        if key not in TEMPLATES:
            raise BadUse(f"There is no wording template “{key}”.", f"The keys are {', '.join(TEMPLATES)}.")
        for entry in entries:
            template = Template(entry)
            unknown = sorted(set(template.get_identifiers()) - _PLACEHOLDERS)
            if unknown or not template.is_valid():
                wrong = f"${unknown[0]}" if unknown else "a lone $"
                raise BadUse(
                    f"The wording template “{key}” has {wrong}.",
                    f"It may use {', '.join('$' + name for name in sorted(_PLACEHOLDERS))}; $$ is a dollar.",
                )
    return templates


def _filled(entries: Sequence[str], values: Mapping[str, str]) -> list[str]:
    templates = [Template(entry) for entry in entries]
    return [t.substitute(values) for t in templates if set(t.get_identifiers()) <= set(values)]


def _within(text: str, texts: Sequence[str]) -> str:
    """Return a statement as it reads inside a sentence: one line, no full stop, no capital but a name's."""
    line = " ".join(text.split()).rstrip(".").rstrip()
    if not line:
        return ""
    first = line.split()[0]
    bare = first.strip("“”\"'(),;:")
    inside = {word.strip("“”\"'(),;:") for other in texts for word in _not_opening(other)}
    if not bare or bare in NAMES or bare in inside or any(c.isupper() or c.isdigit() for c in bare[1:]):
        return line
    return line[0].lower() + line[1:]


def _not_opening(text: str) -> list[str]:
    words = text.split()
    return [word for before, word in pairwise(words) if not before.endswith((".", "!", "?", ":"))]
