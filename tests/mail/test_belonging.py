"""A mail is taken for part of a correspondence by references, token, quotation or subject, each with its
reason.
"""

from __future__ import annotations

from mail_samples import OUTLINE, mail, quote

from tracker.mail.belonging import Belonging, Correspondence, bare_subject, belongs
from tracker.mail.message import open_mail

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
