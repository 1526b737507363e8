"""`python -m bench.reading`: the tracker and its peers on the project's labelled mails, scored in one run.

Every reader is given every mail of `tests/labelled/tuned` and `tests/labelled/held`. What came through of the
responder's new text is measured as F1 over lines (how is told in `scoring`), as the share of mails exactly right,
all new text and nothing else, and as the share of the responder's words that came through. Sums are over all lines
of all mails, so a long mail weighs more; `of a mail` is the mean of each mail's own F1. How each peer is asked, and
how talon is installed, stands in `peers`.

Of the tracker alone: `links`, passages whose best answers name the labelled questions, or all candidates where a
number cannot decide; `where none`, passages that cannot be linked and were (less is better); `confident`, how many
of the links with a score of .9 or more are right; `parts`, labelled parts named (– while the reading names none);
`effects`, `kind` and `author`. Each mail is read by itself, with the letter and our own addresses known and no
earlier mail.

Held mails are held back from whoever tunes the reader: of them only sums are printed.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.reading import report
from bench.reading.labels import FOLDER, PARTS, load
from bench.reading.letter import letter_outline
from bench.reading.peers import installed
from bench.reading.run import Run, speed_figures
from bench.reading.speed import ROUNDS

SHOWN = 10  # exceptions that are told one by one


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 when a message raised an exception in the tracker, 2 when it cannot be run as asked."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.reading",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--part", choices=PARTS, help="one part alone; else both")
    parser.add_argument("--failures", action="store_true", help="list what was wrong in each tuned mail")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of the speed measure; 0 for none")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there as well")
    parser.add_argument("--labelled", type=Path, default=FOLDER, help="another folder with parts in it")
    options = parser.parse_args(arguments)
    if options.failures and options.part == "held":
        sys.stderr.write(
            "The held mails are held back from whoever tunes the reader: only sums are shown of them.\n"
        )
        return 2
    parts = (options.part,) if options.part else PARTS
    mails, troubles = [], []
    for part in parts:
        found, told = load(part, options.labelled)
        mails += found
        troubles += told if found or told else [f"{part}: no labelled mails yet."]
    _say(troubles)
    if not mails:
        return 2
    peers, missing = installed()
    titles = ", ".join(dict.fromkeys(peer.title for peer in peers))
    _say([f"Python {platform.python_version()}, {platform.machine()}; {titles}."])
    _say(f"{name}: not installed ({reason})" for name, reason in missing.items())
    run = Run(mails, peers, letter_outline())
    run.score()
    _say(report.figures(run))
    speeds = run.speeds(options.rounds) if options.rounds > 0 else {}
    if speeds:
        _say(report.speeds(speeds, len(mails), options.rounds))
    if options.failures:
        _say(report.failures(run.wrong))
    if options.json:
        everything = {
            "python": platform.python_version(),
            "peers": {peer.name: peer.title for peer in peers},
            "not_installed": missing,
            "parts": run.figures(),
            "speed": speed_figures(speeds),
        }
        options.json.write_text(json.dumps(everything, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for mail, error in run.failed[:SHOWN]:
        sys.stderr.write(f"{mail.part}/{mail.file}: the tracker raised {error}.\n")
    if len(run.failed) > SHOWN:
        sys.stderr.write(f"… and on {len(run.failed) - SHOWN} more mails.\n")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
