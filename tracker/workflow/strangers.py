"""Mail from known correspondents that belongs to no thread: counted and told, never taken in unasked."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from tracker.mail.authenticity import author
from tracker.mail.imap import terms
from tracker.mail.imap.server import Server
from tracker.mail.message import Mail, Unreadable, open_mail
from tracker.text import clean_line, shorten

_FIELDS = (
    "From",
    "Reply-To",
    "X-Original-From",
    "X-Original-Sender",
)  # lists take the author's place in From
_START = 16_384  # octets: the header fields of nearly every mail
_BATCH = 100
_NAMED = 5


def written_by(
    server: Server, people: Iterable[str], first: int, last: int, known: Container[int]
) -> Iterator[tuple[int, Mail]]:
    """Yield the mails among UIDs `first` to `last` that one of `people` wrote, but for those in `known`.

    Only their beginnings are read: their subject, date and author.
    """
    addresses = {one.lower() for one in people if one.isprintable() and len(one) < 500}
    if not addresses:
        return
    wanted: list[terms.Criteria] = [
        ["HEADER", name, address] for address in sorted(addresses) for name in _FIELDS
    ]
    found: set[int] = set()
    for criteria in terms.chunks(wanted):
        found.update(server.search(["UID", f"{first}:{last}", *criteria]))
    uids = [uid for uid in sorted(found) if first <= uid <= last and uid not in known]
    for at in range(0, len(uids), _BATCH):
        for uid, raw in sorted(server.start_of(uids[at : at + _BATCH], _START).items()):
            try:
                mail = open_mail(raw)
            except Unreadable:
                continue
            if addresses & {author(mail).address.lower(), mail.from_address.lower()}:
                yield uid, mail


def told_of(mails: Sequence[Mail], where: str, public: bool) -> str:
    """Return the sentence about mails that belong nowhere; only of public ones it says which."""
    count = len(mails)
    words = (
        "1 mail from a known correspondent belongs"
        if count == 1
        else f"{count} mails from known correspondents belong"
    )
    named = ""
    if public:
        shown = [f"{_day(one)} “{shorten(one.subject, 60)}”" for one in mails[:_NAMED]]
        named = ": " + ", ".join(shown) + (f" and {count - _NAMED} more" if count > _NAMED else "")
    return f"{words} to no thread in {where}{named}."


def _day(mail: Mail) -> str:
    return clean_line(f"{mail.date.day} {mail.date:%b %Y}") if mail.date else "undated"
