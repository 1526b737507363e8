"""`python -m bench.wording`: precision and recall of the lint on sentences written without sight of it.

A sentence is flagged when lint finds an overclaim or an underclaim in it. Precision is the share of the flagged
that are one by the writer's verdict, recall the share of those that are flagged; `verdict` is the share of all for
which the very verdict (fits, overclaim, underclaim) is the writer's.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.claims.levels import Level
from tracker.claims.lint import lint

FOLDER = Path(__file__).parents[2] / "tests" / "claims" / "sentences"
HELD = "held"


@dataclass(frozen=True)
class Sentence:
    """One line of a set: level, the writer's verdict, the sentence and why."""

    level: int
    verdict: str
    text: str
    why: str

    @property
    def found(self) -> str:
        """What lint says of it: `overclaim`, `underclaim` or `fits`."""
        kinds = {one.kind for one in lint(self.text, Level(self.level))}
        return "overclaim" if "overclaim" in kinds else "underclaim" if "underclaim" in kinds else "fits"


@dataclass(frozen=True)
class Score:
    """The figures of one set."""

    sentences: int
    precision: float
    recall: float
    verdict: float


def sentences(name: str) -> Iterator[Sentence]:
    """Yield the sentences of a set in order."""
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        level, verdict, text, why = line.split("\t")
        yield Sentence(int(level), verdict, text, why)


def score(name: str) -> Score:
    """Return the figures of a set."""
    seen = [(one.verdict, one.found) for one in sentences(name)]
    right = sum(verdict != "fits" and found != "fits" for verdict, found in seen)
    flagged = sum(found != "fits" for _, found in seen)
    wrong = sum(verdict != "fits" for verdict, _ in seen)
    return Score(len(seen), right / flagged, right / wrong, sum(v == f for v, f in seen) / len(seen))


def sets() -> list[str]:
    """Return the names of the sets, the held one last."""
    return sorted((path.stem for path in FOLDER.glob("*.tsv")), key=lambda name: (name == HELD, name))


def main() -> None:
    """Print the figures, and with --failures what was told wrongly, of the tuned sets alone."""
    options = argparse.ArgumentParser(prog="python -m bench.wording")
    options.add_argument(
        "--failures", action="store_true", help="show what is told wrongly in the tuned sets"
    )
    asked = options.parse_args()
    print(f"{'set':12} {'sentences':>9} {'precision':>9} {'recall':>9} {'verdict':>9}")  # noqa: T201
    for name in sets():
        figures = score(name)
        print(  # noqa: T201
            f"{name:12} {figures.sentences:9} {figures.precision:9.3f} {figures.recall:9.3f} {figures.verdict:9.3f}"
        )
    if not asked.failures:
        return
    for name in sets():
        if name != HELD:
            for one in sentences(name):
                if one.found != one.verdict:
                    print(f"{name}: level {one.level}, {one.verdict}, told {one.found}: {one.text}")  # noqa: T201


if __name__ == "__main__":
    main()
