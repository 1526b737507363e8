"""Whether a range of a folder is looked through here or searched by the server: whichever costs less, measured."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from tracker.mail.imap import terms
from tracker.mail.imap.failures import MailFailure
from tracker.mail.imap.scan import Scan
from tracker.mail.imap.server import Server

FEW = 500  # messages that are always looked through here
SOON = 5.0  # seconds of looking through here that are not worth a question to the server
BATCHES = 3  # looked through before the server is tried: one alone may have been held up by anything
SURELY = 2.0  # times that the server has to be quicker: the slice it is tried on is small
SLICE = 16  # messages on which the server's search is tried


def server_is_cheaper(
    server: Server, scan: Scan, bodies: Sequence[terms.Criteria], rest: Sequence[int]
) -> bool:
    """Return whether the server would search the messages `rest` sooner than they are fetched and sieved here.

    `scan` has looked through some of the folder; `bodies` are the searches through bodies that the server
    would be asked for. The dearest of them is tried on one message and on a few: servers with an index
    answer both alike, others take their time for each. A server that does not search the decoded text of
    a message (RFC 3501 leaves it open) is not trusted with it, nor is one that refuses.
    """
    here = scan.quickest * len(rest)
    if here <= SOON or not bodies or len(rest) < SLICE:
        return False
    longest = max(bodies, key=lambda criteria: len(str(criteria)))
    try:
        one = _seconds(server, longest, rest[:1])
        few = _seconds(server, longest, rest[:SLICE])
        if not _decodes(server, scan):
            return False
    except MailFailure:
        if not server.alive:
            raise
        return False  # it says no, or that it is too much: then it is done here
    each = max(0.0, few - one) / (SLICE - 1)
    return SURELY * len(bodies) * (min(one, few) + each * len(rest)) < here


def _decodes(server: Server, scan: Scan) -> bool:
    if scan.encoded is None:
        return True
    uid, words = scan.encoded
    return uid in server.search([*terms.among([uid]), "BODY", words])


def _seconds(server: Server, criteria: terms.Criteria, uids: Sequence[int]) -> float:
    began = perf_counter()
    server.search([*terms.among(uids), *criteria])
    return perf_counter() - began
