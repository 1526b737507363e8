"""A mail is taken for part of a correspondence by references, token, quotation or subject, each with its
reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from mail_samples import LETTER, OUTLINE, mail, quote

from tracker.mail.belonging import Belonging, Correspondence, Sorter, bare_subject, belongs
from tracker.mail.message import open_mail
from tracker.mail.outline import Outline

LEG = Correspondence(
    "leg-1", ("letter@example.org",), "Clarification of rules", ("responder.a@example.org",), OUTLINE
)
OTHER = Correspondence("leg-2", ("other@example.org",), "Another letter", ("responder.z@example.org",))


def found(body: str = "Yes.\n", **headers: str) -> Belonging | None:
    headers.setdefault("Subject", "Something")
    return belongs(open_mail(mail(body, **headers)), [OTHER, LEG])


def test_references_decide_first() -> None:
    one = found(References="<x@example.org> <letter@example.org>", In_Reply_To="<x@example.org>")
    assert one is not None
    assert (one.key, one.how) == ("leg-1", "reference")
    assert "letter@example.org" in one.reason
    both = found(quote(4), In_Reply_To="<other@example.org>")
    assert both is not None
    assert both.key == "leg-2"


def test_a_token_counts_when_the_people_or_the_subject_agree() -> None:
    one = found("[C2] Yes.\n")
    assert one is not None
    assert (one.key, one.how) == ("leg-1", "token")
    assert found("[C2] Yes.\n", From="somebody@example.org", To="nobody@example.org") is None


def test_a_quotation_of_the_letter_is_enough() -> None:
    one = found(quote(13) + "\n\nYes.\n", From="somebody@example.org")
    assert one is not None
    assert (one.how, "13" in one.reason) == ("quotation", True)


def test_the_subject_counts_with_a_known_correspondent_only() -> None:
    subject = "Re: [steering] AW: Clarification of  RULES"
    one = found(Subject=subject)
    assert one is not None
    assert one.how == "subject"
    assert found(Subject=subject, From="somebody@example.org", To="nobody@example.org") is None


def test_what_belongs_nowhere_is_told_so() -> None:
    assert found("The meeting is on Thursday.\n") is None


def test_a_bare_subject_has_no_prefixes() -> None:
    assert bare_subject("Re: Fwd: [list] 回复：Hello  World") == "hello world"
    assert bare_subject("Clarification") == "clarification"


LIST = "steering@lists.example.org"
SENT = Correspondence(
    "leg-1",
    subject="Clarification of public security practices",
    outline=OUTLINE,
    contacts=(LIST,),
    since=datetime(2026, 4, 28, tzinfo=UTC),
)
STRANGER = "somebody@example.org"


def by_subject(leg: Correspondence = SENT, public: str = "", **headers: str) -> Belonging | None:
    headers = {"From": STRANGER, "To": LIST, "Subject": f"Re: {leg.subject}", **headers}
    return belongs(open_mail(mail("Yes.\n", **headers)), [leg], public)


@pytest.mark.parametrize(
    ("public", "headers"),
    [
        ("", {}),
        ("", {"Subject": "[steering] clarification of public  Security practices"}),
        (LIST, {"To": "undisclosed-recipients:;"}),
        ("", {"To": STRANGER, "List_Id": "Steering <steering.lists.example.org>"}),
        ("", {"Date": ""}),
    ],
)
def test_a_strangers_mail_with_a_telling_subject_belongs_where_the_letter_went(
    public: str, headers: dict[str, str]
) -> None:
    one = by_subject(public=public, **headers)
    assert one is not None
    assert (one.key, one.how) == ("leg-1", "subject")


@pytest.mark.parametrize(
    "headers",
    [
        {"To": "another@lists.example.org"},
        {"Date": "Tue, 07 Apr 2026 09:00:00 +0200"},
        {"Subject": "Re: Clarification of public security"},
        {"Subject": "Re: Clarification of public security practices in 2025"},
    ],
)
def test_a_strangers_mail_elsewhere_earlier_or_about_something_like_it_does_not(
    headers: dict[str, str],
) -> None:
    assert by_subject(**headers) is None


def test_a_short_subject_tells_nothing_of_a_stranger() -> None:
    short = Correspondence("leg-1", subject="A few questions", outline=OUTLINE, contacts=(LIST,))
    assert by_subject(short) is None
    known = Correspondence("leg-1", (), "A few questions", (STRANGER,), OUTLINE, contacts=(LIST,))
    assert by_subject(known) is not None


def test_a_letter_whose_list_is_not_known_takes_any_lists_mail_with_its_subject() -> None:
    unknown = Correspondence("leg-1", subject=SENT.subject, outline=OUTLINE)
    assert by_subject(unknown, public=LIST) is not None
    assert by_subject(unknown) is None


def test_a_mail_to_a_list_is_no_known_correspondent() -> None:
    assert belongs(open_mail(mail("[C2] is broken.\n", From=STRANGER, To=LIST, Subject="CI")), [SENT]) is None


def test_the_letter_that_a_mail_quotes_most_is_the_one() -> None:
    other = Correspondence(
        "other", outline=Outline.from_text(f"{OUTLINE.paragraphs[4][:90]}.\n\nIs it so?\n")
    )
    one = belongs(open_mail(mail(quote(4), From=STRANGER, Subject="x")), [other, SENT])
    assert one is not None
    assert one.key == "leg-1"


@pytest.mark.parametrize(
    "change", [str, lambda text: text.replace("'", "\u2019").replace("  ", "\xa0"), str.upper]
)
@pytest.mark.parametrize("paragraph", [4, 8, 13, 16])
def test_a_quotation_is_seen_however_it_is_typed(change: Callable[[str], str], paragraph: int) -> None:
    text = change(quote(paragraph, 61, words=18)) + "\n\nÜber alles: ja – “yes”.\n"
    one = belongs(open_mail(mail(text, From=STRANGER, Subject="x")), [SENT])
    assert one is not None
    assert one.how == "quotation"


def test_a_letter_in_another_script_is_seen_in_a_quotation() -> None:
    words = (
        "我们理解该项目已将私下的漏洞报告与披露路径正式确立为一条明确的制度链条，并由安全响应委员会负责处理。"
    )
    leg = Correspondence("leg-1", outline=Outline.from_text(f"{words}\n\n这样理解对吗？\n"))
    one = belongs(open_mail(mail(f"> {words}\n\n对。\n", From=STRANGER, Subject="x")), [leg])
    assert one is not None
    assert one.how == "quotation"


def test_the_letter_itself_is_known_and_a_reply_under_its_message_id_is_not_the_letter() -> None:
    sent = belongs(open_mail(mail(LETTER, From=STRANGER, Subject="x")), [SENT])
    assert sent is not None
    assert sent.how == "letter"
    forged = open_mail(mail("It is all wrong.\n", Message_ID="<letter@example.org>", Subject="x"))
    assert belongs(forged, [LEG, SENT]) is None


def test_a_sorter_learns_what_is_taken_in() -> None:
    sorter = Sorter([SENT, Correspondence("leg-2", outline=OUTLINE)])
    answer = open_mail(mail("Yes.\n", From=STRANGER, Subject="x", In_Reply_To="<one@example.org>"))
    assert sorter.place(answer) is None
    sorter.learn("leg-2", "one@example.org", "responder.a@example.org")
    found = sorter.place(answer)
    assert found is not None
    assert (found.key, found.how) == ("leg-2", "reference")
