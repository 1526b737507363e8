"""Holds a wording against its level: words stronger or weaker than the level bears, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.claims.hits import Hit, Text, read
from tracker.claims.levels import Level

FindingKind = Literal["overclaim", "underclaim", "mixed-certainty", "scope", "date", "unread-citation"]

# Above every level: what no public material bears.
_BEYOND = len(Level)
# What weakens a wording that the documents carry, and what lets it stand.
_WEAK = frozenset({"absence", "limit", "partial", "hearsay", "hedge", "inference", "testimony", "denial"})
_FIRM = frozenset({"document", "confidence"})
# How each set of templates says that something is somebody's word: whose, and where it was said.
_TESTIMONY = (
    ("according to", "on the public list"),
    ("laut ", "auf der öffentlichen liste"),
    ("根据", "公开列表"),
)


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


def lint(
    wording: str, level: Level, unread_citations: Sequence[str] = (), proposition: str = ""
) -> list[Finding]:
    """Return what is wrong with `wording` at `level`, in the order of the text.

    - *overclaim* (refused): words that only a higher level bears, or none (a guarantee, a practice told from a
      rule, absence of evidence told as absence); and below level 4, a wording in which nothing limits what
      it asserts to what the level has: nothing found, a part, an inference, somebody's word.
    - *underclaim*: what shows how sure the wording is belongs to a lower level.
    - *mixed-certainty*: certainty and likelihood in one sentence (ICD 203 keeps confidence and probability
      apart).
    - *scope*: words that take in every case, unless the proposition has them too: the level rates that.
    - *date*: words that date themselves by the reader's day, and testimony without its day.
    - *unread-citation*: one of `unread_citations` (titles or addresses that the wording rests on), not yet
      read.

    A word that is negated in its clause says nothing of the kind ("not yet seen publicly documented rules").
    A milder booster under a hedge is hedged ("we understand that … has publicly documented"); a word of
    certainty never is, which is what the letter's fourth claim shows. Words in quotation marks count like
    any other, because the wordings that the letter proposes stand in such marks and would be published as
    ours; only what a reporting verb brings in ("the guide states “…”") is somebody else's and does not count.
    """
    if not wording.strip():
        return [_unread(wording, citation) for citation in unread_citations]
    text = read(wording, proposition)
    hits = [hit for hit in text.hits if not hit.signal.only or level in hit.signal.only]
    findings = _separate([_overclaim(text, hit, level) for hit in hits if _too_strong(hit, hits, level)])
    findings = list(dict.fromkeys(findings))  # two signals may say the same of the same words
    if not findings and not _carried(text, hits, level):
        findings = [_bare(wording, level)]
    if not findings:
        weak = _weakest(hits, level)
        findings = [_underclaim(text, weak, level)] if weak else []
    mixed = _mixed(text, hits)
    findings = [
        one for one in findings if one.refused or not any(_within(one, other) for other in mixed)
    ] + mixed
    findings += _beside(text, hits, level)
    findings += [_unread(wording, citation) for citation in unread_citations]
    return sorted(findings, key=lambda found: (found.start, found.end))


def worded_as_testimony(wording: str, dates: Sequence[str] = ()) -> bool:
    """Return whether a wording reads as testimony, in the words of a set of templates: “According to …, on the
    public list, DATE, …”.

    `dates` are the written forms of the days on which the testimony was given, one of which is to be named;
    with none known, any wording with both phrases will do.
    """
    text = " ".join(wording.casefold().split())
    if not any(all(phrase in text for phrase in frame) for frame in _TESTIMONY):
        return False
    return not dates or any(date.casefold() in text for date in dates)


def _too_strong(hit: Hit, hits: Sequence[Hit], level: Level) -> bool:
    signal = hit.signal
    if signal.low <= level or not signal.strict:
        return False
    return signal.strict == "always" or not any(
        other.signal.kind not in _FIRM
        and other.signal.low <= level
        and not other.signal.loose
        and other.sentence == hit.sentence
        and other.stretch == hit.stretch
        and other.start < hit.start
        for other in hits
    )


def _carried(text: Text, hits: Sequence[Hit], level: Level) -> bool:
    """Return whether something in the wording limits it to what a level below 4 has."""
    if level >= Level.DOCUMENTED or "?" in text.wording or "？" in text.wording:
        return True
    weak = [hit.signal for hit in hits if hit.signal.kind in _WEAK]
    if level < Level.PARTIAL:  # what others say is no evidence, and there none is needed but its absence
        weak = [signal for signal in weak if signal.kind != "hearsay"]
    return any(signal.low <= level for signal in weak)


def _weakest(hits: Sequence[Hit], level: Level) -> Hit | None:
    """Return the words that say less than the level bears, if nothing before them says as much."""
    if level < Level.PARTIAL:
        denials = [hit for hit in hits if hit.signal.kind == "denial"]
        fits = level == Level.CONTRADICTED or any(hit.signal.kind == "absence" for hit in hits)
        return None if fits or not denials else denials[0]
    fitting = [
        hit for hit in hits if hit.signal.low <= level <= hit.signal.high and hit.signal.kind != "hedge"
    ]
    weak = [
        hit for hit in hits if hit.signal.kind in _WEAK and hit.signal.high < level and not hit.signal.loose
    ]
    if not weak:
        return None
    if level < Level.DOCUMENTED:
        held = any(hit.signal.kind in _WEAK for hit in fitting) or (level == Level.PARTIAL and bool(fitting))
        return None if held else max(weak, key=lambda hit: hit.signal.high)
    firm = [hit for hit in hits if hit.signal.kind in _FIRM and hit.signal.high >= level]
    strong = [hit for hit in firm if hit.signal.strict or hit.signal.kind == "confidence"]
    first = min((hit.start for hit in firm), default=None)
    before = [
        hit
        for hit in weak
        if first is None or (hit.start < first and not (hit.signal.kind == "testimony" and strong))
    ]
    if not before or (strong and strong[0].start <= before[0].start):
        return None
    return max(before, key=lambda hit: hit.signal.high)


def _separate(findings: list[Finding]) -> list[Finding]:
    """Return the findings without those whose words lie within another's."""
    return [
        one
        for one in findings
        if not any(
            other is not one and _within(one, other) and other.words != one.words for other in findings
        )
    ]


