"""Renders the sections of a face as safe HTML: the researcher's Markdown, and outside text as it stands."""

from __future__ import annotations

import html

from tracker.documents.faces import QuestionFace
from tracker.documents.parts import SUBSECTIONS
from tracker.documents.questions import SECTIONS
from tracker.text import clean

# Python-Markdown takes seconds over thousands of open brackets; such a text is shown as it stands.
MAX_LENGTH = 200_000
MAX_BRACKETS = 400
_OUTSIDE = frozenset({"as_asked"})
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def outside(text: str) -> str:
    """Return text written by somebody else as paragraphs: every character shown, none of it markup."""
    blocks = [block.strip("\n") for block in clean(text).split("\n\n")]
    shown = [html.escape(block).replace("\n", "<br>\n") for block in blocks if block.strip()]
    return "".join(f"<p>{block}</p>\n" for block in shown)


def rendered(text: str) -> str:
    """Return the researcher's own Markdown as HTML with links, lists, tables and code, and nothing active.

    Raw HTML in it is shown, not used; nh3 then lets pass only harmless tags and http, https and mailto
    links: no image, style, script, form or event handler, so the page asks nothing of the network.
    """
    text = clean(text)
    if len(text) > MAX_LENGTH or text.count("[") > MAX_BRACKETS:
        return f"<pre>{html.escape(text)}</pre>\n"
    # Both are loaded here: whoever only reads and writes files does not pay for them.
    import markdown
    import nh3

    writer = markdown.Markdown(extensions=["fenced_code", "tables", "sane_lists"], output_format="html")
    writer.preprocessors.deregister("html_block")
    writer.inlinePatterns.deregister("html")
    return nh3.clean(
        writer.convert(text),
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def sections(face: QuestionFace) -> list[tuple[str, str]]:
    """Return (heading, HTML) of each section of `face` that holds something, parts before *As asked*.

    What the letter says is outside text; wording, proposition and notes are the researcher's.
    """
    found: list[tuple[str, str]] = []
    for key, name in SECTIONS.items():
        if key == "as_asked":
            found += [(f"Part {part.id} · {part.title}", _part(part)) for part in face.parts]
        text = getattr(face, key)
        if text:
            found.append((name, outside(text) if key in _OUTSIDE else rendered(text)))
    return found


def _part(part: object) -> str:
    shown = rendered(getattr(part, "proposition", ""))
    for key, name in SUBSECTIONS.items():
        if text := getattr(part, key):
            shown += f"<h3>{html.escape(name)}</h3>\n{rendered(text)}"
    return shown
