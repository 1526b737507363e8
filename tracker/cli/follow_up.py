"""`tracker follow-up`: the mail that reports back or reminds, drafted; what is due; never sent."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from tracker.cli import consenting, output, reactions
from tracker.cli.asking import ask, can_ask
from tracker.cli.call import Json, group, opened
from tracker.errors import BadUse
from tracker.text import clean_line

if TYPE_CHECKING:
    from tracker.record.views import LegClock
    from tracker.workflow.followup import Drafted, Skipped
    from tracker.workflow.followup_append import Kept
    from tracker.workflow.workspace import Workspace

DEFAULT = "draft"


class DraftsByDefault(TyperGroup):
    """A group whose name alone, or with a leg behind it, drafts: `tracker follow-up G1` is `follow-up draft G1`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the default command before what names none."""
        if not args or args[0] not in self.commands:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


app = group("Draft the mail that reports back, list what is due, record reactions.", DraftsByDefault)


def register(top: typer.Typer) -> None:
    """Add these commands to the app."""
    top.add_typer(app, name="follow-up")


@app.command(
    DEFAULT,
    epilog=(
        "Examples: tracker follow-up; tracker follow-up G1 --question C2 --out g1.eml; tracker follow-up --append work "
        "--draft g1.eml. See also: tracker follow-up reactions, react and leg, each with --help."
    ),
)
def draft(
    ctx: typer.Context,
    leg: Annotated[
        str, typer.Argument(metavar="[LEG]", help="Such as G1, or G1/P3; else all that have something new.")
    ] = "",
    question: Annotated[
        list[str] | None,
        typer.Option("--question", metavar="ID", help="Speak of this one alone, even if it was told before."),
    ] = None,
    letter: Annotated[str, typer.Option("--letter", metavar="ID", help="The legs of this letter.")] = "",
    due: Annotated[
        bool, typer.Option("--due", help="List what is due in which leg, and since when.")
    ] = False,
    sender: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="Yours, where it is not clear.")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="Where the leg is reached, if unknown.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.eml", help="Write the draft there.")
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Open the draft in $VISUAL or $EDITOR.")] = False,
    append: Annotated[
        str,
        typer.Option(
            "--append", metavar="ACCOUNT[/FOLDER]", help="Put it into the account's Drafts, after asking."
        ),
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--draft", metavar="FILE", help="With --append: a draft that was edited.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="With --append: do not ask.")] = False,
    json: Json = False,
) -> None:
    """Draft the mail that reports back; list what is due.

    A leg with answers gets a report: what changed for each question and why, and what is still open. One that never
    answered gets a reminder. Nothing is ever sent: the draft is printed, written, edited, or put into your Drafts
    over IMAP.
    """
    _agree(due, out, edit, append, file, yes, leg, question)
    with opened(ctx) as workspace:
        if due:
            _due(workspace, json)
            return
        if file is not None:
            _append_file(workspace, append, file, yes, json)
            return
        from tracker.workflow import followup, followup_append

        account = followup_append.target(workspace, append)[0] if append else ""
        made, skipped = followup.draft(workspace, leg, question or (), letter or None, sender, to, account)
        _tell_skipped(made, skipped)
        if not made:
            if not json:
                output.say("Nothing is new to report.")
            return
        exact = tuple(one for one in made if one.key == leg.strip().upper())
        if (out is not None or edit) and len(made) > 1 and exact:
            made = exact  # a leg's own name is that of its public conversation
        if (out is not None or edit) and len(made) > 1:
            raise BadUse(
                f"There are {len(made)} drafts.", f"name one: {', '.join(f'`{one.key}`' for one in made)}"
            )
        if append:
            for one in made:
                _append(workspace, append, one.draft, yes, json, one.remarks, alone=len(made) == 1)
        elif out is not None:
            _write(workspace, made[0], out, json)
        elif edit:
            _edit(workspace, made[0])
        else:
            _show(made, json)


def _agree(
    due: bool,
    out: Path | None,
    edit: bool,
    append: str,
    file: Path | None,
    yes: bool,
    leg: str,
    question: list[str] | None,
) -> None:
    ways = [
        name
        for name, given in (("--due", due), ("--out", out), ("--edit", edit), ("--append", append))
        if given
    ]
    if len(ways) > 1:
        raise BadUse(f"{' and '.join(ways)} exclude each other.", "give one of them")
    if file is not None and not append:
        raise BadUse("--draft goes with --append.", "as in `tracker follow-up --append work --draft g1.eml`")
    if file is not None and (leg or question):
        raise BadUse("A draft that is there already has its leg.", "leave LEG and --question out")
    if yes and not append:
        raise BadUse("--yes goes with --append.", "nothing else asks")


def _tell_skipped(made: tuple[Drafted, ...], skipped: tuple[Skipped, ...]) -> None:
    if skipped and not made:
        raise skipped[0].error
    for one in skipped:
        output.note(f"No draft for {one.key}: {one.error}")


def _due(workspace: Workspace, json: bool) -> None:
    from tracker.workflow import legclock

    found = [one for one in legclock.clocks(workspace) if one.due]
    if json:
        output.json_lines(found)
    elif not found:
        output.say("Nothing is due.")
    else:
        for one in found:
            output.say(clock_line(one))
        output.note(f"Draft it with `tracker follow-up {found[0].leg}`.")


def clock_line(one: LegClock) -> str:
    """Return what is due in a leg, in a line."""
    silent = f", silent for {output.many(one.silent_days, 'day')}" if one.silent_days is not None else ""
    attempts = output.many(one.attempts, "attempt")
    return f"{one.leg}  {one.correspondent}  {one.due or one.state}: {one.why or 'nothing is due'} ({attempts}{silent})"


def _as_json(one: Drafted) -> dict[str, Any]:
    mail = one.draft
    return {
        "thread": one.key,
        "leg": one.leg,
        "kind": one.kind,
        "public": one.public,
        "from": mail.sender[1],
        "to": [address for _, address in mail.to],
        "cc": [address for _, address in mail.cc],
        "subject": mail.subject,
        "date": mail.date,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": mail.references,
        "sample": mail.sample,
        "findings": one.findings,
        "remarks": one.remarks,
        "body": mail.body,
    }


def _show(made: tuple[Drafted, ...], json: bool) -> None:
    if json:
        output.json_lines(_as_json(one) for one in made)
        return
    for place, one in enumerate(made):
        if place:
            output.say()
        where = "in public" if one.public else "in private"
        output.say(f"{one.key} · {one.kind}, {where}", "bold")
        mail = one.draft
        output.say(f"From: {clean_line(mail.sender[0])} <{mail.sender[1]}>")
        output.say(f"To: {', '.join(mail.recipients)}")
        output.say(f"Subject: {clean_line(mail.subject)}")
        output.say(f"In-Reply-To: {mail.in_reply_to or 'none'}")
        output.say()
        output.say(mail.body.rstrip("\n"))
        for remark in one.remarks:
            output.note(remark)
    output.note("Nothing was sent. --out, --edit and --append say where the draft is to go.")


def _write(workspace: Workspace, one: Drafted, path: Path, json: bool) -> None:
    from tracker.workflow import followup_files

    followup_files.save(workspace, one, path)
    if json:
        output.as_json({**_as_json(one), "file": path})
    else:
        output.say(f"{one.key}: the draft is in {path}")
    for remark in one.remarks:
        output.note(remark)
    if followup_files.is_exposed(workspace, one, path):
        output.note("This draft is private, and git does not ignore the file.")


def _edit(workspace: Workspace, one: Drafted) -> None:
    from tracker.workflow import editor, followup_files

    path, earlier = followup_files.for_editing(workspace, one)
    if earlier:
        output.note(f"{path} has edits of yours and is opened as it is; remove it to draft anew.")
    code = editor.edit(path)
    if code:
        output.note(f"The editor ended with {code}.")
    followup_files.read(workspace, path)
    output.say(f"{one.key}: the draft is in {path}")
    output.note(f"Put it into your Drafts with `tracker follow-up --append ACCOUNT --draft {path}`.")


def _append_file(workspace: Workspace, target: str, path: Path, yes: bool, json: bool) -> None:
    from tracker.workflow import followup_files

    _append(workspace, target, followup_files.read(workspace, path), yes, json)


def _append(
    workspace: Workspace,
    name: str,
    mail: Any,
    yes: bool,
    json: bool,
    remarks: tuple[str, ...] = (),
    alone: bool = True,
) -> None:
    """Show whom the draft would reach, ask, and append it; one of several that lies there already is passed over."""
    from tracker.workflow import followup_append

    account, folder = followup_append.target(workspace, name)
    if not (yes or can_ask()):
        raise BadUse("Nobody is at the terminal to agree.", "give --yes, once you have read the draft")
    consenting.ask(workspace.settings, [account])
    stop = threading.Event()
    if not folder and can_ask() and not yes:
        folder = _folder(workspace, account, stop)
    place = followup_append.find(workspace, mail, account, folder, stop)
    if place.lying:
        there = followup_append.twice(place.folder, place.lying)
        if alone:
            raise there
        output.note(there.message)
        return
    if not yes:
        output.note(f"To: {', '.join(mail.recipients)}")
        output.note(f"Subject: {clean_line(mail.subject)}")
        for remark in remarks:
            output.note(remark)
        if not typer.confirm(f"Put this draft into {account}/{clean_line(place.folder)}?", err=True):
            output.note("Nothing was changed.")
            return
    kept = followup_append.append(workspace, mail, place, stop)
    _tell_kept(kept, json)


def _folder(workspace: Workspace, account: str, stop: threading.Event) -> str:
    """The folder of drafts; where the server does not tell, the person does."""
    from tracker.workflow import followup_append

    found, names = followup_append.folders(workspace, account, stop)
    if found:
        return found
    output.note(
        f"Account {account} marks no folder as its drafts. It has {', '.join(map(clean_line, names))}."
    )
    return ask("Which folder holds its drafts", check=lambda one: "" if one in names else "Name one of them.")


def _tell_kept(kept: Kept, json: bool) -> None:
    if json:
        output.as_json({**output.plain(kept), "sent": False})
        return
    uid = f" as UID {kept.uid}" if kept.uid else ""
    output.say(f"The draft lies in {kept.account}/{clean_line(kept.folder)}{uid}.")
    output.note("Nothing was sent: read it in your mail program, and send it from there.")


app.command(
    "react", epilog="Example: tracker follow-up react A3 satisfied --passage R5.1 --reason 'said so'"
)(reactions.react)
app.command("reactions", epilog="Example: tracker follow-up reactions --json")(reactions.listed)
app.command("leg", epilog="Example: tracker follow-up leg G2 promised --due 2026-06-01 --reason 'said so'")(
    reactions.leg
)
