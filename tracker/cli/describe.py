"""How a question, a reply and an assessment read as text on the command line."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from tracker.cli import output
from tracker.cli.output import prose, say, section

if TYPE_CHECKING:
    from tracker.record.views import (
        AssessmentView,
        CitationView,
        EntryView,
        PassageView,
        QuestionRow,
        QuestionView,
        ReactionView,
        ReplyView,
    )

_REPLY = re.compile(r"\s*r\d+(\.\d+)?\s*", re.IGNORECASE)


def names_reply(id: str) -> bool:  # noqa: A002
    """Return whether an id names a reply (R3) or one of its passages (R3.2)."""
    return bool(_REPLY.fullmatch(id))


def moved(by: int) -> str:
    """Return how far a level has moved since the letter was sent: `▲1`, `▼2`, `·`."""
    return "·" if by == 0 else f"{'▲' if by > 0 else '▼'}{abs(by)}"


def state(row: QuestionRow) -> str:
    """Return what a list says about a question beside its level."""
    marks = (["contested"] if row.contested else []) + (["under review"] if row.review else [])
    return ", ".join(marks)


def question(view: QuestionView, as_of: date | None = None) -> None:
    """Print everything about a question."""
    row = view.row
    say(f"{row.id} · {row.title}", "bold")
    _facts(view)
    if as_of is not None:
        say(f"As it stood at the end of {as_of} (UTC).")
    for why in row.review:
        say(f"Under review: {why}", "yellow")
    if row.contested:
        say("Contested: two responders of authority A or B stand against each other.", "yellow")
    for title, text in (
        ("Wording", view.wording),
        ("Proposition", view.proposition),
        ("Confirmed part", view.confirmed),
        ("Evidence gap", view.gap),
        ("As asked", view.as_asked),
        ("Researcher's notes", view.notes),
    ):
        if text.strip():
            section(title)
            prose(text.strip(), "  ")
    if view.parts:
        section("Parts")
        for part in view.parts:
            gap = f", gap {part.row.gap_status}" if part.row.gap_status else ""
            prose(f"{part.row.id}  {output.level_name(part.row.level)}{gap}: {part.row.title}", "  ")
    if view.citations:
        section(f"Sources ({row.read} of {row.citations} read)")
        for citation in view.citations:
            prose(source_line(citation), "  ")
    if view.assessments:
        section("Findings")
        for one in view.assessments:
            assessment(one)
            for reacted in view.reactions:
                if reacted.assessment == one.id:
                    say(f"      {reaction(reacted)}")
    if view.passages:
        section("Passages linked")
        prose(", ".join(view.passages), "  ")
    if view.history:
        section("History")
        entries(view.history)


def _facts(view: QuestionView) -> None:
    row = view.row
    facts = [f"level {output.level_name(row.level)}"]
    if row.level != row.level_as_sent:
        facts.append(f"{output.level_name(row.level_as_sent)} as sent")
    facts.append(f"gap {row.gap_status}" if row.gap_status else "no gap")
    facts.append(f"revision {row.revision}")
    facts.append(f"letter {row.letter}")
    if view.paragraphs:
        facts.append(f"paragraph {', '.join(map(str, view.paragraphs))}")
    if view.bears_on:
        facts.append(f"bears on {', '.join(view.bears_on)}")
    if view.borne_on_by:
        facts.append(f"borne on by {', '.join(view.borne_on_by)}")
    say(" · ".join(facts))
    if view.attribution:
        say(f"Attribution: {view.attribution}")


def source_line(one: CitationView) -> str:
    """Return a citation in one paragraph: whether it was read, what it does, its title and address."""
    read = f"read by {one.read_by} on {output.day(one.read_at)}" if one.read else "unread"
    where = f", {one.read_locator or one.section}" if one.read_locator or one.section else ""
    return f"{one.id}  {one.relation}, {one.kind}, {read}: {one.title}{where} <{one.url}>"


def assessment(one: AssessmentView) -> None:
    """Print one finding: what it did, on which basis, by whom and why."""
    mark = "" if one.state == "standing" else f" ({one.state})"
    effects = ", ".join(one.effects)
    say(f"  {one.id}{mark}  {output.day(one.at)}  {one.question}: {effects}, by {one.by}, entry {one.entry}")
    drawn = ", ".join((*one.passages, *one.citations))
    heard = [one.role, f"authority {one.authority}" if one.authority else "", one.visibility]
    basis = f"basis {one.basis}" + (f" ({drawn})" if drawn else "")
    prose("; ".join([basis, *(part for part in heard if part)]), "      ")
    if one.level_before != one.level_after:
        say(f"      level {output.level_name(one.level_before)} → {output.level_name(one.level_after)}")
    if one.gap_before != one.gap_after:
        say(f"      gap {one.gap_before or '–'} → {one.gap_after or '–'}")
    for rule, reason in one.overrides:
        prose(f"override of {rule}: {reason}", "      ")
    prose(f"reason: {one.reason}", "      ")


def reaction(one: ReactionView) -> str:
    """Return a reaction in a line: what it is, where it was said, who recorded it, or since when it is waited for."""
    if not one.id:
        return f"reaction to {one.assessment}: {one.value}, reported on {output.day(one.at)} and nothing heard since"
    said = f", said in {one.passage}" if one.passage else ""
    return f"reaction to {one.assessment}: {one.value}{said}, recorded by {one.by} on {output.day(one.at)}"


def entries(found: tuple[EntryView, ...]) -> None:
    """Print ledger entries, one act a block."""
    for entry in found:
        why = f": {entry.reason}" if entry.reason else ""
        prose(f"{entry.seq:>4}  {output.minute(entry.at)}  {entry.actor}  {entry.kind}{why}", "  ")
        for change in entry.changes:
            prose(change, "          ")


def reply(view: ReplyView) -> None:
    """Print a reply: who, how it came, and each passage with its links and what its words suggest."""
    row = view.row
    say(f"{row.id} · {row.who}" + (f" · {row.subject}" if row.subject else ""), "bold")
    role = f"{row.role}, " if row.role else ""
    say(f"{output.minute(row.date)} · {role}authority {row.authority} · {row.visibility} · {row.kind}")
    say(f"Belongs: {row.belongs}" if row.belongs else "Unsorted: it belongs to no letter yet.")
    for place, grade, source in view.authorities:
        say(f"Authority {grade} on {_place(place)}: {source}")
    for one in view.suggested:
        prose(f"Suggested, not recorded: authority {one.grade} on {_place(one.question)}: {one.reason}")
    if view.people_problem:
        say(f"No authority is suggested: {view.people_problem}", "yellow")
    for message in view.messages:
        flags = f" · {', '.join(message.flags)}" if message.flags else ""
        sample = " · sample" if message.sample else ""
        vouched = f" · authentication {message.authentication}"
        say(f"Copy {message.id}: sha256 {message.sha256} · {message.visibility}{vouched}{sample}{flags}")
    for reacted in view.reactions:
        say(reaction(reacted).replace("reaction", "Reaction", 1))
    for passage in view.passages:
        if passage.state != "retired":
            _passage(passage)


def _place(question: str) -> str:
    return "everything" if question == "*" else question


def _passage(one: PassageView) -> None:
    section(f"{one.id} · {one.state} · lines {one.start_line}–{one.end_line}")
    if one.quoted:
        for line in one.quoted.splitlines():
            prose(f"> {line}", "  ")
    prose(one.text, "  ")
    for link in one.links:
        say(f"  → {link.question} ({link.how}, {round(link.score * 100)} %): {link.reason}")
    if one.effect:
        cues = ", ".join(f"“{cue}”" for cue in one.cues)
        say(f"  suggests: {one.effect}" + (f" ({cues})" if cues else ""))
    for url in one.links_offered:
        say(f"  offers: {url}")
    if one.assessments:
        say(f"  assessed in {', '.join(one.assessments)}")
