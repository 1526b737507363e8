"""A report with every export-worthy thing in it, hostile words everywhere, and every format written of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from report_samples import DAY, assessment, full_report, passage, question, revision
from test_hostile_text import HOSTILE, everywhere

from tracker.record.views import CheckView, LegView, ReactionView, SnapshotView
from tracker.reports import build
from tracker.reports.data import ReportData
from tracker.reports.exports.formats import EXPORTS

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "   =1+1",
    "\u3000=1+1",
    "\uff1d1+1 \uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "'=1+1",
    "''=1+1",
    '"=1+1',
    'a",=1+1,"b',
    "a;=1+1;b",
    "a\t-1\tb",
    "words\n=1+1\nwords",
    "words\r\n@SUM(1)",
    "|=1+1",
    '"\n"=1',
    '=HYPERLINK("https://example.org","x")',
    "\ufeff=1+1",
]
WORDS = [*HOSTILE, *FORMULAS]
SNAPSHOT = SnapshotView(
    "V1", "S1", "https://example.org/a", "https://example.org/a", DAY, "ab" * 32, 12, "text/html"
)


def hostile(text: str) -> ReportData:
    """`everywhere` with the words also in reactions, snapshots and checks."""
    data = everywhere(text)
    return replace(
        data,
        reactions=(ReactionView("X1", "A1", "C1", "P1", text, "R1.1", DAY, text),),
        snapshots=(replace(SNAPSHOT, url=text, final_url=text, media_type=text),),
        checks=(CheckView("S1", text, text, DAY, "V1", ()),),
    )


def eventful(**changes: Any) -> ReportData:
    """`full_report` with a sample reply, a reaction, a snapshot, a check and a leg that heard the reply."""
    data = full_report()
    made = replace(
        data,
        samples=frozenset({"R1"}),
        reactions=(
            ReactionView("X1", "A1", "C1", "P1", "pending", "", DAY, "reader"),
            ReactionView("X2", "A1", "C1", "P1", "not satisfied", "R1.1", DAY, "reader"),
        ),
        snapshots=(SNAPSHOT,),
        checks=(CheckView("S1", "changed", "the quotation is gone", DAY, "V1", ("K2",)),),
        legs=(
            LegView("G1", "L1", "list@example.org", "answered", "", DAY, "tracker", ("C1",), ("R1",)),
            *data.legs[1:],
        ),
        contacts={"G1": "list@example.org"},
    )
    return replace(made, **changes)


def simple(*effects: str, **changes: Any) -> ReportData:
    """One question with one finding of these effects and two revisions."""
    claim = question(
        assessments=(assessment(effects=effects, **changes),),
        revisions=(revision(1, "before", assessment=""), revision(2, "after")),
    )
    return replace(full_report(), questions=(claim,), passages={"R1.1": passage()})


def written(data: ReportData) -> dict[str, str]:
    """Every file of every format, by name."""
    made = {name: make(data) for files in EXPORTS.values() for name, make in files}
    return {"report.md": build.markdown(data), "report.html": build.html(data), **made}
