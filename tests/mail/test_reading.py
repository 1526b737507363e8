"""A reply is read as a whole: kinds, nothing lost, and the line that explain prints."""

from __future__ import annotations

import json

from mail_samples import ATTRIBUTION, GROUPS_FOOTER, OUTLINE, first, mail, quote, reading

from tracker.mail.reading import as_json, read

REPLY = (
    f"Hello,\n\n{ATTRIBUTION}\n\n{quote(5)}\n\nMostly right: https://example.org/owners\n\n{GROUPS_FOOTER}"
)


def test_the_line_that_explain_prints() -> None:
    line = as_json(read(mail(REPLY), OUTLINE), "reply.eml")
    assert json.loads(json.dumps(line)) == line
    passage = line["passages"][1]
    assert passage.pop("quoted").startswith("Second, we understand")
    answers = passage.pop("answers")
    assert line == {
        "file": "reply.eml",
        "message_id": "reply-1@example.org",
        "from": {"name": "Sample Responder A", "address": "responder.a@example.org", "rewritten": False},
        "date": "2026-05-05T07:00:00Z",
        "kind": "reply",
        "visibility": "private",
        "passages": [
            {
                "n": 1,
                "start_line": 1,
                "end_line": 1,
                "text": "Hello,",
                "quoted": "",
                "answers": [],
                "effect": {"suggested": "none", "cues": []},
                "links": [],
            },
            passage,
        ],
    }
    lines = REPLY.split("\n")
    assert "\n".join(lines[passage["start_line"] - 1 : passage["end_line"]]) == passage["text"]
    assert passage["links"] == ["https://example.org/owners"]
    assert passage["effect"] == {"suggested": "restate", "cues": ["Mostly right"]}
    assert [(answer["paragraph"], answer["question"], answer["how"]) for answer in answers] == [
        (5, None, "quote")
    ]
    assert 0.8 < answers[0]["score"] <= 1


def test_without_a_letter_passages_have_no_answers() -> None:
    assert all(one.answers == () for one in read(mail(REPLY)).passages)


def test_an_html_only_reply_is_read_like_a_plain_one() -> None:
    page = (
        f"<div>Hi,</div><div>{ATTRIBUTION.replace('<', '&lt;')}</div><blockquote>"
        f"<p>{OUTLINE.paragraphs[12]}</p></blockquote><p>There is a <a href='https://example.org/list'>list</a>.</p>"
    )
    found = reading(page, kind="text/html; charset=utf-8")
    assert [one.passage.text for one in found] == ["Hi,", "There is a list <https://example.org/list>."]
    assert first(found[1]) == 12


def test_html_answers_told_apart_by_colour_alone_are_found() -> None:
    page = "".join(
        f"<p>{OUTLINE.paragraphs[n]}</p><p style='color:red'>{answer}</p>"
        for n, answer in ((4, "Yes."), (5, "Not quite."))
    )
    found = reading(page, kind="text/html; charset=utf-8")
    assert [(one.passage.text, first(one)) for one in found] == [("Yes.", 4), ("Not quite.", 5)]


def test_an_automatic_reply_hides_nothing_and_answers_nothing() -> None:
    found = reading(f"I am away.\n\n{quote(4)}\n\nSee you.\n", Auto_Submitted="auto-replied")
    assert [one.passage.text for one in found] == ["I am away.", "See you."]
    assert all(one.answers == () and one.suggestion.effect == "none" for one in found)


def test_a_mail_without_thread_headers_that_quotes_the_letter_is_a_reply() -> None:
    assert read(mail(f"{quote(4, mark='')}\n\nYes.\n", Subject="Hello"), OUTLINE).kind == "reply"
    assert read(mail("Hello.\n", Subject="Hello"), OUTLINE).kind == "other"


def test_our_own_mail_is_told_apart() -> None:
    assert (
        read(
            mail("[C2] Did you see this?\n", From="writer@example.org"), OUTLINE, ("writer@example.org",)
        ).kind
        == "ours"
    )
