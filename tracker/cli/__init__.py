"""The command line: one module per group of commands, which parse, call workflow and print, and no more."""

from __future__ import annotations

import atexit
import gc
import sys

GLOBAL_OPTIONS = ("--by", "--workspace")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code (0 done, 1 failed, 2 used wrongly)."""
    # Most of what a command makes stays to its end: looking through it for waste again and again only costs time.
    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
    from tracker.cli import failures
    from tracker.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal with a poor encoding shows an escape, not a traceback
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = app(args=to_front(given), prog_name="tracker", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:
        told = failures.exit_code_of(error)
        if told is None:
            raise
        sys.exit(told)
    sys.exit(code if isinstance(code, int) else 0)


def to_front(arguments: list[str]) -> list[str]:
    """Return the arguments with `--by` and `--workspace` in front: they may stand anywhere before `--`."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument in GLOBAL_OPTIONS:
            front += [argument, *([value] if (value := next(left, None)) is not None else [])]
        elif argument.partition("=")[0] in GLOBAL_OPTIONS:
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest
