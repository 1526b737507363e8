"""`tracker replies`: what came back, and what a person does with it before assessing."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli import describe, output
from tracker.cli.call import Json, Reason, group, only_alone, opened
from tracker.errors import BadUse

app = group("List, read and sort the replies.")


def register(top: typer.Typer) -> None:
    """Add these commands to the app."""
    top.add_typer(app, name="replies")


Passage = Annotated[str, typer.Argument(metavar="PASSAGE", help="A passage, such as R3.2.")]
Question = Annotated[str, typer.Argument(metavar="QUESTION", help="A question or part, such as C2 or C2.4.")]
Reply = Annotated[str, typer.Argument(metavar="REPLY", help="A reply, such as R3.")]
Who = Annotated[str, typer.Argument(metavar="WHO", help="A reply (R3) or its responder (P2).")]


@app.callback(invoke_without_command=True, epilog="Example: tracker replies --json")
def replies(
    ctx: typer.Context,
    unsorted: Annotated[bool, typer.Option("--unsorted", help="Only what belongs to no letter yet.")] = False,
    json: Json = False,
) -> None:
    """List the replies, read one, and sort what it says."""
    if not only_alone(ctx, unsorted, json):
        return
    from tracker.workflow import board

    with opened(ctx) as workspace:
        rows = board.replies(workspace, unsorted)
        waiting = 0 if unsorted else len(board.replies(workspace, unsorted=True))
    if json:
        output.json_lines(rows)
        return
    if not rows:
        output.say("No unsorted replies." if unsorted else "No replies yet.")
    else:
        output.table(
            ("ID", "Date", "From", "Auth", "Kind", "Seen by", "Questions", "Triage", "Subject"),
            [
                (
                    row.id,
                    output.day(row.date),
                    row.who,
                    row.authority,
                    row.kind,
                    row.visibility,
                    " ".join(row.questions) or "–",
                    f"{row.to_triage}/{row.passages}",
                    row.subject,
                )
                for row in rows
            ],
            flexible=(8, 2),
        )
    if waiting:
        output.note(f"{output.many(waiting, 'reply', 'replies')} unsorted: see `tracker replies --unsorted`.")


@app.command("show", epilog="Example: tracker replies show R3")
def show(ctx: typer.Context, reply: Reply, json: Json = False) -> None:
    """Show a reply, passage by passage.

    With the quotation each stands under, its links, and what its words suggest.
    """
    from tracker.workflow import board

    with opened(ctx) as workspace:
        view = board.reply(workspace, reply)
    if json:
        output.as_json(view)
    else:
        describe.reply(view)


@app.command("next", epilog="Example: tracker replies next R3.2")
def next_passage(
    ctx: typer.Context,
    after: Annotated[str, typer.Argument(metavar="[PASSAGE]", help="Look behind this one.")] = "",
) -> None:
    """Name the next passage to triage."""
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        found = triage.next_open(workspace, after or None)
    output.say(found or "Nothing waits for triage.")


@app.command("link", epilog="Example: tracker replies link R3.2 C2")
def link(ctx: typer.Context, passage: Passage, question: Question, reason: Reason = "") -> None:
    """Tie a passage to a question by hand."""
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.link(workspace, passage, question, reason)
    output.say(f"{passage.upper()} is linked to {question.upper()}.")


@app.command("unlink", epilog="Example: tracker replies unlink R3.2 C2")
def unlink(ctx: typer.Context, passage: Passage, question: Question, reason: Reason = "") -> None:
    """Take a link away.

    The ledger keeps that it was there.
    """
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.unlink(workspace, passage, question, reason)
    output.say(f"{passage.upper()} is no longer linked to {question.upper()}.")


@app.command("skip", epilog="Example: tracker replies skip R3.2 --reason 'a greeting'")
def skip(ctx: typer.Context, passage: Passage, reason: Reason = "") -> None:
    """Mark a passage as nothing to assess."""
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.skip(workspace, passage, reason)
    output.say(f"{passage.upper()} is skipped.")


@app.command("unskip", epilog="Example: tracker replies unskip R3.2")
def unskip(ctx: typer.Context, passage: Passage) -> None:
    """Bring a skipped passage back to triage."""
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.unskip(workspace, passage)
    output.say(f"{passage.upper()} is open again.")


@app.command(
    "authority", epilog="Example: tracker replies authority R3 B --source 'OWNERS_ALIASES' --question C2"
)
def authority(
    ctx: typer.Context,
    who: Who,
    grade: Annotated[str, typer.Argument(metavar="GRADE", help="A to F; F is not established.")],
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Where that is known from.")],
    question: Annotated[
        str, typer.Option("--question", metavar="ID", help="On this question; else on all.")
    ] = "*",
) -> None:
    """Rate how well placed a responder is.

    A speaks for the body responsible, B holds a published role near it, C is a member or contributor, D anybody
    else on the list, E in doubt, F not established. What the person says is rated apart from it.
    """
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.set_authority(workspace, who, grade, source, question)
    place = "every question" if question == "*" else question.upper()
    output.say(f"Authority {grade.upper()} on {place} recorded.")


@app.command("role", epilog="Example: tracker replies role R3 'release manager'")
def role(
    ctx: typer.Context,
    who: Who,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="How reports name the responder.")],
) -> None:
    """Record a responder's role, for reports."""
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.set_role(workspace, who, role)
    output.say(f"Reports call the responder: {role}")


