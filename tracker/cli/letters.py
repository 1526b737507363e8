"""`tracker init` and `tracker letter`: opening a workspace, and the letters that it is about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output
from tracker.cli.call import Json, called, group, only_alone, opened
from tracker.errors import BadUse

if TYPE_CHECKING:
    from tracker.record.views import LegClock, LegView, LetterView
    from tracker.workflow.letters import Proposal, ProposedQuestion

letter = group("Show, open or complete a letter.")
LetterId = Annotated[str, typer.Argument(metavar="[ID]", help="Needed when there are several letters.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("init", epilog="Example: tracker init my-letter --by 'Name'")(init)
    app.add_typer(letter, name="letter")


def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder; else this one.")] = None,
) -> None:
    """Make a workspace in a folder.

    Question files that lie in questions/ beside a letter.md are opened with it, as the letter sent them.
    """
    from tracker.workflow import letters
    from tracker.workflow.workspace import Workspace

    call = called(ctx)
    root = folder or call.workspace or Path()
    workspace = Workspace.create(root, call.by or None)
    try:
        if (workspace.questions_folder / "letter.md").exists():
            view = letters.open_files(workspace)
            output.say(f"Letter {view.id} is open: {view.title}")
        else:
            output.note("Open a letter with `tracker letter add FILE`.")
        output.say(f"The workspace is {workspace.root}")
    finally:
        workspace.close()


@letter.callback(invoke_without_command=True, epilog="Example: tracker letter --json")
def plain(ctx: typer.Context, json: Json = False) -> None:
    """Show a letter, open another one with its questions, or fill in what was not known of it."""
    if only_alone(ctx, json):
        _show(ctx, "", json)


@letter.command("show", epilog="Example: tracker letter show L1")
def show(ctx: typer.Context, id: LetterId = "", json: Json = False) -> None:  # noqa: A002
    """Show a letter, its paragraphs numbered."""
    _show(ctx, id, json)


def _show(ctx: typer.Context, id: str, json: bool) -> None:  # noqa: A002
    from tracker.workflow import board, legclock, letters

    with opened(ctx) as workspace:
        view = board.letter(workspace, id or None)
        legs = letters.legs(workspace, view.id)
        clocks = {one.leg: one for one in legclock.clocks(workspace)}
    _told(view, legs, clocks, json)


def _told(view: LetterView, legs: tuple[LegView, ...], clocks: dict[str, LegClock], json: bool) -> None:
    if json:
        told = [{**output.plain(leg), "clock": clocks[leg.id]} for leg in legs]
        output.as_json({**output.plain(view), "legs": told})
        return
    output.say(f"{view.id} · {view.title}", "bold")
    for name in ("message_id", "subject", "date", "to", "url"):
        output.say(f"{name.replace('_', '-')}: {getattr(view, name) or 'not known'}")
    for leg in legs:
        _leg(leg, clocks[leg.id])
    for number, paragraph in enumerate(view.paragraphs):
        output.section(f"Paragraph {number}")
        output.prose(paragraph, "  ")


@letter.command("legs", epilog="Example: tracker letter legs --json")
def legs(ctx: typer.Context, id: LetterId = "", json: Json = False) -> None:  # noqa: A002
    """List whom the letter asks: how often we wrote, how long each is silent, what is due since when."""
    from tracker.workflow import board, legclock, letters

    with opened(ctx) as workspace:
        own = {one.id for one in letters.legs(workspace, board.letter(workspace, id or None).id)}
        found = [one for one in legclock.clocks(workspace) if one.leg in own]
    if json:
        output.json_lines(found)
        return
    output.table(
        ("Leg", "Asks", "State", "Wrote", "Last", "Heard", "Silent", "Due"),
        [
            (
                one.leg,
                one.correspondent,
                one.state,
                str(one.attempts),
                output.day(one.wrote),
                output.day(one.heard),
                "–" if one.silent_days is None else output.many(one.silent_days, "day"),
                f"{one.due} since {one.on}" if one.due else f"on {one.on}" if one.on else "–",
            )
            for one in found
        ],
        flexible=(1, 7),
    )


def _leg(leg: LegView, clock: LegClock) -> None:
    output.section(f"Leg {leg.id} · {leg.correspondent} · {leg.state}")
    opened = f"{leg.opened_at:%Y-%m-%d}" if leg.opened_at else "on a day not known"
    by = f" by {leg.opened_by}" if leg.opened_by else ""
    carries = f", carries {', '.join(leg.questions)}" if leg.questions else ""
    output.say(f"  opened {opened}{by}{carries}")
    wrote = ", ".join(f"{at:%Y-%m-%d}" for at in leg.attempts)
    output.say(f"  we wrote: {wrote or 'no message of ours is known'}")
    if leg.replies:
        heard = f", the last answer of {leg.heard:%Y-%m-%d}" if leg.heard else ""
        output.say(f"  received: {output.many(len(leg.replies), 'message')}{heard}")
    if leg.silence:
        output.say(f"  {leg.silence}")
    if clock.why:
        output.say(f"  {clock.why}", "yellow" if clock.due else "")
    looked = f"{leg.looked:%Y-%m-%d %H:%M} UTC" if leg.looked else "not yet"
    output.say(f"  mail last looked through: {looked}")


@letter.command("set", epilog="Example: tracker letter set --subject 'Clarification' --date 2026-04-28")
def set_(
    ctx: typer.Context,
    id: LetterId = "",  # noqa: A002
    message_id: Annotated[str | None, typer.Option("--message-id", metavar="ID")] = None,
    subject: Annotated[str | None, typer.Option("--subject", metavar="TEXT")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="Such as 2026-04-28.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="ADDRESS")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where it can be read.")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None,
    json: Json = False,
) -> None:
    """Fill in what was not known of a letter.

    Replies are recognised by it.
    """
    from tracker.workflow import letters

    given = {
        "message_id": message_id,
        "subject": subject,
        "date": date,
        "to": to,
        "url": url,
        "title": title,
    }
    with opened(ctx) as workspace:
        view = letters.set_letter(workspace, id or None, **given)
        legs = letters.legs(workspace, view.id)
    if json:
        output.as_json({**output.plain(view), "legs": legs})
        return
    output.say(f"{view.id} · {view.title}", "bold")
    for name, value in given.items():
        if value is not None:
            output.say(f"{name.replace('_', '-')}: {getattr(view, name) or 'not known'}")


@letter.command(
    "add",
    epilog=(
        "Examples: tracker letter add letter.txt --accept all; tracker letter add letter.eml --json > "
        "p.json, edit it, then tracker letter add letter.eml --questions p.json"
    ),
)
def add(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Plain text, Markdown or .eml.")],
    accept: Annotated[
        str,
        typer.Option("--accept", metavar="all|C1,Q2", help="Open it with these of the proposed questions."),
    ] = "",
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions", metavar="FILE", help="Open it with the questions of this edited proposal."
        ),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What to call the letter.")] = "",
    json: Json = False,
) -> None:
    """Read a letter and propose its questions.

    Nothing is recorded before the questions are accepted, one way or the other.
    """
    from tracker.workflow import letters

    if accept and questions:
        raise BadUse("--accept and --questions exclude each other.", "give one of them")
    proposal = letters.propose(file)
    if questions is not None:
        chosen = _edited(questions)
    elif accept:
        chosen = _accepted(proposal, accept)
    else:
        if json:
            output.as_json(proposal)
            return
        _proposed(proposal)
        if not (output.is_terminal() and output.is_terminal(sys.stdin)):
            output.note("Nothing is recorded yet: add --accept all, or --accept with the ids that are right.")
            return
        if not typer.confirm(f"Open the letter with these {len(proposal.questions)} questions?"):
            output.note("Nothing was recorded.")
            return
        chosen = list(proposal.questions)
    with opened(ctx) as workspace:
        view = letters.add(workspace, file, chosen, title or None)
    if json:
        output.as_json(view)
    else:
        output.say(f"Letter {view.id} is open with {output.many(len(chosen), 'question')}: {view.title}")


def _proposed(proposal: Proposal) -> None:
    output.table(
        ("ID", "Asks to", "Paragraph", "Level", "Found by", "Title"),
        [
            (
                one.id,
                one.asks,
                ", ".join(map(str, one.paragraphs)),
                output.level_name(one.level),
                one.how,
                one.title,
            )
            for one in proposal.questions
        ],
        flexible=(5,),
    )


def _accepted(proposal: Proposal, accept: str) -> list[ProposedQuestion]:
    if accept.strip().lower() == "all":
        return list(proposal.questions)
    by_id = {one.id.upper(): one for one in proposal.questions}
    names = [name.strip().upper() for name in accept.split(",") if name.strip()]
    for name in names:
        if name not in by_id:
            raise BadUse(
                f"The letter has no proposed question {name}.", f"there are {', '.join(by_id) or 'none'}"
            )
    return [by_id[name] for name in names]


def _edited(path: Path) -> list[ProposedQuestion]:
    """Read a proposal that was printed with --json and edited."""
    import json

    from tracker.workflow.letters import ProposedQuestion

    hint = "print a proposal with --json, edit its questions, and give that file"
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadUse(f"{path} cannot be read: {error.strerror}.", hint) from None
    except ValueError:
        raise BadUse(f"{path} is not JSON.", hint) from None
    rows = read.get("questions") if isinstance(read, dict) else read
    types = {
        "id": str,
        "asks": str,
        "title": str,
        "paragraphs": list,
        "wording": str,
        "how": str,
        "level": int,
    }
    if not isinstance(rows, list):
        raise BadUse(f"{path} holds no list of questions.", hint)
    for row in rows:
        if not isinstance(row, dict) or not {"id", "asks", "title"} <= row.keys() <= types.keys():
            raise BadUse(f"A question in {path} lacks id, asks or title, or has another key.", hint)
        if any(not isinstance(value, types[key]) for key, value in row.items()):
            raise BadUse(f"Question {row['id']} in {path} has a value of the wrong type.", hint)
        if row["asks"] not in ("confirm", "answer"):
            raise BadUse(f"Question {row['id']} in {path} asks neither to confirm nor to answer.", hint)
    return [ProposedQuestion(**row) for row in rows]
