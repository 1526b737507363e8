"""`tracker doctor`: what is wrong with the workspace or a mail account, and what to do about it."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli import output, steps
from tracker.cli.call import Json, called
from tracker.errors import TrackerError


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("doctor", epilog="Example: tracker doctor work")(doctor)


def doctor(
    ctx: typer.Context,
    account: Annotated[
        str, typer.Argument(metavar="[ACCOUNT]", help="Of the accounts go through this one alone.")
    ] = "",
    json: Json = False,
) -> None:
    """Check workspace and mail accounts step by step.

    Each line says whether something is well, and else what to do. It works where other commands fail: outside
    a workspace, and with settings that cannot be read. Nothing on a mail server changes.
    """
    from tracker.workflow import doctor as workflow

    call = called(ctx)
    checks = []
    about = ""
    for check in workflow.examine_all(call.workspace, call.by or None, account):
        checks.append(check)
        if json:
            continue
        if check.about != about:
            if about:
                output.say()
            output.say(check.about.capitalize(), "bold")
            about = check.about
        steps.show(check.name, check.ok, check.sentence, check.hint)
    failed = sum(1 for check in checks if not check.ok)
    if json:
        output.as_json({"ok": not failed, "checks": checks})
    if failed:
        what = "1 check" if failed == 1 else f"{failed} checks"
        raise TrackerError(f"{what} failed.", "each line marked ✗ says what to do")
