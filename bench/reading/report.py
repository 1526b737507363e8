"""What is printed of a run: tables for every part, speeds side by side, and what was wrong in tuned mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.reading.run import TRACKER, Run, Wrong
from bench.reading.scoring import TextTotal
from bench.reading.speed import Speed
from bench.reading.tables import decimal, short, table

_TEXT = ("f1", "f1_mean", "precision", "recall", "exact", "words")
_LINKS = ("links", "no_trace", "confident", "parts", "effects", "kind", "author")
_LINK_HEADS = ("links", "where none", "confident", "parts", "effects", "kind", "author")


def figures(run: Run) -> Iterator[str]:
    """Yield the tables of each part that holds mails, and of both together."""
    for part in run.parts():
        whole = run.sums[part, ""]
        scored = whole.text[TRACKER].mails if whole.text else 0
        yield f"\n{part}: {whole.mails} mails, {scored} of them with labelled passages"
        rows = []
        for name in run.names:
            got = whole.text.get(name, TextTotal()).figures()
            rows.append([name, *(decimal(got[key]) for key in _TEXT), str(got["errors"])])
        yield from table(
            ("new text", "F1", "of a mail", "precision", "recall", "exact", "words", "errors"), rows
        )
        got = whole.links.figures()
        yield ""
        yield from table(
            ("tracker: right", *_LINK_HEADS),
            [
                ["share", *(decimal(got[key]) for key in _LINKS)],
                ["of", *(str(got[f"{key}_of"]) for key in _LINKS)],
            ],
        )
        yield ""
        bands = [(name, str(right), str(of), short(right / of)) for name, right, of in whole.links.bands()]
        yield from table(("best answers, by their score", "right", "of", "share"), bands)
        yield from _styles(run, part)


def _styles(run: Run, part: str) -> Iterator[str]:
    """Yield the table by style: F1 and the share exactly right of each reader, then what the tracker alone does."""
    rows, links = [], []
    for style in run.styles(part):
        sums = run.sums[part, style]
        texts = [sums.text.get(name, TextTotal()).figures() for name in run.names]
        shown = [f"{short(one['f1'])} {short(one['exact']):>3}" if one["mails"] else "–" for one in texts]
        rows.append([style, str(sums.mails), *shown])
        got = sums.links.figures()
        each = (f"{short(got[key])} /{got[f'{key}_of']:>2}" if got[f"{key}_of"] else "–" for key in _LINKS)
        links.append([style, str(sums.mails), short(texts[0]["words"]), *each])
    yield ""
    yield from table((f"{part}, F1 and exact", "mails", *run.names), rows)
    yield ""
    yield from table((f"{part}, tracker", "mails", "words", *_LINK_HEADS), links)


def speeds(found: dict[str, Speed], mails: int, rounds: int) -> Iterator[str]:
    """Yield the table of speeds, each also as many times the tracker's."""
    yield f"\nspeed over {mails} mails, medians of {rounds} rounds"
    yield "(the tracker from the bytes of a mail to links and effects, peers from the decoded body to the new text)"
    base = found[TRACKER]
    rows = [
        [name, f"{one.per_second:,.0f}", f"{one.slowest:.1f}", f"{one.per_second / base.per_second:.2f}"]
        for name, one in found.items()
    ]
    yield from table(("", "messages/s", "slowest ms", "× tracker"), rows)


def failures(wrong: Sequence[Wrong]) -> Iterator[str]:
    """Yield what was wrong in each tuned mail; held mails are never told of."""
    tuned = [one for one in wrong if one.mail.part == "tuned"]
    yield f"\n{len(tuned)} tuned mails with something wrong"
    for one in tuned:
        yield f"\n{one.mail.file} ({one.mail.style})"
        if one.error:
            yield f"  raised {one.error}"
        if one.text:
            yield from (f"  lost    {line}" for line in one.text.lost)
            yield from (f"  leaked  {line}" for line in one.text.leaked)
        if one.links:
            yield from (f"  {line}" for line in one.links.wrong)
