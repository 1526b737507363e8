"""The sample replies are marked, well formed, of every style, and quote only the letter and each other."""

from __future__ import annotations

import email
import html
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from importlib.resources import files
from pathlib import Path
from typing import cast

import pytest

SAMPLES = files("tracker") / "samples"
NAMES = sorted(entry.name for entry in SAMPLES.iterdir() if entry.name.endswith(".eml"))
LETTER = Path(__file__).parent / "letter" / "letter.txt"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
ATTRIBUTION = re.compile(r"(?:wrote|写道)[:\uff1a]$")
CHINESE_ATTRIBUTION = re.compile(r"> 于2026年5月4日.*写道\uff1a$", re.MULTILINE)
PEOPLE = ("From", "To", "Cc", "Sender", "Reply-To", "X-Original-From")
RESPONDER = re.compile(r'"?Sample Responder [A-Z] \([a-z ]+\)"? <sample\.responder\.[a-z]@example\.org>')
# Answers by number alone, an automatic reply, and a mail that belongs to no letter.
QUOTES_NOTHING = {"03-numbered.eml", "11-auto-reply.eml", "17-unrelated.eml"}
DIRECT = {"11-auto-reply.eml", "12-private.eml", "14-copy-direct.eml"}


def raw(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def parse(name: str) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(raw(name), policy=default))


def content(name: str) -> str:
    """The first part that can be read, decoded; for HTML-only mail, the markup."""
    body = parse(name).get_body(preferencelist=("plain", "html"))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def plainly(text: str) -> str:
    """Words alone: one space between them, straight quotation marks."""
    return " ".join(text.translate(STRAIGHT).split())


def letter() -> str:
    return plainly(LETTER.read_text(encoding="utf-8"))


def runs(name: str) -> list[str]:
    """What a sample quotes, as runs of words; depth, a blank line, a cut or an attribution ends a run."""
    text = content(name)
    if "<blockquote" in text:
        inside = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", text, re.DOTALL)
        return [plainly(html.unescape(re.sub("<[^>]+>", " ", block))) for block in inside]
    if name.startswith("06-"):  # an Outlook block: bare paragraphs below its four header lines
        return [plainly(block) for block in text.split("\nSubject: ", 1)[1].split("\n\n")[1:]]
    found: list[str] = []
    depth_before = 0
    for line in text.split("\n"):
        marks = re.match(r"(?:> ?)*", line)
        assert marks is not None
        depth, words = marks.group().count(">"), line[marks.end() :].strip()
        if not depth or not words or words == "[...]" or ATTRIBUTION.search(words):
            depth_before = 0
        elif depth == depth_before:
            found[-1] += " " + words
        else:
            found.append(words)
            depth_before = depth
    return [plainly(run) for run in found]


def test_every_style_of_reply_is_there() -> None:
    styles = [re.sub(r"^\d\d-|\.eml$", "", name) for name in NAMES]
    assert styles == [
        "inline",
        "top-posted",
        "numbered",
        "html-only",
        "google-groups",
        "outlook",
        "german",
        "pointer",
        "redirect",
        "decline",
        "auto-reply",
        "private",
        "copy-list",
        "copy-direct",
        "agrees",
        "disagrees",
        "unrelated",
        "chinese",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_marked_as_a_sample_and_names_nobody(name: str) -> None:
    message = parse(name)
    assert message.get_all("X-Tracker-Sample") == ["yes"]
    people = getaddresses([str(value) for header in PEOPLE for value in message.get_all(header, [])])
    assert people
    assert all(address.endswith("@example.org") for _, address in people)
    sender = str(message["X-Original-From"] or message["From"])
    assert RESPONDER.fullmatch(sender)
    texts = [str(part.get_content()) for part in message.walk() if not part.is_multipart()]
    for found in ADDRESS.findall("\n".join([*map(str, message.values()), *texts])):
        assert (
            found.endswith("@example.org") or found in letter()
        )  # the letter's own, as its archive obscured them


@pytest.mark.parametrize("name", NAMES)
def test_it_is_well_formed_mail(name: str) -> None:
    message = parse(name)
    for part in message.walk():
        assert not part.defects
        for header in part.values():
            assert not getattr(header, "defects", ())
        if not part.is_multipart():
            assert "\ufffd" not in str(part.get_content())
    assert re.fullmatch(r"<[^<>\s]+@example\.org>", str(message["Message-ID"]))
    sent = message["Date"].datetime
    assert datetime(2026, 5, 1, tzinfo=UTC) <= sent < datetime(2026, 7, 16, tzinfo=UTC)
    hops = [str(hop).rsplit(";", 1)[1] for hop in message.get_all("Received", [])]
    arrived = [parsedate_to_datetime(hop) for hop in hops]
    assert sent <= arrived[-1]
    assert arrived == sorted(arrived, reverse=True)
    if message.get_content_type() == "text/plain" and message["Content-Transfer-Encoding"] == "7bit":
        assert raw(name).isascii()
    assert max(map(len, raw(name).split(b"\n"))) <= 998


@pytest.mark.parametrize("name", NAMES)
def test_only_mail_of_the_list_carries_its_list_id(name: str) -> None:
    assert (parse(name)["List-Id"] is None) == (name in DIRECT)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in QUOTES_NOTHING])
