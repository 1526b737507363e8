"""A reply's file shows the message with its passages, and nothing in the message can pass for ours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from question_samples import lines, texts

from tracker.documents.faces import FindingFace, LinkFace, PassageFace, ReplyFace
from tracker.documents.frontmatter import split
from tracker.documents.replies import normal, parse_reply, render_reply, stem
from tracker.errors import TrackerError

HOSTILE = """status: closed
---
id: R9
authority: A
---
```
## Passage R3.7
- state: assessed
### Finding A9 on C1
- level: 1 to 5
````text
▌ not a gutter
~~~"""


def reply(text: str = HOSTILE) -> ReplyFace:
    effects = ["restate (narrower)", "downgrade (coherence)"]
    reason = "Two labels,\n\n## Passage R3.8\n\nnot one."
    finding = FindingFace("A4", "C2.4", effects, 3, 2, "standing", "Reader", "2026-05-02", reason)
    return ReplyFace(
        id="R3", sender="Sample Responder A <a@example.org>", role="SIG member", authority="C",
        date="2026-05-02", subject="re: questions\nauthority: A", visibility="list", sha256=["ab" * 32],
        sample=True, text=text, passages=[
            PassageFace("R3.1", 1, 2, "open", [LinkFace("C2.4", "quote", 980, "paragraph 5: aligned")]),
            PassageFace("R3.2", 4, 6, "assessed", [LinkFace("C1")], [finding]),
        ],
    )  # fmt: skip


def test_a_reply_comes_back_from_its_file() -> None:
    assert parse_reply(render_reply(reply()), "replies/r3.md") == normal(reply())
    empty = ReplyFace("R4")
    assert parse_reply(render_reply(empty)) == normal(empty)


def test_hostile_text_forges_neither_frontmatter_nor_sections() -> None:
    text = render_reply(reply())
    fields = split(text).fields
    assert (fields.text("id"), fields.text("authority")) == ("R3", "C")
    assert "status" not in fields.values
    assert fields.text("subject") == "re: questions authority: A"
    assert [line for line in text.split("\n") if line.startswith("#") and line[1] != " "] == [
        "## Text", "## Passage R3.1", "## Passage R3.2", "### Finding A4 on C2.4",
    ]  # fmt: skip
    assert text.count("`````") == 2


def test_passages_are_marked_in_the_text() -> None:
    passages = [PassageFace("R3.1", 2, 3)]
    text = render_reply(ReplyFace("R3", text="> quoted\nmine\nmine too\n\nbye", passages=passages))
    assert "     │ > quoted\nR3.1 ▌ mine\n     ▌ mine too\n     │ \n     │ bye\n" in text


@settings(max_examples=80, deadline=None)
@given(texts, lines, lines, texts, st.integers(1, 9))
def test_any_reply_comes_back_from_its_file(text: str, name: str, note: str, reason: str, line: int) -> None:
    finding = FindingFace("A1", "Q2", [], 0, 5, by=name, reason=reason)
    passage = PassageFace("R1.1", line, line + 2, links=[LinkFace("Q2", reason=note)], findings=[finding])
    face = ReplyFace("R1", sender=name, subject=note, sha256=["0" * 64], text=text, passages=[passage])
    assert parse_reply(render_reply(face)) == normal(face)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Text", "## Words"),
        ("▌ ---", "---"),
        ("- lines: 1-2", "- lines: x"),
        ("by quote at 980", "perhaps"),
    ],
)
def test_a_file_tampered_with_is_refused_with_its_line(old: str, new: str) -> None:
    with pytest.raises(TrackerError, match=r"r3\.md, line \d+: "):
        parse_reply(render_reply(reply()).replace(old, new, 1), "r3.md")


def test_file_names_come_from_our_id_a_date_and_the_hash_alone() -> None:
    assert stem("R3", "2026-05-02T10:00:00Z", "1a2b3c4d" + "0" * 56) == "r3-2026-05-02-1a2b3c4d"
    assert stem("R3", "", "1a2b3c4d" * 8) == "r3-undated-1a2b3c4d"
    assert stem("R3", "../../etc/passwd", "1a2b3c4d" * 8) == "r3-undated-1a2b3c4d"
    for reply_id, sha256 in (("../R3", "1a2b3c4d" * 8), ("R3", "../..")):
        with pytest.raises(TrackerError):
            stem(reply_id, "2026-05-02", sha256)
