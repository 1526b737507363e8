"""Hostile words in a record stay words in both reports."""

from __future__ import annotations

import re
from dataclasses import replace

import markdown as python_markdown
import pytest
from lxml import html as lxml_html
from markdown_it import MarkdownIt
from report_samples import (
    DAY,
    LETTER,
    assessment,
    citation,
    passage,
    question,
    read_citation,
    report,
    revision,
)

from tracker.record.views import CheckView, EntryView, LegView, ReactionView, SnapshotView
from tracker.reports import build
from tracker.reports.data import ReportData, ResponderPublic
from tracker.reports.escape import pieces, safe_url

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style></pre><svg onload=alert(1)>",
    '"><a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1)) and ![x](https://example.org/pixel.png)",
    "<javascript:alert(1)> <https://example.org/ onclick=x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "# A heading of mine\n\nUnderlined\n=====\n\nAlso\n-----",
    "| a | b |\n|---|---|\n| c | d |",
    "```\ncode\n```\n~~~\nmore\n~~~\n    indented",
    "- item\n+ item\n1. item\n2) item\n***\n___\n> quoted",
    "**bold** _slanted_ ~~gone~~ `code` $x^2$ &lt;b&gt; &copy; \\*",
    "{{ report }} {% include 'x' %} {: onclick=alert(1) }",
    "\u202egnp.exe\u202c \u200bhidden\x1b[2J\x07 \x9b31m",
    "data:text/html,<b>x</b> vbscript:x file:///etc/passwd",
    "https://kubernetes.io@evil.example/ https://kubernetеs.io/",
]
OURS = {
    "h1", "h2", "h3", "h4", "h5", "p", "ul", "li", "blockquote", "strong", "a", "table", "thead", "tbody",
    "tr", "th", "td", "pre", "code", "ol", "html", "body", "em", "div",
}  # fmt: skip


def everywhere(text: str) -> ReportData:
    """A report with `text` in every place that outside words can reach."""
    shaky = {"title": text, "review": (text,), "gap_status": "open", "level": 2, "level_as_sent": 2}
    finding = assessment(
        effects=(text,), overrides=((text, text),), reason=text, by=text, state="withdrawn", citations=("K1",)
    )
    sources = tuple(
        replace(made, title=text, section=text, bears=text, kind=text, relation=text, body=text, dated=text)
        for made in (
            citation("K1", url=text),
            read_citation("K2", read_quote=text, read_locator=text, part=text),
        )
    )
    claim = question(
        "C1",
        shaky,
        as_asked=text,
        proposition=text,
        confirmed=text,
        wording=text,
        gap=text,
        gap_status="open",
        bears_on=(text,),
        citations=sources,
        assessments=(finding,),
        revisions=(revision(1, "before", by=text), revision(2, text, gap=text, proposition=text, by=text)),
        history=(EntryView(9, None, text, "assessment.withdrawn", text, (text,), "", ("A1",)),),
    )
    return report(
        claim,
        letter=replace(LETTER, title=text, subject=text, date=text, to=text, message_id=text, url=text),
        legs=(LegView(text, "L1", text, "waiting", text, None, text, (text,)),),
        contacts={text: text},
        passages={"R1.1": passage(text=text, role=text, name=text)},
        entries=(EntryView(1, DAY, text, text, text, (text,), text),),
        responders=(ResponderPublic(text, ((text, None),), ((text, "A", text),), text),),
        reactions=(ReactionView("X1", "A1", "C1", text, text, "R1.1", DAY, text),),
        snapshots=(SnapshotView("V1", "S1", text, text, DAY, text, 1, text),),
        checks=(CheckView("S1", text, text, DAY, text, ("K1", "K2")),),
    )


def tags(page: str) -> set[str]:
    """The names of every element of `page`, comments and processing instructions as `?`."""
    return {node.tag if isinstance(node.tag, str) else "?" for node in lxml_html.fromstring(page).iter()}


def targets(page: str) -> list[str]:
    """Every value of an attribute that can load or lead somewhere."""
    return [
        value
        for node in lxml_html.fromstring(page).iter()
        for name, value in node.attrib.items()
        if name in ("href", "src", "action", "srcset", "style") or name.startswith("on")
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_has_no_element_or_link_that_the_words_asked_for(text: str) -> None:
    page = build.html(everywhere(text))
    plain = build.html(everywhere("plain words"))
    assert tags(page) <= tags(plain)
    assert page.count("<style>") == 1
    for target in targets(page):
        assert re.match(r"#|https?://[a-z0-9.-]+(/|$)", target), target
    for link in lxml_html.fromstring(page).iter("a"):
        assert link.get("href", "").startswith("#") or "noreferrer" in link.get("rel", "")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", page)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("viewer", ["commonmark", "python-markdown"])
def test_markdown_shows_the_words_and_does_not_obey_them(text: str, viewer: str) -> None:
    source = build.markdown(everywhere(text))
    plain = _shown(build.markdown(everywhere("plain words")), viewer)
    page = _shown(source, viewer)
    assert tags(page) <= OURS
    for name in ("h1", "h2", "h3", "table", "pre", "img", "ol", "em", "s", "del", "hr", "tr", "td"):
        assert _count(page, name) == _count(plain, name), name
    for target in targets(page):
        assert re.match(r"https?://[a-z0-9.-]+(/|$)", target), target
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]", source)


@pytest.mark.parametrize("viewer", ["commonmark", "python-markdown"])
def test_markdown_keeps_every_character_of_a_quotation(viewer: str) -> None:
    said = r"a*b_c [d](e) <f> `g` | h ~ i $ j \ k # l & m &amp; n {o} = p ! q 1. r - s + t :// u"
    page = _shown(
        build.markdown(report(question(assessments=(assessment(),)), passages={"R1.1": passage(text=said)})),
        viewer,
    )
    assert said in lxml_html.fromstring(page).text_content()


def _shown(source: str, viewer: str) -> str:
    if viewer == "commonmark":
        reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        return f"<div>{reader.render(source)}</div>"
    return f"<div>{python_markdown.markdown(source, extensions=['extra', 'sane_lists'])}</div>"


def _count(page: str, name: str) -> int:
    return sum(1 for _ in lxml_html.fromstring(page).iter(name))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//example.org/x",
        "ftp://example.org/",
        "https://kubernetes.io@example.org/",
        "https://ex\u0430mple.org/",
        "https://[::1/",
        "https:///nothing",
        "https://example.org/\nx",
        " https://example.org/",
        "https://example.org/\u202ex",
        "https://example.org/" + "a" * 3_000,
        "",
    ],
)
def test_only_plain_http_addresses_may_be_links(url: str) -> None:
    assert safe_url(url) is None


def test_a_good_address_stays_as_it_is_and_what_has_a_meaning_in_markup_is_encoded() -> None:
    good = "https://github.com/kubernetes/community/blob/main/a_b.md?x=1&y=2#L3"
    assert safe_url(good) == good
    assert safe_url('https://example.org/a(b)"<') == "https://example.org/a%28b%29%22%3C"


def test_an_address_in_a_sentence_loses_its_full_stop_and_no_words() -> None:
    text = "See (https://example.org/a_(b)), or https://example.org/c. End"
    assert [target for _, target in pieces(text) if target] == [
        "https://example.org/a_%28b%29",
        "https://example.org/c",
    ]
    assert "".join(shown for shown, _ in pieces(text)) == text
