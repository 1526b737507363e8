"""Mail made to hurt is read or set aside; it never raises anything else and its words still come through."""

from __future__ import annotations

from contextlib import suppress

import pytest
from mail_samples import OUTLINE, mail, quote

from tracker.mail.message import Unreadable, open_mail
from tracker.mail.outline import Outline
from tracker.mail.reading import read

ANSWER = "That is right."
BODY = f"{quote(4)}\n\n{ANSWER}\n"


def nested(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return ("From: a@example.org\n" + head + "\n" + ANSWER).encode()


BOMBS = {
    "semicolons in a type": mail(BODY, kind="text/plain" + ";" * 32_000),
    "parameters": mail(BODY, kind="text/plain" + "; a=b" * 20_000),
    "encoded words": mail(BODY, Subject="=?utf-8?q?x?= " * 16_000),
    "commas": mail(BODY, To="," * 100_000),
    "addresses": mail(BODY, To="a@example.org, " * 20_000),
    "continuation lines": mail(BODY, Subject="x\n" + " y\n" * 500_000 + " z"),
    "header fields": mail(BODY).replace(b"To:", b"X: y\n" * 100_000 + b"To:"),
    "references": mail(BODY, References="<a@example.org> " * 50_000),
    "quotes in From": mail(BODY, From='"' * 50_000 + " <a@example.org>"),
    "brackets in From": mail(BODY, From="<" * 50_000),
    "unknown charset": mail(BODY, kind="text/plain; charset=\x00\xff"),
    "charset of a codec": mail(BODY, kind="text/plain; charset=zlib"),
    "slow charset": mail(BODY, kind="text/plain; charset=punycode"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_header_leaves_the_answer_readable(name: str) -> None:
    found = read(BOMBS[name], OUTLINE)
    assert ANSWER in [one.passage.text for one in found.passages]


@pytest.mark.parametrize(
    "raw",
    [
        mail("\n".join(["--cut", "", ANSWER] * 100_000), kind="multipart/mixed; boundary=cut"),
        nested(3000),
        mail("<div>" * 100_000 + ANSWER, kind="text/html"),
        mail("<blockquote>" * 20_000 + ANSWER, kind="text/html"),
        mail("<" * 200_000, kind="text/html"),
        mail("<p style='" + "display:" * 50_000 + "'>" + ANSWER, kind="text/html"),
        mail(">" * 500_000),
        mail("> " * 100_000 + "\n" + ANSWER),
        mail("=" * 300_000, Content_Transfer_Encoding="quoted-printable"),
        mail("!" * 300_000, Content_Transfer_Encoding="base64"),
        mail("a" * 500_000),
        mail("a@" * 200_000 + " wrote:\n> x"),
        mail("On " + "1:00 " * 100_000 + "wrote:\n> x"),
        mail("From: " + "a@b.c " * 50_000 + "\nSubject: x\nSent: y\n"),
        mail("_" * 300_000 + "\n" + "_" * 30 + "\n" + "x mailing list\n" * 20_000),
        mail("not " * 50_000 + "correct"),
        mail("[C2] " * 50_000),
        mail("\n".join(["> x y z", "answer here"] * 3_000)),
        mail("\n\n".join(f"{n % 90}. Yes." for n in range(1_500))),
        mail("http://" + "(" * 100_000 + ")" * 100_000),
    ],
    ids=range(20),
)
def test_a_bomb_in_the_body_is_read_or_set_aside(raw: bytes) -> None:
    for outline in (None, OUTLINE):
        with suppress(Unreadable):
            found = read(raw, outline)
            assert len(found.mail.text) <= 1_000_000


def test_what_was_left_unread_is_flagged() -> None:
    assert "header-cut" in open_mail(BOMBS["header fields"]).flags
    many = mail("\n".join(["--cut", "", "x"] * 1_000), kind="multipart/mixed; boundary=cut")
    assert "parts-cut" in open_mail(many).flags
    assert "text-cut" in open_mail(mail("word\n" * 100_000)).flags
    assert "hidden-text" in open_mail(mail("<p style='display:none'>a</p><p>b</p>", kind="text/html")).flags


def test_a_mail_too_large_is_set_aside_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="larger"):
        open_mail(b"From: a@example.org\n\n" + b"x" * (41 * 1024 * 1024))


def test_scripts_styles_and_link_tricks_of_html_do_not_reach_the_text() -> None:
    page = "<script>alert(1)</script><style>p{}</style><a href='javascript:alert(1)'>Yes</a><img src=x onerror=y>."
    assert open_mail(mail(page, kind="text/html")).text == "Yes."


def test_a_letter_of_nothing_but_brackets_has_an_outline() -> None:
    assert Outline.from_text("[" * 50_000 + "?").topics


@pytest.mark.parametrize(
    "page",
    [
        "<style" * 60_000,
        "<head><!--" * 40_000,
        "x" * 400_000,
        "a@" * 150_000,
        "<p" * 200_000,
        "&#x41;" * 60_000,
    ],
)
def test_two_alternatives_are_compared_whatever_stands_in_them(page: str) -> None:
    body = f"--b\nContent-Type: text/plain\n\nYes.\n--b\nContent-Type: text/html\n\n{page}\n--b--\n"
    assert "Yes." in open_mail(mail(body, kind='multipart/alternative; boundary="b"')).text