def _within(one: Finding, other: Finding) -> bool:
    return other.start <= one.start and one.end <= other.end


def _overclaim(text: Text, hit: Hit, level: Level) -> Finding:
    words = text.wording[hit.start : hit.end]
    kind = hit.signal.kind
    message = f"“{words}” says more than level {int(level)} ({level.label}) bears."
    repair = f"leave “{words}” out or say {_says(level)}"
    if kind == "practice":
        message = f"“{words}” tells from a rule what is done, which no level bears."
        repair = "say what the rule says and no more"
    elif kind == "fact":
        message = f"“{words}” tells an absence as a fact, where public evidence is what is absent."
        repair = "say what was not found in public material"
    elif kind in ("excess", "reach"):
        message = f"“{words}” says more than any level bears."
        repair = f"leave “{words}” out, and name what the sources cover"
    return Finding("overclaim", words, hit.start, hit.end, message, repair, refused=True)


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


def _underclaim(text: Text, hit: Hit, level: Level) -> Finding:
    words = text.wording[hit.start : hit.end]
    return Finding(
        "underclaim",
        words,
        hit.start,
        hit.end,
        f"“{words}” says less than level {int(level)} ({level.label}) bears.",
        f"say {_says(level)}",
    )


def _mixed(text: Text, hits: Sequence[Hit]) -> list[Finding]:
    findings = []
    for number in dict.fromkeys(hit.sentence for hit in hits):
        here = [hit for hit in hits if hit.sentence == number]
        sure = next((hit for hit in here if hit.signal.certainty), None)
        likely = next((hit for hit in here if hit.signal.likelihood), None)
        if sure is None or likely is None:
            continue
        start, end = min(sure.start, likely.start), max(sure.end, likely.end)
        words = f"{text.wording[likely.start : likely.end]} … {text.wording[sure.start : sure.end]}"
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


def _beside(text: Text, hits: Sequence[Hit], level: Level) -> list[Finding]:
    """Return the warnings on words of scope, which matter where something is asserted, and on days."""
    findings = []
    for one in text.beside:
        words = text.wording[one.start : one.end]
        if one.beside.kind == "scope" and (
            level < Level.PARTIAL
            or text.asks(one.sentence)
            or any(hit.start <= one.start and one.end <= hit.end for hit in hits)
            or any(hit.sentence == one.sentence and hit.signal.kind in ("absence", "denial") for hit in hits)
        ):
            continue
        findings.append(
            Finding(
                one.beside.kind,
                words,
                one.start,
                one.end,
                one.beside.message.format(words=words),
                one.beside.repair,
            )
        )
    said = next((hit for hit in hits if hit.signal.kind == "testimony"), None)
    if said is not None and not text.language.dated.search(text.wording):
        words = text.wording[said.start : said.end]
        findings.append(
            Finding(
                "date",
                words,
                said.start,
                said.end,
                f"“{words}” rests on somebody's word without its day.",
                "name the day on which it was said",
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
