"""Accounts written into `tracker.toml` and taken out of it, with everything else in the file left as it is."""

from __future__ import annotations

import contextlib
import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker import accounts as account_tables
from tracker.accounts import Account
from tracker.documents import write
from tracker.errors import BadUse, TrackerError
from tracker.settings import FILE
from tracker.text import clean_line


def add_account(root: Path, account: Account, lists: Mapping[str, str]) -> None:
    """Append the block of `account` to the settings of the workspace at `root`.

    `lists` maps those of its folders that are a public list's own to the list's address; each address gets a
    `[[lists]]` block. Comments, order and layout of what is there stay. The new text is read again before it
    takes the file's place; BadUse when the name is taken, TrackerError when the file is such that nothing can
    be appended to it, or changed meanwhile.
    """
    text, digest = _read(root)
    before = _table(text)
    if any(one.get("name") == account.name for one in _accounts(before)):
        raise BadUse(
            f"There is an account {clean_line(account.name)} already.",
            f"choose another name, or take it out first: `tracker account remove {clean_line(account.name)}`",
        )
    by_address: dict[str, list[str]] = {}
    for folder, address in lists.items():
        by_address.setdefault(address, []).append(f"{account.name}/{folder}")
    blocks = [account_tables.as_toml(account)]
    blocks += [_list_block(address, folders) for address, folders in by_address.items()]
    newline = "\r\n" if "\r\n" in text else "\n"
    added = "\n".join(block.strip("\n") + "\n" for block in blocks).replace("\n", newline)
    gap = "" if not text.strip() else newline if text.endswith("\n") else newline * 2
    result = text + gap + added
    _check_added(before, result, account, by_address, root)
    _write(root, result, digest)


def _list_block(address: str, folders: list[str]) -> str:
    # A JSON string of printable text is a TOML basic string too.
    listed = ", ".join(json.dumps(folder, ensure_ascii=False) for folder in folders)
    return f"[[lists]]\naddress = {json.dumps(address, ensure_ascii=False)}\nfolders = [{listed}]\n"


def _check_added(
    before: dict[str, Any], text: str, account: Account, lists: Mapping[str, list[str]], root: Path
) -> None:
    """Refuse a text that does not say exactly what was there, the new account and its lists."""
    try:
        after = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        after = {}
    wanted = {key: value for key, value in before.items() if key not in ("accounts", "lists")}
    there = {key: value for key, value in after.items() if key not in ("accounts", "lists")}
    new_lists = [{"address": address, "folders": folders} for address, folders in lists.items()]
    if (
        there != wanted
        or _accounts(after)[:-1] != _accounts(before)
        or after.get("lists", []) != [*before.get("lists", []), *new_lists]
        or account_tables.accounts(after, root)[-1:] != (account,)
    ):
        raise TrackerError(
            f"{FILE} is laid out so that nothing can be appended to it; it was left as it is.",
            "write accounts and lists as [[accounts]] and [[lists]] blocks, not as lists in brackets",
        )


def remove_account(root: Path, name: str) -> None:
    """Cut the block of the account `name` out of the settings, and `[[lists]]` blocks of its folders alone.

    Of a block everything from its header to its last key goes; comments behind that and everything else stay.
    BadUse when there is no such account, TrackerError when a list has its folders beside others, or a block
    cannot be told apart safely: the file is left as it is then.
    """
    text, digest = _read(root)
    table = _table(text)
    rows = _accounts(table)
    at = next((number for number, row in enumerate(rows) if row.get("name") == name), None)
    if at is None:
        raise BadUse(f"There is no account {clean_line(name)!r}.", "`tracker account list` lists them")
    for number, row in reversed(list(enumerate(table.get("lists", [])))):
        own = [str(folder).startswith(f"{name}/") for folder in row.get("folders", [])]
        if any(own) and (not all(own) or row.get("archives")):
            raise TrackerError(
                f"The list {clean_line(str(row.get('address', '')))} has folders of {clean_line(name)} beside others.",
                f"take them out of its [[lists]] block in {FILE} with an editor first",
            )
        if any(own):
            text = _cut(text, "lists", number)
    _write(root, _cut(text, "accounts", at), digest)


def _cut(text: str, key: str, number: int) -> str:
    """Return `text` without block `number` of `[[key]]`: the cut that leaves every other value as it is."""
    wanted = _table(text)
    rows = wanted[key]
    wanted[key] = rows[:number] + rows[number + 1 :]
    if not wanted[key]:
        del wanted[key]
    lines = text.splitlines(keepends=True)
    for start, line in enumerate(lines):
        if re.match(rf"\s*\[\[\s*[\"']?{key}[\"']?\s*\]\]", line):
            shorter = "".join(_without(lines, start))
            with contextlib.suppress(BadUse):
                if _table(shorter) == wanted:
                    return shorter
    raise TrackerError(
        f"The block to remove cannot be told apart in {FILE}; it was left as it is.",
        "take it out with an editor",
    )


def _without(lines: list[str], start: int) -> list[str]:
    """Return the lines without the block whose header is `lines[start]`, nor the blank line before it."""
    after = (at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("["))
    end = next(after, len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    if start and not lines[start - 1].strip():
        start -= 1
    return lines[:start] + lines[end:]


def _read(root: Path) -> tuple[str, str | None]:
    try:
        found = write.read(root / FILE)
    except FileNotFoundError:
        return "", None
    return found.text, found.sha256


def _write(root: Path, text: str, digest: str | None) -> None:
    if _read(root)[1] != digest:
        raise TrackerError(f"{FILE} was changed meanwhile; it was left as it is.", "try again")
    write.write(root / FILE, text, digest)


def _table(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise BadUse(f"{FILE} is not TOML: {clean_line(str(error))}.", f"mend or remove {FILE}") from None


def _accounts(table: dict[str, Any]) -> list[dict[str, Any]]:
    found = table.get("accounts", [])
    return found if isinstance(found, list) else []
