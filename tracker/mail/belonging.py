"""Whether a mail belongs to a letter's correspondence, to which leg of it, and what shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from tracker.mail import labels, likeness, resent
from tracker.mail.addresses import addresses
from tracker.mail.authenticity import author
from tracker.mail.message import Mail
from tracker.mail.outline import Outline
from tracker.text import fold_words

_PREFIX = re.compile(r"^\s*(?:\[[^\]]{1,60}\]\s*|[^\W\d_]{1,5}(?:\s*\[\d+\])?\s*[:：]\s*)", re.IGNORECASE)
QUOTED_WORDS = 12  # that the letter must say in the same order before a mail is taken to quote it
_TELLING_WORDS = 4  # of a subject before it tells one thread from another by itself
_CLOCKS = timedelta(days=2)  # by which the date of a mail may be wrong

How = Literal["letter", "reference", "token", "quotation", "subject"]


@dataclass(frozen=True)
class Correspondence:
    """A leg as belonging sees it; the legs of one letter share its outline and come in the record's order.

    `message_ids` are those known in it, `addresses` the people who wrote in it, `contacts` whom it asks (a
    person or a list), `own` our own addresses, `subjects` those of our own messages in it, `since` when the
    letter was sent; all as far as they are known.
    """

    key: str
    message_ids: tuple[str, ...] = ()
    subject: str = ""
    addresses: tuple[str, ...] = ()
    outline: Outline | None = None
    contacts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True)
class Belonging:
    """That a mail belongs to the correspondence `key`, how that was seen, and the reason in words."""

    key: str
    how: How
    reason: str


def belongs(mail: Mail, correspondences: Sequence[Correspondence], public: str = "") -> Belonging | None:
    """Return the correspondence that `mail` belongs to, or None: it then waits in Unsorted.

    `public` is the list whose own folder or archive the mail came from, "" for none. For many mails make one
    `Sorter` and ask that.
    """
    return Sorter(correspondences).place(mail, public)


@dataclass
class _Leg:
    """A leg as it stands now: it learns while messages are taken in."""

    key: str
    people: set[str]
    contacts: frozenset[str]


@dataclass
class _Letter:
    """A letter with its legs, and what tells that a mail is about it."""

    outline: Outline | None
    index: likeness.Index | None = None
    screen: resent.Screen | None = None
    legs: list[_Leg] = field(default_factory=list)
    ids: frozenset[str] = frozenset()
    subjects: set[str] = field(default_factory=set)
    labels: frozenset[str] = frozenset()
    own: set[str] = field(default_factory=set)
    since: datetime | None = None


class _Seen:
    """What is read of a mail once, for all letters."""

    def __init__(self, mail: Mail, public: str) -> None:
        self.mail = mail
        self.author = author(mail).address.lower()
        self.sent_to = tuple(one.lower() for one in (*mail.to, *mail.cc))
        self.people = frozenset((self.author, mail.from_address.lower(), *self.sent_to)) - {""}
        self.subject = bare_subject(mail.subject)
        self.public = public.lower()
        self._hits: dict[resent.Screen, int] = {}

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The lists that it came through, as far as its folder and headers tell."""
        mail = self.mail
        named = [self.public, mail.list_id.lower().replace(".", "@", 1), mail.header("x-beenthere").lower()]
        named += addresses(mail.header("list-post").lower().replace("mailto:", ""))
        return tuple(one for one in dict.fromkeys(named) if one)

    def hits(self, screen: resent.Screen) -> int:
        """How many runs of its words stand in the letter of `screen`."""
        if screen not in self._hits:
            self._hits[screen] = screen.hits(self.mail.text)
        return self._hits[screen]

    @cached_property
    def words(self) -> list[str]:
        """The words of its text as they are compared with the letter's."""
        return likeness.folded(self.mail.text)


