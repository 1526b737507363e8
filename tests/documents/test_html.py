"""Sections become HTML in which nothing is active, whatever their text holds."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from question_samples import texts

from tracker.documents.faces import PartFace, QuestionFace
from tracker.documents.html import outside, rendered, sections


class Seen(HTMLParser):
    """Collects the tags and attributes of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.others: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.others |= {name for name, _ in attrs} - {"href", "title", "rel"}


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/track.png)",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    '[x](https://example.org "onmouseover=alert(1)")',
    "<a href='data:text/html,x' onclick=x>y</a>",
    "<style>*{display:none}</style>",
    "```\n</code></pre><script>x</script>\n```",
    "`<svg onload=x>`",
    "<!-- <b> -->",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_shown_not_run(text: str) -> None:
    for made in (rendered(text), outside(text)):
        seen = Seen(made)
        assert not seen.tags & {"script", "img", "style", "svg", "b"}
        assert not seen.others
        assert all(link.startswith("https://example.org") for link in seen.links)


def test_markdown_of_the_researcher_is_rendered() -> None:
    made = rendered("**Two** labels, `a < b & c`:\n\n- [one](https://example.org)\n\n```\n<x> & y\n```")
    assert "<strong>Two</strong>" in made
    assert "<code>a &lt; b &amp; c</code>" in made
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow">one</a>' in made
    assert "&lt;x&gt; &amp; y" in made


def test_html_in_the_researchers_text_is_shown_as_it_was_typed() -> None:
    made = rendered("a <em>b</em>\n\n<table><tr><td>c</td></tr></table>\n\n<!-- d -->")
    assert not Seen(made).tags & {"em", "table"}
    assert "&lt;em&gt;b&lt;/em&gt;" in made
    assert "&lt;table&gt;" in made
    assert "&lt;!-- d --&gt;" in made


def test_outside_text_keeps_every_character() -> None:
    assert outside("**a** <b>\nc\x1b\n\n\n\nd") == "<p>**a** &lt;b&gt;<br>\nc&lt;U+001B&gt;</p>\n<p>d</p>\n"


def test_a_text_made_to_take_minutes_is_shown_as_it_stands() -> None:
    assert rendered("[" * 5000).startswith("<pre>[[[")
    assert rendered("<" + "x" * 300_000).startswith("<pre>&lt;xxx")


def test_the_sections_of_a_question_come_in_order() -> None:
    face = QuestionFace(
        "C2",
        wording="*as* said",
        notes="mine",
        as_asked="*as* asked",
        parts=[PartFace("C2.1", "CLA", gap="none")],
    )
    assert sections(face) == [
        ("Wording", "<p><em>as</em> said</p>"),
        ("Part C2.1 · CLA", "<h3>Evidence gap</h3>\n<p>none</p>"),
        ("As asked", "<p>*as* asked</p>\n"),
        ("Researcher's notes", "<p>mine</p>"),
    ]


@settings(max_examples=60, deadline=None)
@given(texts)
def test_any_text_renders_to_known_tags(text: str) -> None:
    assert not Seen(rendered(text)).tags & {"script", "img", "style", "iframe", "form", "input"}
    assert Seen(outside(text)).tags <= {"p", "br"}
