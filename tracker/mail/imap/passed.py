"""What messages that were looked through here name, so that what is learned later is found among them unasked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from tracker.mail.sieve import named, same_subject


class Passed:
    """The UIDs of one range that was looked through here, by what their header names.

    An answer may lie before the message it answers. When that message is taken in, `again` gives those of the
    range that have to be decided anew; without it the server would be asked to search what was just fetched.
    `whole` is False once some of the range was decided by the server's word alone: then nothing is known of it.
    `first` is the first UID of the range that arrived since the letters were sent, 0 while that is not known.
    """

    def __init__(self) -> None:
        self.whole = True
        self.first = 0
        self._naming: defaultdict[bytes, list[int]] = defaultdict(list)
        self._subjects: defaultdict[bytes, list[int]] = defaultdict(list)
        self._odd: list[int] = []
        self._offered: list[int] = []

    def note(self, uid: int, raw: bytes) -> None:
        """Keep what the header of a message names; `raw` is its start."""
        names = named(raw)
        if names is None:
            self._odd.append(uid)
            return
        for one in names.ids:
            self._naming[one].append(uid)
        self._subjects[names.subject].append(uid)

    def offer(self, uid: int) -> None:
        """Remember that a message was a candidate: met people may make it belong."""
        self._offered.append(uid)

    def again(self, ids: Collection[str], subjects: Collection[str], people: bool) -> list[int]:
        """Return the UIDs, ascending, that may belong now that these `ids` and `subjects` are known too.

        With `people` somebody was met whose mail under a known subject belongs from now on.
        """
        found = set(self._odd) if ids or subjects else set()
        for one in ids:
            found.update(self._naming.get(one.encode("utf-8", "replace"), ()))
        if subjects:
            for value, uids in self._subjects.items():
                if same_subject(value, subjects):
                    found.update(uids)
        if people:
            found.update(self._offered)
        return sorted(found)