def test_what_it_quotes_is_the_letter_or_the_sample_it_answers(name: str) -> None:
    answered = str(parse(name)["References"] or "").split()
    earlier = [other for other in NAMES if parse(other)["Message-ID"] in answered]
    quotable = [letter(), *(plainly(content(other)) for other in earlier)]
    quoted = runs(name)
    assert quoted
    for run in quoted:
        assert any(run in whole for whole in quotable), run
    assert any(len(run.split()) > 10 and run in letter() for run in quoted)


def test_whole_letter_stands_below_the_answers_that_quote_it_all() -> None:
    for name in ("02-top-posted.eml", "06-outlook.eml"):
        assert " ".join(runs(name)) == letter()


@pytest.mark.parametrize("name", sorted(QUOTES_NOTHING))
def test_what_quotes_nothing_repeats_nothing(name: str) -> None:
    assert runs(name) == []
    assert ">" not in content(name)


def test_references_lead_to_samples_only() -> None:
    known = {str(parse(name)["Message-ID"]) for name in NAMES}
    for name in NAMES:
        unknown = [ref for ref in str(parse(name)["References"] or "").split() if ref not in known]
        # the automatic reply answers a note of thanks by the researchers, which is no sample
        assert unknown == (["<sample-thanks.20260505@example.org>"] if name == "11-auto-reply.eml" else [])


def test_message_ids_are_shared_by_the_two_copies_and_by_nothing_else() -> None:
    ids = [str(parse(name)["Message-ID"]) for name in NAMES]
    assert sorted(name for name in NAMES if ids.count(str(parse(name)["Message-ID"])) > 1) == [
        "13-copy-list.eml",
        "14-copy-direct.eml",
    ]
    by_list, direct = parse("13-copy-list.eml"), parse("14-copy-direct.eml")
    assert by_list["From"] == direct["From"]
    assert content("13-copy-list.eml") == content("14-copy-direct.eml")
    assert by_list["Received"] != direct["Received"]
    assert "steering-list-leave@example.org" in str(
        list(by_list.iter_parts())[1]
    )  # the footer, a part of its own


def test_each_style_looks_as_its_mail_program_writes_it() -> None:
    assert parse("04-html-only.eml").get_content_type() == "text/html"
    group = parse("05-google-groups.eml")
    assert str(group["From"]).startswith("\"'Sample Responder C' via ")
    assert "sample.responder.c@example.org" in str(group["Reply-To"])
    assert "\n-- \nYou received this message because" in content("05-google-groups.eml")
    assert b"\r\n" in raw("06-outlook.eml")
    assert b"\n" not in raw("06-outlook.eml").replace(b"\r\n", b"")
    assert re.search(r"_{32}\nFrom: .*\nSent: .*\nTo: .*\nSubject: ", content("06-outlook.eml"))
    assert content("07-german.eml").startswith("Am 04.05.26 um 09:12 schrieb ")
    assert parse("10-decline.eml")["Content-Type"].params["format"] == "flowed"
    assert re.search(r"^> .* $", content("10-decline.eml"), re.MULTILINE)
    assert parse("11-auto-reply.eml")["Auto-Submitted"] == "auto-replied"
    assert CHINESE_ATTRIBUTION.search(content("18-chinese.eml"))
    encodings = {str(part["Content-Transfer-Encoding"]) for name in NAMES for part in parse(name).walk()}
    assert {"7bit", "8bit", "base64", "quoted-printable"} <= encodings
