"""`tracker sources`: the documents that the claims rest on, and the reading of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import describe, output
from tracker.cli.call import Json, Reason, group, only_alone, opened, words

if TYPE_CHECKING:
    from tracker.record.views import CitationView

app = group("List the sources, read one, add one, check them.")


def register(top: typer.Typer) -> None:
    """Add these commands to the app."""
    from tracker.cli import sources_check

    sources_check.register(app)
    top.add_typer(app, name="sources")


QuestionFilter = Annotated[
    str, typer.Option("--question", metavar="ID", help="Only those of this question or part.")
]
Unread = Annotated[bool, typer.Option("--unread", help="Only what nobody has read yet.")]


@app.callback(invoke_without_command=True, epilog="Example: tracker sources --question C2 --unread")
def sources(
    ctx: typer.Context, question: QuestionFilter = "", unread: Unread = False, json: Json = False
) -> None:
    """List the sources, record what was read, and tie another document to a question."""
    if only_alone(ctx, question, unread, json):
        _list(ctx, question, unread, json)


@app.command("list", epilog="Example: tracker sources list --question C2 --json")
def list_sources(
    ctx: typer.Context, question: QuestionFilter = "", unread: Unread = False, json: Json = False
) -> None:
    """List the citations.

    For which question, in what relation, read or not.
    """
    _list(ctx, question, unread, json)


def _list(ctx: typer.Context, question: str, unread: bool, json: bool) -> None:
    from tracker.workflow import board

    with opened(ctx) as workspace:
        found = board.sources(workspace, question or None)
    rows = [one for one in found if not (unread and one.read)]
    if json:
        output.json_lines(rows)
    elif not rows:
        output.say("No sources.")
    else:
        output.table(
            ("ID", "For", "Relation", "Kind", "Read", "Title", "Address"),
            [
                (
                    one.id,
                    one.question,
                    one.relation,
                    one.kind,
                    output.day(one.read_at) if one.read else "unread",
                    one.title,
                    one.url,
                )
                for one in rows
            ],
            flexible=(6, 5),
        )


@app.command(
    "read",
    epilog=(
        "Example: tracker sources read K12 --quote 'Release branches are locked' "
        "--locator 'Branches' --states --covers all"
    ),
)
def read(
    ctx: typer.Context,
    citation: Annotated[str, typer.Argument(metavar="ID", help="A citation, as `tracker sources` lists it.")],
    quote: Annotated[
        str, typer.Option("--quote", metavar="-|FILE|TEXT", help="The words read, as they stand there.")
    ],
    locator: Annotated[
        str, typer.Option("--locator", metavar="TEXT", help="Where they stand: section, line, page.")
    ],
    covers: Annotated[
        str,
        typer.Option(
            "--covers", metavar="part|all", help="Whether it carries a part of the proposition or all."
        ),
    ] = "part",
    part: Annotated[
        str, typer.Option("--part", metavar="TEXT", help="Which part; else what the citation bears.")
    ] = "",
    states: Annotated[bool, typer.Option("--states/--implies", help="It says so, or one infers it.")] = False,
    dated: Annotated[
        str, typer.Option("--dated", metavar="TEXT", help="Commit or retrieval date of the copy read.")
    ] = "",
    body: Annotated[
        str, typer.Option("--body", metavar="TEXT", help="Who is responsible for the document.")
    ] = "",
    independent_of: Annotated[
        list[str] | None,
        typer.Option(
            "--independent-of", metavar="ID", help="A citation it does not derive from; may be repeated."
        ),
    ] = None,
    question: Annotated[
        str,
        typer.Option(
            "--for", metavar="ID", help="Tie it to this question or part as well, and read it there."
        ),
    ] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Record that you have read a source.

    With a quotation, where it stands, and how much of the proposition it carries.
    """
    from tracker.workflow import sourcework

    with opened(ctx) as workspace:
        view = sourcework.read(
            workspace,
            citation,
            quote=words(quote),
            locator=locator,
            covers=covers,
            part=part,
            states=states,
            dated=dated,
            body=body,
            independent_of=tuple(independent_of or ()),
            question=question or None,
            reason=reason,
        )
    _told(view, json)


@app.command(
    "add",
    epilog="Example: tracker sources add https://example.org/policy.md --question C2 --relation supports",
)
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The address of a public document.")],
    question: Annotated[
        str, typer.Option("--question", metavar="ID", help="The question or part it bears on.")
    ],
    relation: Annotated[
        str, typer.Option("--relation", help="supports, disputes, qualifies, answers or context.")
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title; else the address.")] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="What sort of document; decides if it is normative.")
    ] = "other",
    quote: Annotated[
        str, typer.Option("--quote", metavar="-|FILE|TEXT", help="What it says on the matter.")
    ] = "",
    locator: Annotated[str, typer.Option("--locator", metavar="TEXT", help="Where in it.")] = "",
    bears: Annotated[
        str, typer.Option("--bears", metavar="TEXT", help="What it bears on, in a phrase.")
    ] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Tie a document to a question.

    It stays unread, and counts for nothing, until a person reads it.
    """
    from tracker.workflow import sourcework

    with opened(ctx) as workspace:
        view = sourcework.add(
            workspace,
            url,
            question,
            relation,
            title=title,
            kind=kind,
            quote=words(quote) if quote else "",
            locator=locator,
            bears=bears,
            reason=reason,
        )
    _told(view, json)


def _told(view: CitationView, json: bool) -> None:
    if json:
        output.as_json(view)
    else:
        output.prose(describe.source_line(view))
