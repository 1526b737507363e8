"""How long to wait before the next attempt at a mail server: exponential, jittered, bounded."""

from __future__ import annotations

CEILING = 300.0  # seconds: the longest wait after an ordinary failure
_PATIENT_CEILING = 1800.0  # seconds: the longest after a server asked for patience


def delay(attempt: int, pause: float, patience: float, chance: float) -> float:
    """Return the seconds to wait before attempt `attempt` + 1, after `attempt` failures in a row (1, 2, …).

    `pause` · 2^(attempt − 1), capped at 300 s, times `patience` (above 1 when the server said that it is
    asked too much; then capped at 1,800 s). `chance`, uniform in [0, 1), spreads it over the upper half of
    that (equal jitter), so that many folders that failed at once do not come back at once.
    """
    whole = min(CEILING, pause * 2.0 ** min(attempt - 1, 32))
    whole = min(max(CEILING, _PATIENT_CEILING if patience > 1 else 0.0), whole * patience)
    return whole * (0.5 + chance / 2)
