"""The report as one JSON document: all that it says, with the numbers behind the words (docs/exports.md)."""

from __future__ import annotations

from typing import Any

from tracker.record.forms import natural
from tracker.record.views import AssessmentView, CitationView
from tracker.reports import phrases
from tracker.reports.data import ReportData
from tracker.reports.digest import Mark, QuestionText
from tracker.reports.exports import as_json
from tracker.reports.exports.public import (
    Source,
    instant,
    last_reaction,
    quotable,
    replies,
    reply_is_public,
    sources,
)
from tracker.reports.findings import FindingText
from tracker.reports.overview import Overview, overview

SCHEMA = 1
"""The number of the document's form; it rises when a member changes its meaning or goes."""


def write(data: ReportData) -> str:
    """Return the document: keys sorted, each question and each source on a line of its own, one trailing newline."""
    report = overview(data)
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "title": report.title,
        "stand": report.stand,
        "as_of": data.generated_from,
        "letter": _letter(data),
        "ledger": {"size": data.size, "head": data.head, "checkpoint": data.checkpoint},
        "tally": report.tally,
        "notices": [{"kind": n.kind, "title": n.title, "lines": n.lines} for n in report.notices],
        "questions": [_question(data, text) for text in report.questions],
        "sources": [_source(source) for source in sources(data)],
        "replies": _replies(data),
        "legs": [
            {"id": one.id, "contact": one.contact, "state": one.state, "questions": one.questions}
            for one in report.legs
        ],
        "waiting": {"passages": data.open_triage, "unsorted": data.unsorted, "words": report.waiting},
        "method": _method(report),
    }
    return (
        "{\n" + ",\n".join(f"{as_json.text(key)}: {_member(found[key])}" for key in sorted(found)) + "\n}\n"
    )


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(as_json.text(one) for one in value) + "\n]"
    return as_json.text(value)


def _letter(data: ReportData) -> dict[str, Any]:
    letter = data.letter
    names = ("id", "title", "subject", "date", "to", "message_id", "url", "paragraphs")
    return {name: getattr(letter, name) for name in names}


def _question(data: ReportData, text: QuestionText) -> dict[str, Any]:
    view, row = text.view, text.view.row
    return {
        "id": row.id,
        "parent": row.parent,
        "title": row.title,
        "asks": row.asks,
        "paragraphs": view.paragraphs,
        "as_asked": view.as_asked,
        "level": row.level,
        "level_as_sent": row.level_as_sent,
        "level_path": text.level_path,
        "wording": view.wording,
        "proposition": view.proposition,
        "rests_on_part": text.carried,
        "revision": row.revision,
        "gap": view.gap,
        "gap_status": view.gap_status,
        "gap_status_with_parts": row.gap_status,
        "gap_path": text.gap_path,
        "bears_on": view.bears_on,
        "contested": row.contested,
        "under_review": row.review,
        "marks": [_mark(mark) for mark in text.marks],
        "sources_cited": row.citations,
        "sources_read": row.read,
        "revisions": [
            {
                "number": one.number,
                "at": instant(one.at),
                "by": one.by,
                "finding": one.assessment,
                "wording": one.wording,
                "proposition": one.proposition,
                "rests_on_part": one.confirmed,
                "level": one.level,
                "gap": one.gap,
                "gap_status": one.gap_status,
            }
            for one in sorted(view.revisions, key=lambda one: one.number)
        ],
        "findings": [
            _finding(data, found, said) for found, said in zip(view.assessments, text.findings, strict=True)
        ],
        "parts": [_question(data, part) for part in text.parts],
    }


def _mark(mark: Mark) -> dict[str, str]:
    return {"kind": mark.kind, "label": mark.label, "words": mark.text}


def _finding(data: ReportData, found: AssessmentView, said: FindingText) -> dict[str, Any]:
    reaction = last_reaction(data, found.id)
    return {
        "id": found.id,
        "effects": found.effects,
        "basis": found.basis,
        "state": found.state,
        "state_in_words": said.state_text,
        "at": instant(found.at),
        "by": found.by,
        "entry": found.entry,
        "level_before": found.level_before,
        "level_after": found.level_after,
        "gap_before": found.gap_before if found.gap_before in phrases.GAP else "",
        "gap_after": found.gap_after if found.gap_after in phrases.GAP else "",
        "revision_before": found.revision_before,
        "revision_after": found.revision_after,
        "grounds": [
            {
                "passage": passage,
                "public": quotable(data, passage) is not None,
                "authority": found.authority,
                "where": ground.where,
                "words": ground.words,
                "cut": ground.cut,
            }
            for passage, ground in zip(found.passages, said.grounds, strict=True)
        ],
        "citations": found.citations,
        "reason": said.reason,
        "rules_set_aside": [{"rule": rule, "reason": reason} for rule, reason in found.overrides],
        "sample": said.sample,
        "reaction": {
            "value": reaction.value,
            "at": instant(reaction.at),
            "passage": reaction.passage if reply_is_public(data, reaction.passage) else "",
        }
        if reaction
        else None,
    }


def _source(source: Source) -> dict[str, Any]:
    check = source.check
    return {
        "id": source.id,
        "url": source.url,
        "latest": source.latest,
        "title": source.title,
        "body": source.body,
        "citations": [_citation(one) for one in sorted(source.citations, key=lambda one: natural(one.id))],
        "snapshots": [
            {
                "id": one.id,
                "at": instant(one.at),
                "url": one.url,
                "final_url": one.final_url,
                "sha256": one.sha256,
                "size": one.size,
                "media_type": one.media_type,
            }
            for one in source.snapshots
        ],
        "check": {
            "outcome": check.outcome,
            "detail": check.detail,
            "at": instant(check.at),
            "snapshot": check.snapshot,
            "missing": check.missing,
        }
        if check
        else None,
    }


def _citation(one: CitationView) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.id,
        "question": one.question,
        "kind": one.kind,
        "section": one.section,
        "relation": one.relation,
        "bears": one.bears,
        "official": one.official,
        "normative": one.normative,
        "read": one.read,
    }
    if one.read:  # what nobody has read carries no quotation, lest it look checked
        found |= {
            "read_by": one.read_by,
            "read_at": instant(one.read_at),
            "quotation": one.read_quote,
            "locator": one.read_locator,
            "copy": one.dated,
            "covers": one.covers,
            "part": one.part,
            "states": one.states,
            "independent_of": one.independent_of,
        }
    return found


def _replies(data: ReportData) -> list[dict[str, Any]]:
    return [
        {
            "id": reply.id,
            "date": instant(reply.date),
            "role": reply.role,
            "name": reply.name,
            "sample": reply.sample,
            "passages": [
                {
                    "id": said.id,
                    "words": said.words,
                    "cut": said.cut,
                    "questions": said.questions,
                    "findings": said.findings,
                }
                for said in reply.passages
            ],
        }
        for reply in replies(data)
    ]


def _method(report: Overview) -> dict[str, Any]:
    return {
        "rules": phrases.RULES,
        "levels": [
            {"level": name, "phrase": phrase, "takes": takes} for name, phrase, takes in report.levels
        ],
        "effects": [{"effect": effect, "means": means} for effect, means in phrases.EFFECTS],
        "authorities": [{"grade": grade, "means": means} for grade, means in report.authorities],
        "gaps": [{"status": status, "means": means} for status, means in phrases.GAP.items()],
    }
