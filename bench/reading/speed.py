"""Messages a second and the slowest message of each reader, measured side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from time import perf_counter

ROUNDS = 7


@dataclass(frozen=True)
class Speed:
    """Over the medians of each message's rounds: messages a second, and the slowest message in milliseconds."""

    per_second: float
    slowest: float


def measure(readers: dict[str, Sequence[Callable[[], object]]], rounds: int = ROUNDS) -> dict[str, Speed]:
    """Return the speed of each reader over its list of calls, one a message.

    One round that is not counted warms all up. Then each round asks every reader for every message, each
    reader first in its turn, so that what else the machine does falls on all alike. A call that fails counts
    with the time until it failed.
    """
    times = {name: [[] for _ in calls] for name, calls in readers.items()}
    names = list(readers)
    for round_ in range(rounds + 1):
        turn = round_ % len(names)
        for name in names[turn:] + names[:turn]:
            for n, call in enumerate(readers[name]):
                began = perf_counter()
                with suppress(Exception):  # what failed is counted and told with the scores
                    call()
                spent = perf_counter() - began
                if round_:
                    times[name][n].append(spent)
    medians = {name: [median(one) for one in each] for name, each in times.items()}
    return {name: Speed(len(all_) / sum(all_), 1000 * max(all_)) for name, all_ in medians.items() if all_}
