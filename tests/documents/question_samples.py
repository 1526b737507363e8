"""Question faces for the tests of documents, and strategies that make hostile ones."""

from __future__ import annotations

from hypothesis import strategies as st

from tracker.documents.faces import ChangeBlock, CitationFace, PartFace, QuestionFace

# What a file is made of, so that a text made of it tries to pass for structure.
_PIECES = st.sampled_from(
    [
        *(
            "## Wording",
            "## Proposition",
            "## Part C2.4 · x",
            "### Evidence gap",
            "### Wording",
            "## Other",
            "# T",
        ),
        *(
            "\\## Wording",
            "\\\\## Other",
            "```",
            "````",
            "~~~",
            "```yaml",
            "\\```",
            "   ```",
            "    ```",
            "---",
            "...",
        ),
        *(
            "- level: 5",
            "- gap-status: closed",
            "level: 5",
            "- one",
            "> quoted",
            "status: closed",
            "",
            "  ",
            "\t",
        ),
        *(
            "text  ",
            "  text",
            "it's ‘so’",
            "\x1b[2J",
            "\u202etxt",
            "a\r",
            "\x85",
            "\u2028",
            "#",
            "##",
            "## ",
            "'",
            '"',
        ),
    ]
)
_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
texts = st.one_of(
    st.lists(st.one_of(_PIECES, _TEXT), max_size=7).map("\n".join),
    st.lists(_PIECES, max_size=5).map("\r\n".join),
)
lines = st.one_of(
    _TEXT,
    _PIECES,
    st.sampled_from(
        ["no", "1.10", "12:30", "null", "~", "2026-05-02", "0x1F", "=", "- a", "a: b", "&x", "*x", "!!x"]
    ),
    st.sampled_from(
        ["[a", "{b", "# c", "a # b", "'", '"', "a\nb", " lead", "trail ", "%TAG", "@x", "`x`", "| x", "> x"]
    ),
)
words = st.lists(st.sampled_from(["C1", "C2", "Q6", "R3.2", "no", "1.10"]), max_size=3)
levels = st.integers(0, 5)
gaps = st.sampled_from([None, "open", "source-pending", "narrowed", "closed", "standing", "declined"])

citations = st.builds(
    CitationFace,
    url=lines.filter(lambda text: bool(text.strip())),
    title=lines,
    section=lines,
    quote=texts,
    note=lines,
    read=st.sampled_from(["", "2026-05-02 by Reader"]),
    locator=lines,
    states=st.booleans(),
    independent_of=words,
)
parts = st.builds(
    PartFace,
    id=st.just("C2.1"),
    title=lines,
    proposition=texts,
    level=levels,
    level_as_sent=levels,
    revision=st.integers(1, 40),
    gap=texts,
    gap_status=gaps,
    wording=texts,
    confirmed=texts,
    notes=texts,
)
changes = st.builds(
    ChangeBlock,
    effects=st.lists(st.sampled_from(["upgrade", "restate:narrower", "downgrade:coherence"]), max_size=2),
    basis=st.sampled_from(["source", "self-review"]),
    reason=texts,
    by=lines,
    passages=words,
    overrides=st.lists(st.tuples(st.just("overclaim"), lines), max_size=1),
)
_names = st.sampled_from(["Mine", "To do", "a · b"])
questions = st.builds(
    QuestionFace,
    id=st.just("C2"),
    title=lines,
    asks=st.sampled_from(["confirm", "answer"]),
    paragraphs=st.lists(st.integers(0, 40), max_size=3),
    level=levels,
    level_as_sent=levels,
    gap_status=gaps,
    revision=st.integers(1, 40),
    bears_on=words,
    sources=st.lists(citations, max_size=3).map(
        lambda found: [CitationFace(**{**vars(one), "id": f"K{n}"}) for n, one in enumerate(found)]
    ),
    parts=st.lists(parts, max_size=3).map(
        lambda found: [PartFace(**{**vars(one), "id": f"C2.{n}"}) for n, one in enumerate(found, 1)]
    ),
    wording=texts,
    attribution=lines,
    proposition=texts,
    confirmed=texts,
    gap=texts,
    as_asked=texts,
    notes=texts,
    review=words,
    contested=lines,
    change=st.one_of(st.none(), changes),
    extra=st.lists(st.tuples(_names, texts), max_size=2),
)

EDITED = """---
title: 'Gated acceptance'   # mine
id: C2

# the level, as agreed
level: 3
letter: L1
level-as-sent: 3
my-own-key: {kept: as it is}
paragraphs:
- 5
revision: 1
sources:
# best first
- url: https://example.org/a   # the rule
  id: K1
  quote: "one: two"
  shelf: 12
- id: K2
  url: https://example.org/b
# end of sources
---
Before the first heading.

##   Wording

Rules appear to support it.
## My own section
* with `code`

```sh
## a comment, not a heading
```

## Proposition
It is gated.

## Part C2.1 — CLA

- level: 3

The CLA comes first.

### Mine

kept
"""
"""A question file as somebody else keeps it: own order, comments, keys, sections and spacing."""
