"""`python -m bench.report`: the whole report of a large record against the bare `markdown` package.

A record of 1,000 questions with 20 findings each is written by real acts (two minutes; `--keep DIR` keeps it for the
next run). Then, in turn, each in a process of its own: `tracker report` with the formats that people read, from the
start of the program to the last byte on disk; the same with the exports; and Python with the `markdown` package alone,
its tables extension on, converting the report's own Markdown. Twice for the latter: the whole text at once, and cut
into its sections, in case the length of the text costs it time. Medians are told, and how many times longer than the
quicker of the two the report takes.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.report.large import Size, build
from tracker.reports.exports.formats import EXPORTS
from tracker.workflow.publish import FORMATS

AIMS = "aims: under 20 s, and at most 2 times the bare package"
_BARE = """
import sys, markdown
text = open(sys.argv[1], encoding="utf-8").read()
parts = [text] if sys.argv[2] == "whole" else ["## " + part for part in text.split("\\n### ")]
pages = [markdown.markdown(part, extensions=["tables"]) for part in parts]
open(sys.argv[1] + ".html", "w", encoding="utf-8").write("\\n".join(pages))
"""


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _timed(*command: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began


def _report(root: Path, out: Path, formats: Sequence[str]) -> float:
    shutil.rmtree(out, ignore_errors=True)
    named = [word for one in formats for word in ("--format", one)]
    return _timed("-m", "tracker", "--workspace", str(root), "report", "--out", str(out), *named)


def _bare(text: Path, how: str) -> float:
    return _timed("-c", _BARE, str(text), how)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 when an aim is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.report",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--findings", type=int, default=20, help="findings a question")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-exports", dest="exports", action="store_false", help="leave the exports out")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="where the record is kept, or is found if kept before"
    )
    options = parser.parse_args(arguments)
    _say(f"Python {platform.python_version()}, {platform.machine()}; {AIMS}.")
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as scratch:
        root = options.keep or Path(scratch) / "record"
        if not (root / "ledger.jsonl").exists():
            _say(f"Writing {options.questions:,} questions with {options.findings} findings each …")
            build(root, Size(options.questions, options.findings)).close()
        return _measure(root, Path(scratch) / "report", options.runs, options.exports)


def _measure(root: Path, out: Path, runs: int, exports: bool) -> int:
    text = out.parent / "report.md"
    _report(root, out, ["md"])
    shutil.copy(out / "report.md", text)
    read = [one for one in FORMATS if one not in EXPORTS]
    what = {
        f"tracker report: {', '.join(read)}": lambda: _report(root, out, read),
        "the bare markdown package, whole": lambda: _bare(text, "whole"),
        "the bare markdown package, by section": lambda: _bare(text, "sections"),
    }
    if exports:
        what["tracker report: those and the exports"] = lambda: _report(root, out, FORMATS)
    times: dict[str, list[float]] = {name: [] for name in what}
    names = list(what)
    for run in range(runs):
        turn = run % len(names)
        for name in names[turn:] + names[:turn]:
            times[name].append(what[name]())
            _say(f"  {name}: {times[name][-1]:.2f} s")
    found = {name: median(one) for name, one in times.items()}
    bare = min(found[names[1]], found[names[2]])
    _say(f"\n{text.stat().st_size / 1e6:.1f} MB of Markdown".ljust(64) + "median s   least    most  × bare")
    for name, seconds in found.items():
        shown = f"{seconds:>8.2f}{min(times[name]):>8.2f}{max(times[name]):>8.2f}{seconds / bare:>8.2f}"
        _say(f"  {name:<62}{shown}")
    return int(found[names[0]] >= 20 or found[names[0]] > 2 * bare)


if __name__ == "__main__":
    sys.exit(main())
