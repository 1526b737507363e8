"""Views to build reports from: small constructors with plain defaults, and one record that shows it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tracker.record.views import (
    AssessmentView,
    CheckView,
    CitationView,
    EntryView,
    LegView,
    LetterView,
    QuestionRow,
    QuestionView,
    ReactionView,
    RevisionView,
    SnapshotView,
)
from tracker.reports.data import PassagePublic, ReportData, ResponderPublic

DAY = datetime(2026, 5, 2, 9, 30, tzinfo=UTC)
CHECKPOINT = (
    "tracker/3f2a6c1e-0000-4000-8000-000000000001\n42\n2A+J0Er3atam1KDQVoWI5WGdmUJrWbPGjYPLEzyxAQk=\n"
)
LETTER = LetterView("L1", "Clarification letter", None, None, None, "list@example.org", None, ("one", "two"))


def citation(key: str = "K1", **changes: Any) -> CitationView:
    """An unread citation of an official document, unless told otherwise."""
    made = CitationView(
        id=key,
        question="C1",
        source="S1",
        url="https://example.org/rules.md",
        latest="",
        title="Rules of merging",
        kind="repo-rule-file",
        section="Approval",
        relation="supports",
        bears="approvers approve",
        quote="imported",
        seen="",
        verified="script",
        note="",
        body="",
        read=False,
        read_by="",
        read_at=None,
        read_quote="",
        read_locator="",
        dated="",
        covers="none",
        part="",
        states=False,
        official=True,
        normative=True,
    )
    return replace(made, **changes)


def read_citation(key: str = "K2", **changes: Any) -> CitationView:
    """A citation that a person has read and quoted."""
    made = citation(
        key,
        read=True,
        read_by="reader",
        read_at=DAY,
        read_quote="An approver approves every change.",
        read_locator="section Approval",
        dated="2026-04-30",
        covers="all",
        states=True,
    )
    return replace(made, **changes)


def revision(number: int, wording: str, level: int = 3, **changes: Any) -> RevisionView:
    """Revision `number` of a claim with no gap."""
    made = RevisionView(
        number, wording, "Changes are gated", "", level, "", "", f"A{number - 1}", DAY, "reader"
    )
    return replace(made, **changes)


def assessment(key: str = "A1", **changes: Any) -> AssessmentView:
    """A standing confirmation drawn from the public passage R1.1."""
    made = AssessmentView(
        id=key,
        question="C1",
        basis="reply",
        effects=("confirm",),
        passages=("R1.1",),
        citations=(),
        person="P1",
        role="Steering member",
        authority="B",
        visibility="list",
        level_before=3,
        level_after=3,
        revision_before=1,
        revision_after=1,
        wording_before="",
        wording_after="",
        gap_before="",
        gap_after="",
        overrides=(),
        state="standing",
        reason="They agree with the sentence.",
        at=DAY,
        by="reader",
        entry=7,
    )
    return replace(made, **changes)


def row(key: str = "C1", **changes: Any) -> QuestionRow:
    """A line of the board: apparent, as sent, no gap."""
    made = QuestionRow(
        id=key,
        parent="",
        letter="L1",
        title="Gated acceptance",
        asks="confirm",
        level=3,
        level_as_sent=3,
        gap_status="",
        to_triage=0,
        review=(),
        contested=False,
        revision=1,
        read=0,
        citations=0,
        replies=0,
    )
    return replace(made, **changes)


def question(key: str = "C1", on_row: dict[str, Any] | None = None, **changes: Any) -> QuestionView:
    """A question as the letter opened it."""
    made = QuestionView(
        row=row(key, **(on_row or {})),
        paragraphs=(4,),
        as_asked="First, we understand that changes are gated.",
        proposition="Changes are gated",
        confirmed="",
        wording="Public materials appear to support the gates.",
        attribution="",
        gap="",
        gap_status="",
        bears_on=(),
        borne_on_by=(),
        notes="",
        parts=(),
        citations=(),
        assessments=(),
        revisions=(),
        passages=(),
        history=(),
    )
    return replace(made, **changes)


def passage(key: str = "R1.1", **changes: Any) -> PassagePublic:
    """A public passage by somebody whose role is known."""
    made = PassagePublic(
        key, key.partition(".")[0], DAY, "Steering member", "Yes, that is how it works here."
    )
    return replace(made, **changes)


def report(*questions: QuestionView, **changes: Any) -> ReportData:
    """A report on these questions from a ledger of 42 entries."""
    found = [PassagePublic("R1.1", "R1", DAY, "Steering member", "Yes, that is how it works here.")]
    made = ReportData(
        letter=LETTER,
        questions=questions,
        legs=(),
        passages={one.id: one for one in found},
        checkpoint=CHECKPOINT,
        size=42,
        head="5798" * 16,
        generated_from="2026-05-03T10:00:00.000Z",
    )
    return replace(made, **changes)


def full_report() -> ReportData:
    """A record in which everything that a report can show is there once."""
    c1 = question(
        "C1",
        {"level": 4, "read": 1, "citations": 2, "revision": 2, "contested": True},
        wording="It is publicly documented that every change is approved by an approver.",
        confirmed="every change is approved",
        citations=(
            citation("K1", title="Blog on merging", url="https://example.org/blog"),
            read_citation("K2"),
        ),
        revisions=(
            revision(1, "Public materials appear to support the gates.", assessment=""),
            revision(2, "It is publicly documented that every change is approved by an approver.", 4),
        ),
        assessments=(
            assessment(
                "A1",
                effects=("restate (narrower)", "upgrade"),
                level_after=4,
                revision_after=2,
                citations=("K2",),
                overrides=(("weakest-part", "The part is read next week."),),
            ),
            assessment("A2", state="withdrawn", reason="Misread.", effects=("downgrade (coherence)",)),
            assessment("A3", state="superseded", passages=("R2.1",), visibility="private", authority="A"),
        ),
        history=(
            EntryView(12, DAY, "reader", "assessment.withdrawn", "Wrong person.", (), "ab" * 32, ("A2",)),
        ),
        parts=(
            question(
                "C1.2",
                {
                    "title": "Presubmit tests",
                    "parent": "C1",
                    "level": 2,
                    "review": ("C1.2 fell below its claim",),
                    "gap_status": "open",
                },
                as_asked="",
                wording="We can currently confirm only the tests.",
                gap="Which tests is not shown.",
                gap_status="open",
            ),
        ),
    )
    gaps = [
        question(
            f"Q{n}",
            {
                "title": f"Question of gap {n}",
                "asks": "answer",
                "level": 1,
                "level_as_sent": 1,
                "gap_status": status,
            },
            gap=f"Gap number {n}",
            gap_status=status,
        )
        for n, status in enumerate(("source-pending", "declined", "standing", "narrowed", "closed"), 1)
    ]
    legs = (
        LegView("G1", "L1", "list@example.org", "waiting", "", DAY, "tracker", ("C1", "Q1")),
        LegView(
            "G2", "L1", "somebody@example.org", "promised", "2026-06-01", DAY, "reader", ("Q2",), ("R9",)
        ),
    )
    return report(
        c1,
        *gaps,
        legs=legs,
        open_triage=2,
        unsorted=1,
        samples=frozenset({"R3"}),
        reactions=(ReactionView("X1", "A1", "C1", "P1", "satisfied", "R1.1", DAY, "reader"),),
        snapshots=(SnapshotView("V1", "S1", "u", "u", DAY, "ab" * 32, 100, "text/html"),),
        checks=(CheckView("S1", "changed", "the page has other words", DAY, "V1", ("K2",)),),
        responders=(
            ResponderPublic("Steering member", (("R1", DAY),), (("*", "B", "the roster"),)),
            ResponderPublic("", (("R3", DAY),), (("C1", "C", "withheld"),), name="Sample Responder A"),
        ),
        private_replies=("R2",),
        entries=(
            EntryView(1, DAY, "tracker", "ledger.opened", "", (), "cd" * 32),
            EntryView(
                2,
                DAY,
                "reader",
                "claim.assessed",
                "withheld",
                ("question C1: level 3 apparent → 4 documented", "link T1: withheld", "link T2: withheld"),
                "ef" * 32,
            ),
        ),
    )
