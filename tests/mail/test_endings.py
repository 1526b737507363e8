"""Footers, signatures, banners and disclaimers are not the responder's words; everything in doubt is."""

from __future__ import annotations

import pytest
from mail_samples import ATTRIBUTION, GROUPS_FOOTER, MAILMAN_FOOTER, quote, texts


@pytest.mark.parametrize("footer", [GROUPS_FOOTER, MAILMAN_FOOTER, GROUPS_FOOTER[4:]])
def test_a_list_footer_is_left_out_and_changes_no_word(footer: str) -> None:
    body = f"{ATTRIBUTION}\n\n{quote(4)}\n\nThat is right.\n\nRegards,\nSample Responder A\n"
    assert texts(f"{body}\n{footer}") == texts(body)


def test_text_below_a_footer_that_stands_in_the_middle_is_kept() -> None:
    assert texts(f"Yes.\n\n{GROUPS_FOOTER}\n\n{quote(4)}\n\nAnd this, too.\n") == ["Yes.", "And this, too."]


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nSample Responder A\nRelease team",
        "--\nSample Responder A",
        "-- \nSample Responder A\n\n" + GROUPS_FOOTER,
        "-- \nSample Responder A\nTo be or not to be.",
        "Sample Responder A\nExample Project | Exampletown\nThe Release Team | Example Hall",
        "Sent from my telephone",
        "Von meinem Telefon gesendet",
        "Get Outlook for iOS <https://example.org/ios>",
        "Sample Responder A\nRelease Engineer | Example Inc.\nTel: +00 000 0000000\nwww.example.org",
        "This e-mail and any attachments are confidential and intended solely for the addressee. If you have\n"
        "received it in error, please delete it.",
    ],
)
def test_a_signature_is_left_out(signature: str) -> None:
    assert texts(f"That is right.\n\n{signature}\n", letter=False) == ["That is right."]


def test_a_banner_of_the_gateway_is_left_out() -> None:
    banner = "CAUTION: This email originated from outside of the organisation. Do not click links."
    assert texts(f"{banner}\n\nThat is right.\n", letter=False) == ["That is right."]


@pytest.mark.parametrize(
    "body",
    [
        "Two things:\n\n- a reviewer need not be an owner\n- an approver must be",
        "The line below is a rule, not an end.\n____\nAfter it comes the answer.",
        "Before.\n\n--\nThis is the second half of what I have to say about the first claim, and it is quite long.",
        "The policy:\nhttps://example.org/policy\nhttps://example.org/handbook",
        "Ask the mailing list of the release team.",
        "I use the phone.\n\nRelease engineer is a role, not a person.",
        "Thanks, that is right.",
        "Claim | Verdict\nFirst | right\nSecond | wrong",
        "My verdicts\nFirst | right\nSecond | wrong",
        "Claim 3 is right.\n--\nClaim 4 is wrong.",
        "Claim 3 is right.\n\n-- \nClaim 4 is wrong because the list was\nrenamed, and the page has the old name.",
        "Claim 1\n--\nYes, it is right\n--\nClaim 2 is right.",
        "第三点正确。\n--\n第四点不准确。",
        "Claim 1 holds.\n\n---\nAfter the rule I still have words.",
        "CAUTION: this is external knowledge only. Claim 3 is right.",
        "注意：以下来自外部资料。第三点正确。",
    ],
)
def test_what_only_looks_like_an_ending_is_kept_whole(body: str) -> None:
    assert texts(body + "\n", letter=False) == [body]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_the_version_of_git_ends_the_patch_and_not_the_answer(gap: str) -> None:
    patch = "@@ -1 +1 @@\n-old words of the page\n+new words of the page\n-- \n2.34.1"
    found = texts(f"{patch}\n{gap}So claim 2 needs a correction.\n", letter=False)
    assert found[-1] == "So claim 2 needs a correction."


def test_what_openpgp_puts_around_a_signed_mail_is_left_out() -> None:
    head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    tail = "-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    body = "That is right.\n\n- -- \nSample Responder A\nRelease team\n"
    assert texts(head + body + tail, letter=False) == ["That is right."]


def test_a_banner_may_go_on_with_further_warnings() -> None:
    banner = "[EXTERNAL] This e-mail came from outside. Do not open attachments. Report a suspicious sender."
    assert texts(f"{banner}\n\nThat is right.\n", letter=False) == ["That is right."]


def test_a_postscript_below_a_signature_is_kept() -> None:
    found = texts("Yes.\n\n-- \nSample Responder A\n\nPS: the third one is wrong.\n", letter=False)
    assert found == ["Yes.", "PS: the third one is wrong."]


def test_answers_around_a_signature_in_the_middle_are_kept() -> None:
    body = f"Top answer.\n\n-- \nSample Responder A\n\n{ATTRIBUTION}\n{quote(4)}\n\nAnswer below.\n"
    assert texts(body) == ["Top answer.", "Answer below."]


def test_a_one_word_answer_between_quoted_lines_is_kept() -> None:
    first, second = quote(4).split("\n", 1)
    assert texts(f"{first}\nyes\n{second}\n\nNo.\n", letter=False) == ["yes", "No."]


def test_several_endings_below_one_another_are_left_out() -> None:
    card = "Sample Responder A\nRelease Engineer | Example Inc.\nTel: +00 000 0000000"
    note = "CONFIDENTIAL NOTE:\nThis email contains privileged information."
    assert texts(f"That is right.\n\n{card}\n\n{note}\n", letter=False) == ["That is right."]
