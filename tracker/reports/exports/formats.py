"""The table of exports: for each format the files it is made of, each a function of the report's data."""

from __future__ import annotations

from collections.abc import Callable

from tracker.reports.data import ReportData
from tracker.reports.exports import bibtex, csl, disposition, document, iso, prov, tables

Files = tuple[tuple[str, Callable[[ReportData], str]], ...]
EXPORTS: dict[str, Files] = {
    "csv": (
        ("questions.csv", tables.questions),
        ("findings.csv", tables.findings),
        ("sources.csv", tables.citations),
        ("replies.csv", tables.said),
    ),
    "json": (("report.json", document.write),),
    "bibtex": (("references.bib", bibtex.write),),
    "csl": (("references.csl.json", csl.write),),
    "prov": (("report.prov.json", prov.write),),
    "disposition": (("disposition.md", disposition.markdown), ("disposition.html", disposition.html)),
    "iso": (("comments.csv", iso.csv), ("comments.html", iso.html)),
}
