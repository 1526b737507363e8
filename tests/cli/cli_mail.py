"""Mail accounts for the tests of the command line: written into a workspace's settings, their secret searched for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.accounts import as_toml
from tracker.workflow import consent

if TYPE_CHECKING:
    from tracker.accounts import Account

LIST = "steering-list@example.org"


def configured(root: Path, *accounts: Account, lists: tuple[str, ...] = ()) -> None:
    """Append accounts to the workspace's settings; `lists` are folders (`ACCOUNT/Folder`) of the sample list."""
    path = root / "tracker.toml"
    blocks = [as_toml(account) for account in accounts]
    for account in accounts:
        consent.allow(account)
    if lists:
        folders = ", ".join(f'"{folder}"' for folder in lists)
        blocks.append(f'[[lists]]\naddress = "{LIST}"\nfolders = [{folders}]\n')
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *blocks]), encoding="utf-8")


def holding(root: Path, secret: str) -> list[str]:
    """Return the files below `root` that hold a secret; there must be none."""
    return [
        str(path.relative_to(root))
        for path in sorted(root.rglob("*"))
        if path.is_file() and secret.encode() in path.read_bytes()
    ]
