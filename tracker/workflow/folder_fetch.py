"""The fetch of one folder: the letters' conversations found in it by search, until nothing new is learned."""

from __future__ import annotations

from dataclasses import replace

from tracker.mail.imap.failures import MailFailure, TooLarge
from tracker.mail.imap.scan import Candidate, Looked
from tracker.mail.imap.search import Passed, late_pass, new_pass, old_pass
from tracker.mail.imap.server import Server
from tracker.mail.message import Mail
from tracker.mail.sieve import Sieve, Sought
from tracker.workflow import mailboxes, seeking
from tracker.workflow.connecting import Stopped
from tracker.workflow.fetched import FolderFetch
from tracker.workflow.folder_reading import FolderReading, Wish
from tracker.workflow.folder_sweep import sweep
from tracker.workflow.strangers import told_of, written_by
from tracker.workflow.workspace import Workspace

_AGAIN = 5  # times that a folder is looked at again because mail came while it was read


def fetch_folder(ws: Workspace, server: Server, folder: str, wish: Wish, anew: bool = True) -> FolderFetch:
    """Read one folder of an open connection and take in what is new; faces are left to the caller.

    What the network does is told in `failure`, with everything taken in so far; what the workspace does
    (busy, broken) is raised. Without `anew` a folder that is still open on this connection is not opened again.
    Ends with a look that showed nothing new, so that a wait that follows hears of whatever comes later.
    """
    reading = _Fetching(ws, server, folder, wish, anew)
    failure, stopped = None, False
    try:
        reading.run()
    except MailFailure as error:
        failure, stopped = error, wish.stop.is_set()  # a connection that was broken off looks lost
    except (Stopped, KeyboardInterrupt):
        stopped = True
    left = [mail for uid, mail in reading.strangers.items() if uid not in reading.known]
    if left:
        reading.told.append(told_of(left, reading.name, bool(reading.list_address)))
    return FolderFetch(
        account=server.account.name,
        folder=folder,
        taken=tuple(reading.taken),
        looked_at=max(reading.looked_at, len(reading.taken)),
        told=tuple(reading.told),
        failure=None if stopped else failure,
        absent=len(reading.absent),
        tombstones=reading.tombstones,
        stopped=stopped,
        opened=bool(reading.mailbox),
    )


class _Fetching(FolderReading):
    def __init__(self, ws: Workspace, server: Server, folder: str, wish: Wish, anew: bool) -> None:
        super().__init__(ws, server, folder, wish)
        self.anew = anew
        self.strangers: dict[int, Mail] = {}

    def run(self) -> None:
        """Look through the folder, and again while mail arrives meanwhile."""
        examined = self.server.examine(self.folder) if self.anew else self.server.look(self.folder)
        for _ in range(_AGAIN):
            self.go_on()
            self.open(examined)
            last = examined.uidnext - 1
            if examined.uidnext < 1:  # a server may leave UIDNEXT out (RFC 3501 section 6.3.1)
                last = max(self.server.search(["ALL"]), default=0)
            if self.wish.everything:
                sweep(self, last)
            while self._worked(last):
                self.go_on()
            self.finished()
            before, examined = examined, self.server.look(self.folder)
            if before.uidnext == examined.uidnext:
                return

    def _worked(self, last: int) -> bool:
        try:
            return self._search(last)
        except TooLarge as failure:
            self.leave(failure)
            return True

    def _search(self, last: int) -> bool:
        """Search for every letter what it was not searched for yet; False when there was nothing left."""
        found, worked = [], False
        for one in self.conversations.sought():
            with self.ws.database.reading() as session:
                cursor = mailboxes.cursor(session, self.mailbox, one.letter)
            sought = seeking.with_since(one, cursor, self.wish.since)
            if seeking.starts_again(sought, cursor):
                cursor = mailboxes.Cursor()
            terms = seeking.terms(sought)
            late = seeking.behind(sought, cursor)
            if late is not None:
                self._old(late)
                worked = True
            if terms != cursor.terms:
                self._searched(one.letter, cursor.upto, terms)
            found.append((sought, cursor.upto))
        for stretch in seeking.stretches(found, last):
            self._new(stretch)
            self._look_for_strangers(stretch)
            worked = True
        return worked

    def _searched(self, letter: str, upto: int, terms: frozenset[str]) -> None:
        self.writing(lambda session: mailboxes.searched(session, self.mailbox, letter, upto, terms))

    def _old(self, late: seeking.Behind) -> None:
        """Ask for what was learned since, among the messages that were looked at before."""
        self.sieve = None
        span = (late.first, late.upto)
        for found in old_pass(self.server, [late.sought], late.ids, late.subjects, *span, self.known):
            self._decide(found, ())

    def _new(self, stretch: seeking.Stretch) -> None:
        """Look through messages that no letter, or not these, were searched for in."""
        self.sieve, passed = Sieve(stretch.sought), Passed()
        meter = self.meter(stretch.last - stretch.first + 1)
        decided = saved = stretch.first - 1
        try:
            for found in new_pass(
                self.server,
                stretch.sought,
                self.sieve,
                stretch.first,
                stretch.last,
                self.server.account.find,
                self.known,
                passed,
            ):
                if isinstance(found, Looked):
                    decided = max(decided, found.upto)
                    meter.at(found.seen, found.total, "looking" if found.batch else "taking in", found.batch)
                    self.go_on()
                elif self._decide(found, stretch.sought):
                    decided = saved = found.uid
            decided = stretch.last
        finally:
            if decided > saved:  # also on the way out: what was decided need not be looked at again
                self.writing(lambda session: mailboxes.move(session, self.mailbox, stretch.letters, decided))
        if stretch.first == 1:
            self.writing(
                lambda session: mailboxes.begins(session, self.mailbox, stretch.letters, passed.first)
            )
        if passed.whole:
            self._catch_up(stretch, passed)

    def _catch_up(self, stretch: seeking.Stretch, passed: Passed) -> None:
        """Decide anew what was passed before it was known to whom it answers, as long as more is learned by it."""
        before = stretch.sought
        while True:
            now = tuple(
                replace(one, since=old.since)
                for old in before
                for one in self.conversations.sought()
                if one.letter == old.letter
            )
            again = seeking.learned(before, now)
            if not again:
                break
            before, self.sieve = now, Sieve(now)
            for found in late_pass(self.server, self.sieve, passed.again(*again), self.known):
                self._decide(found, ())
        if stretch.first == 1:  # else the messages before this stretch have to be asked for them yet
            for one in before:
                self._searched(one.letter, stretch.last, seeking.terms(one))

    def _decide(self, found: Candidate, passing: tuple[Sought, ...]) -> bool:
        """Take a candidate in where it belongs, and the cursors of `passing` with it; True when that was done."""
        self.go_on()
        if found.uid in self.known:
            return False
        if found.failure is not None:
            self.leave(found.failure)
        elif found.raw is None:
            self.was_absent([found.uid])
        elif self.take(found.uid, found.raw, [one.letter for one in passing]) is not None:
            return True
        return False

    def _look_for_strangers(self, stretch: seeking.Stretch) -> None:
        """Count what known correspondents wrote since an earlier look that belongs to no thread."""
        if stretch.first == 1 or self.wish.everything:
            return
        people = {one for sought in self.conversations.sought() for one in sought.addresses}
        people -= set(self.ws.settings.own_addresses)
        self.strangers.update(written_by(self.server, people, stretch.first, stretch.last, self.known))
