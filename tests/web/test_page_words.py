"""What a page says is found whatever it is written in, and a quotation in it whatever it was set with."""

from __future__ import annotations

import pytest

from tracker.web import words
from tracker.web.quoting import Page

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Not this</title><style>p{}</style></head><body>
<script>var hidden = "words of a script";</script><template>words of a template</template>
<h2>Private <em>Disclosure</em></h2><p>We ask that all <b>suspected</b> vulner&shy;abilities be
<a href="/x">privately and responsibly</a> disclosed&nbsp;&ndash; &ldquo;first&rdquo;.</p>
<ul><li>one</li><li>two</li></ul><table><tr><td>cell</td><td>next</td></tr></table></body></html>"""

MARKDOWN = """# Private *Disclosure*

We ask that all **suspected** vulnerabilities be [privately and
responsibly](https://example.org/x) disclosed, by `/label official-cve-feed` &amp; more.

> A quoted
> line. <!-- a comment -->

1. one \\* star
- [ ] two

| a | b |
|---|:-:|
| cell | next |
"""


def test_the_words_that_a_person_sees_are_read() -> None:
    said = words.read(PAGE.encode(), "text/html; charset=utf-8").text
    assert said is not None
    assert " ".join(said.split()).startswith(
        "Private Disclosure We ask that all suspected vulner\u00adabilities be"
    )
    for unseen in ("script", "template", "Not this", "p{}"):
        assert unseen not in said
    assert "onetwo" not in said
    assert "cellnext" not in said


@pytest.mark.parametrize(
    "quotation",
    [
        'We ask that all suspected vulnerabilities be privately and responsibly disclosed – "first".',
        "We ask   that\nall suspected",
        "Private Disclosure",
        "all suspected vulnerabilities … disclosed",
        "We ask […] privately [...] “first”",
        "... disclosed – ‘",
    ],
)
def test_a_quotation_is_found_in_a_page(quotation: str) -> None:
    text = words.read(PAGE.encode(), "text/html").text
    assert text is not None
    found = Page(text).has(quotation.rstrip(" ‘"))
    assert found is True


@pytest.mark.parametrize(
    "quotation",
    [
        "we ask that all suspected vulnerabilities",
        "We ask that all vulnerabilities",
        "privately and … We ask",
        "suspected vulnerabilit",
        "e ask that",
        "private … be",
        "We ask that most suspected",
    ],
)
def test_other_words_are_not_found(quotation: str) -> None:
    text = words.read(PAGE.encode(), "text/html").text
    assert text is not None
    assert Page(text).has(quotation) is False


@pytest.mark.parametrize(
    "quotation",
    [
        "suspected vulnerabilities be privately and responsibly disclosed, by /label official-cve-feed & more.",
        "by `/label official-cve-feed` &amp; more",
        "**suspected** vulnerabilities be [privately and responsibly](https://example.org/x)",
        "A quoted line.",
        "one * star two",
        "1. one \\* star - [ ] two",
        "a b cell next",
    ],
)
def test_a_quotation_is_found_in_markdown_as_shown_and_as_written(quotation: str) -> None:
    assert Page(MARKDOWN).has(quotation) is True


def test_words_of_a_script_without_blanks_are_found_within_a_line() -> None:
    assert Page("所有安全漏洞都应当私下报告给安全响应委员会").has("安全漏洞都应当") is True


def test_what_has_no_words_is_not_looked_for() -> None:
    for nothing in ("", "…", " [...] ", "“ ”"):
        assert Page(MARKDOWN).has(nothing) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Müller – “so”".encode(), "text/plain; charset=iso-8859-1"),
        ("Müller – “so”".encode("cp1252"), "text/plain; charset=utf-8"),
        ("Müller – “so”".encode("cp1252"), "text/plain; charset=ISO-8859-1"),
        ("Müller – “so”".encode("utf-16"), "text/plain"),
        ("Müller – “so”".encode("utf-16-be"), 'text/plain; charset="UTF-16BE"'),
        ("Müller – “so”".encode(), "text/markdown; charset=unicode_escape"),
        ("Müller – “so”".encode(), "application/json; charset=no-such-thing\x1b"),
        ("<html><p>Müller – “so”</p>".encode(), ""),
        ("<html><meta charset=windows-1252><p>Müller – “so”</p>".encode("cp1252"), "text/html"),
        ("Müller – “so”".encode(), "application/octet-stream"),
    ],
)
def test_a_wrong_label_does_not_hide_the_words(body: bytes, kind: str) -> None:
    text = words.read(body, kind).text
    assert text is not None
    assert Page(text).has('Müller – "so"')


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/zip", "video/x\x1b"])
def test_what_is_no_text_is_not_read(kind: str) -> None:
    said = words.read(b"%PDF-1.7 words", kind)
    assert said.text is None
    assert said.why


@pytest.mark.parametrize(
    "piece",
    ["[", "<!--", "-", "> ", "`", "|", "![", "[a](", "*", ". . ", "<a", "\\", "&", "<div>", "1. ", "~"],
)
def test_no_page_is_slow_to_look_through(piece: str) -> None:
    """Each of these would take minutes or for ever with a pattern that goes back; the suite's timeout is the judge."""
    text = piece * (1_000_000 // len(piece)) + " the words"
    assert Page(text).has("the words")
    html = words.read(text.encode(), "text/html").text
    assert html is not None


def test_words_in_elements_nested_without_end_are_read() -> None:
    """The parser ends at some two thousand levels without a word; a browser goes on."""
    page = "<div>" * 3000 + "We approve every change." + "</div>" * 3000 + "<p>That is all.</p>"
    said = words.read(page.encode(), "text/html").text
    assert said is not None
    assert Page(said).has("We approve every change.")
    assert Page(said).has("That is all.")


def test_a_page_that_is_too_long_is_not_looked_through() -> None:
    assert words.read(b"x" * (words.MAX_OCTETS + 1), "text/plain").text is None
