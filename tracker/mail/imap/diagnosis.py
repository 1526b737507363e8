"""Goes through an account step by step and says what works, what does not and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.accounts import Account
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.server import Server
from tracker.text import clean_line

STEPS = ("secret", "name", "connection", "TLS", "login")
TOLD = (
    ("IDLE", "tells of new mail at once", "is asked for new mail now and then"),
    ("X-GM-EXT-1", "has Gmail's search", ""),
    ("CONDSTORE", "numbers its changes", ""),
)


@dataclass(frozen=True)
class Step:
    """One step of the examination: its name, whether it went well, a sentence and, if not, what to do."""

    name: str
    ok: bool
    sentence: str
    hint: str = ""


def examine_account(account: Account, timeout: float = 15.0, adding: bool = False) -> Iterator[Step]:
    """Yield a step as soon as it is done; one that fails is the last, but for the folders, which are all tried.

    `timeout` is how many seconds the server may be silent; `adding` says that the account is being set up.
    """
    done = 0
    server = Server(account, timeout, adding)
    try:
        for name, sentence in server.opening():
            done += 1
            yield Step(name, ok=True, sentence=sentence)
        said = [yes if word in server.capabilities else no for word, yes, no in TOLD]
        yield Step("capabilities", ok=True, sentence=f"The server {', '.join(filter(None, said))}.")
        for folder in account.folders:
            step = _folder(server, folder)
            yield step
            if not server.alive:
                return
    except MailFailure as failure:
        yield _failed(STEPS[min(done, len(STEPS) - 1)], failure)
    finally:
        server.close()


def _folder(server: Server, folder: str) -> Step:
    name = f"folder {clean_line(folder)}"
    try:
        exists = server.examine(folder).exists
    except MailFailure as failure:
        return _failed(name, failure)
    return Step(name, ok=True, sentence=f"{exists:,} message{'' if exists == 1 else 's'}.")


def _failed(name: str, failure: MailFailure) -> Step:
    return Step(name, ok=False, sentence=failure.message, hint=failure.hint)
