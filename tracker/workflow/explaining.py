"""How a mail is read, shown without a workspace: nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.errors import BadUse
from tracker.mail.archives import items
from tracker.mail.message import Unreadable
from tracker.mail.outline import Outline
from tracker.mail.reading import Reading, as_json, read
from tracker.mail.results import claims_results
from tracker.text import clean_line


@dataclass(frozen=True)
class Explained:
    """One message and how it is read; without a `reading`, `problem` says why it cannot be."""

    file: str
    reading: Reading | None = None
    problem: str = ""

    @property
    def claims_results(self) -> bool:
        """Return whether the mail's headers say how it was authenticated: no server is known here to believe it of."""
        return self.reading is not None and claims_results(self.reading.mail)

    def as_json(self) -> dict[str, Any]:
        """Return the line that `tracker explain --json` prints (DESIGN section 7)."""
        if self.reading is None:
            return {"file": self.file, "unreadable": self.problem}
        return as_json(self.reading, self.file)


def explain(paths: Iterable[Path | str], letter_file: Path | str | None = None) -> Iterator[Explained]:
    """Yield how each message under `paths` is read, against the letter in a plain-text file where one is given."""
    outline = None
    if letter_file is not None:
        try:
            outline = Outline.from_text(Path(letter_file).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise BadUse(
                f"The letter {clean_line(str(letter_file))} cannot be read.", "give a text file"
            ) from error
    for item in items(paths):
        try:
            if item.raw is None:
                raise Unreadable(clean_line(item.problem))
            yield Explained(item.label, read(item.raw, outline))
        except Unreadable as error:
            yield Explained(item.label, problem=error.message)
