"""No draft repeats a private message to anybody but its writer (rule `private-words`), however the draft came about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlmodel import Session

from tracker.claims.effects import Rule
from tracker.claims.privacy import repeated
from tracker.errors import RuleRefused
from tracker.record import evidence, queries
from tracker.record.models import Citation, Letter, Person, Question, Reply, Revision, Source


def refuse_private_words(session: Session, texts: dict[str, str], recipients: Collection[str] = ()) -> None:
    """Refuse texts that repeat six words running of a private message, unless it goes to its writer alone.

    What the letter, the claims in any revision and the cited sources say is published, and so are roles.
    """
    people = {one.id: one for one in queries.live(session, Person)}
    readers = {one.casefold() for one in recipients}
    own = set()
    for reply in queries.live(session, Reply):
        who = people.get(reply.person_id)
        if who is not None and not who.withheld and readers == {who.address.casefold()}:
            own.add(reply.id)
    private = [one for one in evidence.private_texts(session) if one.reply not in own]
    found = repeated(texts, private, _published(session))
    if found:
        name, reply_id, words = found[0]
        raise RuleRefused(
            f"{Rule.PRIVATE_WORDS}: the {name} repeats words of the private reply {reply_id} (“{words}”).",
            "say it in your own words, or record the responder's consent",
            (Rule.PRIVATE_WORDS.value,),
        )


def _published(session: Session) -> Sequence[str]:
    return tuple(_texts(session))


def _texts(session: Session) -> Iterator[str]:
    for letter in queries.live(session, Letter):
        yield from (letter.title, letter.subject or "", letter.text)
    for question in queries.live(session, Question):
        yield from (question.title, question.as_asked, question.gap)
    for revision in queries.live(session, Revision):
        yield from (revision.wording, revision.proposition, revision.confirmed, revision.gap)
    for source in queries.live(session, Source):
        yield from (source.url, source.latest, source.title)
    for citation in queries.live(session, Citation):
        yield from (citation.section, citation.read_locator, citation.quote, citation.read_quote)
    yield from (one.role for one in queries.live(session, Person) if not one.withheld)
