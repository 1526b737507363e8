"""Whatever the network does at whatever byte of a fetch, the next one completes: nothing lost, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from mail_faults import KINDS, Kind, Trials
from mailservers.base import MailServer
from mailservers.proxy import Proxy

STEPS = 20  # faults of each kind; `python -m bench.faults` tries every byte


@pytest.mark.parametrize("kind", KINDS)
def test_a_fetch_that_is_broken_anywhere_is_made_good_by_the_next(
    kind: Kind, opened_letter: Path, tmp_path: Path, mail_server: MailServer, proxy: Proxy
) -> None:
    trials = Trials(opened_letter, tmp_path, mail_server, proxy)
    stride = trials.octets // STEPS
    shift = stride * KINDS.index(kind) // len(KINDS)  # the four kinds strike at bytes of their own
    # The very end is left out: how long a search took is part of an answer, and its digits vary.
    tried = [trials.run(kind, offset) for offset in range(shift, trials.octets - 64, stride)]
    assert all(one.met for one in tried)
    assert {one.taken for one in tried} == {0, 1, 2}  # before, between and after the two replies
    assert sum(one.failed for one in tried) > STEPS // 2
