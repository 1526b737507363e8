"""A set of wording templates: which entries there are, what each may use, and how one is filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

from tracker import tables
from tracker.errors import BadUse
from tracker.text import clean_line

_STATEMENTS = frozenset(
    {
        *("proposition", "statement", "confirmed", "alone", "stated", "part", "gap", "echo"),
        *("documents", "second", "attribution"),
    }
)
_LISTED = frozenset({"proposition", "statement", "own", "higher", "lower"})
_MANNERS = ("cautious", "usual", "plain")
_JOINED = frozenset({"first", "second", "count"})
_LEVELS = (
    "contradicted", "insufficient", "insufficient-claim", "partial", "apparent", "testimony", "documented",
    "corroborated",
)  # fmt: skip

_KEYS: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    **dict.fromkeys(_LEVELS, (_MANNERS, _STATEMENTS)),
    "gap": (
        ("begins", "said", "named", "source-pending", "narrowed", "standing", "declined"),
        frozenset({"gap", "attribution"}),
    ),
    "gap-still": (("open", "source-pending", "narrowed", "standing", "declined"), frozenset()),
    "concern": (("limitation", "coherence", "adequacy", "relevance"), frozenset()),
    "restated": (("narrower", "broader", "corrected", "split"), frozenset()),
    "by-parts": (("apart", "lower", "contradicted", "insufficient", "partial", "apparent"), _LISTED),
    "parts": (
        ("contradicted", "insufficient", "partial", "apparent", "documented"),
        frozenset({"parts", "names", "count", "total"}),
    ),
    "lists": (
        ("item", "pair", "more", "last", "clauses", "names", "numbers", "points-back"),
        _JOINED | {"proposition", "statement"},
    ),
    "sources": (
        ("one", "pair", "more", "last", "further", "further-one", "commit", "copy"),
        _JOINED | {"title", "place", "version", "hash", "date"},
    ),
    "who": (
        ("role", "title", "nobody", "named", "articles", "pair", "further"),
        _JOINED | {"role", "name", "date"},
    ),
}  # fmt: skip
# Entries that list words, not templates; and those that a set may leave empty, because the next best one does.
_WORDS = frozenset({("gap", "begins"), ("who", "articles"), ("lists", "numbers"), ("lists", "points-back")})
_MAY_BE_EMPTY = _WORDS | {("testimony", "plain")}

Entries = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Templates:
    """A checked set; `language` says how its days are written, `entries` holds the templates by table and key."""

    language: str
    entries: Entries

    def fill(self, table: str, key: str, values: Mapping[str, str]) -> str:
        """Return the first template of an entry whose values are all at hand, filled; "" when there is none."""
        found = self.template(table, key, values)
        return "" if found is None else found.substitute(values)

    def template(self, table: str, key: str, values: Mapping[str, str]) -> Template | None:
        """Return the template that `fill` would use."""
        at_hand = {name for name, value in values.items() if value}
        templates = [Template(one) for one in self.entries.get((table, key), ())]
        return next((one for one in templates if set(one.get_identifiers()) <= at_hand), None)

    def words(self, table: str, key: str) -> tuple[str, ...]:
        """Return the words that an entry lists."""
        return self.entries.get((table, key), ())

    def number(self, number: int) -> str:
        """Return a number as the set writes it: the small ones in words."""
        numbers = self.words("lists", "numbers")
        return numbers[number - 1] if 0 < number <= len(numbers) else str(number)

    def replaced(self, own: Entries) -> Templates:
        """Return the set with single entries replaced."""
        return Templates(self.language, {**self.entries, **own})


def checked(loaded: Mapping[str, Any], where: str) -> Entries:
    """Return the entries of a TOML document; BadUse names `where`, the key that is wrong and the nearest right one.

    Wrong are an unknown table or key, a placeholder that the entry does not know, a lone `$`, and an empty entry.
    """
    tables.known(loaded, tuple(_KEYS), where)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, entries in loaded.items():
        keys, placeholders = _KEYS[table]
        if not isinstance(entries, dict):
            raise BadUse(f"{where}: {table} must be a table.", f'write [{table}], then {keys[0]} = "…"')
        tables.known(entries, keys, f"{where}: [{table}]")
        for key, value in entries.items():
            listed = {key: [value]} if isinstance(value, str) else entries
            texts = tables.texts(listed, key, f"{where}: [{table}]")
            _check(texts, (table, key), placeholders, f"{where}: [{table}] {key}")
            found[(table, key)] = texts
    return found


def complete(entries: Entries, where: str) -> Entries:
    """Return entries that leave none out; BadUse names the first that is missing."""
    for table, (keys, _) in _KEYS.items():
        for key in keys:
            if (table, key) not in entries:
                raise BadUse(f"{where} has no [{table}] {key}.", "a set has every entry that en.toml has")
    return entries


def _check(texts: tuple[str, ...], name: tuple[str, str], placeholders: frozenset[str], where: str) -> None:
    if not all(texts) or not (texts or name in _MAY_BE_EMPTY):
        raise BadUse(f"{where} is empty.", "write a template, or leave the key out to keep ours")
    if name in _WORDS:
        return
    for text in texts:
        template = Template(text)
        for unknown in sorted(set(template.get_identifiers()) - placeholders):
            meant = tables.near(unknown, placeholders)
            known = ", ".join("$" + one for one in sorted(placeholders)) or "no value"
            hint = f"did you mean ${meant}?" if meant else f"it may use {known}; $$ is a dollar"
            raise BadUse(f"{where} has ${clean_line(unknown)}, which it cannot use.", hint)
        if not template.is_valid():
            raise BadUse(f"{where} has a lone $.", "write $$ for a dollar")
