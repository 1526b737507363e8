"""`python -m bench.imap`: the tracker's fetch against mirroring the folder, on folders of made-up list mail.

For each size of folder, in one run: from an empty record to all forty replies ready for triage, then ten new
messages of which three answer the letter. Every run is checked, and the bench fails when one did not find what
it should.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench import planted
from bench.imap.contenders import Contender, Mirror, Script
from bench.imap.server import LETTER, ListServer, list_server
from bench.imap.tracking import Tracker
from bench.planted import Listed

SEED = 7
PAUSE = 2.0  # seconds before news: mbsync waits where its own folder changed within the second
AIMS = "the aim at 100,000 messages: 20 times faster than the mirror, 5 than the script, 4 than mbsync for ten new ones"
Times = dict[str, list[float]]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Bench:
    """One size of folder: the server, the contenders, what they must find, and the times so far."""

    def __init__(self, server: ListServer, scratch: Path, runs: int, mirror_runs: int) -> None:
        self.server, self.runs, self.mirror_runs = server, runs, mirror_runs
        self.wanted: dict[str, str] = {}
        self.messages = 0
        self.times: Times = {}
        self.tracker = Tracker(server, scratch / "tracker")
        self.undated = Tracker(server, scratch / "undated", dated=False)
        self.script = Script(server, scratch / "script")
        missing = [name for name in ("mbsync", "notmuch") if shutil.which(name) is None]
        if missing:
            _say(f"{' and '.join(missing)} not found: the tracker is not compared with a mirror.")
        self.mirror = None if missing else Mirror(server, scratch / "mirror")

    def deliver(self, messages: Sequence[Listed] | Iterator[Listed]) -> None:
        """Put messages into the folder and note what is to be found of them."""

        def noted() -> Iterator[Listed]:
            for one in messages:
                self.messages += 1
                if one.planted:
                    number = re.search(rb"X-Sample-Number: (\d+)", one.raw)
                    assert number is not None
                    self.wanted[number[1].decode("ascii")] = one.planted
                yield one

        self.server.deliver(noted())

    def note(self, what: str, seconds: float) -> None:
        """Keep a time, and say it: a run may take minutes."""
        self.times.setdefault(what, []).append(seconds)
        _say(f"  {what}: {seconds:.2f} s")

    def first(self, one: Contender, runs: int) -> None:
        """From nothing: each run once with the server's index as it was before anybody asked, once as that left it."""
        for _ in range(runs):
            self.server.cool()
            for state in ("cold", "warm"):
                if state == "warm" and one is self.mirror:
                    continue  # it asks for whole messages alone, for which the index holds nothing
                one.reset()
                parts = one.fetch()
                one.check(self.messages, self.wanted)
                for name, seconds in parts.items() if len(parts) > 1 else ():
                    self.note(f"{name} alone, {state}", seconds)
                self.note(f"{one.title}, {state}", sum(parts.values()))

    def news(self, round_: int) -> None:
        """Ten new messages, fetched by all, each of them the first to meet them in its turn."""
        everybody = [one for one in (self.tracker, self.script, self.mirror) if one is not None]
        turn = round_ % len(everybody)
        time.sleep(PAUSE)
        self.deliver(planted.news(round_, LETTER))
        for one in everybody[turn:] + everybody[:turn]:
            parts = one.fetch()
            one.check(self.messages, self.wanted)
            for name, seconds in parts.items():
                self.note(f"ten new: {name}", seconds)

    def watch(self, round_: int) -> None:
        """Ten new messages while the tracker watches: from before they are delivered until three are taken in.

        The server tells of them up to a second after they came; from then on counts what the tracker itself needs.
        """
        with self.tracker.watching() as watch:
            began = time.perf_counter()
            self.deliver(planted.news(round_, LETTER))
            told = watch.until_taken(3)
            self.note("ten new: tracker fetch --watch, once told", told)
            self.note("ten new: tracker fetch --watch, from delivery", time.perf_counter() - began)
        self.tracker.check(self.messages, self.wanted)

    def all(self, size: int) -> None:
        """Measure everything on a folder of `size` messages."""
        self.deliver(planted.folder(size, SEED, LETTER))
        self.server.settle()
        self.first(self.tracker, self.runs)
        self.first(self.undated, self.runs)
        self.first(self.script, self.runs)
        if self.mirror is not None:
            self.first(self.mirror, self.mirror_runs)
        for round_ in range(self.runs):
            self.news(round_)
        for round_ in range(self.runs):
            self.watch(self.runs + round_)

    def table(self, size: int) -> None:
        """Print medians, spans, and how many times longer than the tracker each took."""
        _say(f"\n{size:,} messages".ljust(52) + "median s   least    most  runs  × tracker")
        for what, seconds in self.times.items():
            against = (
                "ten new: tracker"
                if what.startswith("ten new")
                else f"tracker fetch, {what.rsplit(', ', 1)[-1]}"
            )
            ratio = median(seconds) / median(self.times[against])
            shown = f"{median(seconds):>8.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}{len(seconds):>6}{ratio:>11.1f}"
            _say(f"  {what:<50}{shown}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 when a contender did not do its work."""
    parser = argparse.ArgumentParser(prog="python -m bench.imap", description=__doc__)
    parser.add_argument(
        "--messages", type=int, nargs="+", default=[20_000, 100_000], help="sizes of the folder"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of everything but the mirror's first")
    parser.add_argument(
        "--mirror-runs", type=int, default=1, help="first runs of mbsync and notmuch: minutes each"
    )
    parser.add_argument(
        "--scratch", type=Path, help="where everybody keeps what they bring home; else the system's"
    )
    options = parser.parse_args(arguments)
    _say(f"Python {platform.python_version()}, {platform.machine()}; {AIMS}.")
    _say(
        "Cold: the server's index knows no header field yet; warm: as the same contender's run before left it."
    )
    for size in options.messages:
        with tempfile.TemporaryDirectory(prefix="tracker-bench-", dir=options.scratch) as folder:
            scratch = Path(folder)
            with list_server(scratch / "index") as server:
                _say(f"{size:,} messages …")
                bench = Bench(server, scratch, options.runs, options.mirror_runs)
                try:
                    bench.all(size)
                except RuntimeError as error:
                    sys.stderr.write(f"Wrong: {error}\n")
                    return 1
                bench.table(size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
