"""`tracker explain`: how mails are read, line by line for a person, as JSON for a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output
from tracker.cli.call import Json
from tracker.errors import TrackerError
from tracker.text import clean

if TYPE_CHECKING:
    from tracker.mail.reading import Reading, ReadPassage
    from tracker.workflow.explaining import Explained

_SHOWN = 2  # lines of a long quotation that are shown at either end
_SIGNS = {
    "own": "▌",
    "quote": "│",
    "attribution": "┌",
    "header": "┌",
    "banner": "·",
    "signature": "·",
    "footer": "·",
}
_FAINT = ("quote", "attribution", "header", "banner", "signature", "footer")


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("explain", epilog="Example: tracker explain --json --letter letter.txt reply.eml")(explain)


def explain(
    paths: Annotated[list[Path], typer.Argument(metavar="MAIL…", help="Mails or mboxes.")],
    letter: Annotated[
        Path | None, typer.Option("--letter", metavar="FILE", help="The letter they answer, as plain text.")
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Show long quotations and endings whole.")] = False,
    json: Json = False,
) -> None:
    """Show how mails are read.

    Every line with what it was taken for: ▌ the writer's own words, │ quotation, ┌ what announces it, · signatures
    and footers. Below each passage stand what it seems to answer, why, and what it suggests. Needs no workspace and
    records nothing.
    """
    from tracker.workflow import explaining

    unread = total = 0
    for found in explaining.explain(paths, letter):
        total += 1
        unread += found.reading is None
        if json:
            output.as_json(found.as_json())
        else:
            _show(found, whole)
    if total == 0 or unread == total:
        raise TrackerError("No mail could be read.", "give .eml, mbox or Maildir paths")


def _show(found: Explained, whole: bool) -> None:
    reading = found.reading
    if reading is None:
        output.say(f"{found.file}: not read: {found.problem}", "yellow")
        return
    output.say(found.file, "bold")
    for line in _head(reading, found):
        output.say(f"  {line}")
    output.say()
    for first, last, kind, passage in _runs(reading):
        _lines(reading, first, last, kind, whole)
        if passage is not None:
            _passage(passage)
    output.say()


def _head(reading: Reading, found: Explained) -> Iterator[str]:
    """Who speaks, when, to whom and by which marks that is known; what headers claim of it is not believed here."""
    mail, who = reading.mail, reading.author
    name = f"{who.name} " if who.name else ""
    yield f"from {name}<{who.address}>" + (
        f", rewritten by the list to <{mail.from_address}>" if who.rewritten else ""
    )
    if mail.subject:
        yield f"subject {mail.subject}"
    yield f"{output.minute(mail.date)} · {reading.kind} · {reading.visibility}" + (
        " · sample" if mail.sample else ""
    )
    if found.claims_results:
        yield "authentication: unknown, no receiving server is known here"
    yield output.many(len(reading.passages), "passage") + (
        f" · {', '.join(mail.flags)}" if mail.flags else ""
    )


def _runs(reading: Reading) -> Iterator[tuple[int, int, str, ReadPassage | None]]:
    """Each passage, and the lines between of one kind: first and last line (from 1), what they are, the passage.

    A blank line among lines of others goes with those above it.
    """
    inside = {
        n: one for one in reading.passages for n in range(one.passage.start_line, one.passage.end_line + 1)
    }
    keys: list[tuple[str, ReadPassage | None]] = []
    for number, kind in enumerate(reading.lines, start=1):
        one = inside.get(number)
        above = keys[-1] if keys else ("blank", None)
        keys.append(("own", one) if one else above if kind == "blank" and above[1] is None else (kind, None))
    first = 1
    for number, key in enumerate(keys, start=1):
        if number == len(keys) or keys[number] != key:
            yield first, number, *key
            first = number + 1


def _lines(reading: Reading, first: int, last: int, kind: str, whole: bool) -> None:
    """Print a run of lines behind the sign of its kind; a long one of others is cut in its middle."""
    lines = reading.mail.text.split("\n")[first - 1 : last]
    cut = not whole and kind != "own" and len(lines) > 2 * _SHOWN + 1
    sign = _SIGNS.get(kind, " ")
    for at, line in enumerate(lines):
        if cut and _SHOWN <= at < len(lines) - _SHOWN:
            if at == _SHOWN:
                output.say(f"  {sign} … {len(lines) - 2 * _SHOWN} lines more", "dim")
            continue
        _line(sign, line, kind)


def _line(sign: str, line: str, kind: str) -> None:
    """Print a line, wrapped on a terminal behind the sign of its kind."""
    style = "dim" if kind in _FAINT else ""
    for piece in output.wrapped(clean(line), 4) or [""]:
        mark = output.styled(sign, "cyan") if kind == "own" else output.styled(sign, "dim")
        output.raw(f"  {mark} {output.styled(piece, style) if style and piece else piece}".rstrip())


def _passage(one: ReadPassage) -> None:
    """Print what a passage seems to answer and suggests, with the reasons."""
    output.say(f"    {one.passage.n} · lines {one.passage.start_line}–{one.passage.end_line}", "bold")
    for answer in one.answers:
        what = answer.question or f"paragraph {answer.paragraph}"
        sure = f"{round(answer.score * 100)} %"
        output.raw("    " + output.styled(f"→ {what}", "green") + f" ({answer.how}, {sure})")
        output.prose(answer.reason, "        ")
    if not one.answers:
        output.say("    → nothing that it clearly answers", "dim")
    suggestion = one.suggestion
    if suggestion.effect:
        cues = ", ".join(f"“{' '.join(cue.text.split())}”" for cue in suggestion.cues)
        output.raw(
            "    suggests "
            + output.styled(clean(suggestion.effect), "yellow")
            + (f": {clean(cues)}" if cues else "")
        )
    if suggestion.redirects:
        output.say(f"    names {', '.join(suggestion.redirects)}")
    if suggestion.disagrees:
        output.say(f"    disagrees with somebody: “{' '.join(suggestion.disagrees.text.split())}”")
    for url in suggestion.links:
        output.say(f"    offers {url}")
