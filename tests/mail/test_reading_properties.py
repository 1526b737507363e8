"""Whatever the mail: passages stand in its text, in order, apart, the same each time, and no sentence is
lost.
"""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mail_samples import ASKED, ATTRIBUTION, GROUPS_FOOTER, MAILMAN_FOOTER, OUTLINE, mail, quote

from tracker.mail.message import Unreadable, open_mail
from tracker.mail.outline import Outline
from tracker.mail.reading import Reading, read

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SENTENCES = (
    "That is right.",
    "We would not put it like that; the rule is older than the page.",
    "See https://example.org/handbook, section three.",
    "On release branches there is one more approval.",
    "2. The second is fine.",
    "Thanks for asking.",
    "- a reviewer need not be an owner",
    "From here on it is a matter of taste.",
)
LINES = st.sampled_from(
    [
        *SENTENCES,
        "",
        "> quoted",
        ">> deeper",
        "-- ",
        "____",
        ATTRIBUTION,
        "wrote:",
        "From: x",
        "Sent: 1 May 2026",
        "Subject: y",
        *GROUPS_FOOTER.split("\n"),
        *MAILMAN_FOOTER.split("\n"),
        *quote(5).split("\n")[:3],
    ]
)
FOOTERS = (
    GROUPS_FOOTER,
    MAILMAN_FOOTER,
    "-=-=-=-=-=-=-=-=-=-=-=-\nGroups.io Links: You receive all messages sent to this group.\n"
    "View/Reply Online (#12): https://example.org/g/steering/message/12\n"
    "Group Owner: steering+owner@example.org\nUnsubscribe: https://example.org/g/steering/unsub\n"
    "-=-=-=-=-=-=-=-=-=-=-=-\n",
    "_______________________________________________\nsteering mailing list -- steering@lists.example.org\n"
    "To unsubscribe send an email to steering-leave@lists.example.org\n",
)
blocks = st.lists(
    st.tuples(st.sampled_from(ASKED), st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3)),
    max_size=5,
)


def sound(one: Reading) -> None:
    last = -1
    for n, read_passage in enumerate(one.passages, 1):
        passage = read_passage.passage
        assert passage.n == n
        assert passage.start > last
        assert passage.end > passage.start
        assert one.mail.text[passage.start : passage.end] == passage.text == passage.text.strip()
        lines = one.mail.text.split("\n")[passage.start_line - 1 : passage.end_line]
        assert passage.text in "\n".join(lines)
        assert all(0 <= answer.score <= 1 for answer in read_passage.answers)
        scores = [answer.score for answer in read_passage.answers]
        assert scores == sorted(scores, reverse=True)
        last = passage.end - 1


@QUICK
@given(st.lists(LINES, max_size=40))
def test_passages_are_sound_and_the_same_each_time(lines: list[str]) -> None:
    raw = mail("\n".join(lines))
    for outline in (None, OUTLINE):
        sound(read(raw, outline))
        assert read(raw, outline) == read(raw, outline)


@QUICK
@given(blocks, st.sampled_from(["", GROUPS_FOOTER, MAILMAN_FOOTER]), st.booleans())
def test_no_sentence_of_an_inline_reply_is_lost(
    answers: list[tuple[int, list[str]]], footer: str, known: bool
) -> None:
    body = ATTRIBUTION + "\n\n" + "\n".join(f"{quote(n)}\n\n" + "\n".join(said) + "\n" for n, said in answers)
    found = read(mail(f"{body}\n{footer}"), OUTLINE if known else None)
    own = [line for one in found.passages for line in one.passage.text.split("\n")]
    assert own == [line for _, said in answers for line in said]


def said_in(body: str, known: bool) -> list[str]:
    return [one.passage.text for one in read(mail(body), OUTLINE if known else None).passages]


def inline(answers: list[tuple[int, list[str]]], mark: str = "> ") -> str:
    return "\n".join(f"{quote(n, mark=mark)}\n\n" + "\n".join(said) + "\n" for n, said in answers)


@QUICK
@given(blocks, st.sampled_from(FOOTERS), st.booleans(), st.booleans())
def test_a_footer_changes_nothing_of_the_responders_words(
    answers: list[tuple[int, list[str]]], footer: str, known: bool, top: bool
) -> None:
    own = "\n".join(line for _, said in answers for line in said)
    body = f"{own}\n\n{ATTRIBUTION}\n{quote(5)}\n" if top else f"{ATTRIBUTION}\n\n{inline(answers)}"
    assert said_in(f"{body}\n{footer}", known) == said_in(body, known)


@QUICK
@given(blocks, st.sampled_from(["> > ", ">> ", "> >> ", ">>>> "]), st.booleans())
def test_deeper_quotation_changes_nothing_of_the_responders_words(
    answers: list[tuple[int, list[str]]], mark: str, known: bool
) -> None:
    deeper = f"{ATTRIBUTION}\n> {ATTRIBUTION}\n\n{inline(answers, mark)}"
    assert said_in(deeper, known) == said_in(f"{ATTRIBUTION}\n\n{inline(answers)}", known)


@QUICK
@given(st.binary(max_size=400), st.text(max_size=300))
def test_no_bytes_and_no_text_raise_anything_but_unreadable(noise: bytes, text: str) -> None:
    for raw in (
        noise,
        b"From: a@example.org\n" + noise,
        mail(text),
        mail(text, kind="text/html"),
        mail("x", Subject=text.replace("\n", " ")),
    ):
        with suppress(Unreadable):
            sound(read(open_mail(raw), OUTLINE))


@QUICK
@given(st.text(max_size=400))
def test_any_text_has_an_outline(text: str) -> None:
    outline = Outline.from_text(text)
    assert all(topic.paragraphs[-1] < len(outline.paragraphs) for topic in outline.topics)
    read(mail(text), outline)