class Sorter:
    """Correspondences made ready for many mails: nothing is prepared anew for each of them."""

    def __init__(self, correspondences: Iterable[Correspondence]) -> None:
        self._letters: list[_Letter] = []
        self._ids: dict[str, tuple[_Letter, _Leg]] = {}
        self._legs: dict[str, tuple[_Letter, _Leg]] = {}
        for one in correspondences:
            letter = next(
                (each for each in self._letters if one.outline and each.outline == one.outline), None
            )
            if letter is None:
                letter = _Letter(one.outline)
                self._letters.append(letter)
                if one.outline is not None:
                    letter.ids = frozenset(one.outline.message_ids)
                    letter.labels = frozenset(topic.label.upper() for topic in one.outline.topics)
                    if one.outline.paragraphs:
                        letter.index = likeness.index(one.outline)
                        letter.screen = resent.Screen(letter.index)
            subjects = (one.subject, one.outline.subject if one.outline else "", *one.subjects)
            letter.subjects |= {bare_subject(subject) for subject in subjects} - {""}
            letter.own |= _lower(one.own)
            letter.since = letter.since or one.since
            leg = _Leg(one.key, _lower(one.addresses), frozenset(_lower(one.contacts)))
            letter.legs.append(leg)
            self._legs[one.key] = (letter, leg)
            for known in one.message_ids:
                self._learn_id(known, letter, leg)

    def learn(
        self, key: str, message_id: str, address: str = "", subject: str = "", ours: bool = False
    ) -> None:
        """Note a message taken into the leg `key`: its id and who wrote it, the subject of one of ours."""
        letter, leg = self._legs[key]
        self._learn_id(message_id, letter, leg)
        if ours:
            letter.own |= _lower((address,))
            letter.subjects |= {bare_subject(subject)} - {""}
        else:
            leg.people |= _lower((address,))

    def _learn_id(self, message_id: str, letter: _Letter, leg: _Leg) -> None:
        if message_id and message_id not in letter.ids:
            self._ids.setdefault(message_id, (letter, leg))

    def place(self, mail: Mail, public: str = "") -> Belonging | None:
        """Return the leg that `mail` belongs to, None when nothing shows one.

        Tried in order over all letters: the letter itself found again, References and In-Reply-To (the
        nearest ancestor known), a token, a quotation of the letter, then its subject with a known person or
        the letter's own list. Headers are only a hint (anybody can write them), so the reason is always
        shown. A mail in a thread stays in the leg of that thread, unless another leg's correspondent wrote
        it, or it went to another leg's list alone; a mail in no thread joins the leg whose correspondent it
        came from or through, else the letter's first. The letter itself is an attempt of the leg it was sent to.
        """
        seen = _Seen(mail, public)
        for test in (self._itself, self._referenced, self._tokened, self._quoting, self._same_subject):
            found = test(seen)
            if found:
                return found
        return None

    def _itself(self, seen: _Seen) -> Belonging | None:
        """The letter itself, found again: our own words, that answer nothing."""
        answering = any(self._known_id(one) for one in (*seen.mail.in_reply_to, *seen.mail.references))
        for letter in self._letters:
            named = seen.mail.message_id in letter.ids
            if letter.index is None or letter.screen is None or (answering and not named):
                continue
            likely = seen.hits(letter.screen) >= resent.LIKELY * letter.screen.length
            if likely and resent.is_letter(seen.mail, letter.index, named):
                leg = letter.legs[0] if named else _sent_to(seen, letter)
                return Belonging(leg.key, "letter", "it is the letter itself")
        return None

    def _known_id(self, message_id: str) -> bool:
        return message_id in self._ids or any(message_id in letter.ids for letter in self._letters)

    def _referenced(self, seen: _Seen) -> Belonging | None:
        mail = seen.mail
        named = [("In-Reply-To", one) for one in mail.in_reply_to]
        named += [("References", one) for one in reversed(mail.references)]
        for name, one in named:
            if one in self._ids:
                letter, leg = self._ids[one]
                other = _moved(seen, letter, leg)
                why = "; it is the word of this leg's correspondent" if other else ""
                return Belonging((other or leg).key, "reference", f"its {name} names <{one}>{why}")
        for name, one in named:
            for letter in self._letters:
                if one in letter.ids:
                    return _in(letter, seen, "reference", f"its {name} names <{one}>")
        return None

    def _tokened(self, seen: _Seen) -> Belonging | None:
        """A token alone is short and common, so the subject or a known person must agree."""
        for letter in self._letters:
            if not letter.labels or not (seen.subject in letter.subjects or _on_it(seen, letter)):
                continue
            found = labels.tokens(f"{seen.mail.subject}\n{seen.mail.text}")
            hit = next((one for one in found if one.partition(".")[0] in letter.labels), None)
            if hit:
                return _in(letter, seen, "token", f"it names [{hit}]")
        return None

    def _quoting(self, seen: _Seen) -> Belonging | None:
        best: tuple[int, int, _Letter] | None = None
        for letter in self._letters:
            if letter.index is None or letter.screen is None:
                continue
            if seen.hits(letter.screen) * likeness.GRAM < QUOTED_WORDS:
                continue  # they cannot cover so many words
            said = likeness.quotation(letter.index, seen.words)
            if said and said.matched >= QUOTED_WORDS and (best is None or said.matched > best[0]):
                best = (said.matched, said.paragraph, letter)
        if best is None:
            return None
        return _in(best[2], seen, "quotation", f"it quotes paragraph {best[1]} of the letter")

    def _same_subject(self, seen: _Seen) -> Belonging | None:
        same = [letter for letter in self._letters if seen.subject in letter.subjects]
        for test, why in (
            (_known, "a known correspondent is on it"),
            (_addressed, "it went the letter's way"),
        ):
            for letter in same:
                if test(seen, letter):
                    return _in(letter, seen, "subject", f"its subject is the letter's and {why}")
        return None


