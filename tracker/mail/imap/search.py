"""Finding a letter's conversation in a folder: what was learned since among old messages, everything among new ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise

from tracker.mail.imap import gmail, planning, terms
from tracker.mail.imap.passed import Passed
from tracker.mail.imap.scan import BATCH, Candidate, Looked, Scan
from tracker.mail.imap.server import Server
from tracker.mail.sieve import Sieve, Sought

__all__ = ["Candidate", "Looked", "Passed", "late_pass", "new_pass", "old_pass"]

FOUND = 50  # messages found by the server that are fetched in one command


def old_pass(
    server: Server,
    sought: Sequence[Sought],
    ids: frozenset[str],
    subjects: frozenset[str],
    first: int,
    upto: int,
    known: Container[int] = (),
) -> Iterator[Candidate]:
    """Yield the messages from the UID `first` to `upto` that answer one of `ids` or have one of `subjects`, ascending.

    For what was not known yet when those messages were looked at: `ids` and `subjects` are the new ones
    alone. `known` are UIDs that need not be offered again. The folder must be open. Raises MailFailure.
    """
    if upto < first or not (ids or subjects):
        return
    where: terms.Criteria = ["UID", f"{first}:{upto}", *terms.since(sought)]
    found = _ask(server, where, [*terms.naming(ids), *terms.about(subjects)])
    if gmail.offered(server):
        found |= gmail.conversation(server, ids, subjects, where)
    sieve = Sieve(sought)
    for one in ids:
        sieve.learn(one)
    scan = Scan(server, sieve, set)
    for batch in _batches([uid for uid in sorted(found) if first <= uid <= upto and uid not in known], FOUND):
        yield from scan.batch(batch)


def new_pass(
    server: Server,
    sought: Sequence[Sought],
    sieve: Sieve,
    first: int,
    last: int,
    find: str,
    known: Container[int] = (),
    passed: Passed | None = None,
) -> Iterator[Candidate | Looked]:
    """Yield what might belong to the letters among the UIDs `first` to `last`, ascending, and how far it has come.

    Messages that arrived before the letters were sent are left out where that day is known, and so are the
    UIDs in `known`. The caller takes each candidate in before it asks for the next and teaches `sieve` its
    Message-ID, so that answers to it are found in the same pass. After each candidate and each batch a `Looked`
    says what is decided, the last one that all is. `find` says who looks ("local", "server"); with "auto" short ranges
    are looked through here, long ones by whoever is quicker. `passed` then holds what was looked through here.
    The folder must be open. Raises MailFailure.
    """
    if first > last:
        return
    day = terms.since(sought)
    every = [uid for uid in server.search(["UID", f"{first}:{last}", *day]) if first <= uid <= last]
    left = [uid for uid in every if uid not in known]
    passed = passed or Passed()
    scan = Scan(server, sieve, lambda uids: _bodies(server, sought, terms.among(uids)), passed)
    passed.first = every[0] if every else last + 1
    yield Looked(first - 1, 0, len(every))
    tried = 0
    by_server = find == "server"
    if find == "auto" and len(left) > planning.FEW:
        by_server = gmail.offered(server)
        if not by_server:
            tried = planning.BATCHES * BATCH
            yield from _through(scan, left[:tried], every, BATCH)
            by_server = planning.server_is_cheaper(server, scan, _body_searches(sought), left[tried:])
    rest, size = left[tried:], BATCH
    if by_server and rest:
        passed.whole = False
        found = _hits(server, sought, ["UID", f"{rest[0]}:{rest[-1]}", *day])
        rest, size = [uid for uid in rest if uid in found], FOUND
        scan = Scan(server, sieve, set)
    yield from _through(scan, rest, every, size)
    yield Looked(last, len(every), len(every))


def late_pass(
    server: Server, sieve: Sieve, uids: Sequence[int], known: Container[int] = ()
) -> Iterator[Candidate]:
    """Yield the messages `uids` (see `Passed.again`) that might belong by what `sieve` has learned meanwhile."""
    scan = Scan(server, sieve, set)
    for batch in _batches([uid for uid in uids if uid not in known], FOUND):
        yield from scan.batch(batch)


def _through(
    scan: Scan, uids: Sequence[int], every: Sequence[int], size: int
) -> Iterator[Candidate | Looked]:
    batches: list[Sequence[int]] = [*_batches(uids, size), ()]
    for batch, following in pairwise(batches):
        for candidate in scan.batch(batch, following):
            yield candidate
            yield Looked(candidate.uid, bisect_right(every, candidate.uid), len(every), batch=False)
        yield Looked(batch[-1], bisect_right(every, batch[-1]), len(every))


def _batches(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start, end in pairwise([*range(0, len(uids), size), len(uids)]):
        yield uids[start:end]


def _hits(server: Server, sought: Sequence[Sought], where: terms.Criteria) -> set[int]:
    """Return the UIDs in `where` that the server says may belong to one of the letters, in every way it can tell."""
    ids = frozenset(known for one in sought for known in one.ids)
    subjects = frozenset(subject for one in sought for subject in one.subjects)
    found = _ask(server, where, [*terms.naming(ids), *terms.about(subjects)])
    if gmail.offered(server):
        found |= gmail.conversation(server, ids, subjects, where)
    return found | _bodies(server, sought, where)


def _bodies(server: Server, sought: Sequence[Sought], where: terms.Criteria) -> set[int]:
    """Return the UIDs in `where` whose text says something of a letter, or names its questions between its people."""
    found: set[int] = set()
    for one in sought:
        for labelled in terms.chunks(terms.labelled(one.tokens)) if one.addresses else ():
            found |= _ask(server, [*where, [*labelled]], terms.between(one.addresses))
    if gmail.offered(server):
        return found | gmail.saying(server, _phrases(sought), where)
    for criteria in _body_searches(sought):
        found.update(server.search([*where, *criteria]))
    return found


def _body_searches(sought: Sequence[Sought]) -> list[terms.Criteria]:
    return list(terms.chunks(terms.saying(_phrases(sought))))


def _phrases(sought: Sequence[Sought]) -> list[str]:
    return terms.phrases(paragraph for one in sought for paragraph in one.paragraphs)


def _ask(server: Server, where: terms.Criteria, wanted: Iterable[terms.Criteria]) -> set[int]:
    """Return the UIDs in `where` for which one of the terms `wanted` holds."""
    found: set[int] = set()
    for criteria in terms.chunks(wanted):
        found.update(server.search([*where, *criteria]))
    return found
