"""What a report tells its reader, and what it keeps to itself."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from report_samples import (
    CHECKPOINT,
    LETTER,
    assessment,
    citation,
    full_report,
    passage,
    question,
    read_citation,
    report,
    revision,
)

from tracker.record.views import EntryView, LegView
from tracker.reports import build
from tracker.reports.data import ReportData
from tracker.reports.overview import overview

Write = Callable[[ReportData], str]


def heading(text: str, name: str) -> int:
    """Where a section begins, in either form."""
    return text.index(f"## {name}" if text.startswith("# ") else f">{name}</h")


both = pytest.mark.parametrize("write", [build.markdown, build.html])


@both
def test_the_sections_stand_in_order_and_the_checkpoint_ends_the_report(write: Write) -> None:
    text = write(full_report())
    heads = ["Summary", "How conclusions changed", "Questions", "What is still open", "Method", "Checkpoint"]
    if write is build.html:
        heads = [*heads[:2], "What is still open", "Questions", "Sources", "Responders", "Methods", "Audit"]
    places = [heading(text, head) for head in heads]
    assert places == sorted(places)
    assert text.index(CHECKPOINT) > places[-1]
    assert "tracker audit verify --checkpoint FILE" in text
    assert text.rstrip().endswith("```" if write is build.markdown else "</html>")


@both
def test_the_same_record_gives_the_same_bytes_whatever_the_order_of_its_sets(write: Write) -> None:
    one = replace(full_report(), samples=frozenset({"R1", "R2", "R7"}))
    two = replace(full_report(), samples=frozenset({"R7", "R2", "R1"}), passages=dict(one.passages))
    assert write(one) == write(two)
    assert one.generated_from in write(one)


@both
def test_a_level_is_told_with_its_name_its_meaning_and_its_way_since_sent(write: Write) -> None:
    text = write(full_report())
    assert "4 documented" in text
    assert "3 apparent → 4 documented" in text
    assert "a normative public source that states all of it: read, quoted, dated, uncontested" in text


@both
def test_sources_read_come_first_with_quotation_locator_and_date_and_unread_ones_are_called_so(
    write: Write,
) -> None:
    text = write(
        report(
            question(citations=(citation("K1", title="Not read yet"), read_citation("K2", title="The rules")))
        )
    )
    assert text.index("The rules") < text.index("Not read yet")
    for words in ("An approver approves every change.", "section Approval", "copy of 2026-04-30"):
        assert words in text
    assert "not counted as evidence" in text
    assert "imported" not in text


@both
def test_a_public_passage_is_quoted_by_role_and_date_and_a_name_needs_consent(write: Write) -> None:
    told = write(report(question(assessments=(assessment(),))))
    assert "Steering member (authority B), 2026-05-02, on the public list, passage R1.1" in told
    assert "Yes, that is how it works here." in told
    assert "P1" not in told
    named = passage(name="Sample Responder A", role="")
    assert "Sample Responder A (authority B)" in write(
        report(question(assessments=(assessment(),)), passages={"R1.1": named})
    )
    unknown = write(report(question(assessments=(assessment(),)), passages={"R1.1": passage(role="")}))
    assert "a responder (authority B)" in unknown


@both
def test_a_private_message_is_neither_quoted_nor_told_by_role_or_date(write: Write) -> None:
    private = assessment(passages=("R2.1",), visibility="private", role="Release lead")
    text = write(report(question(assessments=(private,))))
    assert "a private message, not quoted" in text
    assert "Release lead" not in text
    assert "on the public list, passage" not in text


@both
def test_words_that_are_withheld_here_are_not_printed_as_if_they_were_a_quotation(write: Write) -> None:
    text = write(report(question(assessments=(assessment(),)), passages={"R1.1": passage(text="withheld")}))
    assert "a message whose words are not open here, not quoted" in text


@both
def test_a_sealed_reason_stays_out_even_where_this_machine_holds_it_open(write: Write) -> None:
    finding = assessment(reason="what they told us in confidence", entry=9, state="withdrawn")
    undone = EntryView(12, None, "reader", "assessment.withdrawn", "also in confidence", (), "", ("A1",))
    asked = report(question(assessments=(finding,), history=(undone,)))
    assert "what they told us in confidence" in write(asked)
    sealed = write(replace(asked, sealed_reasons=frozenset({9, 12})))
    assert "in confidence" not in sealed
    assert sealed.count("the reason is not published: sealed, or it names somebody") == 2


@both
def test_overrides_stand_at_the_top_with_rule_and_reason_also_in_withdrawn_findings_of_parts(
    write: Write,
) -> None:
    used = assessment(overrides=(("weakest-part", "The part is read next week."),), state="withdrawn")
    text = write(report(question(parts=(question("C1.1", assessments=(used,)),))))
    top = text[: text.index("Summary")]
    assert "weakest-part" in top
    assert "The part is read next week." in top
    assert "rule overridden" in text
    assert "No rule was set aside" not in text
    assert "No rule was set aside" in write(report(question()))


@both
def test_contested_and_under_review_show_in_every_list(write: Write) -> None:
    shaky = question(
        "C1",
        {"contested": True, "review": ("part C1.2 fell",), "gap_status": "open", "level": 2},
        gap="Something",
        gap_status="open",
        assessments=(assessment(),),
    )
    text = write(report(shaky))
    for section in ("Summary", "How conclusions changed", "Questions", "What is still open"):
        after = text[heading(text, section) :]
        first = after[: after.find("\n## " if write is build.markdown else "<h2", 5)]
        assert "contested" in first, section
        assert "under review" in first, section
    assert "part C1.2 fell" in text


@both
def test_withdrawn_and_superseded_findings_are_shown_as_such_with_why(write: Write) -> None:
    text = write(full_report())
    assert "withdrawn; no longer counts. Why: Wrong person." in text
    assert "superseded by a later finding" in text
    assert "Misread." in text


@both
def test_a_conclusion_that_rests_on_sample_mail_says_so_wherever_it_appears(write: Write) -> None:
    sampled = report(question(assessments=(assessment(),)), samples=frozenset({"R1"}))
    text = write(sampled)
    assert "these conclusions are from samples" in text[: text.index("Summary")]
    assert text.count("sample mail") >= 4
    assert "sample mail: Steering member" in text
    secret = assessment(passages=("R2.1",), visibility="private")
    hidden = write(report(question(assessments=(secret,)), samples=frozenset({"R2"})))
    assert "these conclusions are from samples" in hidden
    assert "sample mail: a private message, not quoted" in hidden
    unused = write(report(question(assessments=(assessment(),)), samples=frozenset({"R2"})))
    assert "The record holds sample mail" in unused
    assert "from samples" not in unused
    assert "ample mail" not in write(report(question(assessments=(assessment(),))))


@both
def test_a_claim_that_nobody_has_looked_at_is_marked_as_the_letters_own(write: Write) -> None:
    assert "no finding stands; wording and level are the letter" in write(report(question()))
    told = re.sub("<[^>]*>", "", write(report(question())))
    assert "No finding and no change since the letter was sent: C1" in told
    assert "no finding stands" not in write(report(question(assessments=(assessment(),))))


@both
def test_assent_alone_does_not_make_the_letters_level_look_checked(write: Write) -> None:
    assented = question(assessments=(assessment(authority="F"),))
    assert "own; no source has been read for it" in write(report(assented))
    assert "own; no source" not in write(report(replace(assented, citations=(read_citation(),))))


@both
def test_nothing_is_called_confirmed_that_its_level_does_not_bear(write: Write) -> None:
    low = report(question("Q1", {"level": 1, "level_as_sent": 1}, confirmed="the gates exist"))
    assert "the gates exist" not in write(low)
    assert "confirmed" not in write(low)
    partial = report(question("Q1", {"level": 2, "level_as_sent": 2}, confirmed="the gates exist"))
    assert "the gates exist" in write(partial)


@both
def test_open_things_are_listed_by_gap_status_and_by_leg(write: Write) -> None:
    text = write(full_report())
    for status in ("open", "source-pending", "narrowed", "declined", "standing"):
        assert f"Gaps: {status}" in text
    assert "Gaps: closed" not in text
    assert "no answer as of 2026-05-03" in text
    assert "an answer was promised; no answer recorded as of 2026-05-03" in text
    assert "2 passages" in text
    assert "1 unsorted reply" in text


@both
def test_a_leg_tells_when_it_was_asked(write: Write) -> None:
    days = (datetime(2026, 4, 28, tzinfo=UTC), datetime(2026, 5, 2, 9, tzinfo=UTC))
    leg = LegView("G1", "L1", "list@example.org", "waiting", "", None, "", ("Q1",), attempts=days)
    assert "asked on 2026-04-28, 2026-05-02" in write(report(question(), legs=(leg,)))


@both
def test_a_contact_is_named_only_when_the_record_may_name_it(write: Write) -> None:
    leg = LegView("G2", "L1", "somebody@example.org", "waiting", "", None, "reader", ("Q2",))
    assert "somebody@" not in write(report(question(), legs=(leg,)))
    told = write(report(question(), legs=(leg,), contacts={"G2": "the release list"}))
    assert "the release list" in told


@both
def test_what_is_not_known_of_the_letter_is_said_to_be_unknown(write: Write) -> None:
    text = write(report(question(), letter=replace(LETTER, to=None)))
    assert text.count("not known") == 5


def test_a_revision_is_a_diff_in_both_and_a_rewritten_phrase_is_one_change() -> None:
    made = (revision(1, "The gates appear to hold."), revision(2, "The gates do stand."))
    claim = question(wording="The gates do stand.", revisions=made)
    assert "\\[-appear to hold-\\]\\{+do stand+\\}" in build.markdown(report(claim))
    page = build.html(report(claim))
    assert page.count("<del>") == 1  # once, though both the comparison and the timeline tell of it
    assert page.count("<ins>") == 1
    assert "taken out" in page


@both
def test_a_source_that_a_finding_names_and_the_report_does_not_hold_is_not_passed_over(write: Write) -> None:
    text = write(report(question(assessments=(assessment(citations=("K99",)),))))
    assert "K99, not among the sources of this report" in text


@both
def test_a_very_long_passage_is_cut_and_says_so(write: Write) -> None:
    long = passage(text="word " * 5_000 + "the end")
    text = write(report(question(assessments=(assessment(),)), passages={"R1.1": long}))
    assert "the end" not in text
    assert "ut here; the rest is in the record" in text


@both
def test_reactions_kept_copies_and_checks_are_told(write: Write) -> None:
    text = re.sub("<[^>]*>", "", write(full_report()))
    assert "Reaction, 2026-05-02: the responder is satisfied with what was made of their reply" in text
    assert "said in passage R1.1" in text
    assert f"copy kept of 2026-05-02, sha256 {'ab' * 32}" in text
    assert "last checked on 2026-05-02: changed (the page has other words)" in text
    assert "the quotation is not found there any more" in text


def test_what_is_arranged_of_a_report_goes_with_it() -> None:
    data = full_report()
    arranged = weakref.ref(overview(data))
    build.markdown(data)
    assert arranged() is overview(data)
    del data
    gc.collect()
    assert arranged() is None


@both
def test_a_passage_that_may_not_be_told_is_not_named_as_the_place_of_a_reaction(write: Write) -> None:
    text = write(replace(full_report(), passages={}))
    assert "is satisfied with what was made of their reply" in text
    assert "said in passage" not in text
