"""Whether each labelled passage was tied to what it answers, and its effect, the kind and the author seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain

from bench.reading.labels import NONE, LabelledMail, LabelledPassage
from bench.reading.scoring import folded, share
from tracker.mail.linking import Answer
from tracker.mail.reading import Reading, ReadPassage

CONFIDENT = 0.9
BAND = "band "
FIGURES = ("links", "no_trace", "confident", "parts", "effects", "kind", "author")


@dataclass
class LinkTotal:
    """For each figure how often it held and of how many: `no_trace` counts links made where there are none."""

    held: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def count(self, figure: str, good: bool) -> None:
        """Count one case in."""
        self.of[figure] += 1
        self.held[figure] += good

    def add(self, other: LinkTotal) -> None:
        """Count another total in."""
        self.held.update(other.held)
        self.of.update(other.of)

    def figures(self) -> dict[str, float | int | None]:
        """Return each share and of how many; None where nothing was labelled."""
        shares: dict[str, float | int | None] = {}
        for name in FIGURES:
            shares[name] = share(self.held[name], self.of[name])
            shares[f"{name}_of"] = self.of[name]
        return shares

    def bands(self) -> list[tuple[str, int, int]]:
        """Return how often the best answers were right, by how they were seen and by the tenth their score lies in."""
        names = sorted(name for name in self.of if name.startswith(BAND))
        return [(name.removeprefix(BAND), self.held[name], self.of[name]) for name in names]


@dataclass
class LinkScore:
    """What one mail adds to the total, and a line for each thing that was wrong (of tuned mails alone to be shown)."""

    total: LinkTotal = field(default_factory=LinkTotal)
    wrong: list[str] = field(default_factory=list)

    def count(self, figure: str, right: bool, told: str) -> None:
        """Count a case and keep what is to be told when it is wrong."""
        self.total.count(figure, right)
        if not right:
            self.wrong.append(told)


def score_links(label: LabelledMail, reading: Reading) -> LinkScore:
    """Return how a reading compares with its label in all but the text.

    A mail that has no labelled passages (automatic mail, our own) is one place where nothing can be linked.
    """
    score = LinkScore()
    score.count("kind", reading.kind == label.kind, f"kind: {reading.kind}, not {label.kind}")
    found = reading.author.address.lower()
    score.count("author", found == label.author, f"author: {found or 'none'}, not {label.author}")
    partners = match(label.passages, reading.passages)
    for passage, at in zip(label.passages, partners, strict=True):
        _score_passage(score, passage, None if at is None else reading.passages[at])
    if not label.passages:
        made = [answer for one in reading.passages for answer in _named(one.answers)]
        score.total.count("no_trace", bool(made))
        score.wrong += [f"link made where nothing can be: {shown(made)}"] if made else []
    _score_confident(score, label, reading, partners)
    return score


def match(labelled: Sequence[LabelledPassage], read: Sequence[ReadPassage]) -> list[int | None]:
    """Return for each labelled passage the place of the passage read that shares most words with it, in order.

    The words of all passages are aligned at once, so that five passages that each say "Yes." meet the five
    of the label. Less than half of the shorter one's words is no match.
    """
    wanted = [folded(one.text.replace("\n", " ")) for one in labelled]
    found = [folded(one.passage.text.replace("\n", " ")) for one in read]
    wanted_of = [n for n, words in enumerate(wanted) for _ in words]
    found_of = [n for n, words in enumerate(found) for _ in words]
    shared: Counter[tuple[int, int]] = Counter()
    matcher = SequenceMatcher(None, list(chain(*wanted)), list(chain(*found)), autojunk=False)
    for at, there, size in matcher.get_matching_blocks():
        shared.update((wanted_of[at + n], found_of[there + n]) for n in range(size))
    partners: list[int | None] = []
    for n, words in enumerate(wanted):
        best = max(range(len(found)), key=lambda m, n=n: (shared[n, m], -m), default=None)
        enough = best is not None and shared[n, best] * 2 >= max(1, min(len(words), len(found[best])))
        partners.append(best if enough else None)
    return partners


def shown(answers: Sequence[Answer]) -> str:
    """Return answers as a person reads them: question, how it was seen, how sure."""
    return ", ".join(f"{one.question} ({one.how} {one.score:.2f})" for one in answers) or "none"


def _named(answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers that name a question; a paragraph that asks nothing is no link."""
    return [answer for answer in answers if answer.question]


def _questions(answers: Sequence[Answer]) -> list[str]:
    """Return the questions that answers name, best first, once each; a part counts as its question."""
    return list(dict.fromkeys((answer.question or "").partition(".")[0] for answer in _named(answers)))


def _score_passage(score: LinkScore, label: LabelledPassage, one: ReadPassage | None) -> None:
    answers = one.answers if one else ()
    named = _questions(answers)
    opening = " ".join(label.text.split())[:60]
    got = shown(_named(answers)) if one else "not a passage"
    if label.candidates:
        right = set(label.candidates) <= set(named)
        score.count("links", right, f"link of “{opening}”: {got}, not all of {', '.join(label.candidates)}")
    elif label.questions:
        right = set(named[: len(label.questions)]) == set(label.questions)
        score.count("links", right, f"link of “{opening}”: {got}, not {', '.join(label.questions)}")
    else:
        score.total.count("no_trace", bool(named))
        score.wrong += [f"link made where there is none, “{opening}”: {got}"] if named else []
    if label.part and "part" in Answer.__dataclass_fields__:
        parts = [str(getattr(answer, "part", "") or "") for answer in answers]
        score.count("parts", label.part in parts, f"part of “{opening}”: {parts}, not {label.part}")
    if label.effects is not None:
        suggested = (one.suggestion.effect or NONE) if one else "not a passage"
        wanted = ", ".join(sorted(label.effects))
        score.count(
            "effects", suggested in label.effects, f"effect of “{opening}”: {suggested}, not {wanted}"
        )


def _score_confident(
    score: LinkScore, label: LabelledMail, reading: Reading, partners: Sequence[int | None]
) -> None:
    """Judge each confident answer by all labelled passages that the passage read stands for; by none it is wrong."""
    for n, one in enumerate(reading.passages):
        allowed = {
            key
            for passage, at in zip(label.passages, partners, strict=True)
            if at == n
            for key in passage.allowed
        }
        for rank, answer in enumerate(_named(one.answers)):
            right = (answer.question or "").partition(".")[0] in allowed
            if rank == 0 and allowed:
                score.total.count(f"{BAND}{answer.how} .{min(9, int(answer.score * 10))}", right)
            if answer.score >= CONFIDENT:
                opening = " ".join(one.passage.text.split())[:60]
                score.count("confident", right, f"confident and wrong, “{opening}”: {shown([answer])}")
