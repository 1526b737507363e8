"""What was said before a mail: the letter and every earlier message of the conversation, for telling quotation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.mail import likeness
from tracker.mail.outline import Outline

MAX_MESSAGES = 200  # earlier messages that are held against a mail, the newest ones


@dataclass(frozen=True)
class Earlier:
    """The earlier messages of a conversation as an index of their words; none where `index` is None."""

    index: likeness.Index | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> Earlier:
        """Return the index of reading texts, oldest first.

        They are to be other people's: who sends their own words once more says them again.
        """
        kept = tuple(text for text in texts if text.strip())[-MAX_MESSAGES:]
        return cls(likeness.index(Outline(kept, ()))) if kept else cls()


NOTHING = Earlier()


@dataclass(frozen=True)
class Known:
    """The letter, where there is one, and what was said about it before."""

    letter: likeness.Index | None
    earlier: Earlier = NOTHING

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self._all)

    @property
    def _all(self) -> tuple[likeness.Index, ...]:
        return tuple(one for one in (self.letter, self.earlier.index) if one is not None)

    def share(self, words: list[str]) -> float:
        """Return the largest share of `words` that one of them says in the same order (0–1)."""
        return max((likeness.share(one, words) for one in self._all), default=0.0)

    def says(self, words: list[str]) -> bool:
        """Return whether `words` stand in one of them one after another."""
        return any(likeness.says(one, words) for one in self._all)

    def has_line(self, words: list[str]) -> bool:
        """Return whether `words` are a whole line of one of them."""
        return any(" ".join(words) in one.lines for one in self._all)

    def begins(self, words: list[str]) -> bool:
        """Return whether one of them has a paragraph or a line that begins with these words, as many as four tell."""
        start = " ".join(words[:4])
        return len(words) > 1 and any(
            text == start or text.startswith(f"{start} ")
            for one in self._all
            for texts in (one.joined, one.lines)
            for text in texts
        )

    def covers(self, words: list[str]) -> bool:
        """Return whether `words` are most of a paragraph of one of them."""
        return any(
            cover.matched * 5 >= len(one.paragraphs[cover.paragraph]) * 3
            for one in self._all
            for cover in likeness.covers(one, words)[:1]
        )
