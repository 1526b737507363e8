"""The peers: libraries that take the new text of a reply out of its body, each asked in the way that keeps most.

None of them was written for answers between quotations, so the documented call for "the reply" often loses most
of them. Each is asked for all text that it does not take for quotation, signature or header, and lines
that begin with `>` are taken out of what it leaves, which helps all of them:

- email-reply-parser: `EmailReplyParser.read(text).fragments`, all that are not quoted, signature or headers; and, as a
  reader of its own, the documented `parse_reply(text)`, which loses more and leaks less.
- mail-parser-reply: `EmailReplyParser(languages=…all).read(text).replies`, the `body` of the first, and that of
  each one behind it of which some lines bear a `>` (one that bears none is an older message).
- quotequail: `unwrap(text)`, `text_top` and `text_bottom`; of HTML `unwrap_html`, `html_top` and `html_bottom`; all of
  it where it sees nothing to unwrap.
- talon: `quotations.extract_from_plain`, of HTML `quotations.extract_from_html`. Without its signatures: they need a
  classifier pickled for another scikit-learn. Its other requirements install; so it is put beside the extra
  `bench` with `pip install --no-deps -c constraints.txt talon`, which is what `make bench-reading` does.
- drop > lines: every line that does not begin with `>`.

Those that know no HTML are given it as plain text, with `> ` before what stands in a blockquote.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from bench.reading.bodies import Body, rendered

LANGUAGES = ("en", "de", "cs", "da", "es", "fr", "it", "ja", "ko", "nl", "pl", "sv", "zh")
Reader = Callable[[Body], str]


@dataclass(frozen=True)
class Peer:
    """A library as it is asked; `title` names its package and version."""

    name: str
    title: str
    new_text: Reader


def installed() -> tuple[list[Peer], dict[str, str]]:
    """Return the peers that can be asked, and for each of the others why it cannot."""
    found: list[Peer] = []
    missing: dict[str, str] = {}
    for name, package, module, make in _PEERS:
        try:
            reader = _unmarked(make(importlib.import_module(module)))
            found.append(Peer(name, f"{package} {version(package)}", reader))
        except Exception as error:  # noqa: BLE001  (whatever a foreign package fails with is its reason)
            missing[name] = f"{type(error).__name__}: {error}"
    found.append(
        Peer("drop > lines", "every line without > at its start", _unmarked(lambda body: body.plain))
    )
    return found, missing


def _unmarked(reader: Reader) -> Reader:
    """Return the reader without the lines that begin with `>`."""
    return lambda body: "\n".join(line for line in reader(body).split("\n") if not line.startswith(">"))


def _email_reply_parser(module: Any) -> Reader:
    def new_text(body: Body) -> str:
        fragments = module.EmailReplyParser.read(body.plain).fragments
        kept = (one.content for one in fragments if not (one.quoted or one.signature or one.headers))
        return "\n".join(kept)

    return new_text


def _parse_reply(module: Any) -> Reader:
    return lambda body: str(module.EmailReplyParser.parse_reply(body.plain))


def _mail_parser_reply(module: Any) -> Reader:
    parser = module.EmailReplyParser(languages=list(LANGUAGES))

    def new_text(body: Body) -> str:
        first, *rest = parser.read(text=body.plain).replies
        behind = (one.body for one in rest if any(line.startswith(">") for line in one.full_body.split("\n")))
        return "\n".join([first.body, *behind])

    return new_text


def _quotequail(module: Any) -> Reader:
    def new_text(body: Body) -> str:
        if body.html:
            found = module.unwrap_html(body.html)
            kept = (
                [rendered(found[key]) for key in ("html_top", "html_bottom") if key in found] if found else []
            )
        else:
            found = module.unwrap(body.plain)
            kept = [found[key] for key in ("text_top", "text_bottom") if key in found] if found else []
        return "\n".join(kept) if found else body.plain

    return new_text


def _talon(module: Any) -> Reader:
    module.register_xpath_extensions()
    warnings.filterwarnings("ignore", module="html5lib")  # names of Outlook's own elements, once a mail

    def new_text(body: Body) -> str:
        if body.html:
            return rendered(module.extract_from_html(body.html))
        return str(module.extract_from_plain(body.plain))

    return new_text


_PEERS: tuple[tuple[str, str, str, Callable[[Any], Reader]], ...] = (
    ("email-reply-parser", "email-reply-parser", "email_reply_parser", _email_reply_parser),
    ("its parse_reply", "email-reply-parser", "email_reply_parser", _parse_reply),
    ("mail-parser-reply", "mail-parser-reply", "mailparser_reply", _mail_parser_reply),
    ("quotequail", "quotequail", "quotequail", _quotequail),
    ("talon", "talon", "talon.quotations", _talon),
)
