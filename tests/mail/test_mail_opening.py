"""A mail is opened whole and safe: charsets, encodings, HTML, multiparts, odd senders, and what cannot be a
mail.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from mail_samples import MAILMAN_FOOTER, mail, quote

from tracker.mail.message import Unreadable, open_mail

PAGE = "<html><body><p>That is <b>right</b>.</p><blockquote><p>First, we understand</p></blockquote></body></html>"

MARKED = "That is right.\n\n> First, we understand"


def parts(*pieces: tuple[str, str], kind: str = "mixed") -> bytes:
    body = "".join(f"--cut\nContent-Type: {sort}\n\n{text}\n" for sort, text in pieces) + "--cut--\n"
    return mail(body, kind=f'multipart/{kind}; boundary="cut"')


def test_the_headers_and_the_text_are_read() -> None:
    opened = open_mail(
        mail("Yes.\n", References="<a@example.org> <b@example.org>", In_Reply_To="<b@example.org>")
    )
    assert (opened.from_name, opened.from_address) == ("Sample Responder A", "responder.a@example.org")
    assert opened.date == datetime(2026, 5, 5, 7, 0, tzinfo=UTC)
    assert (opened.message_id, opened.in_reply_to) == ("reply-1@example.org", ("b@example.org",))
    assert opened.references == ("a@example.org", "b@example.org")
    assert (opened.text, opened.body_kind, opened.sample, opened.flags) == ("Yes.", "plain", True, ())
    assert opened.header("subject") == "Re: Clarification"
    assert opened.header("X-Nothing") == ""


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Größe"),
        ("iso-8859-1", "Größe"),
        ("gb2312", "写道"),
        ("iso-2022-jp", "書きました"),
        ("euc-kr", "작성"),
    ],
)
def test_text_in_common_charsets_is_decoded(charset: str, text: str) -> None:
    raw = mail("@", kind=f"text/plain; charset={charset}").replace(b"@", b"@") + text.encode(charset)
    assert open_mail(raw).text.endswith(text)


def test_a_wrong_or_missing_charset_still_reads_utf8() -> None:
    for kind in ("text/plain", "text/plain; charset=us-ascii", "text/plain; charset=nonsense", "nonsense"):
        assert open_mail(mail("Größe", kind=kind)).text == "Größe"


def test_transfer_encodings_are_undone_and_a_plain_footer_behind_base64_is_kept() -> None:
    coded = base64.b64encode("Größe und Maß\n".encode()).decode()
    opened = open_mail(mail(f"{coded}\n{MAILMAN_FOOTER}", Content_Transfer_Encoding="base64"))
    assert opened.text.startswith("Größe und Maß")
    assert "steering mailing list" in opened.text
    assert (
        open_mail(mail("Gr=C3=B6=C3=9Fe =\nda", Content_Transfer_Encoding="quoted-printable")).text
        == "Größe da"
    )


def test_encoded_names_and_subjects_are_decoded_onto_one_safe_line() -> None:
    opened = open_mail(
        mail(
            "x",
            Subject="=?utf-8?q?Gr=C3=B6?= =?utf-8?b?w59l?= =?utf-8?q?_=1B[2J=0Ax?=",
            From="=?utf-8?q?A=2C_B?= <a@example.org>",
        )
    )
    assert opened.subject == "Größe <U+001B>[2J x"
    assert (opened.from_name, opened.from_address, opened.flags) == ("A, B", "a@example.org", ())


def test_html_mail_is_rendered_with_its_quotation_marked() -> None:
    opened = open_mail(mail(PAGE, kind="text/html; charset=utf-8"))
    assert opened.text == "That is right.\n\n> First, we understand"
    assert opened.body_kind == "html"


def test_of_alternatives_the_plain_one_is_read_unless_it_lost_the_quotation() -> None:
    assert open_mail(parts(("text/plain", MARKED), ("text/html", PAGE), kind="alternative")).text == MARKED
    lost = open_mail(
        parts(("text/plain", "That is right.\nFirst, we understand"), ("text/html", PAGE), kind="alternative")
    )
    assert "> First, we understand" in lost.text
    own = "That is right, as far as anybody here can tell"
    shifted = f"> First, we understand\n\n> {own}\nwho has read the page."
    rich = f"<blockquote><p>First, we understand</p></blockquote><p>{own} who has read the page.</p>"
    told = open_mail(parts(("text/plain", shifted), ("text/html", rich), kind="alternative"))
    assert f"\n{own} who has read the page." in told.text


def test_a_footer_in_a_part_of_its_own_does_not_hide_an_html_message() -> None:
    opened = open_mail(parts(("text/html; charset=utf-8", PAGE), ("text/plain", MAILMAN_FOOTER)))
    assert opened.text.startswith("That is right.")
    assert opened.body_kind == "html"


def test_attachments_are_named_and_not_read() -> None:
    raw = mail(
        "--cut\nContent-Type: text/plain\n\nYes.\n--cut\nContent-Type: text/plain\n"
        "Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2Fpasswd%00.txt\n\nroot\n--cut--\n",
        kind="multipart/mixed; boundary=cut",
    )
    assert (open_mail(raw).text, open_mail(raw).attachments) == ("Yes.", ("../../etc/passwd<U+0000>.txt",))


@pytest.mark.parametrize(
    ("sender", "address", "flag"),
    [
        ("alice@example.org)bob@example.net", "alice@example.org", "from-odd"),
        ("a@example.org, b@example.org", "a@example.org", "from-several"),
        ('"boss@example.com" <a@example.org>', "a@example.org", "name-shows-other-address"),
        ("S\u0430mple <a@example.org>", "a@example.org", "mixed-scripts"),
        ("nobody", "", "from-odd"),
    ],
)
def test_an_odd_sender_is_flagged(sender: str, address: str, flag: str) -> None:
    opened = open_mail(mail("x", From=sender))
    assert opened.from_address == address
    assert flag in opened.flags


def test_a_missing_sender_and_a_bad_date_are_flagged() -> None:
    assert {"from-missing", "date-odd"} <= set(open_mail(mail("x", From="", Date="yesterday")).flags)
    assert open_mail(mail("x", Date="yesterday")).date is None


RECEIVED = "from a.example.org by mx.example.org with ESMTPS id 1;\n\tSat, 23 May 2026 10:00:00 +0200 (CEST)"
CAME = datetime(2026, 5, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "shown", "odd"),
    [
        pytest.param("Fri, 19 Mar 2027 09:00:00 +0000", CAME, True, id="after it was received"),
        pytest.param("", CAME, True, id="missing"),
        pytest.param("yesterday", CAME, True, id="unreadable"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 +0000", CAME, True, id="of no year of mail"),
        pytest.param(
            "Sun, 24 May 2026 07:00:00 +0000", datetime(2026, 5, 24, 7, tzinfo=UTC), False, id="within a day"
        ),
        pytest.param(
            "Fri, 01 May 2026 07:00:00 +0000", datetime(2026, 5, 1, 7, tzinfo=UTC), False, id="long under way"
        ),
    ],
)
def test_a_date_that_cannot_be_gives_way_to_the_topmost_received(
    date: str, shown: datetime, odd: bool
) -> None:
    opened = open_mail(f"Received: {RECEIVED}\n".encode() + mail("x", Date=date, Received="by b; 1 May 2020"))
    assert (opened.date, "date-odd" in opened.flags) == (shown, odd)


@pytest.mark.parametrize(
    "received", ["by mx.example.org", "by mx; soon", "by mx; Thu, 01 Jan 1970 00:00:00 +0000"]
)
def test_a_received_that_tells_no_day_changes_nothing(received: str) -> None:
    opened = open_mail(mail("x", Date="Fri, 19 Mar 2027 09:00:00 +0000", Received=received))
    assert (opened.date, opened.flags) == (datetime(2027, 3, 19, 9, tzinfo=UTC), ())


@pytest.mark.parametrize(
    ("raw", "reason"), [(b"", "empty"), (b"\n \n", "empty"), (b"\x89PNG\r\n\x1a\n" * 9, "headers")]
)
def test_what_is_no_mail_is_set_aside_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason) as caught:
        open_mail(raw)
    assert caught.value.hint


def test_escape_sequences_and_bidi_marks_of_a_text_are_made_visible() -> None:
    assert open_mail(mail("a\x1b[2Jb\u202ec\x9bd\r\ne")).text == "a<U+001B>[2Jb<U+202E>c<U+009B>d\ne"


def test_quotation_of_the_letter_survives_windows_line_ends() -> None:
    crlf = mail(quote(4) + "\n\nYes.\n").replace(b"\n", b"\r\n")
    assert open_mail(crlf).text == open_mail(mail(quote(4) + "\n\nYes.\n")).text


SHORT = "The first claim is right, as far as I can see from here."
MORE = "The second claim leaves out the step in which a member of the organisation starts the tests."
LESS = "Nobody ever promised that reports would be answered within one single working day though."


@pytest.mark.parametrize(
    ("plain", "rich", "said"),
    [
        (SHORT, f"<p>{SHORT}</p>", [SHORT]),
        (SHORT, f"<p>{SHORT}</p><p>{MORE}</p>", [SHORT, MORE]),
        (f"{SHORT}\n{MORE}", f"<p>{SHORT}</p>", [SHORT, MORE]),
        (f"{SHORT}\n{LESS}", f"<p>{SHORT}</p><p>{MORE}</p>", [SHORT, LESS, MORE]),
        (
            "这个说法没有问题，可以\n照原样保留。",
            "<p>这个说法没有问题，可以照原样保留。</p>",
            ["照原样保留。"],
        ),
    ],
)
def test_of_two_alternatives_nothing_that_either_says_is_lost(plain: str, rich: str, said: list[str]) -> None:
    opened = open_mail(
        parts(("text/plain; charset=utf-8", plain), ("text/html; charset=utf-8", rich), kind="alternative")
    )
    assert all(one in opened.text for one in said)
    assert opened.text.count("照原样保留") <= 1
    assert ("alternatives-differ" in opened.flags) == (MORE in rich)
