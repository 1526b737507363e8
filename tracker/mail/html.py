"""HTML mail rendered as the plain text a person reads, with quotation marked by `> ` as in plain mail."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any

MAX_HTML = 2_000_000  # characters looked at
MAX_DEPTH = 20  # quotation marks put before one line

_SKIP = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "math", "select"}
_BLOCK_NAMES = (
    "address article aside body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul blockquote"
)
_BLOCKS = set(_BLOCK_NAMES.split())
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_TAG = re.compile(r"<[^>]{0,2000}>")
_UNSEEN = re.compile(r"<(style|head|script|title|!--)", re.IGNORECASE)
_IMAGE = re.compile(r"\[(?:image: |cid:)[^\]\n]{0,80}\]")
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,40}"
)
_COLOUR = re.compile(r"(?:^|;)\s*(?:mso-themecolor\s*:[^;]*;)?\s*color\s*:\s*([^;!]{1,40})", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?。！？…)\]\"”»]\s*$")
_DARK, _GREY = 0x70, 0x20  # brightness up to which grey is read as black, and how far from grey it may be
# A rule down the left side is how some clients show the message replied to.
_RULED = re.compile(r"border-left(?:-style)?\s*:[^;]*\b(?:solid|double)\b", re.IGNORECASE)
# Clients that do not use <blockquote> for the message replied to.
_QUOTE_IDS = {"yahoo_quoted", "replysplit", "oldcontent"}


@dataclass
class _Page:
    """What has been rendered: finished lines, the line being written, and where in the document we are."""

    lines: list[str] = field(default_factory=list)
    now: list[str] = field(default_factory=list)
    depth: int = 0
    pre: int = 0
    lists: list[int] = field(default_factory=list)  # -1 for bullets, else the next number
    hidden: bool = False
    colours: list[str] = field(
        default_factory=lambda: [""]
    )  # of the elements we are in, "" for the usual one
    tints: set[str] = field(default_factory=set)  # of the line being written
    coloured: set[int] = field(default_factory=set)  # lines written in one colour that is not the usual one

    def add(self, text: str) -> None:
        if text.strip():
            self._tint()
        if self.pre:
            first, *rest = text.replace("\r", "").split("\n")
            self.now.append(first)
            for line in rest:
                self.end(force=True)
                self.now.append(line)
            return
        text = _SPACE.sub(" ", text)
        if text and (text != " " or (self.now and not self.now[-1].endswith(" "))):
            self.now.append(text.lstrip(" ") if not self.now or self.now[-1].endswith(" ") else text)

    def _tint(self) -> None:
        """Begin a line of its own where a sentence ends and another colour begins: somebody else goes on."""
        colour = self.colours[-1]
        if self.tints and colour not in self.tints and _SENTENCE.search("".join(self.now)):
            self.end()
        self.tints.add(colour)

    def end(self, force: bool = False) -> None:
        """Close the line being written; an empty one is dropped unless `force` (a <br>)."""
        line = "".join(self.now).rstrip(" ")
        self.now.clear()
        if line or force:
            if len(self.tints) == 1 and "" not in self.tints:
                self.coloured.add(len(self.lines))
            self.lines.append(("> " * min(self.depth, MAX_DEPTH) + line).rstrip(" "))
        self.tints.clear()

    def gap(self) -> None:
        """End the line and leave one empty line, marked as quotation where we are inside one."""
        self.end()
        mark = ("> " * min(self.depth, MAX_DEPTH)).rstrip(" ")
        if self.lines and self.lines[-1].strip("> ") and self.lines[-1] != mark:
            self.lines.append(mark)


@dataclass(frozen=True)
class Rendered:
    """The text of an HTML body; `hidden` says that some was kept from the reader's eye, `coloured` names the lines
    (from 0) that stand in one colour other than the usual.
    """

    text: str
    hidden: bool = False
    coloured: frozenset[int] = frozenset()


def render(html: str) -> Rendered:
    """Return the text of an HTML body, with quotation marked.

    A link whose text is not its address is followed by the address in angle brackets. Works without
    recursion, so nesting as deep as anybody likes costs nothing more; if the document cannot be parsed its
    tags are dropped instead.
    """
    root = _parse(html[:MAX_HTML])
    if root is None:
        return Rendered(_TAG.sub(" ", html[:MAX_HTML]))
    page = _Page()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            _leave(page, node, tag)
        elif tag and not _skipped(page, node, tag):
            _enter(page, node, tag)
            if node.text:
                page.add(node.text)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
            continue
        if node.tail and node is not root:
            page.add(node.tail)
    page.end()
    return _finished(page)


def _finished(page: _Page) -> Rendered:
    """Put the lines together: no blank line at either end, nowhere more than one."""
    lines: list[str] = []
    coloured: set[int] = set()
    for at, line in enumerate(page.lines):
        if not line and (not lines or not lines[-1]):
            continue
        if at in page.coloured:
            coloured.add(len(lines))
        lines.append(line)
    while lines and not lines[-1].strip("> "):
        lines.pop()
    return Rendered("\n".join(lines), page.hidden, frozenset(coloured))


def without_tags(html: str) -> str:
    """Return what an HTML body says, quickly and roughly: for comparing words, not for reading."""
    html = html[:MAX_HTML]
    low, kept, at = html.lower(), [], 0
    never: set[str] = set()  # elements that are not closed further on: not looked for again and again
    for match in _UNSEEN.finditer(low):
        name = match[1]
        if match.start() < at or name in never:
            continue
        end = low.find("-->" if name == "!--" else f"</{name}", match.end())
        if end < 0:
            never.add(name)
            continue
        kept.append(html[at : match.start()])
        at = end
    return unescape(_TAG.sub(" ", " ".join([*kept, html[at:]])))


def words_alone(text: str) -> Counter[str]:
    """Return the words of a text, each as often as it stands there, but for addresses: alternatives show them differently."""
    said = " ".join(word for word in _IMAGE.sub(" ", text).split() if "@" not in word and "://" not in word)
    return Counter(_WORD.findall(said.lower()))


def _parse(html: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", html).replace("\x00", "")
    if not text.strip():
        return None
    try:
        parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
        return lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return None


def _skipped(page: _Page, node: Any, tag: str) -> bool:
    if tag in _SKIP:
        return True
    if _HIDDEN.search(node.get("style") or ""):
        page.hidden = True
        return True
    return False


def _quotes(node: Any, tag: str) -> bool:
    """Whether an element is somebody else's message: a <blockquote>, or the container some clients use
    instead.
    """
    if tag == "blockquote":
        return True
    if tag != "div":
        return False
    return (node.get("id") or "").lower() in _QUOTE_IDS or (
        bool(_RULED.search(node.get("style") or "")) and not _answered(node)
    )


def _answered(node: Any) -> bool:
    """Whether something in another colour stands in an element: answers, written into what was asked."""
    return any(_colour(one, one.tag) for one in node.iter() if isinstance(one.tag, str) and one is not node)


def _colour(node: Any, tag: str) -> str | None:
    """Return the colour that an element sets for its text, "" for black and near it, None when it sets none."""
    if tag == "a":
        return None  # a link is coloured for being one
    match = _COLOUR.search(node.get("style") or "")
    value = (match[1] if match else node.get("color") or "" if tag == "font" else "").strip().lower()
    if not value or value in ("inherit", "initial", "currentcolor"):
        return None
    if value in ("black", "windowtext", "auto"):
        return ""
    if digits := re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", value):
        parts = [int(digit * 2, 16) for digit in digits.groups()]
    elif digits := re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", value):
        parts = [int(digit, 16) for digit in digits.groups()]
    elif digits := re.match(r"rgba?\((\d{1,3})[, ]+(\d{1,3})[, ]+(\d{1,3})", value):
        parts = [int(digit) for digit in digits.groups()]
    else:
        return value
    return "" if max(parts) < _DARK and max(parts) - min(parts) < _GREY else value


def _enter(page: _Page, node: Any, tag: str) -> None:
    colour = _colour(node, tag)
    page.colours.append(page.colours[-1] if colour is None else colour)
    if tag == "br":
        page.end(force=True)
        return
    if tag in _SPACED:
        page.gap()
    elif tag in ("td", "th"):
        if page.now and not page.now[-1].endswith(" "):
            page.now.append(" ")
    elif tag in _BLOCKS:
        page.end()
    if _quotes(node, tag):
        page.end()
        page.depth += 1
    elif tag == "pre":
        page.pre += 1
    elif tag in ("ul", "ol"):
        start = node.get("start") or "1"
        page.lists.append(
            int(start) if tag == "ol" and re.fullmatch(r"\d{1,4}", start) else 1 if tag == "ol" else -1
        )
    elif tag == "li":
        _item(page)
    elif tag == "hr":
        page.now.append("________________________________")
        page.end()
    elif tag == "img":
        alt = node.get("alt") or ""
        if alt and not alt.isascii() and len(alt) <= 4:  # an emoji is an answer, a logo is not
            page.now.append(alt)


def _item(page: _Page) -> None:
    if page.lists and page.lists[-1] >= 0:
        page.now.append(f"{page.lists[-1]}. ")
        page.lists[-1] += 1
    else:
        page.now.append("- ")


def _leave(page: _Page, node: Any, tag: str) -> None:
    page.colours.pop()
    if tag == "a":
        _address(page, node)
    if tag in _BLOCKS and tag not in ("td", "th"):
        page.end()
    if _quotes(node, tag):
        page.depth -= 1
        page.gap()
    elif tag == "pre":
        page.pre -= 1
    elif tag in ("ul", "ol") and page.lists:
        page.lists.pop()
    if tag in _SPACED and tag != "blockquote":
        page.gap()


def _address(page: _Page, node: Any) -> None:
    target = (node.get("href") or "").strip()
    shown = "".join(page.now)
    if target.lower().startswith(("http://", "https://")) and len(target) < 2000:
        bare = re.sub(r"^https?://|/$", "", target)
        if bare not in shown:
            page.now.append(f" <{target}>")
