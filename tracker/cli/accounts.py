"""`tracker account`: mail accounts added with a test of the login, listed, tested and taken out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import consenting, output
from tracker.cli.account_answers import Answers
from tracker.cli.account_questions import Questions
from tracker.cli.account_trial import settle, show_steps
from tracker.cli.asking import can_ask
from tracker.cli.call import Json, group, only_alone, opened
from tracker.errors import BadUse, TrackerError
from tracker.text import clean_line

app = group("Set up, list and test mail accounts.")


def register(top: typer.Typer) -> None:
    """Add these commands to the app."""
    top.add_typer(app, name="account")


@app.callback(invoke_without_command=True, epilog="Example: tracker account add")
def account(ctx: typer.Context, json: Json = False) -> None:
    """Set up, list and test mail accounts.

    Alone it lists them. No secret is ever written into tracker.toml, which holds how to get it.
    """
    if only_alone(ctx, json):
        _list(ctx, json)


@app.command("list", epilog="Example: tracker account list --json")
def list_accounts(ctx: typer.Context, json: Json = False) -> None:
    """List the accounts.

    Where each one is, how its secret is got, and its folders.
    """
    _list(ctx, json)


def _list(ctx: typer.Context, json: bool) -> None:
    from tracker.workflow import accounts

    with opened(ctx) as workspace:
        found = accounts.listed(workspace.settings)
    if json:
        output.json_lines(found)
    elif not found:
        output.say("No accounts; `tracker account add` sets one up.")
    else:
        output.table(
            ("Name", "Server", "User", "Secret from", "Allowed", "Folders"),
            [
                (
                    one.name,
                    f"{one.host}:{one.port} {one.security}",
                    one.user,
                    one.secret,
                    "yes" if one.allowed else "no",
                    ", ".join(_with_list(folder, one.lists.get(folder)) for folder in one.folders),
                )
                for one in found
            ],
            flexible=(5, 2, 1),
        )


def _with_list(folder: str, address: str | None) -> str:
    return f"{folder} (list {address})" if address else folder


Folder = Annotated[
    list[str], typer.Option("--folder", metavar="FOLDER", help="A folder to look into; may be repeated.")
]
Lists = Annotated[
    list[str],
    typer.Option("--list", metavar="FOLDER=ADDRESS", help="A folder that is this public list's own."),
]


@app.command(
    "add",
    epilog="Example: tracker account add work --user researcher@example.org --password-command 'pass show mail'",
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="What the account is called here.")] = "",
    user: Annotated[str, typer.Option("--user", metavar="USER", help="Who logs in.")] = "",
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="Else imap. and the user's domain.")
    ] = "",
    port: Annotated[int, typer.Option("--port", metavar="N", help="Else 993 with tls, 143 without.")] = 0,
    security: Annotated[
        str, typer.Option("--security", metavar="HOW", help="tls, starttls, or plain to this machine.")
    ] = "",
    folder: Folder = [],  # noqa: B006 - typer copies it
    lists: Lists = [],  # noqa: B006
    password_command: Annotated[
        str,
        typer.Option(
            "--password-command", metavar="COMMAND", help="The first line it prints is the password."
        ),
    ] = "",
    password_variable: Annotated[
        str,
        typer.Option("--password-variable", metavar="NAME", help="The environment variable that holds it."),
    ] = "",
    keyring: Annotated[
        bool, typer.Option("--keyring", help="The system keyring holds the password.")
    ] = False,
    token_command: Annotated[
        str,
        typer.Option(
            "--token-command", metavar="COMMAND", help="The first line it prints is an OAuth access token."
        ),
    ] = "",
    mechanism: Annotated[
        str, typer.Option("--mechanism", metavar="NAME", help="How a token is shown: xoauth2 or oauthbearer.")
    ] = "",
    authority: Annotated[
        Path | None,
        typer.Option("--certificate-authority", metavar="PEM", help="Trusted besides the system's own."),
    ] = None,
    no_test: Annotated[bool, typer.Option("--no-test", help="Write it without trying the login.")] = False,
) -> None:
    """Set up a mail account.

    Asks what the options leave open, tries the login, asks what to change as long as that fails, and only when it
    went well appends the account to tracker.toml. With --user and a way to get the secret nothing is asked. A
    password is never an option: it comes from a command, an environment variable or the system keyring, which asks
    for it here.
    """
    from tracker.workflow import accounts

    listed = _lists(lists)
    answers = Answers(
        name, host, port, security, user, _folders(folder, listed), listed, password_command, password_variable,
        keyring, token_command, mechanism, authority,
    )  # fmt: skip
    answers.check()
    asking = not answers.complete and can_ask()
    if not answers.complete and not asking:
        missing = "--user" if not user else "how to get the secret"
        raise BadUse(
            f"Nothing says {missing}.",
            "give --user and one of --password-command, --password-variable, --keyring, --token-command",
        )
    with opened(ctx, tell_edits=False) as workspace:
        settings = workspace.settings
        if name in {one.name for one in settings.accounts}:
            raise BadUse(
                f"There is an account {name} already.", f"`tracker account remove {name}` takes it out"
            )
        if asking:
            Questions(answers, settings).ask_all()
        made = settle(answers, settings, asking, no_test, partial(accounts.add, workspace.root))
    output.say(f"The account {made.name} is in tracker.toml now.", "green")
    own = replace(settings, accounts=(*settings.accounts, made)).own_addresses
    if made.user.casefold() in own:
        output.say(f"What {made.user} writes counts as ours, never as an answer.")
    elif not own:
        output.say('Whose mail is yours is not known yet: add ours = ["you@example.org"] to tracker.toml.')
    output.say(f"`tracker fetch {made.name}` looks for replies in {', '.join(made.folders)}.")


def _lists(given: Iterable[str]) -> dict[str, str]:
    from tracker.accounts import folder_name

    found = {}
    for one in given:
        folder, equals, address = one.rpartition("=")
        if not equals or not folder or "@" not in address:
            raise BadUse(
                f"{clean_line(one)!r} names no folder and list.", "as in --list lists/steering=NAME@HOST"
            )
        found[folder_name(folder)] = address
    return found


def _folders(given: Iterable[str], lists: Iterable[str]) -> tuple[str, ...]:
    """Return the folders named with --folder and --list, each once."""
    from tracker.accounts import folder_name

    return tuple(dict.fromkeys(map(folder_name, [*given, *lists])))


@app.command("test", epilog="Example: tracker account test work")
def test(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account.")],
    json: Json = False,
) -> None:
    """Try an account step by step.

    From the secret to each folder; nothing on the server changes.
    """
    from tracker.workflow import accounts

    with opened(ctx, tell_edits=False) as workspace:
        made = workspace.settings.account(name)
        consenting.ask(workspace.settings, [name])
    if json:
        found = list(accounts.examine(made))
        failed = [step.name for step in found if not step.ok]
        output.as_json({"account": made.name, "ok": not failed, "steps": found})
    else:
        failed = show_steps(accounts.examine(made))
    if failed:
        raise TrackerError(f"The account {made.name} does not work.", "each line marked ✗ says what to do")


@app.command("allow", epilog="Example: tracker account allow work")
def allow(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Allow an account to be used on this machine.

    For one that came with the repository: it names a program to run, and a server that is shown what the program
    prints. Read it first. Any change of the two asks again.
    """
    from tracker.workflow import consent

    with opened(ctx, tell_edits=False) as workspace:
        made = workspace.settings.account(name)
    if not yes and not can_ask():
        raise BadUse(
            f"Nobody is there to be asked: {consent.means(made)}, for {consent.server(made)}.",
            "give --yes when that is what you want",
        )
    if yes or consenting.confirmed(made):
        consent.allow(made)
        output.say(f"The account {made.name} may be used on this machine.", "green")
    else:
        output.say(f"The account {made.name} is left alone.")


@app.command("remove", epilog="Example: tracker account remove work")
def remove(
    ctx: typer.Context, name: Annotated[str, typer.Argument(metavar="NAME", help="The account.")]
) -> None:
    """Take an account out of tracker.toml.

    Its block alone goes, with the lists that have only its folders. What it brought in stays.
    """
    from tracker.workflow import accounts

    with opened(ctx, tell_edits=False) as workspace:
        made = workspace.settings.account(name)
        accounts.remove(workspace.root, made)
    output.say(f"The account {made.name} is taken out of tracker.toml.")
