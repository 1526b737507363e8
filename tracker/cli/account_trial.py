"""The trial of an account that is being added: tried until it works or the person gives up, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from tracker.cli import output, steps
from tracker.cli.account_answers import Answers
from tracker.cli.account_questions import Questions, ask_password
from tracker.cli.asking import can_ask
from tracker.cli.folder_questions import ask_folders, ask_lists
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.settings import Settings
    from tracker.workflow.accounts import Account, Step

# What to change is mostly told by the step that failed; a folder's step has the folder's name behind it.
_MENDS = {"secret": "secret", "name": "host", "connection": "host", "TLS": "authority", "login": "secret"}


class _Failing(TrackerError):
    """The account does not work; `mend` is what has probably to be changed."""

    def __init__(self, mend: str) -> None:
        super().__init__(
            "The account was not written.",
            "mend what is marked ✗ and run `account add` again, or give --no-test to write it untried",
        )
        self.mend = mend


def settle(
    answers: Answers,
    settings: Settings,
    asking: bool,
    no_test: bool,
    write: Callable[[Account, Mapping[str, str]], None],
) -> Account:
    """Try the account, settle its folders and `write` it; returns it as it was written.

    Where a person is asked, a failure loses none of the answers: they say what to change, and it is tried again.
    """
    while True:
        try:
            return _once(answers, settings, asking, no_test, write)
        except TrackerError as failure:
            if not asking:
                raise
            if isinstance(failure, _Failing):
                output.note("The account does not work yet, and nothing was written. Your answers are kept.")
                mend = failure.mend
            else:
                output.note(str(failure))
                mend = "again"
            if not Questions(answers, settings).ask_change(mend):
                raise


def _once(
    answers: Answers,
    settings: Settings,
    asking: bool,
    no_test: bool,
    write: Callable[[Account, Mapping[str, str]], None],
) -> Account:
    from tracker.workflow import accounts

    made = answers.account(settings)
    stored = _store_password(made)
    try:
        failed = [] if no_test else show_steps(accounts.examine(made, typed=True))
        if failed:
            raise _Failing(_MENDS.get(failed[0], "folders" if failed[0].startswith("folder") else "again"))
        if asking:
            if not answers.folders:
                answers.folders = ask_folders(() if no_test else accounts.server_folders(made))
            answers.lists = ask_lists(answers.folders, answers.lists)
            made = answers.account(settings)
        write(made, answers.lists)
    except BaseException:
        if stored:
            accounts.forget(made)
        raise
    return made


def show_steps(found: Iterable[Step]) -> list[str]:
    """Print steps as they come; returns the names of those that failed."""
    failed = []
    for step in found:
        steps.show(step.name, step.ok, step.sentence, step.hint)
        if not step.ok:
            failed.append(step.name)
    return failed


def _store_password(made: Account) -> bool:
    """Ask for the password where the keyring is to hold it; returns whether one was put there."""
    from tracker.workflow import accounts

    if not made.keyring or not can_ask():
        return False
    password = ask_password(made)
    if password:
        accounts.remember(made, password)
    return bool(password)
