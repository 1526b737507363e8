"""A workspace: the folder with its settings, its record and its files, found upward from where one stands."""

from __future__ import annotations

import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from tracker import settings as settings_file
from tracker.errors import BadUse, TrackerError
from tracker.record.act import Act, Record
from tracker.record.database import Database
from tracker.record.mirror import Mirror
from tracker.text import clean_line

_MARKS = ("ledger.jsonl", ".tracker", "tracker.toml")
_IGNORE = (".tracker/", "replies/private/")


class Workspace:
    """An open workspace; every call of `workflow` takes one.

    Opening one whose database is missing rebuilds it from the files that travel with the repository.
    Nothing here is shared between threads but the database's connection pool, so one workspace serves
    the screen's workers as well.
    """

    def __init__(self, root: Path, actor: str | None = None) -> None:
        self.root = root
        self.settings = settings_file.load(root)
        self._actor = clean_line(actor or "")
        home = root / ".tracker"
        fresh = not self.settings.database and not (home / "tracker.db").exists()
        try:
            home.mkdir(exist_ok=True)
        except OSError as error:
            raise TrackerError(
                f"The workspace cannot be written: {error.strerror}.", "make its folder writable"
            ) from error
        self.database = Database(self.settings.database_url)
        self.database.migrate()
        mirror = Mirror(root / "ledger.jsonl", root / "replies" / "private" / "sealed.jsonl", home / "lock")
        self.record = Record(self.database, mirror)
        self.rebuilt = 0
        if fresh or self.settings.database:
            from tracker.workflow.ledgerfile import rebuild

            try:
                self.rebuilt = rebuild(self)
            except BaseException:
                self.close()
                if fresh:  # a rebuild that failed leaves no half database behind
                    for name in ("tracker.db", "tracker.db-wal", "tracker.db-shm"):
                        (home / name).unlink(missing_ok=True)
                raise

    @classmethod
    def open(cls, start: Path | None = None, actor: str | None = None) -> Workspace:
        """Open the workspace at or above `start` (the current folder when None); BadUse when there is none."""
        root = cls.find(start)
        if root is None:
            raise BadUse("There is no tracker workspace here or above.", "start one with `tracker init`")
        return cls(root, actor)

    @staticmethod
    def find(start: Path | None = None) -> Path | None:
        """Return the folder of the workspace at or above `start` (the current folder when None), if any."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if any((folder / mark).exists() for mark in _MARKS):
                return folder
        return None

    @classmethod
    def create(cls, root: Path, actor: str | None = None) -> Workspace:
        """Make a workspace at `root`; one that is there already is refused, files that are there stay."""
        root = root.resolve()
        if any((root / mark).exists() for mark in ("ledger.jsonl", ".tracker")):
            raise BadUse("There is a tracker workspace here already.", "open it with `tracker`")
        try:
            root.mkdir(parents=True, exist_ok=True)
            for name in ("questions", "replies"):
                (root / name).mkdir(exist_ok=True)
            ignore_private(root)
        except OSError as error:
            raise TrackerError(
                f"No workspace can be made here: {error.strerror}.", "choose another folder"
            ) from error
        workspace = cls(root, actor)
        workspace.record.open_ledger()
        return workspace

    @property
    def actor(self) -> str:
        """Who acts: the person named on the call, else in the settings, else git's `user.name`; never invented."""
        if not self._actor:
            self._actor = self.settings.actor or _git_name(self.root)
        if not self._actor:
            raise BadUse(
                "Nobody is named as the person who acts.", "give --by NAME, or set actor in tracker.toml"
            )
        return self._actor

    @property
    def questions_folder(self) -> Path:
        """Where the question files are."""
        return self.root / "questions"

    @property
    def replies_folder(self) -> Path:
        """Where the messages and the faces of replies are."""
        return self.root / "replies"

    def act(self, kind: str, reason: str = "", seal_reason: bool = False) -> AbstractContextManager[Act]:
        """Open one act by this workspace's person."""
        return self.record.act(kind, actor=self.actor, reason=reason, seal_reason=seal_reason)

    def close(self) -> None:
        """Let go of the database."""
        self.database.dispose()


def ignore_private(root: Path) -> None:
    """Tell git to leave out the database and private mail; lines that are there already stay."""
    path = root / ".gitignore"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    missing = [line for line in _IGNORE if line not in text.splitlines()]
    if missing:
        gap = "" if not text or text.endswith("\n") else "\n"
        path.write_text(text + gap + "\n".join(missing) + "\n", encoding="utf-8")


def _git_name(root: Path) -> str:
    try:
        done = subprocess.run(
            ["git", "config", "user.name"], cwd=root, capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return clean_line(done.stdout)
