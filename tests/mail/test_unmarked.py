"""Mail without marks, or with marks that mean something else: seen on real lists, written here anew."""

from __future__ import annotations

from mail_samples import mail, texts

from tracker.mail.reading import read

ABOVE = "I would keep both, because the second one covers what the first leaves open.\n"
BLOCK = (
    "-----Original Message-----\n"
    "From: Build Lead <lead@example.org>\n"
    "Sent: Monday, May 4, 2026 10:12\n"
    "To: Sample Responder A <responder.a@example.org>\n"
    "Subject: Re: Two rules\n\n"
)
INNER = "What do you think about the second rule?\n"


def attribution(who: str) -> str:
    return f"On 3 May 2026, {who} wrote:\n> There are two rules.\n\n{INNER}\n> One is older.\n\nAs above.\n"


def test_below_anothers_header_block_the_text_between_the_marks_is_theirs() -> None:
    assert texts(ABOVE + "\n" + BLOCK + attribution("Sample Responder A"), letter=False) == [ABOVE.strip()]


def test_where_the_attribution_names_somebody_else_the_text_between_may_be_the_responders() -> None:
    found = texts(ABOVE + "\n" + BLOCK + attribution("Test Steward"), letter=False)
    assert INNER.strip() in found


def test_quotation_that_is_only_indented_is_quotation() -> None:
    quoted = "".join(
        f"    {line}\n" for line in ("Add a bridge.", "", "It joins two networks.", "-- ", "2.7.4")
    )
    body = f'On 4/1/20, 4:40 AM, "Build Lead" <lead@example.org> wrote:\n\n{quoted}\nCan you name the device too?\n'
    assert texts(body, letter=False) == ["Can you name the device too?"]


def test_lists_and_code_below_an_attribution_with_marks_stay() -> None:
    body = "On 4 May 2026, Build Lead wrote:\n> Which?\n\nThese:\n    make check\n    make test\n"
    assert texts(body, letter=False) == ["These:\n    make check\n    make test"]


def test_a_mark_that_points_at_a_line_of_a_report_is_the_writers() -> None:
    body = (
        "New warnings (new ones prefixed by >>):\n\n   lib/a.c:10: note: here\n>> lib/a.c:12: warning: unused\n"
        "   lib/a.c:13: note: there\n\nvim +12 lib/a.c\n\n  11\t{\n> 12\tint unused;\n  13\t}\n"
    )
    for answering in ("", "<patch-1@example.org>"):
        (one,) = read(mail(body, Subject="warning: unused", In_Reply_To=answering)).passages
        assert one.passage.text == body.strip()


def test_a_pasted_patch_is_the_responders_header_lines_and_all() -> None:
    patch = (
        "From 99aae3590000000000000000000000000000aaaa Mon Sep 17 00:00:00 2001\n"
        "From: Sample Responder A <responder.a@example.org>\n"
        "Date: Thu, 25 Aug 2026 09:49:08 -0700\n"
        "Subject: [PATCH] Leave out what nobody reads\n\n"
        "It was never read.\n---\n a.c | 2 +-\n"
    )
    found = texts(f"The following can be applied on top.\n\n{patch}", letter=False)
    assert "\n".join(found).count("It was never read.") == 1
    assert "Subject: [PATCH] Leave out what nobody reads" in found[-1]
