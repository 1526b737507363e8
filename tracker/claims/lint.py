"""Holds a wording against its level: words stronger or weaker than the level bears, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.claims.levels import Level
from tracker.claims.vocabulary import CERTAINTY, FRAMES, LIKELIHOOD, NEGATION, REPORTING, TERMS, Term

FindingKind = Literal["overclaim", "underclaim", "mixed-certainty", "unread-citation"]

# A sentence ends at its mark before white space; a full stop inside a name (`kubernetes.io`) ends none.
_SENTENCE = re.compile(r".+?(?:[.!?][\"”’)\]]*(?=\s|$)|\Z)", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_CLAUSE_END = re.compile(r"[;:]|,\s+(?:but|and|while|whereas|yet|although|though)\b|\bbut\b", re.IGNORECASE)
# Past these words a hedge no longer holds ("but that" goes on with what was hedged).
_CONTRAST = re.compile(r";|\bbut\b(?!\s+that\b)", re.IGNORECASE)
_NEGATION_REACH = 6


@dataclass(frozen=True)
class Finding:
    """One thing that lint finds: the words, where they stand (`start` to `end`, in characters), and a repair.

    `message` is one sentence; `repair` is a clause that says what to do. `refused` is True for an overclaim,
    which the rule `overclaim` does not let through; all else is a warning.
    """

    kind: FindingKind
    words: str
    start: int
    end: int
    message: str
    repair: str
    refused: bool = False


@dataclass(frozen=True)
class _Hit:
    term: Term
    start: int
    end: int
    sentence: int


def lint(wording: str, level: Level, unread_citations: Sequence[str] = ()) -> list[Finding]:
    """Return what is wrong with `wording` at `level`, in the order of the text.

    - *overclaim* (refused): a word that only a higher level bears; and at level 2 or below, a wording in
      which nothing limits what it asserts.
    - *underclaim*: every word that shows how sure the wording is belongs to a lower level.
    - *mixed-certainty*: certainty and likelihood in one sentence (ICD 203 keeps confidence and probability
      apart).
    - *unread-citation*: one of `unread_citations` (titles or addresses that the wording rests on), not yet
      read.

    A word that is negated in its clause says nothing of the kind ("not yet seen publicly documented rules").
    A milder booster under a hedge is hedged ("we understand that … has publicly documented"); a word of
    certainty never is, which is what the letter's fourth claim shows. Words in quotation marks count like
    any other, because the wordings that the letter proposes stand in such marks and would be published as
    ours; only what a reporting verb brings in ("the guide states “…”") is somebody else's and does not count.
    """
    hits = _hits(wording)
    findings = [_overclaim(wording, hit, level) for hit in hits if _too_strong(wording, hit, hits, level)]
    if not findings and level <= Level.PARTIAL and wording.strip() and not _limited(wording, hits, level):
        findings.append(_bare(wording, level))
    if not findings and hits and max(hit.term.high for hit in hits) < level:
        findings.append(_underclaim(wording, hits, level))
    findings += _mixed(wording, hits)
    findings += [_unread(wording, citation) for citation in unread_citations]
    return sorted(findings, key=lambda found: (found.start, found.end))


def worded_as_testimony(wording: str, dates: Sequence[str] = ()) -> bool:
    """Return whether a wording reads as testimony: “According to …, on the public list, DATE, …”.

    `dates` are the written forms of the days on which the testimony was given, one of which is to be named;
    with none known, any wording with both phrases will do.
    """
    text = " ".join(wording.casefold().split())
    if not ("according to" in text and "on the public list" in text):
        return False
    return not dates or any(date.casefold() in text for date in dates)


def _hits(wording: str) -> list[_Hit]:
    """Return the terms that the wording uses, in order, without negated boosters and reported words."""
    reported = [
        match.span() for match in _QUOTED.finditer(wording) if REPORTING.search(wording[: match.start()])
    ]
    hits = []
    for number, sentence in enumerate(_SENTENCE.finditer(wording)):
        for term in TERMS:
            for match in term.pattern.finditer(wording, sentence.start(), sentence.end()):
                start, end = match.span()
                if any(a < end and start < b for a, b in reported):
                    continue
                if term.low > Level.PARTIAL and _negated(wording[sentence.start() : start]):
                    continue
                hits.append(_Hit(term, start, end, number))
    return sorted(hits, key=lambda hit: (hit.start, hit.end))


def _negated(before: str) -> bool:
    """Return whether the clause before a word turns it around, within a reach of six words."""
    clause = _CLAUSE_END.split(before)[-1]
    return bool(NEGATION.search(" ".join(clause.split()[-_NEGATION_REACH:])))


def _too_strong(wording: str, hit: _Hit, hits: Sequence[_Hit], level: Level) -> bool:
    if hit.term.low <= level:
        return False
    if hit.term.name in CERTAINTY:
        return True
    return not any(
        other.term.name in FRAMES
        and other.term.low <= level
        and other.sentence == hit.sentence
        and other.start < hit.start
        and not _CONTRAST.search(wording, other.end, hit.start)
        for other in hits
    )


def _limited(wording: str, hits: Sequence[_Hit], level: Level) -> bool:
    return any(hit.term.low <= level for hit in hits) or "?" in wording or bool(NEGATION.search(wording))


def _overclaim(wording: str, hit: _Hit, level: Level) -> Finding:
    words = wording[hit.start : hit.end]
    return Finding(
        "overclaim",
        words,
        hit.start,
        hit.end,
        f"“{words}” says more than level {int(level)} ({level.label}) bears.",
        f"leave “{words}” out or say {_says(level)}",
        refused=True,
    )


def _bare(wording: str, level: Level) -> Finding:
    start = len(wording) - len(wording.lstrip())
    end = len(wording.rstrip())
    return Finding(
        "overclaim",
        wording[start:end],
        start,
        end,
        f"The wording asserts without limit what stands at level {int(level)} ({level.label}).",
        f"say {_says(level)}",
        refused=True,
    )


def _underclaim(wording: str, hits: Sequence[_Hit], level: Level) -> Finding:
    hit = max(hits, key=lambda found: found.term.high)
    words = wording[hit.start : hit.end]
    return Finding(
        "underclaim",
        words,
        hit.start,
        hit.end,
        f"“{words}” says less than level {int(level)} ({level.label}) bears.",
        f"say {_says(level)}",
    )


def _mixed(wording: str, hits: Sequence[_Hit]) -> list[Finding]:
    findings = []
    for number in dict.fromkeys(hit.sentence for hit in hits):
        here = [hit for hit in hits if hit.sentence == number]
        sure = next((hit for hit in here if hit.term.name in CERTAINTY), None)
        likely = next((hit for hit in here if hit.term.name in LIKELIHOOD), None)
        if sure is None or likely is None:
            continue
        start, end = min(sure.start, likely.start), max(sure.end, likely.end)
        words = f"{wording[likely.start : likely.end]} … {wording[sure.start : sure.end]}"
        findings.append(
            Finding(
                "mixed-certainty",
                words,
                start,
                end,
                f"One sentence speaks of likelihood and of certainty (“{words}”).",
                "say how sure the evidence makes it in a sentence of its own, or keep one of the two",
            )
        )
    return findings


def _unread(wording: str, citation: str) -> Finding:
    start = max(0, wording.casefold().find(citation.casefold()))
    end = start + len(citation) if citation.casefold() in wording.casefold() else 0
    return Finding(
        "unread-citation",
        citation,
        start,
        end,
        f"“{citation}” is cited but not read.",
        "read it and quote the words that bear on the claim, or cite another",
    )


def _says(level: Level) -> str:
    return "that public sources contradict it" if level is Level.CONTRADICTED else f"“{level.phrase}”"