@app.command("consent", epilog="Example: tracker replies consent R3 --name --reason 'mail of 4 May'")
def consent(
    ctx: typer.Context,
    who: Who,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Where and when it was given.")],
    name: Annotated[bool | None, typer.Option("--name/--no-name", help="To be named in reports.")] = None,
    words: Annotated[
        bool | None, typer.Option("--words/--no-words", help="To have the words of private mail repeated.")
    ] = None,
) -> None:
    """Record what a responder agrees to."""
    if name is None and words is None:
        raise BadUse("Neither --name nor --words was given.", "say what the consent is for")
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.consent(workspace, who, name, words, reason)
    output.say("Consent recorded.")


@app.command("attach", epilog="Example: tracker replies attach R9 --letter L1")
def attach(
    ctx: typer.Context,
    reply: Reply,
    letter: Annotated[
        str, typer.Option("--letter", metavar="ID", help="The letter; needed when there are several.")
    ] = "",
    leg: Annotated[
        str, typer.Option("--leg", metavar="ID", help="The leg that it joins; else the letter's first.")
    ] = "",
    reason: Reason = "",
) -> None:
    """Attach an unsorted reply to a letter by hand, or move one to another leg of its letter.

    A move takes --leg and --reason; passages and what was found in them stay, and both legs' states follow.
    """
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.attach(workspace, reply, letter or None, reason, leg or None)
    output.say(f"{reply.upper()} is attached to {leg.upper()}." if leg else f"{reply.upper()} is attached.")


@app.command("ours", epilog="Example: tracker replies ours R5 --reason 'sent from my other address'")
def ours(
    ctx: typer.Context,
    reply: Reply,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="How that is known.")],
) -> None:
    """Say that a message taken for an answer is our own.

    It becomes an attempt of its leg, which waits again unless somebody else answered; its passages are retired.
    Mail that comes from now on is known by the addresses in tracker.toml: ours, and the users of the accounts.
    """
    from tracker.workflow import whose

    with opened(ctx) as workspace:
        whose.ours(workspace, reply, reason)
    output.say(f"{reply.upper()} is ours.")


@app.command("theirs", epilog="Example: tracker replies theirs R5 --reason 'our address in From is forged'")
def theirs(
    ctx: typer.Context,
    reply: Reply,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="How that is known.")],
) -> None:
    """Say that a message taken for ours is somebody else's answer.

    Its passages are read, and wait for triage.
    """
    from tracker.workflow import whose

    with opened(ctx) as workspace:
        whose.theirs(workspace, reply, reason)
    output.say(f"{reply.upper()} is a reply.")


@app.command("public", epilog="Example: tracker replies public R4 --reason 'in the list archive of 3 May'")
def public(
    ctx: typer.Context,
    reply: Reply,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Where it can be read.")],
) -> None:
    """Say that a private message is public.

    What was sealed of it is opened; the act bears your name and the reason.
    """
    from tracker.workflow import triage

    with opened(ctx) as workspace:
        triage.make_public(workspace, reply, reason)
    output.say(f"{reply.upper()} is public.")
