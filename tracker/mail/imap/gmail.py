"""Gmail's own search (X-GM-EXT-1): its phrases know no line ends, and its threads hold what broken headers lose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracker.mail.imap import terms
from tracker.mail.imap.server import Server

OCTETS = 1_000  # of one query

_PLAIN = re.compile(r'[^\s"(){}\\]+')


def offered(server: Server) -> bool:
    """Return whether the server has Gmail's extensions."""
    return "X-GM-EXT-1" in server.capabilities


def conversation(
    server: Server, ids: Iterable[str], subjects: Iterable[str], where: terms.Criteria
) -> set[int]:
    """Return the UIDs in `where` of every thread that holds a message of `ids`, and of the subjects named.

    The threads are looked for in the whole folder: what they begin with may be older than `where`.
    """
    named = [f"rfc822msgid:{one}" for one in sorted(ids) if _PLAIN.fullmatch(one)]
    seeds: set[int] = set()
    for query in _any_of(named):
        seeds.update(server.search(["X-GM-RAW", query]))
    found: set[int] = set()
    threads = sorted(set(server.gmail_threads(sorted(seeds)).values())) if seeds else []
    for criteria in terms.chunks(["X-GM-THRID", thread] for thread in threads):
        found.update(server.search([*where, *criteria]))
    return found | _raw(server, (f'subject:"{one}"' for one in sorted(subjects) if '"' not in one), where)


def saying(server: Server, phrases: Iterable[str], where: terms.Criteria) -> set[int]:
    """Return the UIDs in `where` that say one of `phrases`, however their lines are wrapped."""
    return _raw(server, (f'"{phrase}"' for phrase in phrases if '"' not in phrase), where)


def _raw(server: Server, queries: Iterable[str], where: terms.Criteria) -> set[int]:
    found: set[int] = set()
    for query in _any_of(queries):
        found.update(server.search([*where, "X-GM-RAW", query]))
    return found


def _any_of(queries: Iterable[str]) -> Iterator[str]:
    """Yield queries that together ask for any of `queries`: Gmail writes OR as braces."""
    chunk: list[str] = []
    for query in queries:
        if chunk and sum(map(len, chunk)) + len(chunk) + len(query) > OCTETS:
            yield "{" + " ".join(chunk) + "}"
            chunk = []
        chunk.append(query)
    if chunk:
        yield "{" + " ".join(chunk) + "}"
