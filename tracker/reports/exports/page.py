"""One HTML document around an export: it loads nothing, runs nothing, and prints."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from tracker.text import clean

_CSS = """:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: WIDTH; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid; } h3 { margin-top: 1.75rem; }
blockquote { margin: .5rem 0; padding: 0 0 0 1rem; border-left: 3px solid; overflow-wrap: anywhere; }
table { border-collapse: collapse; } th, td { border: 1px solid; padding: .3rem .5rem; text-align: left; }
td { vertical-align: top; overflow-wrap: anywhere; } thead { display: table-header-group; }
@page { size: A4 ORIENTATION; margin: 12mm; }
@media print { body { max-width: none; margin: 0; font-size: 9pt; } tr, blockquote { break-inside: avoid; } }"""
# The widths of the ISO/IEC template's eight columns.
_WIDE = "\ntable { table-layout: fixed; width: 100%; }\n" + "\n".join(
    f"th:nth-child({n}) {{ width: {width}%; }}"
    for n, width in enumerate((6, 7, 7, 11, 7, 25, 18, 19), start=1)
)
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "li", "ol", "p", "pre", "strong", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip


def page(title: str, body: str, landscape: bool = False) -> str:
    """Return the document around `body`, which is safe HTML; the policy in its head forbids all but its style."""
    css = _CSS.replace("ORIENTATION", "landscape" if landscape else "portrait")
    css = css.replace("WIDTH", "none" if landscape else "48rem") + (_WIDE if landscape else "")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{Markup.escape(clean(title))}</title>\n<style>\n{css}\n</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def converted(blocks: Iterable[str]) -> str:
    """Return Markdown whose outside words are escaped already as HTML of harmless tags, a line break after each block.

    The blocks are converted one by one: what the `markdown` package takes grows faster than the text.
    """
    from markdown import Markdown
    from nh3 import clean as harmless

    reader = Markdown(extensions=["tables", "sane_lists"])
    pages = [
        harmless(
            reader.reset().convert(block),
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https"},
            link_rel="noreferrer noopener",
        )
        for block in blocks
    ]
    return "".join(page + "\n" for page in pages)
