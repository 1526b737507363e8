"""How the command line fails: one sentence with a hint on stderr, exit 2 for bad use, 1 for failure."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from tracker.cli import output
from tracker.errors import TrackerError
from tracker.text import clean_line

INTERRUPTED = 130  # 128 + SIGINT, as shells expect it


def exit_code_of(error: BaseException) -> int | None:
    """Tell the person what went wrong and return the exit code; None for what is a bug of ours."""
    told = explain(error)
    if told is None:
        return None
    message, hint, code = told
    try:
        sys.stdout.flush()
    except OSError:
        quiet_pipe()
    if message:
        head = output.styled("Error:", "red", sys.stderr)
        output_text = f" {clean_line(message)}" + (f"\nHint: {clean_line(hint)}" if hint else "")
        sys.stderr.write(head + output_text + "\n")
    return code


def explain(error: BaseException) -> tuple[str, str, int] | None:
    """Return the sentence, the hint and the exit code for `error`; None when it is none that is foreseen."""
    if isinstance(error, TrackerError):
        return _sentence(error.message), error.hint, error.exit_code
    if isinstance(error, typer.TyperException):
        return _sentence(error.format_message()), _usage_hint(error), error.exit_code
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return "Interrupted; what was not yet recorded is left as it was.", "", INTERRUPTED
    if isinstance(error, BrokenPipeError):
        quiet_pipe()
        return "", "", 1
    # Known by the name of their package: importing it here would cost half a second on every call.
    if type(error).__module__.partition(".")[0] in ("sqlite3", "sqlalchemy"):
        return _database(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        reason = error.strerror or type(error).__name__
        return f"{where}{reason}.", "check that the path exists and may be read and written", 1
    return None


def quiet_pipe() -> None:
    """Point stdout at nothing, so that Python's own flush at exit does not complain about a closed pipe."""
    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):  # a stdout without a file, as in tests
        pass
    finally:
        os.close(null)


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def _usage_hint(error: Any) -> str:
    context = getattr(error, "ctx", None)
    return f"see `{context.command_path} --help`" if context is not None else "see `tracker --help`"


def _database(error: BaseException) -> tuple[str, str, int]:
    detail = str(getattr(error, "orig", None) or error).partition("\n")[0]
    if "locked" in detail or "busy" in detail:
        return "Another tracker holds the database.", "let it finish, then try again", 1
    if "readonly" in detail or "read-only" in detail:
        return (
            "The database is read-only; nothing was changed.",
            "make the workspace's .tracker folder writable",
            1,
        )
    if "malformed" in detail or "not a database" in detail:
        return (
            "The database is damaged.",
            "move .tracker/tracker.db away; the next start rebuilds it from ledger.jsonl",
            1,
        )
    return f"The database refused: {detail}", "`tracker audit verify` tells whether the record is whole", 1