def _in(letter: _Letter, seen: _Seen, how: How, reason: str) -> Belonging:
    """In the leg whose correspondent the mail came from or through, else in the letter's first."""
    leg = _through(seen, letter)
    why = "; it came from or through this leg's correspondent" if leg and leg is not letter.legs[0] else ""
    return Belonging((leg or letter.legs[0]).key, how, reason + why)


def _sent_to(seen: _Seen, letter: _Letter) -> _Leg:
    """The leg that the letter itself went to: the first, unless it was sent to another leg's correspondent alone."""
    return next((leg for leg in letter.legs if not leg.contacts.isdisjoint(seen.mail.to)), letter.legs[0])


def _through(seen: _Seen, letter: _Letter) -> _Leg | None:
    """The leg whose correspondent wrote the mail, carried it or was written to; else where its author wrote."""
    for address in (seen.author, seen.mail.from_address.lower(), *seen.lists, *seen.sent_to):
        for leg in letter.legs:
            if address in leg.contacts:
                return leg
    return next((leg for leg in reversed(letter.legs) if seen.author in leg.people), None)


def _moved(seen: _Seen, letter: _Letter, leg: _Leg) -> _Leg | None:
    """The other leg that a mail in the thread of `leg` belongs to all the same."""
    for other in letter.legs:
        if other is not leg and seen.author in other.contacts and seen.author not in leg.contacts:
            return other
    carried = {*seen.lists, *seen.sent_to}
    if leg.contacts & (carried | seen.people):
        return None
    for other in letter.legs:
        # Where this leg was sent may be unknown: then nobody else may be on the mail.
        alone = bool(leg.contacts) or carried <= other.contacts | letter.own | {seen.author}
        if other is not leg and other.contacts & carried and alone:
            return other
    return None


def _known(seen: _Seen, letter: _Letter) -> bool:
    """Whether a person of the correspondence is on the mail, or whom a leg asks wrote it."""
    direct = not seen.lists and any(seen.author in leg.contacts for leg in letter.legs)
    return direct or _on_it(seen, letter)


def _on_it(seen: _Seen, letter: _Letter) -> bool:
    return any(not leg.people.isdisjoint(seen.people) for leg in letter.legs)


def _addressed(seen: _Seen, letter: _Letter) -> bool:
    """Whether a stranger's mail with the letter's subject is about it: the subject tells it from others, the
    mail is no older than the letter, and it went to or through whom a leg asks, or to us.
    """
    date = seen.mail.date
    if len(set(seen.subject.split())) < _TELLING_WORDS:
        return False
    if date is not None and letter.since is not None and date < letter.since - _CLOCKS:
        return False
    asked = frozenset().union(*(leg.contacts for leg in letter.legs))
    if not asked and seen.lists:
        return True  # where the letter was sent is not known: any list may be the one
    return not (asked | letter.own).isdisjoint((*seen.lists, *seen.sent_to))


def _lower(values: Iterable[str]) -> set[str]:
    return {value.lower() for value in values} - {""}


def bare_subject(subject: str) -> str:
    """Return a subject for comparison: reply and forward prefixes and list tags off, words folded."""
    for _ in range(8):
        shorter = _PREFIX.sub("", subject)
        if shorter == subject:
            break
        subject = shorter
    return " ".join(fold_words(subject))
