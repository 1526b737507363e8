"""What a receiving server vouched for is believed of that server alone, and only where it must have written it."""

from __future__ import annotations

import pytest
from mail_samples import mail

from tracker.mail.message import open_mail
from tracker.mail.vouching import Vouched, vouched, whose

MX = "mx.example.org"
ENTRY = (
    f"Received: from out.example.org (out [192.0.2.1]) by {MX} (Postfix) with ESMTPS id 1; Tue, 5 May 2026\n"
)
WHOLE = "dkim=pass header.d=example.org header.s=s1 header.b=abcd; spf=pass smtp.mailfrom=a@example.org"
SIGNED = "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1;{limit} bh=x=; b=abcdefgh\n"


def results(said: str, server: str = MX) -> str:
    """The header in which a server says what it found."""
    return f"Authentication-Results: {server}; {said}\n"


def of(*top: str, servers: tuple[str, ...] = (MX,), **headers: str) -> Vouched:
    """What is vouched for of a sample mail under these lines of headers."""
    return vouched(open_mail("".join(top).encode() + mail("x", **headers)), servers)


def line(*top: str, **headers: str) -> str:
    """The same as one line for people."""
    return of(*top, **headers).line


def test_what_our_server_put_on_top_is_taken() -> None:
    found = of(results(WHOLE), ENTRY)
    assert found.line == "DKIM ok for example.org, SPF ok"
    assert (found.server, found.whose) == (MX, "author")


@pytest.mark.parametrize(
    "top",
    [
        (),
        (ENTRY,),
        (results(WHOLE),),  # nobody says that the mail came in
        (ENTRY, results(WHOLE)),  # below: the sender's
        (ENTRY, results(WHOLE), ENTRY),  # with a Received of the sender's making under it
        (results(WHOLE, "mx.example.net"), ENTRY),  # another's name
        (results(WHOLE, f"{MX}.example.net"), ENTRY),
        (results(WHOLE, f"not-{MX}"), ENTRY),
        (f"Authentication-Results: (x) ; {MX}; {WHOLE}\n", ENTRY),
        (f"Authentication-Results: mx.example.net ({MX}); {WHOLE}\n", ENTRY),
        (
            results(WHOLE),
            ENTRY.replace(MX, "other.example.net"),
            ENTRY,
        ),  # came in at a server that is not ours
        (results(WHOLE), ENTRY.replace(f"by {MX}", f"(by {MX}) by other.example.net")),
        (results(WHOLE), "Received: nonsense\n", ENTRY.replace(f"by {MX} ", "")),
    ],
)
def test_what_a_sender_can_have_written_counts_for_nothing(top: tuple[str, ...]) -> None:
    assert line(*top) == "unknown"


def test_without_a_configured_server_nothing_is_known() -> None:
    assert of(results(WHOLE), ENTRY, servers=()).line == "unknown"


def test_another_of_our_servers_is_not_believed_of_mail_that_it_never_saw() -> None:
    other = ENTRY.replace(MX, "mx2.example.org")
    forged = (other, results(WHOLE), ENTRY)
    assert of(*forged, servers=(MX, "mx2.example.org")).line == "unknown"
    assert of(results(WHOLE), other, ENTRY, servers=(MX, "mx2.example.org")).line == "unknown"


@pytest.mark.parametrize(
    "inside",
    [
        f"Received: from {MX} by {MX} with LMTP id 2\n",
        f"Received: from {MX} by store.example.org with LMTP id 2\n",
        "Received: by 2001:db8::1 with SMTP id 3\n",
    ],
)
def test_hand_overs_inside_the_house_are_passed_by(inside: str) -> None:
    assert line(inside, results(WHOLE), ENTRY) == "DKIM ok for example.org, SPF ok"


def test_a_server_that_speaks_for_its_domain_is_known_by_its_hosts() -> None:
    assert of(results(WHOLE, "example.org"), ENTRY, servers=("Example.Org",)).whose == "author"


def test_several_headers_of_one_server_are_read_together() -> None:
    top = (results("dmarc=pass header.from=example.org"), results(WHOLE), ENTRY)
    assert line(*top) == "DKIM ok for example.org, SPF ok, DMARC ok"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("none", "nothing vouched for"),
        ("dkim=none; spf=none", "nothing vouched for"),
        ("dkim=temperror; spf=neutral", "nothing vouched for"),
        (
            "dkim=fail header.d=example.org; spf=softfail smtp.mailfrom=example.org; dmarc=fail",
            "failed: DKIM, SPF, DMARC",
        ),
        ("spf=pass smtp.mailfrom=example.org; dkim=fail", "SPF ok, failed: DKIM"),
        ("dkim=fail header.d=example.net; dkim=pass header.d=example.org", "DKIM ok for example.org"),
        ("DKIM=PASS (a (nested) ; comment) HEADER.D=EXAMPLE.ORG", "DKIM ok for example.org"),
        ('spf=pass reason="a; dkim=pass header.d=example.org" smtp.mailfrom=example.org', "SPF ok"),
        ("dkim=pass header.i=@example.org", "DKIM ok for example.org"),
        ("dkim=pass header.d=example.net", "DKIM ok for example.net (not the author's domain)"),
        ("spf=pass smtp.mailfrom=bounce@example.net", "SPF ok for example.net (not the author's domain)"),
        ("dkim=pass header.d=mail.example.org", "DKIM ok for mail.example.org (not the author's domain)"),
        (
            "dkim=pass header.d=mail.example.org; dmarc=pass header.from=example.org",
            "DKIM ok for mail.example.org, DMARC ok",
        ),
        (
            "dkim=pass header.d=mail.example.net; dmarc=pass header.from=example.net",
            "DKIM ok for mail.example.net, DMARC ok for example.net (not the author's domain)",
        ),
        ("dkim=pass header.d=notexample.org", "DKIM ok for notexample.org (not the author's domain)"),
        ("dkim=pass header.d=org", "DKIM ok (not the author's domain)"),
        ("arc=pass (i=2); dkim=fail", "ARC ok, failed: DKIM"),
        ("iprev=pass; auth=pass smtp.auth=a@example.org", "nothing vouched for"),
        ("dkim=pass header.d=\x1b]52;c;aGk=\x07", "DKIM ok (not the author's domain)"),
    ],
)
def test_the_line_for_people(said: str, expected: str) -> None:
    assert line(results(said), ENTRY) == expected


