"""Who wrote a mail, what kind it is and where it went, as far as headers tell."""

from __future__ import annotations

import pytest
from mail_samples import mail

from tracker.mail.authenticity import Author, author, visibility
from tracker.mail.kinds import kind
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


@pytest.mark.parametrize(
    ("shown", "headers"),
    [
        ("Sample Responder C via steering", {"X_Original_Sender": "responder.c@example.org"}),
        ("Sample Responder C vía steering", {"Reply_To": "responder.c@example.org"}),
        ("Sample Responder C przez steering", {"Reply_To": "responder.c@example.org"}),
        ("Sample Responder C über steering", {"Reply_To": "responder.c@example.org"}),
        ("Sample Responder C 通过 steering", {"Reply_To": "responder.c@example.org"}),
        ("Sample Responder C (steering 経由)", {"Reply_To": "responder.c@example.org"}),
        ("Sample Responder C (via steering Mailing List)", {"X_Original_From": "responder.c@example.org"}),
        ("Sample Responder C (responder.c@example.org) via steering", {}),
        (
            "Sample Responder C via steering",
            {"Cc": "Other <other@example.org>, Sample Responder C <responder.c@example.org>"},
        ),
    ],
)
def test_every_lists_way_of_rewriting_is_seen_through(shown: str, headers: dict[str, str]) -> None:
    opened = open_mail(mail("x", From=f'"{shown}" <steering@example.org>', **LIST, **headers))
    assert author(opened) == Author("Sample Responder C", "responder.c@example.org", True)
    assert visibility(opened) == "list"


@pytest.mark.parametrize(
    "sender",
    [
        "Sample Responder C via lists.example.org <responder.c=example.org@lists.example.org>",
        "Sample Responder C <responder.c=40example.org@dmarc.example.org>",
    ],
)
def test_an_address_that_a_list_wrote_into_its_own_is_found(sender: str) -> None:
    opened = open_mail(mail("x", From=sender, List_Post="<mailto:steering@lists.example.org>"))
    assert author(opened) == Author("Sample Responder C", "responder.c@example.org", True)


@pytest.mark.parametrize(
    "sender",
    [
        "Marie par Hasard <responder.a@example.org>",
        "Jan przez Morze <responder.a@example.org>",
        "a=b.example.org@example.org",
        "Sample (経由) <responder.a@example.org>",
    ],
)
def test_a_name_that_holds_such_a_word_is_left_alone(sender: str) -> None:
    found = author(open_mail(mail("x", From=sender, Reply_To="other@example.org")))
    assert not found.rewritten
    assert found.address != "other@example.org"


def test_a_rewritten_sender_came_through_a_list_also_where_its_headers_are_gone() -> None:
    opened = open_mail(mail("x", From=VIA, X_Original_From="responder.c@example.org"))
    assert visibility(opened) == "list"


def test_what_a_list_tells_one_person_is_private() -> None:
    assert visibility(open_mail(mail("x", X_List_Administrivia="yes", **LIST))) == "private"
