"""What a fetch tells: how far it is while it runs, and what became of each folder at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tracker.mail.imap.failures import MailFailure
from tracker.workflow.received import Outcomes, Taken

Stage = Literal["connecting", "looking", "taking in"]


@dataclass(frozen=True)
class Progress:
    """How far the fetch of one folder is: `done` of `total` messages decided, `found` of them taken in.

    `total` is 0 while it is not known, `seconds_left` None until a rate has been seen.
    """

    account: str
    folder: str
    stage: Stage
    done: int = 0
    total: int = 0
    found: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True)
class FolderFetch:
    """What became of one folder: everything in `taken` is recorded, whatever `failure` says.

    `opened` says whether it could be opened at all. `looked_at` is the number of messages decided, `told` are
    sentences for the person. `absent` counts the messages that the server named and did not give, or no longer
    has, for the first time; `tombstones` those for which this was the second time, and
    those that went when the folder was numbered anew.
    """

    account: str
    folder: str
    taken: tuple[Taken, ...] = ()
    looked_at: int = 0
    told: tuple[str, ...] = ()
    failure: MailFailure | None = None
    absent: int = 0
    tombstones: int = 0
    stopped: bool = False
    opened: bool = False


@dataclass(frozen=True)
class Fetch(Outcomes):
    """What became of all folders of one fetch, in the order in which they were read."""

    folders: tuple[FolderFetch, ...] = field(default=())
    stopped: bool = False

    @property
    def all_taken(self) -> tuple[Taken, ...]:
        """Everything that was taken in, folder by folder."""
        return tuple(one for folder in self.folders for one in folder.taken)

    @property
    def failures(self) -> tuple[MailFailure, ...]:
        """Why folders could not be read to their end."""
        return tuple(folder.failure for folder in self.folders if folder.failure is not None)
