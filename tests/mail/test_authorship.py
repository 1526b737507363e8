"""Who wrote a mail, what kind it is and where it went, as far as headers tell."""

from __future__ import annotations

import pytest
from mail_samples import mail

from tracker.mail.authenticity import Author, author, kind, visibility
from tracker.mail.message import open_mail

LIST = {"List_ID": "<steering.example.org>", "List_Post": "<mailto:steering@example.org>"}
VIA = "'Sample Responder C' via steering <steering@example.org>"


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Original_From": "Sample Responder C <responder.c@example.org>"},
        {"X_Original_Sender": "responder.c@example.org"},
        {"Reply_To": "Sample Responder C <responder.c@example.org>, steering@example.org"},
        {"X_Original_From": "steering@example.org", "Reply_To": "responder.c@example.org"},
    ],
)
def test_the_author_behind_a_list_is_found(headers: dict[str, str]) -> None:
    opened = open_mail(mail("x", From=VIA, **LIST, **headers))
    assert author(opened) == Author("Sample Responder C", "responder.c@example.org", True)


def test_a_rewritten_sender_without_any_trace_keeps_the_name_alone() -> None:
    assert author(open_mail(mail("x", From=VIA, **LIST))) == Author(
        "Sample Responder C", "steering@example.org", True
    )


def test_an_ordinary_sender_is_not_overruled_by_other_headers() -> None:
    opened = open_mail(mail("x", X_Original_From="boss@example.org", Reply_To="other@example.org"))
    assert author(opened) == Author("Sample Responder A", "responder.a@example.org", False)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "reply"),
        ({"Subject": "AW: Frage"}, "reply"),
        ({"Subject": "回复：问题"}, "reply"),
        ({"Subject": "News", "In_Reply_To": "<letter@example.org>"}, "reply"),
        ({"Subject": "News"}, "other"),
        ({"Auto_Submitted": "auto-replied"}, "auto-reply"),
        ({"Auto_Submitted": "no"}, "reply"),
        ({"X_Autoreply": "yes"}, "auto-reply"),
        ({"Subject": "Out of office: Re: Clarification"}, "auto-reply"),
        ({"Subject": "Abwesenheitsnotiz: Urlaub"}, "auto-reply"),
        ({"From": "MAILER-DAEMON@example.org", "Subject": "Undelivered Mail Returned to Sender"}, "bounce"),
        ({"From": "postmaster@example.org", "Return_Path": "<>"}, "bounce"),
        ({"Content-Type": 'multipart/report; report-type=delivery-status; boundary="x"'}, "bounce"),
        ({"From": "Writer@example.org"}, "ours"),
    ],
)
def test_the_kind_of_a_mail(headers: dict[str, str], expected: str) -> None:
    assert kind(open_mail(mail("x", **headers)), ours=("writer@example.org",)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "private"),
        (LIST, "list"),
        ({"To": "steering@lists.example.org"}, "unknown"),
        ({"Cc": "steering@googlegroups.com"}, "unknown"),
        ({"To": ""}, "unknown"),
    ],
)
def test_where_a_mail_went_is_only_hinted_at(headers: dict[str, str], expected: str) -> None:
    assert visibility(open_mail(mail("x", **headers))) == expected
