"""Asks whether an account of `tracker.toml` may be used on this machine, before anything of it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from tracker.cli import output
from tracker.cli.asking import can_ask

if TYPE_CHECKING:
    from tracker.accounts import Account
    from tracker.settings import Settings


def ask(settings: Settings, names: Sequence[str] = ()) -> None:
    """Ask about each account that is about to be used and was not allowed yet, where somebody is there to answer.

    `names` are accounts, or folders of them; every account when empty. Who says no, or cannot be asked, is told
    by the account's own failure.
    """
    from tracker.workflow import consent

    wanted = {name.partition("/")[0] for name in names}
    for account in settings.accounts:
        if (wanted and account.name not in wanted) or consent.allowed(account) or not can_ask():
            continue
        if confirmed(account):
            consent.allow(account)


def confirmed(account: Account) -> bool:
    """Show what an account does, and return whether the person wants that."""
    from tracker.workflow import consent

    output.note(f"Account {account.name} comes from tracker.toml and is new on this machine.")
    output.note(f"  Server: {consent.server(account)} ({account.security}), as {account.user}")
    output.note(f"  Secret: {consent.means(account)}")
    return bool(typer.confirm("Use it?", default=False, err=True))
