"""What the scripted server's SEARCH understands: RFC 3501's keys that the tracker uses, and Gmail's two."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from mailservers.scripted_mail import Stored, words_of
from mailservers.scripted_wire import Malformed, Word, is_set, members

Test = Callable[[Stored], bool]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TERM = re.compile(r'[(){}]|-(?=\S)|(?:[a-z0-9]+:)?"[^"]*"|[^\s(){}]+')


class Search:
    """Reads the criteria of one SEARCH over messages with the given UIDs, ascending.

    `by_words`: BODY, TEXT and SUBJECT match whole words in a row, as Gmail does, instead of any part of a line.
    """

    def __init__(self, criteria: Sequence[Word], uids: Sequence[int], *, by_words: bool) -> None:
        self._left = list(criteria)
        self._uids, self._by_words = uids, by_words

    def test(self) -> Test:
        """Return the test that all criteria together are."""
        tests = []
        while self._left:
            tests.append(self._key())
        if not tests:
            raise Malformed("no criterion")
        return lambda message: all(test(message) for test in tests)

    def _next(self) -> bytes:
        if not self._left or isinstance(self._left[0], list):
            raise Malformed("a criterion misses its value")
        word = self._left.pop(0)
        assert isinstance(word, bytes)
        return word

    def _text(self) -> str:
        return self._next().decode("utf-8")

    def _key(self) -> Test:
        if not self._left:
            raise Malformed("a criterion is missing")
        group = self._left[0]
        if isinstance(group, list):
            del self._left[0]
            return Search(group, self._uids, by_words=self._by_words).test()
        word = self._next()
        key = word.upper().decode("latin-1")
        if is_set(word):
            raise Malformed("sequence numbers are not used here")
        simple = {"FROM": "From", "TO": "To", "CC": "Cc", "SUBJECT": "Subject"}
        if key in ("ALL", "UNDELETED"):  # nothing is ever marked as deleted here
            return lambda message: True
        if key == "UID":
            chosen = frozenset(members(self._next(), self._uids))
            return lambda message: message.uid in chosen
        if key == "NOT":
            inner = self._key()
            return lambda message: not inner(message)
        if key == "OR":
            left, right = self._key(), self._key()
            return lambda message: left(message) or right(message)
        if key in ("SINCE", "BEFORE", "ON"):
            return _arrived(key, _date(self._text()))
        if key == "HEADER":
            return _in_header(self._text(), self._text())
        if key in simple and not (self._by_words and key == "SUBJECT"):
            return _in_header(simple[key], self._text())
        if key in ("BODY", "TEXT", "SUBJECT"):
            return self._in_text(key, self._text())
        if key == "X-GM-RAW":
            return Raw(self._text()).test()
        if key in ("X-GM-THRID", "X-GM-MSGID"):
            number = int(self._next())
            return lambda message: number == (message.thread if key == "X-GM-THRID" else message.ident)
        if key in ("LARGER", "SMALLER"):
            size = int(self._next())
            return lambda message: (len(message.raw) > size) == (key == "LARGER") and len(message.raw) != size
        raise Malformed(f"unknown criterion {key}")

    def _in_text(self, key: str, value: str) -> Test:
        if self._by_words:
            wanted = words_of(value)
            if key == "SUBJECT":
                return lambda message: _in_a_row(wanted, words_of(" ".join(message.fields("Subject"))))
            return lambda message: _in_a_row(wanted, message.words)
        sought = value.casefold()
        if key == "BODY":
            return lambda message: sought in message.body.casefold()
        return lambda message: sought in (message.header.decode("latin-1") + message.body).casefold()


def _in_header(name: str, value: str) -> Test:
    sought = value.casefold()
    return lambda message: any(sought in one.casefold() for one in message.fields(name))


def _date(text: str) -> dt.date:
    day, month, year = text.split("-")
    return dt.date(int(year), _MONTHS.index(month.casefold()) + 1, int(day))


def _arrived(key: str, day: dt.date) -> Test:
    """Compare the day of arrival, disregarding time and zone (RFC 3501, section 6.4.4)."""
    compare: dict[str, Callable[[dt.date], bool]] = {
        "SINCE": lambda date: date >= day,
        "BEFORE": lambda date: date < day,
        "ON": lambda date: date == day,
    }
    return lambda message: compare[key](message.date.date())


def _in_a_row(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether the words stand in a row somewhere."""
    if not wanted:
        return False
    first, length = wanted[0], len(wanted)
    return any(
        word == first and list(words[place : place + length]) == list(wanted)
        for place, word in enumerate(words)
    )


class Raw:
    """Gmail's own search: words, "phrases", -not, OR, (groups), {any of}, and the operators that matter here."""

    def __init__(self, text: str) -> None:
        self._terms = _TERM.findall(text)

    def test(self) -> Test:
        """Return the test that the whole query is."""
        found = self._all(None)
        if self._terms:
            raise Malformed("a bracket closes that was not opened")
        return found

    def _all(self, end: str | None) -> Test:
        groups: list[list[Test]] = []
        joined = False
        while self._terms and self._terms[0] not in (")", "}"):
            if self._terms[0] in ("OR", "|"):
                self._terms.pop(0)
                joined = True
                continue
            test = self._one()
            if joined and groups:
                groups[-1].append(test)
            else:
                groups.append([test])
            joined = False
        if end is not None and (not self._terms or self._terms.pop(0) != end):
            raise Malformed("a bracket is not closed")
        if not groups:
            raise Malformed("an empty query")
        if end == "}":
            return lambda message: any(test(message) for group in groups for test in group)
        return lambda message: all(any(test(message) for test in group) for group in groups)

    def _one(self) -> Test:
        term = self._terms.pop(0)
        if term == "-":
            inner = self._one()
            return lambda message: not inner(message)
        if term in ("(", "{"):
            return self._all(")" if term == "(" else "}")
        operator, colon, value = term.partition(":")
        if term.startswith('"') or not colon or not re.fullmatch(r"[a-z0-9]+", operator):
            wanted = words_of(term)
            return lambda message: _in_a_row(wanted, message.words)
        if not value and self._terms[:1] in (["("], ["{"]):
            raise Malformed("an operator over a group is not understood here")
        return self._operator(operator, value.strip('"'))

    def _operator(self, operator: str, value: str) -> Test:
        if operator == "rfc822msgid":
            ident = value.strip("<>")
            return lambda message: any(one.strip("<> ") == ident for one in message.fields("Message-ID"))
        if operator == "subject":
            wanted = words_of(value)
            return lambda message: _in_a_row(wanted, words_of(" ".join(message.fields("Subject"))))
        if operator in ("from", "to", "cc"):
            return _in_header(operator, value)
        if operator == "list":
            return _in_header("List-Id", value)
        if operator in ("after", "before"):
            day = dt.date(*(int(part) for part in re.split(r"[/-]", value)))
            return _arrived("SINCE" if operator == "after" else "BEFORE", day)
        if operator == "in" and value == "anywhere":
            return lambda message: True
        raise Malformed(f"unknown operator {operator}:")
