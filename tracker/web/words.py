"""What a page says: the text of HTML, Markdown or plain bytes, for comparing and for finding a quotation in it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

MAX_OCTETS = 10_000_000  # of a page that is looked through for words

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TEXT = re.compile(
    r"text/[\w.+-]+|application/(?:[\w.-]+\+)?(?:json|xml|yaml|toml)|application/x-(?:yaml|sh)"
)
_LOOKS_HTML = re.compile(rb"<(?:!doctype\s{1,9}html|html|head|body)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# The encodings that pages are written in; others that Python knows are slow, or do more than decode.
_ENCODINGS = re.compile(
    r"ascii|utf-8|utf-16(?:-[lb]e)?|iso8859-\d{1,2}|cp(?:125\d|8\d\d|9\d\d)|koi8-[rut]|mac-\w+|gb2312|gbk|gb18030|"
    r"big5(?:hkscs)?|euc_(?:jp|kr)|shift_jis\w*|iso2022_jp\w*|tis-620"
)
_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "math", "object", "select", "iframe"}
)
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small span "
    "strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_BARE = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True)
class Said:
    """The text of a page, None where there is none to be read here, and then why in a clause."""

    text: str | None
    why: str = ""


def media_type(content_type: str) -> str:
    """Return the media type that a Content-Type header names, without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def read(body: bytes, content_type: str) -> Said:
    """Return what a page says. Of HTML the words that a person sees; PDF, pictures and the like are not read."""
    kind = media_type(content_type)
    if len(body) > MAX_OCTETS:
        return Said(None, "it is too long to be looked through")
    if kind in _HTML or (not kind and _LOOKS_HTML.search(body[:1024])):
        return Said(_html_words(_decoded(body, content_type, html=True)))
    if _TEXT.fullmatch(kind):
        return Said(_decoded(body, content_type, html=False))
    if kind in ("", "application/octet-stream") and b"\0" not in body[:4096]:
        try:
            return Said(body.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    return Said(None, "it is a PDF" if kind == "application/pdf" else "it is no text")


def _decoded(body: bytes, content_type: str, *, html: bool) -> str:
    """The text in the encoding that it is in. What is valid UTF-8 is UTF-8, whatever label it came under."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    labels = [match[1] for match in (_CHARSET.search(content_type),) if match]
    labels += [
        match[1].decode("ascii", "replace") for match in (_META.search(body[:2048]),) if match and html
    ]
    names = [name for label in labels if (name := _encoding(label))]
    if not any(name.startswith("utf-16") for name in names[:1]):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    name = next((name for name in names if name not in ("utf-8", "ascii", "iso8859-1")), "cp1252")
    return body.decode(name, "replace")


def _encoding(label: str) -> str:
    try:
        name = codecs.lookup(label.strip().lower()).name
    except LookupError:
        return ""
    return name if _ENCODINGS.fullmatch(name) else ""


def _html_words(html: str) -> str:
    """The words of an HTML page in their order, elements that stand apart on lines of their own.

    Without recursion, so nesting costs nothing more; what cannot be parsed loses its tags.
    """
    root = _parsed(html)
    if root is None:
        return _BARE.sub(" ", html)
    words: list[str] = []
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        apart = tag not in _INLINE
        if leaving or not tag or tag in _UNSEEN:
            if apart:
                words.append("\n")
            if node.tail and node is not root:
                words.append(node.tail)
            continue
        if apart:
            words.append("\n")
        if node.text:
            words.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    return "".join(words)


def _parsed(html: str) -> Any:
    from lxml import etree
    from lxml import html as lxml_html

    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", html).replace("\x00", "")
    if not text.strip():
        return None
    try:
        parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError):
        return None
    # The parser ends in silence where elements are nested some two thousand deep; a browser shows what comes after.
    return None if parser.error_log.filter_from_fatals() else root
