"""HTML mail rendered as the plain text a person reads, with quotation marked by `> ` as in plain mail."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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

    def add(self, text: str) -> None:
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

    def end(self, force: bool = False) -> None:
        """Close the line being written; an empty one is dropped unless `force` (a <br>)."""
        line = "".join(self.now).rstrip(" ")
        self.now.clear()
        if line or force:
            self.lines.append(("> " * min(self.depth, MAX_DEPTH) + line).rstrip(" "))

    def gap(self) -> None:
        """End the line and leave one empty line, marked as quotation where we are inside one."""
        self.end()
        mark = ("> " * min(self.depth, MAX_DEPTH)).rstrip(" ")
        if self.lines and self.lines[-1].strip("> ") and self.lines[-1] != mark:
            self.lines.append(mark)


def render(html: str) -> tuple[str, bool]:
    """Return the text of an HTML body and whether some of it was hidden from the reader's eye.

    A link whose text is not its address is followed by the address in angle brackets. Works without
    recursion, so nesting as deep as anybody likes costs nothing more; if the document cannot be parsed its
    tags are dropped instead.
    """
    root = _parse(html[:MAX_HTML])
    if root is None:
        return _TAG.sub(" ", html[:MAX_HTML]), False
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
    while page.lines and not page.lines[-1].strip("> "):
        page.lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip("\n"), page.hidden


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
    return tag == "div" and (node.get("id") or "").lower() in _QUOTE_IDS


def _enter(page: _Page, node: Any, tag: str) -> None:
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
