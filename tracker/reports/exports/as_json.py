"""JSON text in which every outside word, value or name, has passed the one gate."""

from __future__ import annotations

import json
from typing import Any

from tracker.text import clean


def text(value: Any) -> str:
    """Return `value` as JSON on one line, keys sorted, strings cleaned at any depth."""
    return json.dumps(_safe(value), ensure_ascii=False, sort_keys=True)


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return clean(str(value))
    if isinstance(value, dict):
        return {clean(key): _safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(one) for one in value]
    return value
