"""Every byte of a fetch broken by each fault of the network: `python -m bench.faults`, some half an hour on two cores.

What a trial is and what must hold after it stands beside the test that makes a sample of them.
"""

from __future__ import annotations

import argparse
import atexit
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
KINDS = ("cut", "reset", "stall", "bye")
_SAID = 30.0  # seconds between two lines about how far it is


@dataclass(frozen=True)
class Part:
    """What one process tries: each `of`-th fault, from the `at`-th on."""

    at: int
    of: int
    kinds: Sequence[str]
    every: int


def main() -> int:
    """Try them all; 1 when after any of them something was lost, twice, or did not verify."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="try each N-th byte only")
    parser.add_argument("--kind", action="append", choices=KINDS, help="this fault only; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes, each with a server")
    wanted = parser.parse_args()
    parts = [Part(at, wanted.jobs, wanted.kind or KINDS, wanted.every) for at in range(wanted.jobs)]
    begun = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(wanted.jobs) as pool:
        outcomes = pool.map(_try, parts, chunksize=1)
    failures = [line for _, _, lines in outcomes for line in lines]
    counts = sum((count for _, count, _ in outcomes), Counter[str]())
    print(f"A fetch of {outcomes[0][0]} octets, broken at {sum(counts.values())} places:")  # noqa: T201
    for name, count in sorted(counts.items()):
        print(f"  {count:6} {name}")  # noqa: T201
    print(f"{len(failures)} failures in {time.monotonic() - begun:.0f} s.", *failures, sep="\n")  # noqa: T201
    return 1 if failures else 0


def _try(part: Part) -> tuple[int, Counter[str], list[str]]:
    """Make the trials of one process; returns the octets of the fetch, counts, and the failures in words."""
    sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "tests" / "workflow")]
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    state = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, state, ignore_errors=True)
    os.environ["XDG_STATE_HOME"] = state
    from mail_faults import Trials
    from mailservers.certificates import make_certificates
    from mailservers.dovecot import Dovecot
    from mailservers.proxy import Proxy

    counts: Counter[str] = Counter()
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        dovecot = Dovecot(make_certificates(folder / "certificates"))
        try:
            mailbox = dovecot.new_user()
            with Proxy(mailbox.plain_port) as proxy:
                trials = Trials(_opened(folder), folder, mailbox, proxy)
                places = [(kind, at) for kind in part.kinds for at in range(0, trials.octets, part.every)]
                mine = places[part.at :: part.of]
                said = time.monotonic()
                for done, (kind, offset) in enumerate(mine):
                    if time.monotonic() - said > _SAID:
                        said = time.monotonic()
                        print(f"process {part.at}: {done} of {len(mine)}", file=sys.stderr)  # noqa: T201
                    try:
                        broken = trials.run(kind, offset)  # type: ignore[arg-type]
                    except Exception:  # noqa: BLE001  (told at the end, and the others are tried)
                        failures.append(f"{kind} at {offset}: {traceback.format_exc()}")
                        counts[f"{kind}: failed"] += 1
                    else:
                        met = "" if broken.met else ", not met"
                        counts[f"{kind}, {broken.taken} of 2 replies before it{met}"] += 1
                mailbox.close()
        finally:
            dovecot.stop()
    return trials.octets, counts, failures


def _opened(folder: Path) -> Path:
    """Return a workspace with the repository's letter as it was opened, whatever came after."""
    from tracker.workflow import audit

    lines = (REPOSITORY / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kinds = [json.loads(line).get("entry", {}).get("kind", "") for line in lines]
    ledger = folder / "ledger.jsonl"
    kept = [line for line, kind in zip(lines, kinds, strict=True) if kind.endswith(".opened")]
    ledger.write_text("".join(kept), encoding="utf-8")
    audit.import_(ledger, folder / "opened").close()
    return folder / "opened"


if __name__ == "__main__":
    sys.exit(main())