def test_a_signature_of_the_parent_domain_is_the_authors() -> None:
    found = of(results("dkim=pass header.d=example.org"), ENTRY, From="a@lab.example.org")
    assert found.whose == "author"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("dkim=pass header.d=example.org", "DKIM partial"),
        ("dkim=pass header.d=example.org header.s=s1 header.b=abcdef", "DKIM partial"),
        ("spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org", "DKIM partial, SPF ok"),
        ("dkim=pass header.d=example.org; dmarc=pass header.from=example.org", "DKIM partial, DMARC partial"),
    ],
)
def test_a_signature_over_part_of_the_body_is_partial(said: str, expected: str) -> None:
    assert line(results(said), ENTRY, SIGNED.format(limit=" l=120;")) == expected


def test_only_the_signature_that_was_checked_makes_it_partial() -> None:
    other = SIGNED.format(limit=" l=1;").replace("example.org", "example.net")
    whole = SIGNED.format(limit="").replace("s=s1", "s=s2").replace("b=abcdefgh", "b=zyxw")
    said = results("dkim=pass header.d=example.org header.s=s2 header.b=zyxw")
    assert line(said, ENTRY, other, whole, SIGNED.format(limit=" l = 5;")) == "DKIM ok for example.org"
    partial = results("dkim=pass header.d=example.org header.s=s1")
    assert line(partial, ENTRY, whole, SIGNED.format(limit=" l = 5;")) == "DKIM partial"


def test_arc_that_our_server_sealed_is_its_word() -> None:
    sealed = f"ARC-Authentication-Results: i=2; {MX}; {WHOLE}; arc=pass\n"
    assert line(sealed, ENTRY) == "DKIM ok for example.org, SPF ok, ARC ok"
    assert line(ENTRY, sealed) == "unknown"
    assert line(sealed.replace("i=2; ", ""), ENTRY) == "unknown"
    assert line(sealed.replace(MX, "lists.example.net"), ENTRY) == "unknown"


def test_behind_a_list_that_rewrote_the_sender_the_list_alone_is_vouched_for() -> None:
    found = of(
        results("dkim=pass header.d=example.org; dmarc=pass header.from=example.org"),
        ENTRY,
        From="'Sample Responder C' via steering <steering@example.org>",
        X_Original_From="Sample Responder C <responder.c@example.org>",
        List_Post="<mailto:steering@example.org>",
    )
    assert found.whose == "list"
    assert found.line.endswith("(the list alone)")


def test_two_authors_are_never_vouched_for() -> None:
    found = of(results(WHOLE), ENTRY, From="a@example.org, b@example.net")
    assert found.whose == "other"


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        (WHOLE, "author"),
        ("dkim=pass header.d=example.org; spf=fail", "author"),
        ("dkim=pass header.d=example.net; spf=fail", "other"),
        ("arc=pass", "nobody"),
        ("dkim=fail", "nobody"),
        ("none", "nobody"),
    ],
)
def test_a_stored_line_tells_whom_it_vouches_for(said: str, whom: str) -> None:
    found = of(results(said), ENTRY)
    assert (found.whose, whose(found.line)) == (whom, whom)
    assert whose(of(results(said), ENTRY, From="a@example.com", List_Id="<x.example.net>").line) != "list"


def test_a_stored_line_that_vouches_for_nobody_says_so() -> None:
    partial = line(results("dkim=pass header.d=example.org"), ENTRY, SIGNED.format(limit=" l=120;"))
    assert [whose(one) for one in ("unknown", partial)] == ["nobody", "nobody"]


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("dkim=pass header.d=lists.example.net", "list"),
        ("spf=pass smtp.mailfrom=steering+bounce@lists.example.net", "list"),
        ("dkim=pass header.d=example.net", "list"),
        ("dkim=pass header.d=evil.example.com", "other"),
        ("dmarc=pass", "author"),
        ("dkim=pass header.d=example.org; dkim=pass header.d=lists.example.net", "author"),
    ],
)
def test_a_list_is_known_by_the_address_that_it_is_read_under(said: str, whom: str) -> None:
    raw = (results(said) + ENTRY).encode() + mail("x")
    assert vouched(open_mail(raw), (MX,), "steering@lists.example.net").whose == whom


def test_a_rewriting_that_another_domain_signs_is_no_lists() -> None:
    rewritten = {
        "From": "'Sample Responder C' via steering <steering@lists.example.org>",
        "X_Original_From": "Sample Responder C <responder.c@example.org>",
    }
    found = of(results("dkim=pass header.d=evil.example.com"), ENTRY, **rewritten)
    assert (found.whose, found.line) == ("other", "DKIM ok for evil.example.com (not the author's domain)")


def test_hostile_headers_are_read_without_a_fault() -> None:
    bombs = ("(", '"', "dkim=pass ", "a.", ";", "\\", "dkim=pass header.d=a;", "a" * 1000)
    for bomb in bombs:
        assert of(results(bomb * (20000 // len(bomb))), ENTRY, SIGNED.format(limit=";" * 9000)).line
