"""A draft becomes a mail in which nothing can pose as a header, and is read back as somebody left it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.drafts import MOST_REFERENCES, Draft, chain, is_address, is_message_id, parse, render
from tracker.errors import BadUse
from tracker.mail.kinds import answered

DRAFT = Draft(
    sender=("Größe, Jörg", "us@example.org"),
    to=(("", "list@example.org"),),
    cc=(("A, B", "b@example.org"),),
    subject="Re: Größe",
    body="Grüße.\n\nZwei.\n",
    message_id="tracker.1@example.org",
    date=datetime(2026, 7, 2, 10, tzinfo=UTC),
    in_reply_to="two@example.org",
    references=("one@example.org", "two@example.org"),
)
HEADERS = {
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type",
    "Content-Transfer-Encoding", "MIME-Version",
}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_draft_comes_back_as_it_was_written(newline: str) -> None:
    assert parse(render(DRAFT, newline), "a draft") == DRAFT


def test_the_wire_has_its_line_ends_and_no_line_is_too_long() -> None:
    raw = render(replace(DRAFT, body="x" * 2000 + "\nGrüße\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert parse(raw, "a draft").body == "x" * 2000 + "\nGrüße\n"


@given(st.text(), st.text(), st.text(max_size=300))
def test_no_subject_and_no_name_makes_a_header_or_a_recipient(subject: str, name: str, body: str) -> None:
    hostile = replace(
        DRAFT,
        subject=f"{subject}\r\nBcc: evil@example.net\r\n\r\n{subject}",
        sender=(f"{name}\nBcc: evil@example.net", "us@example.org"),
        to=((f"{name}\r\nCc: evil@example.net", "list@example.org"),),
        body=body,
    )
    read = message_from_bytes(render(hostile), policy=default)
    assert set(read.keys()) == HEADERS
    assert len(read.keys()) == len(HEADERS)
    assert [one.addr_spec for one in read["To"].addresses] == ["list@example.org"]
    assert [one.addr_spec for one in read["Cc"].addresses] == ["b@example.org"]
    assert [one.addr_spec for one in read["From"].addresses] == ["us@example.org"]


@pytest.mark.parametrize(
    "address",
    [
        "secu...@kubernetes.io", "a@b", "a b@example.org", "a@example.org\nb@example.org", "a@example.org,b@c.org",
        "<a@example.org>", "a@@example.org", "", "a@exämple.org", ".a@example.org", "a@-example.org",
        "a@example.org\r\nBcc: b@example.org",
    ],
)  # fmt: skip
def test_what_is_no_whole_address_is_no_recipient(address: str) -> None:
    assert not is_address(address)
    with pytest.raises(BadUse):
        render(replace(DRAFT, to=(("", address),)))


def test_sample_mail_goes_to_nobody_real() -> None:
    sample = replace(DRAFT, sample=True)
    assert b"\r\nX-Tracker-Sample: yes\r\n" in render(sample)
    with pytest.raises(BadUse, match=r"would go to somebody@kubernetes\.io"):
        render(replace(sample, cc=(("", "somebody@kubernetes.io"),)))
    with pytest.raises(BadUse):
        render(replace(sample, cc=(("", "somebody@evil-example.org"),)))


def test_references_keep_the_first_and_the_last_and_nothing_that_cannot_stand_there() -> None:
    many = tuple(f"{n}@example.org" for n in range(60))
    found = chain(many, "parent@example.org")
    assert len(found) == MOST_REFERENCES
    assert (found[0], found[-2:]) == ("0@example.org", ("59@example.org", "parent@example.org"))
    assert chain(("a@b", "no id", "c<d>@e", "a@b"), "p@q") == ("a@b", "p@q")
    assert not is_message_id("a@b\r\nBcc: c@d")


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Clarification", "Re: Clarification"),
        ("Re: AW: Re[2]: Clarification", "Re: Clarification"),
        ("Re: [list] Re: Clarification", "Re: [list] Clarification"),
        ("[list] Clarification", "Re: [list] Clarification"),
        ("答复：x", "Re: x"),
        ("KEP: x", "Re: KEP: x"),
        ("", "Re:"),
    ],
)
def test_an_answer_says_re_once(subject: str, expected: str) -> None:
    assert answered(subject) == expected


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Cc: ", "Bcc: evil@example.net\nCc: ", "header bcc is not taken over"),
        ("Cc: ", "To: evil@example.net\nCc: ", "header to stands there twice"),
        ("list@example.org", "secu...@kubernetes.io", "in To is no address"),
        ("list@example.org", "list@example.org, nobody", "in To is no address"),
        ("To: list@example.org\n", "", "goes to nobody"),
        ("text/plain", "text/html", "more than plain text"),
        ("tracker.1@example.org", "gone", "is no Message-ID"),
    ],
)
def test_what_an_edit_cannot_have_meant_is_named(old: str, new: str, said: str) -> None:
    text = render(DRAFT, "\n").decode()
    assert old in text
    with pytest.raises(BadUse) as refused:
        parse(text.replace(old, new, 1).encode(), "g1.eml")
    assert said in refused.value.message
    assert refused.value.hint


def test_words_that_are_typed_into_a_draft_are_kept() -> None:
    text = (
        render(DRAFT, "\n")
        .decode()
        .replace("Zwei.", "Zwei – und drei: 三.")
        .replace("b@example.org", "c@example.org")
    )
    found = parse(text.encode(), "g1.eml")
    assert found.body == "Grüße.\n\nZwei – und drei: 三.\n"
    assert found.cc == (("A, B", "c@example.org"),)
