"""What follows a follow-up: reactions recorded and listed, and what a person says of a leg."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import output
from tracker.cli.call import Json, Reason, opened

if TYPE_CHECKING:
    from tracker.workflow.reacting import Reacted


def react(
    ctx: typer.Context,
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Such as A3.")],
    value: Annotated[
        str, typer.Argument(metavar="REACTION", help="satisfied, not-satisfied, pending or none.")
    ],
    passage: Annotated[
        str, typer.Option("--passage", metavar="R5.1", help="Where they said so; whoever wrote it reacts.")
    ] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Record what a responder made of what we did with their answer.

    Not satisfied puts the question under review; no claim changes. None is for who was not heard of again.
    """
    from tracker.workflow import reacting

    with opened(ctx) as workspace:
        view = reacting.react(workspace, finding, value, passage, reason)
    if json:
        output.as_json(view)
        return
    output.say(f"{view.id}: the reaction to {view.assessment} on {view.question} is: {view.value}.")
    if view.value == reacting.UNSATISFIED:
        output.note(
            f"{view.question} is under review; a self-review ends that: "
            f"`tracker assess {view.question} --basis self-review …`."
        )


def listed(ctx: typer.Context, json: Json = False) -> None:
    """List the findings on answers with the reaction to each; pending is what we reported and heard nothing of."""
    from tracker.workflow import reacting

    with opened(ctx) as workspace:
        found = reacting.listed(workspace)
    if json:
        output.json_lines(found)
    elif not found:
        output.say("No finding rests on an answer yet.")
    else:
        output.table(
            ("Finding", "Question", "Of", "Reaction", "Since", "Said in", "By", "Reason"),
            [_row(one) for one in found],
            flexible=(7, 2),
        )


def _row(one: Reacted) -> tuple[str, ...]:
    return (
        one.assessment,
        one.question,
        one.role or one.person or "–",
        one.value or "not reported yet",
        output.day(one.since),
        one.passage or (f"perhaps {one.maybe}" if one.maybe else "–"),
        one.by or "–",
        one.reason,
    )


def leg(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="LEG", help="Such as G2.")],  # noqa: A002
    state: Annotated[str, typer.Argument(metavar="STATE", help="promised, awaiting-us, closed or open.")],
    due: Annotated[
        str, typer.Option("--due", metavar="DATE", help="The day an answer is promised for.")
    ] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Say where a leg stands: an answer is promised, they asked back, it is closed, or it goes on.

    Open takes that back: the answers in it decide again.
    """
    from tracker.workflow import legclock, legsaid

    with opened(ctx) as workspace:
        legsaid.say(workspace, id, state, due, reason)
        clock = next(one for one in legclock.clocks(workspace) if one.leg == id.strip().upper())
    if json:
        output.as_json(clock)
    else:
        output.say(f"{clock.leg} is {clock.state}" + (f": {clock.why}." if clock.why else "."))
