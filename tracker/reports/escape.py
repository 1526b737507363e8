"""Outside text made harmless for a report: what may become a link, and Markdown that stays words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from tracker import worddiff
from tracker.text import clean, clean_line

LONGEST_QUOTE = 4_000  # characters of one passage; a reader finds the rest in the record
_LONGEST_URL = 2_000
_URL = re.compile(r"https?://[^\s<>\"'`\\|{}^\[\]]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~)"
_HOST = re.compile(r"[A-Za-z0-9.-]+\Z")
# What could begin a block, wherever the line ends up; `=` goes by reference, below.
_LINE_START = re.compile(r"^([-+])|^(\d{1,9})([.)])")
_INLINE = re.compile(r"[\\`*_{}\[\]#]")
_ENTITIES = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;", "=": "&#61;"}
)
_AUTOLINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
# Words that no Markdown takes for anything else: most of what a report says, found at a glance.
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9,;:.()'/→–…-]| (?! ))*(?<! )")
_DIFF = {"same": ("", ""), "out": ("\\[-", "-\\]"), "in": ("\\{+", "+\\}")}
_AMPERSAND = re.compile(r"&(?=#?\w+;)")


def safe_url(url: str) -> str | None:
    """Return `url` fit to be a link's target, or None when it must stay plain text.

    Only http and https, a plain ASCII host and no user part (`https://kubernetes.io@elsewhere` reads as
    what it is not); what has a meaning in Markdown or HTML is percent-encoded.
    """
    if len(url) > _LONGEST_URL or clean_line(url) != url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or not _HOST.match(host):
        return None
    return quote(url, safe="%/:?#@&=+,;~-.!$")


def pieces(text: str) -> list[tuple[str, str | None]]:
    """Split `text` into runs of (words, link target or None); the words joined give `text` again."""
    if "://" not in text:
        return [(text, None)]
    found: list[tuple[str, str | None]] = []
    at = 0
    for match in _URL.finditer(text):
        shown = match.group().rstrip(_TRAILING)
        if shown.count("(") > shown.count(")") and match.group()[len(shown) :].startswith(")"):
            shown += ")"
        target = safe_url(shown)
        if target is None:
            continue
        if match.start() > at:
            found.append((text[at : match.start()], None))
        found.append((shown, target))
        at = match.start() + len(shown)
    if at < len(text) or not found:
        found.append((text[at:], None))
    return found


def cut(text: str) -> tuple[str, bool]:
    """Return the part of a passage that a report quotes, and whether something was left off."""
    text = text.strip("\n")
    return (text[:LONGEST_QUOTE].rstrip(), True) if len(text) > LONGEST_QUOTE else (text, False)


def line(text: str) -> str:
    """Return `text` as one line of Markdown that shows these very words, whatever they look like.

    CommonMark and the `markdown` package share only some backslash escapes, so the rest become character
    references, which no Markdown takes for structure. Nothing here is left for a viewer to make a link of.
    """
    if _PLAIN.fullmatch(text) and "//" not in text and "ww" not in text.lower():
        return text
    text = _AMPERSAND.sub("&amp;", clean_line(text))
    text = _INLINE.sub(lambda match: "\\" + match.group(), text).translate(_ENTITIES)
    text = _LINE_START.sub(lambda match: f"{match[2] or ''}\\{match[1] or match[3]}", text)
    return _AUTOLINK.sub(lambda match: f"&#{ord(match.group())};", text)


def prose(text: str) -> str:
    """Return `text` as one paragraph of Markdown words in which web addresses are links."""
    runs: list[str] = []
    for shown, target in pieces(clean_line(text)):
        if target:
            runs.append(f"<{target}>" if target == shown else link(shown, target))
        else:
            runs.append(inline(shown))
    return "".join(runs)


def inline(text: str) -> str:
    """Return `text` as Markdown words that keep the blanks at both ends: for runs that stand side by side."""
    body = text.strip()
    if not body:
        return " " if text else ""
    lead, _, trail = text.partition(body)
    return f"{' ' if lead else ''}{line(body)}{' ' if trail else ''}"


def difference(runs: Iterable[worddiff.Run]) -> str:
    """Return a word difference as Markdown words, with wdiff's marks as `worddiff.plain` has them."""
    return "".join(f"{_DIFF[run.op][0]}{inline(run.text)}{_DIFF[run.op][1]}" for run in runs)


def quoted(text: str) -> list[str]:
    """Return `text` as the lines of a Markdown block quotation, web addresses as links."""
    return [f"> {prose(shown)}".rstrip() for shown in clean(text).split("\n")]


def link(title: str, url: str | None) -> str:
    """Return a Markdown link with `title` as its words, or the words alone when `url` may not be a link."""
    target = safe_url(url) if url else None
    shown = line(title) or "untitled"
    if target is None:
        return f"{shown} ({line(url)})" if url else shown
    return f"[{shown}]({target.replace('&', '&amp;')})"
