"""The questions about an account's folders: which to look into, and which of them are a public list's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.cli import output
from tracker.cli.asking import ask
from tracker.errors import BadUse
from tracker.text import clean_line

SHOWN = 60  # folders listed at most; all can be named


def ask_folders(there: Sequence[str]) -> tuple[str, ...]:
    """Ask which folders to look into: `there` are those that the server has, () when it was not asked."""
    if there:
        output.note("The server has these folders:")
        for number, folder in enumerate(there[:SHOWN], start=1):
            output.note(f"  {number:>3}  {clean_line(folder)}")
        if len(there) > SHOWN:
            output.note(f"  … and {len(there) - SHOWN} more, to be given by name")

    def wrong(answer: str) -> str:
        try:
            named_folders(answer, there)
        except BadUse as error:
            return str(error)
        return ""

    what = (
        "Folders (numbers or names, with commas between)" if there else "Folders (names, with commas between)"
    )
    return named_folders(ask(what, "INBOX", wrong), there)


def named_folders(answer: str, there: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that an answer names, by number or name; BadUse names the first that is none."""
    from tracker.accounts import folder_name
    from tracker.workflow.accounts import near_folder

    found: list[str] = []
    names = [answer] if answer in there else [one.strip() for one in answer.split(",") if one.strip()]
    for name in names:
        folder = name
        if there and name not in there:
            if name.isdecimal() and 1 <= int(name) <= len(there):
                folder = there[int(name) - 1]
            elif folder_name(name) != "INBOX":
                near = near_folder(name, there)
                hint = (
                    f"did you mean {clean_line(near)!r}?" if near else "give a number or a name of the list"
                )
                raise BadUse(f"The server has no folder {clean_line(name)!r}.", hint)
        found.append(folder_name(folder))
    if not found:
        raise BadUse("No folder was named.", "INBOX is always there")
    return tuple(dict.fromkeys(found))


def ask_lists(folders: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """Ask for each folder whether it is a public list's own; returns folder → address of the list."""
    found = dict(known)
    for folder in folders:
        if folder in found:
            continue
        question = (
            f"Address of the public list whose own folder {clean_line(folder)} is (Enter: it is no list's)"
        )
        address = ask(question, check=_address_or_nothing)
        if address:
            found[folder] = address
    return found


def _address_or_nothing(answer: str) -> str:
    return "" if not answer or "@" in answer else "An address is written NAME@HOST."
