"""Sources and public replies as BibLaTeX entries (`@online`, `@misc`), in UTF-8 for biber."""

from __future__ import annotations

import re

from tracker.reports.data import ReportData
from tracker.reports.exports.references import Reference, references

# Braces go by name: BibTeX counts them even behind a backslash.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "#": r"\#",
    "$": r"\$",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
}
_SPECIAL = re.compile(r"[\\{}~^#$%&_]")


def write(data: ReportData) -> str:
    """Return the entries in the order of their numbers, sources first; keys are the record's own ids."""
    return "\n".join(_entry(one) for one in references(data))


def tex(text: str) -> str:
    """Return a clean line as the words of a field; what TeX or BibTeX takes for a command is spelt out."""
    return _SPECIAL.sub(lambda match: _TEX[match.group()], text)


def _entry(one: Reference) -> str:
    post = one.kind == "post"
    fields = [
        ("author", f"{{{tex(one.author)}}}" if one.author else ""),
        ("title", f"{{{tex(one.title)}}}"),
        ("organization", f"{{{tex(one.publisher)}}}" if one.publisher and not post else ""),
        ("howpublished", f"public mailing list, {tex(one.publisher)}" if one.publisher and post else ""),
        ("date", one.issued.isoformat() if one.issued else ""),
        ("url", one.url or ""),
        ("urldate", one.accessed.isoformat() if one.accessed else ""),
        ("version", tex(one.version)),
        ("note", tex(one.note)),
        ("keywords", tex(one.kind)),
    ]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@{'online' if one.url else 'misc'}{{{one.key},\n{lines}}}\n"
