"""Sources and public replies as CSL-JSON (csl-data.json, CSL 1.0.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.claims.evidence import Kind
from tracker.reports.data import ReportData
from tracker.reports.exports import as_json
from tracker.reports.exports.references import Reference, references

# A mail on a public list is a post and never a personal communication, which is what nobody else can look up.
TYPES = {
    "post": "post",
    Kind.MAILING_LIST.value: "post",
    Kind.BLOG.value: "post-weblog",
    Kind.REPO_RULE_FILE.value: "software",
    Kind.DATA_FEED.value: "dataset",
    Kind.GOVERNANCE_DOC.value: "document",
    Kind.KEP.value: "document",
    Kind.OFFICIAL_DOC.value: "webpage",
    Kind.OTHER.value: "webpage",
}
# CSL processors take some tags in a field for italics and the like; such brackets become angle quotes.
_BRACKETS = str.maketrans("<>", "‹›")


def write(data: ReportData) -> str:
    """Return the items, one a line, in the order of their numbers, sources first; ids are the record's own."""
    items = [as_json.text(_item(one)) for one in references(data)]
    return "[\n" + ",\n".join(items) + "\n]\n" if items else "[]\n"


def _item(one: Reference) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.key,
        "type": TYPES.get(one.kind, "document"),
        "title": _words(one.title),
        "author": [{"literal": _words(one.author)}] if one.author else None,
        "container-title" if one.kind == "post" else "publisher": _words(one.publisher),
        "issued": _date(one.issued),
        "accessed": _date(one.accessed),
        "URL": one.url,
        "version": _words(one.version),
        "genre": "public mailing list post" if one.kind == "post" else None,
        "note": _words(one.note),
    }
    return {name: value for name, value in found.items() if value}


def _words(text: str) -> str:
    return text.translate(_BRACKETS)


def _date(day: date | None) -> dict[str, Any] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
